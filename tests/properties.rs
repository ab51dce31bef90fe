//! What holds for any input: nothing falls over, nothing gets lost, order and cut decide nothing.

use std::fs;
use std::path::Path;

use attain::tables::Kind;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;

use crate::reading::Reader;
use crate::support::{Scratch, Table, root};

fn few(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Pieces that tables are made of, and pieces that break them.
const PIECES: [&[u8]; 48] = [
    b",",
    b",",
    b",",
    b";",
    b"\t",
    b"|",
    b"\n",
    b"\n",
    b"\n",
    b"\r\n",
    b"\r",
    b"\"",
    b"\"",
    b"\"\"",
    b" ",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xc3\xa9",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x98\x80",
    b"sep=;\n",
    b"Work email",
    b"MCID",
    b"Exam",
    b"Completion date",
    b"Month",
    b"Year",
    b"KPI value",
    b"ann@c.example",
    b"@",
    b"101",
    b"00101",
    b"0100",
    b"0999",
    b"Yes",
    b"Nej",
    b"2020-02-29",
    b"2021-02-29",
    b"01/02/2020",
    b"13/02/2020",
    b"02/13/2020",
    b"1er mars 2021",
    b"12:00:00 AM",
    b"1 234,56",
    b"(1.5)",
    b"99999999999999999999",
    b"AZ-104",
];

const HEADERS: [(Kind, &[u8]); 9] = [
    (Kind::Users, b"Work email,MCID,Status,Created,Removed,Associated in PC,MPN ID"),
    (Kind::Transcripts, b"MCID,Email,Exam,Title,Completion date,Expiry date,Status"),
    (
        Kind::Invoices,
        b"Month;Year;Invoice date;Invoice #;OMLP type;Purchase unit;KPI value;Currency",
    ),
    (Kind::Associations, b"MCID\tSystem\tMPN ID\tWork email\tAssociation date\tRemoved on"),
    (Kind::Performance, b"competency|option|month|metric|contribution"),
    (Kind::Memberships, b"competency,level,option,purchased_on,anniversary_on,pmc_expires_on"),
    (Kind::PartnerCenterReport, b"Email,MCID,Exam,Associated in PC,relevant_for"),
    (Kind::PartnerCenterScore, b"MPN ID,Designation,Track,Metric,Points,As of"),
    (Kind::Performance, b"Month,CustomerTenantId,ServiceName,TotalACR,IsACRDuplicateAtPGALevel"),
];

fn pieces(count: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(select(PIECES.as_slice()), 0..count).prop_map(|pieces| pieces.concat())
}

/// Rows of pieces, most of them as wide as the header.
fn rows() -> impl Strategy<Value = Vec<u8>> {
    let cell = vec(select(PIECES.as_slice()), 0..3).prop_map(|pieces| pieces.concat());
    let row = vec(cell, 1..9).prop_map(|cells| cells.join(&b","[..]));
    vec(row, 0..12).prop_map(|rows| rows.join(&b"\n"[..]))
}

proptest! {
    #![proptest_config(few(400))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..400)) {
        for (kind, _) in [HEADERS[0], HEADERS[1]] {
            Reader::try_bytes(kind, "input.csv", &bytes);
        }
    }

    #[test]
    fn any_pieces_below_a_header_are_read_or_refused(
        (kind, header) in select(HEADERS.as_slice()),
        body in prop_oneof![pieces(60), rows()],
        mark in prop_oneof![Just(&b""[..]), Just(&b"\xef\xbb\xbf"[..]), Just(&b"\xff\xfe"[..])],
    ) {
        let bytes = [mark, header, b"\n", &body].concat();
        Reader::try_bytes(kind, "input.csv", &bytes);
    }

    #[test]
    fn any_pieces_in_a_shared_transcript_are_read_or_refused(
        tokens in vec(select(&[
            "{", "}", "[", "]", ":", ",", "\"certificationData\"", "\"activeCertifications\"", "\"passedExams\"",
            "\"examNumber\"", "\"examDateTaken\"", "\"name\"", "\"dateEarned\"", "\"2020-02-29\"", "\"x\"", "null", "7", "1e999",
        ][..]), 0..40),
    ) {
        Reader::try_bytes(Kind::Transcripts, "shared.json", tokens.concat().as_bytes());
        let inside = format!("{{\"certificationData\":{{\"mcid\":\"101\",\"passedExams\":[{}]}}}}", tokens.join(""));
        Reader::try_bytes(Kind::Transcripts, "shared.json", inside.as_bytes());
    }
}

/// A transcript row drawn from so few values that repeats and conflicts are common.
fn transcript() -> impl Strategy<Value = [&'static str; 6]> {
    (
        select(&["101", "0101", "102", "103", "999", ""][..]),
        select(&["EXAM", "exam", "BASIC", "ROLE", "UNUSED", ""][..]),
        select(&["2020-02-29", "2020-03-01", "2021-02-27", "2022-01-01", "2020-02-30"][..]),
        select(&["", "", "2021-03-01", "2025-01-01"][..]),
        select(&["", "Active", "Revoked", "unheard of"][..]),
        select(&["", "Microsoft Learning", "OpenedX"][..]),
    )
        .prop_map(|(a, b, c, d, e, f)| [a, b, c, d, e, f])
}

