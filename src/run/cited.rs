//! Rows that cite rows of other tables by their numbers, which no shard knows.

use std::io;

use crate::base::Dictionary;
use crate::tables::different::different;
use crate::tables::output::{Batch, OutputSchema, Rows, Values};
use crate::tables::spilled::{Spilled, SpilledPart};

/// Where the rows of each shard stand in a whole table.
pub(crate) enum Numbering {
    /// By shard, and by row.
    Places(Vec<Vec<u32>>),
    /// By shard: rows before the first that is cited, and where that one stands.
    Starts(Vec<(usize, usize)>),
}

impl Numbering {
    /// Of each part so many rows stand before all others, and the rest of it behind that of the part
    /// before.
    pub(crate) fn behind_each_other(
        parts: &[(&SpilledPart, usize)],
        rows: impl Fn(&SpilledPart) -> usize,
    ) -> Self {
        let mut start = parts.iter().map(|(_, first)| first).sum();
        let starts = parts.iter().map(|(part, first)| {
            let own = (*first, start);
            start += rows(part) - first;
            own
        });
        Self::Starts(starts.collect())
    }

    /// The number of a shard's row; both are counted from 1.
    pub(crate) fn row(&self, shard: usize, row: usize) -> usize {
        match self {
            Self::Places(places) => places[shard][row - 1] as usize + 1,
            Self::Starts(starts) => {
                let (first, start) = starts[shard];
                start + row - first
            }
        }
    }
}

/// The cells of `why` of all actions.
#[derive(Default)]
pub(crate) struct WhyCells {
    texts: Dictionary,
    codes: Vec<u32>,
}

const WHY: &str = "why";

impl WhyCells {
    /// Adds those of a shard, in which `number` answers the number that a row of a table has among all.
    pub(crate) fn extend(
        &mut self,
        actions: &dyn Rows,
        number: impl Fn(&str, usize) -> Option<usize>,
    ) {
        let place = actions.schema().columns.iter().position(|column| column.name == WHY);
        let Some(place) = place else { return };
        let cells = actions.column(place, 0, actions.len());
        for row in 0..actions.len() {
            let why = renumbered(cells.text(row), &number);
            self.codes.push(self.texts.code(&why));
        }
    }
}

/// A row is cited last: `N2;levels:7`.
fn renumbered(why: String, number: &impl Fn(&str, usize) -> Option<usize>) -> String {
    let start = why.rfind(';').map_or(0, |at| at + 1);
    let cited = why[start..].split_once(':');
    let known = cited.and_then(|(table, row)| Some((table, number(table, row.parse().ok()?)?)));
    match known {
        Some((table, row)) => format!("{}{table}:{row}", &why[..start]),
        None => why,
    }
}

/// A table on the disk, with the citations of its actions.
pub(crate) struct Cited<'t> {
    rows: Spilled<'t>,
    why: Option<(usize, &'t WhyCells)>,
}

impl<'t> Cited<'t> {
    #[must_use]
    pub(crate) fn new(rows: Spilled<'t>, why: Option<&'t WhyCells>) -> Self {
        let place = rows.schema().columns.iter().position(|column| column.name == WHY);
        Self { why: place.zip(why), rows }
    }

    /// What kept rows from being read; they were given as empty ones.
    pub(crate) fn trouble(&self) -> Option<io::Error> {
        self.rows.trouble()
    }
}

fn cells(why: &WhyCells, start: usize, end: usize) -> Vec<&str> {
    why.codes[start..end].iter().map(|code| why.texts.text(*code)).collect()
}

impl Rows for Cited<'_> {
    fn schema(&self) -> &'static OutputSchema {
        self.rows.schema()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        match self.why {
            Some((own, why)) if own == place => Values::Text(cells(why, start, end)),
            _ => self.rows.column(place, start, end),
        }
    }

    fn coded(&self, start: usize, end: usize) -> Batch<'_> {
        let mut batch = self.rows.coded(start, end);
        if let Some((place, why)) = self.why {
            batch.columns[place] = Values::Coded(different(&cells(why, start, end)));
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cites_a_row_of_a_known_table_changes() {
        let number = |table: &str, row: usize| (table == "levels").then_some(row + 100);
        let after = |why: &str| renumbered(why.to_owned(), &number);
        assert_eq!(after("N2;levels:7"), "N2;levels:107");
        assert_eq!(after("levels:7"), "levels:107");
        assert_eq!(after("N2;team:7"), "N2;team:7");
        assert_eq!(after("N2;C5b"), "N2;C5b");
        assert_eq!(after(""), "");
    }

    #[test]
    fn rows_of_a_shard_stand_behind_those_of_the_shards_before() {
        let starts = Numbering::Starts(vec![(2, 5), (3, 9)]);
        assert_eq!((starts.row(0, 3), starts.row(1, 5)), (6, 11));
        let places = Numbering::Places(vec![vec![0, 2], vec![1]]);
        assert_eq!((places.row(0, 2), places.row(1, 1)), (3, 2));
    }
}
