//! The command line: help that fits, examples that work, exit codes, closed pipes.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Said, Scratch, attain, attain_in, root};

const COMMANDS: [&str; 13] = [
    "run",
    "check",
    "explain",
    "diff",
    "portfolio",
    "verify",
    "status",
    "prune",
    "forget",
    "schema",
    "init",
    "catalogue",
    "completions",
];

/// A terminal as small as people have.
const LINES: usize = 24;
const LETTERS: usize = 100;

fn fits(what: &str, text: &str, lines_max: usize) {
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() <= lines_max, "{what}: {} lines\n{text}", lines.len());
    for line in lines {
        assert!(line.chars().count() <= LETTERS, "{what}: too wide: {line}");
    }
}

#[test]
fn help_fits_a_screen() {
    let said = attain(&["--help"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    fits("attain", &said.out, LINES);
    assert_eq!(attain(&["-h"]).out, said.out);
    for command in COMMANDS {
        assert!(said.out.contains(&format!("\n  {command} ")), "{command} is not listed");
        let said = attain(&[command, "--help"]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{command}");
        fits(command, &said.out, LINES);
    }
}

#[test]
fn the_first_example_works_as_it_stands() {
    let help = attain(&["--help"]).out;
    let example = help
        .lines()
        .find_map(|line| line.strip_prefix("Start with:"))
        .expect("the help has an example")
        .trim();
    let scratch = Scratch::new();
    for command in example.split(" && ") {
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(words[0], "attain", "{example}");
        let said = scratch.attain(&words[1..]);
        assert_eq!(said.code, 0, "{command}: {said:?}");
    }
    let published = scratch.path().join("my-reports/out/latest");
    assert!(published.join("data/skills.csv").is_file(), "nothing is published");
}

/// Every command has an example in its help, and each of them works one after the other.
#[test]
fn the_example_of_every_command_works_as_it_stands() {
    let scratch = Scratch::new();
    let example = |command: &[&str]| {
        let help = attain(&[command, &["--help"]].concat()).out;
        let examples = help.lines().filter_map(|line| line.strip_prefix("Example:  attain "));
        let found: Vec<&str> = examples.collect();
        assert_eq!(found.len(), 1, "{command:?}: {help}");
        for line in help.lines().filter(|line| line.starts_with("  <") || line.starts_with("  [")) {
            assert!(line.trim().contains("  "), "{command:?} does not describe {line}");
        }
        found[0].to_owned()
    };
    let run = |line: &str| {
        let words = line.split(' ').map(|word| match word.strip_suffix('*') {
            Some(start) => started(scratch.path(), start),
            None => word.to_owned(),
        });
        let words: Vec<String> = words.collect();
        let said = scratch.attain(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(said.code, 0, "attain {line}: {said:?}");
    };
    run(&example(&["init"]));
    run("run my-reports/pipeline.toml --as-of 2021-02-15");
    for command in
        ["run", "check", "explain", "diff", "portfolio", "verify", "status", "prune", "forget"]
    {
        run(&example(&[command]));
    }
    for command in
        [&["schema"][..], &["completions"], &["catalogue", "check"], &["catalogue", "show"]]
    {
        run(&example(command));
    }
    assert_eq!(attain(&["help", "run"]).out, attain(&["run", "--help"]).out);
    assert_eq!(attain(&["help"]).out, attain(&["--help"]).out);
}

/// The one path that starts so.
fn started(folder: &Path, start: &str) -> String {
    let (parent, start) = start.rsplit_once('/').expect("a path");
    let names = std::fs::read_dir(folder.join(parent)).expect("a folder");
    let names =
        names.map(|entry| entry.expect("an entry").file_name().into_string().expect("text"));
    let found: Vec<String> = names.filter(|name| name.starts_with(start)).collect();
    assert_eq!(found.len(), 1, "{start}: {found:?}");
    format!("{parent}/{}", found[0])
}

/// Every line of what `init` says that names a command is one that works.
#[test]
fn what_init_says_next_works_as_it_stands() {
    let scratch = Scratch::new();
    let said = scratch.attain(&["init", "a folder/b"]);
    assert_eq!(said.code, 0, "{said:?}");
    let scratch = Scratch::new();
    let said = scratch.attain(&["init", "b"]);
    let commands: Vec<&str> =
        said.out.lines().filter_map(|line| line.trim().strip_prefix("attain ")).collect();
    assert!(commands.len() >= 2, "{said:?}");
    for command in commands {
        let said = scratch.attain(&command.split(' ').collect::<Vec<_>>());
        assert_eq!(said.code, 0, "{command}: {said:?}");
    }
}

#[test]
fn init_overwrites_nothing() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "new"]).code, 0);
    scratch.write("new/inputs/users.csv", "mine");
    let said = scratch.attain(&["init", "new"]);
    assert_eq!(said.code, 6, "{said:?}");
    assert!(
        said.err.starts_with("error: new/pipeline.toml: the file is there already"),
        "{said:?}"
    );
    let kept = std::fs::read_to_string(scratch.path().join("new/inputs/users.csv"));
    assert_eq!(kept.expect("it is still there"), "mine");
    // One file in the way is enough, and then none is written.
    scratch.write("other/sources.csv", "mine");
    assert_eq!(scratch.attain(&["init", "other"]).code, 6);
    assert!(!scratch.path().join("other/pipeline.toml").exists());
    scratch.write("file", "mine");
    let said = scratch.attain(&["init", "file"]);
    assert_eq!(said.code, 6, "{said:?}");
}

