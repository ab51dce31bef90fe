//! Parquet: the typed twin of the data files, with the text as it is.

use std::io::Write;

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, Field, Int32Chunked, Int64Chunked, Int128Chunked,
    IntoColumn, IntoSeries, NewChunkedArray, ParquetCompression, ParquetWriter, PlSmallStr,
    PolarsError, PolarsResult, Schema, Series, StringChunked,
};

use crate::base::{Amount, Day, Failure, Outcome};
use crate::tables::output::{Frame, OutputColumn, OutputSchema, OutputType, Values};

const PRECISION: usize = 38;

/// Rows of a row group: few groups for readers, small enough to be held while they fill.
const GROUP_ROWS: usize = 32_768;

/// A table that is written stretch by stretch.
pub struct Typed<W: Write> {
    schema: &'static OutputSchema,
    writer: BatchedWriter<W>,
    group: Option<DataFrame>,
}

impl<W: Write> Typed<W> {
    /// Begins the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(schema: &'static OutputSchema, out: W) -> Outcome<Self> {
        let writer = ParquetWriter::new(out)
            .with_compression(ParquetCompression::Snappy)
            .batched(&columns(schema))
            .map_err(|error| failed(schema, error))?;
        Ok(Self { schema, writer, group: None })
    }

    /// Puts down the rows of a stretch, or holds them until a row group is full.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn put(&mut self, rows: DataFrame) -> Outcome<()> {
        match &mut self.group {
            Some(group) => {
                group.vstack_mut_owned(rows).map_err(|error| failed(self.schema, error))?;
            }
            None => self.group = Some(rows),
        }
        match self.group.take_if(|group| group.height() >= GROUP_ROWS) {
            Some(group) => self.write(group),
            None => Ok(()),
        }
    }

    fn write(&mut self, mut group: DataFrame) -> Outcome<()> {
        group.rechunk_mut();
        self.writer.write_batch(&group).map_err(|error| failed(self.schema, error))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self) -> Outcome<()> {
        if let Some(group) = self.group.take() {
            self.write(group)?;
        }
        self.writer.finish().map_err(|error| failed(self.schema, error))?;
        Ok(())
    }
}

fn failed(schema: &OutputSchema, error: PolarsError) -> Failure {
    Failure::output("the table could not be written")
        .at(format!("{}.parquet", schema.name))
        .because(error)
}

fn columns(schema: &OutputSchema) -> Schema {
    let field = |column: &OutputColumn| {
        Field::new(PlSmallStr::from_static(column.name), data_type(column.of))
    };
    schema.columns.iter().map(field).collect()
}

fn data_type(of: OutputType) -> DataType {
    match of {
        OutputType::Text => DataType::String,
        OutputType::Day => DataType::Date,
        OutputType::Number => DataType::Int64,
        OutputType::Amount(places) => DataType::Decimal(PRECISION, places as usize),
        OutputType::YesNo => DataType::Boolean,
    }
}

/// The rows of a stretch; empty text and the ends of time are null.
///
/// # Errors
/// When polars cannot hold them.
pub fn frame(schema: &OutputSchema, frame: &Frame<'_>) -> Outcome<DataFrame> {
    let rows = frame.columns.first().map_or(0, Values::len);
    let typed: PolarsResult<Vec<Column>> = schema
        .columns
        .iter()
        .zip(&frame.columns)
        .map(|(column, values)| typed(column, values))
        .collect();
    typed.and_then(|columns| DataFrame::new(rows, columns)).map_err(|error| failed(schema, error))
}

fn typed(column: &OutputColumn, values: &Values<'_>) -> PolarsResult<Column> {
    let name = PlSmallStr::from_static(column.name);
    let series = match values {
        Values::Text(cells) => texts(name, cells.iter().copied()),
        Values::Owned(cells) => texts(name, cells.iter().map(String::as_str)),
        Values::Mcids(cells) => {
            let shown = cells.iter().map(|id| (!id.is_none()).then(|| id.to_string()));
            StringChunked::from_iter_options(name, shown).into_series()
        }
        Values::Days(cells) => days(name, cells)?,
        Values::Numbers(cells) => {
            Int64Chunked::from_iter_options(name, cells.iter().copied()).into_series()
        }
        Values::Amounts(cells) => amounts(name, cells, column.of)?,
        Values::YesNo(cells) => {
            BooleanChunked::from_iter_options(name, cells.iter().copied()).into_series()
        }
    };
    Ok(series.into_column())
}

fn texts<'a>(name: PlSmallStr, cells: impl Iterator<Item = &'a str>) -> Series {
    StringChunked::from_iter_options(name, cells.map(|text| (!text.is_empty()).then_some(text)))
        .into_series()
}

fn days(name: PlSmallStr, cells: &[Day]) -> PolarsResult<Series> {
    let numbers = cells.iter().map(|day| day.is_dated().then_some(day.0));
    Int32Chunked::from_iter_options(name, numbers).into_series().cast(&DataType::Date)
}

