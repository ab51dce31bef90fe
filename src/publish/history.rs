//! The runs of an output folder: by name, by key, and which one came before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{self, AtPath};
use super::hashing;
use super::journal;
use super::key;
use super::latest;
use super::manifest::{Manifest, OutputMade};
use super::timestamp::Timestamp;
use crate::base::{Day, Failure, Outcome};

const LINKED: &str = "it is a link, or no name of a run";
const STRANGE: &str = "its manifest is of another run";

/// File systems round the time of a change, up to this.
const TICK_SECONDS: i64 = 2;

/// What the name of a run folder says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunName {
    pub run_id: String,
    pub as_of: Day,
    /// As the folder's name has it.
    pub pipeline: String,
    /// The first digits of the run key.
    pub digits: String,
}

impl RunName {
    #[must_use]
    pub fn read(run_id: &str) -> Option<Self> {
        let as_of = Day::from_iso(run_id.get(..10)?)?;
        let (pipeline, digits) = run_id.get(10..)?.strip_prefix('-')?.rsplit_once('-')?;
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        // This program makes none with a sign that steers a terminal.
        let is_plain = !pipeline.chars().any(char::is_control);
        (is_plain && digits.len() == 6 && digits.bytes().all(hexadecimal) && !pipeline.is_empty())
            .then(|| {
                let (pipeline, digits) = (pipeline.to_owned(), digits.to_owned());
                Self { run_id: run_id.to_owned(), as_of, pipeline, digits }
            })
    }
}

/// A published run.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub folder: PathBuf,
    pub manifest: Manifest,
}

/// Whether a run with a key is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Published {
    No,
    Whole(Box<Run>),
    /// Its folder is there, but something in it is missing or was changed.
    Damaged(PathBuf),
}

/// The run folders, the newest as-of date first. Manifests are read when they are asked for.
///
/// Names come from the folders that are there, never from a manifest: one that says it is of another
/// run is as good as none.
#[derive(Clone, Debug)]
pub struct History {
    out: PathBuf,
    pub names: Vec<RunName>,
}

/// A folder that has the name of a run and is none, and why.
pub(crate) type NoRun = (String, &'static str);

impl History {
    /// An output folder that is not there yet has none.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn of(out: &Path) -> Outcome<Self> {
        let mut names = Vec::new();
        match fs::read_dir(out) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(Failure::input("this is no folder")
                    .at(out.display())
                    .todo("name the folder that runs are published in"));
            }
            listed => {
                for entry in listed.reading(out)? {
                    let entry = entry.reading(out)?;
                    names.extend(entry.file_name().to_str().and_then(RunName::read));
                }
            }
        }
        names.sort_by(|a, b| (b.as_of, &a.run_id).cmp(&(a.as_of, &b.run_id)));
        Ok(Self { out: out.to_owned(), names })
    }

    #[must_use]
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// A run by its name.
    ///
    /// # Errors
    /// When its folder is a link, or its manifest cannot be read or is of another run.
    pub fn run(&self, run_id: &str) -> Outcome<Run> {
        let no_run = |why: &str| {
            Failure::input(why)
                .at(self.out.join(run_id).display())
                .todo("move it away, or give it its name again")
        };
        let Some(folder) = files::inside(&self.out, run_id) else {
            return Err(no_run(LINKED));
        };
        let manifest = Manifest::read(&folder)?;
        if !is_of(&manifest, run_id) {
            return Err(no_run(STRANGE));
        }
        Ok(Run { folder, manifest })
    }

    /// All runs that can be read, the newest as-of date first, and what only looks like one.
    #[must_use]
    pub fn runs(&self) -> (Vec<Run>, Vec<NoRun>) {
        let mut runs = Vec::new();
        let mut others = Vec::new();
        for name in &self.names {
            match self.run(&name.run_id) {
                Ok(run) => runs.push(run),
                Err(_) => others.push((name.run_id.clone(), self.why_not(&name.run_id))),
            }
        }
        (runs, others)
    }

    fn why_not(&self, run_id: &str) -> &'static str {
        match files::inside(&self.out, run_id) {
            None => LINKED,
            Some(folder) if Manifest::read(&folder).is_ok() => STRANGE,
            Some(_) => "its manifest cannot be read",
        }
    }

    /// Whether somebody is being forgotten here.
    #[must_use]
    pub fn is_forget_open(&self) -> bool {
        journal::is_open(&self.out)
    }

    /// The run that `latest` names, if it is there.
    #[must_use]
    pub fn latest(&self) -> Option<Run> {
        self.run(&latest::read(&self.out)?).ok()
    }

    /// Up to so many manifests: the one that `latest` names, then by as-of date.
    pub(super) fn newest_manifests(&self, count: usize) -> Vec<Manifest> {
        let latest = latest::read(&self.out);
        let others = self.names.iter().map(|name| &name.run_id);
        let others = others.filter(|id| Some(*id) != latest.as_ref());
        latest
            .iter()
            .chain(others)
            .filter_map(|id| Some(self.run(id).ok()?.manifest))
            .take(count)
            .collect()
    }

    /// Whether a run with this key was published, found by its name alone.
    ///
    /// # Errors
    /// When a run of another key has the name.
    pub fn published(&self, as_of: Day, pipeline: &str, run_key: &str) -> Outcome<Published> {
        let run_id = key::run_id(as_of, pipeline, run_key);
        let folder = self.out.join(&run_id);
        if fs::symlink_metadata(&folder).is_err() {
            return Ok(Published::No);
        }
        // A link to a folder elsewhere is in the way as a file is.
        if Manifest::read(&folder).is_ok_and(|manifest| manifest.run_key != run_key) {
            return Err(Failure::output("a run of another key has the name of this one")
                .at(folder.display())
                .todo("move it away and run again"));
        }
        match self.run(&run_id) {
            Ok(run) if run.is_whole() => Ok(Published::Whole(Box::new(run))),
            _ => Ok(Published::Damaged(folder)),
        }
    }
}

impl Run {
    /// Whether every output is there as it was written: by size, and by content where a file was
    /// touched after the run.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.manifest.outputs.iter().all(|output| self.has(output))
    }

    /// Whether one of them is.
    #[must_use]
    pub fn has(&self, output: &OutputMade) -> bool {
        let Some(path) = files::inside(&self.folder, &output.path) else { return false };
        let Ok(about) = fs::symlink_metadata(&path) else { return false };
        let modified = about.modified().map(Timestamp::from);
        let finished =
            self.manifest.forgotten.last().map_or(self.manifest.finished, |last| last.at);
        let touched = modified.map_or(true, |at| at.seconds_since(finished) > TICK_SECONDS);
        about.is_file()
            && about.len() == output.size
            && (!touched || hashing::hash(&path).is_ok_and(|(hash, _)| hash == output.sha256))
    }
}

/// Whether the manifest says of itself what the folder's name says.
fn is_of(manifest: &Manifest, run_id: &str) -> bool {
    manifest.run_id == run_id
        && run_id == key::run_id(manifest.as_of, &manifest.pipeline.name, &manifest.run_key)
}

#[cfg(test)]
#[path = "history_tests.rs"]
pub(crate) mod tests;
