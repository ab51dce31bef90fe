//! `attain forget OUT EMAIL`: removes a person from stored runs and says what it touched.
//!
//! Rows of the person go from tables, texts that name them lose the name. A workbook or a page cannot
//! be edited safely (its summaries and charts count the person), so one that names the person is
//! removed whole, and so are packed copies. Who is to be forgotten is written to a journal first:
//! whatever happens then, the next command that holds the lock finishes it.
//!
//! In each folder the new files are made ready under hidden names; then the journal takes the manifest
//! as it will be, the files are replaced one by one, the manifest last. Each step can be done again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::erase::{self, FileFate, StoredFile};
use super::erase_rows::Erased;
use super::erase_text::Rewritten;
use super::files::{self, AtPath, Tree};
use super::forgot::{BESIDE, FolderTouched, Forgot};
use super::history::RunName;
use super::journal::{self, Journal, Pending};
use super::learn::learn;
use super::lock::Lock;
use super::look;
use super::manifest::{self, Forgotten, Manifest};
use super::person::{FORGOTTEN, ForgottenPerson};
use super::seen::Sighting;
use super::spill;
use super::stage::{self, REFUSED};
use super::timestamp::Timestamp;
use crate::base::{Failure, Outcome, safe, shown};

const LINK: &str = "a link that leads out of the runs, it is not followed";
const UNLISTED: &str = "a folder in it may not be listed, so nothing in it was done";
const NAMED: &str = "it names the person and is not ours, look at it";

/// Removes the person from every run of the output folder and from kept rejects. All e-mails are of
/// one person.
///
/// # Errors
/// When an e-mail is none, or a file cannot be written; then the next command finishes it.
pub(crate) fn forget(lock: &Lock, emails: &[String], at: Timestamp) -> Outcome<Forgot> {
    if emails.is_empty() || emails.iter().any(|email| !email.trim().contains('@')) {
        return Err(Failure::configuration("this is no e-mail address")
            .at("forget")
            .todo("give the work e-mail of the person as the reports show it"));
    }
    // One that cannot be read is replaced: this is what its failure asks for.
    if journal::is_open(lock.out()) && Journal::open(lock.out()).is_ok() {
        finish(lock)?;
    }
    stage::clear_debris(lock)?;
    spill::clear(lock)?;
    let mut journal =
        Journal::new(at.to_millis(), ForgottenPerson::new(emails.iter().map(String::as_str)));
    let folders = folders(lock)?;
    learn(&run_folders(lock, &folders), &mut journal.person);
    journal.write(lock)?;
    carry_out(lock, journal, &folders)
}

/// Finishes what an earlier `forget` began; none if there is nothing to finish.
///
/// # Errors
/// When its journal cannot be read, or a file cannot be written.
pub(crate) fn finish(lock: &Lock) -> Outcome<Option<Forgot>> {
    let Some(mut journal) = Journal::open(lock.out())? else { return Ok(None) };
    stage::clear_debris(lock)?;
    spill::clear(lock)?;
    let folders = folders(lock)?;
    learn(&run_folders(lock, &folders), &mut journal.person);
    carry_out(lock, journal, &folders).map(Some)
}

fn carry_out(lock: &Lock, mut journal: Journal, folders: &[PathBuf]) -> Outcome<Forgot> {
    let mut forgot =
        Forgot { searched: folders.len(), keys: journal.person.keys(), touched: Vec::new() };
    let mut failed = None;
    for folder in folders {
        match forget_in(lock, folder, &mut journal) {
            Ok(touched) if touched.is_nothing() => {}
            Ok(touched) => forgot.touched.push(touched),
            // One file that cannot be replaced keeps the person in no other folder.
            Err(failure) => failed = failed.or(Some(failure)),
        }
    }
    if let Some(failure) = failed {
        return Err(failure);
    }
    forgot.touched.extend(beside(lock, &journal.person)?);
    Journal::close(lock)?;
    Ok(forgot)
}

/// Runs, whole or not and copied or not, and what refused runs left, by path below the output folder.
fn folders(lock: &Lock) -> Outcome<Vec<PathBuf>> {
    let out = lock.out();
    let mut folders = Vec::new();
    for entry in fs::read_dir(out).reading(out)? {
        let entry = entry.reading(out)?;
        if !entry.file_type().reading(out)?.is_dir() {
            continue;
        }
        let name = entry.file_name();
        let text = name.to_string_lossy();
        let is_run = RunName::read(&text).is_some() || Manifest::read(&entry.path()).is_ok();
        if text == REFUSED || (is_run && !text.starts_with('.')) {
            folders.push(PathBuf::from(name));
        }
    }
    folders.sort();
    Ok(folders)
}

