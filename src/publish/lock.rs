//! The lock on an output folder: one run at a time, and the next one is told who has it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::faults;
use super::files::{self, AtPath};
use super::timestamp::Timestamp;
use crate::base::{Cause, Failure, Outcome};

const NAME: &str = ".attain.lock";
const POLL: Duration = Duration::from_millis(100);

/// Who holds a lock, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockHolder {
    pub process: u32,
    pub host: String,
    /// The subcommand only: arguments may name a person.
    pub command: String,
    pub since: Timestamp,
}

/// Held as long as it lives. The system drops it with the process, however that ends; the file
/// stays, because removing it would let two processes lock two files of one name.
#[derive(Debug)]
pub struct Lock {
    out: PathBuf,
    file: File,
}

impl LockHolder {
    #[must_use]
    pub fn this_process(command: &str, since: Timestamp) -> Self {
        let host = fs::read_to_string("/proc/sys/kernel/hostname")
            .ok()
            .or_else(|| std::env::var("COMPUTERNAME").ok())
            .unwrap_or_default();
        let host = host.trim().to_owned();
        Self { process: std::process::id(), host, command: command.to_owned(), since }
    }

    fn line(&self) -> String {
        let host = if self.host.is_empty() { "this host" } else { &self.host };
        format!(
            "`attain {}`, process {} on {host}, since {}\n",
            self.command, self.process, self.since
        )
    }
}

impl Lock {
    /// Takes the lock of an output folder, which is made if it is missing.
    ///
    /// # Errors
    /// When another process holds it (longer than `wait`), or the folder cannot be written.
    pub fn take(out: &Path, holder: &LockHolder, wait: Option<Duration>) -> Outcome<Self> {
        files::create_private_folder_flushed(out).writing(out)?;
        let path = out.join(NAME);
        let file = open(&path)?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => {
                    return Err(Failure::output("the output folder cannot be locked")
                        .at(path.display())
                        .todo("choose a folder on a local disk with --out")
                        .because(error));
                }
                Err(TryLockError::WouldBlock) if wait.is_none_or(|wait| waited >= wait) => {
                    return Err(held(out, &path, wait));
                }
                Err(TryLockError::WouldBlock) => {
                    // Counted, not measured: a clock that jumps must not end the wait.
                    thread::sleep(POLL);
                    waited += POLL;
                }
            }
        }
        let mut lock = Self { out: out.to_owned(), file };
        // On a full disk nobody learns who holds it, but `prune` can make room.
        let _ = lock.sign(holder);
        Ok(lock)
    }

    /// The folder that is locked.
    #[must_use]
    pub fn out(&self) -> &Path {
        &self.out
    }

    fn sign(&mut self, holder: &LockHolder) -> std::io::Result<()> {
        faults::before("sign the lock")?;
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(holder.line().as_bytes())?;
        self.file.flush()
    }
}

/// The file of the lock, and nothing else: what a link leads to is not ours.
fn open(path: &Path) -> Outcome<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    let file = match fs::symlink_metadata(path) {
        Ok(about) if !about.is_file() => return Err(in_its_place(path)),
        Ok(_) => options.open(path).writing(path)?,
        Err(_) => {
            faults::before("create the lock").writing(path)?;
            match create(&mut options, path) {
                // Somebody else was faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    options.create_new(false).open(path).writing(path)?
                }
                made => made.writing(path)?,
            }
        }
    };
    if is_same(&file, path) { Ok(file) } else { Err(in_its_place(path)) }
}

fn create(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    // Never through a link.
    options.create_new(true).open(path)
}

fn in_its_place(path: &Path) -> Failure {
    Failure::output("something else stands in the place of the lock: a link, a folder or a pipe")
        .at(path.display())
        .todo("remove it and run again")
}

/// Whether the file that was opened bears this name, and is not what a link leads to.
#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let marks = |about: fs::Metadata| (about.dev(), about.ino());
    let (opened, named) = (file.metadata().map(marks), fs::symlink_metadata(path).map(marks));
    opened.is_ok_and(|opened| named.is_ok_and(|named| opened == named))
}

#[cfg(not(unix))]
fn is_same(_file: &File, path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_file())
}

