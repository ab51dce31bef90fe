//! Columns that grow while the files of a kind are read, and become columns of its facts.

use polars::prelude::{
    Categorical8Chunked, ChunkedArray, Column, DateChunked, Int32Chunked, Int128Chunked,
    IntoColumn, IntoSeries, ListChunked, PolarsNumericType, PolarsResult, UInt8Chunked,
    UInt32Chunked, UInt64Chunked,
};
use polars_arrow::array::PrimitiveArray;
use polars_arrow::bitmap::Bitmap;

use crate::base::{Amount, Dictionary};
use crate::tables::column::AMOUNT_DIGITS;
use crate::tables::{ColumnType, Vocabulary};

use super::columns::{Builder, NO_AMOUNT, NO_DAY};
use super::sets::Sets;

/// One column of the files that were read so far. Empty cells are code 0, 0, word 0, or the numbers
/// that stand for none: `NO_DAY`, `NO_AMOUNT`.
pub(crate) enum GrowingColumn {
    /// No file has the column.
    Absent,
    /// Codes of the common dictionary.
    Text(Vec<u32>),
    /// Sets of such codes.
    Sets(Sets),
    /// Packed, as in `Mcid`.
    Mcid(Vec<u64>),
    Days(Vec<i32>),
    /// Places in a vocabulary.
    Words(Vocabulary, Vec<u8>),
    Amounts(Vec<i128>),
    Numbers(Vec<i32>),
}

impl GrowingColumn {
    /// So many rows with empty cells, for what is built.
    fn empty(builder: &Builder, rows: usize) -> Self {
        match builder {
            Builder::Text(_) => Self::Text(vec![0; rows]),
            Builder::Sets(_) => Self::Sets(Sets::empty(rows)),
            Builder::Mcid(_) => Self::Mcid(vec![0; rows]),
            Builder::Days(_) => Self::Days(vec![NO_DAY; rows]),
            Builder::Words(words) => Self::Words(words.vocabulary, vec![0; rows]),
            Builder::Amounts { .. } => Self::Amounts(vec![NO_AMOUNT; rows]),
            Builder::Numbers { .. } => Self::Numbers(vec![NO_DAY; rows]),
        }
    }

    /// Appends so many rows of a chunk to the rows before; without the column their cells are empty.
    pub(crate) fn append(
        &mut self,
        builder: Option<Builder>,
        before: usize,
        rows: usize,
        dictionary: &mut Dictionary,
    ) {
        let Some(builder) = builder else { return self.extend_empty(before + rows) };
        if matches!(self, Self::Absent) {
            *self = Self::empty(&builder, before);
        }
        match (self, builder) {
            (Self::Text(cells), Builder::Text(text)) => {
                let codes = dictionary.absorb(&text.dictionary);
                cells.extend(text.cells.iter().map(|code| codes[*code as usize]));
            }
            (Self::Sets(sets), Builder::Sets(more)) => {
                let codes = dictionary.absorb(&more.dictionary);
                for row in 0..more.sets.len() {
                    more.sets.at(row).iter().for_each(|code| sets.put(codes[*code as usize]));
                    sets.close();
                }
            }
            (Self::Mcid(cells), Builder::Mcid(more)) => cells.extend(more.iter().map(|id| id.0)),
            (Self::Days(cells), Builder::Days(more)) => cells.extend(more.cells),
            (Self::Words(_, cells), Builder::Words(more)) => cells.extend(more.cells),
            (Self::Amounts(cells), Builder::Amounts { cells: more, .. }) => cells.extend(more),
            (Self::Numbers(cells), Builder::Numbers { cells: more, .. }) => cells.extend(more),
            // The builder is made from the column's type, which is what made the cells.
            _ => {}
        }
    }

    pub(super) fn extend_empty(&mut self, rows: usize) {
        match self {
            Self::Absent => {}
            Self::Text(cells) => cells.resize(rows, 0),
            Self::Sets(sets) => sets.extend_empty(rows),
            Self::Mcid(cells) => cells.resize(rows, 0),
            Self::Days(cells) | Self::Numbers(cells) => cells.resize(rows, NO_DAY),
            Self::Words(_, cells) => cells.resize(rows, 0),
            Self::Amounts(cells) => cells.resize(rows, NO_AMOUNT),
        }
    }

    /// No rows of a type of columns.
    pub(super) fn of(of: ColumnType) -> Self {
        Self::empty(&Builder::of(of), 0)
    }