fn run_folders(lock: &Lock, folders: &[PathBuf]) -> Vec<PathBuf> {
    folders.iter().map(|folder| lock.out().join(folder)).collect()
}

/// A file or folder as it will be: with other bytes, which lie ready, or not at all.
struct FileChange {
    file: PathBuf,
    ready: Option<(PathBuf, Rewritten)>,
}

fn forget_in(lock: &Lock, folder: &Path, journal: &mut Journal) -> Outcome<FolderTouched> {
    let name = files::slashed(folder);
    let path = lock.out().join(folder);
    // Some of its files may be replaced already: then the manifest that it will have tells of them.
    let pending = journal.pending.iter().find(|pending| pending.folder == name).cloned();
    let stored = Manifest::read(&path).ok();
    let mut manifest = pending.map(|pending| pending.manifest).or_else(|| stored.clone());
    let listed = |file: &str| {
        let lists = [&manifest, &stored];
        lists.into_iter().flatten().any(|it| it.outputs.iter().any(|output| output.path == file))
    };
    let folder = Folder { lock, path: &path, has_manifest: manifest.is_some(), listed: &listed };
    let (mut touched, changes) = folder.plan(&journal.person)?;
    touched.folder.clone_from(&name);
    if let Some(manifest) = &mut manifest {
        amend(manifest, &changes, &journal.person);
        if stored.as_ref() != Some(manifest) || !changes.is_empty() {
            note(manifest, journal.at, touched.erased.rows);
            if touched.is_nothing() {
                touched.rewritten.push(manifest::NAME.to_owned());
            }
        }
    }
    if stored.is_some() && stored == manifest && changes.is_empty() {
        journal.pending.retain(|pending| pending.folder != name);
        return Ok(touched);
    }
    if let Some(manifest) = manifest.clone() {
        journal.pending.retain(|pending| pending.folder != name);
        journal.pending.push(Pending { folder: name.clone(), manifest });
        journal.write(lock)?;
    }
    apply(lock, &path, changes)?;
    if let Some(manifest) = manifest {
        let path = path.join(manifest::NAME);
        files::replace(&path, &stage::hidden(lock), manifest.text()?.as_bytes()).writing(&path)?;
    }
    journal.pending.retain(|pending| pending.folder != name);
    Ok(touched)
}

/// A name for people: in one line, whatever it is made of.
fn told(path: &Path) -> String {
    safe::line(&shown(path)).into_owned()
}

struct Folder<'a> {
    lock: &'a Lock,
    path: &'a Path,
    has_manifest: bool,
    listed: &'a dyn Fn(&str) -> bool,
}

impl Folder<'_> {
    /// What is to be done; new files lie ready, nothing in the folder is changed.
    fn plan(&self, person: &ForgottenPerson) -> Outcome<(FolderTouched, Vec<FileChange>)> {
        let (mut touched, mut changes) = (FolderTouched::default(), Vec::<FileChange>::new());
        let tree = match Tree::of(self.path) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                touched.left.push((".".to_owned(), UNLISTED));
                return Ok((touched, changes));
            }
            listed => listed.reading(self.path)?,
        };
        let is_gone = |changes: &[FileChange], file: &Path| {
            changes.iter().any(|change| change.ready.is_none() && file.starts_with(&change.file))
        };
        for below in &tree.folders {
            if !is_gone(&changes, below) && person.is_in_path(&files::slashed(below)) {
                touched.removed.push(told(below));
                changes.push(FileChange { file: below.clone(), ready: None });
            }
        }
        for (place, file) in tree.files.iter().enumerate() {
            let is_manifest = self.has_manifest && file == Path::new(manifest::NAME);
            if is_manifest || is_gone(&changes, file) {
                continue;
            }
            let hidden = stage::hidden_among(self.lock, place);
            let ready = match self.fate(file, &hidden, person, &mut touched.erased)? {
                FileFate::Stays => continue,
                FileFate::Left(why) => {
                    touched.left.push((told(file), why));
                    continue;
                }
                FileFate::Rewritten(ready) => {
                    touched.rewritten.push(told(file));
                    Some((hidden, ready))
                }
                FileFate::Removed => {
                    touched.removed.push(told(file));
                    None
                }
            };
            changes.push(FileChange { file: file.clone(), ready });
        }
        Ok((touched, changes))
    }

    fn fate(
        &self,
        file: &Path,
        hidden: &Path,
        person: &ForgottenPerson,
        erased: &mut Erased,
    ) -> Outcome<FileFate> {
        let (name, path) = (files::slashed(file), self.path.join(file));
        let about = fs::symlink_metadata(&path).reading(&path)?;
        if person.is_in_path(&name) {
            return Ok(FileFate::Removed);
        }
        if about.is_symlink() {
            let is_out = leads_out(&path, self.lock.out());
            return Ok(if is_out { FileFate::Left(LINK) } else { FileFate::Stays });
        }
        if !about.is_file() {
            // A pipe or a device holds nothing.
            return Ok(FileFate::Stays);
        }
        let is_listed = (self.listed)(&name);
        erase::fate(&StoredFile { path: &path, name: &name, hidden, is_listed }, person, erased)
    }
}

