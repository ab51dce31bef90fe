//! The stage: a hidden folder on which a run is written, until it is renamed into place whole.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::files::{self, AtPath, NewFile, Tree};
use super::latest;
use super::lock::Lock;
use crate::base::{Failure, Outcome};

const PREFIX: &str = ".staging-";
const MANIFEST: &str = "manifest.json";
pub const REFUSED: &str = "refused";

/// Where a test lets a run die: asked before every step that changes the disk.
pub trait Fault: Sync {
    /// # Errors
    /// When the run is to die here.
    fn before(&self, step: &str) -> Outcome<()>;

    /// A dead run clears nothing away.
    fn is_dead(&self) -> bool {
        false
    }
}

/// The one that never lets a run die.
pub struct NoFault;

impl Fault for NoFault {
    fn before(&self, _step: &str) -> Outcome<()> {
        Ok(())
    }
}

/// What becomes of a run folder that is there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Existing {
    /// It is a fault that there is one.
    Refuse,
    /// It has the same run key, so each file is replaced by the same bytes: at every instant the
    /// folder is whole, however it was damaged before.
    Replace,
}

/// A folder that no reader sees. Whoever drops it unpublished leaves nothing behind.
pub struct Stage<'a> {
    lock: &'a Lock,
    folder: PathBuf,
    fault: &'a dyn Fault,
}

impl<'a> Stage<'a> {
    /// Clears what dead runs left (the lock says that nobody else is at work), makes a new stage.
    ///
    /// # Errors
    /// When the output folder cannot be written.
    pub fn begin(lock: &'a Lock) -> Outcome<Self> {
        Self::begin_with(lock, &NoFault)
    }

    /// The same for a run that may die.
    ///
    /// # Errors
    /// When the output folder cannot be written.
    pub fn begin_with(lock: &'a Lock, fault: &'a dyn Fault) -> Outcome<Self> {
        latest::check(lock.out())?;
        fault.before("clear debris")?;
        clear_debris(lock)?;
        fault.before("make the stage")?;
        let folder = lock.out().join(format!("{PREFIX}{}", std::process::id()));
        files::create_private_folder(&folder).writing(&folder)?;
        Ok(Self { lock, folder, fault })
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
        self.fault.before("create a file")?;
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

    /// Shows the run: flushed to disk, renamed into place, and `latest` swapped last.
    ///
    /// # Errors
    /// When anything cannot be written; what was there before is then untouched.
    pub fn publish(self, run_id: &str, existing: Existing, point: Point) -> Outcome<PathBuf> {
        let out = self.lock.out();
        let target = out.join(run_id);
        latest::check(out)?;
        self.flush()?;
        if point == Point::Here {
            // Before the run is shown: once it is, only renames are left, which need no space.
            self.fault.before("make the new link")?;
            latest::prepare(out, run_id)?;
        }
        if fs::symlink_metadata(&target).is_err() {
            self.rename(&self.folder, &target)?;
        } else if existing == Existing::Refuse {
            return Err(Failure::output("another run has this name already")
                .at(target.display())
                .todo("move it away, or replace it with --force"));
        } else {
            self.replace(&target)?;
        }
        files::flush_folder(out).writing(out)?;
        if point == Point::Here {
            self.fault.before("swap the link")?;
            latest::swap(out)?;
            self.fault.before("flush the link")?;
            files::flush_folder(out).writing(out)?;
        }
        Ok(target)
    }

    /// Keeps what a refused run has to show (its rejects) apart from the runs.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn refuse(self, run_id: &str) -> Outcome<PathBuf> {
        let folder = self.lock.out().join(REFUSED);
        files::create_private_folder(&folder).writing(&folder)?;
        self.flush()?;
        let target = folder.join(run_id);
        if fs::symlink_metadata(&target).is_ok() {
            self.set_aside(&target)?;
        }
        self.rename(&self.folder, &target)?;
        files::flush_folder(&folder).writing(&folder)?;
        clear_debris(self.lock)?;
        Ok(target)
    }

    fn flush(&self) -> Outcome<()> {
        let tree = Tree::of(&self.folder).writing(&self.folder)?;
        self.flush_files(&tree)?;
        for below in tree.folders.iter().rev() {
            self.fault.before("flush a folder")?;
            let path = self.folder.join(below);
            files::flush_folder(&path).writing(&path)?;
        }
        files::flush_folder(&self.folder).writing(&self.folder)
    }

