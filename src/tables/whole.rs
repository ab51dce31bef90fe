//! Tables that are held whole: a frame of polars with the columns that its declaration has, checked when
//! it is made.

use std::cmp::Ordering;

use polars::prelude::{
    BooleanChunked, Categorical32Type, CategoricalChunked, CategoricalPhysical, Categories, Column,
    DataFrame, DataType, Int32Chunked, Int64Chunked, Int128Chunked, IntoColumn, NewChunkedArray,
    PlSmallStr, PolarsResult, UInt32Chunked, polars_bail,
};
use rayon::slice::ParallelSliceMut;

use crate::base::{Amount, Day};

use super::column::AMOUNT_DIGITS;
use super::different::{Different, Differing};
use super::output::{OutputSchema, OutputType, Rows, Values};

/// Rows whose cells are all taken before those of others: each lies somewhere else, and is near by then.
const ROWS_AT_ONCE: usize = 256;

/// A table of the declared columns: text that repeats is categorical, days are dates, money and points
/// exact decimals. What is not there is null.
#[derive(Clone, Debug)]
pub struct Whole {
    pub schema: &'static OutputSchema,
    frame: DataFrame,
}

/// One cell, for the tables that are put together row by row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Day(Option<Day>),
    Number(Option<i64>),
    Amount(SmallAmount),
    YesNo(Option<bool>),
}

/// An amount in a cell, in half of the room that the largest ones need: those are rare, and stand apart.
#[derive(Clone, Debug, PartialEq)]
pub enum SmallAmount {
    None,
    Short(i64),
    Long(Box<Amount>),
}

impl SmallAmount {
    fn get(&self) -> Option<Amount> {
        match self {
            Self::None => None,
            Self::Short(short) => Some(Amount(i128::from(*short))),
            Self::Long(long) => Some(**long),
        }
    }
}

impl Value {
    #[must_use]
    pub fn amount(amount: Option<Amount>) -> Self {
        Self::Amount(match amount {
            None => SmallAmount::None,
            Some(own) => i64::try_from(own.0)
                .map_or_else(|_| SmallAmount::Long(Box::new(own)), SmallAmount::Short),
        })
    }
}

/// Whether a column of polars is what its declaration says.
fn is_of(dtype: &DataType, of: OutputType) -> bool {
    match of {
        OutputType::Text => {
            matches!(dtype, DataType::Categorical(_, _)) && dtype.cat_physical().is_ok_and(is_wide)
        }
        OutputType::Day => *dtype == DataType::Date,
        OutputType::Number => *dtype == DataType::Int64,
        OutputType::Amount(_) => {
            *dtype == DataType::Decimal(AMOUNT_DIGITS, Amount::PLACES as usize)
        }
        OutputType::YesNo => *dtype == DataType::Boolean,
    }
}

fn is_wide(physical: CategoricalPhysical) -> bool {
    physical == CategoricalPhysical::U32
}

impl Whole {
    /// Checks a frame against the declaration of its table.
    ///
    /// # Errors
    /// When it has other columns.
    pub fn new(schema: &'static OutputSchema, frame: DataFrame) -> PolarsResult<Self> {
        let own = frame.schema();
        let declared = schema.columns.iter();
        let is_declared = own.len() == schema.columns.len()
            && own.iter().zip(declared).all(|((name, dtype), column)| {
                name.as_str() == column.name && is_of(dtype, column.of)
            });
        if !is_declared {
            polars_bail!(SchemaMismatch: "{} has other columns: {own:?}", schema.name);
        }
        Ok(Self { schema, frame })
    }

    /// A table of these rows, sorted as its schema says: by the bold columns, then by the others
    /// from left to right; text by code points, numbers, empty first.
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

    /// A table of these rows as they come. A value of another type than its column is none: the
    /// schemas' tests see to it that none is.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "rows are made for their table")]
    pub fn in_order(schema: &'static OutputSchema, rows: Vec<Vec<Value>>) -> Self {
        let cells = schema.columns.iter().map(|own| ColumnCells::with_capacity(own.of, rows.len()));
        let mut columns: Vec<ColumnCells<'_>> = cells.collect();
        for some in rows.chunks(ROWS_AT_ONCE) {
            for (place, cells) in columns.iter_mut().enumerate() {
                for row in some {
                    cells.push(row.get(place));
                }
            }
        }
        let named = schema.columns.iter().map(|own| PlSmallStr::from_static(own.name));
        let columns = columns.into_iter().zip(named).map(|(cells, name)| cells.column(name));
        Self { schema, frame: DataFrame::new(rows.len(), columns.collect()).unwrap_or_default() }
    }

