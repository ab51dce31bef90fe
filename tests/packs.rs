//! The support pack: the exported rows as they were written, beside ours, in the named file alone.

use std::fs;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::support::{Scratch, attain, root};

/// The cells of a sheet as texts.
fn sheet(path: &Path, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let names = book.sheet_names();
    let range = book.worksheet_range(name).unwrap_or_else(|error| panic!("{error}: {names:?}"));
    let text = |cell: &Data| match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

fn names(path: &Path) -> Vec<String> {
    let book: Xlsx<_> = open_workbook(path).expect("a workbook");
    book.sheet_names()
}

fn first() -> Scratch {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    // Title lines, a quoted cell over two lines, a column that is not known, the same header twice.
    scratch.write(
        "inputs/users.csv",
        "Users of Tailspin\n\nWork email,First name,Note,MCID,Associated in PC,Association date,Note\n\
         nora@tailspin.example,\"No\nra\", =1+1 ,0005100001,Yes,05/10/2020,x\n\
         olle@tailspin.example,Olle,,5100002,Yes,25/10/2020,\n",
    );
    scratch
}

fn pack(scratch: &Scratch, more: &[&str]) -> crate::support::Said {
    let explain = ["explain", "pipeline.toml", "--as-of", "2021-03-01", "--pack", "pack.xlsx"];
    scratch.attain(&[&explain[..], more].concat())
}

#[test]
fn a_person_s_rows_are_there_as_they_were_exported() {
    let scratch = first();
    let before = entries(scratch.path());
    let said = pack(&scratch, &["--user", "nora@tailspin.example"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    assert_eq!(said.out, "wrote pack.xlsx: 1 person, 1 skill\n");
    let mut after = entries(scratch.path());
    after.retain(|name| !before.contains(name));
    assert_eq!(after, ["pack.xlsx"], "nothing else is written");
    let path = scratch.path().join("pack.xlsx");
    let sheets = names(&path);
    assert_eq!(sheets, ["Read me", "Skills", "1 Users", "2 Transcripts"]);
    assert_eq!(
        sheet(&path, "1 Users"),
        [
            vec![
                "File",
                "Line",
                "Work email",
                "First name",
                "Note",
                "MCID",
                "Associated in PC",
                "Association date",
                "Note (2)"
            ],
            vec![
                "users.csv",
                "4",
                "nora@tailspin.example",
                "No\nra",
                " =1+1 ",
                "0005100001",
                "Yes",
                "05/10/2020",
                "x"
            ],
        ]
    );
    let transcripts = sheet(&path, "2 Transcripts");
    assert_eq!(transcripts[1][..5], ["transcripts.csv", "2", "5100001", "AZ-104", "2020-06-15"]);
    let skills = sheet(&path, "Skills");
    let cell = |name: &str| {
        let place = skills[0].iter().position(|header| header == name).expect("a column");
        skills[1][place].clone()
    };
    assert_eq!(cell("Visible on"), "2020-10-06");
    assert_eq!(cell("Days waited"), "146");
    assert_eq!(cell("In Partner Center's report"), "the report was not given");
    assert!(cell("Text for support").contains("should be visible since 2020-10-06"), "{skills:?}");
}

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_told() {
    let scratch = first();
    let user = ["--user", "nora@tailspin.example"];
    assert_eq!(pack(&scratch, &user).code, 0);
    let kept = fs::read(scratch.path().join("pack.xlsx")).expect("a pack");
    let said = pack(&scratch, &user);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("pack.xlsx: the file is there already"), "{}", said.err);
    fs::write(scratch.path().join("pack.xlsx"), "mine").expect("a file");
    assert_eq!(pack(&scratch, &[&user[..], &["--force"]].concat()).code, 0);
    assert_eq!(fs::read(scratch.path().join("pack.xlsx")).expect("a pack"), kept, "the same bytes");
    fs::remove_file(scratch.path().join("pack.xlsx")).expect("a file");
    fs::create_dir(scratch.path().join("pack.xlsx")).expect("a folder");
    assert_eq!(pack(&scratch, &[&user[..], &["--force"]].concat()).code, 2);
    #[cfg(unix)]
    {
        fs::remove_dir(scratch.path().join("pack.xlsx")).expect("a folder");
        scratch.write("elsewhere.txt", "mine");
        let link = scratch.path().join("pack.xlsx");
        std::os::unix::fs::symlink("elsewhere.txt", &link).expect("a link");
        assert_eq!(pack(&scratch, &[&user[..], &["--force"]].concat()).code, 2);
        let text = fs::read_to_string(scratch.path().join("elsewhere.txt")).expect("text");
        assert_eq!(text, "mine", "what a link leads to is left alone");
    }
}

#[test]
fn a_skill_a_stranger_and_a_pipeline_without_a_report_are_told() {
    let scratch = first();
    let said = pack(&scratch, &["--user", "nora@tailspin.example", "--skill", "AZ-ADM"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert_eq!(pack(&scratch, &["--user", "nobody@tailspin.example"]).code, 2);
    let said = pack(&scratch, &["--overdue"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("partner_center_report"), "{}", said.err);
    assert!(!scratch.path().join("pack.xlsx").exists());
}

/// The sample has TSV, XLSX and JSON, and skills that are overdue.
#[test]
fn what_is_overdue_in_the_sample_is_packed_with_its_rows() {
    let scratch = Scratch::new();
    let path = scratch.path().join("overdue.xlsx");
    let shown = path.display().to_string();
    let explain =
        ["explain", "pipelines/nightly.toml", "--as-of", "2020-02-15", "--format", "json"];
    let said = attain(&[&explain[..], &["--overdue", "--pack", &shown]].concat());
    assert_eq!(said.code, 0, "{said:?}");
    let told: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert!(told["skills"].as_u64().is_some_and(|skills| skills > 0), "{told}");
    let skills = sheet(&path, "Skills");
    let place = |name: &str| skills[0].iter().position(|header| header == name).expect("a column");
    for row in &skills[1..] {
        assert_eq!(row[place("Counts")], "counts");
        assert_eq!(row[place("In Partner Center's report")], "No");
        assert!(!row[place("Text for support")].is_empty());
        // The transcript row stands in one of the other sheets, under its line.
        let (file, line) = (&row[place("Transcript file")], &row[place("Transcript line")]);
        let is_there = names(&path)
            .iter()
            .filter(|name| name.contains("Transcripts"))
            .any(|name| sheet(&path, name).iter().any(|own| &own[0] == file && &own[1] == line));
        assert!(is_there, "{file}:{line}");
    }
    // Every user of the sample can be packed, whatever file they come from.
    let users = fs::read_to_string(root().join("sample-data/users.csv")).expect("users");
    let emails =
        users.lines().filter_map(|line| line.split([',', ';']).find(|cell| cell.contains('@')));
    for (number, email) in emails.take(12).enumerate() {
        let path = scratch.path().join(format!("{number}.xlsx")).display().to_string();
        let email = email.trim_matches('"');
        let said = attain(&[&explain[..], &["--user", email, "--pack", &path]].concat());
        assert_eq!(said.code, 0, "{email}: {said:?}");
    }
}
