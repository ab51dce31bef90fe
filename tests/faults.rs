//! A fault at calls that change the disk, in every command that makes runs: what was there before is
//! whole, the next command is clean, and nothing outside the output folder is touched.
//!
//! Every call is counted (`ATTAIN_FAULT=17:full`); the first and the last ones are tried, and some
//! between them. No clock decides where a fault comes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use attain::base::Day;
use attain::publish::files::Tree;
use attain::publish::latest;
use attain::publish::verify::verify;

use crate::support::{Said, Scratch};

const KINDS: [&str; 6] = ["kill", "full", "broken", "read-only", "handles", "short"];
/// A fault that never comes.
const NEVER: u64 = u64::MAX;

/// A folder with two runs in it, and commands that are let down.
struct Nights {
    scratch: Scratch,
    /// Days that no run was made for yet, in turn.
    day: Day,
}

impl Nights {
    fn new() -> Self {
        let scratch = Scratch::new();
        assert_eq!(scratch.attain(&["init", "."]).code, 0);
        for day in ["2021-03-01", "2021-03-02"] {
            assert_eq!(scratch.attain(&["run", "pipeline.toml", "--as-of", day]).code, 0);
        }
        Self { scratch, day: Day::from_iso("2021-03-03").expect("a day") }
    }

    fn out(&self) -> PathBuf {
        self.scratch.path().join("out")
    }

    fn runs(&self) -> Vec<String> {
        let names = fs::read_dir(self.out()).expect("the output folder");
        let names = names.map(|entry| entry.expect("an entry").file_name());
        let names = names.map(|name| name.into_string().expect("text"));
        names.filter(|name| name.starts_with("20")).collect()
    }

    /// Every run that can be seen is whole, and both links lead to one.
    fn is_sound(&self, when: &str) {
        let runs = self.runs();
        for run in &runs {
            let verified = verify(&self.out().join(run)).expect("a manifest");
            assert_eq!(verified.exit_code(), 0, "{when}: {verified}");
        }
        for link in [latest::NAME, "latest-first"] {
            let named = latest::named(&self.out(), link);
            assert!(named.is_some_and(|named| runs.contains(&named)), "{when}: {link}");
        }
    }

    fn has_no_debris(&self, when: &str) {
        let names = fs::read_dir(self.out()).expect("the output folder");
        let names = names.map(|entry| entry.expect("an entry").file_name());
        let hidden: Vec<_> = names
            .filter(|name| name.to_string_lossy().starts_with('.'))
            .filter(|name| name != ".attain.lock")
            .collect();
        assert!(hidden.is_empty(), "{when}: {hidden:?}");
    }

    /// What lies beside the output folder.
    fn outside(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let tree = Tree::of(self.scratch.path()).expect("the folder");
        let files = tree.files.into_iter().filter(|file| !file.starts_with("out"));
        files
            .map(|file| {
                let bytes = fs::read(self.scratch.path().join(&file)).expect("a file");
                (file, bytes)
            })
            .collect()
    }
}

/// Runs the program with a fault at one call; answers whether the call was reached.
fn let_down(folder: &Path, arguments: &[&str], at: u64, kind: &str) -> (Said, bool) {
    let ran = Command::new(env!("CARGO_BIN_EXE_attain"))
        .args(arguments)
        .current_dir(folder)
        .env("ATTAIN_FAULT", format!("{at}:{kind}"))
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let said = Said {
        code: ran.status.code().unwrap_or(-1),
        out: text(ran.stdout),
        err: text(ran.stderr),
    };
    let is_hit = said.err.contains("fault at ");
    assert!(!said.err.contains("panicked"), "{kind} at {at}: {said:?}");
    if kind == "kill" && is_hit {
        assert_ne!(said.code, 0, "{said:?}");
    } else {
        assert!(matches!(said.code, 0 | 6), "{kind} at {at}: {said:?}");
        assert!(said.code == 0 || said.err.contains("error: "), "{kind} at {at}: {said:?}");
    }
    (said, is_hit)
}

