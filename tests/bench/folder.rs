//! Where the data of a benchmark run lies: a folder that goes with the run, or one to keep.

use std::fs;
use std::path::{Path, PathBuf};

use attain::base::{Failure, Outcome};

/// Where folders are made.
pub(crate) enum Place {
    Kept(PathBuf),
    Temporary(PathBuf),
}

pub(crate) struct Folder {
    path: PathBuf,
    is_kept: bool,
    is_gone: bool,
}

impl Folder {
    /// A new folder of this name, below the one to keep things in if there is one.
    ///
    /// # Errors
    /// When it is there already or cannot be made.
    pub(crate) fn make(place: &Place, name: &str) -> Outcome<Self> {
        let (path, is_kept) = match place {
            Place::Kept(folder) => (folder.join(name), true),
            Place::Temporary(folder) => {
                (folder.join(format!("attain-bench-{}-{name}", std::process::id())), false)
            }
        };
        if path.exists() {
            return Err(Failure::output("the folder is there already and is not overwritten")
                .at(path.display())
                .todo("remove it or name another with --keep"));
        }
        fs::create_dir_all(&path).map_err(|error| {
            Failure::output("the folder cannot be made").at(path.display()).because(error)
        })?;
        Ok(Self { path, is_kept, is_gone: false })
    }

    #[must_use]
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the folder unless it is to be kept.
    ///
    /// # Errors
    /// When something in it stays.
    pub(crate) fn end(mut self) -> Outcome<()> {
        self.is_gone = true;
        if self.is_kept {
            return Ok(());
        }
        fs::remove_dir_all(&self.path).map_err(|error| {
            Failure::output("the folder cannot be removed")
                .at(self.path.display())
                .todo("remove it yourself")
                .because(error)
        })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept && !self.is_gone {
            // Something failed before, and that is what will be told.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
