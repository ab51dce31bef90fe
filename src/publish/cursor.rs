//! A table row by row in the order of its key: of a stored run, or of the one being made.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write;
use std::fs::File;
use std::mem;
use std::path::{Path, PathBuf};

use super::files::{self, AtPath};
use crate::base::guard::unguarded;
use crate::base::{Failure, Outcome};
use crate::tables::output::{Rows, Values};

const STRETCH: usize = 1 << 14;
/// Columns that the tables of earlier versions lack, and what stands in their cells.
const LATER: [&str; 1] = ["breaks_on"];
const NOWHERE: usize = usize::MAX;
pub(crate) const NOT_TOLD: &str = "?";
const NEXT: usize = 0;
const SECOND: usize = 1;

pub(crate) enum EditionTable<'a> {
    Here(&'a dyn Rows),
    Stored(PathBuf),
}

/// A table of both editions: the columns that are wanted, how many of the first are its key, by how many a
/// change is seen, and whether of several rows of one key only the first is looked at.
pub(crate) struct TablePair<'a> {
    pub table: &'a str,
    pub columns: &'a [&'a str],
    pub keys: usize,
    pub telling: usize,
    pub first_decides: bool,
}

/// Cells as text, in the order of the columns that were asked for.
pub(crate) type Row = Vec<String>;

/// Walks over a table, key by key. Rows become texts of their own only where someone looks at them.
pub(crate) struct Cursor<'a> {
    source: RowSource<'a>,
    /// The columns that were asked for; so many of the first are the key.
    columns: usize,
    keys: usize,
    telling: usize,
    first_decides: bool,
    /// The rows of one key.
    group: Vec<Row>,
    /// For cells that are no text where they stand.
    scratch: String,
}

/// Where the rows come from; `places` are those of the columns that were asked for.
enum RowSource<'a> {
    Here(RowsHere<'a>),
    Stored(StoredRows<'a>),
}

struct RowsHere<'a> {
    rows: &'a dyn Rows,
    places: Vec<usize>,
    /// Of the columns by which a change is seen; the others are asked for row by row.
    telling: usize,
    stretch: Vec<Values<'a>>,
    start: usize,
    at: usize,
}

struct StoredRows<'a> {
    reader: csv::Reader<File>,
    places: Vec<usize>,
    /// The next row and the one behind it.
    ahead: [Option<csv::ByteRecord>; 2],
    spare: csv::ByteRecord,
    path: &'a Path,
}

impl<'a> Cursor<'a> {
    /// Stands before the first row.
    ///
    /// # Errors
    /// When a stored table cannot be read, or lacks one of the columns.
    pub(super) fn over(table: &'a EditionTable<'a>, pair: &TablePair<'_>) -> Outcome<Self> {
        let columns = pair.columns;
        let source = match table {
            EditionTable::Here(rows) => {
                RowSource::Here(RowsHere::over(*rows, columns, pair.telling)?)
            }
            EditionTable::Stored(path) => RowSource::Stored(StoredRows::over(path, columns)?),
        };
        Ok(Self {
            source,
            columns: columns.len(),
            keys: pair.keys,
            telling: pair.telling,
            first_decides: pair.first_decides,
            group: Vec::new(),
            scratch: String::new(),
        })
    }

    pub(super) fn group(&self) -> &[Row] {
        &self.group
    }

