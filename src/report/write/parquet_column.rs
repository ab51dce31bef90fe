//! A column of a row group as the Parquet writer takes it.

use polars::prelude::PolarsResult;
use polars_arrow::array::{
    Array, BooleanArray, DictionaryArray, PrimitiveArray, UInt32Array, Utf8ViewArray,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::types::NativeType;

use crate::base::Amount;
use crate::tables::Mcid;
use crate::tables::column::AMOUNT_DIGITS;
use crate::tables::output::{OutputType, Values};

use crate::tables::different::{Different, different};

/// Up to so many cells are always written as a dictionary, by polars' own rule.
const SHORT: usize = 128;

#[must_use]
pub(crate) fn data_type(of: OutputType) -> ArrowDataType {
    match of {
        OutputType::Text => ArrowDataType::Utf8View,
        OutputType::Day => ArrowDataType::Date32,
        OutputType::Number => ArrowDataType::Int64,
        OutputType::Amount(places) => ArrowDataType::Decimal(AMOUNT_DIGITS, places as usize),
        OutputType::YesNo => ArrowDataType::Boolean,
    }
}

/// The cells of a column; empty text and the ends of time are null.
///
/// # Errors
/// When polars cannot hold them.
pub(crate) fn array(of: OutputType, values: &Values<'_>) -> PolarsResult<Box<dyn Array>> {
    let typed = data_type(of);
    Ok(match values {
        Values::Text(cells) => texts(&different(cells))?,
        Values::Coded(cells) => texts(cells)?,
        Values::Owned(cells) => {
            texts(&different(&cells.iter().map(String::as_str).collect::<Vec<_>>()))?
        }
        Values::Mcids(cells) => ids(cells)?,
        Values::Days(cells) => {
            numbers(typed, cells.iter().map(|day| day.is_dated().then_some(day.clamped())))?
        }
        Values::Numbers(cells) => numbers(typed, cells.iter().copied())?,
        Values::Amounts(cells) => amounts(of, cells)?,
        Values::YesNo(cells) => {
            let values = cells.iter().map(|cell| *cell == Some(true)).collect();
            BooleanArray::try_new(typed, values, validity(cells.iter().map(Option::is_some)))?
                .boxed()
        }
    })
}

/// No bits where every cell is there: the pages are shorter without.
fn validity(there: impl Iterator<Item = bool>) -> Option<Bitmap> {
    let bits: Bitmap = there.collect();
    (bits.unset_bits() > 0).then_some(bits)
}

fn numbers<T: NativeType>(
    typed: ArrowDataType,
    cells: impl Iterator<Item = Option<T>> + Clone,
) -> PolarsResult<Box<dyn Array>> {
    let values: Vec<T> = cells.clone().map(Option::unwrap_or_default).collect();
    let validity = validity(cells.map(|cell| cell.is_some()));
    Ok(PrimitiveArray::try_new(typed, values.into(), validity)?.boxed())
}

/// Places beyond those of the column are rounded; the inputs have none.
fn amounts(of: OutputType, cells: &[Option<Amount>]) -> PolarsResult<Box<dyn Array>> {
    let places = if let OutputType::Amount(places) = of { places } else { Amount::PLACES };
    let unit = 10_i128.pow(Amount::PLACES.saturating_sub(places));
    let rounded = cells.iter().map(|cell| cell.map(|amount| amount.rounded(places).0 / unit));
    numbers(data_type(OutputType::Amount(places)), rounded)
}

/// Texts that come back often are a dictionary. Of the others polars estimates how many there are,
/// and decides; it is slow, and never wrong by so much that half of them seemed too many.
fn texts(cells: &Different<'_>) -> PolarsResult<Box<dyn Array>> {
    let count = cells.codes.len();
    let texts_max = if count > SHORT { count / 2 } else { count };
    if cells.texts.len() <= texts_max {
        return dictionary(cells);
    }
    let cells = cells.cells().map(|text| (!text.is_empty()).then_some(text));
    Ok(Utf8ViewArray::from_slice(cells.collect::<Vec<_>>()).boxed())
}

fn dictionary(cells: &Different<'_>) -> PolarsResult<Box<dyn Array>> {
    let validity = validity(cells.codes.iter().map(|code| *code > 0));
    // What stands where there is no text does not matter.
    let keys: Vec<u32> = cells.codes.iter().map(|code| code.saturating_sub(1)).collect();
    let keys = UInt32Array::try_new(ArrowDataType::UInt32, keys.into(), validity)?;
    let texts = Utf8ViewArray::from_slice_values(&cells.texts);
    Ok(DictionaryArray::try_from_keys(keys, texts.boxed(), false)?.boxed())
}

/// The same id often stands in many rows, one below the other: it is made into text once.
fn ids(cells: &[Mcid]) -> PolarsResult<Box<dyn Array>> {
    let mut shown = Vec::new();
    let mut ends = Vec::new();
    for same in cells.chunk_by(|a, b| a == b) {
        same[0].write(&mut shown);
        ends.push((shown.len(), same.len()));
    }
    let shown = String::from_utf8_lossy(&shown);
    let mut start = 0;
    let cells = ends.into_iter().flat_map(|(end, times)| {
        let text = &shown[start..end];
        start = end;
        std::iter::repeat_n(text, times)
    });
    texts(&different(&cells.collect::<Vec<_>>()))
}
