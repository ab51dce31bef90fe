//! Strips: a column of a piece of a table, in which every text is said once.

use std::borrow::Cow;
use std::ops::Range;

use crate::base::Day;
use crate::tables::Mcid;

use super::cell::Cell;
use crate::tables::different::{Different, different};

/// A column of a piece.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ColumnPiece<'a> {
    Texts(Texts<'a>),
    /// Days that are not dated are empty cells.
    Days(Vec<Day>),
    Cells(Vec<Cell<'a>>),
}

/// Texts, and which row says which.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Texts<'a> {
    /// For each row the number of its text, from 1; 0 for an empty cell.
    pub of_rows: Vec<u32>,
    pub texts: Vec<Cow<'a, str>>,
}

/// The number of no text: the cell is empty.
pub(crate) const NO_TEXT: u32 = 0;

impl<'a> ColumnPiece<'a> {
    /// Cells that are all texts are texts.
    #[must_use]
    pub(crate) fn of(cells: Vec<Cell<'a>>) -> Self {
        let is_text = |cell: &Cell<'_>| matches!(cell, Cell::Empty | Cell::Text(_));
        if !cells.iter().all(is_text) {
            return Self::Cells(cells);
        }
        let said = cells.iter().map(|cell| if let Cell::Text(text) = cell { &**text } else { "" });
        let said: Vec<&str> = said.collect();
        Self::Texts(texts(&said, |text| Cow::Owned(text.to_owned())))
    }

    /// Its rows.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.of_rows.len(),
            Self::Days(days) => days.len(),
            Self::Cells(cells) => cells.len(),
        }
    }

    /// Only these rows of it.
    pub(crate) fn cut(&mut self, rows: &Range<usize>) {
        match self {
            Self::Texts(texts) => cut(&mut texts.of_rows, rows),
            Self::Days(days) => cut(days, rows),
            Self::Cells(cells) => cut(cells, rows),
        }
    }
}

fn cut<T>(cells: &mut Vec<T>, rows: &Range<usize>) {
    cells.truncate(rows.end);
    cells.drain(..rows.start);
}

impl<'a> Texts<'a> {
    /// The number of a text that was not said before; a text of nothing has none.
    fn put(&mut self, text: Cow<'a, str>) -> u32 {
        if text.is_empty() {
            return NO_TEXT;
        }
        self.texts.push(text);
        u32::try_from(self.texts.len()).unwrap_or(u32::MAX)
    }

    /// How many rows say each text.
    #[must_use]
    pub(crate) fn times(&self) -> Vec<u32> {
        let mut times = vec![0; self.texts.len() + 1];
        for number in &self.of_rows {
            times[*number as usize] += 1;
        }
        times.remove(0);
        times
    }
}

/// The texts of some cells; `say` makes what is shown of each different one, which may be nothing.
pub(crate) fn texts<'v, 'a>(
    cells: &[&'v str],
    say: impl FnMut(&'v str) -> Cow<'a, str>,
) -> Texts<'a> {
    said(&different(cells), 0..cells.len(), say)
}

/// The same of these cells of a coded column.
pub(crate) fn said<'v, 'a>(
    cells: &Different<'v>,
    places: impl Iterator<Item = usize>,
    mut say: impl FnMut(&'v str) -> Cow<'a, str>,
) -> Texts<'a> {
    let mut shown = Texts::default();
    // What is empty is shown as nothing.
    let mut numbers = vec![NO_TEXT];
    numbers.extend(cells.texts.iter().map(|text| shown.put(say(text))));
    shown.of_rows = places.map(|place| numbers[cells.codes[place] as usize]).collect();
    shown
}

/// Certification ids, of which a person's stand below each other.
pub(crate) fn ids<'a>(
    cells: impl Iterator<Item = Mcid>,
    say: impl Fn(Cow<'a, str>) -> Cow<'a, str>,
) -> Texts<'a> {
    let mut shown = Texts::default();
    let mut last = (Mcid::NONE, NO_TEXT);
    for id in cells {
        if id != last.0 {
            let number =
                if id.is_none() { NO_TEXT } else { shown.put(say(Cow::Owned(id.to_string()))) };
            last = (id, number);
        }
        shown.of_rows.push(last.1);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_said_once_wherever_it_stands() {
        let (one, other) = (String::from("a"), String::from("a"));
        let cells = [one.as_str(), "", "b", other.as_str(), "b", one.as_str()];
        let shown = texts(&cells, Cow::Borrowed);
        assert_eq!(shown.of_rows, [1, 0, 2, 1, 2, 1]);
        assert_eq!(shown.texts, ["a", "b"]);
        assert_eq!(shown.times(), [3, 2]);
    }

    #[test]
    fn what_is_shown_may_be_another_or_nothing() {
        let shown = texts(&["x", "", "y", "x"], |text| match text {
            "x" => Cow::Borrowed(""),
            other => Cow::Owned(other.repeat(2)),
        });
        assert_eq!(shown.of_rows, [0, 0, 1, 0]);
        assert_eq!(shown.texts, ["yy"]);
    }

    #[test]
    fn cells_of_one_kind_become_texts() {
        let cells = vec![Cell::text("a"), Cell::Empty, Cell::text("a")];
        let ColumnPiece::Texts(shown) = ColumnPiece::of(cells) else { panic!() };
        assert_eq!((shown.of_rows, shown.texts.len()), (vec![1, 0, 1], 1));
        let mut mixed = ColumnPiece::of(vec![Cell::text("a"), Cell::Number(1), Cell::Number(2)]);
        mixed.cut(&(1..2));
        assert_eq!(mixed, ColumnPiece::Cells(vec![Cell::Number(1)]));
    }
}
