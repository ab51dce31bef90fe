//! The ledger: for every file what was found in it and what became of each of its rows.

use std::path::PathBuf;

use super::dialect::{DateOrder, Encoding};
use crate::base::Day;

use super::schema::Kind;

#[derive(Clone, Debug)]
pub struct FileReport {
    pub kind: Kind,
    /// As given by the pipeline (globs resolved).
    pub path: PathBuf,
    /// Without its folder.
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
    pub format: FileFormat,
    pub encoding: Option<Encoding>,
    /// Nothing but undecodable UTF-8 said that this is Windows-1252.
    pub encoding_is_a_guess: bool,
    pub delimiter: Option<char>,
    pub decimal: Option<char>,
    pub sheet: Option<String>,
    /// Sheets before it that have no header; nothing said which one to read.
    pub sheets_passed_over: Vec<String>,
    /// Line (or row) of the header; 0 where there is none.
    pub header_line: u32,
    /// Canonical columns that the file has.
    pub columns: Vec<usize>,
    pub unknown_columns: Vec<String>,
    /// Of these, each that is nearly a header of a column that is not there: what was meant.
    pub misspelt_columns: Vec<(String, String)>,
    /// Date columns whose order was needed, with the order and where it came from.
    pub date_orders: Vec<(usize, DateOrder, OrderFrom)>,
    pub read: u64,
    pub used: u64,
    pub duplicates: u64,
    pub rejected: u64,
    /// Empty yes/no cells, treated as No.
    pub unknown_yes_no: u64,
    /// Lines of records in one cell of which whole rows stand, and how many.
    pub swallowed: Vec<(u32, u32)>,
    /// The newest date in any of its date columns that is not after the as-of date is told elsewhere.
    pub freshness: Freshness,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileFormat {
    Delimited,
    Gzip,
    Xlsx,
    Parquet,
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderFrom {
    Source,
    Company,
    Evidence,
}

/// The day from which the age of a file is counted, and how it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Freshness {
    pub day: Option<Day>,
    pub from: FreshnessFrom,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FreshnessFrom {
    ExportedOn,
    FileName,
    FileTime,
    Unknown,
}

impl FileReport {
    /// Of a file of which nothing is known yet.
    #[must_use]
    pub fn blank(kind: Kind, path: PathBuf, bytes: u64) -> Self {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self {
            kind,
            name: name.unwrap_or_default(),
            path,
            bytes,
            sha256: String::new(),
            format: FileFormat::Delimited,
            encoding: None,
            encoding_is_a_guess: false,
            delimiter: None,
            decimal: None,
            sheet: None,
            sheets_passed_over: Vec::new(),
            header_line: 0,
            columns: Vec::new(),
            unknown_columns: Vec::new(),
            misspelt_columns: Vec::new(),
            date_orders: Vec::new(),
            read: 0,
            used: 0,
            duplicates: 0,
            rejected: 0,
            unknown_yes_no: 0,
            swallowed: Vec::new(),
            freshness: Freshness { day: None, from: FreshnessFrom::Unknown },
        }
    }

    /// read = used + duplicates + rejected
    #[must_use]
    pub fn balances(&self) -> bool {
        self.read == self.used + self.duplicates + self.rejected
    }

    #[must_use]
    pub fn has_column(&self, name: &str) -> bool {
        self.kind.column(name).is_some_and(|place| self.columns.contains(&place))
    }
}
