//! `attain init --programme`: a folder for a shipped programme, and what `check` says is missing in it.

use std::fs;
use std::path::Path;

use crate::support::{Said, Scratch, Table};

const DAY: &str = "2026-11-27";

/// The command line that makes a folder for one of the programmes.
fn init(scratch: &Scratch, more: &[&str]) -> Said {
    let own = ["init", "--company", "Contoso \"West\"", "--mpn-id", "0123456", "new"];
    scratch.attain(&[&own[..], more].concat())
}

fn text(scratch: &Scratch, name: &str) -> String {
    let path = scratch.path().join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_programme_and_every_language_gives_a_sound_folder() {
    for programme in ["designations", "mpn", "mpn-developing", "learning"] {
        let languages: &[&str] =
            if programme == "designations" { &["en", "fr", "sv", "de", "es"] } else { &["en"] };
        for language in languages {
            let scratch = Scratch::new();
            let said = init(&scratch, &["--programme", programme, "--language", language]);
            assert_eq!(said.code, 0, "{programme} {language}: {said:?}");
            assert!(said.out.contains("attain check new/pipeline.toml"), "{said:?}");
            let checked = scratch.attain(&["catalogue", "check", "new/pipeline.toml"]);
            assert_eq!(checked.code, 0, "{programme} {language}: {checked:?}");
            let pipeline = text(&scratch, "new/pipeline.toml");
            assert!(pipeline.contains(&format!("language   = \"{language}\"")), "{pipeline}");
            assert!(!pipeline.contains("%%"), "{pipeline}");
            assert!(!pipeline.contains('{'), "{pipeline}");
        }
    }
}

#[test]
fn comments_are_in_the_language_that_was_asked_for() {
    let said_of = [("en", "Who works for you."), ("fr", "Qui travaille chez vous.")];
    for (language, comment) in said_of {
        let scratch = Scratch::new();
        let said = init(&scratch, &["--programme", "designations", "--language", language]);
        assert_eq!(said.code, 0, "{said:?}");
        assert!(text(&scratch, "new/pipeline.toml").contains(comment), "{language}");
    }
}

#[test]
fn a_new_folder_says_everything_that_is_missing_at_once() {
    let scratch = Scratch::new();
    assert_eq!(init(&scratch, &["--programme", "designations"]).code, 0);
    let said = scratch.attain(&["check", "new/pipeline.toml", "--as-of", DAY]);
    assert_eq!(said.code, 3, "{said:?}");
    assert!(said.err.contains("several exports are still missing for an answer"), "{said:?}");
    for source in ["users: ", "transcripts: ", "memberships: "] {
        assert!(said.err.contains(&format!("\n    {source}")), "{source}: {said:?}");
    }
    assert!(said.err.contains("TrainingCompletions"), "{said:?}");
}

/// From the folder to a run: the exports go where the comments say, and nothing else is changed.
fn filled(scratch: &Scratch) {
    assert_eq!(init(scratch, &["--programme", "designations"]).code, 0);
    let mail = "nora@contoso.example";
    scratch.write(
        "new/inputs/users/users.csv",
        format!("userPrincipalName,displayName,accountEnabled\n{mail},Nora Quist,True\n"),
    );
    scratch.write(
        "new/inputs/transcripts/TrainingCompletions.tsv",
        format!(
            "TrainingTitle\tCorpEmail\tTrainingCompletionDate\tExpirationDate\tMCPID\tMpnId\n\
             Microsoft Certified: Identity and Access Administrator Associate\t{mail}\t2026-03-01\t\
             2027-03-01\t990001\t0123456\n"
        ),
    );
    // The template has every name; what is held gets its dates, and the rest goes.
    let template = text(scratch, "new/templates/memberships.csv");
    let held = template.lines().filter(|line| !line.starts_with("Support Services"));
    let dated = held.map(|line| match line.strip_suffix(",,") {
        Some(names) => format!("{names},2026-02-10,2027-02-10\n"),
        None => format!("{line}\n"),
    });
    scratch.write("new/inputs/memberships.csv", dated.collect::<String>());
}

#[test]
fn the_names_of_the_template_are_the_programmes() {
    let scratch = Scratch::new();
    filled(&scratch);
    let said = scratch.attain(&["run", "new/pipeline.toml", "--as-of", DAY]);
    assert_eq!(said.code, 0, "{said:?}");
    let findings = Table::read(&scratch.path().join("new/out/latest/data/findings.csv"));
    let unknown = findings.rows.iter().filter(|row| row[1] == "unknown_competency");
    let misspelt: Vec<_> =
        unknown.filter(|row| !row.join(" ").contains("requirements are not published")).collect();
    assert!(misspelt.is_empty(), "{misspelt:?}");
    let levels = Table::read(&scratch.path().join("new/out/latest/data/levels.csv"));
    assert!(levels.draw().contains("Modern Work"), "{}", levels.draw());
}

#[test]
fn what_no_export_says_is_told_with_where_it_is_found() {
    let scratch = Scratch::new();
    filled(&scratch);
    let said = scratch.attain(&["check", "new/pipeline.toml", "--as-of", DAY]);
    assert_eq!(said.code, 0, "{said:?}");
    let missing = said.out.split_once("Still missing for an answer").expect("something is").1;
    assert!(missing.contains("performance: no such source"), "{said:?}");
    assert!(missing.contains("\"SMB track of Business Applications\" is not attested"), "{said:?}");
    // A measure that was forgotten is told by its name; the others are not.
    let pipeline = text(&scratch, "new/pipeline.toml");
    let pipeline = pipeline
        .replace("# [sources.performance]", "[sources.performance]")
        .replace("# files = [\"inputs/performance/*\"]", "files = [\"inputs/performance/*\"]");
    scratch.write("new/pipeline.toml", pipeline);
    scratch.write(
        "new/inputs/performance/measures.csv",
        "competency,option,metric,month,contribution\n\
         Modern Work,SMB,Usage growth CSP,2026-10,700\nModern Work,SMB,Deployments CPOR,2026-10,1\n",
    );
    let said = scratch.attain(&["check", "new/pipeline.toml", "--as-of", DAY]);
    let missing = said.out.split_once("Still missing for an answer").expect("something is").1;
    assert!(
        missing
            .contains("performance: Modern Work (SMB) has no row of Paid units, which counts as 0"),
        "{said:?}"
    );
}

/// What the run will say of months, names and days is said before it.
#[test]
fn what_a_run_would_find_odd_is_told_by_check() {
    let scratch = Scratch::new();
    filled(&scratch);
    let pipeline = text(&scratch, "new/pipeline.toml")
        .replace("# [sources.performance]", "[sources.performance]")
        .replace("# files = [\"inputs/performance/*\"]", "files = [\"inputs/performance/*\"]");
    let measures = "competency,option,metric,month,contribution\n\
                    Modern Work,SMB,Usage growth CSP,2026-09,700\n";
    scratch.write("new/inputs/performance/measures.csv", measures);
    let check = |attested: &str| {
        let facts =
            format!("[company.attested]\n\"SMB track of Business Applications\" = {attested}");
        scratch.write("new/pipeline.toml", pipeline.replace("# [company.attested]", &facts));
        let said = scratch.attain(&["check", "new/pipeline.toml", "--as-of", DAY]);
        assert_eq!(said.code, 0, "{said:?}");
        said.out
    };
    let old = check("2025-01-01");
    assert!(old.contains("has no rows of"), "{old}");
    let fact = "[company.attested]: \"SMB track of Business Applications\"";
    let days = "was attested on 2025-01-01, longer than 184 days ago; check it again";
    assert!(old.contains(&format!("{fact} {days}")), "{old}");
    let ahead = check("2027-01-01");
    let day = format!("is attested on 2027-01-01, which lies ahead of {DAY}: not known yet");
    assert!(ahead.contains(&format!("{fact} {day}")), "{ahead}");
    let due = check(DAY);
    assert!(!due.contains(fact), "{due}");
}

/// What a new user does: fills in two lines of the template, and leaves the others as they are.
#[test]
fn lines_of_a_template_that_are_left_empty_are_to_be_deleted() {
    let scratch = Scratch::new();
    filled(&scratch);
    let pipeline = text(&scratch, "new/pipeline.toml");
    assert!(pipeline.contains("Delete the lines\n# that you leave empty"), "{pipeline}");
    assert!(pipeline.contains("Take the # away from the next two lines"), "{pipeline}");
    let pipeline = pipeline
        .replace("# [sources.performance]", "[sources.performance]")
        .replace("# files = [\"inputs/performance/*\"]", "files = [\"inputs/performance/*\"]");
    scratch.write("new/pipeline.toml", pipeline);
    let template = text(&scratch, "new/templates/performance.csv");
    let filled = template
        .replace(
            "Security,SMB,Security ACR growth,,",
            "Security,SMB,Security ACR growth,2026-10,2300",
        )
        .replace(
            "Security,SMB,Protected users growth,,",
            "Security,SMB,Protected users growth,2026-10,60",
        );
    assert_ne!(template, filled);
    scratch.write("new/inputs/performance/performance.csv", &filled);
    for command in ["check", "run"] {
        let said = scratch.attain(&[command, "new/pipeline.toml", "--as-of", DAY]);
        assert_eq!(said.code, 3, "{said:?}");
        let told = format!("{}{}", said.out, said.err);
        assert!(told.contains("delete the lines that have nothing to tell"), "{told}");
    }
    let kept: Vec<&str> = filled.lines().filter(|line| !line.ends_with(",,")).collect();
    assert_eq!(kept.len(), 3, "{kept:?}");
    scratch.write("new/inputs/performance/performance.csv", kept.join("\n"));
    let said = scratch.attain(&["check", "new/pipeline.toml", "--as-of", DAY]);
    assert_eq!(said.code, 0, "{said:?}");
}

/// A template that was copied and not touched says so, and not that more rejects be allowed.
#[test]
fn a_template_that_is_left_as_it_came_is_told() {
    let scratch = Scratch::new();
    filled(&scratch);
    let pipeline = text(&scratch, "new/pipeline.toml");
    let memberships = pipeline.split("[sources.memberships]").next().expect("comments");
    assert!(memberships.ends_with("nothing is published.\n"), "{memberships}");
    scratch.write("new/inputs/memberships.csv", text(&scratch, "new/templates/memberships.csv"));
    for command in ["check", "run"] {
        let said = scratch.attain(&[command, "new/pipeline.toml", "--as-of", DAY]);
        let told = format!("{}{}", said.out, said.err);
        assert!(told.contains("not one line is filled in, as in a template"), "{told}");
        assert!(!told.contains("raise max_reject_ratio"), "{told}");
    }
}

#[test]
fn a_day_that_no_programme_covers_is_told() {
    let scratch = Scratch::new();
    filled(&scratch);
    let told = "no programme is in force on 2019-03-01, so that no level is judged; there is designations \
                from 2022-10-03";
    let commands: [&[&str]; 3] = [
        &["check", "new/pipeline.toml"],
        &["run", "new/pipeline.toml"],
        &["explain", "new/pipeline.toml", "--competency", "Security"],
    ];
    for command in commands {
        let said = scratch.attain(&[command, &["--as-of", "2019-03-01"]].concat());
        assert!(format!("{}{}", said.out, said.err).contains(told), "{command:?}: {said:?}");
    }
}

#[test]
fn a_wrong_word_is_answered_with_the_right_one() {
    let cases: [(&[&str], &str); 3] = [
        (&["--programme", "designation"], "did you mean \"designations\"?"),
        (&["--programme", "designations", "--language", "xx"], "known here: en, fr, sv, de, es"),
        (&["--programme", "x"], "known here: designations, mpn, mpn-developing, learning"),
    ];
    for (more, hint) in cases {
        let scratch = Scratch::new();
        let said = init(&scratch, more);
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(hint), "{said:?}");
        assert!(!scratch.path().join("new").exists(), "{more:?}");
    }
    let scratch = Scratch::new();
    let own = ["init", "--programme", "mpn", "new", "--company", "C", "--mpn-id"];
    for (id, code) in [("12a", 2), ("", 2), ("0123456", 0)] {
        let said = scratch.attain(&[&own[..], &[id]].concat());
        assert_eq!(said.code, code, "{id}: {said:?}");
    }
    assert_eq!(scratch.attain(&["init", "--programme", "mpn", "other"]).code, 2);
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let scratch = Scratch::new();
    scratch.write("new/templates/memberships.csv", "mine");
    let said = init(&scratch, &["--programme", "designations"]);
    assert_eq!(said.code, 6, "{said:?}");
    assert_eq!(text(&scratch, "new/templates/memberships.csv"), "mine");
    assert!(!Path::new(&scratch.path().join("new/pipeline.toml")).exists());
}
