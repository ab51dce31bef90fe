//! Formats of inputs beside text: Parquet files, workbooks with several sheets, and what is no file.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use attain::ingest::Reading;
use attain::tables::Kind;
use attain::tables::ledger::FileFormat;
use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, Series, TimeUnit};
use polars_io::prelude::{ParquetCompression, ParquetWriter};
use rust_xlsxwriter::Workbook;

use crate::reading::Reader;
use crate::support::{Said, Scratch, root};

fn parquet(columns: Vec<Column>, rows_a_group: Option<usize>) -> Vec<u8> {
    let mut frame = DataFrame::new(columns[0].len(), columns).expect("columns of one length");
    let mut bytes = Cursor::new(Vec::new());
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Snappy)
        .with_row_group_size(rows_a_group)
        .finish(&mut frame)
        .expect("memory takes it");
    bytes.into_inner()
}

fn texts(name: &str, cells: &[Option<&str>]) -> Column {
    Series::new(name.into(), cells).into_column()
}

fn days(name: &str, cells: &[Option<i32>]) -> Column {
    let days = Series::new(name.into(), cells).cast(&DataType::Date).expect("days");
    days.into_column()
}

fn read(kind: Kind, bytes: &[u8]) -> Reading {
    Reader::of(kind, "input.parquet").read(bytes).expect("a file that can be read")
}

fn refused(kind: Kind, bytes: &[u8]) -> String {
    Reader::of(kind, "input.parquet").read(bytes).err().expect("a failure").to_string()
}

/// `line column code` of each reject.
fn rejects(reading: &Reading) -> Vec<String> {
    let told = |reject: attain::tables::Reject<'_>| {
        format!("{} {} {}", reject.line, reject.column_name(), reject.code.name())
    };
    reading.rejects.iter().map(told).collect()
}

#[test]
fn typed_columns_of_parquet_read_like_text() {
    let stamp = Series::new("Last sign-in".into(), [Some(1_614_556_800_000_i64), None])
        .cast(&DataType::Datetime(TimeUnit::Milliseconds, None))
        .expect("moments");
    let bytes = parquet(
        vec![
            texts("Email", &[Some("a@c.example"), Some("B@c.example")]),
            Series::new("MCID".into(), [Some(101_i64), None]).into_column(),
            Series::new("accountEnabled".into(), [Some(true), Some(false)]).into_column(),
            Series::new("Associated in PC".into(), [Some(true), None]).into_column(),
            days("Created", &[Some(18_628), None]),
            stamp.into_column(),
            texts("Deleted on", &[None, Some("28/02/2021")]),
        ],
        None,
    );
    let reading = read(Kind::Users, &bytes);
    assert_eq!(rejects(&reading), [""; 0]);
    let users = &reading.facts[&Kind::Users];
    assert_eq!(users.lines(), [1, 2]);
    assert_eq!(reading.files[0].format, FileFormat::Parquet);
    assert_eq!(users.mcid("mcid").at(0).to_string(), "101");
    assert!(users.mcid("mcid").at(1).is_none());
    assert_eq!([0, 1].map(|row| users.words("status").at(row)), [1, 2]);
    assert_eq!([0, 1].map(|row| users.words("associated_pc").at(row)), [2, 0]);
    let day = |column: &str, row| users.days(column).at(row).map(|day| day.to_string());
    assert_eq!(day("created_on", 0).as_deref(), Some("2021-01-01"));
    assert_eq!(day("last_sign_in_on", 0).as_deref(), Some("2021-03-01"));
    assert_eq!(day("removed_on", 1).as_deref(), Some("2021-02-28"));
}

#[test]
fn numbers_of_parquet_are_exact_and_need_no_decimal_sign() {
    let decimals = Series::new("KPI value".into(), ["12.5", "0.0001", "3"])
        .cast(&DataType::Decimal(20, 4))
        .expect("decimals");
    let bytes = parquet(
        vec![
            texts("Invoice #", &[Some("1"), Some("2"), Some("3")]),
            Series::new("Month".into(), [1_i32, 2, 13]).into_column(),
            Series::new("Year".into(), [2021_i64, 2021, 2021]).into_column(),
            texts("OMLP type", &[Some("A"); 3]),
            texts("Purchase unit", &[Some("B"); 3]),
            decimals.into_column(),
            Series::new("Revenue value".into(), [0.1_f64 + 0.2, f64::NAN, 1.0]).into_column(),
        ],
        None,
    );
    let reading = read(Kind::Invoices, &bytes);
    assert_eq!(rejects(&reading), ["3 month bad_value"]);
    let rows = &reading.facts[&Kind::Invoices];
    let amount = |column: &str, row| rows.amounts(column).at(row).map(|amount| amount.to_string());
    assert_eq!(amount("kpi_value", 0).as_deref(), Some("12.5"));
    assert_eq!(amount("kpi_value", 1).as_deref(), Some("0.0001"));
    assert_eq!(amount("revenue_value", 0).as_deref(), Some("0.3"));
    assert_eq!(amount("revenue_value", 1), None);
}

