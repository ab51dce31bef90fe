//! A forgotten person is in no file of any run, and the runs are whole without them.

use std::io::Write;

use std::fs::File;

use polars::prelude::*;
use polars_io::prelude::{ParquetReader, ParquetWriter, SerReader};

use super::*;
use crate::publish::history::Run;
use crate::publish::history::tests::{lock, put, rewrite};
use crate::publish::verify::verify;

const SKILLS: &str = "mpn_id,work_email,mcid,skill_code\n\
    1,anna@contoso.com,00101,AZ-900\n\
    1,bert@contoso.com,202,AZ-900\n\
    ,,101,MS-900\n";
const LEVELS: &str = "mpn_id,competency,key_people\n1,Cloud,anna@contoso.com;bert@contoso.com\n";
const FINDINGS: &str = "code,work_email,mcid,message\n\
    email_mismatch,bert@contoso.com,202,\"written as Anna@Contoso.com, 101\"\n";

fn workbook(path: &Path, text: &str) {
    let mut package = ::zip::ZipWriter::new(File::create(path).unwrap());
    package.start_file("xl/sharedStrings.xml", ::zip::write::SimpleFileOptions::default()).unwrap();
    package.write_all(text.as_bytes()).unwrap();
    package.finish().unwrap();
}

fn parquet(path: &Path) {
    let mut frame = DataFrame::new_infer_height(vec![
        Column::new(
            "work_email".into(),
            [Some("anna@contoso.com"), Some("bert@contoso.com"), None],
        ),
        Column::new("mcid".into(), [Some("00101"), Some("202"), Some("101")]),
        Column::new("line".into(), [1_i64, 2, 3]),
        Column::new("message".into(), [None, Some("Anna@contoso.com"), None]),
    ])
    .unwrap();
    ParquetWriter::new(File::create(path).unwrap()).finish(&mut frame).unwrap();
}

fn listed(run: &mut Run, name: &str) {
    let (sha256, size) = files::hash(&run.folder.join(name)).unwrap();
    let made = manifest::OutputMade { path: name.into(), size, rows: Some(3), sha256 };
    run.manifest.outputs.push(made);
}

fn made(out: &Path) -> Run {
    let files = [
        ("data/skills.csv", SKILLS),
        ("data/levels.csv", LEVELS),
        ("data/findings.csv", FINDINGS),
        ("data/kpi_months.csv", "mpn_id,month\n1,2021-01\n"),
    ];
    let mut run = put(out, "nightly", "2021-03-01", "aaaaaa", &files);
    run.manifest.inputs[0].path = "in/Anna@Contoso.com.json".into();
    workbook(&run.folder.join("skills_report.xlsx"), "<t>anna@contoso.com</t>");
    workbook(&run.folder.join("kpi_report.xlsx"), "<t>2021-01</t>");
    parquet(&run.folder.join("data/skills.parquet"));
    for name in ["skills_report.xlsx", "kpi_report.xlsx", "data/skills.parquet"] {
        listed(&mut run, name);
    }
    rewrite(&run)
}

fn text(run: &Run, name: &str) -> String {
    fs::read_to_string(run.folder.join(name)).unwrap()
}

fn now() -> Moment {
    Moment::from_text("2090-01-02T00:00:00Z").unwrap()
}

#[test]
fn rows_names_and_workbooks_go_and_the_run_is_whole() {
    let out = tempfile::tempdir().unwrap();
    let run = made(out.path());
    fs::create_dir_all(out.path().join("refused/x")).unwrap();
    fs::write(out.path().join("refused/x/rejects.csv"), "line,value\n1,ANNA@contoso.com\n")
        .unwrap();
    fs::write(run.folder.join("note.txt"), "ask anna@contoso.com").unwrap();
    let forgot = forget(&lock(out.path()), "Anna@Contoso.com", now()).unwrap();
    let told = forgot.to_string();
    assert!(
        told.starts_with("2021-03-01-nightly-aaaaaa: 2 rows removed, 2 cells cleaned"),
        "{told}"
    );
    assert!(told.contains("  skills_report.xlsx: removed\n"), "{told}");
    assert!(told.contains("  note.txt: names the person"), "{told}");
    assert!(told.contains("the person was in 2 of 2 folders"), "{told}");

    assert_eq!(
        text(&run, "data/skills.csv"),
        "mpn_id,work_email,mcid,skill_code\n1,bert@contoso.com,202,AZ-900\n"
    );
    assert!(text(&run, "data/levels.csv").ends_with("1,Cloud,(forgotten);bert@contoso.com\n"));
    assert!(text(&run, "data/findings.csv").ends_with("\"written as (forgotten), (forgotten)\"\n"));
    let kept = fs::read_to_string(out.path().join("refused/x/rejects.csv")).unwrap();
    assert_eq!(kept, "line,value\n1,(forgotten)\n");
    assert!(!run.folder.join("skills_report.xlsx").exists());
    assert!(run.folder.join("kpi_report.xlsx").exists());

    let file = File::open(run.folder.join("data/skills.parquet")).unwrap();
    let frame = ParquetReader::new(file).finish().unwrap();
    assert_eq!(frame.height(), 1);
    assert_eq!(frame.column("message").unwrap().str().unwrap().get(0), Some("(forgotten)"));
    assert_eq!(frame.column("line").unwrap().dtype(), &DataType::Int64);

    fs::remove_file(run.folder.join("note.txt")).unwrap();
    let verified = verify(&run.folder).unwrap();
    assert_eq!(verified.exit_code(), 0, "{verified}");
    let manifest = Manifest::read(&run.folder).unwrap();
    assert_eq!(manifest.inputs[0].path, "(forgotten)");
    assert_eq!(manifest.forgotten, [Forgotten { at: now(), rows: 2 }]);
    let again = forget(&lock(out.path()), "anna@contoso.com", now()).unwrap();
    assert_eq!(again.touched, []);
}

#[test]
fn one_that_died_half_way_is_ended_by_the_next() {
    let out = tempfile::tempdir().unwrap();
    let run = made(out.path());
    forget(&lock(out.path()), "anna@contoso.com", now()).unwrap();
    // As if only the manifest and one file had been replaced.
    fs::write(run.folder.join("data/skills.csv"), SKILLS).unwrap();
    workbook(&run.folder.join("skills_report.xlsx"), "<t>anna@contoso.com</t>");
    assert_eq!(verify(&run.folder).unwrap().exit_code(), 3);
    forget(&lock(out.path()), "anna@contoso.com", now()).unwrap();
    let verified = verify(&run.folder).unwrap();
    assert_eq!(verified.exit_code(), 0, "{verified}");
}

#[test]
fn strangers_and_others_are_not_touched() {
    let out = tempfile::tempdir().unwrap();
    let run = made(out.path());
    let forgot = forget(&lock(out.path()), "carl@contoso.com", now()).unwrap();
    assert_eq!(forgot.touched, []);
    assert_eq!(text(&run, "data/skills.csv"), SKILLS);
    assert!(forget(&lock(out.path()), "anna", now()).is_err());
    fs::write(run.folder.join("skills_report.xlsx"), "no package").unwrap();
    let forgot = forget(&lock(out.path()), "carl@contoso.com", now()).unwrap();
    assert_eq!(forgot.touched[0].removed, ["skills_report.xlsx"], "it may hold anybody");
}
