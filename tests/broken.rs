//! Every folder of `sample-data/broken` provokes what it says, in exactly the words of its golden
//! file in `tests/messages`.
//!
//! With `UPDATE=1` in the environment the golden files are written anew; read them before you
//! commit them.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Said, Scratch, Table, attain, root};

/// The day for which everything is judged.
const AS_OF: &str = "2021-03-01";

/// A folder with the smallest input for one error.
struct Broken {
    name: String,
    what: String,
    exit: i32,
}

fn folders() -> Vec<Broken> {
    let mut found: Vec<Broken> = fs::read_dir(root().join("sample-data/broken"))
        .expect("the samples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("pipeline.toml").is_file())
        .map(|path| broken(&path))
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn broken(folder: &Path) -> Broken {
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(folder.join("what"))
        .unwrap_or_else(|error| panic!("{name}: the file `what` is missing: {error}"));
    let lines: Vec<&str> = text.lines().collect();
    let [what, exit] = lines.as_slice() else { panic!("{name}: `what` has two lines") };
    Broken { what: (*what).to_owned(), exit: exit.parse().expect("an exit code"), name }
}

fn pipeline(name: &str) -> String {
    format!("sample-data/broken/{name}/pipeline.toml")
}

/// What `check` says, what `run` says, and what a run sets aside.
fn told(name: &str) -> (i32, String) {
    let checked = attain(&["check", &pipeline(name), "--as-of", AS_OF]);
    let out = Scratch::new();
    let out_path = out.path().display().to_string();
    let ran = attain(&["run", &pipeline(name), "--as-of", AS_OF, "--out", &out_path]);
    let mut text = format!("$ attain check {}\n{}", pipeline(name), shown(&checked));
    if ran.code != checked.code || ran.err != checked.err {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n$ attain run {} --out OUT\n{}", pipeline(name), shown(&ran));
    }
    for path in rejects(out.path()) {
        let table = Table::read(&path);
        if !table.rows.is_empty() {
            let place = path.strip_prefix(out.path()).expect("it lies there").display();
            let _ = write!(text, "\nOUT/{place}\n{}\n", table.draw());
        }
    }
    (checked.code, steady(&text.replace(&out_path, "OUT")))
}

/// The rejects that a run published, or left behind when it was refused.
fn rejects(out: &Path) -> Vec<PathBuf> {
    let pattern = out.join("*/*/rejects.csv").display().to_string();
    let mut found: Vec<PathBuf> =
        glob::glob(&pattern).expect("a pattern").filter_map(Result::ok).collect();
    found.retain(|path| {
        path.starts_with(out.join("latest")) || path.starts_with(out.join("refused"))
    });
    found.sort();
    found
}

fn shown(said: &Said) -> String {
    let mut text = format!("exit {}\n", said.code);
    for (name, stream) in [("stdout", &said.out), ("stderr", &said.err)] {
        if !stream.is_empty() {
            let _ = write!(text, "--- {name}\n{}\n", stream.trim_end());
        }
    }
    text
}

/// Without the days of files, which are those of the checkout and always after `AS_OF`, the six
/// digits of the run key, and the time in the log.
fn steady(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.find(" (of ").map_or(line, |at| &line[..at]);
        let line = line.find("Z  WARN ").map_or(line, |at| &line[at + 3..]);
        let run = format!("{AS_OF}-broken-");
        line.find(&run).map_or_else(
            || line.to_owned(),
            |at| format!("{}{run}KEY{}", &line[..at], &line[at + run.len() + 6..]),
        )
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn every_broken_input_is_told_in_the_agreed_words() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut faults = Vec::new();
    for Broken { name, what, exit } in folders() {
        let (code, text) = told(&name);
        if code != exit {
            faults.push(format!("{name}: exit {code}, not {exit} ({what})\n{text}"));
        }
        let golden = root().join(format!("tests/messages/{name}.txt"));
        let text = format!("{what}\n\n{text}");
        if update {
            fs::write(&golden, &text).expect("the golden file is written");
            continue;
        }
        let agreed = fs::read_to_string(&golden).unwrap_or_default();
        if agreed != text {
            faults.push(format!("{name}: agreed was\n{agreed}\nand it says\n{text}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_golden_message_has_its_sample() {
    let names: Vec<String> = folders().into_iter().map(|broken| broken.name).collect();
    assert!(names.len() > 100, "the samples were not found");
    for entry in fs::read_dir(root().join("tests/messages")).expect("the golden files") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(names.contains(&name), "{}: provoked by nothing", path.display());
    }
}

/// Errors have one line with what is wrong and where, and the cause below it, indented.
#[test]
fn every_error_is_one_line_with_its_cause_below() {
    for Broken { name, exit, .. } in folders() {
        let said = attain(&["check", &pipeline(&name), "--as-of", AS_OF]);
        let mut lines = said.err.lines();
        if matches!(exit, 0 | 7) || said.out.contains("A run would be refused") {
            assert_eq!(said.err, "", "{name}: talks without need");
            continue;
        }
        let first = lines.next().unwrap_or_default();
        assert!(first.starts_with("error: "), "{name}: {}", said.err);
        assert_eq!(said.out, "", "{name}: an error leaves no data");
        let letters = said.err.chars().filter(|letter| *letter != '\n');
        assert!(letters.clone().all(|letter| !letter.is_control()), "{name}: {:?}", said.err);
        for line in lines {
            let is_below = line.starts_with("    ") || line.starts_with("error: ");
            assert!(is_below, "{name}: not below its error: {line:?}");
        }
    }
}
