//! Runs the cases of `tests/rules/*.toml`: small companies, judged on the days around a boundary.
//!
//! A case draws its inputs as tables (`users`, `transcripts`, `associations`, …) and what is to be
//! published as tables too (`skills`, `team`, `findings`, `rejects`). These start with the column
//! `day` and hold, in their order, all rows published on that day, in the columns that the case is
//! about; a day with the one cell `(none)` publishes no row. `company` adds keys to the one company,
//! `companies` names several, `sources` adds keys to a source. A case may ask for what it likes: its
//! `[[case.requirement]]` take the place of the programme that the cases share, each by default people
//! for the Silver level of `Cloud`, and `programme` adds keys to their programme.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use toml::{Table as Toml, Value};

use crate::explained;
use crate::kernel;
use crate::support::{Scratch, Table, root};

/// Kinds of inputs that a case may draw.
const INPUTS: [&str; 8] = [
    "users",
    "transcripts",
    "invoices",
    "associations",
    "performance",
    "memberships",
    "partner_center_report",
    "partner_center_score",
];

/// Tables that a case may expect.
const OUTPUTS: [&str; 17] = [
    "actions",
    "skills",
    "team",
    "findings",
    "rejects",
    "contacts",
    "levels",
    "requirements",
    "requirement_persons",
    "score_metrics",
    "score_changes",
    "score_reconciliation",
    "events",
    "kpi_months",
    "kpi_window",
    "kpi_options",
    "invoices",
];

/// Outputs that have the name of an input are drawn under another one.
fn key_of(output: &str) -> &str {
    if output == "invoices" { "invoice_lines" } else { output }
}

/// Stands for the rows of a day without rows.
const NO_ROWS: &str = "(none)";

const OTHER_KEYS: [&str; 7] =
    ["name", "company", "companies", "sources", "requirement", "programme", "invoice_lines"];

fn cases_of(text: &str) -> Vec<Toml> {
    let file: Toml = text.parse().unwrap_or_else(|error| panic!("{error}"));
    let cases = file.get("case").and_then(Value::as_array).expect("[[case]]");
    cases.iter().map(|case| case.as_table().expect("a case is a table").clone()).collect()
}

fn drawn(case: &Toml, key: &str) -> Option<Table> {
    case.get(key).map(|text| Table::drawn(text.as_str().expect("a drawn table")))
}

/// How many expected skills pass a rule, and how many fail it.
pub(crate) fn sides(text: &str, code: &str) -> (usize, usize) {
    let mut sides = (0, 0);
    for case in cases_of(text) {
        let Some(table) = drawn(&case, "skills") else { continue };
        let Some(place) = table.columns.iter().position(|name| name == "reasons") else { continue };
        for row in table.rows.iter().filter(|row| row.get(1).is_none_or(|cell| cell != NO_ROWS)) {
            if row[place].split(';').any(|reason| reason == code) {
                sides.1 += 1;
            } else {
                sides.0 += 1;
            }
        }
    }
    sides
}

/// The pipeline file of a case.
fn pipeline(case: &Toml) -> String {
    let path = |below: &str| Value::String(root().join(below).display().to_string());
    let mut pipeline = Toml::new();
    pipeline.insert("name".into(), "case".into());
    pipeline.insert("out".into(), "out".into());
    let own = case.contains_key("requirement").then(|| Value::from("programme"));
    let programme = own.unwrap_or_else(|| path("tests/rules/programme"));
    pipeline.insert("programmes".into(), Value::Array(vec![programme]));
    pipeline.insert("parameters".into(), path("pipelines/parameters.toml"));
    let mut company = Toml::new();
    company.insert("name".into(), "Contoso".into());
    company.insert("mpn_id".into(), "0100".into());
    let more = case.get("company").and_then(Value::as_table).cloned();
    company.extend(more.unwrap_or_default());
    let company = case.get("companies").cloned().unwrap_or(Value::Table(company));
    pipeline.insert("company".into(), company);
    let mut sources = Toml::new();
    let settings = case.get("sources").and_then(Value::as_table);
    for kind in INPUTS.iter().filter(|kind| case.contains_key(**kind)) {
        let mut source = Toml::new();
        source.insert("files".into(), Value::Array(vec![format!("{kind}.csv").into()]));
        source.insert("max_reject_ratio".into(), 1.0.into());
        let more = settings.and_then(|all| all.get(*kind)).and_then(Value::as_table).cloned();
        source.extend(more.unwrap_or_default());
        sources.insert((*kind).into(), Value::Table(source));
    }
    pipeline.insert("sources".into(), Value::Table(sources));
    pipeline.to_string()
}

/// The programme of a case that asks for something of its own.
fn programme(case: &Toml) -> Option<String> {
    let asked = case.get("requirement")?.as_array().expect("[[case.requirement]]");
    let mut programme: Toml = "id = \"case\"\ntitle = \"A case\"\nfrom = 2015-01-01\n\
                               levels = [\"Silver\", \"Gold\"]\nsource = \"sample\""
        .parse()
        .expect("TOML");
    programme.extend(case.get("programme").and_then(Value::as_table).cloned().unwrap_or_default());
    let filled = asked.iter().map(|own| {
        let mut requirement: Toml =
            "competency = \"Cloud\"\nlevel = \"Silver\"\nname = \"People\"\n\
                                     kind = \"people\"\nsource = \"sample\""
                .parse()
                .expect("TOML");
        requirement.extend(own.as_table().expect("a table").clone());
        Value::Table(requirement)
    });
    programme.insert("requirement".into(), Value::Array(filled.collect()));
    Some(programme.to_string())
}

fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(&table.columns).chain(&table.rows) {
        writer.write_record(row).expect("a row");
    }
    writer.into_inner().expect("bytes")
}

/// The reports that a case needs: a run without the others is over sooner.
fn reports(expected: &[(&str, Table)]) -> Vec<&'static str> {
    let mut reports: Vec<&str> = expected
        .iter()
        .filter_map(|(output, _)| match *output {
            "skills" | "team" => Some("skills"),
            "contacts" | "levels" | "requirements" | "events" => Some("risk"),
            "requirement_persons" | "score_metrics" | "score_changes" => Some("risk"),
            "score_reconciliation" => Some("risk"),
            "kpi_months" | "kpi_window" | "kpi_options" | "invoices" => Some("kpi"),
            _ => None,
        })
        .collect();
    reports.sort_unstable();
    reports.dedup();
    if reports.is_empty() { vec!["skills"] } else { reports }
}

/// Runs a case on each of its days; answers what differs.
fn faults_of(file: &str, case: &Toml) -> Vec<String> {
    let name = case.get("name").and_then(Value::as_str).unwrap_or("(a case without a name)");
    for key in case.keys() {
        let known = [&INPUTS[..], &OUTPUTS[..], &OTHER_KEYS[..]].concat();
        assert!(known.contains(&key.as_str()), "{file}: {name}: unknown key {key}");
    }
    let expected: Vec<(&str, Table)> =
        OUTPUTS.iter().filter_map(|output| Some((*output, drawn(case, key_of(output))?))).collect();
    assert!(!expected.is_empty(), "{file}: {name}: expects nothing");
    let mut days = BTreeSet::new();
    for (output, table) in &expected {
        assert_eq!(table.columns[0], "day", "{file}: {name}: {output} starts with the day");
        days.extend(table.rows.iter().map(|row| row[0].clone()));
    }
    let scratch = Scratch::new();
    let pipeline = scratch.write("pipeline.toml", pipeline(case));
    if let Some(text) = programme(case) {
        scratch.write("programme/programme.toml", text);
        let skills = fs::read(root().join("tests/rules/programme/skills.csv")).expect("skills");
        scratch.write("programme/skills.csv", skills);
    }
    for kind in INPUTS {
        if let Some(table) = drawn(case, kind) {
            scratch.write(&format!("{kind}.csv"), csv(&table));
        }
    }
    let mut faults = Vec::new();
    let last = days.last().cloned();
    for day in days {
        let mut arguments = vec!["run", "pipeline.toml", "--as-of", &day, "--out", &day];
        arguments.extend(reports(&expected).into_iter().flat_map(|report| ["--only", report]));
        let ran = scratch.attain(&arguments);
        if ran.code != 0 {
            faults.push(format!("{file}: {name} on {day}: {ran:?}"));
            continue;
        }
        let explained = explained::faults(&pipeline, &day);
        let told = explained.into_iter().map(|fault| format!("{file}: {name} on {day}: {fault}"));
        faults.extend(told);
        if Some(&day) == last.as_ref() {
            let data = scratch.path().join(format!("{day}/latest/data"));
            let of_kernel = kernel::faults(&pipeline, &day, &reports(&expected), &data).into_iter();
            faults.extend(of_kernel.map(|fault| format!("{file}: {name} on {day}: {fault}")));
        }
        for (output, table) in &expected {
            let wanted = of_day(table, &day);
            if !table.rows.iter().any(|row| row[0] == day) {
                continue;
            }
            let path = scratch.path().join(format!("{day}/latest/data/{output}.csv"));
            let have = Table::read(&path).only(&wanted.columns);
            if have != wanted {
                faults.push(format!(
                    "{file}: {name} on {day}: {output} should be\n{}\nand is\n{}\n",
                    wanted.draw(),
                    have.draw()
                ));
            }
        }
    }
    faults
}

/// The rows that a table expects on a day, without the day.
fn of_day(table: &Table, day: &str) -> Table {
    let rows = table.rows.iter().filter(|row| row[0] == day && row[1] != NO_ROWS);
    Table {
        columns: table.columns[1..].to_vec(),
        rows: rows.map(|row| row[1..].to_vec()).collect(),
    }
}

/// What comes of every case. Explanations are made in this process, whose own threads would take up
/// another case while they wait for a part of one, and run out of stack: each case has a thread that
/// waits for nothing else.
fn on_all_cores<T: Sync>(cases: &[T], of: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let own = of(case);
                    found.lock().expect("the faults").extend(own);
                }
            });
        }
    });
    found.into_inner().expect("the faults")
}

#[test]
fn every_rule_decides_its_cases_as_written() {
    let mut cases = Vec::new();
    // With CASES=score_model in the environment only that file is looked at.
    let only = std::env::var("CASES").unwrap_or_default();
    for entry in fs::read_dir(root().join("tests/rules")).expect("the cases") {
        let path = entry.expect("an entry").path();
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.extension().is_some_and(|end| end == "toml") && file.contains(&only) {
            let text = fs::read_to_string(&path).expect("text");
            cases.extend(cases_of(&text).into_iter().map(|case| (file.clone(), case)));
        }
    }
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(cases.len() > 20 || !only.is_empty(), "the cases were not found");
    let faults = on_all_cores(&cases, |(file, case)| faults_of(file, case));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
