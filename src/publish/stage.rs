//! The stage: a hidden folder on which a run is written, until it is renamed into place whole.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::files::{self, AtPath, NewFile, Tree};
use super::latest::{self, LinkTurn};
use super::lock::Lock;
use crate::base::{Failure, Outcome};

const PREFIX: &str = ".staging-";
/// Before the name of a folder that is being replaced.
const REPLACED: &str = ".replaced-";
pub(crate) const REFUSED: &str = "refused";

/// What becomes of a run folder that is there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Existing {
    /// It is a fault that there is one.
    Refuse,
    /// The new folder takes its place as a whole.
    Replace,
}

/// A folder that no reader sees. Whoever drops it unpublished leaves nothing behind.
pub struct Stage<'a> {
    lock: &'a Lock,
    folder: PathBuf,
}

impl<'a> Stage<'a> {
    /// Clears what dead runs left (the lock says that nobody else is at work), makes a new stage.
    ///
    /// # Errors
    /// When the output folder cannot be written.
    pub fn begin(lock: &'a Lock) -> Outcome<Self> {
        latest::check(lock.out(), latest::NAME)?;
        clear_debris(lock)?;
        let folder = lock.out().join(format!("{PREFIX}{}", std::process::id()));
        files::create_private_folder(&folder).writing(&folder)?;
        Ok(Self { lock, folder })
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A new file of the run, by its relative path (`data/skills.csv`).
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(&self, name: &str) -> Outcome<NewFile> {
        let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if name.is_empty() || !plain {
            return Err(Failure::internal(format!("`{name}` is no name of an output")));
        }
        let path = self.folder.join(name);
        if let Some(parent) = path.parent() {
            files::create_private_folder(parent).writing(parent)?;
        }
        files::create_private(&path).writing(&path)
    }

    /// The failure of a write to a file of the stage.
    #[must_use]
    pub fn failed(&self, name: &str, error: &std::io::Error) -> Failure {
        files::unwritable(&self.folder.join(name), error)
    }

    /// Brings the files that are there to the disk, while they are audited: to publish them is then a
    /// matter of their names.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn settle(&self) -> Outcome<()> {
        self.flush_files(&Tree::of(&self.folder).writing(&self.folder)?)
    }

    /// Shows the run: flushed to disk, renamed into place, and the links turned last.
    ///
    /// # Errors
    /// When anything cannot be written; what was there before is then untouched.
    pub fn publish(self, run_id: &str, existing: Existing, turns: &[LinkTurn]) -> Outcome<PathBuf> {
        let out = self.lock.out();
        let target = out.join(run_id);
        self.flush()?;
        // Before the run is shown: once it is, only renames are left, which need no space.
        latest::prepare(out, turns)?;
        let is_there = fs::symlink_metadata(&target).is_ok();
        if is_there && existing == Existing::Refuse {
            return Err(Failure::output("another run has this name already")
                .at(target.display())
                .todo("move it away, or replace it with --force"));
        }
        self.put(&target, is_there)?;
        files::flush_folder(out).writing(out)?;
        latest::swap(out, turns)?;
        files::flush_folder(out).writing(out)?;
        Ok(target)
    }

