//! The kernel holds what a run holds: the same rows as frames make the same tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;

use attain::base::{Day, Failure, Progress};
use attain::ingest::decided::{Counted, Decided, Decisions, FileDecided};
use attain::ingest::frame::{FILE, HOME, LINE};
use attain::ingest::header;
use attain::ingest::original;
use attain::kernel::{Config, Gathered, Tables, ensure_columns, judge};
use attain::programme::check::Loaded;
use attain::programme::pipeline::Report;
use attain::run::read::read;
use attain::tables::{FileReport, Kind, RejectCode};
use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, IntoColumn, NamedFrom, NewChunkedArray, Series, df,
};
use polars_io::prelude::{ParquetReader, SerReader};

use crate::support::{Scratch, root, three_companies, three_pipeline};

type Frames = BTreeMap<String, DataFrame>;

/// What differs between the tables of a run and those that the kernel makes of the same rows.
pub(crate) fn faults(pipeline: &Path, day: &str, reports: &[&str], data: &Path) -> Vec<String> {
    let (config, frames) = as_frames(pipeline, day);
    let reports: Vec<Report> = reports.iter().filter_map(|name| Report::from_name(name)).collect();
    let config = if reports.is_empty() { config } else { config.reporting(&reports) };
    match judge(&config, at(day), None, &frames) {
        Ok(tables) => differences(&published(data), &tables),
        Err(failure) => vec![format!("the kernel fails: {failure}")],
    }
}

fn at(day: &str) -> Day {
    Day::from_iso(day).expect("a day")
}

/// The inputs of a pipeline as text frames, with what was found out about their files.
fn as_frames(pipeline: &Path, day: &str) -> (Config, Frames) {
    let loaded = Loaded::read(pipeline).expect("a pipeline");
    let gathered = read(loaded, at(day), &Progress::default()).expect("inputs");
    let (mut frames, mut decisions) = (Frames::new(), Decisions::new());
    for kind in gathered.loaded.pipeline.sources.keys() {
        let files = (0..).zip(&gathered.reading.files).filter(|(_, file)| file.kind == *kind);
        let files: Vec<(u32, &FileReport)> = files.collect();
        frames.insert(kind.name().to_owned(), frame(&gathered, *kind, &files));
        let files = files.iter().map(|(_, file)| decided(file)).collect();
        decisions.insert(*kind, Decided { files, ..Decided::default() });
    }
    let config = Config::read(pipeline).expect("a pipeline").deciding(decisions);
    (config, frames)
}

fn decided(file: &FileReport) -> FileDecided {
    let name = |place: &usize| file.kind.columns()[*place].name.to_owned();
    FileDecided {
        name: file.name.clone(),
        columns: Some(file.columns.iter().map(name).collect()),
        date_orders: file.date_orders.iter().map(|(place, own, _)| (name(place), *own)).collect(),
        decimal: file.decimal,
        fresh_on: file.freshness.day,
    }
}

/// Every row of the files of a kind as it is written there, under our own names.
fn frame(gathered: &Gathered, kind: Kind, files: &[(u32, &FileReport)]) -> DataFrame {
    let mut columns: BTreeMap<&str, Vec<Option<String>>> = BTreeMap::new();
    let (mut names, mut numbers): (Vec<String>, Vec<i64>) = (Vec::new(), Vec::new());
    for (place, file) in files {
        let original = original::rows(file, None, &lines(gathered, *place)).expect("rows");
        let header = header::header(kind, &original.header, &gathered.loaded.dialect);
        for (line, cells) in original.rows {
            names.push(file.name.clone());
            numbers.push(i64::from(line));
            for (field, column) in header.by_field.iter().enumerate() {
                let Some(column) = column else { continue };
                let known = columns.entry(kind.columns()[*column].name).or_default();
                let cell = cells.get(field).cloned().unwrap_or_default();
                if known.len() == names.len() {
                    // Several columns of addresses are one set.
                    let last = known.last_mut().and_then(Option::as_mut).expect("a cell");
                    *last = format!("{last};{cell}");
                } else {
                    known.resize(names.len() - 1, None);
                    known.push(Some(cell));
                }
            }
        }
    }
    let mut all: Vec<Column> = Vec::new();
    for (name, mut cells) in columns {
        cells.resize(names.len(), None);
        all.push(Series::new(name.into(), cells).into_column());
    }
    all.push(Series::new(FILE.into(), &names).into_column());
    all.push(Series::new(LINE.into(), &numbers).into_column());
    // The order of the rows is nobody's business.
    DataFrame::new(names.len(), all).expect("a frame").reverse()
}

