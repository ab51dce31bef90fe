//! The tables of a run as frames, with the types that their Parquet files have.

use std::collections::BTreeMap;

use polars::prelude::{Column, DataFrame, DataType, IntoColumn, PlSmallStr, PolarsResult, Series};
use polars_arrow::array::{Array, Utf8Array};
use polars_arrow::bitmap::BitmapBuilder;
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::offset::OffsetsBuffer;

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
        Values::Text(cells) => Series::try_from((name, texts(cells.iter().copied())?)),
        Values::Owned(cells) => Series::try_from((name, texts(cells.iter().map(String::as_str))?)),
        // Repeated texts come as a dictionary.
        _ if column.of == OutputType::Text => {
            Series::try_from((name, array(column.of, values)?))?.cast(&DataType::String)
        }
        _ => Series::try_from((name, array(column.of, values)?)),
    }
}

/// Texts one behind the other: polars looks at them where they lie. An empty one is none.
fn texts<'a>(
    cells: impl ExactSizeIterator<Item = &'a str> + Clone,
) -> PolarsResult<Box<dyn Array>> {
    let bytes = cells.clone().map(str::len).sum();
    let mut written: Vec<u8> = Vec::with_capacity(bytes);
    let mut ends: Vec<i64> = Vec::with_capacity(cells.len() + 1);
    let mut is_there = BitmapBuilder::with_capacity(cells.len());
    ends.push(0);
    for text in cells {
        written.extend_from_slice(text.as_bytes());
        ends.push(i64::try_from(written.len()).unwrap_or(i64::MAX));
        is_there.push(!text.is_empty());
    }
    let ends = OffsetsBuffer::try_from(ends)?;
    let of = ArrowDataType::LargeUtf8;
    Ok(Utf8Array::try_new(of, ends, written.into(), is_there.into_opt_validity())?.boxed())
}
