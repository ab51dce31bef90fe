//! The sample company of 2026: what stands where, why, and what would change it.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::support::{Scratch, Table, attain, root};

const DAY: &str = "2026-11-27";

static RUN: LazyLock<Scratch> = LazyLock::new(|| {
    let scratch = Scratch::new();
    let out = scratch.path().join("out").display().to_string();
    let said = attain(&["run", "pipelines/designations.toml", "--as-of", DAY, "--out", &out]);
    assert_eq!(said.code, 0, "{said:?}");
    scratch
});

/// Some columns of the rows that have a text in a column.
fn cells(table: &Table, of: (&str, &str), wanted: &[&str]) -> Vec<Vec<String>> {
    let place = |name: &str| {
        table.columns.iter().position(|own| own == name).unwrap_or_else(|| panic!("{name}"))
    };
    let (key, places) = (place(of.0), wanted.iter().map(|name| place(name)).collect::<Vec<_>>());
    let rows = table.rows.iter().filter(|row| row[key] == of.1);
    rows.map(|row| places.iter().map(|place| row[*place].clone()).collect()).collect()
}

fn level(competency: &str, wanted: &[&str]) -> Vec<String> {
    let mut rows = cells(&RUN.table("levels"), ("competency", competency), wanted);
    assert_eq!(rows.len(), 1, "{competency}: {rows:?}");
    rows.remove(0)
}

/// Points by metric, where there are any, of one option.
fn points(table: &Table, competency: &str, option: &str) -> Vec<(String, String)> {
    let rows = cells(table, ("competency", competency), &["option", "metric", "counted"]);
    let own = rows.into_iter().filter(|row| row[0] == option && row[2] != "0");
    own.map(|row| (row[1].clone(), row[2].clone())).collect()
}

fn have(table: &Table, competency: &str, option: &str) -> Vec<String> {
    let wanted = ["option", "requirement", "have", "need", "met"];
    let rows = cells(table, ("competency", competency), &wanted);
    let mut own = rows
        .into_iter()
        .filter(|row| row[0] == option && row[1] == "Partner capability score")
        .map(|row| row[2..].to_vec());
    own.next().unwrap_or_else(|| panic!("{competency}"))
}

#[test]
fn security_stands_at_64_and_its_metrics_say_why() {
    assert_eq!(have(&RUN.table("requirements"), "Security", "SMB"), ["64", "70", "No"]);
    let expected = [
        ("Deployments, Microsoft 365", "20"),
        ("Intermediate certifications", "24"),
        ("Net customer adds, Azure", "4"),
        ("Net customer adds, Microsoft 365", "8"),
        ("Usage growth, Azure", "5"),
        ("Usage growth, Microsoft 365", "3"),
    ]
    .map(|(metric, points)| (metric.to_owned(), points.to_owned()));
    assert_eq!(points(&RUN.table("score_metrics"), "Security", "SMB"), expected);
    let wanted = ["met", "best_option", "severity", "unmet_since", "qualified_on", "window_to"];
    let told = level("Security", &wanted);
    assert_eq!(told, ["No", "SMB", "critical", "2026-08-16", "2026-08-15", "2027-02-28"]);
}

#[test]
fn one_more_certificate_brings_security_to_72() {
    let scratch = Scratch::new();
    copied(&root().join("sample-data/2026"), &scratch, "sample-data/2026");
    copied(&root().join("pipelines"), &scratch, "pipelines");
    scratch.write(
        "sample-data/2026/TrainingCompletions-2026-11-27.tsv",
        "TrainingTitle\tCorpEmail\tTrainingCompletionDate\tExpirationDate\tMCPID\tMpnId\n\
         Microsoft Certified: Identity and Access Administrator Associate\tesa.niemi@sjomarke.example\t\
         2026-11-17\t2027-11-17\t990105\t0655300\n",
    );
    let run = ["run", "pipelines/designations.toml", "--as-of", DAY, "--out", "out"];
    let said = scratch.attain(&run);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(have(&scratch.table("requirements"), "Security", "SMB"), ["72", "70", "Yes"]);
    let wanted = ["met", "severity", "qualified_on"];
    let told = cells(&scratch.table("levels"), ("competency", "Security"), &wanted);
    assert_eq!(told, [["Yes", "ok", DAY]]);
}

#[test]
fn modern_work_is_below_70_and_safe_by_its_window() {
    assert_eq!(have(&RUN.table("requirements"), "Modern Work", "SMB"), ["59.5", "70", "No"]);
    let wanted = ["met", "severity", "qualified_on", "window_from", "window_to"];
    let told = level("Modern Work", &wanted);
    assert_eq!(told, ["No", "ok", "2026-10-19", "2026-06-01", "2027-01-31"]);
}

