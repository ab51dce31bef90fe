//! A name, an e-mail and an MCID stand in every column of every kind of input; after `forget` no byte
//! of any output has them.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use attain::publish::verify::verify;
use attain::tables::Kind;
use attain::tables::schema::ColumnType;
use polars::prelude::DataType;
use polars_io::prelude::{ParquetReader, SerReader};

use crate::support::Scratch;

const EMAIL: &str = "w.secretbox@contoso.example";
const NAME: [&str; 2] = ["Wilmatherese", "Ahlgrenstedt"];
const MCID: &str = "77665544";
/// What may be nowhere, in lower case.
const KEYS: [&str; 4] = ["secretbox", "wilmatherese", "ahlgrenstedt", MCID];

/// A cell that is fine in this column of the row of this number.
fn fine(kind: Kind, column: &str, of: ColumnType, row: usize) -> String {
    match (column, of) {
        ("work_email", _) if kind == Kind::Users => format!("u{row}@contoso.example"),
        ("mcid", _) => format!("81{row:05}"),
        ("mpn_id", _) => "0700100".to_owned(),
        ("skill_code", _) => "AZ-104".to_owned(),
        ("completed_on" | "associated_on" | "purchased_on", _) => "2020-02-03".to_owned(),
        ("anniversary_on", _) => "2021-06-10".to_owned(),
        ("invoice_no", _) => format!("I-{row}"),
        ("month", ColumnType::MonthOrDate) => "2021-01".to_owned(),
        ("month", _) => "1".to_owned(),
        ("year", _) => "2021".to_owned(),
        ("kpi_value" | "contribution", _) => "12.5".to_owned(),
        ("omlp_type" | "purchase_unit", _) => "Kit".to_owned(),
        ("competency", _) => "Cloud Platform".to_owned(),
        ("level", _) => "Silver".to_owned(),
        ("metric", _) => "Revenue".to_owned(),
        ("system", _) => "PC".to_owned(),
        ("associated_pmc", _) if kind == Kind::Users => "Yes".to_owned(),
        _ => String::new(),
    }
}