fn held(out: &Path, path: &Path, waited: Option<Duration>) -> Failure {
    /// Whoever has just taken it is about to sign.
    const LOOKS: usize = 3;
    let mut text = String::new();
    for _ in 0..LOOKS {
        // Some systems do not let anybody read what is locked; then only its holder is unknown.
        let _ = File::open(path).and_then(|file| file.take(1000).read_to_string(&mut text));
        if !text.trim().is_empty() {
            break;
        }
        thread::sleep(POLL / 4);
    }
    let holder = match text.trim() {
        "" => "another process".to_owned(),
        known => known.to_owned(),
    };
    let todo = match waited {
        None => "wait until it has ended; `attain run --wait 10m` waits by itself",
        Some(_) => "it still holds it after the wait; look whether it hangs, or wait longer",
    };
    Failure::new(Cause::Locked, format!("another run holds this output folder: {holder}"))
        .at(out.display())
        .todo(todo)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holder(command: &str) -> LockHolder {
        let since = Timestamp::from_text("2021-03-01T02:00:05Z").unwrap();
        LockHolder { process: 4711, host: "reports".into(), command: command.into(), since }
    }

    #[test]
    fn the_second_is_told_who_holds_it_and_since_when() {
        let out = tempfile::tempdir().unwrap();
        let first = Lock::take(out.path(), &holder("run"), None).unwrap();
        let failure = Lock::take(out.path(), &holder("prune"), None).unwrap_err();
        assert_eq!(failure.cause, Cause::Locked);
        let text = failure.to_string();
        assert!(text.contains("`attain run`, process 4711 on reports"), "{text}");
        assert!(text.contains("since 2021-03-01T02:00:05Z"), "{text}");
        drop(first);
        let second = Lock::take(out.path(), &holder("p"), None).unwrap();
        let text = fs::read_to_string(out.path().join(NAME)).unwrap();
        assert_eq!(text, holder("p").line(), "nothing of the longer line before is left");
        drop(second);
    }

    #[test]
    fn waiting_ends_when_the_lock_is_free_or_the_patience_is() {
        let out = tempfile::tempdir().unwrap();
        let first = Lock::take(out.path(), &holder("run"), None).unwrap();
        let short = Some(Duration::from_millis(150));
        assert_eq!(Lock::take(out.path(), &holder("run"), short).unwrap_err().cause, Cause::Locked);
        let release = thread::spawn(move || {
            thread::sleep(Duration::from_millis(200));
            drop(first);
        });
        let long = Some(Duration::from_secs(20));
        assert!(Lock::take(out.path(), &holder("run"), long).is_ok());
        release.join().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn what_stands_in_the_place_of_the_lock_is_named_and_not_touched() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let mine = folder.path().join("mine");
        fs::write(&mine, "mine").unwrap();
        let out = folder.path().join("a/b");
        drop(Lock::take(&out, &holder("run"), None).unwrap());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!([mode(&out), mode(&out.join(NAME))], [0o700, 0o600]);
        let path = out.join(NAME);
        for target in [&mine, &folder.path().join("new")] {
            fs::remove_file(&path).unwrap();
            symlink(target, &path).unwrap();
            let failure = Lock::take(&out, &holder("run"), None).unwrap_err();
            assert_eq!(failure.cause, Cause::Output);
            assert!(failure.to_string().contains("in the place of the lock"), "{failure}");
        }
        assert_eq!(fs::read_to_string(&mine).unwrap(), "mine");
        assert!(!folder.path().join("new").exists());
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(Lock::take(&out, &holder("run"), None).unwrap_err().cause, Cause::Output);
    }

    #[test]
    fn a_full_disk_keeps_nobody_from_the_lock() {
        let out = tempfile::tempdir().unwrap();
        drop(Lock::take(out.path(), &holder("run"), None).unwrap());
        let take = || Lock::take(out.path(), &holder("prune"), None).is_ok();
        let (taken, calls) = faults::planned(2, faults::FaultKind::Full, take);
        assert!(taken && calls == 2, "{calls}");
    }

    #[test]
    fn a_folder_that_cannot_be_is_a_failure_of_the_output() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a file");
        fs::write(&file, "x").unwrap();
        let failure = Lock::take(&file.join("out"), &holder("run"), None).unwrap_err();
        assert_eq!(failure.cause, Cause::Output);
    }
}
