//! Tables of a sheet: their columns with look, accents and notes, and the rows, made piece by piece.

use crate::base::Day;

use super::cell::{Cell, Look, Tone};
use super::strip::ColumnPiece;

/// A real table of the workbook.
pub(crate) struct TablePart<'a> {
    /// Its stable name, `tblSkills`.
    pub name: String,
    pub columns: Vec<ShownColumn>,
    pub body: Box<dyn Body + 'a>,
    /// What is shown where there is no row.
    pub empty: String,
    /// Columns that stay in view.
    pub frozen: u16,
}

#[derive(Clone, Debug)]
pub(crate) struct ShownColumn {
    pub header: String,
    /// What it means, for the data dictionary.
    pub means: String,
    /// What is shown at the header of a large table.
    pub note: String,
    pub look: Look,
    pub accent: Accent,
    pub rule: &'static str,
    /// The widest it may become, in characters.
    pub widest: u16,
}

/// What is set off in a column.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) enum Accent {
    #[default]
    None,
    /// Cells that say exactly this.
    Words(Vec<(String, Tone)>),
    /// Days within 30, 60, 90 days after this one, and days before it.
    Nearing(Day),
    /// Bars as long as the numbers; full at this number and at its negative, where one is given.
    Bars(Option<i32>),
    /// The first of these that holds.
    All(Vec<Accent>),
    /// The same, but in no row whose cell under this header says this, or nothing.
    Unless { header: String, says: String, own: Box<Accent> },
}

/// The rows of a table, in pieces that can be made on any core.
pub(crate) trait Body: Send + Sync {
    /// Rows of each piece.
    fn sizes(&self) -> &[usize];
    /// The cells of a piece, row by row.
    fn cells(&self, piece: usize) -> Vec<Cell<'_>>;
    /// The same cells, column by column, for tables of many rows.
    fn strips(&self, piece: usize, columns: usize) -> Vec<ColumnPiece<'_>> {
        let mut strips: Vec<Vec<Cell<'_>>> = (0..columns).map(|_| Vec::new()).collect();
        for (place, cell) in self.cells(piece).into_iter().enumerate() {
            strips[place % columns].push(cell);
        }
        strips.into_iter().map(ColumnPiece::of).collect()
    }
    /// The published table whose rows these are, where they are rows of one.
    fn of_table(&self) -> Option<&'static str> {
        None
    }
    /// Where a row of that table stands among these, both from 0; none for one that is not shown.
    fn place_of(&self, _row: usize) -> Option<usize> {
        None
    }
}

/// Rows that are held whole.
pub(crate) struct HeldRows<'a> {
    sizes: Vec<usize>,
    cells: Vec<Cell<'a>>,
}

impl<'a> HeldRows<'a> {
    #[must_use]
    pub(crate) fn of(rows: Vec<Vec<Cell<'a>>>) -> Self {
        Self { sizes: vec![rows.len()], cells: rows.into_iter().flatten().collect() }
    }
}

impl Body for HeldRows<'_> {
    fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    fn cells(&self, _: usize) -> Vec<Cell<'_>> {
        self.cells.clone()
    }
}

impl TablePart<'_> {
    #[must_use]
    pub(crate) fn rows(&self) -> usize {
        self.body.sizes().iter().sum()
    }
}

impl ShownColumn {
    #[must_use]
    pub(crate) fn new(header: impl Into<String>, look: Look) -> Self {
        Self {
            header: header.into(),
            means: String::new(),
            note: String::new(),
            look,
            accent: Accent::None,
            rule: "",
            widest: if look == Look::Prose { 45 } else { 60 },
        }
    }

    #[must_use]
    pub(crate) fn meaning(mut self, means: impl Into<String>) -> Self {
        self.means = means.into();
        self
    }

    #[must_use]
    pub(crate) fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    #[must_use]
    pub(crate) fn accented(mut self, accent: Accent) -> Self {
        self.accent = accent;
        self
    }
}
