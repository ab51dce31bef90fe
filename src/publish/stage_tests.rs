//! A run may die, or the disk may fail, before any call: what was there stays whole, and the next
//! run is clean.

use std::io::Write;

use tempfile::TempDir;

use super::*;
use crate::publish::faults::{FaultKind, planned};
use crate::publish::{LockHolder, Timestamp};

const FILES: [&str; 4] =
    ["skills_report.xlsx", "data/skills.csv", "data/team.csv", "manifest.json"];

fn out() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("Übersicht für März");
    (folder, out)
}

fn lock(out: &Path) -> Lock {
    let since = Timestamp::from_text("2021-03-01T02:00:05Z").unwrap();
    Lock::take(out, &LockHolder::this_process("run", since), None).unwrap()
}

fn run(out: &Path, id: &str, content: &str, existing: Existing) -> Outcome<PathBuf> {
    let since = Timestamp::from_text("2021-03-01T02:00:05Z").unwrap();
    let lock = Lock::take(out, &LockHolder::this_process("run", since), None)?;
    let stage = Stage::begin(&lock)?;
    for name in FILES {
        let mut file = stage.create(name)?;
        file.write_all(content.as_bytes()).map_err(|error| stage.failed(name, &error))?;
    }
    let turns = ["latest-nightly", "latest"]
        .map(|link| LinkTurn { link: link.to_owned(), run_id: id.to_owned() });
    stage.publish(id, existing, &turns)
}

/// Calls with a fault of each kind at each call, until there is none left to fail; answers how many
/// there are.
fn each_fault(mut attempt: impl FnMut(u64, FaultKind) -> u64) -> u64 {
    let calls = |kind, attempt: &mut dyn FnMut(u64, FaultKind) -> u64| {
        (1..1000).find(|at| attempt(*at, kind) < *at).unwrap_or(0) - 1
    };
    FaultKind::ALL.map(|(_, kind)| calls(kind, &mut attempt)).into_iter().max().unwrap_or(0)
}

fn content(folder: &Path) -> Vec<String> {
    FILES.iter().map(|name| fs::read_to_string(folder.join(name)).unwrap()).collect()
}

fn names(out: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_is_whole_private_and_the_latest() {
    let (_folder, out) = out();
    let target = run(&out, "one", "1", Existing::Refuse).unwrap();
    assert_eq!(content(&target), ["1"; 4]);
    assert_eq!(content(&out.join("latest")), ["1"; 4]);
    assert_eq!(names(&out), [".attain.lock", "latest", "latest-nightly", "one"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&target), 0o700);
        assert_eq!(mode(&target.join("data")), 0o700);
        assert_eq!(mode(&target.join("data/skills.csv")), 0o600);
        assert_eq!(fs::read_link(out.join("latest")).unwrap(), Path::new("one"));
    }
}

#[test]
fn a_fault_at_any_call_leaves_the_earlier_run_whole() {
    let calls = each_fault(|at, kind| {
        let (_folder, out) = out();
        run(&out, "one", "1", Existing::Refuse).unwrap();
        let (_, calls) = planned(at, kind, || run(&out, "two", "2", Existing::Refuse));
        let when = format!("{kind:?} at {at}");
        assert_eq!(content(&out.join("one")), ["1"; 4], "{when}");
        for link in ["latest", "latest-nightly"] {
            let shown = latest::named(&out, link).unwrap();
            let text = if shown == "one" { "1" } else { "2" };
            assert_eq!(content(&out.join(link)), [text; 4], "{when}");
        }
        if out.join("two").exists() {
            assert_eq!(content(&out.join("two")), ["2"; 4], "{when}");
        }
        run(&out, "three", "3", Existing::Refuse).unwrap();
        assert_eq!(content(&out.join("latest")), ["3"; 4]);
        assert!(!names(&out).iter().any(|name| name.starts_with(".staging")), "{when}");
        calls
    });
    assert!(calls > 20, "{calls}");
}

#[test]
fn a_fault_while_a_run_is_replaced_leaves_the_old_one_or_the_new_one() {
    let calls = each_fault(|at, kind| {
        let (_folder, out) = out();
        let target = run(&out, "one", "1", Existing::Refuse).unwrap();
        fs::write(target.join("note.txt"), "by hand").unwrap();
        let (_, calls) = planned(at, kind, || run(&out, "one", "2", Existing::Replace));
        let when = format!("{kind:?} at {at}");
        assert_eq!(latest::read(&out).unwrap(), "one");
        let is_old = target.join("note.txt").exists();
        assert_eq!(content(&target), [if is_old { "1" } else { "2" }; 4], "{when}");
        run(&out, "one", "3", Existing::Replace).unwrap();
        assert_eq!(content(&target), ["3"; 4]);
        assert_eq!(names(&out), [".attain.lock", "latest", "latest-nightly", "one"], "{when}");
        calls
    });
    assert!(calls > 20, "{calls}");
}

