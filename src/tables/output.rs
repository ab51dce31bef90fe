//! Output tables: what is published, column by column, before it is a file of any format.

use std::cmp::Ordering;

use rayon::slice::ParallelSliceMut;

use crate::base::{Amount, Day};

use super::facts::Mcid;

/// The values of a column, or of a stretch of it. Empty text, `None` and the ends of time are none.
#[derive(Clone, Debug, PartialEq)]
pub enum Values<'a> {
    Text(Vec<&'a str>),
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

/// Rows of an output table, in the order of the schema's columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch<'a> {
    pub columns: Vec<Values<'a>>,
}

/// A table that is written stretch by stretch.
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
}

/// A table small enough to be held whole.
#[derive(Clone, Debug)]
pub struct Whole {
    pub schema: &'static OutputSchema,
    pub batch: Batch<'static>,
}

/// One cell, for the tables that are put together row by row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Day(Option<Day>),
    Number(Option<i64>),
    Amount(Option<Amount>),
    YesNo(Option<bool>),
}

impl Values<'_> {
    /// A cell as the data files write it, without the guard of formulas.
    #[must_use]
    pub fn text(&self, row: usize) -> String {
        match self {
            Self::Text(cells) => cells[row].to_owned(),
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

    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(cells) => cells.len(),
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

impl Whole {
    /// A table of these rows, sorted as its schema says: by the bold columns, then by the others
    /// from left to right; text by code points, numbers as numbers, empty first.
    #[must_use]
    pub fn sorted(schema: &'static OutputSchema, mut rows: Vec<Vec<Value>>) -> Self {
        let mut order: Vec<usize> = (0..schema.columns.len()).collect();
        order.sort_by_key(|place| match schema.columns[*place].sorted {
            0 => (1, 0, *place),
            bold => (0, bold, *place),
        });
        rows.par_sort_by(|a, b| {
            order
                .iter()
                .map(|place| compare(&a[*place], &b[*place]))
                .find(|o| o.is_ne())
                .unwrap_or(Ordering::Equal)
        });
        Self::in_order(schema, rows)
    }

    /// A table of these rows as they come.
    #[must_use]
    pub fn in_order(schema: &'static OutputSchema, rows: Vec<Vec<Value>>) -> Self {
        let mut columns: Vec<Values<'static>> = schema
            .columns
            .iter()
            .map(|column| match column.of {
                OutputType::Text => Values::Owned(Vec::with_capacity(rows.len())),
                OutputType::Day => Values::Days(Vec::with_capacity(rows.len())),
                OutputType::Number => Values::Numbers(Vec::with_capacity(rows.len())),
                OutputType::Amount(_) => Values::Amounts(Vec::with_capacity(rows.len())),
                OutputType::YesNo => Values::YesNo(Vec::with_capacity(rows.len())),
            })
            .collect();
        for row in rows {
            for (cells, value) in columns.iter_mut().zip(row) {
                push(cells, value);
            }
        }
        Self { schema, batch: Batch { columns } }
    }
}

/// A value of another type than its column is none: the schemas' tests see to it that none is.
fn push(cells: &mut Values<'static>, value: Value) {
    match (cells, value) {
        (Values::Owned(cells), Value::Text(text)) => cells.push(text),
        (Values::Owned(cells), _) => cells.push(String::new()),
        (Values::Days(cells), Value::Day(day)) => cells.push(day.unwrap_or(Day::FOREVER)),
        (Values::Days(cells), _) => cells.push(Day::FOREVER),
        (Values::Numbers(cells), Value::Number(number)) => cells.push(number),
        (Values::Numbers(cells), _) => cells.push(None),
        (Values::Amounts(cells), Value::Amount(amount)) => cells.push(amount),
        (Values::Amounts(cells), _) => cells.push(None),
        (Values::YesNo(cells), Value::YesNo(yes)) => cells.push(yes),
        (Values::YesNo(cells), _) => cells.push(None),
        (Values::Text(_) | Values::Mcids(_), _) => {}
    }
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Day(a), Value::Day(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Amount(a), Value::Amount(b)) => a.cmp(b),
        (Value::YesNo(a), Value::YesNo(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}

impl Rows for Whole {
    fn schema(&self) -> &'static OutputSchema {
        self.schema
    }

    fn len(&self) -> usize {
        self.batch.columns.first().map_or(0, Values::len)
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        self.batch.columns[place].stretch(start, end)
    }
}

impl Values<'static> {
    fn stretch(&self, start: usize, end: usize) -> Values<'_> {
        match self {
            Self::Text(cells) => Values::Text(cells[start..end].to_vec()),
            Self::Owned(cells) => {
                Values::Text(cells[start..end].iter().map(String::as_str).collect())
            }
            Self::Mcids(cells) => Values::Mcids(cells[start..end].to_vec()),
            Self::Days(cells) => Values::Days(cells[start..end].to_vec()),
            Self::Numbers(cells) => Values::Numbers(cells[start..end].to_vec()),
            Self::Amounts(cells) => Values::Amounts(cells[start..end].to_vec()),
            Self::YesNo(cells) => Values::YesNo(cells[start..end].to_vec()),
        }
    }
}