#[test]
fn business_applications_has_the_points_and_no_deployment() {
    let told = have(&RUN.table("requirements"), "Business Applications", "SMB");
    assert_eq!(told, ["75", "70", "No"]);
    let own = points(&RUN.table("score_metrics"), "Business Applications", "SMB");
    assert!(own.iter().all(|(metric, _)| metric != "Deployments"), "{own:?}");
}

#[test]
fn infrastructure_loses_its_points_with_one_person_and_a_specialization_asks_for_it() {
    assert_eq!(have(&RUN.table("requirements"), "Infrastructure", "SMB"), ["72", "70", "Yes"]);
    assert_eq!(
        level("Infrastructure", &["met", "breach_on", "severity"]),
        ["Yes", "2026-12-31", "warning"]
    );
    let own = "Infra and Database Migration to Microsoft Azure";
    assert_eq!(level(own, &["level", "met"]), ["Specialization", "Yes"]);
    let asked =
        cells(&RUN.table("requirements"), ("competency", own), &["requirement", "kind", "met"]);
    assert!(
        asked.contains(&["Designation", "holds", "Yes"].map(str::to_owned).to_vec()),
        "{asked:?}"
    );
}

/// Tenants below and above the bounds are none, and virtual machines are no deployment.
#[test]
fn a_renewal_spares_one_of_the_new_people_who_would_keep_infrastructure() {
    let wanted = ["kind", "who", "enough_more", "by_on"];
    let of = ("enough_for", "Infrastructure Solutions Partner");
    assert_eq!(
        cells(&RUN.table("actions"), of, &wanted),
        [
            ["renew", "bo.strom@sjomarke.example", "", "2027-01-20"],
            ["earn", "", "3", "2027-03-23"],
            ["earn", "", "1", "2027-03-23"],
        ]
    );
}

#[test]
fn customers_and_services_are_counted_from_the_rows() {
    let table = RUN.table("score_metrics");
    let counted = |competency: &str, metric: &str| {
        let rows = cells(&table, ("competency", competency), &["option", "metric", "measure"]);
        let mut own = rows.into_iter().filter(|row| row[0] == "SMB" && row[1] == metric);
        own.next().map(|row| row[2].clone())
    };
    assert_eq!(counted("Modern Work", "Net customer adds").as_deref(), Some("7"));
    assert_eq!(counted("Infrastructure", "Net customer adds").as_deref(), Some("2"));
    assert_eq!(counted("Infrastructure", "Deployments").as_deref(), Some("5"));
    assert_eq!(counted("Infrastructure", "Usage growth").as_deref(), Some("14.47"));
}

/// Partner Center counts one deployment less, and its points of another area are of a month before.
#[test]
fn what_partner_center_shows_is_held_against_ours() {
    let table = RUN.table("score_reconciliation");
    let wanted = ["metric", "ours", "theirs", "because"];
    let security = cells(&table, ("competency", "Security"), &wanted);
    let differing: Vec<_> = security.iter().filter(|row| !row[3].is_empty()).collect();
    assert_eq!(
        differing,
        [&["Deployments, Microsoft 365", "20", "16.5", "rows"].map(str::to_owned)]
    );
    // Where the points are equal all the same there is nothing to explain.
    let wanted = ["difference", "because"];
    let business = cells(&table, ("competency", "Business Applications"), &wanted);
    let because = |row: &Vec<String>| if row[0] == "0" { "" } else { "stale" };
    assert!(business.iter().all(|row| row[1] == because(row)), "{business:?}");
    assert!(business.iter().any(|row| row[1] == "stale"), "{business:?}");
    assert!(
        cells(&table, ("competency", "Modern Work"), &["because"])
            .iter()
            .all(|row| row[0].is_empty())
    );
}

/// Since August 2026 one badge stands for several areas.
#[test]
fn a_badge_follows_from_any_of_its_designations() {
    for badge in ["AI Business Solutions", "Cloud & AI Platforms"] {
        assert_eq!(level(badge, &["met", "state"]), ["Yes", "Qualified"], "{badge}");
    }
}

/// A folder with everything in it.
fn copied(from: &Path, scratch: &Scratch, to: &str) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = format!("{to}/{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            copied(&path, scratch, &name);
        } else {
            scratch.write(&name, fs::read(&path).expect("a file"));
        }
    }
}