#[test]
fn usage_errors_have_the_exit_code_2() {
    let lines: [&[&str]; 15] = [
        &[],
        &["rum"],
        &["--colour"],
        &["run"],
        &["check"],
        &["run", "p.toml", "--shiny"],
        &["run", "p.toml", "--as-of", "2021-02-29"],
        &["run", "p.toml", "--as-of", "tomorrow"],
        &["run", "p.toml", "--as-of", "01/02/2021"],
        &["run", "p.toml", "--only", "sales"],
        &["run", "p.toml", "--fail-on", "rain"],
        &["run", "p.toml", "--log-format", "xml"],
        &["check", "p.toml", "more.toml"],
        &["completions", "cobol"],
        &["schema", "skils"],
    ];
    for line in lines {
        let said = attain(line);
        assert_eq!(said.code, 2, "{line:?}: {said:?}");
        assert!(!said.err.is_empty() && said.out.is_empty(), "{line:?}: {said:?}");
    }
    assert!(attain(&["schema", "skils"]).err.contains("did you mean \"skills\"?"));
    for (wrong, meant) in [("rnu", "run"), ("rum", "run"), ("stats", "status"), ("forgt", "forget")]
    {
        let err = attain(&[wrong]).err;
        assert!(err.contains(&format!("did you mean {meant}?")), "{err}");
    }
    assert!(attain(&["catalogue", "chek"]).err.contains("did you mean check?"));
}

#[test]
fn a_pipeline_file_that_cannot_be_used_has_the_exit_code_2() {
    let scratch = Scratch::new();
    scratch.write("folder/x", "");
    scratch.write("bytes.toml", b"name = \"\xff\"");
    scratch.write("empty.toml", "");
    for pipeline in ["nowhere.toml", "folder", "bytes.toml", "empty.toml"] {
        for command in
            [["check", pipeline].as_slice(), &["run", pipeline], &["catalogue", "check", pipeline]]
        {
            let said = scratch.attain(command);
            assert_eq!(said.code, 2, "{command:?}: {said:?}");
            assert!(said.err.starts_with(&format!("error: {pipeline}")), "{command:?}: {said:?}");
        }
    }
}

