//! A manifest is read as it was written. That it is what its schema says, a test of real runs says.

use std::path::PathBuf;

use super::*;
use crate::programme::Parameters;
use crate::programme::parameters::{Dated, Parameter, ParameterValue};
use crate::publish::used::parameters_used;
use crate::tables::ledger::{FileFormat, Freshness, FreshnessFrom, OrderFrom};
use crate::tables::{DateOrder, Encoding};
use crate::tables::{FileReport, Kind};

/// A manifest of a run that never was.
pub(crate) fn sample(pipeline: &str, as_of: &str, key: &str) -> Manifest {
    let key = format!("{key:0<64}");
    let as_of = Day::from_iso(as_of).unwrap();
    let finished = Timestamp::from_text(&format!("{as_of}T02:00:05.25Z")).unwrap();
    Manifest {
        schema: VERSION.into(),
        run_id: crate::publish::key::run_id(as_of, pipeline, &key),
        run_key: key.clone(),
        as_of,
        program: ProgramUsed { name: "attain".into(), version: "0.1.0".into() },
        pipeline: PipelineUsed {
            name: pipeline.into(),
            path: "pipelines/nightly.toml".into(),
            sha256: key.clone(),
            reports: vec!["skills".into(), "risk".into()],
            language: "en".into(),
        },
        rules: RulesUsed {
            parameters: key.clone(),
            programmes: key.clone(),
            dialects: key.clone(),
            labels: key.clone(),
        },
        parameters: parameters_used(&parameters(), as_of),
        previous: None,
        inputs: vec![InputUsed::of(
            &report(),
            FileStamp {
                modified: Timestamp::from_text("2021-02-28T22:00:00Z"),
                changed: None,
                inode: Some(12),
            },
        )],
        stages: vec![StageDone { name: "read".into(), rows_in: 10, rows_out: 8, seconds: 0.25 }],
        outputs: Vec::new(),
        findings: BTreeMap::from([("association_limit".to_owned(), 1)]),
        actions: BTreeMap::from([("now".to_owned(), 2)]),
        verdicts: BTreeMap::from([(
            "0456123".to_owned(),
            VerdictMade {
                light: "red".to_owned(),
                levels: BTreeMap::from([("not_met".to_owned(), 1)]),
            },
        )]),
        companies: BTreeMap::from([("0456123".to_owned(), "Contoso".to_owned())]),
        exit_code: 0,
        started: Timestamp::from_text(&format!("{as_of}T02:00:00Z")).unwrap(),
        finished,
        peak_memory_bytes: peak_memory_bytes(),
        forgotten: Vec::new(),
        base_key: Some(key),
    }
}

fn report() -> FileReport {
    FileReport {
        kind: Kind::Users,
        path: PathBuf::from("in put/users.csv"),
        name: "users.csv".into(),
        bytes: 1234,
        sha256: format!("{:0<64}", "5a"),
        format: FileFormat::Delimited,
        encoding: Some(Encoding::Windows1252),
        encoding_is_a_guess: true,
        delimiter: Some(';'),
        decimal: None,
        sheet: None,
        sheets_passed_over: Vec::new(),
        header_line: 2,
        columns: vec![0, 6],
        unknown_columns: Vec::new(),
        misspelt_columns: Vec::new(),
        date_orders: vec![(6, DateOrder::DayFirst, OrderFrom::Company)],
        read: 10,
        used: 7,
        duplicates: 1,
        rejected: 2,
        unknown_yes_no: 0,
        swallowed: Vec::new(),
        freshness: Freshness { day: Day::from_iso("2021-02-28"), from: FreshnessFrom::FileName },
    }
}

fn parameters() -> Parameters {
    let dated = |from: &str, value| Dated {
        from: Day::from_iso(from).unwrap(),
        value,
        source: "guide-2021".into(),
        place: "page 3".into(),
        line: 1,
    };
    let number = |number| ParameterValue::Number { number, month_end: false };
    let range = |through: &str| ParameterValue::Range {
        through: Day::from_iso(through).unwrap(),
        except: vec![],
        announced_on: Day::ALWAYS,
    };
    let entries = [
        ("grace", vec![dated("2017-07-01", number(6)), dated("2022-01-01", number(3))]),
        ("late", vec![dated("2030-01-01", number(1))]),
        (
            "extension",
            vec![
                dated("2020-03-01", range("2020-12-31")),
                dated("2031-01-01", range("2031-12-31")),
            ],
        ),
    ];
    let all = entries.into_iter().map(|(name, values)| {
        let parameter =
            Parameter { name: name.into(), meaning: "m".into(), unit: "months".into(), values };
        (name.to_owned(), parameter)
    });
    Parameters { all: all.collect(), text: String::new() }
}

#[test]
fn it_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = sample("nightly", "2021-03-01", "4f2c9a");
    fs::write(folder.path().join(NAME), manifest.text().unwrap()).unwrap();
    assert_eq!(Manifest::read(folder.path()).unwrap(), manifest);
    for wrong in ["", "{}", "\u{fffd}", &manifest.text().unwrap().replace("manifest/1", "x/9")] {
        fs::write(folder.path().join(NAME), wrong).unwrap();
        let failure = Manifest::read(folder.path()).unwrap_err();
        assert!(failure.to_string().contains("no manifest"), "{failure}");
    }
    fs::remove_file(folder.path().join(NAME)).unwrap();
    assert!(Manifest::read(folder.path()).is_err());
}

#[test]
fn the_value_in_force_is_shown_with_its_source() {
    let used = |day: &str| parameters_used(&parameters(), Day::from_iso(day).unwrap());
    let shown = |day: &str, name: &str| {
        let all = used(day).into_iter().filter(|used| used.name == name);
        all.map(|used| format!("{} {}", used.from, used.value)).collect::<Vec<_>>()
    };
    assert_eq!(shown("2021-12-31", "grace"), ["2017-07-01 6"]);
    assert_eq!(shown("2022-01-01", "grace"), ["2022-01-01 3"]);
    assert_eq!(shown("2015-01-01", "grace"), ["2017-07-01 6"]);
    assert_eq!(shown("2021-01-01", "late"), ["2030-01-01 1"]);
    assert_eq!(shown("2021-01-01", "extension").len(), 2);
    assert!(used("2021-01-01").iter().all(|used| used.source == "guide-2021"));
}
