//! Inputs that are known already: a file that bears the same marks need not be read to be hashed.

use std::path::Path;

use super::files::AtPath;
use super::hashing;
use super::history::History;
use super::manifest::Manifest;
use super::stamp::FileStamp;
use super::timestamp::Timestamp;
use crate::base::dictionary::Hashed;
use crate::base::{Failure, Outcome, ordinary, shown};

/// How many runs are asked, the newest first.
const RUNS_ASKED: usize = 3;

/// What earlier runs know of their inputs.
#[derive(Default)]
pub(crate) struct KnownInputs {
    by_path: Hashed<String, Vec<KnownInput>>,
}

struct KnownInput {
    stamp: FileStamp,
    size: u64,
    sha256: String,
    started: Timestamp,
}

impl KnownInputs {
    /// From the newest runs of an output folder; runs that cannot be read know nothing.
    #[must_use]
    pub(crate) fn of(history: &History) -> Self {
        let mut known = Self::default();
        for manifest in history.newest_manifests(RUNS_ASKED) {
            known.learn(manifest);
        }
        known
    }

    fn learn(&mut self, manifest: Manifest) {
        let started = manifest.started;
        for input in manifest.inputs {
            let known =
                KnownInput { stamp: input.stamp, size: input.size, sha256: input.sha256, started };
            self.by_path.entry(input.path).or_default().push(known);
        }
    }

    /// The hash of an input, if it is known without reading the file. The marks must be those of
    /// the time, and old enough at the start of the run that read it.
    #[must_use]
    pub(crate) fn hash(&self, path: &Path, stamp: &FileStamp, size: u64) -> Option<&str> {
        let inputs = self.by_path.get(&shown(path))?;
        let same = |input: &&KnownInput| {
            input.stamp == *stamp && input.size == size && stamp.is_settled(input.started)
        };
        inputs.iter().find(same).map(|input| input.sha256.as_str())
    }

    /// The hash of an input, read only if it must be, with its marks and its size.
    ///
    /// # Errors
    /// When it is missing or cannot be read.
    pub(crate) fn hash_or_read(&self, path: &Path) -> Outcome<(String, FileStamp, u64)> {
        let missing = |error: std::io::Error| match ordinary::input_failure(&error) {
            Some(failure) => failure.at(shown(path)),
            None => Failure::input("the file cannot be read")
                .at(path.display())
                .todo("put the export there, or correct `files` in the pipeline file")
                .because(error),
        };
        let (stamp, size) = FileStamp::of(path).map_err(missing)?;
        if let Some(known) = self.hash(path, &stamp, size) {
            return Ok((known.to_owned(), stamp, size));
        }
        let (sha256, read) = hashing::hash(path).map_err(missing)?;
        let (after, _) = FileStamp::of(path).reading(path)?;
        if read != size || after != stamp {
            return Err(Failure::input("the file changed while it was read")
                .at(path.display())
                .todo("run again when the export is complete"));
        }
        Ok((sha256, stamp, size))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::publish::manifest::tests::sample;

    fn known(path: &Path, started: &str) -> KnownInputs {
        let (stamp, size) = FileStamp::of(path).unwrap();
        let mut manifest = sample("nightly", "2021-03-01", "aa");
        manifest.started = Timestamp::from_text(started).unwrap();
        manifest.inputs[0].path = path.display().to_string();
        manifest.inputs[0].stamp = stamp;
        manifest.inputs[0].size = size;
        manifest.inputs[0].sha256 = "remembered".into();
        let mut known = KnownInputs::default();
        known.learn(manifest);
        known
    }

    #[test]
    fn an_untouched_file_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("é users.csv");
        fs::write(&path, "abc").unwrap();
        let known = known(&path, "9999-01-01T00:00:00Z");
        assert_eq!(known.hash_or_read(&path).unwrap().0, "remembered");
    }

    #[test]
    fn a_file_that_was_young_when_it_was_read_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.csv");
        fs::write(&path, "abc").unwrap();
        let written = FileStamp::of(&path).unwrap().0.modified.unwrap();
        let known = known(&path, &written.to_string());
        assert_eq!(known.hash_or_read(&path).unwrap().0, crate::base::digest::sha256(b"abc"));
    }

    #[test]
    fn a_file_of_the_same_size_and_time_is_read_again_when_it_was_touched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.csv");
        fs::write(&path, "abc").unwrap();
        let known = known(&path, "9999-01-01T00:00:00Z");
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(30));
        fs::write(&path, "abd").unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        if cfg!(unix) {
            assert_ne!(known.hash_or_read(&path).unwrap().0, "remembered");
        }
        assert!(known.hash_or_read(&folder.path().join("none.csv")).is_err());
    }
}