/// A row for each column and key, each with the key in that column.
fn input(kind: Kind) -> String {
    let columns = kind.columns();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|column| column.name)).unwrap();
    let mut row = 0;
    for secret in [EMAIL.to_owned(), NAME.join(" "), MCID.to_owned(), format!("see {EMAIL}!")] {
        for (place, column) in columns.iter().enumerate() {
            let is_amount = matches!(column.of, ColumnType::Decimal(_)) && secret == MCID;
            let is_own = kind == Kind::Users && column.name == "work_email" && secret == EMAIL;
            if is_amount || is_own {
                // An amount is no certification id, and the person's own row is another.
                continue;
            }
            row += 1;
            let cells = columns.iter().enumerate().map(|(other, column)| {
                let is_it = other == place;
                if is_it { secret.clone() } else { fine(kind, column.name, column.of, row) }
            });
            writer.write_record(cells).unwrap();
        }
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn company(scratch: &Scratch) {
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let pipeline = fs::read_to_string(scratch.path().join("pipeline.toml")).unwrap();
    let mut text = pipeline.split("# Users:").next().unwrap().to_owned();
    for kind in Kind::ALL {
        let name = kind.name();
        let mut body = input(kind);
        if kind == Kind::Users {
            let header: Vec<&str> = body.lines().next().unwrap().split(',').collect();
            let own = header.iter().map(|column| match *column {
                "work_email" => EMAIL,
                "first_name" => NAME[0],
                "last_name" => NAME[1],
                "mcid" => MCID,
                "associated_pmc" => "Yes",
                _ => "",
            });
            let own = own.collect::<Vec<_>>().join(",");
            // Of accounts that name each other's address the first one is shown.
            let (header, rows) = body.split_once('\n').unwrap();
            body = format!("{header}\n{own}\n{rows}");
        }
        scratch.write(&format!("inputs/{name}.csv"), body);
        let more = if kind == Kind::Transcripts { ", \"inputs/*.json\"" } else { "" };
        let source = format!(
            "[sources.{name}]\nfiles = [\"inputs/{name}.csv\"{more}]\nmax_reject_ratio = 1.0\n\
             date_order = \"ymd\"\n"
        );
        text.push_str(&source);
    }
    scratch.write("pipeline.toml", text);
    scratch.write(
        &format!("inputs/{} {}.json", NAME[0], NAME[1]),
        format!(
            "{{\"certificationData\": {{\"mcid\": \"{MCID}\", \"legalName\": \"{} {}\", \
             \"contactEmail\": \"{EMAIL}\", \"passedExams\": [{{\"examTitle\": \"{EMAIL}\", \
             \"examNumber\": \"AZ-104\", \"examDateTaken\": \"2020-02-01\"}}]}}}}",
            NAME[0], NAME[1]
        ),
    );
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.extend(files(&entry.path()));
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

/// Each key that is in the file, and where.
fn found_in(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).unwrap();
    let mut texts = vec![("itself".to_owned(), String::from_utf8_lossy(&bytes).into_owned())];
    texts.push(("its name".to_owned(), path.file_name().unwrap().to_string_lossy().into_owned()));
    if bytes.starts_with(b"PK") {
        let mut package = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        for place in 0..package.len() {
            let mut member = package.by_index(place).unwrap();
            let mut text = Vec::new();
            member.read_to_end(&mut text).unwrap();
            let name = format!("member {place}");
            texts.push((name, String::from_utf8_lossy(&text).into_owned()));
        }
    }
    if bytes.starts_with(b"PAR1") {
        let frame = ParquetReader::new(Cursor::new(&bytes)).finish().unwrap();
        for column in frame.columns() {
            let text = column.cast(&DataType::String).unwrap();
            let cells: Vec<&str> = text.str().unwrap().iter().flatten().collect();
            texts.push((column.name().to_string(), cells.join("\n")));
        }
    }
    let mut found = Vec::new();
    for (place, text) in texts {
        let text = text.to_lowercase();
        for key in KEYS.iter().filter(|key| text.contains(**key)) {
            let at = text.find(key).unwrap();
            let line = text[..at].rfind('\n').map_or(0, |line| line + 1);
            let line: String =
                text[line..].lines().next().unwrap_or("").chars().take(200).collect();
            found.push(format!("{}: {place}: {key}: {line}", path.display()));
        }
    }
    found
}

#[test]
fn no_byte_of_any_output_has_a_forgotten_person() {
    let scratch = Scratch::new();
    company(&scratch);
    let out = scratch.path().join("out");
    for as_of in ["2021-03-01", "2021-04-20"] {
        let said = scratch.attain(&["run", "pipeline.toml", "--as-of", as_of]);
        assert!([0, 7].contains(&said.code), "{said:?}");
    }
    // A run that is refused keeps its rejects.
    let pipeline = fs::read_to_string(scratch.path().join("pipeline.toml")).unwrap();
    let strict = pipeline.replace("max_reject_ratio = 1.0", "max_reject_ratio = 0.01");
    scratch.write("strict.toml", strict);
    assert_eq!(scratch.attain(&["run", "strict.toml", "--as-of", "2021-03-01"]).code, 3);
    let before: Vec<String> = files(&out).iter().flat_map(|path| found_in(path)).collect();
    for file in ["rejects.csv", "skills.parquet", "skills_report.xlsx", "invoices.csv", "refused"] {
        assert!(before.iter().any(|found| found.contains(file)), "{file} never had the person");
    }
    let said = scratch.attain(&["forget", "out", EMAIL]);
    assert_eq!(said.code, 0, "{said:?}");
    let left: Vec<String> = files(&out).iter().flat_map(|path| found_in(path)).collect();
    assert!(left.is_empty(), "{} places:\n{}", left.len(), left.join("\n"));
    for entry in fs::read_dir(&out).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name().to_string_lossy().starts_with("2021") {
            let verified = verify(&entry.path()).unwrap();
            assert!(
                verified.outputs.iter().all(|output| format!("{:?}", output.standing) == "Same"),
                "{verified}"
            );
        }
    }
    let runs: Vec<PathBuf> = fs::read_dir(&out).unwrap().map(|e| e.unwrap().path()).collect();
    let runs: Vec<String> = runs
        .iter()
        .filter(|path| path.join("manifest.json").is_file() && !path.is_symlink())
        .map(|path| path.display().to_string())
        .collect();
    let said = scratch.attain(&["diff", &runs[0], &runs[1]]);
    assert_eq!(said.code, 0, "what is left is still in its order: {said:?}");
}

/// Who opens a pipe waits until somebody writes into it, which nobody does.
#[cfg(unix)]
#[test]
fn pipes_in_the_place_of_files_stop_nobody() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    scratch.run("2021-03-01");
    scratch.run("2021-03-02");
    let run = fs::canonicalize(scratch.path().join("out/latest")).unwrap();
    let pipe = |path: &Path| {
        let _ = fs::remove_file(path);
        let made = std::process::Command::new("mkfifo").arg(path).status().unwrap();
        assert!(made.success());
    };
    let out = scratch.path().join("out");
    for path in [run.join("data/team.csv"), run.join("pipe.xlsx"), out.join("latest")] {
        pipe(&path);
    }
    let folder = run.display().to_string();
    assert_eq!(scratch.attain(&["verify", &folder]).code, 3);
    assert_eq!(scratch.attain(&["diff", &folder, &folder]).code, 0);
    assert_eq!(scratch.attain(&["prune", "out", "--keep", "1s", "--dry-run"]).code, 0);
    let said = scratch.attain(&["forget", "out", "nora@tailspin.example"]);
    assert_eq!(said.code, 0, "{said:?}");
    for path in [run.join("manifest.json"), out.join(".attain.forget")] {
        pipe(&path);
    }
    assert_eq!(scratch.attain(&["verify", &folder]).code, 3);
    assert_eq!(scratch.attain(&["diff", &folder, &folder]).code, 3);
    let said = scratch.attain(&["prune", "out", "--keep", "1s"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.err.contains("its journal cannot be read"), "{said:?}");
    let said = scratch.attain(&["forget", "out", "olle@tailspin.example"]);
    assert_eq!(said.code, 0, "a journal that is none is replaced: {said:?}");
    assert!(!out.join(".attain.forget").exists());
}
