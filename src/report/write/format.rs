//! Formats of the data files: a format makes pieces of rows, puts them down, and says what is wrong with
//! a file of its own.

use std::any::Any;
use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::base::{Failure, Outcome};
use crate::tables::output::{BATCH_ROWS, Batch, OutputSchema, Rows};

use super::stretches::{in_order, ranges};

pub(crate) trait Format: Sync {
    /// What its files end with.
    fn ending(&self) -> &'static str;

    /// Begins a file of a table.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    fn begin<'o>(&self, schema: &'static OutputSchema, out: Out<'o>)
    -> Outcome<Box<dyn Sink + 'o>>;

    /// Makes of rows, on any core, what only needs to be put down.
    ///
    /// # Errors
    /// When the format cannot hold them.
    fn piece(&self, schema: &'static OutputSchema, batch: &Batch<'_>) -> Outcome<FormatPiece>;

    /// What another reader than this program would trip over at once: in a file whose bytes are those
    /// that were written, its head and its foot. Who has to jump in the file opens it.
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

pub(crate) type Out<'o> = Box<dyn Write + Send + 'o>;

/// So many rows in the shape of a format.
pub(crate) struct FormatPiece {
    pub rows: u64,
    pub content: Box<dyn Any + Send>,
}

/// A file that was begun. Pieces come in the order of their rows.
pub(crate) trait Sink: Send {
    /// # Errors
    /// When the bytes cannot be written.
    fn put(&mut self, piece: FormatPiece) -> Outcome<()>;

    /// # Errors
    /// When the bytes cannot be written.
    fn end(self: Box<Self>) -> Outcome<()>;
}

/// The sink of a format whose pieces are bytes.
pub(crate) struct Bytes<'o> {
    pub schema: &'static OutputSchema,
    pub ending: &'static str,
    pub out: Out<'o>,
}

impl Sink for Bytes<'_> {
    fn put(&mut self, piece: FormatPiece) -> Outcome<()> {
        let bytes = piece.content.downcast::<Vec<u8>>().unwrap_or_default();
        self.out.write_all(&bytes).map_err(|error| unwritten(self.schema, self.ending, &error))
    }

    fn end(mut self: Box<Self>) -> Outcome<()> {
        self.out.flush().map_err(|error| unwritten(self.schema, self.ending, &error))
    }
}

/// Why a table is not there.
pub(crate) fn unwritten(
    schema: &OutputSchema,
    ending: &'static str,
    error: &dyn std::fmt::Display,
) -> Failure {
    Failure::output("the table could not be written")
        .at(format!("{}.{ending}", schema.name))
        .because(error)
}

/// Writes one table in one format; answers its rows.
///
/// # Errors
/// When the bytes cannot be written.
pub(crate) fn write_table(format: &dyn Format, rows: &dyn Rows, out: Out<'_>) -> Outcome<u64> {
    let schema = rows.schema();
    let mut sink = format.begin(schema, out)?;
    let mut written = 0;
    in_order(
        &ranges(rows.len(), BATCH_ROWS),
        |range| format.piece(schema, &rows.coded(range.start, range.end)),
        |piece| {
            written += piece.rows;
            sink.put(piece)
        },
    )?;
    sink.end()?;
    Ok(written)
}

impl fmt::Debug for dyn Format {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.ending())
    }
}

/// What is wrong with the number of rows.
#[must_use]
pub(crate) fn rows_fault(found: u64, expected: u64) -> Option<String> {
    (found != expected).then(|| format!("it has {found} rows, the table has {expected}"))
}
