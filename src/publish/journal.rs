//! The journal of a `forget`: who is to be forgotten, written before anything is changed and removed
//! when nothing is left to do. It is the only file that names somebody on purpose.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{self, AtPath};
use super::lock::Lock;
use super::manifest::Manifest;
use super::person::ForgottenPerson;
use super::stage;
use super::timestamp::Timestamp;
use crate::base::{Failure, Outcome};

const NAME: &str = ".attain.forget";
/// What is said while one is open.
pub(crate) const OPEN: &str =
    "a forget was not finished; the next run, prune or forget here finishes it";
const VERSION: &str = "attain-forget/1";
/// A person and a manifest; whatever is longer is none of ours.
const BYTES_MAX: u64 = 1 << 30;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Journal {
    schema: String,
    /// When it was asked for.
    pub at: Timestamp,
    pub person: ForgottenPerson,
    /// Folders whose files are being replaced, and their manifests when they are.
    pub pending: Vec<Pending>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub folder: String,
    pub manifest: Manifest,
}

/// Whether a `forget` was begun and has not ended.
#[must_use]
pub(crate) fn is_open(out: &Path) -> bool {
    fs::symlink_metadata(path(out)).is_ok()
}

fn path(out: &Path) -> PathBuf {
    out.join(NAME)
}

impl Journal {
    #[must_use]
    pub(crate) fn new(at: Timestamp, person: ForgottenPerson) -> Self {
        Self { schema: VERSION.to_owned(), at, person, pending: Vec::new() }
    }

    /// The open one, if there is one.
    ///
    /// # Errors
    /// When it cannot be read: then nobody knows who it was about.
    pub(crate) fn open(out: &Path) -> Outcome<Option<Self>> {
        let path = path(out);
        let broken = |detail: &dyn std::fmt::Display| {
            Failure::input("a forget was not finished, and its journal cannot be read")
                .at(path.display())
                .todo("call `attain forget` with the person's e-mail again")
                .because(detail)
        };
        let about = match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            about => about.reading(&path)?,
        };
        if !about.is_file() || about.len() > BYTES_MAX {
            return Err(broken(&"it is not what was written"));
        }
        let mut text = String::new();
        let read =
            fs::File::open(&path).and_then(|file| file.take(BYTES_MAX).read_to_string(&mut text));
        read.map_err(|error| broken(&error))?;
        let mut journal: Self = serde_json::from_str(&text).map_err(|error| broken(&error))?;
        if journal.schema != VERSION {
            return Err(broken(&format!("its layout is {}, not {VERSION}", journal.schema)));
        }
        journal.person.sharpen();
        Ok(Some(journal))
    }

    /// Writes it down, in place of what it said before.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write(&self, lock: &Lock) -> Outcome<()> {
        let path = path(lock.out());
        let text = serde_json::to_string(self).map_err(|error| {
            Failure::internal("the journal cannot be written as JSON").because(error)
        })?;
        if fs::symlink_metadata(&path).is_ok_and(|about| about.is_dir()) {
            files::remove_anything(&path).writing(&path)?;
        }
        files::replace(&path, &stage::hidden(lock), text.as_bytes()).writing(&path)
    }

    /// Nothing is left to do.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub(crate) fn close(lock: &Lock) -> Outcome<()> {
        let path = path(lock.out());
        files::remove_anything(&path).writing(&path)?;
        files::flush_folder(lock.out()).writing(lock.out())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::history::tests::lock;
    use crate::publish::manifest::tests::sample;

    #[test]
    fn it_is_read_as_it_was_written_and_damage_is_told() {
        let out = tempfile::tempdir().unwrap();
        let lock = lock(out.path());
        assert!(!is_open(out.path()) && Journal::open(out.path()).unwrap().is_none());
        let mut person = ForgottenPerson::new(["anna;<x>@x.example"]);
        person.learn_mcid("0012345");
        person.learn_name("Wilma", "Ahlgren");
        let mut journal = Journal::new(Timestamp::of(1, 0), person);
        journal.pending.push(Pending {
            folder: "2021-03-01-nightly-aaaaaa".into(),
            manifest: sample("nightly", "2021-03-01", "aaaaaa"),
        });
        journal.write(&lock).unwrap();
        assert!(is_open(out.path()));
        let read = Journal::open(out.path()).unwrap().unwrap();
        assert_eq!(read, journal);
        assert!(read.person.is_named_in("Wilma Ahlgren"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(path(out.path())).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(path(out.path()), "{").unwrap();
        assert!(Journal::open(out.path()).is_err() && is_open(out.path()));
        Journal::close(&lock).unwrap();
        Journal::close(&lock).unwrap();
        assert!(!is_open(out.path()));
    }
}