#[test]
fn exit_codes_tell_how_it_ended() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let run = |more: &[&str]| {
        scratch.attain(&[&["run", "pipeline.toml", "--as-of", "2021-03-01"], more].concat())
    };
    assert_eq!(run(&[]).code, 0);
    let risky = ["run", "pipeline.toml", "--as-of", "2021-06-01", "--fail-on", "warning"];
    assert_eq!(scratch.attain(&risky).code, 4, "a level is at risk");
    let late = ["run", "pipeline.toml", "--as-of", "2026-01-01", "--fail-on", "warning"];
    assert_eq!(scratch.attain(&late).code, 0, "all levels have lapsed, and nothing is at risk");
    // The output cannot be written: a file stands where the folder should be.
    scratch.write("taken", "");
    assert_eq!(run(&["--out", "taken"]).code, 6);
    assert_eq!(run(&["--out", "taken/below"]).code, 6);
    let stale = |extra: &str| {
        let text = std::fs::read_to_string(scratch.path().join("pipeline.toml")).expect("text");
        let users = "[sources.users]\n";
        assert!(text.contains(users));
        text.replace(users, &format!("{users}exported_on = 2021-02-18\n{extra}\n"))
    };
    scratch.write("stale.toml", stale("error_after = \"10d\""));
    scratch.write("fresh.toml", stale("error_after = \"11d\""));
    for (pipeline, code) in [("stale.toml", 7), ("fresh.toml", 0)] {
        for command in ["check", "run"] {
            let said = scratch.attain(&[command, pipeline, "--as-of", "2021-03-01"]);
            assert_eq!(said.code, code, "{command} {pipeline}: {said:?}");
        }
    }
}

/// Each condition of `--fail-on`, where it holds and where it does not.
#[test]
fn each_condition_of_fail_on_ends_with_4_where_it_holds() {
    let scratch = Scratch::new();
    let out = scratch.path().join("out").display().to_string();
    let sample = |more: &[&str]| {
        let run = ["run", "pipelines/nightly.toml", "--as-of", "2020-02-15", "--out", &out];
        attain(&[&run[..], &["--dry-run"], more].concat()).code
    };
    // The sample has levels of every severity, findings, and no limits of age.
    for (what, code) in
        [("critical", 4), ("warning", 4), ("fragile", 4), ("findings", 4), ("stale", 0)]
    {
        assert_eq!(sample(&["--fail-on", what]), code, "{what}");
    }
    assert_eq!(sample(&["--fail-on", "stale", "--fail-on", "fragile"]), 4);
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let calm = |pipeline: &str, what: &str| {
        let run = ["run", pipeline, "--as-of", "2021-03-01", "--force", "--fail-on", what];
        scratch.attain(&run).code
    };
    let text = std::fs::read_to_string(scratch.path().join("pipeline.toml")).expect("text");
    let aged = |limits: &str| {
        let users = "[sources.users]\n";
        text.replace(users, &format!("{users}exported_on = 2021-02-18\n{limits}\n"))
    };
    scratch.write("warned.toml", aged("warn_after = \"10d\""));
    scratch.write("stale.toml", aged("error_after = \"10d\""));
    for (pipeline, what, code) in [
        ("pipeline.toml", "critical", 0),
        ("pipeline.toml", "stale", 0),
        ("pipeline.toml", "findings", 0),
        ("warned.toml", "stale", 4),
        ("warned.toml", "findings", 4),
        ("warned.toml", "critical", 0),
        // What was asked for outranks what was not.
        ("stale.toml", "stale", 4),
        ("stale.toml", "critical", 7),
    ] {
        assert_eq!(calm(pipeline, what), code, "{pipeline} {what}");
    }
    let status = scratch.attain(&["status", "out"]);
    assert_eq!(status.code, 4, "{status:?}");
}

/// Every refusal of an input is 3, and what was published before stays.
#[test]
fn a_refused_input_ends_with_3_and_publishes_nothing() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    scratch.run("2021-03-01");
    let before = std::fs::read_link(scratch.path().join("out/latest")).ok();
    let users = std::fs::read_to_string(scratch.path().join("inputs/users.csv")).expect("users");
    let bad_rows = users.lines().next().expect("a header").to_owned() + "\nnobody,A,B,x,,,\n";
    let shapes: [(&str, Option<&str>); 4] = [
        ("missing", None),
        ("empty", Some("")),
        ("without its column", Some("Name\nNora\n")),
        ("over the reject limit", Some(&bad_rows)),
    ];
    for (what, text) in shapes {
        match text {
            Some(text) => drop(scratch.write("inputs/users.csv", text)),
            None => std::fs::remove_file(scratch.path().join("inputs/users.csv")).expect("users"),
        }
        let said = scratch.attain(&["run", "pipeline.toml", "--as-of", "2021-03-02"]);
        assert_eq!(said.code, 3, "{what}: {said:?}");
        assert!(said.err.starts_with("error: "), "{what}: {said:?}");
        let dated = |entry: std::io::Result<std::fs::DirEntry>| {
            entry.expect("an entry").file_name().to_string_lossy().starts_with("2021-03-02")
        };
        let out = std::fs::read_dir(scratch.path().join("out")).expect("the output folder");
        assert!(!out.into_iter().any(dated), "{what}: something is published");
        assert_eq!(std::fs::read_link(scratch.path().join("out/latest")).ok(), before, "{what}");
    }
    let rejects = std::fs::read_dir(scratch.path().join("out/refused")).expect("kept rejects");
    assert_eq!(rejects.count(), 1);
}

