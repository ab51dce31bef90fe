//! A column of a Parquet file as cells of a table: text as it stands, all else as it would be written.

use std::fmt::Write;

use polars_arrow::array::{
    Array, BinaryViewArray, BooleanArray, NullArray, PrimitiveArray, Utf8ViewArray,
};
use polars_arrow::datatypes::{ArrowDataType, TimeUnit};
use polars_arrow::types::NativeType;

use crate::base::Day;

use super::columns::WrittenCell;
use super::number_text;
use super::rows::Fields;

/// The cells of a stretch of rows.
pub enum ArrowCells {
    Text(Vec<Utf8ViewArray>),
    /// Put down one after the other, with the end of each.
    Made {
        text: String,
        ends: Vec<usize>,
        are_numbers: bool,
    },
}

/// A row of columns; where a file has none of the columns of its kind, the cell is empty.
pub(crate) struct ArrowFields<'a> {
    pub(crate) cells: Vec<Option<&'a ArrowCells>>,
    pub(crate) row: usize,
}

impl Fields for ArrowFields<'_> {
    fn count(&self) -> usize {
        self.cells.len()
    }

    fn has_more(&self, _: usize) -> bool {
        false
    }

    fn cell(&self, place: usize) -> WrittenCell<'_> {
        self.cells[place].map_or(WrittenCell::text(""), |column| column.cell(self.row))
    }
}

/// Why an array is no column.
#[derive(Debug)]
pub enum NoColumn {
    NotText,
    Type,
}

impl ArrowCells {
    /// Whether cells of this type can be shown.
    #[must_use]
    pub fn can_be(of: &ArrowDataType) -> bool {
        use ArrowDataType as T;
        matches!(
            of,
            T::Utf8View
                | T::BinaryView
                | T::Boolean
                | T::Null
                | T::Date32
                | T::Timestamp(..)
                | T::Decimal(..)
                | T::Int8
                | T::Int16
                | T::Int32
                | T::Int64
                | T::UInt8
                | T::UInt16
                | T::UInt32
                | T::UInt64
                | T::Float32
                | T::Float64
        )
    }

    /// # Errors
    /// When the cells are not those of a table.
    pub fn of(arrays: &[Box<dyn Array>]) -> Result<Self, NoColumn> {
        let texts = arrays.iter().map(|array| texts(array.as_ref())).collect::<Option<Vec<_>>>();
        if let Some(texts) = texts {
            return Ok(Self::Text(texts.into_iter().collect::<Result<_, _>>()?));
        }
        let (mut text, mut ends) = (String::new(), Vec::new());
        let mut are_numbers = false;
        for array in arrays {
            are_numbers |= put(array.as_ref(), &mut text, &mut ends)?;
        }
        Ok(Self::Made { text, ends, are_numbers })
    }

    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Self::Text(arrays) => arrays.iter().map(Array::len).sum(),
            Self::Made { ends, .. } => ends.len(),
        }
    }

    /// The bytes of a cell.
    #[must_use]
    pub fn length(&self, row: usize) -> usize {
        self.cell(row).text.len()
    }

    #[must_use]
    pub fn cell(&self, row: usize) -> WrittenCell<'_> {
        match self {
            Self::Text(arrays) => {
                let mut row = row;
                for array in arrays {
                    if row < array.len() {
                        return WrittenCell::text(array.get(row).unwrap_or_default());
                    }
                    row -= array.len();
                }
                WrittenCell::text("")
            }
            Self::Made { text, ends, are_numbers } => {
                let start = if row == 0 { 0 } else { ends[row - 1] };
                WrittenCell { is_plain: *are_numbers, ..WrittenCell::text(&text[start..ends[row]]) }
            }
        }
    }
}

/// Text as it stands; none for an array of another type.
fn texts(array: &dyn Array) -> Option<Result<Utf8ViewArray, NoColumn>> {
    let any = array.as_any();
    if let Some(texts) = any.downcast_ref::<Utf8ViewArray>() {
        // What is said to be text was not looked at yet.
        return Some(texts.to_binview().to_utf8view().map_err(|_| NoColumn::NotText));
    }
    let bytes = any.downcast_ref::<BinaryViewArray>()?;
    Some(bytes.to_utf8view().map_err(|_| NoColumn::NotText))
}

