//! `attain run --shards`: whatever the number of shards, every output is that of a run without them.

mod world;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use attain::publish::files::Tree;

use crate::support::{Said, Scratch, Table};

use world::{AS_OF, Wishes, World, id};

fn wishes(seed: u64) -> Wishes {
    Wishes {
        seed,
        companies: if seed % 4 == 3 { 4 } else { 12 },
        associations: seed % 3 == 1,
        evidence: seed % 3 == 2,
        other_emails: seed.is_multiple_of(2),
        day_first: seed % 4 == 1,
    }
}

fn run(scratch: &Scratch, out: &str, shards: Option<&str>) -> Said {
    let mut arguments = vec!["run", "pipeline.toml", "--as-of", AS_OF, "--out", out];
    arguments.extend(shards.into_iter().flat_map(|count| ["--shards", count]));
    scratch.attain(&arguments)
}

/// Every file of the newest run by its name; of the manifest what does not tell how it was made.
fn published(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let latest = out.join("latest");
    let files = Tree::of(&latest).expect("a run").files.into_iter().map(|file| {
        let mut bytes = fs::read(latest.join(&file)).expect("a file");
        if file.ends_with("manifest.json") {
            let mut manifest: serde_json::Value =
                serde_json::from_slice(&bytes).expect("a manifest");
            for told in ["stages", "started", "finished", "peak_memory_bytes"] {
                assert!(manifest[told].take() != serde_json::Value::Null, "{told}");
            }
            bytes = manifest.to_string().into_bytes();
        }
        (file.display().to_string(), bytes)
    });
    files.collect()
}

/// Nothing is left of what was put aside.
fn is_clear(out: &Path) -> bool {
    let mut names = fs::read_dir(out).expect("the output folder");
    names.all(|entry| {
        !entry.expect("an entry").file_name().to_string_lossy().starts_with(".spilled")
    })
}

#[test]
fn any_number_of_shards_publishes_the_same_bytes() {
    for seed in 1..7 {
        let scratch = World::written(wishes(seed));
        let plain = run(&scratch, "plain", None);
        assert_eq!(plain.code, 0, "{plain:?}");
        let whole = published(&scratch.path().join("plain"));
        let counts = if seed == 1 { &["1", "2", "3", "7", "1024"][..] } else { &["2", "3", "7"] };
        for count in counts {
            let out = format!("in-{count}");
            let said = run(&scratch, &out, Some(count));
            let parted = published(&scratch.path().join(&out));
            assert_eq!(said.out.replace(&out, "plain"), plain.out, "seed {seed}, {count} shards");
            let names = whole.keys().chain(parted.keys());
            let unlike: Vec<&String> =
                names.filter(|name| whole.get(*name) != parted.get(*name)).collect();
            assert!(unlike.is_empty(), "seed {seed}, {count} shards: {unlike:?}");
            assert!(is_clear(&scratch.path().join(&out)), "seed {seed}");
        }
    }
}

/// Rows of users of other companies are left out: what a company comes to without its halo.
#[test]
fn companies_without_their_halo_come_to_something_else() {
    let scratch = World::written(wishes(1));
    assert_eq!(run(&scratch, "out", None).code, 0);
    let of_company = |table: &Table, company: usize| -> Vec<Vec<String>> {
        let place = table.place("mpn_id");
        table.rows.iter().filter(|row| row[place] == id(company, 0)).cloned().collect()
    };
    let tables = ["skills", "levels", "findings"];
    let whole = tables.map(|name| scratch.table(name));
    let inputs = ["a", "b"].map(|folder| scratch.path().join(format!("inputs/{folder}/users.csv")));
    let texts = inputs.each_ref().map(|path| fs::read_to_string(path).expect("users"));
    let mut unlike = 0;
    for company in 0..4 {
        for (path, text) in inputs.iter().zip(&texts) {
            let own = |line: &&str| {
                line.starts_with("work_email")
                    || [0, 1].iter().any(|place| line.contains(&id(company, *place)))
            };
            let lines: Vec<&str> = text.lines().filter(own).collect();
            fs::write(path, lines.join("\n")).expect("users");
        }
        assert_eq!(run(&scratch, "out", None).code, 0);
        let naive = tables.map(|name| scratch.table(name));
        let rows = |tables: &[Table; 3]| tables.each_ref().map(|own| of_company(own, company));
        unlike += usize::from(rows(&whole) != rows(&naive));
    }
    assert!(unlike > 1, "the worlds are too simple: {unlike} companies differ");
}

#[test]
fn a_number_of_shards_that_cannot_be_is_told() {
    let scratch = World::written(wishes(3));
    for count in ["0", "1025", "x", ""] {
        let said = run(&scratch, "out", Some(count));
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains("--shards"), "{said:?}");
    }
    let of_company =
        ["run", "pipeline.toml", "--as-of", AS_OF, "--shards", "2", "--company", "0100000"];
    let said = scratch.attain(&of_company);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("cannot be used with"), "{said:?}");
    assert!(!scratch.path().join("out").exists());
}

#[test]
fn what_a_killed_run_has_put_aside_goes_with_the_next_command() {
    let scratch = World::written(wishes(3));
    assert_eq!(run(&scratch, "out", Some("3")).code, 0);
    let out = scratch.path().join("out");
    for command in [
        vec!["run", "pipeline.toml", "--as-of", AS_OF, "--out", "out"],
        vec!["prune", "out", "--keep", "1d"],
        vec!["forget", "out", "p0@tailspin0.example"],
    ] {
        scratch.write("out/.spilled-7/0", "rows of people");
        let said = scratch.attain(&command);
        assert!([0, 3].contains(&said.code), "{said:?}");
        assert!(is_clear(&out), "{command:?}");
    }
}

/// At every 17th call that changes the disk.
#[test]
fn a_full_disk_and_a_kill_leave_nothing_of_what_was_put_aside() {
    let scratch = World::written(wishes(3));
    for kind in ["full", "kill"] {
        for at in (1..).step_by(17) {
            let ran = Command::new(env!("CARGO_BIN_EXE_attain"))
                .args(["run", "pipeline.toml", "--as-of", AS_OF, "--out", "out", "--shards", "3"])
                .current_dir(scratch.path())
                .env("ATTAIN_FAULT", format!("{at}:{kind}"))
                .output()
                .expect("the program starts");
            let err = String::from_utf8(ran.stderr).expect("text");
            if !err.contains("fault at ") {
                assert_eq!(ran.status.code(), Some(0), "{err}");
                assert!(at > 30, "only {at} calls");
                fs::remove_dir_all(scratch.path().join("out")).expect("runs");
                break;
            }
            let out = scratch.path().join("out");
            if kind == "full" && ran.status.code() != Some(0) {
                assert_eq!(ran.status.code(), Some(6), "{at}: {err}");
                assert!(err.contains("the disk is full; free some space"), "{at}: {err}");
                assert!(!out.exists() || is_clear(&out), "{at}: {err}");
            }
            if out.exists() {
                let next = run(&scratch, "out", None);
                assert_eq!(next.code, 0, "{next:?}");
                assert!(is_clear(&out), "{kind} at {at}");
                fs::remove_dir_all(out).expect("runs");
            }
        }
    }
}