/// Wrong folders are named, and nothing is made in them.
#[test]
fn the_keepers_of_runs_say_what_is_no_run_and_make_nothing() {
    let scratch = Scratch::new();
    scratch.write("mine/notes.txt", "mine");
    let email = "nora@tailspin.example";
    let commands: [(&[&str], u8, &str); 10] = [
        (&["prune", "nowhere", "--keep", "1d"], 3, "error: nowhere: there is no such folder; "),
        (&["forget", "nowhere", email], 3, "error: nowhere: there is no such folder; "),
        (&["prune", "mine", "--keep", "1d"], 0, "there is no run here"),
        (&["forget", "mine", email], 0, "there is no run here"),
        (&["status", "mine"], 3, "no run"),
        (&["status", "nowhere"], 3, "no run"),
        (&["status", "mine/notes.txt"], 3, "error: mine/notes.txt: this is no folder; "),
        (&["verify", "mine"], 3, "error: mine: this is no run: "),
        (&["verify", "mine/notes.txt"], 3, "error: mine/notes.txt: this is no run: "),
        (&["diff", "nowhere", "mine"], 3, "error: nowhere: this is no run: "),
    ];
    for (command, code, told) in commands {
        let said = scratch.attain(command);
        assert_eq!(said.code, i32::from(code), "{command:?}: {said:?}");
        assert!(said.out.starts_with(told) || said.err.starts_with(told), "{command:?}: {said:?}");
    }
    assert!(!scratch.path().join("nowhere").exists());
    assert_eq!(std::fs::read_dir(scratch.path().join("mine")).expect("a folder").count(), 1);
}

/// A range makes what is missing, in order; `latest` does not go back.
#[test]
fn a_back_fill_makes_what_is_missing() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    scratch.run("2021-03-01");
    let fill = |range: &str, every: &str, more: &[&str]| {
        let said = scratch.attain(
            &[&["run", "pipeline.toml", "--as-of", range, "--every", every], more].concat(),
        );
        assert_eq!(said.code, 0, "{said:?}");
        let lines = said.out.lines().map(|line| line.replace(&line[17..23], "KEY"));
        lines.collect::<Vec<_>>()
    };
    let range = "2021-01-01..2021-03-01";
    let would =
        ["2021-01-15-first-KEY would be published", "2021-02-15-first-KEY would be published"];
    assert_eq!(fill(range, "month-day:15", &["--dry-run"]), would);
    let made = ["2021-01-15-first-KEY published", "2021-02-15-first-KEY published"];
    assert_eq!(fill(range, "month-day:15", &[]), made);
    let latest = std::fs::read_link(scratch.path().join("out/latest")).expect("a link");
    assert!(latest.display().to_string().starts_with("2021-03-01"), "{latest:?}");
    let there = ["2021-02-15-first-KEY is there already", "2021-02-22-first-KEY published"];
    assert_eq!(fill("2021-02-15..2021-02-28", "week", &[]), there);
    let none = scratch.attain(&[
        "run",
        "pipeline.toml",
        "--as-of",
        "2021-02-16..2021-02-20",
        "--every",
        "month-day:15",
    ]);
    assert_eq!((none.code, none.out.starts_with("no such day")), (0, true), "{none:?}");
    for wrong in [
        &["--as-of", range][..],
        &["--as-of", "2021-03-01..2021-01-01", "--every", "day"],
        &["--as-of", range, "--every", "fortnight"],
        &["--as-of", range, "--every", "month-day:0"],
        &["--every", "day"],
        &["--as-of", "1899-12-31"],
        &["--as-of", "9999-12-31"],
    ] {
        let said = scratch.attain(&[&["run", "pipeline.toml"], wrong].concat());
        assert_eq!(said.code, 2, "{wrong:?}: {said:?}");
        assert!(said.err.starts_with("error: --"), "{wrong:?}: {said:?}");
    }
}