/// Only a file can have such a row.
fn is_of_files(code: RejectCode) -> bool {
    matches!(code, RejectCode::RaggedRow | RejectCode::UnclosedQuote)
}

fn lines(gathered: &Gathered, place: u32) -> Vec<u32> {
    let reading = &gathered.reading;
    let facts = &reading.facts[&reading.files[place as usize].kind];
    let own = (0..facts.len()).filter(|row| facts.file(*row) == place);
    let used = own.map(|row| facts.line(row));
    let rejected = reading.rejects.iter().filter(|own| own.file == place && !is_of_files(own.code));
    let rejected = rejected.map(|own| own.line);
    used.chain(rejected).collect::<BTreeSet<u32>>().into_iter().collect()
}

/// The typed tables of a run.
fn published(data: &Path) -> BTreeMap<String, DataFrame> {
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(data).expect("data") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if path.extension().is_some_and(|end| end == "parquet") && name != "changes" {
            let file = File::open(&path).expect("a table");
            let frame = ParquetReader::new(file).finish().expect("a table");
            tables.insert(name, as_text(&frame));
        }
    }
    tables
}

/// What comes often is a dictionary in the file.
fn as_text(frame: &DataFrame) -> DataFrame {
    let columns = frame.columns().iter().map(|column| match column.dtype() {
        DataType::Categorical(..) => column.cast(&DataType::String).expect("text"),
        _ => column.clone(),
    });
    DataFrame::new(frame.height(), columns.collect()).expect("a frame")
}

fn differences(run: &BTreeMap<String, DataFrame>, kernel: &Tables) -> Vec<String> {
    let mut faults = Vec::new();
    let names: BTreeSet<&str> =
        run.keys().map(String::as_str).chain(kernel.keys().copied()).collect();
    for name in names {
        match (run.get(name), kernel.get(name)) {
            (Some(own), Some(other)) if own.equals_missing(other) => {}
            (Some(own), Some(other)) => {
                let (own, other) = (drawn(own), drawn(other));
                let rest = |these: &str, those: &str| {
                    let rows = these.lines().filter(|row| !those.lines().any(|own| own == *row));
                    rows.collect::<Vec<_>>().join("\n")
                };
                let is_of_files = |row: &str| {
                    [RejectCode::RaggedRow, RejectCode::UnclosedQuote]
                        .iter()
                        .any(|code| row.contains(code.name()))
                };
                let lost = rest(&own, &other);
                let lost: Vec<&str> = lost.lines().filter(|row| !is_of_files(row)).collect();
                let new = rest(&other, &own);
                if name == "rejects" && lost.is_empty() && new.is_empty() {
                    continue;
                }
                let lost = lost.join("\n");
                faults.push(format!("{name} lacks\n{lost}\nand has in its place\n{new}"));
            }
            (own, _) => faults.push(format!("{name}: the run has it: {}", own.is_some())),
        }
    }
    faults
}

fn drawn(frame: &DataFrame) -> String {
    let row = |row: usize| {
        let cells =
            frame.columns().iter().map(|column| column.get(row).expect("a cell").to_string());
        cells.collect::<Vec<_>>().join(" | ")
    };
    let rows = (0..frame.height()).map(row);
    format!("{:?}\n{}", frame.schema(), rows.collect::<Vec<_>>().join("\n"))
}

#[test]
fn the_sample_is_judged_as_a_run_judges_it() {
    let scratch = Scratch::new();
    let text = fs::read_to_string(root().join("pipelines/nightly.toml")).expect("text");
    // The entries of a shared transcript are no rows of a table.
    let text: String =
        text.lines().filter(|line| !line.contains(".json")).collect::<Vec<_>>().join("\n");
    let whole = |text: &str, folder: &str| {
        text.replace(
            &format!("\"{folder}"),
            &format!("\"{}/{folder}", root().join("pipelines").display()),
        )
    };
    let text = ["programmes/", "parameters.toml", "../sample-data"]
        .into_iter()
        .fold(text, |text, folder| whole(&text, folder));
    let pipeline = scratch.write("pipeline.toml", text);
    for day in ["2020-02-15", "2021-03-01"] {
        scratch.run(day);
        let faults = faults(&pipeline, day, &[], &scratch.path().join("out/latest/data"));
        assert!(faults.is_empty(), "{day}:\n{}", faults.join("\n"));
    }
}

