//! Puts the chunks of all files of a kind together into one table of facts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use polars::prelude::{DataFrame, PolarsResult};
use rayon::prelude::*;

use crate::base::dictionary::Hashed;
use crate::base::{Day, Dictionary, Failure, Outcome};
use crate::tables::DateOrder;
use crate::tables::facts::{FILE, LINE};
use crate::tables::{ColumnType, Facts, Kind, Reject, RejectCode, RejectDetail, Rejects};

use super::aside::{Aside, parted};
use super::columns::{Builder, NO_DAY, unpack_pending};
use super::growing::{GrowingColumn, codes, compact};
use super::order::OrderEvidence;
use super::rows::{Chunk, OpenDate};

/// A table that grows by chunks, file after file.
pub(crate) struct TableBuilder {
    kind: Kind,
    /// By the place of the column in `Kind::columns`.
    columns: Vec<GrowingColumn>,
    /// Of each row: the place of its file in the ledger, and its line.
    files: Vec<u32>,
    lines: Vec<u32>,
    pub rejects: Rejects,
    /// Of the file that is being read.
    pub current: FileUnderWay,
    counter: Arc<AtomicU64>,
    /// Where rows go that do not stay in memory.
    aside: Option<Aside>,
    /// Why they could not go there.
    failure: Option<Failure>,
}

/// What is gathered of one file until its last chunk is in.
#[derive(Default)]
pub(crate) struct FileUnderWay {
    /// Its first row.
    start: usize,
    rejects_start: usize,
    /// Chunks that were put aside before.
    chunks: usize,
    /// Rows that were put aside and whose dates fit no day.
    lost: u64,
    /// What the counter had before this file.
    counted: u64,
    pub evidence: Vec<OrderEvidence>,
    late: Vec<OpenDate>,
    kept: Vec<OpenDate>,
    written: Dictionary,
    pub read: u64,
    pub rejected: u64,
    pub unknown_yes_no: u64,
    pub swallowed: Vec<(u32, u32)>,
}

