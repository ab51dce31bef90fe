//! Puts the chunks of all files of a kind together into one table of facts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use crate::base::dictionary::Hashed;
use crate::base::{Day, Dictionary};
use crate::programme::pipeline::DateOrder;
use crate::tables::facts::{NO_AMOUNT, NO_DAY};
use crate::tables::{
    Cells, ColumnType, Detail, Facts, Kind, Mcid, Reject, RejectCode, Rejects, Sets,
};

use super::columns::{Builder, unpack_pending};
use super::order::Evidence;
use super::rows::{Chunk, Late};

/// A table that grows by chunks, file after file.
pub struct TableBuilder {
    pub facts: Facts,
    pub rejects: Rejects,
    /// Of the file that is being read.
    pub current: Current,
    counter: Arc<AtomicU64>,
}

/// What is gathered of one file until its last chunk is in.
#[derive(Default)]
pub struct Current {
    start: usize,
    rejects_start: usize,
    /// What the counter had before this file.
    counted: u64,
    pub evidence: Vec<Evidence>,
    late: Vec<Late>,
    kept: Vec<Late>,
    written: Dictionary,
    pub read: u64,
    pub rejected: u64,
    pub unknown_yes_no: u64,
}

impl TableBuilder {
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            facts: Facts::none(kind),
            rejects: Rejects::default(),
            current: Current::default(),
            counter: Arc::default(),
        }
    }

    /// The rows that are read are counted here as well.
    #[must_use]
    pub fn counted_by(mut self, counter: Arc<AtomicU64>) -> Self {
        self.counter = counter;
        self
    }

    /// Starts a file; whatever came of an earlier try at it is dropped.
    pub fn start_file(&mut self) {
        let start = self.facts.starts.last().map_or(0, |start| *start as usize);
        let rejects_start = if self.facts.lines.len() == start {
            self.rejects.len()
        } else {
            self.current.rejects_start
        };
        self.keep_rows(start, |_| false);
        self.rejects.truncate(rejects_start);
        let evidence = vec![Evidence::default(); self.facts.kind.columns().len()];
        let counted = self.counter.load(Relaxed);
        self.current = Current { start, rejects_start, counted, evidence, ..Current::default() };
    }

    /// Forgets what was read of the current file.
    pub fn restart_file(&mut self) {
        self.rejects.truncate(self.current.rejects_start);
        let start = self.current.start;
        self.keep_rows(start, |_| false);
        self.counter.store(self.current.counted, Relaxed);
        self.start_file();
    }

    /// Appends a chunk; its texts get codes of the common dictionary.
    pub fn absorb(&mut self, mut chunk: Chunk, dictionary: &mut Dictionary, file: u32) {
        let before = self.facts.lines.len();
        let rows = chunk.lines.len();
        for (place, builder) in chunk.columns.iter_mut().enumerate() {
            if let Some(Builder::Days(days)) = builder {
                self.current.evidence[place].absorb(&days.evidence);
            }
            append(&mut self.facts.columns[place], builder.take(), before, rows, dictionary);
        }
        self.facts.lines.append(&mut chunk.lines);
        self.rejects.absorb(&chunk.rejects, file);
        let codes = self.current.written.absorb(&chunk.written);
        let known = |late: &Late| Late { written: codes[late.written as usize], ..*late };
        self.current.late.extend(chunk.late.iter().map(known));
        self.current.kept.extend(chunk.kept.iter().map(known));
        self.current.read += chunk.read;
        self.counter.store(self.current.counted + self.current.read, Relaxed);
        self.current.rejected += chunk.rejected;
        self.current.unknown_yes_no += chunk.unknown_yes_no;
    }

    /// Rows of the current file whose date fits no day under the order of its column, as
    /// (line, column), ascending; turns all others into days.
    pub fn settle_dates(&mut self, orders: &[Option<DateOrder>]) -> Vec<(u32, usize)> {
        let mut bad = Vec::new();
        for (place, cells) in self.facts.columns.iter_mut().enumerate() {
            let Cells::Days(days) = cells else { continue };
            for (offset, cell) in days[self.current.start..].iter_mut().enumerate() {
                let Some(numbers) = unpack_pending(*cell) else { continue };
                // Where no cell needs the order, both parts are the same number.
                let day = numbers.under(orders[place].unwrap_or(DateOrder::DayFirst));
                *cell = day.map_or(NO_DAY, |day| day.0);
                if day.is_none() {
                    bad.push((self.facts.lines[self.current.start + offset], place));
                }
            }
            if self.facts.kind.columns()[place].of == ColumnType::MonthOrDate {
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
    pub fn kept_texts(&self, wanted: &[(u32, usize)]) -> Vec<String> {
        let place = |late: &Late| (late.line, usize::from(late.column));
        let known: Hashed<(u32, usize), u32> =
            self.current.kept.iter().map(|late| (place(late), late.written)).collect();
        let text = |place| self.current.written.text(known.get(place).copied().unwrap_or(0));
        wanted.iter().map(|place| text(place).to_owned()).collect()
    }

    /// Sets aside rows whose dates turned out bad, and reports such dates of rows set aside before.
    pub fn reject_dates(
        &mut self,
        bad: &[(u32, usize)],
        texts: &[String],
        orders: &[Option<DateOrder>],
        file: u32,
    ) {
        let kind = self.facts.kind;
        let reject = |line, column: usize, value| Reject {
            kind,
            file,
            line,
            column: u8::try_from(column).ok(),
            code: bad_date_code(kind, column),
            value,
            detail: Detail::Plain,
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
        let kept: Vec<bool> = self.facts.lines[start..]
            .iter()
            .map(|line| lines.binary_search(line).is_err())
            .collect();
        self.keep_rows(start, |row| kept[row - start]);
    }

    /// Closes the current file; answers how many of its rows are in the table.
    pub fn end_file(&mut self, file: u32) -> u64 {
        self.facts.files.push(file);
        self.facts.starts.push(u32::try_from(self.facts.lines.len()).unwrap_or(u32::MAX));
        (self.facts.lines.len() - self.current.start) as u64
    }

    /// Drops the rows from `start` on that are not to be kept.
    fn keep_rows(&mut self, start: usize, keep: impl Fn(usize) -> bool + Sync) {
        keep_rows(&mut self.facts, start, keep);
    }
}

fn bad_date_code(kind: Kind, column: usize) -> RejectCode {
    match kind.columns()[column].of {
        ColumnType::MonthOrDate => RejectCode::BadValue,
        _ => RejectCode::BadDate,
    }
}

/// Drops the rows from `start` on that are not to be kept; the starts of files are the caller's.
pub fn keep_rows(facts: &mut Facts, start: usize, keep: impl Fn(usize) -> bool + Sync) {
    fn compact<T: Copy>(cells: &mut Vec<T>, start: usize, keep: &impl Fn(usize) -> bool) {
        let mut to = start;
        for from in start..cells.len() {
            if keep(from) {
                cells[to] = cells[from];
                to += 1;
            }
        }
        cells.truncate(to);
    }
    facts.columns.par_iter_mut().for_each(|cells| match cells {
        Cells::Absent => {}
        Cells::Text(cells) => compact(cells, start, &keep),
        Cells::Sets(sets) => sets.keep(start, &keep),
        Cells::Mcid(cells) => compact(cells, start, &keep),
        Cells::Days(cells) | Cells::Numbers(cells) => compact(cells, start, &keep),
        Cells::Words(cells) => compact(cells, start, &keep),
        Cells::Amounts(cells) => compact(cells, start, &keep),
    });
    compact(&mut facts.lines, start, &keep);
    compact(&mut facts.skills, start, &keep);
}

fn append(
    cells: &mut Cells,
    builder: Option<Builder>,
    before: usize,
    rows: usize,
    dictionary: &mut Dictionary,
) {
    let Some(builder) = builder else {
        match cells {
            Cells::Absent => {}
            Cells::Text(cells) => cells.resize(before + rows, 0),
            Cells::Sets(sets) => sets.extend_empty(before + rows),
            Cells::Mcid(cells) => cells.resize(before + rows, Mcid::NONE),
            Cells::Days(cells) | Cells::Numbers(cells) => cells.resize(before + rows, NO_DAY),
            Cells::Words(cells) => cells.resize(before + rows, 0),
            Cells::Amounts(cells) => cells.resize(before + rows, NO_AMOUNT),
        }
        return;
    };
    if matches!(cells, Cells::Absent) {
        *cells = match &builder {
            Builder::Text(_) => Cells::Text(vec![0; before]),
            Builder::Sets(_) => Cells::Sets(Sets::empty(before)),
            Builder::Mcid(_) => Cells::Mcid(vec![Mcid::NONE; before]),
            Builder::Days(_) => Cells::Days(vec![NO_DAY; before]),
            Builder::Words(_) => Cells::Words(vec![0; before]),
            Builder::Amounts { .. } => Cells::Amounts(vec![NO_AMOUNT; before]),
            Builder::Numbers { .. } => Cells::Numbers(vec![NO_DAY; before]),
        };
    }
    match (cells, builder) {
        (Cells::Text(cells), Builder::Text(text)) => {
            let codes = dictionary.absorb(&text.dictionary);
            cells.extend(text.cells.iter().map(|code| codes[*code as usize]));
        }
        (Cells::Sets(sets), Builder::Sets(more)) => {
            let codes = dictionary.absorb(&more.dictionary);
            for row in 0..more.sets.len() {
                more.sets.at(row).iter().for_each(|code| sets.put(codes[*code as usize]));
                sets.close();
            }
        }
        (Cells::Mcid(cells), Builder::Mcid(more)) => cells.extend(more),
        (Cells::Days(cells), Builder::Days(more)) => cells.extend(more.cells),
        (Cells::Words(cells), Builder::Words(more)) => cells.extend(more.cells),
        (Cells::Amounts(cells), Builder::Amounts { cells: more, .. }) => cells.extend(more),
        (Cells::Numbers(cells), Builder::Numbers { cells: more, .. }) => cells.extend(more),
        // The builder is made from the column's type, which is what made the cells.
        _ => {}
    }
}