const USERS: &str = "Work email,MCID,Associated in PC,Association date,Status,Removed\n\
                     ann@c.example,101,Yes,,,\n\
                     bo@c.example,102,Yes,2020-06-30,Active,2021-12-31\n\
                     cy@c.example,103,No,,,\n";

const TRANSCRIPTS: &str = "MCID,Exam,Completion date,Expiry date,Status,Source\n";

fn lines(rows: &[[&str; 6]]) -> String {
    let lines: Vec<String> = rows.iter().map(|row| row.join(",") + "\n").collect();
    TRANSCRIPTS.to_owned() + &lines.concat()
}

/// Users of whom the file says Yes, nothing and No, and one without an MCID.
const SILENT_USERS: &str = "Work email,MCID,Associated in PC,Microsoft account\n\
                            ann@c.example,101,Yes,\n\
                            bo@c.example,102,,\n\
                            cy@c.example,103,No,\n\
                            dee@c.example,,,dee@home.example\n";

/// Rows of Partner Center's training export where `is_seen`, else of another list.
fn seen(rows: &[([&str; 6], bool)]) -> String {
    let line =
        |([mcid, skill, completed, expires, status, source], is_seen): &([&str; 6], bool)| {
            let email = if *mcid == "999" { "dee@home.example" } else { "" };
            let company = if *is_seen { "0100" } else { "" };
            format!("{mcid},{skill},{completed},{expires},{status},{source},{email},{company}\n")
        };
    let header = TRANSCRIPTS.replace('\n', ",Email,MpnId\n");
    header + &rows.iter().map(line).collect::<String>()
}

/// A folder with a pipeline whose transcripts are these files.
fn pipeline(transcripts: &[(&str, String)], programme: &Path) -> Scratch {
    let scratch = Scratch::new();
    let names: Vec<&str> = transcripts.iter().map(|(name, _)| *name).collect();
    for (name, text) in transcripts {
        scratch.write(name, text);
    }
    scratch.write("users.csv", USERS);
    scratch.write(
        "pipeline.toml",
        format!(
            "name = \"properties\"\nout = \"out\"\nprogrammes = [{programme:?}]\nparameters = {:?}\n\
             [company]\nname = \"Contoso\"\nmpn_id = \"0100\"\n\
             [sources.users]\nfiles = [\"users.csv\"]\n\
             [sources.transcripts]\nfiles = {names:?}\nmax_reject_ratio = 1\n",
            root().join("pipelines/parameters.toml"),
        ),
    );
    scratch
}

fn of_rules() -> std::path::PathBuf {
    root().join("tests/rules/programme")
}

/// All tables of the newest run, without where the rows came from.
fn published(scratch: &Scratch) -> Vec<(String, Table)> {
    let folder = scratch.path().join("out/latest/data");
    let mut tables: Vec<(String, Table)> = fs::read_dir(folder)
        .expect("the tables")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "csv"))
        .map(|path| {
            let table = Table::read(&path);
            let placed: Vec<&str> = ["file", "line", "message", "place"]
                .into_iter()
                .filter(|name| table.columns.iter().any(|column| column == name))
                .collect();
            let mut table = table.without(&placed);
            table.rows.sort();
            (path.file_stem().expect("a name").to_string_lossy().into_owned(), table)
        })
        .collect();
    tables.sort_by(|a, b| a.0.cmp(&b.0));
    tables
}

