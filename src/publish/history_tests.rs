//! Runs are found by name and key, and compared with the one before.

use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::publish::manifest::{self, tests::sample};
use crate::publish::{Lock, LockHolder};

pub(crate) fn lock(out: &Path) -> Lock {
    let since = Timestamp::from_text("2021-03-01T02:00:05Z").unwrap();
    Lock::take(out, &LockHolder::this_process("run", since), None).unwrap()
}

/// Puts a run with these files into the folder, as if it had been made.
pub(crate) fn put(
    out: &Path,
    pipeline: &str,
    as_of: &str,
    key: &str,
    files: &[(&str, &str)],
) -> Run {
    let mut manifest = sample(pipeline, as_of, key);
    // The files are written now; runs that were made later than they were touched are whole.
    manifest.finished = Timestamp::from_text("2090-01-01T00:00:00Z").unwrap();
    let folder = out.join(&manifest.run_id);
    fs::create_dir_all(folder.join("data")).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
        manifest.outputs.push(OutputMade {
            path: (*name).to_owned(),
            size: text.len() as u64,
            rows: Some(text.lines().count().saturating_sub(1) as u64),
            sha256: crate::base::digest::sha256(text.as_bytes()),
        });
    }
    rewrite(&Run { folder, manifest })
}

pub(crate) fn rewrite(run: &Run) -> Run {
    fs::write(run.folder.join(manifest::NAME), run.manifest.text().unwrap()).unwrap();
    run.clone()
}

fn out() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn day(text: &str) -> Day {
    Day::from_iso(text).unwrap()
}

fn key(digits: &str) -> String {
    format!("{digits:0<64}")
}

#[test]
fn names_say_date_pipeline_and_key() {
    let name = RunName::read("2021-03-01-nightly-eu-4f2c9a").unwrap();
    assert_eq!((name.as_of, name.pipeline.as_str()), (day("2021-03-01"), "nightly-eu"));
    for other in [
        "latest",
        "refused",
        "2021-03-01-4f2c9a",
        "2021-02-30-n-4f2c9a",
        "2021-03-01",
        "2021-03-01-\u{1b}-4f2c9a",
    ] {
        assert_eq!(RunName::read(other), None, "{other}");
    }
}

#[test]
fn an_output_folder_that_is_not_there_has_no_runs() {
    let out = out();
    let history = History::of(&out.path().join("none")).unwrap();
    assert!(history.names.is_empty() && history.latest().is_none());
    let file = out.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(History::of(&file).is_err());
}

#[test]
fn a_key_that_is_published_is_found_unless_the_run_is_damaged() {
    let out = out();
    let find = |digits: &str| {
        let history = History::of(out.path()).unwrap();
        history.published(day("2021-03-01"), "nightly", &key(digits))
    };
    assert_eq!(find("aaaaaa").unwrap(), Published::No);
    let run = put(out.path(), "nightly", "2021-03-01", "aaaaaa", &[("data/skills.csv", "a\nb\n")]);
    assert_eq!(find("aaaaaa").unwrap(), Published::Whole(Box::new(run.clone())));
    assert_eq!(find("bbbbbb").unwrap(), Published::No);
    assert!(find("aaaaaa1").is_err(), "another key of the same six digits");
    let damaged = Published::Damaged(run.folder.clone());
    fs::write(run.folder.join("data/skills.csv"), "a\nbc\n").unwrap();
    assert_eq!(find("aaaaaa").unwrap(), damaged);
    fs::remove_file(run.folder.join("data/skills.csv")).unwrap();
    assert_eq!(find("aaaaaa").unwrap(), damaged);
    fs::remove_dir_all(&run.folder).unwrap();
    fs::write(&run.folder, "").unwrap();
    assert_eq!(find("aaaaaa").unwrap(), damaged);
}

#[test]
fn a_file_that_was_touched_after_the_run_is_read() {
    let out = out();
    let mut run = put(out.path(), "nightly", "2021-03-01", "aa", &[("data/skills.csv", "a\nb\n")]);
    run.manifest.finished = Timestamp::from_text("2001-01-01T00:00:00Z").unwrap();
    assert!(run.is_whole());
    fs::write(run.folder.join("data/skills.csv"), "a\nc\n").unwrap();
    assert!(!run.is_whole());
}
