//! A forgotten person is in no file of any run, and the runs are whole without them.

use std::io::Write;

use std::fs::File;

use polars::prelude::*;
use polars_io::prelude::{ParquetReader, ParquetWriter, SerReader};

use super::*;
use crate::publish::LockHolder;
use crate::publish::hashing;
use crate::publish::history::Run;
use crate::publish::history::tests::{lock, put, rewrite};
use crate::publish::verify::verify;

const SKILLS: &str = "mpn_id,work_email,first_name,last_name,mcid,skill_code\n\
    1,anna@contoso.com,Anna,Lindholm,00101101,AZ-900\n\
    1,bert@contoso.com,Bert,Li,202202,AZ-900\n\
    ,,,,101101,MS-900\n";
const LEVELS: &str =
    "mpn_id,programme,competency,key_people\n1,p,Cloud,anna@contoso.com;bert@contoso.com\n";
const FINDINGS: &str = "severity,code,mpn_id,work_email,mcid,message\n\
    info,email_mismatch,1,bert@contoso.com,202202,\"written as Anna@Contoso.com, 101101\"\n";

pub(crate) fn workbook(path: &Path, text: &str) {
    let mut package = ::zip::ZipWriter::new(File::create(path).unwrap());
    package.start_file("xl/sharedStrings.xml", ::zip::write::SimpleFileOptions::default()).unwrap();
    package.write_all(text.as_bytes()).unwrap();
    package.finish().unwrap();
}

pub(crate) fn parquet(path: &Path) {
    let mut frame = DataFrame::new_infer_height(vec![
        Column::new("mpn_id".into(), [Some("1"), Some("1"), None]),
        Column::new(
            "work_email".into(),
            [Some("anna@contoso.com"), Some("bert@contoso.com"), None],
        ),
        Column::new("first_name".into(), [Some("Anna"), Some("Bert"), None]),
        Column::new("mcid".into(), [Some("00101101"), Some("202202"), Some("101101")]),
        Column::new("line".into(), [1_i64, 2, 3]),
        Column::new("message".into(), [None, Some("Anna@contoso.com"), None]),
    ])
    .unwrap();
    ParquetWriter::new(File::create(path).unwrap()).finish(&mut frame).unwrap();
}

pub(crate) fn listed(run: &mut Run, name: &str) {
    let (sha256, size) = hashing::hash(&run.folder.join(name)).unwrap();
    let made = manifest::OutputMade { path: name.into(), size, rows: Some(3), sha256 };
    run.manifest.outputs.push(made);
}