proptest! {
    #![proptest_config(few(10))]

    /// Where no two rows have one key, their order decides nothing.
    #[test]
    fn the_order_of_rows_changes_nothing(
        rows in vec(transcript(), 1..14),
        turn in 0_usize..14,
    ) {
        let mut rows = rows;
        let key = |row: &[&str; 6]| (row[0].trim_start_matches('0').to_owned(), row[1].to_uppercase(), row[2].to_owned());
        rows.sort_by_key(key);
        rows.dedup_by_key(|row| key(row));
        let there = pipeline(&[("t.csv", lines(&rows))], &of_rules());
        there.run("2021-03-01");
        rows.reverse();
        let turn = turn % rows.len();
        rows.rotate_left(turn);
        let here = pipeline(&[("t.csv", lines(&rows))], &of_rules());
        here.run("2021-03-01");
        assert_eq!(published(&there), published(&here));
    }

    /// Also where rows repeat and contradict each other.
    #[test]
    fn a_file_cut_in_two_is_the_same_table(rows in vec(transcript(), 2..20), cut in 1_usize..19) {
        let cut = cut.min(rows.len() - 1);
        let whole = pipeline(&[("t.csv", lines(&rows))], &of_rules());
        whole.run("2021-03-01");
        let halves = [("b.csv", lines(&rows[..cut])), ("a.csv", lines(&rows[cut..]))];
        let halves = pipeline(&halves, &of_rules());
        halves.run("2021-03-01");
        assert_eq!(published(&whole), published(&halves));
    }

    /// Every file of two runs, workbooks and Parquet too, but for the manifest's clock.
    #[test]
    fn two_runs_give_the_same_bytes(rows in vec(transcript(), 1..14)) {
        let scratch = pipeline(&[("t.csv", lines(&rows))], &of_rules());
        for out in ["out", "again"] {
            let said = scratch.attain(&["run", "pipeline.toml", "--as-of", "2021-03-01", "--out", out]);
            assert_eq!(said.code, 0, "{said:?}");
        }
        let (first, second) = (files(&scratch, "out"), files(&scratch, "again"));
        assert!(first.len() > 10, "{first:?}");
        for ((name, bytes), (other, others)) in first.iter().zip(&second) {
            assert_eq!(name, other);
            assert!(bytes == others, "{name} differs");
        }
        assert_eq!(first.len(), second.len());
    }

    /// What happens after the day is not known on it.
    #[test]
    fn facts_after_the_day_change_no_verdict_on_it(rows in vec(transcript(), 1..12)) {
        let before: Vec<[&str; 6]> = rows.iter().filter(|row| row[2] <= "2021-02-27").copied().collect();
        let known = pipeline(&[("t.csv", lines(&before))], &of_rules());
        let more: Vec<[&str; 6]> =
            before.iter().copied().chain([["101", "OLD", "2021-03-02", "", "", ""], ["102", "OLD", "2029-01-01", "", "", ""]]).collect();
        let all = pipeline(&[("t.csv", lines(&more))], &of_rules());
        if before.is_empty() {
            return Ok(());
        }
        known.run("2021-03-01");
        all.run("2021-03-01");
        let of = |scratch: &Scratch| {
            let mut table = scratch.table("skills");
            let completed = table.place("completed_on");
            table.rows.retain(|row| row[completed].as_str() <= "2021-03-01");
            table.without(&["line"])
        };
        assert_eq!(of(&known), of(&all));
        assert_eq!(known.table("levels").only(&levels()), all.table("levels").only(&levels()));
    }

    /// Rows that Partner Center's own export lists as well only add.
    #[test]
    fn more_evidence_never_loses_a_skill(
        rows in vec(transcript(), 1..12),
        listed in vec(transcript(), 1..6),
    ) {
        let plain: Vec<([&str; 6], bool)> = rows.iter().map(|row| (*row, false)).collect();
        let more: Vec<([&str; 6], bool)> =
            plain.iter().copied().chain(listed.iter().map(|row| (*row, true))).collect();
        let counting = |rows: &[([&str; 6], bool)]| {
            let scratch = pipeline(&[("t.csv", seen(rows))], &of_rules());
            scratch.write("users.csv", SILENT_USERS);
            scratch.run("2021-03-01");
            let columns = ["verdict", "work_email", "skill_code"].map(str::to_owned);
            let table = scratch.table("skills").only(&columns);
            table.rows.into_iter().filter(|row| row[0] == "counts").collect::<Vec<_>>()
        };
        let (before, after) = (counting(&plain), counting(&more));
        for row in &before {
            assert!(after.contains(row), "{row:?} is lost with {listed:?}");
        }
    }

    /// Who meets a requirement for three meets one for two.
    #[test]
    fn a_lower_threshold_never_loses_a_level(rows in vec(transcript(), 1..12), need in 1_u32..4) {
        let met = |need: u32| {
            let programme = Scratch::new();
            for name in ["programme.toml", "skills.csv"] {
                let text = fs::read_to_string(of_rules().join(name)).expect("text");
                programme.write(name, text.replace("need       = 2", &format!("need = {need}")));
            }
            let scratch = pipeline(&[("t.csv", lines(&rows))], programme.path());
            scratch.run("2021-03-01");
            let table = scratch.table("levels").only(&levels());
            table.rows.into_iter().filter(|row| row[3] == "Yes").collect::<Vec<_>>()
        };
        let (hard, easy) = (met(need + 1), met(need));
        for row in &hard {
            assert!(easy.contains(row), "{row:?} is met with {} and not with {need}", need + 1);
        }
    }
}

fn levels() -> [String; 4] {
    ["programme", "competency", "level", "met"].map(str::to_owned)
}

/// All files of the newest run with their bytes, by name.
fn files(scratch: &Scratch, out: &str) -> Vec<(String, Vec<u8>)> {
    let folder = scratch.path().join(out).join("latest");
    let pattern = folder.join("**/*").display().to_string();
    let mut files: Vec<(String, Vec<u8>)> = glob::glob(&pattern)
        .expect("a pattern")
        .filter_map(Result::ok)
        .filter(|path| {
            path.is_file() && path.file_name().is_none_or(|name| name != "manifest.json")
        })
        .map(|path| {
            let name = path.strip_prefix(&folder).expect("it lies there").display().to_string();
            (name, fs::read(&path).expect("bytes"))
        })
        .collect();
    files.sort();
    files
}
