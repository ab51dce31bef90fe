//! Two editions of the same tables, read side by side: of a stored run, or of the one being made.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::files::{self, AtPath};
use super::manifest::{Manifest, RulesUsed};
use crate::base::guard::unguarded;
use crate::base::{Day, Failure, Outcome};
use crate::tables::output::{Rows, Values};

const STRETCH: usize = 1 << 14;
/// Columns that the tables of earlier versions lack, and what stands in their cells.
const LATER: [&str; 1] = ["breaks_on"];
const NOWHERE: usize = usize::MAX;
pub(crate) const NOT_TOLD: &str = "?";

/// A run, as far as it is compared with another.
pub(crate) struct Edition<'a> {
    pub as_of: Day,
    pub rules: RulesUsed,
    /// Hashes of the files of each kind, in the order in which they were read.
    pub inputs: BTreeMap<String, Vec<String>>,
    tables: BTreeMap<&'a str, Table<'a>>,
}

enum Table<'a> {
    Here(&'a dyn Rows),
    Stored(PathBuf),
}

/// Cells as text, in the order of the columns that were asked for.
pub(crate) type Row = Vec<String>;

impl<'a> Edition<'a> {
    /// The run that is being made; inputs are kinds with hashes, in the order of reading.
    pub(crate) fn of_this_run<'t>(
        as_of: Day,
        rules: RulesUsed,
        inputs: impl IntoIterator<Item = (&'t str, &'t str)>,
        tables: impl IntoIterator<Item = &'a dyn Rows>,
    ) -> Self {
        let mut by_kind: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (kind, sha256) in inputs {
            by_kind.entry(kind.to_owned()).or_default().push(sha256.to_owned());
        }
        let tables = tables.into_iter().map(|rows| (rows.schema().name, Table::Here(rows)));
        Self { as_of, rules, inputs: by_kind, tables: tables.collect() }
    }

    /// A run folder.
    ///
    /// # Errors
    /// When its manifest cannot be read.
    pub(crate) fn stored(folder: &Path) -> Outcome<Edition<'static>> {
        let manifest = Manifest::read(folder)?;
        let mut inputs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for input in manifest.inputs {
            inputs.entry(input.kind).or_default().push(input.sha256);
        }
        let tables = ["skills", "team", "levels", "requirements"]
            .map(|name| (name, folder.join("data").join(format!("{name}.csv"))))
            .into_iter()
            .filter(|(_, path)| path.is_file())
            .map(|(name, path)| (name, Table::Stored(path)));
        let (as_of, rules) = (manifest.as_of, manifest.rules);
        Ok(Edition { as_of, rules, inputs, tables: tables.collect() })
    }

    /// The rows of a table; none where the run has no such table.
    fn cursor(
        &self,
        table: &str,
        columns: &'a [&'a str],
        keys: usize,
    ) -> Outcome<Option<Cursor<'_>>> {
        let Some(table) = self.tables.get(table) else { return Ok(None) };
        let (source, places, place) = match table {
            Table::Here(rows) => {
                let names = rows.schema().columns.iter().map(|column| column.name.as_bytes());
                let places = places(&names.collect::<Vec<_>>(), columns);
                let stretch = match &places {
                    Ok(places) => stretch(*rows, places, 0),
                    Err(_) => Vec::new(),
                };
                let source = Source::Here { rows: *rows, stretch, start: 0, at: 0 };
                (source, places, PathBuf::from(rows.schema().name))
            }
            Table::Stored(path) => {
                let file = File::open(path).reading(path)?;
                let mut reader =
                    csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
                let header = reader.byte_headers().map_err(|error| broken(path, error))?;
                let places = places(&header.iter().collect::<Vec<_>>(), columns);
                let record = csv::ByteRecord::new();
                (Source::Stored { reader, record, path }, places, path.clone())
            }
        };
        let places = places.map_err(|column| {
            let text = format!("the table has no column `{column}`");
            Failure::input(text).at(place.display()).todo("it is of another version; make it anew")
        })?;
        let width = columns.len();
        let mut cursor = Cursor { source, places, keys, next: None, group: Vec::new() };
        cursor.next = cursor.read(vec![String::new(); width])?;
        Ok(Some(cursor))
    }
}

fn places<'n>(names: &[&[u8]], columns: &'n [&'n str]) -> Result<Vec<usize>, &'n str> {
    let place = |column: &&'n str| {
        let known = names.iter().position(|name| *name == column.as_bytes());
        known.or_else(|| LATER.contains(column).then_some(NOWHERE)).ok_or(*column)
    };
    columns.iter().map(place).collect()
}

fn broken(path: &Path, error: csv::Error) -> Failure {
    files::unreadable(path, &error.into())
}

/// Walks over a table in the order of its key.
struct Cursor<'a> {
    source: Source<'a>,
    places: Vec<usize>,
    /// So many of the first columns are the key.
    keys: usize,
    next: Option<Row>,
    /// The rows of one key.
    group: Vec<Row>,
}

