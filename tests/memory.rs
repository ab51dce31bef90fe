//! Memory follows use, not dirt: files of nothing but rows that cannot be used take at most twenty
//! times their size and 300 MiB, whatever they are made of.
//!
//! The sizes here run in seconds; `ATTAIN_DIRT=1` in the environment makes them those of the attacks
//! (40 MB of `,,,`), which is for a release build.

use std::io::Write;

use rust_xlsxwriter::Workbook;

use crate::support::{Scratch, root};

const MIB: u64 = 1 << 20;

fn is_full_size() -> bool {
    std::env::var_os("ATTAIN_DIRT").is_some()
}

fn rows(few: usize, all: usize) -> usize {
    if is_full_size() { all } else { few }
}

/// The most memory that checking and running took, by the program's own children.
fn peak_bytes(scratch: &Scratch, command: &str) -> u64 {
    let ran = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!(
            "{} {command} pipeline.toml --as-of 2021-03-01 >out.txt 2>err.txt & \
             child=$!; peak=0; \
             while kill -0 $child 2>/dev/null; do \
               now=$(sed -n 's/^VmHWM: *\\([0-9]*\\) kB/\\1/p' /proc/$child/status 2>/dev/null); \
               [ -n \"$now\" ] && [ \"$now\" -gt $peak ] && peak=$now; \
               sleep 0.02; \
             done; wait $child; echo $? $peak",
            env!("CARGO_BIN_EXE_attain")
        ))
        .current_dir(scratch.path())
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let (code, peak) = said.trim().split_once(' ').expect("two numbers");
    let errors = std::fs::read_to_string(scratch.path().join("err.txt")).unwrap_or_default();
    assert!(matches!(code, "0" | "3"), "{command}: {said}\n{errors}");
    assert!(!errors.contains("panicked"), "{errors}");
    peak.parse::<u64>().expect("a number") * 1024
}

/// A run over this file of a kind, beside sound ones, with a limit on rejects or without.
fn stays_small(kind: &str, name: &str, bytes: &[u8]) {
    let other = if kind == "users" { "transcripts" } else { "users" };
    let sound = match other {
        "users" => "Email,MCID\nann@c.example,101\n",
        _ => "MCID,Exam,Completion date\n101,EXAM,2020-01-10\n",
    };
    let limit = 20 * bytes.len() as u64 + 300 * MIB;
    // Refused, the rejects alone are written; published, they are a sheet too.
    let ratios: &[&str] = if is_full_size() { &["0.05", "1"] } else { &["1"] };
    for ratio in ratios {
        let scratch = Scratch::new();
        scratch.write(name, bytes);
        scratch.write("sound.csv", sound);
        scratch.write(
            "pipeline.toml",
            format!(
                "name = \"dirt\"\nout = \"out\"\nprogrammes = [{:?}]\nparameters = {:?}\n\
                 reports = [\"skills\"]\n[company]\nname = \"Contoso\"\nmpn_id = \"0100\"\n\
                 [sources.{kind}]\nfiles = [{name:?}]\nmax_reject_ratio = {ratio}\n\
                 [sources.{other}]\nfiles = [\"sound.csv\"]\n",
                root().join("tests/rules/programme"),
                root().join("pipelines/parameters.toml"),
            ),
        );
        let peak = peak_bytes(&scratch, "run");
        eprintln!("{name}: {} MB of file, {} MiB of memory", bytes.len() / 1_000_000, peak / MIB);
        assert!(peak < limit, "{name}: {} MiB of {}", peak / MIB, limit / MIB);
    }
}

#[test]
fn rows_of_nothing_but_delimiters() {
    let header = "Email,MCID,First name,Last name\n";
    let dirt = format!("{header}{}", ",,,\n".repeat(rows(120_000, 10_000_000)));
    stays_small("users", "users.csv", dirt.as_bytes());
    let header = "MCID,Exam,Completion date\n";
    let dirt = format!("{header}{}", ",,\n".repeat(rows(120_000, 10_000_000)));
    stays_small("transcripts", "transcripts.csv", dirt.as_bytes());
}

#[test]
fn rows_that_are_each_wrong_in_their_own_way() {
    let mut dirt = b"Email,MCID,Created\n".to_vec();
    for row in 0..rows(60_000, 4_000_000) {
        writeln!(dirt, "u{row},x{row},{row}/13/2021").expect("memory takes it");
    }
    stays_small("users", "users.csv", &dirt);
}

#[test]
fn a_transcript_of_empty_entries() {
    let entries = vec!["{}"; rows(100_000, 5_000_000)].join(",");
    let dirt = format!(
        "{{\"certificationData\": {{\"passedExams\": [{entries}]}}, \"contactEmail\": \"a@c.example\"}}"
    );
    stays_small("transcripts", "transcript.json", dirt.as_bytes());
    let nested = format!("{{\"certificationData\": {{\"passedExams\": [[{entries}]]}}}}");
    stays_small("transcripts", "transcript.json", nested.as_bytes());
}

#[test]
fn a_sheet_with_one_far_cell_in_each_row() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().expect("a sheet");
    for column in 0..4_096_u16 {
        let name = match column {
            0 => "Email".to_owned(),
            4_095 => "MCID".to_owned(),
            other => format!("x{other}"),
        };
        sheet.write_string(0, column, name).expect("a cell");
    }
    let rows = u32::try_from(rows(30_000, 1_000_000)).expect("it fits");
    for row in 1..=rows {
        sheet.write_string(row, 4_095, "1").expect("a cell");
    }
    stays_small("users", "users.xlsx", &book.save_to_buffer().expect("a workbook"));
}
