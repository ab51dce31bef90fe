//! Texts that no workbook cell can hold as they are, found before the findings are published.

use crate::tables::output::{Rows, Values};

use super::facts::Tables;
use super::view::PIECE;
use super::write::stretches::ranges;
use super::write::tidy::{Unfit, unfit};

/// A text that the workbooks cut, or show with replaced characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfitText {
    /// Name of the published table.
    pub table: &'static str,
    pub column: &'static str,
    pub row: usize,
    pub unfit: Unfit,
}

/// Looks at every text of the tables.
#[must_use]
pub fn unfit_texts(tables: &Tables<'_>) -> Vec<UnfitText> {
    tables.0.iter().flat_map(|rows| of_table(*rows)).collect()
}

fn of_table(rows: &dyn Rows) -> Vec<UnfitText> {
    let schema = rows.schema();
    let mut found = Vec::new();
    for range in ranges(rows.len(), PIECE) {
        let frame = rows.frame(range.start, range.end);
        for (column, values) in schema.columns.iter().zip(&frame.columns) {
            let mut see = |place: usize, text: &str| {
                let unfit = unfit(text);
                if unfit != Unfit::default() {
                    let row = range.start + place;
                    found.push(UnfitText { table: schema.name, column: column.name, row, unfit });
                }
            };
            match values {
                Values::Text(cells) => {
                    cells.iter().enumerate().for_each(|(at, text)| see(at, text));
                }
                Values::Owned(cells) => {
                    cells.iter().enumerate().for_each(|(at, text)| see(at, text));
                }
                _ => {}
            }
        }
    }
    found
}
