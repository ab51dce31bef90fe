//! `attain forget OUT EMAIL`: removes a person from stored runs and says what it touched.
//!
//! Rows of the person go from CSV and Parquet files, texts that name them lose the name. A workbook
//! cannot be edited safely (its summaries and charts count the person), so one that holds the person
//! is removed whole. The manifest is replaced first: a command that dies half way leaves files that
//! it would touch again, and the next one ends with the hashes that the manifest has already.

use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, ParquetReader, ParquetWriter, SerReader,
};

use super::files::{self, AtPath, Tree};
use super::history::History;
use super::lock::Lock;
use super::manifest::{self, Forgotten, Manifest};
use super::moment::Moment;
use super::person::Person;
use super::stage::{self, REFUSED};
use crate::base::digest::sha256;
use crate::base::{Failure, Outcome};

const EMAIL: &str = "work_email";
const MCID: &str = "mcid";
/// Tables whose certification ids are the person's own.
const OWN_IDS: [&str; 3] = ["skills.csv", "team.csv", "contacts.csv"];

/// What was touched in one folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    pub folder: String,
    pub rows: u64,
    pub cells: u64,
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
        learn(&mut person, &lock.out().join(folder))?;
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

fn learn(person: &mut Person, folder: &Path) -> Outcome<()> {
    for name in OWN_IDS {
        let path = folder.join("data").join(name);
        if !path.is_file() {
            continue;
        }
        let (header, mut reader) = open_csv(&path)?;
        let (email, mcid) = (place(&header, EMAIL), place(&header, MCID));
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            person.learn(&cell(&record, email), &cell(&record, mcid));
        }
    }
    Ok(())
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
        match outcome_of(&path.join(&file), person, &mut touched)? {
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
    apply(lock, &path, changes, Forgotten { at, rows: touched.rows })?;
    Ok(touched)
}

enum Fate {
    Stays,
    Rewritten(Vec<u8>, u64),
    Removed,
    Left,
}

fn outcome_of(path: &Path, person: &Person, touched: &mut Touched) -> Outcome<Fate> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => rewrite_csv(path, person, touched),
        // The rows are counted once, in the CSV twin.
        Some("parquet") => Ok(rewrite_parquet(path, person).unwrap_or(Fate::Removed)),
        Some("xlsx") => Ok(if is_in_workbook(path, person) { Fate::Removed } else { Fate::Stays }),
        _ => {
            let bytes = fs::read(path).reading(path)?;
            let named = person.is_named_in(&String::from_utf8_lossy(&bytes));
            Ok(if named { Fate::Left } else { Fate::Stays })
        }
    }
}

fn open_csv(path: &Path) -> Outcome<(csv::ByteRecord, csv::Reader<File>)> {
    let file = File::open(path).reading(path)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let header = reader.byte_headers().map_err(|error| files::unreadable(path, &error.into()))?;
    Ok((header.clone(), reader))
}

fn place(header: &csv::ByteRecord, name: &str) -> Option<usize> {
    header.iter().position(|column| column == name.as_bytes())
}

fn cell(record: &csv::ByteRecord, place: Option<usize>) -> String {
    let bytes = place.and_then(|place| record.get(place)).unwrap_or_default();
    String::from_utf8_lossy(bytes).into_owned()
}

fn rewrite_csv(path: &Path, person: &Person, touched: &mut Touched) -> Outcome<Fate> {
    let (header, mut reader) = open_csv(path)?;
    let (email, mcid) = (place(&header, EMAIL), place(&header, MCID));
    let names: Vec<String> = header.iter().map(|n| String::from_utf8_lossy(n).into()).collect();
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let failed = |error: csv::Error| files::unreadable(path, &error.into());
    writer.write_byte_record(&header).map_err(failed)?;
    let (mut gone, mut cells, mut kept) = (0, 0, 0);
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(failed)? {
        if person.owns(&cell(&record, email), &cell(&record, mcid)) {
            gone += 1;
            continue;
        }
        kept += 1;
        let mut clean = csv::ByteRecord::new();
        for (place, bytes) in record.iter().enumerate() {
            let column = names.get(place).map_or("", String::as_str);
            match person.scrubbed(column, &String::from_utf8_lossy(bytes)) {
                Some(text) => {
                    cells += 1;
                    clean.push_field(text.as_bytes());
                }
                None => clean.push_field(bytes),
            }
        }
        writer.write_byte_record(&clean).map_err(failed)?;
    }
    if gone + cells == 0 {
        return Ok(Fate::Stays);
    }
    touched.rows += gone;
    touched.cells += cells;
    let bytes = writer.into_inner().map_err(|error| {
        Failure::internal("a table could not be written to memory").because(error)
    })?;
    Ok(Fate::Rewritten(bytes, kept))
}

fn rewrite_parquet(path: &Path, person: &Person) -> Outcome<Fate> {
    let frame = ParquetReader::new(File::open(path).reading(path)?).finish()?;
    let (emails, mcids) = (texts(&frame, EMAIL)?, texts(&frame, MCID)?);
    let at = |texts: &[String], row: usize| texts.get(row).cloned().unwrap_or_default();
    let keep: Vec<bool> =
        (0..frame.height()).map(|row| !person.owns(&at(&emails, row), &at(&mcids, row))).collect();
    let mut cells = 0;
    let mut clean = frame.filter(&keep.iter().copied().collect::<BooleanChunked>())?;
    let is_text = |column: &&Column| column.dtype() == &DataType::String;
    for column in clean.columns().iter().filter(is_text).cloned().collect::<Vec<_>>() {
        let name = column.name().clone();
        let scrubbed = |cell: &str| person.scrubbed(name.as_str(), cell);
        let before = column.str()?;
        let after: Vec<Option<String>> = before.iter().map(|cell| scrubbed(cell?)).collect();
        let count = after.iter().flatten().count();
        if count > 0 {
            cells += count;
            let whole = before.iter().zip(after).map(|(old, new)| new.or(old.map(str::to_owned)));
            clean.with_column(Column::new(name, whole.collect::<Vec<_>>()))?;
        }
    }
    if cells == 0 && clean.height() == frame.height() {
        return Ok(Fate::Stays);
    }
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut clean)?;
    Ok(Fate::Rewritten(bytes, clean.height() as u64))
}

/// The cells of a column as text; none where there is no such column.
fn texts(frame: &DataFrame, name: &str) -> Outcome<Vec<String>> {
    let Ok(column) = frame.column(name) else { return Ok(Vec::new()) };
    let column = column.cast(&DataType::String)?;
    Ok(column.str()?.iter().map(|cell| cell.unwrap_or_default().to_owned()).collect())
}

/// One that cannot be opened may hold anybody.
fn is_in_workbook(path: &Path, person: &Person) -> bool {
    let search = || -> std::io::Result<bool> {
        let mut package = zip::ZipArchive::new(File::open(path)?)?;
        for part in 0..package.len() {
            let mut bytes = Vec::new();
            package.by_index(part)?.read_to_end(&mut bytes)?;
            if person.is_in_markup(&String::from_utf8_lossy(&bytes)) {
                return Ok(true);
            }
        }
        Ok(false)
    };
    search().unwrap_or(true)
}

fn apply(lock: &Lock, folder: &Path, changes: Vec<Change>, forgotten: Forgotten) -> Outcome<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let hidden = stage::hidden(lock);
    if let Ok(mut manifest) = Manifest::read(folder) {
        for change in &changes {
            amend(&mut manifest, change);
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
            let Touched { folder, rows, cells, rewritten, removed, left } = touched;
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