/// Puts down the cells of an array; whether they are numbers.
fn put(array: &dyn Array, text: &mut String, ends: &mut Vec<usize>) -> Result<bool, NoColumn> {
    let any = array.as_any();
    if any.is::<NullArray>() {
        ends.resize(ends.len() + array.len(), text.len());
        return Ok(false);
    }
    if let Some(flags) = any.downcast_ref::<BooleanArray>() {
        for flag in flags {
            text.push_str(flag.map_or("", |flag| if flag { "True" } else { "False" }));
            ends.push(text.len());
        }
        return Ok(false);
    }
    let mut sink = TextColumnSink { text, ends };
    match array.dtype() {
        ArrowDataType::Date32 => {
            sink.each::<i32>(array, |days, out| put_day(i64::from(days), out))?;
            return Ok(false);
        }
        ArrowDataType::Timestamp(unit, _) => {
            let a_day = match unit {
                TimeUnit::Second => 86_400,
                TimeUnit::Millisecond => 86_400_000,
                TimeUnit::Microsecond => 86_400_000_000,
                TimeUnit::Nanosecond => 86_400_000_000_000,
            };
            sink.each::<i64>(array, |at, out| put_day(at.div_euclid(a_day), out))?;
            return Ok(false);
        }
        ArrowDataType::Decimal(_, places) => {
            let places = *places;
            sink.each::<i128>(array, |number, out| put_decimal(number, places, out))?;
        }
        ArrowDataType::Float32 => sink.each::<f32>(array, |number, out| {
            if number.is_finite() {
                let _ = write!(out, "{number}");
            }
        })?,
        ArrowDataType::Float64 => sink.each::<f64>(array, |number, out| {
            // What is missing is often no number.
            if number.is_finite() {
                out.push_str(&number_text::shown(number));
            }
        })?,
        ArrowDataType::Int8 => sink.whole::<i8>(array)?,
        ArrowDataType::Int16 => sink.whole::<i16>(array)?,
        ArrowDataType::Int32 => sink.whole::<i32>(array)?,
        ArrowDataType::Int64 => sink.whole::<i64>(array)?,
        ArrowDataType::UInt8 => sink.whole::<u8>(array)?,
        ArrowDataType::UInt16 => sink.whole::<u16>(array)?,
        ArrowDataType::UInt32 => sink.whole::<u32>(array)?,
        ArrowDataType::UInt64 => sink.whole::<u64>(array)?,
        _ => return Err(NoColumn::Type),
    }
    Ok(true)
}

struct TextColumnSink<'a> {
    text: &'a mut String,
    ends: &'a mut Vec<usize>,
}

impl TextColumnSink<'_> {
    fn each<T: NativeType>(
        &mut self,
        array: &dyn Array,
        mut put: impl FnMut(T, &mut String),
    ) -> Result<(), NoColumn> {
        let cells = array.as_any().downcast_ref::<PrimitiveArray<T>>().ok_or(NoColumn::Type)?;
        for cell in cells {
            if let Some(cell) = cell {
                put(*cell, self.text);
            }
            self.ends.push(self.text.len());
        }
        Ok(())
    }

    fn whole<T: NativeType + itoa::Integer>(&mut self, array: &dyn Array) -> Result<(), NoColumn> {
        let mut digits = itoa::Buffer::new();
        self.each::<T>(array, |number, out| out.push_str(digits.format(number)))
    }
}

/// A day beyond the calendar is kept as a number of days, which no column takes for a date.
fn put_day(days: i64, out: &mut String) {
    let is_within = |day: &Day| {
        Day::of(1, 1, 1).is_some_and(|first| first <= *day)
            && Day::of(9999, 12, 31).is_some_and(|last| *day <= last)
    };
    let day = i32::try_from(days).ok().map(Day).filter(is_within);
    // Writing to a string cannot fail.
    let _ = match day {
        Some(day) => write!(out, "{day}"),
        None => write!(out, "{days} days"),
    };
}

fn put_decimal(number: i128, places: usize, out: &mut String) {
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    if number < 0 {
        out.push('-');
    }
    out.push_str(whole);
    // Places beyond those that say something are the type's, not the cell's.
    let part = part.trim_end_matches('0');
    if !part.is_empty() {
        out.push('.');
        out.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars_arrow::array::{Int32Array, Int64Array};

    fn shown(array: Box<dyn Array>) -> Vec<String> {
        let column = ArrowCells::of(&[array]).unwrap();
        (0..column.rows()).map(|row| column.cell(row).text.to_owned()).collect()
    }

    #[test]
    fn typed_cells_are_written_as_a_table_would() {
        let days = Int32Array::from([Some(18_628), None, Some(-1)]).to(ArrowDataType::Date32);
        assert_eq!(shown(days.boxed()), ["2021-01-01", "", "1969-12-31"]);
        let milliseconds = ArrowDataType::Timestamp(TimeUnit::Millisecond, None);
        let stamps = Int64Array::from([Some(-1), Some(86_399_999), None]).to(milliseconds);
        assert_eq!(shown(stamps.boxed()), ["1969-12-31", "1970-01-01", ""]);
        let flags = BooleanArray::from([Some(true), Some(false), None]);
        assert_eq!(shown(flags.boxed()), ["True", "False", ""]);
        let numbers = PrimitiveArray::<f64>::from([Some(0.1 + 0.2), Some(f64::NAN), Some(101.0)]);
        assert_eq!(shown(numbers.boxed()), ["0.3", "", "101"]);
    }

    #[test]
    fn decimals_keep_every_place_that_says_something() {
        let decimal = |number, places| {
            let mut out = String::new();
            put_decimal(number, places, &mut out);
            out
        };
        assert_eq!(decimal(12_345, 2), "123.45");
        assert_eq!(decimal(-5, 3), "-0.005");
        assert_eq!(decimal(1_200, 2), "12");
        assert_eq!(decimal(7, 0), "7");
    }

    #[test]
    fn what_is_no_text_is_told() {
        let bytes = BinaryViewArray::from_slice([Some(b"\xff".as_slice())]);
        assert!(matches!(ArrowCells::of(&[bytes.boxed()]), Err(NoColumn::NotText)));
    }
}