/// However many rows of the transcripts are rejected.
const REJECTED: &str = "max_reject_ratio = 1";

/// The three companies, whose skills may be rejected: nobody has the id 109, nor 110, whose date is none.
fn three() -> Scratch {
    let scratch = three_companies(REJECTED);
    let read = fs::read_to_string(scratch.path().join("transcripts.csv")).expect("transcripts");
    scratch.write("transcripts.csv", read + "110,AZ-104,2020-13-15\n");
    scratch
}

const DAY: &str = "2021-03-01";

fn told(outcome: Result<Tables, Failure>) -> String {
    outcome.map_or_else(|failure| failure.to_string(), |_| "no failure".to_owned())
}

#[test]
fn owned_companies_have_the_rows_of_a_run_of_them() {
    let scratch = three();
    let pipeline = scratch.path().join("pipeline.toml");
    let said = scratch.attain(&[
        "run",
        "pipeline.toml",
        "--as-of",
        DAY,
        "--company",
        "0100",
        "--company",
        "0300",
    ]);
    assert_eq!(said.code, 0, "{said:?}");
    let (config, frames) = as_frames(&pipeline, DAY);
    let owned = ["0100".to_owned(), "0300".to_owned()];
    let tables = judge(&config, at(DAY), Some(&owned), &frames).expect("tables");
    let faults = differences(&published(&scratch.path().join("out/latest/data")), &tables);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Ann ties two companies together: each shard gets her rows of both. Of the rows of nobody, one is at
/// home with each shard.
#[test]
fn shards_are_the_whole_together_and_companies_alone_are_not() {
    let scratch = three();
    let pipeline = scratch.path().join("pipeline.toml");
    let said = scratch.run(DAY);
    assert!(said.err.is_empty(), "{said:?}");
    let whole = published(&scratch.path().join("out/latest/data"));
    let (config, frames) = as_frames(&pipeline, DAY);
    let shards = [(["0100", "0200"].as_slice(), 109), (&["0300"], 110)];
    for table in ["skills", "team", "levels", "requirements", "rejects"] {
        let mut together: Vec<String> = Vec::new();
        for (owned, nobody) in shards {
            let owned: Vec<String> = owned.iter().map(|id| (*id).to_owned()).collect();
            let tables = judge(&config, at(DAY), Some(&owned), &at_home(&frames, nobody));
            together.extend(rows(&tables.expect("tables")[table]));
        }
        together.sort();
        assert_eq!(together, rows(&whole[table]), "{table}");
    }
    let alone = without(&frames, "0200");
    let tables = judge(&config, at(DAY), Some(&["0100".to_owned()]), &alone).expect("tables");
    let of_contoso = |frame: &DataFrame| {
        let own = rows(frame).into_iter().filter(|row| row.contains("contoso"));
        own.collect::<Vec<_>>()
    };
    assert_ne!(of_contoso(&tables["skills"]), of_contoso(&whole["skills"]));
}

/// The same rows of Partner Center's report lie in both shards, each at home in one.
#[test]
fn rows_of_nobody_in_the_report_are_told_by_one_shard() {
    let scratch = three();
    let with_report =
        three_pipeline(REJECTED) + "[sources.partner_center_report]\nfiles = [\"report.csv\"]\n";
    let pipeline = scratch.write("pipeline.toml", with_report);
    scratch.write(
        "report.csv",
        "MCID,Email,Exam\n101,ann@contoso.example,AZ-104\n,nobody@a.example,AZ-104\n\
         ,noone@b.example,AZ-104\n",
    );
    let said = scratch.run(DAY);
    assert!(said.err.is_empty(), "{said:?}");
    let whole = &published(&scratch.path().join("out/latest/data"))["reconciliation"];
    assert_eq!(rows(whole).iter().filter(|row| row.contains("no_transcript")).count(), 2);
    let (config, frames) = as_frames(&pipeline, DAY);
    let shards =
        [(["0100", "0200"].as_slice(), "nobody@a.example"), (&["0300"], "noone@b.example")];
    let mut together: Vec<String> = Vec::new();
    for (owned, nobody) in shards {
        let owned: Vec<String> = owned.iter().map(|id| (*id).to_owned()).collect();
        let mut frames = at_home(&frames, 109);
        let report = frames.get_mut("partner_center_report").expect("a report");
        let emails = report.column("work_email").expect("e-mails").str().expect("text").clone();
        let is_home = emails.iter().map(|email| email == Some(nobody));
        let home = BooleanChunked::from_iter_values(HOME.into(), is_home);
        report.with_column(home.into_column()).expect("a column");
        let tables = judge(&config, at(DAY), Some(&owned), &frames).expect("tables");
        together.extend(rows(&tables["reconciliation"]));
    }
    together.sort();
    assert_eq!(together, rows(whole));
}

/// A part of performance may name no country where the whole does.
#[test]
fn whether_countries_are_named_is_decided_by_the_whole() {
    let scratch = three();
    let with_performance =
        three_pipeline(REJECTED) + "[sources.performance]\nfiles = [\"p.csv\"]\n";
    let pipeline = scratch.write("pipeline.toml", with_performance);
    scratch.write(
        "p.csv",
        "MPN ID,Competency,Metric,Month,Contribution,Tenant,Country\n\
         0100,Cloud,Consumption,2021-01,5,t1,\n",
    );
    let (config, frames) = as_frames(&pipeline, DAY);
    let told = |config: &Config| {
        let tables = judge(config, at(DAY), None, &frames).expect("tables");
        rows(&tables["findings"]).iter().filter(|row| row.contains("tenant_without")).count()
    };
    assert_eq!(told(&config), 0);
    let whole = Decided { filled: vec!["country".to_owned()], ..Decided::default() };
    let config = config.deciding(Decisions::from([(Kind::Performance, whole)]));
    assert_eq!(told(&config), 1);
}

fn rows(frame: &DataFrame) -> Vec<String> {
    let mut rows: Vec<String> =
        drawn(frame).lines().skip(1).map(str::to_owned).filter(|row| row.contains('|')).collect();
    rows.sort();
    rows
}

/// The frames with the rows of one nobody at home.
fn at_home(frames: &Frames, nobody: i64) -> Frames {
    let mut frames = frames.clone();
    let transcripts = frames.get_mut("transcripts").expect("transcripts");
    let ids = transcripts.column("mcid").expect("ids").str().expect("text").clone();
    let is_home = ids.iter().map(|id| id == Some(&nobody.to_string()));
    let home = BooleanChunked::from_iter_values(HOME.into(), is_home);
    transcripts.with_column(home.into_column()).expect("a column");
    frames
}

fn without(frames: &Frames, mpn_id: &str) -> Frames {
    let mut frames = frames.clone();
    let users = &frames["users"];
    let ids = users.column("mpn_id").expect("ids").str().expect("text");
    let keep = ids.iter().map(|id| id != Some(mpn_id));
    let kept = users.filter(&BooleanChunked::from_iter_values("keep".into(), keep)).expect("rows");
    frames.insert("users".to_owned(), kept);
    frames
}

#[test]
fn companies_come_as_a_table_and_the_texts_from_anywhere() {
    let scratch = three();
    let pipeline = scratch.path().join("pipeline.toml");
    let (config, mut frames) = as_frames(&pipeline, DAY);
    let tables = judge(&config, at(DAY), None, &frames).expect("tables");
    let text = three_pipeline(REJECTED);
    let (head, _) = text.split_once("[[company]]").expect("companies");
    scratch.write("pipeline.toml", format!("{head}[sources.transcripts]\nmax_reject_ratio = 1\n"));
    let companies = df!(
        "name" => ["Contoso", "Fabrikam", "Tailspin"],
        "mpn_id" => ["0100", "0200", "0300"],
        "locations" => [Some("0101"), None, None],
    );
    frames.insert("companies".to_owned(), companies.expect("a frame"));
    let texts = Config::read(&pipeline).expect("a pipeline").texts().clone();
    fs::remove_file(&pipeline).expect("it goes");
    let config = Config::of_texts(&pipeline, texts).expect("the same");
    let again = judge(&config, at(DAY), None, &frames).expect("tables");
    assert_eq!(tables.len(), again.len());
    for (name, table) in &tables {
        assert!(table.equals_missing(&again[name]), "{name}");
    }
}

#[test]
fn what_is_wrong_with_a_table_is_told() {
    let scratch = three();
    let (config, frames) = as_frames(&scratch.path().join("pipeline.toml"), DAY);
    let with = |name: &str, frame: DataFrame| {
        let mut frames = frames.clone();
        frames.insert(name.to_owned(), frame);
        told(judge(&config, at(DAY), None, &frames))
    };
    let users = &frames["users"];
    let bad_line = users
        .clone()
        .with_column(Series::new(LINE.into(), vec!["1"; 4]).into_column())
        .expect("a column")
        .clone();
    let lacking = with("users", bad_line);
    assert_eq!(
        lacking,
        "error: the table users: the column _line has cells of the type str, not a whole number; cast it"
    );
    assert!(with("users", users.drop(LINE).expect("less")).contains("the column _line is needed"));
    let lacking = with("users", users.drop("work_email").expect("less"));
    assert!(lacking.starts_with("error: the table users: "), "{lacking}");
    assert!(lacking.contains("work_email"), "{lacking}");
    let odd = with("user", users.clone());
    assert_eq!(odd, "error: tables: unknown table \"user\"; did you mean \"users\"?");
    let mut fewer = frames.clone();
    fewer.remove("transcripts");
    let missing = told(judge(&config, at(DAY), None, &fewer));
    assert!(missing.starts_with("error: tables: there is no table of transcripts; "), "{missing}");
    let owned = ["0400".to_owned()];
    let unknown = told(judge(&config, at(DAY), Some(&owned), &frames));
    assert!(unknown.starts_with("error: owned: the pipeline has no company 0400; "), "{unknown}");
    let twice = df!("name" => ["A", "B"], "mpn_id" => ["01", "01"]).expect("a frame");
    assert!(with("companies", twice).contains("companies:3: the MPN ID 01 is there twice"));
    let named = |columns: &[&str]| {
        let columns: Vec<String> = columns.iter().map(|name| (*name).to_owned()).collect();
        ensure_columns("transcripts", "t.csv", &columns).map_err(|failure| failure.to_string())
    };
    assert_eq!(named(&["MCID", "Exam", "Date passed", "Anything"]), Ok(()));
    let lacking = named(&["MCID", "Date passed"]).expect_err("no skill");
    assert!(lacking.starts_with("error: t.csv: the required column skill_code or"), "{lacking}");
    let far = told(judge(&config, Day::of(9999, 1, 1).expect("a day"), None, &frames));
    assert!(far.starts_with("error: --as-of: 9999-01-01 is too far away"), "{far}");
}

/// A shard may have nothing but bad rows; what decides is the whole.
#[test]
fn a_reject_limit_is_that_of_the_whole_source() {
    let scratch = three();
    let strict = three_pipeline("");
    let pipeline = scratch.path().join("pipeline.toml");
    let (_, frames) = as_frames(&pipeline, DAY);
    scratch.write("pipeline.toml", strict);
    let config = Config::read(&pipeline).expect("a pipeline");
    let refused = told(judge(&config, at(DAY), None, &frames));
    assert!(refused.contains("1 of 5 rows of transcripts are rejected"), "{refused}");
    assert!(refused.contains("1 bad_date: first transcripts.csv:6, completed_on"), "{refused}");
    let counted = Some(Counted { read: 1000, rejected: 1 });
    let whole = Decided { counted, ..Decided::default() };
    let config = config.deciding(Decisions::from([(Kind::Transcripts, whole)]));
    assert!(judge(&config, at(DAY), None, &frames).is_ok());
}

/// Typed cells say the same as written ones.
#[test]
fn typed_columns_are_read_as_written_ones() {
    let scratch = three();
    let (config, mut frames) = as_frames(&scratch.path().join("pipeline.toml"), DAY);
    let tables = judge(&config, at(DAY), None, &frames).expect("tables");
    let users = frames.get_mut("users").expect("users");
    let cast = |users: &mut DataFrame, name: &str, to: &DataType| {
        let typed = users.column(name).expect("a column").cast(to).expect("cells");
        users.with_column(typed).expect("a column");
    };
    cast(users, "mcid", &DataType::Int64);
    let is_yes = users.column("associated_pc").expect("a column").str().expect("text").iter();
    let flags = BooleanChunked::from_iter_values(
        "associated_pc".into(),
        is_yes.map(|own| own == Some("Yes")),
    );
    users.with_column(flags.into_column()).expect("a column");
    let again = judge(&config, at(DAY), None, &frames).expect("tables");
    assert!(tables.iter().all(|(name, table)| table.equals_missing(&again[name])));
}
