//! The benchmark: its figures over made data, the comparison with others, over exports that somebody made.

use clap::Parser;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use crate::benchmark::{self, Arguments};
use crate::support::{Scratch, Table};

/// A program that exists everywhere.
const PROGRAM: &str = env!("CARGO_BIN_EXE_attain");

const USERS: &str = "\
User ID,Work email,First name,Last name,MCID,Associated PC,Associated PMC,Association date,Status,Company ID
U1,ann@contoso.example,Ann,Ek,9001,Yes,Yes,01/20/2019,Active,0201
U2,bo@contoso.example,Bo,Ek,9002,Yes,Yes,05/19/2020,Active, 0202
U3,cy@contoso.example,Cy,Ek,9003,Yes,no,05/19/2020,Active,
";
const TRANSCRIPTS: &str = "\
MCID,Exam/cert code,Title,Type,Completion date,Expiry date,Source
9001,AZ-1,Running,Certification,2024-10-22,2025-10-22,Test centre
9002,az-1,Running,Certification,2024-10-22,2025-10-22,School programme
9003,DP-2,\"Data, mostly\",Applied skill,2024-10-22,,Learning platform
9999,DP-2,\"Data, mostly\",Applied skill,2024-10-22,,Learning platform
";
const CATALOG: &str = "\
Code,Competency,Level
AZ-1,\"Infrastructure \"\"A\"\"\",Fundamentals
DP-2,Data & AI,Associate
az-1,Data & AI,Associate
,Data & AI,Associate
";

fn exports(scratch: &Scratch, folder: &str) {
    for (name, text) in
        [("users.csv", USERS), ("transcripts.csv", TRANSCRIPTS), ("catalog.csv", CATALOG)]
    {
        scratch.write(&format!("{folder}/{name}"), text);
    }
}

/// Exit code, what is printed, what is said of a failure.
#[derive(Debug)]
struct Said {
    code: u8,
    out: String,
    err: String,
}

/// As the benchmark's own program does it; made data lies below `temporary`.
fn bench(scratch: &Scratch, arguments: &[&str]) -> Said {
    let temporary = scratch.path().join("temporary");
    let mut line: Vec<OsString> = vec!["bench".into()];
    let mut before = "";
    for argument in arguments {
        // Folders are named from where the test stands.
        let is_folder = ["--inputs", "--keep"].contains(&before);
        line.push(if is_folder { scratch.path().join(argument).into() } else { argument.into() });
        before = argument;
    }
    if !arguments.contains(&"--keep") {
        line.extend(["--temporary".into(), temporary.into_os_string()]);
    }
    match Arguments::try_parse_from(line) {
        Err(error) => Said { code: 2, out: String::new(), err: error.to_string() },
        Ok(arguments) => match benchmark::bench(&arguments) {
            Ok(out) => Said { code: 0, out, err: String::new() },
            Err(failure) => Said {
                code: failure.cause.exit_code(),
                out: String::new(),
                err: failure.to_string(),
            },
        },
    }
}

/// The cells of a line of the printed table.
fn cells<'a>(out: &'a str, what: &str) -> Vec<&'a str> {
    let line = out.lines().find_map(|line| line.strip_prefix(what));
    line.unwrap_or_else(|| panic!("no {what}: {out}")).split_whitespace().collect()
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn exports_of_somebody_are_read_whole_and_compared() {
    let scratch = Scratch::new();
    exports(&scratch, "it's [my] data");
    let (version, init) =
        (format!("'{PROGRAM}' --version"), format!("'{PROGRAM}' init {{out}}/new"));
    let said = bench(
        &scratch,
        &[
            "--inputs",
            "it's [my] data",
            "--as-of",
            "2025-06-01",
            "--rounds",
            "2",
            "--against",
            &version,
            "--against",
            &init,
            "--keep",
            "kept",
        ],
    );
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(
        cells(&said.out, "attain run, skills report"),
        ["attain", "1", "attain", "2", "attain"]
    );
    assert_eq!(cells(&said.out, "wall time, median").len(), 4);
    assert_eq!(cells(&said.out, "attain / the other, median").len(), 3);
    assert!(said.out.contains("\nattain: 7 rows read, 0 set aside\n"), "{said:?}");
    assert!(said.out.contains(&format!("\n1: {version}\n2: {init}\n")), "{said:?}");

    let kept = scratch.path().join("kept/against");
    let skills = Table::read(&kept.join("out/latest/data/skills.csv"));
    assert_eq!(skills.rows.len(), 4);
    let types = skills.place("skill_type");
    let assessed = skills.rows.iter().filter(|row| row[types] == "Assessment").count();
    assert_eq!(assessed, 2, "{}", skills.draw());
    // One run of this program and one of the other: each round starts from nothing.
    assert!(kept.join("against-2/new/pipeline.toml").is_file());
    let runs = fs::read_dir(kept.join("out")).expect("a folder").flatten();
    let is_run = |name: &str| name.starts_with("20");
    assert_eq!(runs.filter(|run| is_run(&run.file_name().to_string_lossy())).count(), 1);
    let pipeline = fs::read_to_string(kept.join("pipeline.toml")).expect("a file");
    assert!(pipeline.contains("locations   = [\"0201\", \"0202\"]\n"), "{pipeline}");
    let programme = fs::read_to_string(kept.join("programme/programme.toml")).expect("a file");
    assert_eq!(programme.matches("[[requirement]]").count(), 4, "{programme}");
    assert!(programme.contains("any_of     = [\"AZ-1\", \"DP-2\"]\n"), "{programme}");
}

