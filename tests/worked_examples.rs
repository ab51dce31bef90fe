//! The examples that the public pages of the partner capability score print: each as a company of its
//! own, with the people and measures of the example, and the points that the page says.
//!
//! Where a page contradicts itself (Data & AI, Enterprise 1; Security, SMB 2 says eight and adds
//! sixteen), its total is taken.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::support::{Scratch, root};

const ADMIN: &str = "Azure Administrator Associate";
const ARCHITECT: &str = "Azure Solutions Architect Expert";
const DATA: &str = "Azure Database Administrator Associate";
const DEVELOPER: &str = "Power Platform Developer Associate";
const NETWORK: &str = "Azure Network Engineer Associate";
const DESKTOP: &str = "Azure Virtual Desktop Specialty";
const ENGINEER: &str = "Azure Security Engineer Associate";
const ANALYST: &str = "Security Operations Analyst";
const OLD_ANALYST: &str = "Microsoft 365 Security Administrator Associate";
const IDENTITY: &str = "Identity and Access Administrator";
const TEAMS: &str = "Teams Administrator Associate";
const EXPERT: &str = "Enterprise Administrator Expert";
const FINANCE: &str = "Dynamics 365 Finance Functional Consultant Associate";
const SUPPLY: &str = "Dynamics 365 Supply Chain Management Functional Consultant Expert";