    pub(super) fn key<'r>(&self, row: &'r Row) -> &'r [String] {
        &row[..self.keys]
    }

    /// Goes to the next key.
    ///
    /// # Errors
    /// When a stored table cannot be read or is not in its order.
    pub(super) fn advance(&mut self) -> Outcome<()> {
        if !self.source.has(NEXT) {
            self.group.clear();
            return Ok(());
        }
        if self.next_against_group().is_le() {
            return Err(Failure::input("a stored table is not in its order; was it edited?")
                .at(self.source.place())
                .todo("make that run anew with --force"));
        }
        self.group.clear();
        let first = self.taken()?;
        self.group.push(first);
        while self.source.has(NEXT) && self.next_against_group().is_eq() {
            let more = self.taken()?;
            self.group.push(more);
        }
        Ok(())
    }

    /// Steps over keys that are the same in both tables, as long as both are in their order: those of one
    /// row, and where the first row of a key decides, all whose first row is the same.
    ///
    /// # Errors
    /// When a stored table cannot be read.
    pub(super) fn skip_what_equals(&mut self, other: &mut Cursor<'_>) -> Outcome<()> {
        loop {
            let are_behind =
                self.next_against_group().is_gt() && other.next_against_group().is_gt();
            if !are_behind || !self.next_equals(other) {
                return Ok(());
            }
            let orders = [self.next_against_second(), other.next_against_second()];
            if !self.may_step_over(orders[0]) || !other.may_step_over(orders[1]) {
                return Ok(());
            }
            self.step_over(orders[0])?;
            other.step_over(orders[1])?;
        }
    }

    fn may_step_over(&self, next_against_second: Ordering) -> bool {
        next_against_second.is_lt() || (self.first_decides && next_against_second.is_eq())
    }

    /// Steps over all rows of the next key.
    fn step_over(&mut self, next_against_second: Ordering) -> Outcome<()> {
        self.group.clear();
        if next_against_second.is_lt() {
            // The row behind it was looked at: there is nothing to hold its key against.
            return self.source.step();
        }
        let key = self.taken()?;
        self.group.push(key);
        while self.source.has(NEXT) && self.next_against_group().is_eq() {
            self.source.step()?;
        }
        Ok(())
    }

    fn next_equals(&mut self, other: &mut Cursor<'_>) -> bool {
        (0..self.telling).all(|column| {
            let own = self.source.cell(NEXT, column, &mut self.scratch);
            own.is_some() && own == other.source.cell(NEXT, column, &mut other.scratch)
        })
    }

    /// The key of the next row against that of the row behind it; before it where there is none.
    fn next_against_second(&self) -> Ordering {
        if !self.source.has(SECOND) {
            return Ordering::Less;
        }
        let (mut one, mut two) = (String::new(), String::new());
        let orders = (0..self.keys).map(|column| {
            let next = self.source.cell(NEXT, column, &mut one);
            next.cmp(&self.source.cell(SECOND, column, &mut two))
        });
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// The key of the next row against that of the group; behind it where there is none.
    fn next_against_group(&mut self) -> Ordering {
        let Some(row) = self.group.first() else { return Ordering::Greater };
        let order = row[..self.keys].iter().enumerate().map(|(column, cell)| {
            self.source.cell_as_told(column, &mut self.scratch).as_ref().cmp(cell.as_str())
        });
        order.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    /// The next row as texts of its own; steps over it.
    fn taken(&mut self) -> Outcome<Row> {
        let columns = 0..self.columns;
        let cell = |column| self.source.cell_as_told(column, &mut self.scratch).into_owned();
        let row = columns.map(cell).collect();
        self.source.step()?;
        Ok(row)
    }
}

impl<'a> RowsHere<'a> {
    fn over(rows: &'a dyn Rows, columns: &[&str], telling: usize) -> Outcome<Self> {
        let name = rows.schema().name;
        let names = rows.schema().columns.iter().map(|column| column.name.as_bytes());
        let places = places(&names.collect::<Vec<_>>(), columns, Path::new(name))?;
        let mut here = Self { rows, places, telling, stretch: Vec::new(), start: 0, at: 0 };
        here.read_stretch();
        Ok(here)
    }

    fn read_stretch(&mut self) {
        let end = self.rows.len().min(self.start + STRETCH);
        let (rows, start) = (self.rows, self.start);
        let telling = &self.places[..self.telling];
        self.stretch = telling.iter().map(|place| rows.column(*place, start, end)).collect();
    }

    /// The cell of a column in the next row.
    fn write_cell(&self, column: usize, scratch: &mut String) {
        let row = self.start + self.at;
        let own = self.rows.column(self.places[column], row, row + 1);
        let mut inner = String::new();
        let text = cell_of(&own, 0, &mut inner).unwrap_or_default();
        scratch.clear();
        scratch.push_str(text);
    }
}

impl<'a> StoredRows<'a> {
    fn over(path: &'a Path, columns: &[&str]) -> Outcome<Self> {
        let file = File::open(path).reading(path)?;
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let header = reader.byte_headers().map_err(|error| broken(path, error))?;
        let places = places(&header.iter().collect::<Vec<_>>(), columns, path)?;
        let spare = csv::ByteRecord::new();
        let mut stored = Self { reader, places, ahead: [None, None], spare, path };
        stored.step()?;
        stored.step()?;
        Ok(stored)
    }

    fn step(&mut self) -> Outcome<()> {
        let mut record = mem::take(&mut self.spare);
        let is_there =
            self.reader.read_byte_record(&mut record).map_err(|error| broken(self.path, error))?;
        let [next, second] = &mut self.ahead;
        let passed = mem::replace(next, mem::replace(second, is_there.then_some(record)));
        self.spare = passed.unwrap_or_default();
        Ok(())
    }
}

impl RowSource<'_> {
    fn place(&self) -> String {
        match self {
            Self::Here(here) => here.rows.schema().name.to_owned(),
            Self::Stored(stored) => stored.path.display().to_string(),
        }
    }

    fn has(&self, ahead: usize) -> bool {
        match self {
            Self::Here(here) => here.start + here.at + ahead < here.rows.len(),
            Self::Stored(stored) => stored.ahead[ahead].is_some(),
        }
    }

    fn step(&mut self) -> Outcome<()> {
        match self {
            Self::Here(here) => {
                here.at += 1;
                if here.at == STRETCH {
                    (here.start, here.at) = (here.start + STRETCH, 0);
                    here.read_stretch();
                }
                Ok(())
            }
            Self::Stored(stored) => stored.step(),
        }
    }

    /// A cell of a row ahead, without its guard on either side, so that a text which came with one of its own
    /// equals itself. None where it is not at hand as text.
    fn cell<'s>(&'s self, ahead: usize, column: usize, scratch: &'s mut String) -> Option<&'s str> {
        match self {
            Self::Here(here) => cell_of(here.stretch.get(column)?, here.at + ahead, scratch),
            Self::Stored(stored) => {
                let cell = stored.ahead[ahead].as_ref()?.get(stored.places[column])?;
                std::str::from_utf8(cell).ok().map(unguarded)
            }
        }
    }

    /// A cell of the next row, whatever it holds.
    fn cell_as_told<'s>(&'s self, column: usize, scratch: &'s mut String) -> Cow<'s, str> {
        match self {
            Self::Here(here) if column < here.telling => {
                Cow::Borrowed(self.cell(NEXT, column, scratch).unwrap_or_default())
            }
            Self::Here(here) => {
                here.write_cell(column, scratch);
                Cow::Borrowed(scratch)
            }
            Self::Stored(stored) => {
                let next = stored.ahead[NEXT].as_ref();
                let cell = next.and_then(|row| row.get(stored.places[column]));
                match cell.map(String::from_utf8_lossy) {
                    None => Cow::Borrowed(NOT_TOLD),
                    Some(Cow::Borrowed(text)) => Cow::Borrowed(unguarded(text)),
                    Some(Cow::Owned(text)) => Cow::Owned(unguarded(&text).to_owned()),
                }
            }
        }
    }
}