#[test]
fn row_groups_are_read_one_after_the_other() {
    let emails: Vec<String> = (0..2500).map(|row| format!("u{row}@c.example")).collect();
    let dates: Vec<Option<&str>> =
        (0..2500).map(|row| Some(if row == 2400 { "31/01/2021" } else { "01/02/2021" })).collect();
    let column = Series::new("Email".into(), emails.as_slice()).into_column();
    let bytes = parquet(vec![column, texts("Created", &dates)], Some(600));
    let reading = read(Kind::Users, &bytes);
    let users = &reading.facts[&Kind::Users];
    assert_eq!((users.len(), users.line(2499)), (2500, 2500));
    assert_eq!(reading.dictionary.text(users.text("work_email").at(1800)), "u1800@c.example");
    // The last group tells the order of the dates in the first.
    assert_eq!(
        users.days("created_on").at(0).map(|day| day.to_string()).as_deref(),
        Some("2021-02-01")
    );
}

#[test]
fn what_a_table_cannot_have_is_told_by_its_column() {
    let lists = Series::new("MCID".into(), [Series::new("".into(), [1_i64, 2])]).into_column();
    let bytes = parquet(vec![texts("Email", &[Some("a@c.example")]), lists], None);
    let told = refused(Kind::Users, &bytes);
    assert!(told.contains("the column \"MCID\" has cells of a type that no table has"), "{told}");
    let told = refused(Kind::Users, &parquet(vec![texts("Mail address", &[Some("a")])], None));
    assert!(told.contains("the required column work_email is missing"), "{told}");
}

#[test]
fn a_parquet_file_of_next_to_nothing_that_claims_millions_of_rows_is_refused() {
    let same = vec![Some("a@c.example"); 4_000_000];
    let bytes = parquet(vec![texts("Email", &same)], Some(4_000_000));
    assert!(bytes.len() < 4_000, "{}", bytes.len());
    let told = refused(Kind::Users, &bytes);
    assert!(told.contains("unpacks to more than 1000 times its size"), "{told}");
}

/// Whatever is done to its bytes, the file is read or refused.
#[test]
fn damaged_parquet_is_read_or_refused() {
    let emails: Vec<String> = (0..200).map(|row| format!("u{row}@c.example")).collect();
    let bytes = parquet(
        vec![
            Series::new("Email".into(), emails.as_slice()).into_column(),
            days("Created", &vec![Some(18_000); 200]),
            texts("First name", &vec![Some("Ann"); 200]),
        ],
        Some(64),
    );
    let reader = Reader::of(Kind::Users, "input.parquet");
    assert!(reader.read(&bytes).is_ok());
    let mut chance = 7_u64;
    for round in 0..600 {
        let mut damaged = bytes.clone();
        for _ in 0..=round % 4 {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = usize::try_from(chance >> 33).expect("it fits") % damaged.len();
            damaged[at] = u8::try_from(chance >> 24 & 0xff).expect("a byte");
        }
        let _ = reader.read(&damaged);
    }
    for cut in (0..bytes.len()).step_by(37) {
        assert!(reader.read(&bytes[..cut]).is_err());
    }
}

fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).expect("a name");
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write_string(row, column, *cell).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn the_first_sheet_with_a_header_is_read() {
    let table: &[&[&str]] = &[&["Email", "MCID"], &["a@c.example", "101"]];
    let other: &[&[&str]] = &[&["Email", "MCID"], &["b@c.example", "102"]];
    let cover: &[&[&str]] = &[&["Contoso"]];
    let reader = Reader::of(Kind::Users, "input.xlsx");
    let reading =
        reader.read(&book(&[("Cover", cover), ("Empty", &[]), ("Users", table), ("Old", other)]));
    let reading = reading.expect("a workbook that can be read");
    let file = &reading.files[0];
    assert_eq!(file.sheet.as_deref(), Some("Users"));
    assert_eq!(file.sheets_passed_over, ["Cover", "Empty"]);
    assert_eq!(reading.facts[&Kind::Users].len(), 1);
    let reading = reader.read(&book(&[("Users", table), ("Old", other)])).expect("a workbook");
    assert_eq!(reading.files[0].sheets_passed_over, [""; 0]);
    let told = reader.read(&book(&[("Cover", cover), ("Notes", cover)])).err().expect("no header");
    assert!(told.to_string().contains("(sheets \"Cover\", \"Notes\")"), "{told}");
}

#[test]
fn a_row_of_a_sheet_is_judged_by_its_own_cells() {
    let rows: &[&[&str]] = &[
        &["Phone", "Email", "MCID"],
        &["1", "a@c.example", "101"],
        &["2"],
        &["", "", "", "", "beyond"],
        &["", "b@c.example", "102", "", "beyond"],
        &["", "", ""],
        &["", "c@c.example"],
    ];
    let reading =
        Reader::of(Kind::Users, "input.xlsx").read(&book(&[("Users", rows)])).expect("a sheet");
    assert_eq!(rejects(&reading), ["3 work_email missing_value", "4  ragged_row", "5  ragged_row"]);
    assert_eq!(reading.facts[&Kind::Users].len(), 2);
}

/// A pipeline whose users are these files, and whose transcripts are sound.
fn check(scratch: &Scratch, files: &str) -> Said {
    scratch.write("transcripts.csv", "MCID,Exam,Completion date\n101,EXAM,2020-01-10\n");
    scratch.write(
        "pipeline.toml",
        format!(
            "name = \"formats\"\nout = \"out\"\nprogrammes = [{:?}]\nparameters = {:?}\n\
             [company]\nname = \"Contoso\"\nmpn_id = \"0100\"\n\
             [sources.users]\nfiles = {files}\n\
             [sources.transcripts]\nfiles = [\"transcripts.csv\"]\n",
            root().join("tests/rules/programme"),
            root().join("pipelines/parameters.toml"),
        ),
    );
    scratch.attain(&["check", "pipeline.toml", "--as-of", "2021-03-01"])
}

#[cfg(unix)]
fn fifo(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo");
    assert!(made.success());
}

#[cfg(unix)]
#[test]
fn nothing_waits_for_a_pipe_or_reads_a_device() {
    let scratch = Scratch::new();
    fifo(&scratch.path().join("users.csv"));
    let said = check(&scratch, "[\"users.csv\"]");
    assert_eq!(said.code, 3, "{said:?}");
    assert!(
        said.err.starts_with("error: users.csv: this is a pipe, not a file; write what"),
        "{said:?}"
    );
    let said = scratch.attain(&["run", "pipeline.toml", "--as-of", "2021-03-01"]);
    assert_eq!((said.code, said.err.contains("this is a pipe")), (3, true), "{said:?}");
    let said = check(&scratch, "[\"/dev/zero\"]");
    assert!(said.err.starts_with("error: /dev/zero: this is a device, not a file"), "{said:?}");
    let said = check(&scratch, "[\"u*.csv\"]");
    assert_eq!(
        (said.code, said.err.contains("left out: users.csv (a pipe)")),
        (3, true),
        "{said:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_as_configuration_is_refused_at_once() {
    let scratch = Scratch::new();
    scratch.write("users.csv", "Email,MCID\na@c.example,101\n");
    assert_eq!(check(&scratch, "[\"users.csv\"]").code, 0);
    let whole = fs::read_to_string(scratch.path().join("pipeline.toml")).expect("the pipeline");
    fifo(&scratch.path().join("pipe.toml"));
    let said = scratch.attain(&["check", "pipe.toml"]);
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("error: pipe.toml: this is a pipe, not a file"), "{said:?}");
    scratch.write("sources.csv", "id,title,publisher,url,read_on\n");
    let of_parameters = |path: &str| {
        let line = whole.lines().find(|line| line.starts_with("parameters")).expect("the key");
        scratch.write("pipeline.toml", whole.replace(line, &format!("parameters = {path:?}")));
        scratch.attain(&["check", "pipeline.toml"])
    };
    let said = of_parameters("pipe.toml");
    assert_eq!((said.code, said.err.contains("this is a pipe")), (2, true), "{said:?}");
    std::os::unix::fs::symlink("/dev/zero", scratch.path().join("zero.toml")).expect("a link");
    let said = of_parameters("zero.toml");
    assert_eq!((said.code, said.err.contains("this is a device")), (2, true), "{said:?}");
    scratch.write("pipeline.toml", whole);
    fs::create_dir(scratch.path().join("dialects")).expect("a folder");
    fifo(&scratch.path().join("dialects/xx.toml"));
    let said = scratch.attain(&["check", "pipeline.toml"]);
    assert_eq!((said.code, said.err.contains("this is a pipe")), (2, true), "{said:?}");
    fs::remove_dir_all(scratch.path().join("dialects")).expect("it goes");
    fs::create_dir(scratch.path().join("labels")).expect("a folder");
    fifo(&scratch.path().join("labels/en.toml"));
    let said = scratch.attain(&["check", "pipeline.toml"]);
    assert_eq!((said.code, said.err.contains("this is a pipe")), (2, true), "{said:?}");
}