    /// Bytes of a cell, where all cells have so many.
    pub(super) fn width(&self) -> usize {
        match self {
            Self::Absent | Self::Sets(_) => 0,
            Self::Words(..) => 1,
            Self::Text(_) | Self::Days(_) | Self::Numbers(_) => 4,
            Self::Mcid(_) => 8,
            Self::Amounts(_) => 16,
        }
    }

    /// Appends cells as they were put aside.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        match self {
            Self::Absent | Self::Sets(_) => {}
            Self::Text(cells) => cells.extend(each(bytes).map(u32::from_le_bytes)),
            Self::Mcid(cells) => cells.extend(each(bytes).map(u64::from_le_bytes)),
            Self::Days(cells) | Self::Numbers(cells) => {
                cells.extend(each(bytes).map(i32::from_le_bytes));
            }
            Self::Words(_, cells) => cells.extend_from_slice(bytes),
            Self::Amounts(cells) => cells.extend(each(bytes).map(i128::from_le_bytes)),
        }
    }

    /// Drops the rows from `start` on that are not to be kept.
    pub(crate) fn keep(&mut self, start: usize, keep: impl Fn(usize) -> bool) {
        match self {
            Self::Absent => {}
            Self::Text(cells) => compact(cells, start, keep),
            Self::Sets(sets) => sets.keep(start, keep),
            Self::Mcid(cells) => compact(cells, start, keep),
            Self::Days(cells) | Self::Numbers(cells) => compact(cells, start, keep),
            Self::Words(_, cells) => compact(cells, start, keep),
            Self::Amounts(cells) => compact(cells, start, keep),
        }
    }

    /// The column as it stands in the facts, in the same memory; none where no file has it.
    ///
    /// # Errors
    /// When polars does not take it.
    pub(crate) fn into_column(self, name: &str) -> PolarsResult<Option<Column>> {
        Ok(Some(match self {
            Self::Absent => return Ok(None),
            Self::Text(cells) => codes(name, cells),
            Self::Sets(sets) => {
                ListChunked::with_chunk(name.into(), sets.into_lists()?).into_column()
            }
            Self::Mcid(cells) => UInt64Chunked::from_vec(name.into(), cells).into_column(),
            Self::Days(cells) => days(name, cells).into_column(),
            Self::Words(of, cells) => words(name, of, cells)?,
            Self::Amounts(cells) => {
                let cells: Int128Chunked = filled(name, cells, NO_AMOUNT);
                let places = Amount::PLACES as usize;
                cells.into_decimal_unchecked(AMOUNT_DIGITS, places).into_column()
            }
            Self::Numbers(cells) => {
                let cells: Int32Chunked = filled(name, cells, NO_DAY);
                cells.into_column()
            }
        }))
    }
}

/// Cells of so many bytes each.
fn each<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.chunks_exact(N).map(|cell| cell.try_into().unwrap_or([0; N]))
}

/// Drops cells from `start` on.
pub(crate) fn compact<T: Copy>(cells: &mut Vec<T>, start: usize, keep: impl Fn(usize) -> bool) {
    let mut to = start;
    for from in start..cells.len() {
        if keep(from) {
            cells[to] = cells[from];
            to += 1;
        }
    }
    cells.truncate(to);
}

/// A column of codes of texts, or of other numbers that name something.
#[must_use]
pub(crate) fn codes(name: &str, cells: Vec<u32>) -> Column {
    UInt32Chunked::from_vec(name.into(), cells).into_column()
}

/// A column of words by their places.
///
/// # Errors
/// When polars does not take the vocabulary.
pub(crate) fn words(name: &str, of: Vocabulary, cells: Vec<u8>) -> PolarsResult<Column> {
    let cells = UInt8Chunked::from_vec(name.into(), cells);
    Ok(Categorical8Chunked::from_cats_and_dtype(cells, of.dtype()?).into_series().into())
}

fn days(name: &str, cells: Vec<i32>) -> DateChunked {
    let cells: Int32Chunked = filled(name, cells, NO_DAY);
    cells.into_date()
}

/// The number that stands for none becomes null.
fn filled<T: PolarsNumericType>(
    name: &str,
    cells: Vec<T::Native>,
    none: T::Native,
) -> ChunkedArray<T> {
    let is_filled = |cell: &T::Native| *cell != none;
    let validity =
        (!cells.iter().all(is_filled)).then(|| cells.iter().map(is_filled).collect::<Bitmap>());
    ChunkedArray::with_chunk(name.into(), PrimitiveArray::from_vec(cells).with_validity(validity))
}
