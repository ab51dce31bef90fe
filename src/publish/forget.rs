//! `attain forget OUT EMAIL`: removes a person from stored runs and says what it touched.
//!
//! Rows of the person go from CSV and Parquet files, texts that name them lose the name. A workbook
//! cannot be edited safely (its summaries and charts count the person), so one that holds the person
//! is removed whole. The manifest is replaced first: a command that dies half way leaves files that
//! it would touch again, and the next one ends with the hashes that the manifest has already.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::erase::{self, Erased, Fate};
use super::files::{self, AtPath, Tree};
use super::history::History;
use super::lock::Lock;
use super::manifest::{self, Forgotten, Manifest};
use super::moment::Moment;
use super::person::{FORGOTTEN, Person};
use super::stage::{self, REFUSED};
use crate::base::digest::sha256;
use crate::base::{Failure, Outcome};

/// Tables whose certification ids are the person's own.
const OWN_IDS: [&str; 3] = ["skills.csv", "team.csv", "contacts.csv"];

/// What was touched in one folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    pub folder: String,
    pub erased: Erased,
    pub rewritten: Vec<String>,
    pub removed: Vec<String>,
    /// Files that this program did not make and that name the person: somebody must look.
    pub left: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgot {
    pub searched: usize,
    pub touched: Vec<Touched>,
}

/// Removes the person from every run of the output folder and from kept rejects.
///
/// # Errors
/// When the e-mail is none, or a file cannot be read or written; then it can be run again.
pub fn forget(lock: &Lock, email: &str, at: Moment) -> Outcome<Forgot> {
    if !email.trim().contains('@') {
        return Err(Failure::configuration("this is no e-mail address")
            .at("forget")
            .todo("give the work e-mail of the person as the reports show it"));
    }
    stage::clear_debris(lock)?;
    let folders = folders(lock)?;
    let mut person = Person::new(email);
    for folder in &folders {
        let data = lock.out().join(folder).join("data");
        for path in OWN_IDS.map(|name| data.join(name)).iter().filter(|path| path.is_file()) {
            erase::learn(path, &mut person)?;
        }
    }
    let mut forgot = Forgot { searched: folders.len(), touched: Vec::new() };
    for folder in &folders {
        let touched = forget_in(lock, folder, &person, at)?;
        if touched != (Touched { folder: touched.folder.clone(), ..Touched::default() }) {
            forgot.touched.push(touched);
        }
    }
    Ok(forgot)
}

/// Runs, whole or not, and what refused runs left, by path below the output folder.
fn folders(lock: &Lock) -> Outcome<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> =
        History::of(lock.out())?.names.into_iter().map(|name| name.run_id.into()).collect();
    let refused = lock.out().join(REFUSED);
    if refused.is_dir() {
        for entry in fs::read_dir(&refused).reading(&refused)? {
            folders.push(Path::new(REFUSED).join(entry.reading(&refused)?.file_name()));
        }
    }
    folders.retain(|folder| lock.out().join(folder).is_dir());
    folders.sort();
    Ok(folders)
}

/// A file as it will be: with other bytes, or not at all.
struct Change {
    file: PathBuf,
    bytes: Option<Vec<u8>>,
    rows: Option<u64>,
}

fn forget_in(lock: &Lock, folder: &Path, person: &Person, at: Moment) -> Outcome<Touched> {
    let mut touched = Touched { folder: files::slashed(folder), ..Touched::default() };
    let path = lock.out().join(folder);
    let mut changes = Vec::new();
    for file in Tree::of(&path).reading(&path)?.files {
        let name = files::slashed(&file);
        if name == manifest::NAME {
            continue;
        }
        match erase::fate(&path.join(&file), person, &mut touched.erased)? {
            Fate::Stays => {}
            Fate::Left => touched.left.push(name),
            Fate::Rewritten(bytes, rows) => {
                touched.rewritten.push(name);
                changes.push(Change { file, bytes: Some(bytes), rows: Some(rows) });
            }
            Fate::Removed => {
                touched.removed.push(name);
                changes.push(Change { file, bytes: None, rows: None });
            }
        }
    }
    apply(lock, &path, changes, Forgotten { at, rows: touched.erased.rows }, person)?;
    Ok(touched)
}

fn apply(
    lock: &Lock,
    folder: &Path,
    changes: Vec<Change>,
    forgotten: Forgotten,
    person: &Person,
) -> Outcome<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let hidden = stage::hidden(lock);
    if let Ok(mut manifest) = Manifest::read(folder) {
        for change in &changes {
            amend(&mut manifest, change);
        }
        for input in manifest.inputs.iter_mut().filter(|input| person.is_in_path(&input.path)) {
            FORGOTTEN.clone_into(&mut input.path);
        }
        manifest.forgotten.push(forgotten);
        let path = folder.join(manifest::NAME);
        files::replace(&path, &hidden, manifest.text()?.as_bytes()).writing(&path)?;
    }
    for change in changes {
        let path = folder.join(&change.file);
        match change.bytes {
            Some(bytes) => files::replace(&path, &hidden, &bytes).writing(&path)?,
            None => files::remove_anything(&path).writing(&path)?,
        }
    }
    files::flush_folder(folder).writing(folder)
}

fn amend(manifest: &mut Manifest, change: &Change) {
    let name = files::slashed(&change.file);
    let Some(bytes) = &change.bytes else {
        manifest.outputs.retain(|output| output.path != name);
        return;
    };
    for output in manifest.outputs.iter_mut().filter(|output| output.path == name) {
        output.size = bytes.len() as u64;
        output.sha256 = sha256(bytes);
        output.rows = change.rows;
    }
}

impl fmt::Display for Forgot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for touched in &self.touched {
            let Touched { folder, erased, rewritten, removed, left } = touched;
            let Erased { rows, cells } = erased;
            writeln!(out, "{folder}: {rows} rows removed, {cells} cells cleaned")?;
            let lists = [
                ("rewritten", rewritten),
                ("removed", removed),
                ("names the person and is not ours, look at it", left),
            ];
            for (what, files) in lists {
                for file in files {
                    writeln!(out, "  {file}: {what}")?;
                }
            }
        }
        let hits = self.touched.len();
        writeln!(out, "the person was in {hits} of {} folders", self.searched)?;
        if hits > 0 {
            writeln!(out, "a new run shows the person again for as long as the inputs do")?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "forget_tests.rs"]
mod tests;