    /// Keeps what a refused run has to show (its rejects) apart from the runs.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn refuse(self, run_id: &str) -> Outcome<PathBuf> {
        let folder = self.lock.out().join(REFUSED);
        if fs::symlink_metadata(&folder).is_ok_and(|about| about.is_symlink()) {
            return Err(Failure::output("a link stands in the place of the refused runs")
                .at(folder.display())
                .todo("remove it and run again"));
        }
        files::create_private_folder(&folder).writing(&folder)?;
        self.flush()?;
        let target = folder.join(run_id);
        self.put(&target, fs::symlink_metadata(&target).is_ok())?;
        files::flush_folder(&folder).writing(&folder)?;
        clear_debris(self.lock)?;
        Ok(target)
    }

    fn flush(&self) -> Outcome<()> {
        let tree = Tree::of(&self.folder).writing(&self.folder)?;
        self.flush_files(&tree)?;
        for below in tree.folders.iter().rev() {
            let path = self.folder.join(below);
            files::flush_folder(&path).writing(&path)?;
        }
        files::flush_folder(&self.folder).writing(&self.folder)
    }

    fn flush_files(&self, tree: &Tree) -> Outcome<()> {
        tree.files.iter().try_for_each(|file| {
            let path = self.folder.join(file);
            files::flush_file(&path).writing(&path)
        })
    }

    /// What was there before is on the stage then, and goes with it.
    fn put(&self, target: &Path, is_there: bool) -> Outcome<()> {
        if !is_there {
            return files::rename(&self.folder, target).writing(target);
        }
        match files::exchange(&self.folder, target) {
            Err(error) if cannot_exchange(&error) => self.put_in_two_steps(target),
            exchanged => exchanged.writing(target),
        }
    }

    /// Where the disk cannot exchange two folders in one step. Between the two renames the old one
    /// has a hidden name under which the next command finds it.
    fn put_in_two_steps(&self, target: &Path) -> Outcome<()> {
        let replaced = replaced(target);
        files::remove_anything(&replaced).writing(&replaced)?;
        files::rename(target, &replaced).writing(target)?;
        if let Err(error) = files::rename(&self.folder, target) {
            // If even that fails, the next command does it.
            let _ = files::rename(&replaced, target);
            return Err(error).writing(target);
        }
        // The new one is there; what is left of the old one is debris.
        let _ = files::remove_anything(&replaced);
        Ok(())
    }
}

fn replaced(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!("{REPLACED}{name}"))
}

fn cannot_exchange(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidInput, Unsupported};
    matches!(error.kind(), Unsupported | InvalidInput)
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // What cannot be cleared now is cleared by the next run.
        let _ = clear_debris(self.lock);
    }
}

/// Removes a run folder: it vanishes in one step, then its files go.
///
/// # Errors
/// When it cannot be removed.
pub(crate) fn remove(lock: &Lock, folder: &Path) -> Outcome<()> {
    let aside = lock.out().join(format!("{PREFIX}aside-{}", std::process::id()));
    files::remove_anything(&aside).writing(&aside)?;
    files::rename(folder, &aside).writing(folder)?;
    files::remove_anything(&aside).writing(&aside)
}

/// A hidden name below the output folder for a file that is about to replace another.
#[must_use]
pub(crate) fn hidden(lock: &Lock) -> PathBuf {
    lock.out().join(format!("{PREFIX}file-{}", std::process::id()))
}

/// The same for one of several files that are made ready before any is replaced.
#[must_use]
pub(crate) fn hidden_among(lock: &Lock, number: usize) -> PathBuf {
    lock.out().join(format!("{PREFIX}file-{}-{number}", std::process::id()))
}

/// Removes everything that a run which did not end left on the stage, and puts back what it was
/// about to replace.
///
/// # Errors
/// When the output folder cannot be read or written.
pub(crate) fn clear_debris(lock: &Lock) -> Outcome<()> {
    let out = lock.out();
    put_back(&out.join(REFUSED))?;
    put_back(out)?;
    for entry in fs::read_dir(out).writing(out)? {
        let entry = entry.writing(out)?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            files::remove_anything(&entry.path()).writing(&entry.path())?;
        }
    }
    Ok(())
}

fn put_back(folder: &Path) -> Outcome<()> {
    if fs::symlink_metadata(folder).is_ok_and(|about| about.is_dir()) {
        for entry in fs::read_dir(folder).writing(folder)? {
            let name = entry.writing(folder)?.file_name();
            let Some(own) = name.to_str().and_then(|name| name.strip_prefix(REPLACED)) else {
                continue;
            };
            let (replaced, target) = (folder.join(&name), folder.join(own));
            if fs::symlink_metadata(&target).is_ok() {
                files::remove_anything(&replaced).writing(&replaced)?;
            } else {
                files::rename(&replaced, &target).writing(&target)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "stage_tests.rs"]
mod tests;