impl TableBuilder {
    #[must_use]
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            columns: kind.columns().iter().map(|_| GrowingColumn::Absent).collect(),
            files: Vec::new(),
            lines: Vec::new(),
            rejects: Rejects::default(),
            current: FileUnderWay::default(),
            counter: Arc::default(),
            aside: None,
            failure: None,
        }
    }

    /// Rows are put aside, and not kept in memory.
    pub(super) fn putting_aside(mut self, aside: Option<Aside>) -> Self {
        self.aside = aside;
        self
    }

    /// The rows that are read are counted here as well.
    #[must_use]
    pub(crate) fn counted_by(mut self, counter: Arc<AtomicU64>) -> Self {
        self.counter = counter;
        self
    }

    /// Starts a file.
    pub(crate) fn start_file(&mut self) {
        self.current = FileUnderWay {
            start: self.lines.len(),
            rejects_start: self.rejects.len(),
            chunks: self.aside.as_ref().map_or(0, Aside::chunks),
            counted: self.counter.load(Relaxed),
            evidence: vec![OrderEvidence::default(); self.columns.len()],
            ..FileUnderWay::default()
        };
    }

    /// Forgets what was read of the current file.
    pub(crate) fn restart_file(&mut self) {
        self.rejects.truncate(self.current.rejects_start);
        if let Some(aside) = &mut self.aside {
            aside.forget_after(self.current.chunks);
        }
        self.keep_rows(|_| false);
        self.counter.store(self.current.counted, Relaxed);
        self.start_file();
    }

    /// Appends a chunk; its texts get codes of the common dictionary.
    pub(crate) fn absorb(&mut self, mut chunk: Chunk, dictionary: &mut Dictionary, file: u32) {
        let before = self.lines.len();
        let rows = chunk.lines.len();
        for (place, builder) in chunk.columns.iter_mut().enumerate() {
            if let Some(Builder::Days(days)) = builder {
                self.current.evidence[place].absorb(&days.evidence);
            }
            self.columns[place].append(builder.take(), before, rows, dictionary);
        }
        self.lines.append(&mut chunk.lines);
        self.files.resize(self.lines.len(), file);
        self.rejects.absorb(&chunk.rejects, file);
        let codes = self.current.written.absorb(&chunk.written);
        let known = |late: &OpenDate| OpenDate { written: codes[late.written as usize], ..*late };
        self.current.late.extend(chunk.late.iter().map(known));
        self.current.kept.extend(chunk.kept.iter().map(known));
        self.current.read += chunk.read;
        self.counter.store(self.current.counted + self.current.read, Relaxed);
        self.current.rejected += chunk.rejected;
        self.current.unknown_yes_no += chunk.unknown_yes_no;
        self.current.swallowed.append(&mut chunk.swallowed);
        if self.lines.len() >= ASIDE_ROWS
            && let Err(failure) = self.put_aside()
        {
            self.failure.get_or_insert(failure);
        }
    }

    /// Puts the rows aside that are in memory.
    fn put_aside(&mut self) -> Outcome<()> {
        let Some(aside) = &mut self.aside else { return Ok(()) };
        let columns =
            self.columns.iter_mut().map(|own| std::mem::replace(own, GrowingColumn::Absent));
        let (files, lines) = (&mut self.files, &mut self.lines);
        let rows = (std::mem::take(files), std::mem::take(lines));
        let facts = facts(self.kind, rows, columns.collect())?;
        self.current.start = 0;
        for (part, rows) in parted(&facts, aside.parts).iter().enumerate() {
            aside.put(part, &facts, rows)?;
        }
        Ok(())
    }

    /// The same as `settle_dates`, of rows that were put aside too.
    ///
    /// # Errors
    /// When the disk says no.
    pub(super) fn settle(
        &mut self,
        orders: &[Option<DateOrder>],
        file: u32,
    ) -> Outcome<Vec<(u32, usize)>> {
        if self.aside.is_none() {
            return Ok(self.settle_dates(orders));
        }
        self.put_aside()?;
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let chunks = self.current.chunks;
        let bad = self.aside.as_mut().map(|aside| aside.settle(file, orders, chunks));
        let bad = bad.unwrap_or(Ok(Vec::new()))?;
        self.current.lost = bad.chunk_by(|a, b| a.0 == b.0).count() as u64;
        Ok(bad)
    }

    /// Rows of the current file whose date fits no day under the order of its column, as
    /// (line, column), ascending; turns all others into days.
    pub(crate) fn settle_dates(&mut self, orders: &[Option<DateOrder>]) -> Vec<(u32, usize)> {
        let mut bad = Vec::new();
        for (place, cells) in self.columns.iter_mut().enumerate() {
            let GrowingColumn::Days(days) = cells else { continue };
            for (offset, cell) in days[self.current.start..].iter_mut().enumerate() {
                let Some(numbers) = unpack_pending(*cell) else { continue };
                // Where no cell needs the order, both parts are the same number.
                let day = numbers.under(orders[place].unwrap_or(DateOrder::DayFirst));
                *cell = day.map_or(NO_DAY, |day| day.0);
                if day.is_none() {
                    bad.push((self.lines[self.current.start + offset], place));
                }
            }
            if self.kind.columns()[place].of == ColumnType::MonthOrDate {
                for cell in days[self.current.start..].iter_mut().filter(|cell| **cell != NO_DAY) {
                    *cell = Day(*cell).month().first_day().0;
                }
            }
        }
        bad.sort_unstable();
        bad
    }

    /// How bad dates were written, where it was kept.
    #[must_use]
    pub(crate) fn kept_texts(&self, wanted: &[(u32, usize)]) -> Vec<String> {
        let place = |late: &OpenDate| (late.line, usize::from(late.column));
        let known: Hashed<(u32, usize), u32> =
            self.current.kept.iter().map(|late| (place(late), late.written)).collect();
        let text = |place| self.current.written.text(known.get(place).copied().unwrap_or(0));
        wanted.iter().map(|place| text(place).to_owned()).collect()
    }

    /// Sets aside rows whose dates turned out bad, and reports such dates of rows set aside before.
    pub(crate) fn reject_dates(
        &mut self,
        bad: &[(u32, usize)],
        texts: &[String],
        orders: &[Option<DateOrder>],
        file: u32,
    ) {
        let kind = self.kind;
        let reject = |line, column: usize, value| Reject {
            kind,
            file,
            line,
            column: u8::try_from(column).ok(),
            code: bad_date_code(kind, column),
            value,
            detail: RejectDetail::Plain,
        };
        for ((line, column), text) in bad.iter().zip(texts) {
            self.rejects.push(&reject(*line, *column, text));
        }
        for late in &self.current.late {
            let column = usize::from(late.column);
            let order = orders[column].unwrap_or(DateOrder::DayFirst);
            if unpack_pending(late.cell).is_some_and(|numbers| numbers.under(order).is_none()) {
                let written = self.current.written.text(late.written);
                self.rejects.push(&reject(late.line, column, written));
            }
        }
        if bad.is_empty() {
            return;
        }
        let mut lines: Vec<u32> = bad.iter().map(|(line, _)| *line).collect();
        lines.dedup();
        self.current.rejected += lines.len() as u64;
        let start = self.current.start;
        let kept: Vec<bool> =
            self.lines[start..].iter().map(|line| lines.binary_search(line).is_err()).collect();
        self.keep_rows(|row| kept[row - start]);
    }

    /// How many rows of the current file are in the table.
    #[must_use]
    pub(crate) fn rows_of_file(&self) -> u64 {
        let in_memory = (self.lines.len() - self.current.start) as u64;
        let aside = self.aside.as_ref().map_or(0, |own| own.rows_after(self.current.chunks));
        in_memory + aside - self.current.lost
    }

    /// Drops the rows of the current file that are not to be kept.
    fn keep_rows(&mut self, keep: impl Fn(usize) -> bool + Sync) {
        let start = self.current.start;
        self.columns.par_iter_mut().for_each(|cells| cells.keep(start, &keep));
        compact(&mut self.files, start, &keep);
        compact(&mut self.lines, start, &keep);
    }

    /// All rows as facts, what was set aside of them, and those that were put aside.
    ///
    /// # Errors
    /// When polars does not take a column.
    pub(super) fn finish(mut self) -> PolarsResult<(Facts, Rejects, Option<Aside>)> {
        let aside = self.aside.take();
        let facts = facts(self.kind, (self.files, self.lines), self.columns)?;
        Ok((facts, self.rejects, aside))
    }
}

/// Rows that are put aside at once; few where small tests shall do it often.
const ASIDE_ROWS: usize = if cfg!(debug_assertions) { 1 << 6 } else { 1 << 18 };

fn facts(
    kind: Kind,
    (files, lines): (Vec<u32>, Vec<u32>),
    cells: Vec<GrowingColumn>,
) -> PolarsResult<Facts> {
    let mut columns = vec![codes(FILE, files), codes(LINE, lines)];
    for (column, cells) in kind.columns().iter().zip(cells) {
        columns.extend(cells.into_column(column.name)?);
    }
    Facts::new(kind, DataFrame::new_infer_height(columns)?)
}

fn bad_date_code(kind: Kind, column: usize) -> RejectCode {
    match kind.columns()[column].of {
        ColumnType::MonthOrDate => RejectCode::BadValue,
        _ => RejectCode::BadDate,
    }
}
