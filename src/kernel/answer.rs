//! The tables of a run as frames, with the types that their Parquet files have.

use std::collections::BTreeMap;

use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, IntoSeries, NewChunkedArray, PlSmallStr, PolarsResult,
    Series, StringChunked,
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
    match values {
        Values::Text(cells) => Ok(texts(name, cells.iter().copied())),
        Values::Owned(cells) => Ok(texts(name, cells.iter().map(String::as_str))),
        // Repeated texts come as a dictionary.
        _ if column.of == OutputType::Text => {
            Series::try_from((name, array(column.of, values)?))?.cast(&DataType::String)
        }
        _ => Series::try_from((name, array(column.of, values)?)),
    }
}

/// An empty text is none.
fn texts<'a>(name: PlSmallStr, cells: impl ExactSizeIterator<Item = &'a str>) -> Series {
    let cells = cells.map(|text| (!text.is_empty()).then_some(text));
    StringChunked::from_iter_options(name, cells).into_series()
}
