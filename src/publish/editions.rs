//! Two editions of the same tables, read side by side: of a stored run, or of the one being made.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::Path;

use super::cursor::{Cursor, EditionTable};
use super::manifest::{Manifest, RulesUsed};
use crate::base::{Day, Outcome};
use crate::tables::Kind;
use crate::tables::output::Rows;

pub(crate) use super::cursor::{NOT_TOLD, Row, TablePair};

/// A run, as far as it is compared with another.
pub(crate) struct Edition<'a> {
    pub as_of: Day,
    pub rules: RulesUsed,
    inputs: BTreeMap<String, Files>,
    tables: BTreeMap<&'a str, EditionTable<'a>>,
}

/// The files of a kind.
#[derive(Default)]
struct Files {
    /// Their hashes, in the order in which they were read.
    hashes: Vec<String>,
    /// How many rows of them are used.
    rows: u64,
}

fn by_kind<'t>(inputs: impl IntoIterator<Item = InputRead<'t>>) -> BTreeMap<String, Files> {
    let mut by_kind: BTreeMap<String, Files> = BTreeMap::new();
    for input in inputs {
        let files = by_kind.entry(input.kind.to_owned()).or_default();
        files.hashes.push(input.sha256.to_owned());
        files.rows += input.rows;
    }
    by_kind
}

/// A file that was read.
#[derive(Clone, Copy)]
pub(crate) struct InputRead<'t> {
    pub kind: &'t str,
    pub sha256: &'t str,
    /// How many of its rows are used.
    pub rows: u64,
}

impl<'a> Edition<'a> {
    /// The run that is being made; inputs in the order of reading.
    pub(crate) fn of_this_run<'t>(
        as_of: Day,
        rules: RulesUsed,
        inputs: impl IntoIterator<Item = InputRead<'t>>,
        tables: impl IntoIterator<Item = &'a dyn Rows>,
    ) -> Self {
        let tables = tables.into_iter().map(|rows| (rows.schema().name, EditionTable::Here(rows)));
        Self { as_of, rules, inputs: by_kind(inputs), tables: tables.collect() }
    }

    /// A run folder.
    ///
    /// # Errors
    /// When its manifest cannot be read.
    pub(crate) fn stored(folder: &Path) -> Outcome<Edition<'static>> {
        let manifest = Manifest::read(folder)?;
        let inputs = by_kind(manifest.inputs.iter().map(|input| InputRead {
            kind: &input.kind,
            sha256: &input.sha256,
            rows: input.rows.used,
        }));
        let tables = ["skills", "team", "levels", "requirements", "invoices"]
            .map(|name| (name, folder.join("data").join(format!("{name}.csv"))))
            .into_iter()
            .filter(|(_, path)| path.is_file())
            .map(|(name, path)| (name, EditionTable::Stored(path)));
        let (as_of, rules) = (manifest.as_of, manifest.rules);
        Ok(Edition { as_of, rules, inputs, tables: tables.collect() })
    }

    pub(crate) fn files(&self, kind: Kind) -> &[String] {
        self.inputs.get(kind.name()).map_or(&[], |files| &files.hashes)
    }

    pub(crate) fn rows(&self, kind: Kind) -> u64 {
        self.inputs.get(kind.name()).map_or(0, |files| files.rows)
    }

    /// The rows of a table; none where the run has no such table.
    fn cursor(&'a self, pair: &TablePair<'_>) -> Outcome<Option<Cursor<'a>>> {
        let table = self.tables.get(pair.table);
        table.map(|table| Cursor::over(table, pair)).transpose()
    }
}

/// Calls with the rows of each key, before and after; nothing if one edition lacks the table. A key whose
/// rows are the same on both sides, or the first where it decides, may be left out: nothing changed.
///
/// # Errors
/// When a stored table cannot be read or is not in its order.
pub(crate) fn side_by_side<'a>(
    before: &'a Edition<'a>,
    after: &'a Edition<'a>,
    pair: &TablePair<'_>,
    mut each: impl FnMut(&[Row], &[Row]),
) -> Outcome<()> {
    let (old, new) = (before.cursor(pair)?, after.cursor(pair)?);
    let (Some(mut old), Some(mut new)) = (old, new) else { return Ok(()) };
    old.advance()?;
    new.advance()?;
    loop {
        let order = match (old.group().first(), new.group().first()) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => old.key(a).cmp(new.key(b)),
        };
        match order {
            Ordering::Less => each(old.group(), &[]),
            Ordering::Equal => each(old.group(), new.group()),
            Ordering::Greater => each(&[], new.group()),
        }
        if order.is_eq() {
            old.skip_what_equals(&mut new)?;
        }
        if order.is_le() {
            old.advance()?;
        }
        if order.is_ge() {
            new.advance()?;
        }
    }
}
