//! Faults at every call that changes the disk, for `prune` and `forget`: what was there is whole or is
//! finished by the next command, and nothing outside the output folder changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use super::faults::{FaultKind, planned};
use super::files::Tree;
use super::forget::tests::{forget_one, made, now};
use super::manifest::Manifest;
use super::prune::{self, KeepRuns};
use super::verify::verify;
use super::{History, Lock, LockHolder, forget, journal, latest};
use crate::base::Outcome;

/// Beside the output folder lies what must not change.
struct Ground {
    _folder: tempfile::TempDir,
    out: PathBuf,
    beside: PathBuf,
}

fn take(out: &Path) -> Outcome<Lock> {
    Lock::take(out, &LockHolder::this_process("prune", now()), None)
}

pub(crate) type Content = BTreeMap<PathBuf, Vec<u8>>;

pub(crate) fn content(folder: &Path) -> Content {
    let tree = Tree::of(folder).unwrap();
    let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|about| about.is_file());
    let read = |file: &PathBuf| {
        let path = folder.join(file);
        // A pipe never ends.
        let bytes = is_file(&path).then(|| fs::read(&path).unwrap_or_default());
        (file.clone(), bytes.unwrap_or_default())
    };
    tree.files.iter().map(read).collect()
}

/// Made once: what is slow is the making of workbooks and Parquet files.
fn template() -> &'static Content {
    static TEMPLATE: OnceLock<Content> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        fs::create_dir_all(out.join("refused/old")).unwrap();
        fs::write(out.join("refused/old/rejects.csv"), "line,value\n1,anna@contoso.com\n").unwrap();
        made(&out, "2021-02-01", "aaaaaa");
        made(&out, "2021-03-01", "bbbbbb");
        made(&folder.path().join("beside"), "2021-03-01", "cccccc");
        content(folder.path())
    })
}

impl Ground {
    fn new() -> Self {
        // Where there is a disk of memory: hundreds of folders are brought to the disk here.
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let folder = folder.unwrap();
        let (out, beside) = (folder.path().join("out"), folder.path().join("beside"));
        for (name, bytes) in template() {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        latest::point(&out, "2021-03-01-nightly-bbbbbb").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&beside, out.join("2021-03-01-nightly-bbbbbb/link")).unwrap();
        Self { _folder: folder, out, beside }
    }

    /// Runs that are there, each as its manifest says.
    fn whole(&self, when: &str) -> Vec<String> {
        let (runs, others) = History::of(&self.out).unwrap().runs();
        assert_eq!(others, [], "{when}");
        let names = runs.iter().map(|run| {
            let verified = verify(&run.folder).unwrap();
            let wrong = verified.outputs.iter().filter(|output| output.path != "link");
            for output in wrong {
                assert_eq!(
                    output.standing,
                    super::verify::FileStanding::Same,
                    "{when}: {verified}"
                );
            }
            run.manifest.run_id.clone()
        });
        names.collect()
    }
}

/// Lets a command meet every kind of fault at every call, then lets the next command end it.
fn attacked(work: &dyn Fn(&Path) -> Outcome<()>, check: &dyn Fn(&Ground, bool, &str)) {
    let calm = Ground::new();
    let (ended, calls) = planned(u64::MAX, FaultKind::Broken, || work(&calm.out));
    ended.unwrap();
    assert!(calls > 10, "{calls}");
    let outside = content(&calm.beside);
    for at in 1..=calls {
        // All that a call can say in place of doing something is the same to its caller.
        let one = [FaultKind::Full, FaultKind::Broken, FaultKind::ReadOnly, FaultKind::NoHandles]
            [usize::try_from(at % 4).unwrap()];
        for kind in [FaultKind::Killed, FaultKind::Short, one] {
            let ground = Ground::new();
            let (ended, _) = planned(at, kind, || work(&ground.out));
            let when = format!("{kind:?} at call {at} of {calls}");
            check(&ground, ended.is_ok(), &when);
            assert!(content(&ground.beside) == outside, "{when}: what lies beside was changed");
        }
    }
}

#[test]
fn a_prune_that_fails_anywhere_leaves_whole_runs_and_is_ended_by_the_next() {
    let prune = |out: &Path| {
        let lock = take(out)?;
        let keep = KeepRuns { made_within: Some(Duration::from_secs(1)), months: None };
        let later = super::Timestamp::from_text("2095-01-01T00:00:00Z").unwrap();
        prune::prune(&lock, &prune::plan(&lock, keep, later)?)
    };
    attacked(&prune, &|ground, _, when| {
        let left = ground.whole(when);
        assert!(left.contains(&"2021-03-01-nightly-bbbbbb".to_owned()), "{when}: {left:?}");
        assert_eq!(latest::read(&ground.out).unwrap(), "2021-03-01-nightly-bbbbbb", "{when}");
        prune(&ground.out).unwrap_or_else(|failure| panic!("{when}: {failure}"));
        assert_eq!(ground.whole(when), ["2021-03-01-nightly-bbbbbb"]);
        let hidden = Tree::of(&ground.out).unwrap().files;
        let is_debris = |path: &&PathBuf| path.to_string_lossy().contains(".staging");
        assert_eq!(hidden.iter().find(is_debris), None, "{when}");
    });
}

#[test]
fn a_forget_that_fails_anywhere_is_ended_by_the_next_command() {
    let forget = |out: &Path| forget_one(out, "anna@contoso.com").map(drop);
    let finish = |out: &Path| forget::finish(&take(out)?).map(|forgot| forgot.is_some());
    attacked(&forget, &|ground, is_ok, when| {
        assert!(!is_ok || !journal::is_open(&ground.out), "{when}: done, and yet open");
        // Either nothing was begun, or the journal says what is to be done.
        let is_open = journal::is_open(&ground.out);
        let was_finished =
            finish(&ground.out).unwrap_or_else(|failure| panic!("{when}: {failure}"));
        assert_eq!(is_open, was_finished, "{when}");
        if !is_open && !is_ok {
            forget(&ground.out).unwrap();
        }
        assert_eq!(ground.whole(when).len(), 2);
        assert!(!journal::is_open(&ground.out), "{when}");
        for (file, bytes) in content(&ground.out) {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            let is_named = ["anna", "101101", "lindholm"].iter().any(|key| text.contains(key));
            assert!(!is_named, "{when}: {} has {text}", file.display());
            assert!(!file.to_string_lossy().contains(".staging"), "{when}: {}", file.display());
        }
        for run in ["2021-02-01-nightly-aaaaaa", "2021-03-01-nightly-bbbbbb"] {
            let folder = ground.out.join(run);
            assert!(!folder.join("skills_report.xlsx").exists(), "{when}");
            assert!(folder.join("kpi_report.xlsx").exists(), "{when}: it names nobody");
            let manifest = Manifest::read(&folder).unwrap();
            assert_eq!(manifest.forgotten.len(), 1, "{when}");
            assert!(manifest.outputs.iter().any(|it| it.path == "data/skills.parquet"), "{when}");
            assert_eq!(manifest.forgotten[0].at, now(), "{when}");
        }
    });
}
