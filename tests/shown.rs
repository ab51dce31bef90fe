//! What stands in files can do nothing to a terminal or a log, whichever command quotes it; and a file
//! without a header tells no person.

use std::fs;

use attain::base::safe::is_hidden;

use crate::support::{Said, Scratch};

/// Erases the screen, colours, rings, turns the direction, ends a line in other ways, hides.
const ODD: &str = "\u{1b}[2J\u{9b}31m\u{7}\u{202e}\u{2066}\u{2028}\u{200b}\u{85}";

/// The folder of `attain init` with something odd wherever a text can stand.
fn odd_folder() -> Scratch {
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let read = |name: &str| fs::read_to_string(scratch.path().join(name)).expect("text");
    let escaped: Vec<String> =
        ODD.chars().map(|sign| format!("\\u{:04X}", u32::from(sign))).collect();
    let escaped = escaped.concat();
    let pipeline = read("pipeline.toml")
        .replace("Tailspin Tryout", &format!("Tail{escaped}\\nerror: spin"))
        .replace("inputs/users.csv", &format!("inputs/us{escaped}ers.csv"));
    scratch.write("pipeline.toml", pipeline);
    let users = read("inputs/users.csv").replace("Last name", &format!("Last{ODD}"));
    let users = users.replace("Quist", &format!("Qu{ODD}ist"));
    scratch.write(&format!("inputs/us{ODD}ers.csv"), users);
    scratch.write(&format!("inputs/left{ODD}over.csv"), "x");
    let transcripts = read("inputs/transcripts.csv")
        + &format!("5100001,XX{ODD}1,2020-01-01,\n5100001,AZ-104,2020{ODD},\n")
        + &format!("5100009,\"YY{ODD}\nerror: 2\",2020-01-01,\n");
    scratch.write("inputs/transcripts.csv", transcripts);
    let memberships =
        read("inputs/memberships.csv") + &format!("Clo{ODD}ud,Silver,2020-06-10,2022-06-10\n");
    scratch.write("inputs/memberships.csv", memberships);
    let limit = "files = [\"inputs/transcripts*.csv\"]";
    let pipeline = read("pipeline.toml").replace(limit, &format!("{limit}\nmax_reject_ratio = 1"));
    scratch.write("pipeline.toml", pipeline);
    scratch
}

fn is_harmless(arguments: &[&str], said: &Said) {
    for text in [&said.out, &said.err] {
        let odd = text.chars().find(|sign| is_hidden(*sign) && *sign != '\n');
        assert!(odd.is_none(), "attain {arguments:?} says {odd:?}: {text:?}");
        let begins = text.lines().any(|line| line.starts_with("error: spin"));
        assert!(!begins && !text.contains("\nerror: 2"), "a text begins a line: {text}");
    }
}