/// Whether what the link leads to lies elsewhere and is not searched for itself.
fn leads_out(link: &Path, out: &Path) -> bool {
    match (fs::canonicalize(link), fs::canonicalize(out)) {
        (Ok(target), Ok(out)) => !target.starts_with(out),
        // It leads nowhere.
        _ => false,
    }
}

fn apply(lock: &Lock, folder: &Path, changes: Vec<FileChange>) -> Outcome<()> {
    for change in changes {
        let path = folder.join(&change.file);
        match change.ready {
            Some((hidden, _)) => files::rename(&hidden, &path).writing(&path)?,
            None => files::remove_anything(&path).writing(&path)?,
        }
        if let Some(parent) = path.parent() {
            files::flush_folder(parent).writing(parent)?;
        }
    }
    files::flush_folder(lock.out()).writing(lock.out())
}

/// The manifest of the folder without the person and with the files as they will be.
fn amend(manifest: &mut Manifest, changes: &[FileChange], person: &ForgottenPerson) {
    for change in changes {
        let name = files::slashed(&change.file);
        let Some((_, ready)) = &change.ready else {
            let below = format!("{name}/");
            manifest
                .outputs
                .retain(|output| output.path != name && !output.path.starts_with(&below));
            continue;
        };
        for output in manifest.outputs.iter_mut().filter(|output| output.path == name) {
            output.size = ready.size;
            output.sha256.clone_from(&ready.sha256);
            output.rows = ready.rows;
        }
    }
    for input in &mut manifest.inputs {
        if person.is_in_path(&input.path) {
            FORGOTTEN.clone_into(&mut input.path);
        }
        if input.sheet.as_ref().is_some_and(|sheet| person.is_named_in(sheet)) {
            input.sheet = Some(FORGOTTEN.to_owned());
        }
    }
    if person.is_in_path(&manifest.pipeline.path) {
        FORGOTTEN.clone_into(&mut manifest.pipeline.path);
    }
}

/// That somebody was taken out, once however often it was begun.
fn note(manifest: &mut Manifest, at: Timestamp, rows: u64) {
    match manifest.forgotten.iter_mut().find(|forgotten| forgotten.at == at) {
        Some(forgotten) => forgotten.rows = forgotten.rows.max(rows),
        None => manifest.forgotten.push(Forgotten { at, rows }),
    }
}

/// Links in the place of runs, and files that lie beside them: nobody's but the operator's.
fn beside(lock: &Lock, person: &ForgottenPerson) -> Outcome<Option<FolderTouched>> {
    let out = lock.out();
    let mut touched = FolderTouched { folder: BESIDE.to_owned(), ..FolderTouched::default() };
    for entry in fs::read_dir(out).reading(out)? {
        let entry = entry.reading(out)?;
        let (path, name) = (entry.path(), entry.file_name());
        let kind = entry.file_type().reading(out)?;
        let text = name.to_string_lossy();
        if text.starts_with('.') {
            continue;
        }
        let is_run = text == REFUSED || RunName::read(&text).is_some();
        if kind.is_symlink() && is_run {
            touched.left.push((told(Path::new(&name)), LINK));
        } else if person.is_in_path(&text) || (kind.is_file() && names(&path, person)) {
            touched.left.push((told(Path::new(&name)), NAMED));
        }
    }
    touched.left.sort();
    Ok((!touched.is_nothing()).then_some(touched))
}

fn names(path: &Path, person: &ForgottenPerson) -> bool {
    let is_small = fs::metadata(path).is_ok_and(|about| about.len() <= look::WHOLE_BYTES);
    is_small && fs::read(path).is_ok_and(|bytes| look::in_any(bytes, person) == Sighting::Named)
}

#[cfg(test)]
#[path = "forget_tests.rs"]
pub(crate) mod tests;