/// An example of a page.
struct Example {
    area: &'static str,
    option: &'static str,
    /// How many people, and what each of them has.
    people: &'static [(usize, &'static [&'static str])],
    /// Measures of the last closed month.
    measures: &'static [(&'static str, &'static str)],
    metric: &'static str,
    points: &'static str,
}

const fn people(
    area: &'static str,
    option: &'static str,
    people: &'static [(usize, &'static [&'static str])],
    metric: &'static str,
    points: &'static str,
) -> Example {
    Example { area, option, people, measures: &[], metric, points }
}

const fn measured(
    area: &'static str,
    option: &'static str,
    measures: &'static [(&'static str, &'static str)],
    metric: &'static str,
    points: &'static str,
) -> Example {
    Example { area, option, people: &[], measures, metric, points }
}

const INTERMEDIATE: &str = "Intermediate certifications";
const ADVANCED: &str = "Advanced certifications";

/// The pages of May 2026.
const OF_2026: [Example; 43] = [
    people(
        "Data & AI",
        "Enterprise",
        &[(2, &[ADMIN]), (2, &[ARCHITECT]), (3, &[DATA])],
        INTERMEDIATE,
        "12",
    ),
    people("Data & AI", "Enterprise", &[(2, &[ADMIN, ARCHITECT, DATA])], INTERMEDIATE, "8"),
    people("Data & AI", "Enterprise", &[(2, &[ADMIN]), (2, &[DATA])], INTERMEDIATE, "0"),
    people(
        "Data & AI",
        "Enterprise",
        &[(1, &[ADMIN]), (2, &[ARCHITECT]), (2, &[DATA])],
        INTERMEDIATE,
        "0",
    ),
    people(
        "Data & AI",
        "SMB",
        &[(2, &[ADMIN]), (2, &[ARCHITECT]), (3, &[DATA])],
        INTERMEDIATE,
        "20",
    ),
    people("Data & AI", "SMB", &[(2, &[ADMIN, ARCHITECT, DATA])], INTERMEDIATE, "16"),
    people("Data & AI", "SMB", &[(2, &[ADMIN]), (2, &[DATA])], INTERMEDIATE, "4"),
    people("Data & AI", "SMB", &[(2, &[DATA])], INTERMEDIATE, "0"),
    people(
        "Digital & App Innovation",
        "Enterprise",
        &[(2, &[ADMIN]), (2, &[DEVELOPER])],
        INTERMEDIATE,
        "8",
    ),
    people(
        "Digital & App Innovation",
        "Enterprise",
        &[(2, &[ADMIN, DEVELOPER])],
        INTERMEDIATE,
        "8",
    ),
    people(
        "Digital & App Innovation",
        "Enterprise",
        &[(1, &[ADMIN]), (2, &[DEVELOPER])],
        INTERMEDIATE,
        "0",
    ),
    people(
        "Digital & App Innovation",
        "SMB",
        &[(2, &[ADMIN]), (2, &[DEVELOPER])],
        INTERMEDIATE,
        "12",
    ),
    people("Digital & App Innovation", "SMB", &[(2, &[DEVELOPER])], INTERMEDIATE, "0"),
    people("Infrastructure", "Enterprise", &[(2, &[ADMIN, NETWORK])], INTERMEDIATE, "8"),
    people("Infrastructure", "Enterprise", &[(1, &[ADMIN]), (2, &[NETWORK])], INTERMEDIATE, "0"),
    people("Infrastructure", "SMB", &[(1, &[ADMIN]), (5, &[NETWORK])], INTERMEDIATE, "20"),
    people("Infrastructure", "SMB", &[(1, &[ARCHITECT]), (2, &[DESKTOP])], ADVANCED, "12"),
    people(
        "Security",
        "Enterprise",
        &[(2, &[ENGINEER]), (2, &[ANALYST]), (3, &[IDENTITY])],
        INTERMEDIATE,
        "20",
    ),
    people("Security", "Enterprise", &[(2, &[ENGINEER, ANALYST, IDENTITY])], INTERMEDIATE, "13.33"),
    people("Security", "Enterprise", &[(2, &[ENGINEER, IDENTITY])], INTERMEDIATE, "0"),
    people(
        "Security",
        "Enterprise",
        &[(1, &[ENGINEER]), (2, &[ANALYST, IDENTITY])],
        INTERMEDIATE,
        "0",
    ),
    people("Security", "Enterprise", &[(6, &[ENGINEER, ANALYST, IDENTITY])], INTERMEDIATE, "40"),
    people(
        "Security",
        "SMB",
        &[(2, &[ENGINEER]), (2, &[ANALYST]), (3, &[IDENTITY])],
        INTERMEDIATE,
        "32",
    ),
    people("Security", "SMB", &[(2, &[ENGINEER, ANALYST, IDENTITY])], INTERMEDIATE, "24"),
    people("Security", "SMB", &[(2, &[ENGINEER]), (2, &[IDENTITY])], INTERMEDIATE, "4"),
    people("Security", "SMB", &[(2, &[IDENTITY])], INTERMEDIATE, "0"),
    measured(
        "Security",
        "SMB",
        &[("Deployments Microsoft 365", "6")],
        "Deployments, Microsoft 365",
        "20",
    ),
    measured("Security", "SMB", &[("Deployments Azure", "1")], "Deployments, Azure", "3.3"),
    measured(
        "Security",
        "Enterprise",
        &[("Protected users growth", "374")],
        "Usage growth, Microsoft 365",
        "2",
    ),
    people("Modern Work", "Enterprise", &[(4, &[TEAMS])], INTERMEDIATE, "10"),
    people("Modern Work", "Enterprise", &[(2, &[EXPERT])], ADVANCED, "15"),
    people("Modern Work", "SMB", &[(2, &[TEAMS])], INTERMEDIATE, "10"),
    people("Modern Work", "SMB", &[(1, &[EXPERT])], ADVANCED, "15"),
    measured(
        "Modern Work",
        "Enterprise",
        &[("Usage growth DPOR", "2000"), ("Usage growth CPOR", "1500")],
        "Usage growth",
        "30",
    ),
    measured("Modern Work", "Enterprise", &[("Usage growth DPOR", "2000")], "Usage growth", "15"),
    measured(
        "Modern Work",
        "SMB",
        &[("Usage growth CSP", "1000"), ("Usage growth CPOR", "1500")],
        "Usage growth",
        "30",
    ),
    measured("Modern Work", "SMB", &[("Usage growth CSP", "1000")], "Usage growth", "15"),
    measured(
        "Modern Work",
        "Enterprise",
        &[("Deployments DPOR", "4"), ("Deployments CPOR", "3")],
        "Deployments",
        "15",
    ),
    measured(
        "Modern Work",
        "SMB",
        &[("Deployments CSP", "4"), ("Deployments CPOR", "4")],
        "Deployments",
        "20",
    ),
    people("Business Applications", "Enterprise", &[(7, &[FINANCE, SUPPLY])], ADVANCED, "15"),
    people("Business Applications", "Enterprise", &[(1, &[SUPPLY])], ADVANCED, "2.14"),
    people("Business Applications", "SMB", &[(5, &[FINANCE])], INTERMEDIATE, "20"),
    measured(
        "Business Applications",
        "SMB",
        &[("Usage growth", "29.99"), ("Monthly consumption a year before", "25000")],
        "Usage growth",
        "29",
    ),
];

/// The pages of June 2023, before the steps of Security asked for two people.
const OF_2023: [Example; 10] = [
    people(
        "Data & AI",
        "Standard",
        &[(2, &[ARCHITECT]), (2, &[ADMIN]), (3, &[DATA])],
        INTERMEDIATE,
        "12",
    ),
    people("Data & AI", "Standard", &[(2, &[ARCHITECT, DATA])], INTERMEDIATE, "0"),
    people("Data & AI", "Standard", &[(1, &[ARCHITECT]), (2, &[ADMIN, DATA])], INTERMEDIATE, "0"),
    people("Infrastructure", "Standard", &[(2, &[ARCHITECT]), (2, &[DESKTOP])], ADVANCED, "8"),
    people(
        "Digital & App Innovation",
        "Standard",
        &[(1, &[ADMIN]), (2, &[DEVELOPER])],
        INTERMEDIATE,
        "0",
    ),
    people(
        "Security",
        "Standard",
        &[(1, &[ENGINEER]), (1, &[OLD_ANALYST]), (1, &[IDENTITY])],
        INTERMEDIATE,
        "6.67",
    ),
    people("Security", "Standard", &[(2, &[ENGINEER, IDENTITY])], INTERMEDIATE, "0"),
    measured(
        "Security",
        "Standard",
        &[("Net customer adds Azure", "10")],
        "Net customer adds, Azure",
        "20",
    ),
    measured(
        "Modern Work",
        "SMB",
        &[("Deployments CSP", "4"), ("Deployments CPOR", "4")],
        "Deployments",
        "20",
    ),
    people("Business Applications", "SMB", &[(2, &[SUPPLY])], ADVANCED, "15"),
];

/// The files of a pipeline in which each example is a company.
fn write(scratch: &Scratch, examples: &[Example], year: i32, month: &str) {
    let (mut companies, mut users) =
        (String::new(), "mpn_id,work_email,mcid,associated_pc\n".to_owned());
    let mut transcripts = "mcid,skill_title,completed_on,expires_on\n".to_owned();
    let mut performance = "mpn_id,competency,option,metric,month,contribution\n".to_owned();
    for (place, example) in examples.iter().enumerate() {
        let id = 100_001 + place;
        let _ = writeln!(companies, "[[company]]\nname = \"Example {id}\"\nmpn_id = \"{id}\"");
        let kinds =
            example.people.iter().flat_map(|(count, held)| std::iter::repeat_n(held, *count));
        for (person, held) in kinds.enumerate() {
            let mcid = id * 100 + person;
            let _ = writeln!(users, "{id},p{person}@c{id}.example,{mcid},Yes");
            for skill in *held {
                let _ = writeln!(transcripts, "{mcid},{skill},{year}-01-10,{}-01-10", year + 1);
            }
        }
        for (metric, value) in example.measures {
            let (area, option) = (example.area, example.option);
            let _ = writeln!(performance, "{id},{area},{option},{metric},{month},{value}");
        }
    }
    let pipelines = root().join("pipelines");
    scratch.write("users.csv", users + "100001,nobody@c100001.example,1,Yes\n");
    scratch.write("transcripts.csv", transcripts);
    scratch.write("performance.csv", performance);
    scratch.write(
        "pipeline.toml",
        format!(
            "name = \"examples\"\nout = \"out\"\nreports = [\"risk\"]\nparameters = {:?}\nprogrammes = [{:?}]\n\
             {companies}[sources.users]\nfiles = [\"users.csv\"]\n[sources.transcripts]\n\
             files = [\"transcripts.csv\"]\n[sources.performance]\nfiles = [\"performance.csv\"]\n",
            pipelines.join("parameters.toml"),
            pipelines.join("programmes/designations"),
        ),
    );
}

fn give_the_printed_points(examples: &[Example], year: i32, month: &str, as_of: &str) {
    let scratch = Scratch::new();
    write(&scratch, examples, year, month);
    scratch.run(as_of);
    let table = scratch.table("score_metrics");
    let column = |name: &str| {
        table.columns.iter().position(|own| own == name).unwrap_or_else(|| panic!("{name}"))
    };
    let [id, area, option, metric, points] =
        ["mpn_id", "competency", "option", "metric", "points"].map(column);
    let keyed = |row: &Vec<String>| {
        ([id, area, option, metric].map(|place| row[place].clone()), row[points].clone())
    };
    let found: BTreeMap<[String; 4], String> = table.rows.iter().map(keyed).collect();
    for (place, example) in examples.iter().enumerate() {
        let company = (100_001 + place).to_string();
        let key = [&company, example.area, example.option, example.metric].map(str::to_owned);
        assert_eq!(found.get(&key).map(String::as_str), Some(example.points), "{key:?}");
    }
}

#[test]
fn the_examples_of_the_pages_of_2026_give_the_printed_points() {
    give_the_printed_points(&OF_2026, 2026, "2026-05", "2026-06-15");
}

#[test]
fn the_examples_of_the_pages_of_2023_give_the_printed_points() {
    give_the_printed_points(&OF_2023, 2023, "2023-09", "2023-10-25");
}
