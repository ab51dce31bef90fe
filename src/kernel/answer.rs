//! The tables of a run as frames, with the types that their Parquet files have.

use std::collections::BTreeMap;

use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, NamedFrom, PlSmallStr, PolarsResult, Series,
};

use crate::base::Outcome;
use crate::report::write::parquet_column::array;
use crate::tables::output::{OutputColumn, OutputType, Rows, Values};

/// Frames by the name of their table.
pub type Tables = BTreeMap<&'static str, DataFrame>;

/// # Errors
/// When polars cannot hold a table.
pub(crate) fn frames(tables: &[&dyn Rows]) -> Outcome<Tables> {
    let frame = |rows: &&dyn Rows| Ok((rows.schema().name, frame(*rows)?));
    tables.iter().map(frame).collect()
}

fn frame(rows: &dyn Rows) -> PolarsResult<DataFrame> {
    let columns = rows.schema().columns.iter().enumerate();
    let columns: PolarsResult<Vec<Column>> = columns
        .map(
            |(place, column)| Ok(series(column, &rows.column(place, 0, rows.len()))?.into_column()),
        )
        .collect();
    DataFrame::new(rows.len(), columns?)
}

fn series(column: &OutputColumn, values: &Values<'_>) -> PolarsResult<Series> {
    let name = PlSmallStr::from_static(column.name);
    let some = |text: &str| !text.is_empty();
    Ok(match values {
        Values::Text(cells) => {
            let cells = cells.iter().map(|text| some(text).then_some(*text));
            Series::new(name, cells.collect::<Vec<_>>())
        }
        Values::Owned(cells) => {
            let cells = cells.iter().map(|text| some(text).then_some(text.as_str()));
            Series::new(name, cells.collect::<Vec<_>>())
        }
        // Repeated texts come as a dictionary.
        _ if column.of == OutputType::Text => {
            Series::try_from((name, array(column.of, values)?))?.cast(&DataType::String)?
        }
        _ => Series::try_from((name, array(column.of, values)?))?,
    })
}