/// Forgotten stays forgotten until somebody says `--force`, and a rerun says so.
#[test]
fn a_forgotten_person_does_not_come_back_unasked() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    scratch.run("2021-03-01");
    let email = "nora@tailspin.example";
    let is_there = || {
        let team = scratch.table("team");
        let place = team.place("work_email");
        team.rows.iter().any(|row| row[place] == email)
    };
    assert!(is_there());
    assert_eq!(scratch.attain(&["forget", "out", email]).code, 0);
    assert_eq!(scratch.attain(&["verify", "out/latest"]).code, 0);
    let again = scratch.run("2021-03-01");
    assert!(again.out.contains("without a person who was forgotten; --force"), "{again:?}");
    assert!(!is_there());
    let run = ["run", "pipeline.toml", "--as-of", "2021-03-01", "--out", "out", "--force"];
    let forced = scratch.attain(&run);
    assert_eq!(forced.code, 0, "{forced:?}");
    assert!(forced.err.contains("a person was forgotten in this run"), "{forced:?}");
    assert!(is_there());
}

#[test]
fn every_schema_is_told() {
    let list = attain(&["schema"]);
    assert_eq!(list.code, 0);
    let names: Vec<&str> = list
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() >= 21, "{names:?}");
    for name in names {
        let said = attain(&["schema", name]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{name}");
        assert!(said.out.lines().count() > 5, "{name}: {}", said.out);
    }
    let manifest = attain(&["schema", "manifest"]).out;
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("a JSON schema");
    assert!(manifest.get("$schema").is_some());
}

/// The columns that `schema` tells are the columns of the files, in their order.
#[test]
fn published_tables_have_the_columns_that_schema_tells() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let said = scratch.attain(&["run", "pipeline.toml", "--as-of", "2021-03-01"]);
    assert_eq!(said.code, 0, "{said:?}");
    let mut seen = 0;
    for entry in std::fs::read_dir(scratch.path().join("out/latest/data")).expect("the tables") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|end| end != "csv") {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let schema = attain(&["schema", &name]).out;
        let table = crate::support::Table::read(&path);
        let mut rest = schema.as_str();
        for column in &table.columns {
            let at = rest.find(&format!("{column}  "));
            let at = at.unwrap_or_else(|| panic!("{name}: {column} is not told in its place"));
            rest = &rest[at + column.len()..];
        }
        seen += 1;
    }
    assert!(seen >= 12, "only {seen} tables");
}

#[test]
fn completions_are_made_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = attain(&["completions", shell]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{shell}");
        for command in COMMANDS {
            assert!(said.out.contains(command), "{shell} completes no {command}");
        }
    }
}

/// Shells that are there read their script without a word.
#[cfg(unix)]
#[test]
fn the_shell_reads_its_completions() {
    let scratch = Scratch::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = scratch.write(shell, attain(&["completions", shell]).out);
        let Ok(ran) = Command::new(shell).arg("-n").arg(&script).output() else { continue };
        assert!(ran.status.success() && ran.stderr.is_empty(), "{shell}: {ran:?}");
    }
}

