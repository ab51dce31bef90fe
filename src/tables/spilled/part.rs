//! A part of a table on the disk: chunks of rows, in each of them column after column.

use std::io::{self, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::base::Dictionary;
use crate::base::aside::ReadAndSeek;
use crate::tables::output::{BATCH_ROWS, Batch, OutputSchema, Rows, Values};

use super::cells::{SpilledType, code, encode};

/// A part that was written, before anybody reads it.
#[derive(Clone, Debug)]
pub(crate) struct WrittenPart {
    pub(crate) schema: &'static OutputSchema,
    pub(super) cells: Vec<SpilledType>,
    chunks: Vec<SpilledChunk>,
    pub(crate) rows: usize,
    /// Rows before the first one of a company, where the table is sorted by company.
    pub(crate) lead: usize,
}

#[derive(Clone, Copy, Debug)]
struct SpilledChunk {
    /// Where its bytes start.
    at: u64,
    first: usize,
    rows: usize,
}

/// What several parts may be read from.
pub(crate) type SharedFile = Arc<Mutex<Box<dyn ReadAndSeek>>>;

/// A part with what it is read from; several parts may lie in one file.
pub(crate) struct SpilledPart {
    pub(crate) laid: WrittenPart,
    source: SharedFile,
}

/// Writes parts one after the other.
pub(crate) struct PartWriter<W> {
    out: W,
    at: u64,
}

impl<W: Write> PartWriter<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, at: 0 }
    }

    /// Puts a table down; its texts go into the dictionary.
    ///
    /// # Errors
    /// When the disk says no.
    pub(crate) fn table(
        &mut self,
        rows: &dyn Rows,
        texts: &mut Dictionary,
    ) -> io::Result<WrittenPart> {
        let mut laid = WrittenPart::nothing(rows.schema());
        let starts: Vec<usize> = (0..rows.len()).step_by(BATCH_ROWS).collect();
        for several in starts.chunks(rayon::current_num_threads().max(1)) {
            let batch = |start: &usize| rows.coded(*start, rows.len().min(start + BATCH_ROWS));
            for batch in several.par_iter().map(batch).collect::<Vec<_>>() {
                self.batch(&mut laid, &batch, texts)?;
            }
        }
        Ok(laid)
    }

    fn batch(
        &mut self,
        laid: &mut WrittenPart,
        batch: &Batch<'_>,
        texts: &mut Dictionary,
    ) -> io::Result<()> {
        let rows = batch.columns.first().map_or(0, Values::len);
        laid.cells = batch.columns.iter().map(SpilledType::of).collect();
        let columns = batch.columns.iter().map(|values| {
            let mut bytes = Vec::new();
            encode(values, texts, &mut bytes);
            bytes
        });
        let columns: Vec<Vec<u8>> = columns.collect();
        self.chunk(laid, &columns, rows)
    }

    /// Puts down a chunk of rows, of each column its bytes.
    pub(super) fn chunk(
        &mut self,
        laid: &mut WrittenPart,
        columns: &[Vec<u8>],
        rows: usize,
    ) -> io::Result<()> {
        laid.count_lead(columns);
        laid.chunks.push(SpilledChunk { at: self.at, first: laid.rows, rows });
        laid.rows += rows;
        for bytes in columns {
            self.out.write_all(bytes)?;
            self.at += bytes.len() as u64;
        }
        Ok(())
    }

    /// All is written.
    ///
    /// # Errors
    /// When the disk says no.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl WrittenPart {
    pub(super) fn nothing(schema: &'static OutputSchema) -> Self {
        let cells =
            schema.columns.iter().map(|column| SpilledType::of_nothing(column.of)).collect();
        Self { schema, cells, chunks: Vec::new(), rows: 0, lead: 0 }
    }

    pub(super) fn of_cells(schema: &'static OutputSchema, cells: Vec<SpilledType>) -> Self {
        Self { cells, ..Self::nothing(schema) }
    }

    /// The rows of nobody come first, and have no company.
    fn count_lead(&mut self, columns: &[Vec<u8>]) {
        let by_company = self.schema.by_company();
        if let Some(place) = by_company.filter(|_| self.lead == self.rows) {
            let cells = columns[place].chunks_exact(SpilledType::Text.width());
            self.lead += cells.take_while(|cell| code(cell) == 0).count();
        }
    }
}

impl SpilledPart {
    #[must_use]
    pub(crate) fn new(laid: WrittenPart, source: SharedFile) -> Self {
        Self { laid, source }
    }

    /// The bytes of a column of the rows from `start` up to `end`, put behind those before.
    ///
    /// # Errors
    /// When the disk says no.
    pub(super) fn read(
        &self,
        place: usize,
        (start, end): (usize, usize),
        bytes: &mut Vec<u8>,
    ) -> io::Result<()> {
        let laid = &self.laid;
        let before: usize = laid.cells[..place].iter().map(|cells| cells.width()).sum();
        let width = laid.cells[place].width();
        let first = laid.chunks.partition_point(|chunk| chunk.first + chunk.rows <= start);
        for chunk in laid.chunks[first..].iter().take_while(|chunk| chunk.first < end) {
            let (from, to) = (start.max(chunk.first), end.min(chunk.first + chunk.rows));
            let at = chunk.at + (before * chunk.rows + width * (from - chunk.first)) as u64;
            let filled = bytes.len();
            bytes.resize(filled + width * (to - from), 0);
            let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
            source.seek(SeekFrom::Start(at))?;
            source.read_exact(&mut bytes[filled..])?;
        }
        Ok(())
    }
}