    #[must_use]
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// Only these stretches of its rows, which are in their order.
    #[must_use]
    pub fn kept(&self, stretches: &[(usize, usize)]) -> Self {
        let is_kept = |row: &usize| {
            let behind = stretches.partition_point(|(start, _)| start <= row);
            behind > 0 && *row < stretches[behind - 1].1
        };
        let kept = (0..self.len()).map(|row| is_kept(&row));
        let kept: Vec<bool> = kept.collect();
        let mask = BooleanChunked::from_slice(PlSmallStr::EMPTY, &kept);
        let frame = self.frame.filter(&mask).unwrap_or_default();
        Self { schema: self.schema, frame }
    }
}

/// The cells of a column as they come, row by row.
enum ColumnCells<'r> {
    Texts(Differing<'r>),
    Days(Vec<Option<i32>>),
    Numbers(Vec<Option<i64>>),
    Amounts(Vec<Option<i128>>),
    YesNo(Vec<Option<bool>>),
}

impl<'r> ColumnCells<'r> {
    fn with_capacity(of: OutputType, rows: usize) -> Self {
        match of {
            OutputType::Text => Self::Texts(Differing::with_capacity(rows)),
            OutputType::Day => Self::Days(Vec::with_capacity(rows)),
            OutputType::Number => Self::Numbers(Vec::with_capacity(rows)),
            OutputType::Amount(_) => Self::Amounts(Vec::with_capacity(rows)),
            OutputType::YesNo => Self::YesNo(Vec::with_capacity(rows)),
        }
    }

    fn push(&mut self, cell: Option<&'r Value>) {
        match (self, cell) {
            (Self::Texts(cells), Some(Value::Text(text))) => cells.push(text),
            (Self::Texts(cells), _) => cells.push(""),
            (Self::Days(cells), Some(Value::Day(day))) => {
                cells.push(day.filter(|day| day.is_dated()).map(|day| day.0));
            }
            (Self::Days(cells), _) => cells.push(None),
            (Self::Numbers(cells), Some(Value::Number(number))) => cells.push(*number),
            (Self::Numbers(cells), _) => cells.push(None),
            (Self::Amounts(cells), Some(Value::Amount(amount))) => {
                cells.push(amount.get().map(|amount| amount.0));
            }
            (Self::Amounts(cells), _) => cells.push(None),
            (Self::YesNo(cells), Some(Value::YesNo(yes))) => cells.push(*yes),
            (Self::YesNo(cells), _) => cells.push(None),
        }
    }

    fn column(self, name: PlSmallStr) -> Column {
        match self {
            Self::Texts(cells) => categorical(name, &cells.finish()).into_column(),
            Self::Days(cells) => {
                Int32Chunked::from_iter_options(name, cells.into_iter()).into_date().into_column()
            }
            Self::Numbers(cells) => {
                Int64Chunked::from_iter_options(name, cells.into_iter()).into_column()
            }
            Self::Amounts(cells) => Int128Chunked::from_iter_options(name, cells.into_iter())
                .into_decimal_unchecked(AMOUNT_DIGITS, Amount::PLACES as usize)
                .into_column(),
            Self::YesNo(cells) => {
                BooleanChunked::from_iter_options(name, cells.into_iter()).into_column()
            }
        }
    }
}

/// The categories are those of the column alone, in the order of first sight.
fn categorical(name: PlSmallStr, cells: &Different<'_>) -> CategoricalChunked<Categorical32Type> {
    let categories = Categories::random(PlSmallStr::EMPTY, CategoricalPhysical::U32);
    let mapping = categories.mapping();
    let own: Vec<Option<u32>> =
        cells.texts.iter().map(|text| mapping.insert_cat(text).ok()).collect();
    let codes = cells.codes.iter().map(|code| *own.get((*code as usize).checked_sub(1)?)?);
    let codes = UInt32Chunked::from_iter_options(name, codes);
    CategoricalChunked::from_cats_and_dtype(codes, DataType::from_categories(categories))
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Day(a), Value::Day(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Amount(a), Value::Amount(b)) => a.get().cmp(&b.get()),
        (Value::YesNo(a), Value::YesNo(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}

impl Rows for Whole {
    fn schema(&self) -> &'static OutputSchema {
        self.schema
    }

    fn len(&self) -> usize {
        self.frame.height()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        let of = self.schema.columns[place].of;
        let column = &self.frame.columns()[place];
        values(column, of, start, end).unwrap_or_else(|_| nothing(of, end - start))
    }
}

/// The cells of a column from `start` up to `end`.
fn values(column: &Column, of: OutputType, start: usize, end: usize) -> PolarsResult<Values<'_>> {
    let rows = start..end;
    Ok(match of {
        OutputType::Text => {
            let cells = column.as_materialized_series().cat32()?;
            let (codes, mapping) = (cells.physical(), cells.get_mapping());
            let text = |row| codes.get(row).and_then(|code| mapping.cat_to_str(code));
            Values::Text(rows.map(|row| text(row).unwrap_or_default()).collect())
        }
        OutputType::Day => {
            let days = column.as_materialized_series().date()?.physical();
            Values::Days(rows.map(|row| days.get(row).map_or(Day::FOREVER, Day)).collect())
        }
        OutputType::Number => {
            let numbers = column.as_materialized_series().i64()?;
            Values::Numbers(rows.map(|row| numbers.get(row)).collect())
        }
        OutputType::Amount(_) => {
            let amounts = column.as_materialized_series().decimal()?.physical();
            Values::Amounts(rows.map(|row| amounts.get(row).map(Amount)).collect())
        }
        OutputType::YesNo => {
            let flags = column.as_materialized_series().bool()?;
            Values::YesNo(rows.map(|row| flags.get(row)).collect())
        }
    })
}