/// Tries the first and the last calls and some between; `attempt` answers whether a call was reached.
fn each_call(mut attempt: impl FnMut(u64, &'static str) -> bool) {
    const ENDS: u64 = 6;
    let mut tried = 0;
    let mut turn = |at: u64| {
        // Every other one is a kill; the other kinds take turns.
        let kind = if tried % 2 == 0 { KINDS[0] } else { KINDS[1 + tried / 2 % 5] };
        tried += 1;
        attempt(at, kind)
    };
    // Each gap is half as long again as the one before, until one leads past the end.
    let (mut reached, mut past) = (0, 1);
    while turn(past) {
        reached = past;
        past = if past < ENDS { past + 1 } else { past + past / 2 };
    }
    while past - reached > 1 {
        let middle = reached + (past - reached) / 2;
        if turn(middle) { reached = middle } else { past = middle }
    }
    assert!(reached > ENDS, "only {reached} calls");
    for at in reached.saturating_sub(ENDS)..reached {
        assert!(turn(at), "{at} of {reached}");
    }
}

#[test]
fn a_fault_in_a_run_costs_nothing_but_the_night() {
    let mut nights = Nights::new();
    let outside = nights.outside();
    each_call(|at, kind| {
        let day = nights.day.to_string();
        nights.day = nights.day.plus_days(1);
        let run = ["run", "pipeline.toml", "--as-of", &day];
        let (said, is_hit) = let_down(nights.scratch.path(), &run, at, kind);
        let when = format!("{kind} at {at}: {said:?}");
        nights.is_sound(&when);
        let next = nights.scratch.attain(&run);
        assert_eq!(next.code, 0, "{when}: {next:?}");
        nights.is_sound(&when);
        nights.has_no_debris(&when);
        let named = latest::read(&nights.out()).expect("a run");
        assert!(named.starts_with(&day), "{when}: {named}");
        // So that the folder does not grow with every night.
        fs::remove_dir_all(nights.out().join(&named)).expect("a run");
        let said = nights.scratch.attain(&["run", "pipeline.toml", "--as-of", "2021-03-02"]);
        assert!(said.out.starts_with("nothing changed"), "{said:?}");
        is_hit
    });
    assert_eq!(nights.outside(), outside);
}

#[test]
fn a_fault_while_a_run_is_made_again_leaves_the_old_one_or_the_new_one() {
    let nights = Nights::new();
    let outside = nights.outside();
    let named = latest::read(&nights.out()).expect("a run");
    let note = nights.out().join(&named).join("note.txt");
    each_call(|at, kind| {
        fs::write(&note, "of the old one").expect("a file");
        let run = ["run", "pipeline.toml", "--as-of", "2021-03-02", "--force"];
        let (said, is_hit) = let_down(nights.scratch.path(), &run, at, kind);
        let when = format!("{kind} at {at}: {said:?}");
        assert_eq!(latest::read(&nights.out()).as_ref(), Some(&named), "{when}");
        if note.exists() {
            fs::remove_file(&note).expect("a file");
        }
        nights.is_sound(&when);
        assert_eq!(nights.scratch.attain(&run).code, 0, "{when}");
        nights.is_sound(&when);
        nights.has_no_debris(&when);
        is_hit
    });
    assert_eq!(nights.runs().len(), 2);
    assert_eq!(nights.outside(), outside);
}

#[test]
fn a_fault_in_a_back_fill_turns_nothing_back() {
    let nights = Nights::new();
    let outside = nights.outside();
    let newest = latest::read(&nights.out()).expect("a run");
    each_call(|at, kind| {
        let fill = ["run", "pipeline.toml", "--as-of", "2021-02-01..2021-02-08", "--every", "week"];
        let (said, is_hit) = let_down(nights.scratch.path(), &fill, at, kind);
        let when = format!("{kind} at {at}: {said:?}");
        nights.is_sound(&when);
        let next = nights.scratch.attain(&fill);
        assert_eq!(next.code, 0, "{when}: {next:?}");
        nights.is_sound(&when);
        nights.has_no_debris(&when);
        assert_eq!(latest::read(&nights.out()).as_ref(), Some(&newest), "{when}");
        let filled: Vec<String> =
            nights.runs().into_iter().filter(|run| run.starts_with("2021-02")).collect();
        assert_eq!(filled.len(), 2, "{when}");
        for run in filled {
            fs::remove_dir_all(nights.out().join(run)).expect("a run");
        }
        is_hit
    });
    assert_eq!(nights.outside(), outside);
}

#[test]
fn a_fault_in_a_dry_run_changes_nothing() {
    let nights = Nights::new();
    let outside = nights.outside();
    let runs = nights.runs();
    each_call(|at, kind| {
        let run = ["run", "pipeline.toml", "--as-of", "2021-03-05", "--dry-run"];
        let (said, is_hit) = let_down(nights.scratch.path(), &run, at, kind);
        let when = format!("{kind} at {at}: {said:?}");
        nights.is_sound(&when);
        assert_eq!(nights.scratch.attain(&run).code, 0, "{when}");
        nights.has_no_debris(&when);
        assert_eq!(nights.runs(), runs, "{when}");
        is_hit
    });
    assert_eq!(nights.outside(), outside);
}

#[test]
fn an_init_that_was_let_down_is_finished_by_the_next_one() {
    let whole = Scratch::new();
    assert_eq!(whole.attain(&["init", "new"]).code, 0);
    let files = |scratch: &Scratch| Tree::of(scratch.path()).expect("a folder");
    each_call(|at, kind| {
        let scratch = Scratch::new();
        scratch.write("mine.txt", "mine");
        let (said, is_hit) = let_down(scratch.path(), &["init", "new"], at, kind);
        let when = format!("{kind} at {at}: {said:?}");
        let is_done = scratch.path().join("new/pipeline.toml").exists();
        let next = scratch.attain(&["init", "new"]);
        assert_eq!(next.code, if is_done { 6 } else { 0 }, "{when}: {next:?}");
        let checked = scratch.attain(&["check", "new/pipeline.toml", "--as-of", "2021-03-01"]);
        assert_eq!(checked.code, 0, "{when}: {checked:?}");
        assert_eq!(fs::read(scratch.path().join("mine.txt")).expect("a file"), b"mine");
        fs::remove_file(scratch.path().join("mine.txt")).expect("a file");
        assert_eq!(files(&scratch), files(&whole), "{when}");
        is_hit
    });
}

#[test]
fn a_fault_that_never_comes_changes_nothing() {
    let nights = Nights::new();
    let run = ["run", "pipeline.toml", "--as-of", "2021-03-03"];
    let (said, is_hit) = let_down(nights.scratch.path(), &run, NEVER, "kill");
    assert_eq!((said.code, is_hit), (0, false), "{said:?}");
}
