//! Tables over the Arrow C stream interface: taken from whoever has them, handed to whoever asks.

use polars::prelude::{
    Column, CompatLevel, DataFrame, DataType, IntoColumn, PlSmallStr, PolarsResult, Series,
    StringChunked, polars_bail, polars_err,
};
use polars_arrow::array::{
    Array, ListArray, PrimitiveArray, StructArray, Utf8Array, new_empty_array,
};
use polars_arrow::bitmap::BitmapBuilder;
use polars_arrow::datatypes::{ArrowDataType, Field, TimeUnit};
use polars_arrow::ffi::{ArrowArrayStream, ArrowArrayStreamReader, export_iterator};
use polars_arrow::offset::{Offset, OffsetsBuffer};
use polars_arrow::types::NativeType;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::failures::refused;

/// How the interface calls its capsules.
const STREAM: &std::ffi::CStr = c"arrow_array_stream";
const METHOD: &str = "__arrow_c_stream__";
/// Rows that are handed out at a time: their texts fit into the offsets of 32 bits.
const ROWS: usize = 1 << 16;

/// A table that the kernel made, as a capsule that can be read once.
pub fn handed(py: Python<'_>, frame: DataFrame) -> PyResult<Bound<'_, PyCapsule>> {
    let stream = stream(frame)
        .map_err(|error| pyo3::exceptions::PyRuntimeError::new_err(error.to_string()))?;
    PyCapsule::new_with_value(py, stream, STREAM)
}

fn stream(frame: DataFrame) -> PolarsResult<ArrowArrayStream> {
    let of: Vec<Field> =
        frame.slice(0, 0).columns().iter().map(field).collect::<PolarsResult<_>>()?;
    let of = ArrowDataType::Struct(of);
    let typed = of.clone();
    let starts = (0..i64::try_from(frame.height()).unwrap_or(i64::MAX)).step_by(ROWS);
    let batches = starts.map(move |start| batch(&frame.slice(start, ROWS), &typed));
    Ok(export_iterator(Box::new(batches), Field::new("".into(), of, false)))
}

fn field(column: &Column) -> PolarsResult<Field> {
    Ok(Field::new(column.name().clone(), array(column)?.dtype().clone(), true))
}

fn batch(frame: &DataFrame, of: &ArrowDataType) -> PolarsResult<Box<dyn Array>> {
    let columns = frame.columns().iter().map(array).collect::<PolarsResult<_>>()?;
    Ok(StructArray::try_new(of.clone(), frame.height(), columns, None)?.boxed())
}

/// Texts with offsets of 32 bits, which every engine knows.
fn array(column: &Column) -> PolarsResult<Box<dyn Array>> {
    let series = column.as_materialized_series().rechunk();
    if *series.dtype() == DataType::String {
        return texts(series.str()?);
    }
    Ok(series.to_arrow(0, CompatLevel::oldest()))
}

fn texts(cells: &StringChunked) -> PolarsResult<Box<dyn Array>> {
    let bytes = cells.iter().flatten().map(str::len).sum();
    let mut written: Vec<u8> = Vec::with_capacity(bytes);
    let mut ends: Vec<i32> = Vec::with_capacity(cells.len() + 1);
    let mut is_there = BitmapBuilder::with_capacity(cells.len());
    ends.push(0);
    for cell in cells.iter() {
        written.extend_from_slice(cell.unwrap_or_default().as_bytes());
        let end = i32::try_from(written.len());
        ends.push(end.map_err(|_| polars_err!(ComputeError: "the texts are too long together"))?);
        is_there.push(cell.is_some());
    }
    let (ends, of) = (OffsetsBuffer::try_from(ends)?, ArrowDataType::Utf8);
    Ok(Utf8Array::try_new(of, ends, written.into(), is_there.into_opt_validity())?.boxed())
}

/// A table of a source.
pub fn taken(name: &str, table: &Bound<'_, PyAny>) -> PyResult<DataFrame> {
    let py = table.py();
    if !table.hasattr(METHOD)? {
        let what = format!("{} is no table: it has no {METHOD}", table.get_type().name()?);
        return Err(refused(py, name, what, "give a table of pyarrow, polars or duckdb"));
    }
    let capsule = table.call_method0(METHOD)?;
    let capsule = capsule.cast::<PyCapsule>()?;
    read(capsule)?.map_err(|error| {
        refused(py, name, format!("it cannot be read: {error}"), "cast its columns to text")
    })
}

fn read(capsule: &Bound<'_, PyCapsule>) -> PyResult<PolarsResult<DataFrame>> {
    let place = capsule.pointer_checked(Some(STREAM))?.cast::<ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a stream by the interface, and nobody else reads it while we
    // hold the interpreter. It is moved out, and what stays is one that is released.
    let stream = unsafe { std::ptr::replace(place.as_ptr(), ArrowArrayStream::empty()) };
    Ok(frame(stream))
}

fn frame(stream: ArrowArrayStream) -> PolarsResult<DataFrame> {
    // SAFETY: the producer keeps to the interface.
    let mut reader = unsafe { ArrowArrayStreamReader::try_new(Box::new(stream)) }?;
    let ArrowDataType::Struct(fields) = reader.field().dtype().clone() else {
        polars_bail!(SchemaMismatch: "the stream is no table");
    };
    let mut columns: Vec<Vec<Box<dyn Array>>> = fields.iter().map(|_| Vec::new()).collect();
    let mut rows = 0;
    // SAFETY: as above.
    while let Some(batch) = unsafe { reader.next() } {
        let batch = batch?;
        let whole = batch.as_any().downcast_ref::<StructArray>();
        let whole = whole.ok_or_else(|| polars_err!(SchemaMismatch: "a batch is no table"))?;
        rows += whole.len();
        for (column, values) in columns.iter_mut().zip(whole.values()) {
            column.push(known(values.as_ref())?);
        }
    }
    let series = fields.iter().zip(columns).map(|(field, mut arrays)| {
        if arrays.is_empty() {
            arrays.push(known(new_empty_array(field.dtype().clone()).as_ref())?);
        }
        let series = Series::try_from((field.name.clone(), arrays));
        let told = |error| polars_err!(SchemaMismatch: "the column {:?}: {error}", field.name);
        Ok(series.map_err(told)?.into_column())
    });
    DataFrame::new(rows, series.collect::<PolarsResult<_>>()?)
}

/// In the types that the kernel knows: times as their days, small numbers wider, lists of texts joined.
fn known(array: &dyn Array) -> PolarsResult<Box<dyn Array>> {
    const A_DAY: i64 = 86_400;
    Ok(match array.dtype() {
        ArrowDataType::Timestamp(unit, _) => {
            let a_day = match unit {
                TimeUnit::Second => A_DAY,
                TimeUnit::Millisecond => A_DAY * 1_000,
                TimeUnit::Microsecond => A_DAY * 1_000_000,
                TimeUnit::Nanosecond => A_DAY * 1_000_000_000,
            };
            days(array, a_day)?
        }
        ArrowDataType::Date64 => days(array, A_DAY * 1_000)?,
        ArrowDataType::Int8 => wider::<i8>(array)?,
        ArrowDataType::Int16 => wider::<i16>(array)?,
        ArrowDataType::List(_) => joined::<i32>(array)?,
        ArrowDataType::LargeList(_) => joined::<i64>(array)?,
        _ => array.to_boxed(),
    })
}

fn cells<T: NativeType>(array: &dyn Array) -> PolarsResult<&PrimitiveArray<T>> {
    let cells = array.as_any().downcast_ref::<PrimitiveArray<T>>();
    cells.ok_or_else(|| polars_err!(SchemaMismatch: "{:?} has other cells", array.dtype()))
}

fn days(array: &dyn Array, a_day: i64) -> PolarsResult<Box<dyn Array>> {
    let day = |at: Option<&i64>| at.and_then(|at| i32::try_from(at.div_euclid(a_day)).ok());
    let days: PrimitiveArray<i32> = cells::<i64>(array)?.iter().map(day).collect();
    Ok(days.to(ArrowDataType::Date32).boxed())
}

fn wider<T: NativeType + Into<i32>>(array: &dyn Array) -> PolarsResult<Box<dyn Array>> {
    let numbers: PrimitiveArray<i32> =
        cells::<T>(array)?.iter().map(|number| number.map(|number| (*number).into())).collect();
    Ok(numbers.boxed())
}

/// Such as the locations of a company.
fn joined<O: Offset>(array: &dyn Array) -> PolarsResult<Box<dyn Array>> {
    let lists = array.as_any().downcast_ref::<ListArray<O>>();
    let lists = lists.ok_or_else(|| polars_err!(SchemaMismatch: "a list of another kind"))?;
    let joined = lists.iter().map(|list| {
        let Some(list) = list else { return Ok(None) };
        let texts = Series::try_from((PlSmallStr::EMPTY, list))?;
        Ok(Some(texts.str()?.iter().flatten().collect::<Vec<_>>().join(";")))
    });
    let joined = joined.collect::<PolarsResult<Vec<Option<String>>>>()?;
    Ok(Utf8Array::<i64>::from(joined).boxed())
}