#[test]
fn what_files_hold_reaches_no_terminal_as_it_is() {
    let scratch = odd_folder();
    let run = |arguments: &[&str], code: i32| {
        let said = scratch.attain(arguments);
        is_harmless(arguments, &said);
        assert_eq!(said.code, code, "attain {arguments:?}: {said:?}");
        said
    };
    let pipeline = "pipeline.toml";
    let checked = run(&["check", pipeline, "--as-of", "2021-03-01"], 0);
    assert!(checked.out.contains("\\u{1b}[2J"), "it is shown, and harmless: {}", checked.out);
    assert!(checked.out.contains("left\\u{1b}"), "{}", checked.out);
    for (day, format) in [("2021-03-01", "text"), ("2021-06-01", "json")] {
        let arguments = ["run", pipeline, "--as-of", day, "-v", "--log-format", format];
        run(&arguments, 0);
    }
    run(&["run", pipeline, "--as-of", "2021-03-01"], 0);
    run(&["run", pipeline, "--as-of", "2021-03-01", "--dry-run"], 0);
    let user = ["explain", pipeline, "--as-of", "2021-03-01", "--user", "nora@tailspin.example"];
    run(&user, 0);
    let json = run(&[&user[..], &["--format", "json"]].concat(), 0);
    let told: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    let company = told["persons"][0]["company"].as_str().expect("a name");
    assert_eq!(company, format!("Tail{ODD}\nerror: spin"), "JSON means what was written");
    run(&[&user[..], &["--skill", &format!("XX{ODD}")]].concat(), 2);
    let nobody = format!("no{ODD}ra@tailspin.example");
    run(&["explain", pipeline, "--as-of", "2021-03-01", "--user", &nobody], 2);
    let cloud = ["explain", pipeline, "--as-of", "2021-03-01", "--competency", "Cloud Platform"];
    run(&cloud, 0);
    run(&[&cloud[..], &["--format", "json"]].concat(), 0);
    for (name, code) in [("Clo", 0), ("Dat", 2)] {
        let name = format!("{name}{ODD}ud");
        run(&["explain", pipeline, "--competency", &name, "--as-of", "2021-03-01"], code);
    }
    run(&["explain", pipeline, "--invoice", &format!("1{ODD}")], 2);
    let runs: Vec<String> = fs::read_dir(scratch.path().join("out"))
        .expect("runs")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("2021"))
        .map(|name| format!("out/{name}"))
        .collect();
    let [first, second] = runs.as_slice() else { panic!("two runs: {runs:?}") };
    run(&["diff", first, second], 0);
    run(&["diff", first, second, "--format", "json"], 0);
    run(&["verify", first], 0);
    run(&["status", "out"], 0);
    run(&["catalogue", "check", pipeline], 0);
    run(&["catalogue", "show", pipeline, "--as-of", "2021-03-01"], 0);
    run(&["schema", &format!("us{ODD}ers")], 2);
    run(&["status", "out", "--max-age", &format!("1{ODD}h")], 2);
    run(&["run", pipeline, &format!("--on{ODD}ly")], 2);
    run(&[&format!("ru{ODD}n")], 2);
    run(&["check", &format!("no{ODD}where.toml")], 2);
    run(&["verify", &format!("no{ODD}where")], 3);
    run(&["prune", "out", "--keep", "1d", "--dry-run"], 0);
    run(&["forget", "out", &format!("no{ODD}ra@tailspin.example")], 0);
    run(&["forget", "out", "nora@tailspin.example"], 0);
    fs::remove_file(scratch.path().join(format!("inputs/us{ODD}ers.csv"))).expect("a file");
    // Without the file its name is a pattern, for it has a bracket.
    run(&["run", pipeline, "--as-of", "2021-03-02"], 2);
    run(&["run", pipeline, "--as-of", "2021-03-02", "--log-format", "json"], 2);
}

/// Such a file has a person where others have headers.
#[test]
fn a_file_without_a_header_tells_no_person() {
    const LINES: [&str; 3] = [
        "wilma.ahlgren@tailspin.example,Wilma,Ahlgren,5100077,Yes,No,2020-10-05",
        "Wilma Ahlgren;Exam;Yes;5100077",
        "Work email,Wilma Ahlgren,Ahlgren Wilma,Ms Ahlgren,Herr Ahlgren",
    ];
    let scratch = Scratch::new();
    assert_eq!(scratch.attain(&["init", "."]).code, 0);
    let transcripts = scratch.path().join("inputs/transcripts.csv");
    for line in LINES {
        fs::write(&transcripts, format!("{line}\n")).expect("a file");
        for arguments in [
            &["check", "pipeline.toml"][..],
            &["run", "pipeline.toml"],
            &["run", "pipeline.toml", "-v", "--log-format", "json"],
        ] {
            let said = scratch.attain(arguments);
            assert_eq!(said.code, 3, "{said:?}");
            let told = format!("{}{}", said.out, said.err);
            for word in ["ilma", "hlgren", "5100077"] {
                assert!(!told.contains(word), "{word}: {told}");
            }
        }
    }
    // Where the header is recognised, what looks like data is not told even as a column's name.
    let users = fs::read_to_string(scratch.path().join("inputs/users.csv")).expect("text");
    let users =
        users.replace("Association date", "Association date,wilma@tailspin.example,5100077");
    scratch.write("inputs/users.csv", users);
    fs::write(&transcripts, "MCID,Exam,Completion date\n5100001,AZ-104,2020-06-15\n")
        .expect("a file");
    let run = ["run", "pipeline.toml", "--as-of", "2021-03-01", "-v"];
    let said = scratch.attain(&run);
    assert!(said.err.contains("columns not used"), "{said:?}");
    assert!(!said.err.contains("wilma@") && !said.err.contains("5100077"), "{}", said.err);
}