#[test]
fn made_data_is_compared_and_nothing_is_left_behind() {
    let scratch = Scratch::new();
    let check = format!("\"{PROGRAM}\" check {{inputs}}/../pipeline.toml");
    let said = bench(&scratch, &["--rows", "500,600", "--rounds", "1", "--against", &check]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.out.contains("\n500 rows, as of 2021-03-01; rounds in turn: 1\n"), "{said:?}");
    if Path::new("/proc/self/status").exists() {
        let memory = cells(&said.out, "peak memory");
        assert!(memory.iter().all(|cell| *cell != "-"), "{said:?}");
    }
    assert_eq!(files(&scratch.path().join("temporary")), 0, "something is left behind");
}

#[test]
fn a_comparison_that_cannot_be_made_says_why() {
    let scratch = Scratch::new();
    exports(&scratch, "data");
    exports(&scratch, "half");
    fs::remove_file(scratch.path().join("half/transcripts.csv")).expect("it was there");
    exports(&scratch, "unlisted");
    scratch.write("unlisted/catalog.csv", "Code;Competency\nAZ-1;Data\n");
    exports(&scratch, "empty");
    scratch.write("empty/catalog.csv", "Code,Competency\n,Data\n");
    exports(&scratch, "unread");
    scratch.write("unread/transcripts.csv", "Colour\nred\n");
    let good = format!("'{PROGRAM}' --version");
    let failing = format!("'{PROGRAM}' status {{out}}/nothing");
    let cases: [(&[&str], &str, u8, &[&str]); 9] = [
        (&["--inputs", "half"], &good, 3, &["half: transcripts.csv is missing"]),
        (&["--inputs", "none"], &good, 3, &["none: users.csv is missing"]),
        (&["--inputs", "unlisted"], &good, 3, &["catalog.csv: there is no column \"Code\""]),
        (&["--inputs", "empty"], &good, 3, &["lists no skill"]),
        (&["--inputs", "unread"], &good, 3, &["attain made no report", "status: 3"]),
        (
            &["--inputs", "data"],
            "no-such-program-9 x",
            2,
            &["no-such-program-9 x: this command cannot be started"],
        ),
        (
            &["--rows", "100"],
            &failing,
            2,
            &["status {out}/nothing: this command failed", "status: "],
        ),
        (&["--rows", "100"], "'open", 2, &["a quote is not closed"]),
        (&["--rows", "100", "--only", "risk"], &good, 2, &["cannot be used with"]),
    ];
    for (arguments, against, code, says) in cases {
        let said = bench(&scratch, &[arguments, &["--against", against]].concat());
        assert_eq!((said.code, said.out.as_str()), (code, ""), "{arguments:?}: {said:?}");
        for words in says {
            assert!(said.err.contains(words), "{words}: {}", said.err);
        }
    }
    assert_eq!(files(&scratch.path().join("temporary")), 0, "something is left behind");
    let alone = bench(&scratch, &["--inputs", "data"]);
    assert_eq!(alone.code, 2, "{alone:?}");
}

#[test]
fn it_prints_its_table_and_cleans_up() {
    let scratch = Scratch::new();
    let said = bench(&scratch, &["--only", "skills", "--rows", "1000,2000", "--companies", "2"]);
    assert_eq!(said.code, 0, "{said:?}");
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].ends_with("1,000 rows   2,000 rows  2 companies"), "{said:?}");
    for figure in ["read ", "write ", "whole run ", "peak memory ", "data/skills.parquet "] {
        let line = lines.iter().find(|line| line.starts_with(figure));
        let cells = line.map(|line| line.split_whitespace().rev().take(3));
        assert!(cells.is_some_and(|mut cells| cells.all(|cell| cell != "-")), "{figure}: {said:?}");
    }
    assert!(said.out.contains("\n2,000 rows: "), "{said:?}");
    assert!(said.out.contains("\n2 companies: "), "{said:?}");
    assert_eq!(files(&scratch.path().join("temporary")), 0, "something is left behind");
    let said = bench(&scratch, &["--only", "risk", "--people", "30", "--companies", "2"]);
    assert_eq!(said.code, 0, "{said:?}");
    for figure in ["assess ", "data/levels.csv ", "data/events.csv ", "competency_risk.xlsx "] {
        let line = said.out.lines().find(|line| line.starts_with(figure));
        let cells = line.map(|line| line.split_whitespace().rev().take(2));
        assert!(cells.is_some_and(|mut cells| cells.all(|cell| cell != "-")), "{figure}: {said:?}");
    }
    let keep = ["--only", "skills", "--rows", "500", "--companies", "0", "--keep", "kept"];
    assert_eq!(bench(&scratch, &keep).code, 0);
    assert!(scratch.path().join("kept/skills-500-rows-1-companies/out/latest").exists());
    let again = bench(&scratch, &keep);
    assert_eq!(again.code, 6, "{again:?}");
    assert_eq!(bench(&scratch, &["--rows", "0"]).code, 2);
}
