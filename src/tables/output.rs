//! Output tables: what is published, column by column, before it is a file of any format.

use crate::base::{Amount, Day};

use super::different::{Different, different};
use super::kinds::MPN_ID;
use super::mcid::Mcid;
pub use super::whole::{SmallAmount, Value, Whole};

/// The values of a column, or of a stretch of it, as its readers take them: typed, whatever the table is held
/// as. Empty text, `None` and the ends of time are none.
#[derive(Clone, Debug, PartialEq)]
pub enum Values<'a> {
    Text(Vec<&'a str>),
    /// Texts as their numbers: what every writer makes of a text it makes once for each.
    Coded(Different<'a>),
    Owned(Vec<String>),
    Mcids(Vec<Mcid>),
    Days(Vec<Day>),
    Numbers(Vec<Option<i64>>),
    Amounts(Vec<Option<Amount>>),
    YesNo(Vec<Option<bool>>),
}

/// The type of a column, the same for every stretch of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutputType {
    Text,
    Day,
    Number,
    /// Exact, with so many places in the typed formats.
    Amount(u32),
    YesNo,
}

/// A column of an output table, and what it means to a reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutputColumn {
    pub name: &'static str,
    pub of: OutputType,
    /// Place among the columns that the rows are sorted by, from 1; 0 for the others.
    pub sorted: u8,
    pub means: &'static str,
}

/// The contract of an output table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutputSchema {
    pub name: &'static str,
    pub says: &'static str,
    pub columns: &'static [OutputColumn],
}

impl OutputSchema {
    /// The column of the company, where the rows are sorted by it before anything else.
    #[must_use]
    pub(crate) fn by_company(&self) -> Option<usize> {
        self.columns.iter().position(|column| column.sorted == 1 && column.name == MPN_ID)
    }
}

/// Rows of an output table, in the order of the schema's columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch<'a> {
    pub columns: Vec<Values<'a>>,
}

/// A table that is read stretch by stretch: a frame that is held ([`Whole`]), or columns that are made when
/// they are asked for, where a frame of all rows would only take memory.
pub trait Rows: Sync {
    fn schema(&self) -> &'static OutputSchema;
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// A column of the rows from `start` up to `end`, by its place in the schema.
    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_>;
    /// The rows from `start` up to `end`.
    fn batch(&self, start: usize, end: usize) -> Batch<'_> {
        let places = 0..self.schema().columns.len();
        Batch { columns: places.map(|place| self.column(place, start, end)).collect() }
    }
    /// The same rows for those who write them: texts are coded.
    fn coded(&self, start: usize, end: usize) -> Batch<'_> {
        let mut batch = self.batch(start, end);
        for column in &mut batch.columns {
            if let Values::Text(cells) = column {
                *column = Values::Coded(different(cells));
            }
        }
        batch
    }
}

/// Rows of a batch that is made for all who write: a row group of Parquet, small enough for two of
/// them on each core.
pub const BATCH_ROWS: usize = 32_768;

impl Values<'_> {
    /// A cell as the data files write it, without the guard of formulas.
    #[must_use]
    pub fn text(&self, row: usize) -> String {
        match self {
            Self::Text(cells) => cells[row].to_owned(),
            Self::Coded(cells) => cells.text(row).to_owned(),
            Self::Owned(cells) => cells[row].clone(),
            Self::Mcids(cells) => cells[row].to_string(),
            Self::Days(cells) => cells[row].to_string(),
            Self::Numbers(cells) => cells[row].map(|number| number.to_string()).unwrap_or_default(),
            Self::Amounts(cells) => cells[row].map(|amount| amount.to_string()).unwrap_or_default(),
            Self::YesNo(cells) => match cells[row] {
                Some(true) => "Yes".to_owned(),
                Some(false) => "No".to_owned(),
                None => String::new(),
            },
        }
    }

    /// The same behind what is there, without a text of its own where there is one already.
    pub fn add_to(&self, text: &mut String, row: usize) {
        match self {
            Self::Text(cells) => text.push_str(cells[row]),
            Self::Coded(cells) => text.push_str(cells.text(row)),
            Self::Owned(cells) => text.push_str(&cells[row]),
            _ => text.push_str(&self.text(row)),
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
            Self::Coded(cells) => cells.codes.len(),
            Self::Owned(cells) => cells.len(),
            Self::Mcids(cells) => cells.len(),
            Self::Days(cells) => cells.len(),
            Self::Numbers(cells) => cells.len(),
            Self::Amounts(cells) => cells.len(),
            Self::YesNo(cells) => cells.len(),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