#[test]
fn the_catalogue_is_shown_with_its_sources() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let said = scratch.attain(&["catalogue", "check", "pipeline.toml"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{said:?}");
    let early = scratch.attain(&["catalogue", "show", "pipeline.toml", "--as-of", "2021-01-31"]);
    let late = scratch.attain(&["catalogue", "show", "pipeline.toml", "--as-of", "2021-02-01"]);
    assert_eq!((early.code, late.code), (0, 0), "{early:?}");
    assert_ne!(early.out, late.out, "the days of visibility changed that day");
}

/// A reader that has seen enough (`attain schema users | head -1`) is no failure.
#[test]
fn a_closed_pipe_is_no_failure() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let lines: [&[&str]; 6] = [
        &["schema", "users"],
        &["--help"],
        &["completions", "bash"],
        &["check", "pipeline.toml"],
        &["run", "pipeline.toml"],
        &["catalogue", "show", "pipeline.toml"],
    ];
    for line in lines {
        for (out, err) in [(true, false), (false, true), (true, true)] {
            let said = with_closed(scratch.path(), line, out, err);
            assert_eq!(
                said.code, 0,
                "{line:?} stdout closed: {out}, stderr closed: {err}: {said:?}"
            );
        }
    }
    // An error that nobody hears keeps its exit code.
    assert_eq!(with_closed(scratch.path(), &["check", "nowhere.toml"], true, true).code, 2);
    assert_eq!(with_closed(scratch.path(), &["--colour"], true, true).code, 2);
}

/// A stream that is full costs neither the report nor the exit code; where the text is the result,
/// it is an error.
#[cfg(target_os = "linux")]
#[test]
fn a_full_stream_costs_no_report() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let full = |arguments: &[&str], out: bool, err: bool| {
        let stream = |is_full: bool| {
            let device = || std::fs::OpenOptions::new().write(true).open("/dev/full");
            if is_full { Stdio::from(device().expect("a device")) } else { Stdio::piped() }
        };
        let ran = Command::new(env!("CARGO_BIN_EXE_attain"))
            .args(arguments)
            .current_dir(scratch.path())
            .stdin(Stdio::null())
            .stdout(stream(out))
            .stderr(stream(err))
            .output()
            .expect("the program starts");
        (ran.status.code(), String::from_utf8(ran.stderr).expect("text"))
    };
    for (day, out, err, format) in [
        ("2021-03-01", true, false, "text"),
        ("2021-03-02", false, true, "text"),
        ("2021-03-03", true, true, "text"),
        ("2021-03-04", true, false, "json"),
        ("2021-03-05", false, true, "json"),
    ] {
        let run = ["run", "pipeline.toml", "--as-of", day, "-v", "--log-format", format];
        let (code, told) = full(&run, out, err);
        assert_eq!(code, Some(0), "{day}: {told}");
        assert!(err || told.contains("standard output cannot be written"), "{day}: {told}");
        let latest = std::fs::read_link(scratch.path().join("out/latest")).expect("a run");
        assert!(latest.display().to_string().starts_with(day), "{latest:?}");
    }
    for command in [&["status", "out"][..], &["verify", "out/latest"]] {
        assert_eq!(full(command, true, false).0, Some(0), "{command:?}");
    }
    for command in [&["check", "pipeline.toml"][..], &["schema"], &["--help"]] {
        let (code, told) = full(command, true, false);
        assert_eq!(code, Some(6), "{command:?}");
        assert!(told.starts_with("error: standard output cannot be written"), "{told}");
    }
}