/// Places beyond those of the column are rounded; the inputs have none.
fn amounts(name: PlSmallStr, cells: &[Option<Amount>], of: OutputType) -> PolarsResult<Series> {
    let places = if let OutputType::Amount(places) = of { places } else { Amount::PLACES };
    let unit = 10_i128.pow(Amount::PLACES.saturating_sub(places));
    let numbers = cells.iter().map(|cell| cell.map(|amount| amount.rounded(places).0 / unit));
    Int128Chunked::from_iter_options(name, numbers)
        .into_series()
        .into_decimal(PRECISION, places as usize)
}

#[cfg(test)]
pub mod tests {
    use std::io::Cursor;

    use polars::prelude::{AnyValue, ParquetReader, SerReader};

    use super::*;
    use crate::report::write::stretches;
    use crate::tables::Mcid;
    use crate::tables::output::{Rows, Value, Whole};

    const fn column(name: &'static str, of: OutputType) -> OutputColumn {
        OutputColumn { name, of, sorted: 0, means: "" }
    }

    const SCHEMA: OutputSchema = OutputSchema {
        name: "sample",
        says: "",
        columns: &[
            column("name", OutputType::Text),
            column("on", OutputType::Day),
            column("count", OutputType::Number),
            column("sum", OutputType::Amount(4)),
            column("yes", OutputType::YesNo),
        ],
    };

    /// A table alone, without its twin.
    pub(in crate::report::write) fn write_parquet(
        rows: &dyn Rows,
        out: &mut (dyn Write + Send),
    ) -> Outcome<()> {
        let schema = rows.schema();
        let mut typed = Typed::begin(schema, out)?;
        stretches::in_order(
            &stretches::ranges(rows.len(), stretches::ROWS),
            |range| frame(schema, &rows.frame(range.start, range.end)),
            |frame| typed.put(frame),
        )?;
        typed.end()
    }

    fn bytes(rows: &dyn Rows) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_parquet(rows, &mut bytes).unwrap();
        bytes
    }

    fn read(bytes: Vec<u8>) -> DataFrame {
        ParquetReader::new(Cursor::new(bytes)).finish().unwrap()
    }

    fn row(number: i64) -> Vec<Value> {
        vec![
            Value::Text("=Åsa, 😀".into()),
            Value::Day(Day::from_iso("2021-03-01")),
            Value::Number(Some(number)),
            Value::Amount(Amount::from_plain("-9007199254740993.0001")),
            Value::YesNo(Some(true)),
        ]
    }

    #[test]
    fn what_was_written_is_read_back_with_its_types() {
        let none = vec![
            Value::Text(String::new()),
            Value::Day(None),
            Value::Number(None),
            Value::Amount(None),
            Value::YesNo(None),
        ];
        let frame = read(bytes(&Whole::in_order(&SCHEMA, vec![row(1), none])));
        let cells: Vec<_> = frame.get(0).unwrap();
        assert_eq!(cells[0], AnyValue::String("=Åsa, 😀"));
        assert_eq!(cells[1], AnyValue::Date(Day::from_iso("2021-03-01").unwrap().0));
        assert_eq!(cells[2], AnyValue::Int64(1));
        assert_eq!(cells[3], AnyValue::Decimal(-90_071_992_547_409_930_001, 38, 4));
        assert_eq!(cells[4], AnyValue::Boolean(true));
        assert!(frame.get(1).unwrap().iter().all(|cell| *cell == AnyValue::Null));
    }

    #[test]
    fn a_table_without_rows_keeps_its_columns() {
        let frame = read(bytes(&Whole::in_order(&SCHEMA, Vec::new())));
        assert_eq!(frame.shape(), (0, 5));
        assert_eq!(frame.column("sum").unwrap().dtype(), &DataType::Decimal(38, 4));
    }

    #[test]
    fn many_stretches_are_one_table_and_the_same_bytes_every_time() {
        let table = Whole::in_order(&SCHEMA, (0..150_000).map(row).collect());
        let once = bytes(&table);
        assert_eq!(once, bytes(&table));
        let frame = read(once);
        assert_eq!(frame.height(), 150_000);
        assert_eq!(frame.column("count").unwrap().get(149_999).unwrap(), AnyValue::Int64(149_999));
    }

    #[test]
    fn certification_ids_keep_their_zeros() {
        let mut table = Whole::in_order(&SCHEMA, vec![row(1), row(2)]);
        let ids = vec![Mcid::read(b"00101").unwrap(), Mcid::NONE];
        table.frame = Frame {
            columns: std::iter::once(Values::Mcids(ids))
                .chain(table.frame.columns.into_iter().skip(1))
                .collect(),
        };
        let frame = read(bytes(&table));
        assert_eq!(frame.column("name").unwrap().get(0).unwrap(), AnyValue::String("00101"));
        assert_eq!(frame.column("name").unwrap().get(1).unwrap(), AnyValue::Null);
    }
}
