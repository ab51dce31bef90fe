//! Formats of the data files: a format writes a table, and says what is wrong with a file of its own.

use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::base::Outcome;
use crate::tables::output::{OutputSchema, Rows};

use super::csv::Csv;
use super::parquet::Parquet;

/// Every table is written in each of these.
pub const FORMATS: [&dyn Format; 2] = [&Csv, &Parquet];

pub trait Format: Sync {
    /// What its files end with.
    fn ending(&self) -> &'static str;

    /// Writes a table.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn write(&self, rows: &dyn Rows, out: &mut (dyn Write + Send)) -> Outcome<()>;

    /// What keeps a file that was written from being this table with so many rows. The bytes come
    /// in their order, as they are hashed; who has to jump in the file opens it.
    ///
    /// # Errors
    /// When the disk does not give it back.
    fn faults(
        &self,
        path: &Path,
        bytes: &mut dyn Read,
        table: (&OutputSchema, u64),
    ) -> io::Result<Vec<String>>;
}

impl fmt::Debug for dyn Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.ending())
    }
}

/// What is wrong with the number of rows.
#[must_use]
pub fn rows_fault(found: u64, expected: u64) -> Option<String> {
    (found != expected).then(|| format!("it has {found} rows, the table has {expected}"))
}