pub(crate) fn made(out: &Path, as_of: &str, digits: &str) -> Run {
    let files = [
        ("data/skills.csv", SKILLS),
        ("data/levels.csv", LEVELS),
        ("data/findings.csv", FINDINGS),
        ("data/kpi_months.csv", "mpn_id,month,omlp_type\n1,2021-01,\n"),
    ];
    let mut run = put(out, "nightly", as_of, digits, &files);
    run.manifest.inputs[0].path = "in/Anna@Contoso.com.json".into();
    workbook(&run.folder.join("skills_report.xlsx"), "<t>renewing: Anna Lindholm, 12 days</t>");
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

pub(crate) fn now() -> Timestamp {
    Timestamp::from_text("2090-01-02T00:00:00Z").unwrap()
}

pub(crate) fn forget_one(out: &Path, email: &str) -> Outcome<Forgot> {
    let lock = Lock::take(out, &LockHolder::this_process("forget", now()), None)?;
    forget(&lock, &[email.to_owned()], now())
}

fn is_whole(run: &Run) {
    let verified = verify(&run.folder).unwrap();
    assert_eq!(verified.exit_code(), 0, "{verified}");
}

#[test]
fn rows_names_and_workbooks_go_and_the_run_is_whole() {
    let out = tempfile::tempdir().unwrap();
    let run = made(out.path(), "2021-03-01", "aaaaaa");
    fs::create_dir_all(out.path().join("refused/x")).unwrap();
    fs::write(out.path().join("refused/x/rejects.csv"), "line,value\n1,see ANNA@contoso.com\n")
        .unwrap();
    let forgot = forget_one(out.path(), "Anna@Contoso.com").unwrap();
    let told = forgot.to_string();
    assert!(
        told.starts_with("2021-03-01-nightly-aaaaaa: 2 rows removed, 2 cells cleaned"),
        "{told}"
    );
    assert!(told.contains("  skills_report.xlsx: removed\n"), "{told}");
    assert!(told.contains("known by 1 e-mails, 1 MCIDs and 1 names"), "{told}");
    assert!(told.contains("something was done in 2 of 2 folders"), "{told}");
    assert_eq!(forgot.exit_code(), 0);

    assert_eq!(
        text(&run, "data/skills.csv"),
        "mpn_id,work_email,first_name,last_name,mcid,skill_code\n\
         1,bert@contoso.com,Bert,Li,202202,AZ-900\n"
    );
    assert!(text(&run, "data/levels.csv").ends_with("Cloud,(forgotten);bert@contoso.com\n"));
    assert!(text(&run, "data/findings.csv").ends_with("\"written as (forgotten), (forgotten)\"\n"));
    let kept = fs::read_to_string(out.path().join("refused/x/rejects.csv")).unwrap();
    assert_eq!(kept, "line,value\n1,see (forgotten)\n");
    assert!(!run.folder.join("skills_report.xlsx").exists());
    assert!(run.folder.join("kpi_report.xlsx").exists());

    let file = File::open(run.folder.join("data/skills.parquet")).unwrap();
    let frame = ParquetReader::new(file).finish().unwrap();
    assert_eq!(frame.height(), 1);
    assert_eq!(frame.column("message").unwrap().str().unwrap().get(0), Some("(forgotten)"));
    assert_eq!(frame.column("line").unwrap().dtype(), &DataType::Int64);

    is_whole(&run);
    let manifest = Manifest::read(&run.folder).unwrap();
    assert_eq!(manifest.inputs[0].path, "(forgotten)");
    assert_eq!(manifest.forgotten, [Forgotten { at: now(), rows: 2 }]);
    assert_eq!(forget_one(out.path(), "anna@contoso.com").unwrap().touched, []);
    assert!(!journal::is_open(out.path()));
}

#[test]
fn copies_in_any_shape_lose_the_person_or_go() {
    let out = tempfile::tempdir().unwrap();
    let run = made(out.path(), "2021-03-01", "aaaaaa");
    let copy = out.path().join("copy of a run");
    fs::create_dir(&copy).unwrap();
    fs::copy(run.folder.join(manifest::NAME), copy.join(manifest::NAME)).unwrap();
    fs::write(copy.join("semicolons.csv"), SKILLS.replace(',', ";")).unwrap();
    let wide: Vec<u8> =
        SKILLS.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(run.folder.join("wide.csv"), [&[0xff, 0xfe][..], &wide].concat()).unwrap();
    let mut packing = flate2::write::GzEncoder::new(
        File::create(run.folder.join("skills.csv.gz")).unwrap(),
        flate2::Compression::fast(),
    );
    packing.write_all(SKILLS.as_bytes()).unwrap();
    packing.finish().unwrap();
    workbook(&run.folder.join("COPY.XLSX"), "<t>anna@contoso.com</t>");
    workbook(&run.folder.join("macros.xlsm"), "<r><t>An</t></r><r><t>na Lindholm</t></r>");
    fs::write(run.folder.join("report.html"), "<p>anna&#64;contoso.com</p>").unwrap();
    fs::write(run.folder.join("note.txt"), "ask Anna Lindholm").unwrap();
    fs::write(run.folder.join("data/Lindholm, Anna.bin"), [0, 1, 2]).unwrap();
    fs::create_dir_all(run.folder.join("anna@contoso.com/deep")).unwrap();
    fs::write(run.folder.join("anna@contoso.com/deep/x"), "x").unwrap();
    let forgot = forget_one(out.path(), "anna@contoso.com").unwrap();
    assert_eq!(forgot.exit_code(), 0, "{forgot}");
    for gone in [
        "skills.csv.gz",
        "COPY.XLSX",
        "macros.xlsm",
        "report.html",
        "data/Lindholm, Anna.bin",
        "anna@contoso.com",
    ] {
        assert!(!run.folder.join(gone).exists(), "{gone}");
    }
    let rows = |bytes: Vec<u8>| crate::publish::readable::text(&bytes).unwrap().1.lines().count();
    assert_eq!(rows(fs::read(copy.join("semicolons.csv")).unwrap()), 2);
    assert_eq!(rows(fs::read(run.folder.join("wide.csv")).unwrap()), 2);
    assert_eq!(text(&run, "note.txt"), "ask (forgotten)");
}

#[test]
fn what_cannot_be_read_goes_if_it_is_ours_and_is_told_if_not() {
    let out = tempfile::tempdir().unwrap();
    let run = made(out.path(), "2021-03-01", "aaaaaa");
    let whole = fs::read(run.folder.join("data/skills.parquet")).unwrap();
    fs::write(run.folder.join("data/skills.parquet"), &whole[..whole.len() / 2]).unwrap();
    fs::write(run.folder.join("kpi_report.xlsx"), "no package").unwrap();
    fs::write(run.folder.join("theirs.xlsx"), b"PK\x03\x04 no package").unwrap();
    fs::write(out.path().join("beside.txt"), "anna@contoso.com").unwrap();
    let forgot = forget_one(out.path(), "anna@contoso.com").unwrap();
    assert_eq!(forgot.exit_code(), 3);
    let told = forgot.to_string();
    assert!(told.contains("theirs.xlsx: it cannot be read and is not ours"), "{told}");
    assert!(told.contains("something was done in 1 of 1 folders"), "{told}");
    assert!(told.contains("beside.txt: it names the person and is not ours"), "{told}");
    assert!(!run.folder.join("data/skills.parquet").exists());
    assert!(!run.folder.join("kpi_report.xlsx").exists());
    assert!(run.folder.join("theirs.xlsx").exists() && out.path().join("beside.txt").exists());
    fs::remove_file(run.folder.join("theirs.xlsx")).unwrap();
    is_whole(&run);
}

#[cfg(unix)]
#[test]
fn no_link_leads_it_out_of_its_folder() {
    use std::os::unix::fs::symlink;
    let (out, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let elsewhere = made(other.path(), "2021-02-01", "bbbbbb");
    let run = made(out.path(), "2021-03-01", "aaaaaa");
    fs::remove_dir_all(run.folder.join("data")).unwrap();
    symlink(elsewhere.folder.join("data"), run.folder.join("data")).unwrap();
    symlink(&elsewhere.folder, out.path().join("2021-02-01-nightly-bbbbbb")).unwrap();
    symlink(other.path(), out.path().join(REFUSED)).unwrap();
    let before = files::Tree::of(other.path()).unwrap();
    let forgot = forget_one(out.path(), "anna@contoso.com").unwrap();
    assert_eq!(forgot.exit_code(), 3, "{forgot}");
    assert_eq!(forgot.left(), 3, "{forgot}");
    assert_eq!(files::Tree::of(other.path()).unwrap(), before);
    is_whole(&elsewhere);
    assert_eq!(text(&elsewhere, "data/skills.csv"), SKILLS);
}

#[test]
fn one_that_died_half_way_is_ended_by_the_next_command() {
    let out = tempfile::tempdir().unwrap();
    let run = made(out.path(), "2021-03-01", "aaaaaa");
    let lock = lock(out.path());
    let mut person = ForgottenPerson::new(["anna@contoso.com"]);
    person.learn_mcid("101101");
    person.learn_name("Anna", "Lindholm");
    Journal::new(now(), person).write(&lock).unwrap();
    // As if the table that tells the certification id had been cleaned and no other file.
    fs::write(run.folder.join("data/skills.csv"), SKILLS.lines().next().unwrap()).unwrap();
    assert_eq!(verify(&run.folder).unwrap().exit_code(), 3);
    assert!(verify(&run.folder).unwrap().to_string().contains(journal::OPEN));
    let forgot = finish(&lock).unwrap().unwrap();
    assert_eq!(forgot.keys, [1, 1, 1]);
    assert!(!run.folder.join("skills_report.xlsx").exists());
    assert!(!text(&run, "data/findings.csv").contains("101101"));
    assert!(finish(&lock).unwrap().is_none());
}

#[test]
fn strangers_and_others_are_not_touched() {
    let out = tempfile::tempdir().unwrap();
    let run = made(out.path(), "2021-03-01", "aaaaaa");
    let before = text(&run, manifest::NAME);
    let forgot = forget_one(out.path(), "carl@contoso.com").unwrap();
    assert_eq!(forgot.touched, []);
    assert_eq!(text(&run, "data/skills.csv"), SKILLS);
    assert_eq!(text(&run, manifest::NAME), before);
    assert!(forget_one(out.path(), "anna").is_err());
    // A short name alone is nobody's.
    fs::write(run.folder.join("note.txt"), "see Bert Li, and li\n202202").unwrap();
    let bert = forget_one(out.path(), "bert@contoso.com").unwrap();
    assert_eq!(text(&run, "note.txt"), "see (forgotten), and li\n(forgotten)");
    assert_eq!(bert.exit_code(), 0);
}