/// Runs the program with streams whose readers are gone.
fn with_closed(folder: &Path, arguments: &[&str], out: bool, err: bool) -> Said {
    let closed = || {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        Stdio::from(writer)
    };
    let mut child = Command::new(env!("CARGO_BIN_EXE_attain"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(if out { closed() } else { Stdio::null() })
        .stderr(if err { closed() } else { Stdio::piped() })
        .spawn()
        .expect("the program starts");
    let mut heard = String::new();
    if let Some(stderr) = &mut child.stderr {
        stderr.read_to_string(&mut heard).expect("text");
    }
    let code = child.wait().expect("it ends").code().unwrap_or(-1);
    Said { code, out: String::new(), err: heard }
}

#[test]
fn data_goes_to_stdout_and_talk_to_stderr() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let loud = scratch.attain(&["run", "pipeline.toml", "--as-of", "2021-03-01"]);
    let quiet = scratch.attain(&["run", "pipeline.toml", "--as-of", "2021-03-02", "--quiet"]);
    assert_eq!((loud.code, quiet.code), (0, 0));
    assert_eq!(quiet.err, "", "quiet says nothing but errors");
    for text in [&loud.out, &loud.err, &quiet.out] {
        assert!(!text.contains('\u{1b}'), "no colours where no terminal is: {text:?}");
    }
}

/// Every line says which run it is of, in both formats, and none names a person.
#[test]
fn the_log_names_the_run_and_no_person() {
    let scratch = Scratch::new();
    let out = scratch.path().join("out").display().to_string();
    let run = |day: &str, format: &str| {
        let run = ["run", "pipelines/nightly.toml", "--as-of", day, "--out", &out];
        attain(&[&run[..], &["-v", "--log-format", format]].concat())
    };
    let (text, json) = (run("2020-02-14", "text"), run("2020-02-15", "json"));
    assert_eq!((text.code, json.code), (0, 0), "{text:?} {json:?}");
    let id = |day: &str| format!("{day}-nightly-");
    for line in text.err.lines() {
        let named = line.contains(&format!("run_id=\"{}", id("2020-02-14")))
            || line.contains("pipeline=\"nightly\" as_of=\"2020-02-14\"");
        assert!(named, "{line}");
    }
    let mut stages = Vec::new();
    for line in json.err.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        assert!(["INFO", "WARN"].contains(&text("level").as_str()), "{line}");
        let named = text("run_id").starts_with(&id("2020-02-15"))
            || (text("pipeline"), text("as_of")) == ("nightly".into(), "2020-02-15".into());
        assert!(named && !text("message").is_empty(), "{line}");
        if !text("stage").is_empty() {
            assert!(line["rows_in"].is_u64() && line["rows_out"].is_u64(), "{line}");
            stages.push(text("stage"));
        }
    }
    assert_eq!(
        stages,
        [
            "read",
            "link and judge",
            "assess",
            "skills and team",
            "gather tables",
            "write",
            "audit",
            "publish"
        ]
    );
    let summary: serde_json::Value = serde_json::from_str(&json.out).expect("one line of JSON");
    for stage in stages {
        assert!(summary["seconds"][&stage].is_number(), "{stage}: {summary}");
        let spent = text.out.lines().find(|line| line.starts_with(&format!("time       {stage} ")));
        assert!(spent.is_some_and(|line| line.ends_with(" s")), "{stage}: {}", text.out);
    }
    let latest = scratch.path().join("out/latest");
    let manifest = std::fs::read_to_string(latest.join("manifest.json")).expect("a manifest");
    let persons = persons(&latest);
    assert!(persons.len() > 100, "{}", persons.len());
    for told in [text.err, text.out, json.err, json.out, manifest] {
        let words: std::collections::BTreeSet<&str> =
            told.split(|c: char| !(c.is_alphanumeric() || "@.-_".contains(c))).collect();
        let named: Vec<&String> =
            persons.iter().filter(|person| words.contains(person.as_str())).collect();
        assert!(named.is_empty(), "{named:?} in {told}");
    }
}

/// E-mails, last names and MCIDs that the reports show.
fn persons(run: &Path) -> std::collections::BTreeSet<String> {
    let mut persons = std::collections::BTreeSet::new();
    for name in ["skills", "team", "contacts"] {
        let table = crate::support::Table::read(&run.join(format!("data/{name}.csv")));
        for column in ["work_email", "last_name", "mcid"] {
            let place = table.place(column);
            persons.extend(table.rows.iter().map(|row| row[place].clone()));
        }
    }
    persons.retain(|text| text.len() > 3);
    persons
}

/// A failure is a line of the log where the log is read by a program.
#[test]
fn a_failure_is_json_where_the_log_is() {
    let scratch = Scratch::new();
    let said = scratch.attain(&["run", "a.toml", "--as-of", "2021-03-01", "--log-format", "json"]);
    assert_eq!(said.code, 2, "{said:?}");
    let line: serde_json::Value = serde_json::from_str(said.err.trim()).expect("one line of JSON");
    assert_eq!((&line["level"], &line["exit_code"]), (&"ERROR".into(), &2.into()), "{line}");
    assert_eq!((&line["pipeline"], &line["as_of"]), (&"a".into(), &"2021-03-01".into()), "{line}");
    assert!(line["message"].as_str().is_some_and(|text| text.starts_with("a.toml: ")), "{line}");
}

