//! A run may die before any step: what was there stays whole, and the next run is clean.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use super::*;
use crate::publish::{Holder, Moment};

/// Dies before the n-th step.
struct Dies {
    steps: AtomicUsize,
    at: usize,
}

impl Dies {
    fn before(at: usize) -> Self {
        Self { steps: AtomicUsize::new(0), at }
    }
}

impl Fault for Dies {
    fn before(&self, _step: &str) -> Outcome<()> {
        if self.steps.fetch_add(1, Ordering::SeqCst) >= self.at {
            return Err(Failure::internal("dead"));
        }
        Ok(())
    }

    fn is_dead(&self) -> bool {
        self.steps.load(Ordering::SeqCst) > self.at
    }
}

const FILES: [&str; 4] = ["skills_report.xlsx", "data/skills.csv", "data/team.csv", MANIFEST];

fn out() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("Übersicht für März");
    (folder, out)
}

fn lock(out: &Path) -> Lock {
    let since = Moment::from_text("2021-03-01T02:00:05Z").unwrap();
    Lock::take(out, &Holder::this_process("run", since), None).unwrap()
}

fn run(
    out: &Path,
    id: &str,
    content: &str,
    existing: Existing,
    fault: &dyn Fault,
) -> Outcome<PathBuf> {
    let lock = lock(out);
    let stage = Stage::begin_with(&lock, fault)?;
    for name in FILES {
        let mut file = stage.create(name)?;
        file.write_all(content.as_bytes()).unwrap();
    }
    stage.publish(id, existing, Point::Here)
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
    let target = run(&out, "one", "1", Existing::Refuse, &NoFault).unwrap();
    assert_eq!(content(&target), ["1"; 4]);
    assert_eq!(content(&out.join("latest")), ["1"; 4]);
    assert_eq!(names(&out), [".attain.lock", "latest", "one"]);
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
fn a_run_that_dies_before_any_step_leaves_the_earlier_one_whole() {
    let mut died = 0;
    for step in 0.. {
        let (_folder, out) = out();
        run(&out, "one", "1", Existing::Refuse, &NoFault).unwrap();
        let ended = run(&out, "two", "2", Existing::Refuse, &Dies::before(step));
        assert_eq!(content(&out.join("one")), ["1"; 4], "step {step}");
        let latest = latest::read(&out).unwrap();
        let shown = if latest == "one" { "1" } else { "2" };
        assert_eq!(content(&out.join("latest")), [shown; 4], "step {step}");
        if out.join("two").exists() {
            assert_eq!(content(&out.join("two")), ["2"; 4], "step {step}");
        }
        run(&out, "three", "3", Existing::Refuse, &NoFault).unwrap();
        assert_eq!(content(&out.join("latest")), ["3"; 4]);
        assert!(!names(&out).iter().any(|name| name.starts_with(PREFIX)), "step {step}");
        if ended.is_ok() {
            break;
        }
        died += 1;
    }
    assert!(died > 10, "{died}");
}

#[test]
fn a_replacement_that_dies_before_any_step_leaves_a_whole_run() {
    for step in 0.. {
        let (_folder, out) = out();
        let target = run(&out, "one", "1", Existing::Refuse, &NoFault).unwrap();
        fs::write(target.join("data/team.csv"), "by hand").unwrap();
        fs::write(target.join("note.txt"), "by hand").unwrap();
        let ended = run(&out, "one", "1", Existing::Replace, &Dies::before(step));
        assert_eq!(latest::read(&out).unwrap(), "one");
        for (name, text) in FILES.iter().zip(content(&out.join("latest"))) {
            assert!(text == "1" || (*name == "data/team.csv" && text == "by hand"), "step {step}");
        }
        run(&out, "one", "1", Existing::Replace, &NoFault).unwrap();
        assert_eq!(content(&target), ["1"; 4]);
        assert!(!target.join("note.txt").exists());
        assert_eq!(names(&out), [".attain.lock", "latest", "one"], "step {step}");
        if ended.is_ok() {
            break;
        }
    }
}

#[test]
fn what_is_no_run_folder_is_replaced_too() {
    let (_folder, out) = out();
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("one"), "a file").unwrap();
    run(&out, "one", "1", Existing::Replace, &NoFault).unwrap();
    fs::remove_dir_all(out.join("one/data")).unwrap();
    fs::write(out.join("one/data"), "a file").unwrap();
    run(&out, "one", "1", Existing::Replace, &NoFault).unwrap();
    assert_eq!(content(&out.join("one")), ["1"; 4]);
    assert_eq!(names(&out), [".attain.lock", "latest", "one"]);
}

#[test]
fn a_name_that_is_taken_is_refused_and_nothing_is_left() {
    let (_folder, out) = out();
    run(&out, "one", "1", Existing::Refuse, &NoFault).unwrap();
    let failure = run(&out, "one", "2", Existing::Refuse, &NoFault).unwrap_err();
    assert_eq!(failure.cause, crate::base::Cause::Output);
    assert_eq!(content(&out.join("one")), ["1"; 4]);
    assert_eq!(names(&out), [".attain.lock", "latest", "one"]);
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

#[test]
fn a_folder_in_place_of_latest_stops_the_run_before_it_works() {
    let (_folder, out) = out();
    fs::create_dir_all(out.join("latest")).unwrap();
    let lock = lock(&out);
    assert!(Stage::begin(&lock).is_err());
}