/// Cells of which nothing is known; a table that was checked has none of them.
fn nothing(of: OutputType, rows: usize) -> Values<'static> {
    match of {
        OutputType::Text => Values::Text(vec![""; rows]),
        OutputType::Day => Values::Days(vec![Day::FOREVER; rows]),
        OutputType::Number => Values::Numbers(vec![None; rows]),
        OutputType::Amount(_) => Values::Amounts(vec![None; rows]),
        OutputType::YesNo => Values::YesNo(vec![None; rows]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::outputs;

    fn row(schema: &OutputSchema, text: &str) -> Vec<Value> {
        let cell = |of| match of {
            OutputType::Text => Value::Text(text.into()),
            OutputType::Day => Value::Day(Day::from_iso("2021-03-01")),
            OutputType::Number => Value::Number(Some(-7)),
            OutputType::Amount(_) => Value::amount(Amount::from_plain("-12.0000000001")),
            OutputType::YesNo => Value::YesNo(Some(false)),
        };
        schema.columns.iter().map(|column| cell(column.of)).collect()
    }

    fn nothing(schema: &OutputSchema) -> Vec<Value> {
        let cell = |of| match of {
            OutputType::Text => Value::Text(String::new()),
            OutputType::Day => Value::Day(Some(Day::ALWAYS)),
            OutputType::Number => Value::Number(None),
            OutputType::Amount(_) => Value::amount(None),
            OutputType::YesNo => Value::YesNo(None),
        };
        schema.columns.iter().map(|column| cell(column.of)).collect()
    }

    #[test]
    fn every_table_is_made_with_the_columns_of_its_declaration_and_gives_back_its_cells() {
        for schema in outputs::ALL {
            let rows = vec![row(schema, "é"), nothing(schema), row(schema, "=b;c")];
            let table = Whole::in_order(schema, rows);
            Whole::new(schema, table.frame().clone()).unwrap();
            for (place, column) in schema.columns.iter().enumerate() {
                let cells = table.column(place, 0, 3);
                let shown: Vec<String> = (0..3).map(|row| cells.text(row)).collect();
                let same = match column.of {
                    OutputType::Text => ["é", "", "=b;c"],
                    OutputType::Day => ["2021-03-01", "", "2021-03-01"],
                    OutputType::Number => ["-7", "", "-7"],
                    OutputType::Amount(_) => ["-12.0000000001", "", "-12.0000000001"],
                    OutputType::YesNo => ["No", "", "No"],
                };
                assert_eq!(shown, same, "{}.{}", schema.name, column.name);
            }
            assert_eq!(table.frame().columns()[0].null_count(), 1);
        }
    }

    #[test]
    fn an_amount_is_in_its_cell_what_it_was_however_large() {
        let (least, most) = (i128::from(i64::MIN), i128::from(i64::MAX));
        for cell in [None, Some(0), Some(least), Some(least - 1), Some(most), Some(most + 1)] {
            let amount = cell.map(Amount);
            let Value::Amount(own) = Value::amount(amount) else { panic!("an amount") };
            assert_eq!(own.get(), amount);
        }
        let cells = [Some(most + 1), None, Some(most), Some(least - 1)];
        let mut cells = cells.map(|cell| Value::amount(cell.map(Amount)));
        cells.sort_by(compare);
        assert_eq!(cells[0], Value::amount(None));
        assert_eq!(cells[1], Value::amount(Some(Amount(least - 1))));
        assert_eq!(cells[3], Value::amount(Some(Amount(most + 1))));
        assert_eq!(size_of::<Value>(), size_of::<String>(), "there are millions of cells");
    }

    #[test]
    fn a_frame_with_other_columns_is_no_table() {
        let table = Whole::in_order(&outputs::CONTACTS, Vec::new());
        assert!(Whole::new(&outputs::TEAM, table.frame().clone()).is_err());
        assert!(Whole::new(&outputs::CONTACTS, table.frame().drop("rank").unwrap()).is_err());
    }

    #[test]
    fn stretches_of_rows_are_kept() {
        let schema = &outputs::CHANGES;
        let rows = ["a", "b", "c", "d", "e"].map(|text| row(schema, text)).into();
        let table = Whole::in_order(schema, rows);
        let kept = table.kept(&[(0, 1), (2, 4)]);
        assert_eq!(kept.column(0, 0, 3), Values::Text(vec!["a", "c", "d"]));
        assert!(table.kept(&[]).is_empty());
    }
}
