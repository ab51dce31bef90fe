//! Rows of the published tables, found by what stands in their first columns: an explanation repeats
//! what is published, so that it cannot say something else.

use crate::tables::output::Rows;

/// One row of a table, its cells as the data files have them.
pub(crate) struct RowTexts {
    names: Vec<&'static str>,
    texts: Vec<String>,
}

impl RowTexts {
    /// A cell by the name of its column; empty where the table has no such column.
    #[must_use]
    pub(crate) fn of(&self, column: &str) -> &str {
        let place = self.names.iter().position(|name| *name == column);
        place.map_or("", |place| self.texts[place].as_str())
    }

    /// A cell, if it is filled.
    #[must_use]
    pub(crate) fn filled(&self, column: &str) -> Option<String> {
        Some(self.of(column).to_owned()).filter(|text| !text.is_empty())
    }
}

/// The rows whose first columns hold these texts, in their order.
#[must_use]
pub(crate) fn rows(table: &dyn Rows, key: &[&str]) -> Vec<RowTexts> {
    let names: Vec<&'static str> = table.schema().columns.iter().map(|own| own.name).collect();
    let batch = table.batch(0, table.len());
    let is_own = |row: &usize| {
        let mut columns = key.iter().zip(&batch.columns);
        columns.all(|(wanted, values)| values.text(*row) == **wanted)
    };
    let whole = |row: usize| RowTexts {
        names: names.clone(),
        texts: batch.columns.iter().map(|values| values.text(row)).collect(),
    };
    (0..table.len()).filter(is_own).map(whole).collect()
}