/// As on a disk that cannot exchange two folders.
#[test]
fn a_replacement_in_two_steps_is_finished_or_taken_back_by_the_next_run() {
    let mut seen_between = false;
    let calls = each_fault(|at, kind| {
        let (_folder, out) = out();
        let target = run(&out, "one", "1", Existing::Refuse).unwrap();
        let replace = || {
            let lock = lock(&out);
            let stage = Stage::begin(&lock).unwrap();
            for name in FILES {
                stage.create(name).unwrap().write_all(b"2").unwrap();
            }
            let (_, calls) = planned(at, kind, || {
                let done = stage.put_in_two_steps(&target);
                drop(stage);
                done
            });
            calls
        };
        let calls = replace();
        let when = format!("{kind:?} at {at}");
        seen_between |= !target.exists();
        clear_debris(&lock(&out)).unwrap();
        let text = fs::read_to_string(target.join("manifest.json")).unwrap();
        assert_eq!(content(&target), [text.as_str(); 4], "{when}");
        assert_eq!(names(&out), [".attain.lock", "latest", "latest-nightly", "one"], "{when}");
        calls
    });
    assert!(calls > 5 && seen_between, "{calls}");
}

#[test]
fn what_is_no_run_folder_is_replaced_too() {
    let (_folder, out) = out();
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("one"), "a file").unwrap();
    run(&out, "one", "1", Existing::Replace).unwrap();
    fs::remove_dir_all(out.join("one/data")).unwrap();
    fs::write(out.join("one/data"), "a file").unwrap();
    run(&out, "one", "1", Existing::Replace).unwrap();
    assert_eq!(content(&out.join("one")), ["1"; 4]);
    assert_eq!(names(&out), [".attain.lock", "latest", "latest-nightly", "one"]);
}

#[test]
fn a_name_that_is_taken_is_refused_and_nothing_is_left() {
    let (_folder, out) = out();
    run(&out, "one", "1", Existing::Refuse).unwrap();
    let failure = run(&out, "one", "2", Existing::Refuse).unwrap_err();
    assert_eq!(failure.cause, crate::base::Cause::Output);
    assert_eq!(content(&out.join("one")), ["1"; 4]);
    assert_eq!(names(&out), [".attain.lock", "latest", "latest-nightly", "one"]);
}

#[test]
fn a_stage_that_is_dropped_leaves_nothing_and_names_stay_inside() {
    let (_folder, out) = out();
    let lock = lock(&out);
    let stage = Stage::begin(&lock).unwrap();
    stage.create("data/x.csv").unwrap();
    for wrong in ["", "../x", "/x", "data/../../x", "."] {
        assert!(stage.create(wrong).is_err(), "{wrong}");
    }
    assert!(stage.create("data/x.csv").is_err(), "a file is written once");
    drop(stage);
    assert_eq!(names(&out), [".attain.lock"]);
}

#[test]
fn refused_runs_are_kept_apart() {
    let (_folder, out) = out();
    for content in ["1", "2"] {
        let lock = lock(&out);
        let stage = Stage::begin(&lock).unwrap();
        stage.create("rejects.csv").unwrap().write_all(content.as_bytes()).unwrap();
        let target = stage.refuse("one").unwrap();
        assert_eq!(fs::read_to_string(target.join("rejects.csv")).unwrap(), content);
    }
    assert_eq!(names(&out), [".attain.lock", "refused"]);
}

#[cfg(unix)]
#[test]
fn what_a_link_in_place_of_the_refused_runs_leads_to_is_not_touched() {
    let (folder, out) = out();
    let lock = lock(&out);
    std::os::unix::fs::symlink(folder.path(), out.join(REFUSED)).unwrap();
    let stage = Stage::begin(&lock).unwrap();
    assert!(stage.refuse("one").is_err());
    assert_eq!(names(folder.path()).len(), 1, "the output folder alone");
}

#[test]
fn a_folder_in_place_of_latest_stops_the_run_before_it_works() {
    let (_folder, out) = out();
    fs::create_dir_all(out.join("latest")).unwrap();
    let lock = lock(&out);
    assert!(Stage::begin(&lock).is_err());
}
