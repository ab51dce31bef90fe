//! Where the files of a configuration are read: on the disk, or among texts that were read before.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::base::{Failure, Outcome, shown};

use super::disk;

/// Files by their paths. The disk remembers what was read from it.
#[derive(Debug)]
pub struct Shelf {
    texts: RefCell<BTreeMap<PathBuf, String>>,
    is_disk: bool,
}

impl Shelf {
    #[must_use]
    pub fn disk() -> Self {
        Self { texts: RefCell::default(), is_disk: true }
    }

    /// These texts are all that there is.
    #[must_use]
    pub fn of(texts: BTreeMap<PathBuf, String>) -> Self {
        Self { texts: RefCell::new(texts), is_disk: false }
    }

    /// What was read, or what there is to be read.
    #[must_use]
    pub fn into_texts(self) -> BTreeMap<PathBuf, String> {
        self.texts.into_inner()
    }

    /// # Errors
    /// When the file is not there, or no text.
    pub fn text(&self, path: &Path) -> Outcome<String> {
        if self.is_disk {
            let text = disk::read_text(path)?;
            self.texts.borrow_mut().insert(path.to_owned(), text.clone());
            return Ok(text);
        }
        self.texts.borrow().get(path).cloned().ok_or_else(|| {
            Failure::configuration("the file is not among the texts of the configuration")
                .at(shown(path))
                .todo("give its text with its path from the pipeline file on")
        })
    }

    /// The TOML files of a folder, by name.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(crate) fn toml_files(&self, folder: &Path) -> Outcome<Vec<PathBuf>> {
        if self.is_disk {
            return disk::toml_files(folder);
        }
        let is_toml = |path: &&PathBuf| {
            path.parent() == Some(folder) && path.extension().is_some_and(|end| end == "toml")
        };
        Ok(self.texts.borrow().keys().filter(is_toml).cloned().collect())
    }

    #[must_use]
    pub fn has_file(&self, path: &Path) -> bool {
        if self.is_disk { path.exists() } else { self.texts.borrow().contains_key(path) }
    }

    #[must_use]
    pub fn has_folder(&self, path: &Path) -> bool {
        if self.is_disk {
            return path.is_dir();
        }
        self.texts.borrow().keys().any(|file| file.starts_with(path))
    }
}
