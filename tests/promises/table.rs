//! Tables of the kernel as rows of texts.

use std::collections::BTreeMap;

use polars::prelude::{AnyValue, DataFrame};

#[derive(Clone, Debug)]
pub(super) struct Row(BTreeMap<String, String>);

impl Row {
    pub(super) fn of(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }

    pub(super) fn list(&self, column: &str) -> Vec<&str> {
        self.of(column).split(';').filter(|own| !own.is_empty()).collect()
    }

    /// What is not empty of it.
    pub(super) fn told(&self) -> String {
        let full = self.0.iter().filter(|(_, cell)| !cell.is_empty());
        full.map(|(name, cell)| format!("{name}={cell}")).collect::<Vec<_>>().join(" | ")
    }
}

/// The rows by company.
pub(super) fn rows(frame: &DataFrame) -> BTreeMap<String, Vec<Row>> {
    let mut all: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for place in 0..frame.height() {
        let cell = |value: AnyValue<'_>| match value {
            AnyValue::Null => String::new(),
            AnyValue::Decimal(..) => {
                let text = value.to_string();
                match text.split_once('.') {
                    Some(_) => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
                    None => text,
                }
            }
            AnyValue::String(text) => text.to_owned(),
            AnyValue::StringOwned(text) => text.to_string(),
            AnyValue::Boolean(true) => "Yes".to_owned(),
            AnyValue::Boolean(false) => "No".to_owned(),
            AnyValue::Categorical(..) | AnyValue::CategoricalOwned(..) => {
                value.to_string().trim_matches('"').to_owned()
            }
            other => other.to_string(),
        };
        let cells = frame
            .columns()
            .iter()
            .map(|column| (column.name().to_string(), cell(column.get(place).expect("a cell"))));
        let row = Row(cells.collect());
        all.entry(row.of("mpn_id").to_owned()).or_default().push(row);
    }
    all
}