#[cfg(unix)]
#[test]
fn what_a_pattern_names_and_is_no_file_is_told() {
    let scratch = Scratch::new();
    scratch.write("in/users.csv", "Email,MCID\na@c.example,101\n");
    scratch.write("in/~$users.csv", "owner");
    std::os::unix::fs::symlink("gone.csv", scratch.path().join("in/link.csv")).expect("a link");
    fifo(&scratch.path().join("in/pipe.csv"));
    let said = check(&scratch, "[\"in/*.csv\"]");
    assert_eq!(said.code, 0, "{said:?}");
    for told in [
        "in/link.csv: left out, a link to nothing",
        "in/pipe.csv: left out, a pipe",
        "in/~$users.csv: left out, a lock file of Office",
    ] {
        assert!(said.out.contains(told), "{told}: {}", said.out);
    }
    let said = scratch.run("2021-03-01");
    assert!(said.err.contains("in/link.csv: left out, a link to nothing"), "{said:?}");
    let findings = scratch.table("findings");
    let told: Vec<&str> = findings
        .rows
        .iter()
        .filter(|row| row[1] == "input_left_out")
        .map(|row| row[6].as_str())
        .collect();
    assert_eq!(
        told,
        ["users: link.csv is left out: a link to nothing", "users: pipe.csv is left out: a pipe"]
    );
    let said = check(&scratch, "[\"in/link*\"]");
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("left out: in/link.csv (a link to nothing)"), "{said:?}");
    // The same run again, and with the link mended another.
    check(&scratch, "[\"in/*.csv\"]");
    let said = scratch.run("2021-03-01");
    assert!(
        said.err.contains("nothing changed") || said.out.contains("nothing changed"),
        "{said:?}"
    );
    scratch.write("in/gone.csv", "Email,MCID\nb@c.example,102\n");
    scratch.run("2021-03-01");
    assert_eq!(
        scratch.table("findings").rows.iter().filter(|row| row[6].contains("link.csv")).count(),
        0
    );
}

#[test]
fn accounts_that_stand_in_an_older_export_alone_are_told() {
    let scratch = Scratch::new();
    let header = "Email,MCID,Status\n";
    let rows = "a@c.example,101,\nb@c.example,102,\nc@c.example,103,\nd@c.example,104,Removed\n";
    scratch.write("in/users-2021-01-26.csv", header.to_owned() + rows);
    scratch
        .write("in/users-2021-02-26.csv", format!("{header}a@c.example,101,\nb@c.example,112,\n"));
    check(&scratch, "[\"in/users-*.csv\"]");
    scratch.run("2021-03-01");
    let told = |scratch: &Scratch| -> Vec<String> {
        let findings = scratch.table("findings");
        let own = findings.rows.iter().filter(|row| row[1] == "older_export");
        own.map(|row| format!("{} {}:{}", row[6], row[7], row[8])).collect()
    };
    assert_eq!(
        told(&scratch),
        ["users: 1 account stands in this export and in none that was made later; who has left \
          still counts users-2021-01-26.csv:4"]
    );
    // Nothing says which of them is the older one.
    std::fs::rename(
        scratch.path().join("in/users-2021-01-26.csv"),
        scratch.path().join("in/users-old.csv"),
    )
    .expect("the file is there");
    scratch.run("2021-03-01");
    assert_eq!(told(&scratch), [""; 0]);
}