    fn flush_files(&self, tree: &Tree) -> Outcome<()> {
        tree.files.iter().try_for_each(|file| {
            self.fault.before("flush a file")?;
            let path = self.folder.join(file);
            files::flush_file(&path).writing(&path)
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> Outcome<()> {
        self.fault.before("rename")?;
        files::rename(from, to).writing(to)
    }

    /// File by file, the manifest last, then whatever is not of the run.
    ///
    /// To move the old folder aside first would leave an instant without any, and a run that dies
    /// in it a `latest` that leads nowhere; so that is done only where there is no whole run to
    /// lose: where folders and files stand in each other's place.
    fn replace(&self, target: &Path) -> Outcome<()> {
        let new = Tree::of(&self.folder).writing(&self.folder)?;
        if !fits(target, &new) {
            self.set_aside(target)?;
            return self.rename(&self.folder, target);
        }
        for folder in &new.folders {
            let path = target.join(folder);
            files::create_private_folder(&path).writing(&path)?;
        }
        let (manifest, others): (Vec<_>, Vec<_>) =
            new.files.iter().partition(|file| file.as_os_str() == MANIFEST);
        for file in others.into_iter().chain(manifest) {
            self.rename(&self.folder.join(file), &target.join(file))?;
        }
        let old = Tree::of(target).writing(target)?;
        for foreign in old.files.iter().filter(|file| new.files.binary_search(file).is_err()) {
            self.fault.before("remove a file that is not of the run")?;
            let path = target.join(foreign);
            files::remove_anything(&path).writing(&path)?;
        }
        for folder in new.folders.iter().map(|folder| target.join(folder)) {
            files::flush_folder(&folder).writing(&folder)?;
        }
        files::flush_folder(target).writing(target)
    }

    /// The next stage, or the end of this one, removes it.
    fn set_aside(&self, target: &Path) -> Outcome<()> {
        let aside = self.lock.out().join(format!("{PREFIX}aside-{}", std::process::id()));
        files::remove_anything(&aside).writing(&aside)?;
        self.rename(target, &aside)
    }
}

/// Whether `latest` is to name the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Point {
    Here,
    /// A back-filled run that is older than the one `latest` names.
    Nowhere,
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        if !self.fault.is_dead() {
            // What cannot be cleared now is cleared by the next run.
            let _ = clear_debris(self.lock);
        }
    }
}

/// Removes a run folder: it vanishes in one step, then its files go.
///
/// # Errors
/// When it cannot be removed.
pub fn remove(lock: &Lock, folder: &Path) -> Outcome<()> {
    let aside = lock.out().join(format!("{PREFIX}aside-{}", std::process::id()));
    files::remove_anything(&aside).writing(&aside)?;
    files::rename(folder, &aside).writing(folder)?;
    files::remove_anything(&aside).writing(&aside)
}

/// A hidden name below the output folder for a file that is about to replace another.
#[must_use]
pub fn hidden(lock: &Lock) -> PathBuf {
    lock.out().join(format!("{PREFIX}file-{}", std::process::id()))
}

/// The same for one of several files that are made ready before any is replaced.
#[must_use]
pub fn hidden_among(lock: &Lock, number: usize) -> PathBuf {
    lock.out().join(format!("{PREFIX}file-{}-{number}", std::process::id()))
}

/// Removes everything that a run which did not end left on the stage.
///
/// # Errors
/// When the output folder cannot be read or written.
pub fn clear_debris(lock: &Lock) -> Outcome<()> {
    let out = lock.out();
    for entry in fs::read_dir(out).writing(out)? {
        let entry = entry.writing(out)?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            files::remove_anything(&entry.path()).writing(&entry.path())?;
        }
    }
    Ok(())
}

/// Whether files can replace files here and folders be entered.
fn fits(target: &Path, new: &Tree) -> bool {
    let is_folder = |path: &Path| fs::symlink_metadata(path).map(|about| about.is_dir());
    is_folder(target).unwrap_or(false)
        && new.folders.iter().all(|folder| is_folder(&target.join(folder)).unwrap_or(true))
        && new.files.iter().all(|file| !is_folder(&target.join(file)).unwrap_or(false))
}

#[cfg(test)]
#[path = "stage_tests.rs"]
mod tests;
