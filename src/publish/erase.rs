//! Decides what becomes of one file without the person, and makes ready what it will be.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::erase_parquet;
use super::erase_rows::Erased;
use super::erase_text::{self, OtherFile, Rewritten};
use super::files::AtPath;
use super::look::{self, ContentKind};
use super::person::ForgottenPerson;
use super::seen::Sighting;
use crate::base::Outcome;
use crate::report::write::formats::FORMATS;
use crate::tables::outputs;

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileFate {
    Stays,
    /// Its new bytes lie under the hidden name.
    Rewritten(Rewritten),
    Removed,
    /// Nobody knows whether the person is in it: why.
    Left(&'static str),
}

/// A file of a run folder.
pub(crate) struct StoredFile<'a> {
    pub path: &'a Path,
    /// Below the run folder, with `/`.
    pub name: &'a str,
    /// Where its new bytes are to be put.
    pub hidden: &'a Path,
    /// Whether the manifest names it.
    pub is_listed: bool,
}

const BOOKS: [&str; 3] = ["skills_report.xlsx", "competency_risk.xlsx", "kpi_report.xlsx"];
const UNREAD: &str = "it cannot be read and is not ours, look at it";

/// What becomes of a file without the person; the file itself is not changed.
///
/// # Errors
/// When the new bytes cannot be written, or the system has no more means to read.
pub(crate) fn fate(
    stored: &StoredFile<'_>,
    person: &ForgottenPerson,
    erased: &mut Erased,
) -> Outcome<FileFate> {
    match look_into(stored, person, erased) {
        Ok(fate) => Ok(fate),
        Err(EraseTrouble::Writing(error)) => Err(error).writing(stored.hidden),
        Err(EraseTrouble::Reading(error)) if is_passing(&error) => Err(error).reading(stored.path),
        Err(EraseTrouble::Reading(_)) => Ok(stored.unreadable()),
    }
}

enum EraseTrouble {
    Reading(io::Error),
    Writing(io::Error),
}

impl From<io::Error> for EraseTrouble {
    fn from(error: io::Error) -> Self {
        Self::Reading(error)
    }
}

/// The file is as good as ever, but this process or machine has no means to read it now.
fn is_passing(error: &io::Error) -> bool {
    // Linux: no memory, too many open files of the system, of the process; others have other numbers.
    matches!(error.raw_os_error(), Some(12 | 23 | 24))
        || matches!(error.kind(), io::ErrorKind::OutOfMemory | io::ErrorKind::Interrupted)
}

impl StoredFile<'_> {
    fn stem(&self) -> &str {
        self.split().0
    }

    /// The name of the file without its ending, and that.
    fn split(&self) -> (&str, &str) {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').unwrap_or((name, ""))
    }

    /// Whether this program makes files of this name.
    fn is_ours(&self) -> bool {
        let (stem, ending) = self.split();
        let is_table =
            self.name.starts_with("data/") && outputs::ALL.iter().any(|t| t.name == stem);
        self.is_listed
            || BOOKS.contains(&self.name)
            || (is_table && FORMATS.iter().any(|format| format.ending() == ending))
    }

    /// Who cannot read it cannot say that the person is not in it.
    fn unreadable(&self) -> FileFate {
        if self.is_ours() { FileFate::Removed } else { FileFate::Left(UNREAD) }
    }

    fn of_look(&self, look: Sighting) -> FileFate {
        match look {
            Sighting::Named => FileFate::Removed,
            Sighting::Clean => FileFate::Stays,
            Sighting::Unreadable => self.unreadable(),
        }
    }
}

fn look_into(
    stored: &StoredFile<'_>,
    person: &ForgottenPerson,
    erased: &mut Erased,
) -> Result<FileFate, EraseTrouble> {
    let mut begin = Vec::new();
    File::open(stored.path)?.take(8).read_to_end(&mut begin)?;
    let ending = stored.split().1.to_ascii_lowercase();
    match ContentKind::of(&begin) {
        ContentKind::Package => {
            Ok(stored.of_look(look::in_package(BufReader::new(File::open(stored.path)?), person)))
        }
        ContentKind::Gzip => Ok(stored.of_look(look::in_gzip(File::open(stored.path)?, person))),
        ContentKind::Parquet => parquet(stored, person),
        ContentKind::Other
            if ["xlsx", "xlsm", "parquet", "zip", "gz"].contains(&ending.as_str()) =>
        {
            Ok(stored.unreadable())
        }
        ContentKind::Other
            if ending == "csv" && erase_text::is_our_table(stored.path, stored.stem())? =>
        {
            let table = erase_text::our_table(stored.path, stored.stem(), person)?;
            let Some(table) = table else { return Ok(FileFate::Stays) };
            add(erased, table.erased());
            let written = table.write(person, stored.hidden).map_err(EraseTrouble::Writing)?;
            Ok(FileFate::Rewritten(written))
        }
        ContentKind::Other => other(stored, &ending, person, erased),
    }
}

fn add(erased: &mut Erased, more: Erased) {
    erased.rows += more.rows;
    erased.cells += more.cells;
}

/// The rows are counted once, in the CSV twin.
fn parquet(stored: &StoredFile<'_>, person: &ForgottenPerson) -> Result<FileFate, EraseTrouble> {
    // A file that cannot be opened is another matter than one that is no Parquet.
    File::open(stored.path)?;
    match erase_parquet::rewritten(stored.path, stored.stem(), person) {
        Ok(None) => Ok(FileFate::Stays),
        Ok(Some((bytes, found))) => put(stored, &bytes, Some(found.kept)),
        Err(_) => Ok(stored.unreadable()),
    }
}

fn put(stored: &StoredFile<'_>, bytes: &[u8], rows: Option<u64>) -> Result<FileFate, EraseTrouble> {
    let written = erase_text::put(stored.hidden, rows, |out| out.write_all(bytes));
    written.map(FileFate::Rewritten).map_err(EraseTrouble::Writing)
}

fn other(
    stored: &StoredFile<'_>,
    ending: &str,
    person: &ForgottenPerson,
    erased: &mut Erased,
) -> Result<FileFate, EraseTrouble> {
    if fs::metadata(stored.path)?.len() > look::WHOLE_BYTES {
        return Ok(stored.unreadable());
    }
    let bytes = fs::read(stored.path)?;
    if ["html", "htm", "xml", "svg"].contains(&ending) {
        // Its sums and pictures count the person.
        return Ok(stored.of_look(look::in_bytes(&bytes, person)));
    }
    let is_table = ["csv", "tsv", "tab"].contains(&ending);
    match erase_text::foreign(&bytes, stored.stem(), is_table, person)? {
        OtherFile::Clean => Ok(FileFate::Stays),
        OtherFile::Without(new, found) => {
            add(erased, found);
            put(stored, &new, is_table.then_some(found.kept))
        }
        OtherFile::Stuck => Ok(FileFate::Removed),
        OtherFile::Unreadable => Ok(stored.unreadable()),
    }
}
