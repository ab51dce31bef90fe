//! Many companies in one pipeline: the run ends, and its Summaries stay short and say what they leave
//! out.

use std::fmt::Write as _;
use std::io::BufReader;
use std::path::Path;

use calamine::{Reader, Xlsx};

use crate::support::{Scratch, root};

/// More than a sheet can have links, in rows of levels.
const COMPANIES: usize = 12_000;

/// Two people a company: half of the companies have both that Silver needs.
pub(crate) fn many(companies: usize) -> Scratch {
    let scratch = Scratch::new();
    let mut pipeline = format!(
        "name = \"many\"\nout = \"out\"\nprogrammes = [{:?}]\nparameters = {:?}\n\
         [sources.users]\nfiles = [\"users.csv\"]\n\
         [sources.transcripts]\nfiles = [\"transcripts.csv\"]\n\
         [sources.memberships]\nfiles = [\"memberships.csv\"]\n",
        root().join("tests/rules/programme"),
        root().join("pipelines/parameters.toml"),
    );
    let mut users = "MPN ID,Email,MCID,Account status,Associated in PC\n".to_owned();
    let mut transcripts = "MCID,Exam number,Date passed\n".to_owned();
    let mut memberships =
        "MPN ID,CompetencyName,CompetencyLevel,CompetencyStartDate,CompetencyEndDate\n".to_owned();
    for company in 0..companies {
        let id = 1_000_000 + company;
        let _ = writeln!(pipeline, "[[company]]\nname = \"Tailspin {company}\"\nmpn_id = \"{id}\"");
        let _ = writeln!(memberships, "{id},Cloud,Silver,2020-09-01,2021-09-01");
        for person in 0..2 {
            let mcid = 2 * company + person + 1;
            let _ = writeln!(users, "{id},p{person}@t{company}.example,{mcid},Active,Yes");
            if person == 0 || company % 2 == 0 {
                let _ = writeln!(transcripts, "{mcid},EXAM,2020-05-01");
            }
        }
    }
    for (name, text) in [
        ("pipeline.toml", pipeline),
        ("users.csv", users),
        ("transcripts.csv", transcripts),
        ("memberships.csv", memberships),
    ] {
        scratch.write(name, text);
    }
    scratch
}

fn summary(book: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<BufReader<std::fs::File>> =
        calamine::open_workbook(book).expect("a workbook");
    let range = book.worksheet_range("Summary").expect("a Summary");
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn thousands_of_companies_make_short_summaries() {
    let scratch = many(COMPANIES);
    let said = scratch.run("2021-03-01");
    let half = COMPANIES / 2;
    assert!(said.out.contains(&format!("(not met today: {half}, ")), "{}", said.out);
    assert!(said.out.contains("Tailspin 1: "), "{}", said.out);
    for book in ["skills_report", "competency_risk", "kpi_report"] {
        let rows = summary(&scratch.path().join(format!("out/latest/{book}.xlsx")));
        assert!(rows.len() < 250, "{book} has {} rows", rows.len());
        let says = |what: &str| rows.iter().flatten().any(|cell| cell.contains(what));
        assert!(says("Levels held: 12,000 (not met today: 6000, "), "{book}");
        assert!(says("The worst 12 of 12,000 companies are shown"), "{book}");
    }
    let rows = summary(&scratch.path().join("out/latest/competency_risk.xlsx"));
    let says = |what: &str| rows.iter().flatten().any(|cell| cell.contains(what));
    assert!(says("The most urgent 50 of "));
    assert!(says("Tailspin 1: Cloud Silver"));
}

/// By hand: `ATTAIN_COMPANIES=100000 cargo test --test attain measure_companies -- --nocapture`.
#[test]
fn measure_companies() {
    let wanted = std::env::var("ATTAIN_COMPANIES").ok().and_then(|count| count.parse().ok());
    let Some(companies) = wanted else { return };
    let scratch = many(companies);
    let said = scratch.run("2021-03-01");
    println!("{}", said.out);
    let run = scratch.path().join("out/latest/manifest.json");
    println!("{}", std::fs::read_to_string(run).expect("a manifest"));
}