fn places(names: &[&[u8]], columns: &[&str], of: &Path) -> Outcome<Vec<usize>> {
    let place = |column: &&str| {
        let known = names.iter().position(|name| *name == column.as_bytes());
        known.or_else(|| LATER.contains(column).then_some(NOWHERE)).ok_or_else(|| {
            let text = format!("the table has no column `{column}`");
            Failure::input(text).at(of.display()).todo("it is of another version; make it anew")
        })
    };
    columns.iter().map(place).collect()
}

fn broken(path: &Path, error: csv::Error) -> Failure {
    files::unreadable(path, &error.into())
}

/// As the CSV twin has it, without its guard; none behind the last of the values.
fn cell_of<'s>(values: &'s Values<'_>, at: usize, scratch: &'s mut String) -> Option<&'s str> {
    if at >= values.len() {
        return None;
    }
    scratch.clear();
    // Writing to a string cannot fail.
    let _ = match values {
        Values::Text(cells) => return Some(unguarded(cells[at])),
        Values::Coded(cells) => return Some(unguarded(cells.text(at))),
        Values::Owned(cells) => return Some(unguarded(&cells[at])),
        Values::YesNo(cells) => {
            return Some(cells[at].map_or("", |yes| if yes { "Yes" } else { "No" }));
        }
        Values::Mcids(cells) => write!(scratch, "{}", cells[at]),
        Values::Days(cells) => write!(scratch, "{}", cells[at]),
        Values::Numbers(cells) => cells[at].map_or(Ok(()), |number| write!(scratch, "{number}")),
        Values::Amounts(cells) => cells[at].map_or(Ok(()), |amount| write!(scratch, "{amount}")),
    };
    Some(scratch)
}