/// With JSON every line of both streams is one object, however the run ends.
#[test]
fn every_line_of_both_streams_is_json_where_the_log_is() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let run = |more: &[&str]| {
        let line = [&["run", "pipeline.toml", "--log-format", "json"], more].concat();
        let said = scratch.attain(&line);
        let object = |line: &str| -> serde_json::Value {
            let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert!(value.is_object(), "{line}");
            value
        };
        let lines = |text: &str| text.lines().map(object).collect::<Vec<_>>();
        (said.code, lines(&said.out), lines(&said.err))
    };
    let night = ["--as-of", "2021-03-01"];
    for result in ["published", "nothing_changed"] {
        let (code, out, _) = run(&night);
        assert_eq!((code, out.len()), (0, 1), "{out:?}");
        assert_eq!((&out[0]["result"], &out[0]["exit_code"]), (&result.into(), &0.into()));
        assert_eq!(
            (&out[0]["as_of"], &out[0]["is_published"]),
            (&"2021-03-01".into(), &true.into())
        );
        assert_eq!(out[0]["summary"].is_object(), result == "published", "{out:?}");
    }
    let (code, out, err) = run(&["--as-of", "2021-03-02", "--dry-run", "-v"]);
    assert_eq!((code, &out[0]["result"], err.is_empty()), (0, &"dry_run".into(), false));
    assert!(out[0]["seconds"]["read"].is_number(), "{out:?}");
    let (code, out, _) = run(&["--as-of", "2021-01-01..2021-01-15", "--every", "week"]);
    assert_eq!((code, out.len()), (0, 3));
    let (code, out, _) = run(&["--as-of", "2021-01-02..2021-01-05", "--every", "month-day:15"]);
    assert_eq!((code, &out[0]["result"]), (0, &"nothing_to_run".into()));
    for wrong in [&["--shiny"][..], &["--as-of", "2021-02-30"], &["--every", "day"]] {
        let (code, out, err) = run(wrong);
        assert_eq!((code, out.len(), err.len()), (2, 0, 1), "{err:?}");
        assert_eq!((&err[0]["level"], &err[0]["exit_code"]), (&"ERROR".into(), &2.into()));
    }
}

/// Bars are for people who look on: a pipe, a file and a journal get none.
#[test]
fn where_no_terminal_is_there_are_no_bars() {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let row = |number: u32| format!("user{number}@c.example,A,B,,No,No,\n");
    let users = (0..100_000).map(row).collect::<Vec<_>>().concat();
    let header = "Work email,First name,Last name,MCID,Associated in PC,Associated in PMC,Association date\n";
    scratch.write("inputs/users.csv", format!("{header}{users}"));
    let commands: [&[&str]; 3] = [
        &["check", "pipeline.toml", "--as-of", "2021-03-01"],
        &["run", "pipeline.toml", "--as-of", "2021-03-01"],
        &["explain", "pipeline.toml", "--user", "user7@c.example"],
    ];
    for command in commands {
        let said = scratch.attain(command);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{command:?}");
        let control = said.out.chars().find(|letter| letter.is_control() && *letter != '\n');
        assert_eq!(control, None, "{command:?}");
    }
}

#[test]
fn names_that_are_no_text_are_no_reason_to_fall() {
    let scratch = Scratch::new();
    for line in [["check", "\u{fffd}\u{1}.toml"], ["init", ""], ["run", "--"], ["check", "-"]] {
        let said = attain_in(scratch.path(), &line);
        assert!(said.code != 0, "{line:?}: {said:?}");
    }
}

/// The page in the repository is the one that the program prints; `UPDATE=1` writes it anew.
#[test]
fn the_page_of_rules_is_the_one_that_the_program_knows() {
    let said = attain(&["schema", "rules"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let path = root().join("pipelines/RULES.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &said.out).expect("the page");
    }
    let kept = std::fs::read_to_string(&path).expect("pipelines/RULES.md");
    assert_eq!(kept, said.out, "run UPDATE=1 cargo test page_of_rules, and read what changed");
}
