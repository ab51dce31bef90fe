//! Views: the published tables read cell by cell, by the names of their columns.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use crate::base::{Amount, Day};
use crate::tables::output::{Rows, Values};

/// Rows of one piece; small enough that a few of them fit in memory as cells.
pub(crate) const PIECE: usize = 8_192;

/// A piece of a table.
pub(crate) struct TablePiece<'a> {
    of: &'a dyn Rows,
    range: Range<usize>,
    /// Made when they are asked for.
    columns: Vec<OnceCell<Values<'a>>>,
    /// Where columns were found before: they are asked for by name for every cell.
    found: RefCell<[FoundColumn; FOUND]>,
    /// What the lists were found to have: few different ones are asked again and again.
    listed: RefCell<[ListedText; LISTED]>,
}

/// Address and length of a name, and the place of its column.
type FoundColumn = (usize, usize, usize);
const FOUND: usize = 128;

/// The addresses of a list and of what was looked for in it, the length of the list, and the answer.
type ListedText = (usize, usize, usize, bool);
const LISTED: usize = 64;

/// One row of a piece.
#[derive(Clone, Copy)]
pub struct Row<'p, 'a> {
    piece: &'p TablePiece<'a>,
    row: usize,
}

impl<'a> TablePiece<'a> {
    #[must_use]
    pub(crate) fn of(rows: &'a dyn Rows, range: &Range<usize>) -> Self {
        let columns = rows.schema().columns.iter().map(|_| OnceCell::new()).collect();
        let found = RefCell::new([(0, 0, 0); FOUND]);
        let listed = RefCell::new([(0, 0, 0, false); LISTED]);
        Self { of: rows, range: range.clone(), columns, found, listed }
    }

    /// A piece whose columns are all made, for those who write.
    #[must_use]
    pub(crate) fn coded(rows: &'a dyn Rows, range: &Range<usize>) -> Self {
        let columns = rows.coded(range.start, range.end).columns.into_iter().map(OnceCell::from);
        Self { columns: columns.collect(), ..Self::of(rows, range) }
    }

    fn place(&self, column: &'static str) -> Option<usize> {
        let address = column.as_ptr().addr();
        let slot = (address ^ (address >> 7)) % FOUND;
        let mut found = self.found.borrow_mut();
        let (known, length, place) = found[slot];
        if known == address && length == column.len() {
            return Some(place);
        }
        let place = self.of.schema().columns.iter().position(|known| known.name == column)?;
        found[slot] = (address, column.len(), place);
        Some(place)
    }

    /// The values of a column by its name.
    #[must_use]
    pub(crate) fn values(&self, column: &'static str) -> Option<&Values<'a>> {
        let place = self.place(column)?;
        let (rows, range) = (self.of, &self.range);
        Some(self.columns[place].get_or_init(|| rows.column(place, range.start, range.end)))
    }

    /// A row by its place in the piece.
    #[must_use]
    pub(crate) fn row(&self, row: usize) -> Row<'_, 'a> {
        Row { piece: self, row }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_, 'a>> {
        (0..self.range.len()).map(|row| Row { piece: self, row })
    }
}

/// Hands over every row of a table that may be missing.
pub(crate) fn each<'a>(rows: Option<&'a dyn Rows>, mut see: impl FnMut(Row<'_, 'a>)) {
    let Some(rows) = rows else { return };
    for range in super::write::stretches::ranges(rows.len(), PIECE) {
        TablePiece::of(rows, &range).rows().for_each(&mut see);
    }
}

impl<'a> Row<'_, 'a> {
    /// A text, a certification id, or nothing.
    #[must_use]
    pub fn text(&self, column: &'static str) -> Cow<'a, str> {
        match self.piece.values(column) {
            Some(Values::Text(cells)) => Cow::Borrowed(cells[self.row]),
            Some(Values::Coded(cells)) => Cow::Borrowed(cells.text(self.row)),
            Some(Values::Owned(cells)) => Cow::Owned(cells[self.row].clone()),
            Some(Values::Mcids(cells)) if !cells[self.row].is_none() => {
                Cow::Owned(cells[self.row].to_string())
            }
            _ => Cow::Borrowed(""),
        }
    }

    #[must_use]
    pub fn is(&self, column: &'static str, text: &str) -> bool {
        match self.piece.values(column) {
            Some(Values::Text(cells)) => cells[self.row] == text,
            Some(Values::Coded(cells)) => cells.text(self.row) == text,
            Some(Values::Owned(cells)) => cells[self.row] == text,
            _ => false,
        }
    }

    /// True where a `;`-list has this entry.
    #[must_use]
    pub fn lists(&self, column: &'static str, entry: &'static str) -> bool {
        let list = match self.piece.values(column) {
            Some(Values::Text(cells)) => cells[self.row],
            Some(Values::Coded(cells)) => cells.text(self.row),
            _ => return has(&self.text(column), entry),
        };
        let (of, in_it) = (entry.as_ptr().addr(), list.as_ptr().addr());
        let slot = (in_it ^ (in_it >> 6) ^ of) % LISTED;
        let mut listed = self.piece.listed.borrow_mut();
        let (known_list, known_entry, length, known) = listed[slot];
        if (known_list, known_entry, length) == (in_it, of, list.len()) {
            return known;
        }
        let answer = has(list, entry);
        listed[slot] = (in_it, of, list.len(), answer);
        answer
    }

    /// The entries of a list.
    #[must_use]
    pub fn list(&self, column: &'static str) -> Vec<String> {
        self.text(column).split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    #[must_use]
    pub fn day(&self, column: &'static str) -> Option<Day> {
        match self.piece.values(column) {
            Some(Values::Days(cells)) => Some(cells[self.row]).filter(|day| day.is_dated()),
            _ => None,
        }
    }

    #[must_use]
    pub fn number(&self, column: &'static str) -> Option<i64> {
        match self.piece.values(column) {
            Some(Values::Numbers(cells)) => cells[self.row],
            _ => None,
        }
    }

    #[must_use]
    pub fn amount(&self, column: &'static str) -> Option<Amount> {
        match self.piece.values(column) {
            Some(Values::Amounts(cells)) => cells[self.row],
            Some(Values::Numbers(cells)) => cells[self.row].map(Amount::whole),
            _ => None,
        }
    }

    #[must_use]
    pub fn yes(&self, column: &'static str) -> Option<bool> {
        match self.piece.values(column) {
            Some(Values::YesNo(cells)) => cells[self.row],
            _ => None,
        }
    }
}

fn has(list: &str, entry: &str) -> bool {
    list.split(';').any(|part| part == entry)
}
