//! A hidden folder below the output folder for what a run puts aside. Nothing of it is published.

use std::fs::{self, File};
use std::io::{BufWriter, Error, Write};
use std::path::PathBuf;

use crate::base::aside::{Disk, ReadAndSeek};
use crate::base::{Failure, Outcome};

use super::files::{self, AtPath};
use super::lock::Lock;

const PREFIX: &str = ".spilled-";

/// The folder, which goes with whoever has it.
pub(crate) struct Spill {
    folder: PathBuf,
}

impl Spill {
    /// # Errors
    /// When the output folder cannot be written.
    pub(crate) fn begin(lock: &Lock) -> Outcome<Self> {
        clear(lock)?;
        let folder = lock.out().join(format!("{PREFIX}{}", std::process::id()));
        files::create_private_folder(&folder).writing(&folder)?;
        Ok(Self { folder })
    }
}

impl Disk for Spill {
    fn create(&self, name: &str) -> Outcome<Box<dyn Write + Send + Sync>> {
        let path = self.folder.join(name);
        let file = files::create_private(&path).writing(&path)?;
        Ok(Box::new(BufWriter::with_capacity(1 << 18, file)))
    }

    fn open(&self, name: &str) -> Outcome<Box<dyn ReadAndSeek>> {
        let path = self.folder.join(name);
        Ok(Box::new(File::open(&path).reading(&path)?))
    }

    fn remove(&self, name: &str) {
        // What cannot be removed goes with the folder.
        let _ = files::remove_anything(&self.folder.join(name));
    }

    fn unwritten(&self, error: &Error) -> Failure {
        files::unwritable(&self.folder, error)
    }

    fn unread(&self, error: Error) -> Failure {
        Failure::output("what the run put aside cannot be read back")
            .at(self.folder.display())
            .todo(
                "look whether the disk fails or something clears the output folder, and run again",
            )
            .because(error)
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = files::remove_anything(&self.folder);
    }
}

/// Removes what runs that did not end have put aside. The lock says that nobody else is at work.
///
/// # Errors
/// When the output folder cannot be read or written.
pub(crate) fn clear(lock: &Lock) -> Outcome<()> {
    let out = lock.out();
    for entry in fs::read_dir(out).writing(out)? {
        let entry = entry.writing(out)?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            files::remove_anything(&entry.path()).writing(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::publish::{LockHolder, Timestamp};

    #[test]
    fn what_is_put_aside_goes_with_the_run_or_with_the_next() {
        let out = tempfile::tempdir().unwrap();
        let since = Timestamp::from_text("2021-03-01T02:00:05Z").unwrap();
        let lock = Lock::take(out.path(), &LockHolder::this_process("run", since), None).unwrap();
        let count = || fs::read_dir(out.path()).unwrap().count();
        let before = count();
        let spill = Spill::begin(&lock).unwrap();
        let mut file = spill.create("0").unwrap();
        file.write_all(b"rows").unwrap();
        file.flush().unwrap();
        let mut text = String::new();
        spill.open("0").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), count()), ("rows", before + 1));
        assert!(spill.open("1").is_err());
        drop(spill);
        assert_eq!(count(), before);
        fs::create_dir(out.path().join(".spilled-7")).unwrap();
        fs::write(out.path().join(".spilled-7/0"), "rows").unwrap();
        clear(&lock).unwrap();
        assert_eq!(count(), before);
    }
}
