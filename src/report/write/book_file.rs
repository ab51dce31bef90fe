//! A book as it was written: what the audit must find in the file.

use crate::base::Day;
use crate::report::cell::Look;

use super::poured::StreamedSheet;

/// What became of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BookFile {
    /// Its file name.
    pub name: &'static str,
    pub as_of: Day,
    pub tables: Vec<BookTable>,
    pub poured: Vec<StreamedSheet>,
    /// Texts that were cut.
    pub cut: u64,
    /// Texts with characters that were replaced.
    pub replaced: u64,
}

/// A table of a book, as it must be found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BookTable {
    pub sheet: String,
    pub table: String,
    /// The looks of its columns.
    pub looks: Vec<Look>,
    pub rows: usize,
    /// It is all that its sheet has.
    pub alone: bool,
}