enum Source<'a> {
    Here { rows: &'a dyn Rows, stretch: Vec<Values<'a>>, start: usize, at: usize },
    Stored { reader: csv::Reader<File>, record: csv::ByteRecord, path: &'a Path },
}

impl Cursor<'_> {
    /// Goes to the next key.
    fn advance(&mut self) -> Outcome<()> {
        let spare = self.group.pop();
        self.group.clear();
        let Some(first) = self.next.take() else { return Ok(()) };
        if let Some(last) = &spare
            && self.key(last).cmp(self.key(&first)).is_ge()
        {
            return Err(Failure::input("a stored table is not in its order; was it edited?")
                .at(self.place())
                .todo("make that run anew with --force"));
        }
        let width = self.places.len();
        self.next = self.read(spare.unwrap_or_else(|| vec![String::new(); width]))?;
        self.group.push(first);
        while let Some(more) =
            self.next.take_if(|next| next[..self.keys] == self.group[0][..self.keys])
        {
            self.group.push(more);
            self.next = self.read(vec![String::new(); width])?;
        }
        Ok(())
    }

    fn key<'r>(&self, row: &'r Row) -> &'r [String] {
        &row[..self.keys]
    }

    fn place(&self) -> String {
        match &self.source {
            Source::Here { rows, .. } => rows.schema().name.to_owned(),
            Source::Stored { path, .. } => path.display().to_string(),
        }
    }

    /// Fills a row with what comes next.
    fn read(&mut self, mut row: Row) -> Outcome<Option<Row>> {
        match &mut self.source {
            Source::Here { rows, stretch: values, start, at } => {
                if *start + *at >= rows.len() {
                    return Ok(None);
                }
                if *at == STRETCH {
                    (*start, *at) = (*start + STRETCH, 0);
                    *values = stretch(*rows, &self.places, *start);
                }
                for (cell, values) in row.iter_mut().zip(values.iter()) {
                    cell.clear();
                    write_cell(cell, values, *at);
                }
                *at += 1;
            }
            Source::Stored { reader, record, path } => {
                if !reader.read_byte_record(record).map_err(|error| broken(path, error))? {
                    return Ok(None);
                }
                for (cell, place) in row.iter_mut().zip(&self.places) {
                    cell.clear();
                    let Some(text) = record.get(*place) else {
                        cell.push_str(NOT_TOLD);
                        continue;
                    };
                    cell.push_str(unguarded(&String::from_utf8_lossy(text)));
                }
            }
        }
        Ok(Some(row))
    }
}

/// The wanted columns of a stretch.
fn stretch<'a>(rows: &'a dyn Rows, places: &[usize], start: usize) -> Vec<Values<'a>> {
    let end = rows.len().min(start + STRETCH);
    places.iter().map(|place| rows.column(*place, start, end)).collect()
}

/// As the CSV twin has it. Both sides lose their guards, so that a text which came with one of its
/// own equals itself.
fn write_cell(cell: &mut String, values: &Values<'_>, at: usize) {
    // Writing to a string cannot fail.
    let _ = match values {
        Values::Text(cells) => cell.write_str(unguarded(cells[at])),
        Values::Coded(cells) => cell.write_str(unguarded(cells.text(at))),
        Values::Owned(cells) => cell.write_str(unguarded(&cells[at])),
        Values::Mcids(cells) => write!(cell, "{}", cells[at]),
        Values::Days(cells) => write!(cell, "{}", cells[at]),
        Values::Numbers(cells) => cells[at].map_or(Ok(()), |number| write!(cell, "{number}")),
        Values::Amounts(cells) => cells[at].map_or(Ok(()), |amount| write!(cell, "{amount}")),
        Values::YesNo(cells) => cell.write_str(match cells[at] {
            Some(true) => "Yes",
            Some(false) => "No",
            None => "",
        }),
    };
}

/// A table of both editions, and how many of the first columns are its key.
pub(crate) struct Pair<'a> {
    pub table: &'a str,
    pub columns: &'a [&'a str],
    pub keys: usize,
}

/// Calls with the rows of each key, before and after; nothing if one edition lacks the table.
///
/// # Errors
/// When a stored table cannot be read or is not in its order.
pub(crate) fn side_by_side<'a>(
    before: &'a Edition<'a>,
    after: &'a Edition<'a>,
    pair: &'a Pair<'a>,
    mut each: impl FnMut(&[Row], &[Row]),
) -> Outcome<()> {
    let old = before.cursor(pair.table, pair.columns, pair.keys)?;
    let new = after.cursor(pair.table, pair.columns, pair.keys)?;
    let (Some(mut old), Some(mut new)) = (old, new) else { return Ok(()) };
    old.advance()?;
    new.advance()?;
    loop {
        let order = match (old.group.first(), new.group.first()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => old.key(a).cmp(new.key(b)),
        };
        match order {
            Ordering::Less => each(&old.group, &[]),
            Ordering::Equal => each(&old.group, &new.group),
            Ordering::Greater => each(&[], &new.group),
        }
        if order.is_le() {
            old.advance()?;
        }
        if order.is_ge() {
            new.advance()?;
        }
    }
}
