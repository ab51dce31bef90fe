//! Parquet: the typed twin of the data files, with the text as it is.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use polars::prelude::{PlSmallStr, PolarsError, PolarsResult};
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_io::prelude::{ParquetReader, SerReader};
use polars_parquet::write::{
    CompressedPage, CompressionOptions, DynIter, DynStreamingIterator, FileWriter,
    StatisticsOptions, Version, WriteOptions, array_to_columns, compress,
    fallible_streaming_iterator, get_dtype_encoding, to_parquet_schema,
};

use crate::base::{Failure, Outcome};
use crate::tables::output::{Batch, OutputColumn, OutputSchema, Values};

use super::format::{Format, FormatPiece, Out, Sink, rows_fault, unwritten};
use super::parquet_column::{array, data_type};

const ENDING: &str = "parquet";

/// A row group that only needs to be put down: the compressed pages of each column.
struct RowGroup {
    rows: usize,
    columns: Vec<Vec<CompressedPage>>,
}

/// Typed columns in row groups.
pub(crate) struct Parquet;

impl Format for Parquet {
    fn ending(&self) -> &'static str {
        ENDING
    }

    fn begin<'o>(
        &self,
        schema: &'static OutputSchema,
        out: Out<'o>,
    ) -> Outcome<Box<dyn Sink + 'o>> {
        let writer = FileWriter::try_new(out, fields(schema), options());
        Ok(Box::new(RowGroupFile {
            schema,
            writer: writer.map_err(|error| failed(schema, &error))?,
        }))
    }

    fn piece(&self, schema: &'static OutputSchema, batch: &Batch<'_>) -> Outcome<FormatPiece> {
        let group = group(schema, batch).map_err(|error| failed(schema, &error))?;
        Ok(FormatPiece { rows: group.rows as u64, content: Box::new(group) })
    }

    fn faults(
        &self,
        path: &Path,
        _: &mut dyn Read,
        table: (&OutputSchema, u64),
    ) -> io::Result<Vec<String>> {
        let file = File::open(path)?;
        Ok(faults(file, table).unwrap_or_else(|error| vec![error.to_string()]))
    }
}

/// A file that takes row groups.
struct RowGroupFile<'o> {
    schema: &'static OutputSchema,
    writer: FileWriter<Out<'o>>,
}

impl Sink for RowGroupFile<'_> {
    fn put(&mut self, piece: FormatPiece) -> Outcome<()> {
        let Ok(group) = piece.content.downcast::<RowGroup>() else {
            return Err(Failure::internal("a piece of another format was handed over"));
        };
        put(&mut self.writer, &group).map_err(|error| failed(self.schema, &error))
    }

    fn end(self: Box<Self>) -> Outcome<()> {
        let Self { schema, mut writer } = *self;
        writer.end(None).map_err(|error| failed(schema, &error))?;
        writer.into_inner().flush().map_err(|error| unwritten(schema, ENDING, &error))
    }
}

fn faults(file: File, (schema, expected): (&OutputSchema, u64)) -> PolarsResult<Vec<String>> {
    let mut reader = ParquetReader::new(file);
    let mut faults = Vec::new();
    let names = reader.schema()?;
    if !names.iter_names().map(PlSmallStr::as_str).eq(schema.columns.iter().map(|c| c.name)) {
        faults.push("its columns are not the table's".to_owned());
    }
    faults.extend(rows_fault(reader.num_rows()? as u64, expected));
    Ok(faults)
}

fn failed(schema: &OutputSchema, error: &PolarsError) -> Failure {
    unwritten(schema, ENDING, error)
}

fn fields(schema: &OutputSchema) -> ArrowSchema {
    let field = |column: &OutputColumn| {
        let name = PlSmallStr::from_static(column.name);
        (name.clone(), Field::new(name, data_type(column.of), true))
    };
    schema.columns.iter().map(field).collect()
}

fn options() -> WriteOptions {
    WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: CompressionOptions::Snappy,
        data_page_size: None,
    }
}

/// The pages of a batch, one column after the other.
fn group(schema: &OutputSchema, batch: &Batch<'_>) -> PolarsResult<RowGroup> {
    let typed = to_parquet_schema(&fields(schema))?;
    let columns = schema.columns.iter().zip(&batch.columns).zip(typed.fields());
    let pages = columns.map(|((column, values), typed)| {
        let cells = array(column.of, values)?;
        let encoding = get_dtype_encoding(&data_type(column.of));
        let pages = array_to_columns(cells, typed.clone(), options(), &encoding)?;
        let compressed = |page| Ok(compress(page?, Vec::new(), options().compression)?);
        pages.into_iter().flatten().map(compressed).collect()
    });
    let rows = batch.columns.first().map_or(0, Values::len);
    Ok(RowGroup { rows, columns: pages.collect::<PolarsResult<_>>()? })
}

fn put<W: Write>(writer: &mut FileWriter<W>, group: &RowGroup) -> PolarsResult<()> {
    let columns = group.columns.iter().map(|pages| {
        let pages = pages.iter().map(PolarsResult::Ok);
        Ok(DynStreamingIterator::new(fallible_streaming_iterator::convert(pages)))
    });
    writer.write(group.rows as u64, DynIter::new(columns))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use polars::prelude::{AnyValue, DataFrame, DataType};
    use polars_io::prelude::{ParquetCompression, ParquetReader, ParquetWriter, SerReader};

    use super::*;
    use crate::base::{Amount, Day};
    use crate::report::write::format::write_table;
    use crate::report::write::stretches;
    use crate::tables::Mcid;
    use crate::tables::output::Rows;
    use crate::tables::output::{BATCH_ROWS, OutputType, Value, Whole};

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

    fn bytes(rows: &dyn Rows) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_table(&Parquet, rows, Box::new(&mut bytes)).unwrap();
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
            Value::amount(Amount::from_plain("-9007199254740993.0001")),
            Value::YesNo(Some(true)),
        ]
    }

    fn nothing() -> Vec<Value> {
        vec![
            Value::Text(String::new()),
            Value::Day(None),
            Value::Number(None),
            Value::amount(None),
            Value::YesNo(None),
        ]
    }

    #[test]
    fn what_was_written_is_read_back_with_its_types() {
        let frame = read(bytes(&Whole::in_order(&SCHEMA, vec![row(1), nothing()])));
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

    /// One column.
    struct OneColumn(Values<'static>);

    impl Rows for OneColumn {
        fn schema(&self) -> &'static OutputSchema {
            const ALONE: OutputSchema = OutputSchema {
                name: "alone",
                says: "",
                columns: &[column("name", OutputType::Text)],
            };
            &ALONE
        }

        fn len(&self) -> usize {
            self.0.len()
        }

        fn column(&self, _: usize, _: usize, _: usize) -> Values<'_> {
            self.0.clone()
        }
    }

    #[test]
    fn certification_ids_keep_their_zeros() {
        let ids = vec![Mcid::read(b"00101").unwrap(), Mcid::NONE];
        let frame = read(bytes(&OneColumn(Values::Mcids(ids))));
        assert_eq!(frame.column("name").unwrap().get(0).unwrap(), AnyValue::String("00101"));
        assert_eq!(frame.column("name").unwrap().get(1).unwrap(), AnyValue::Null);
    }

    /// What polars writes of the same rows, group by group.
    fn of_polars(frame: &DataFrame) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = ParquetWriter::new(&mut bytes)
            .with_compression(ParquetCompression::Snappy)
            .batched(frame.schema())
            .unwrap();
        for range in stretches::ranges(frame.height(), BATCH_ROWS) {
            let start = i64::try_from(range.start).unwrap();
            let group = frame.slice(start, range.len());
            writer.write_batch(&group).unwrap();
        }
        writer.finish().unwrap();
        bytes
    }

    /// Rows of so many different texts and numbers, some of them none.
    fn varied(rows: usize, different: usize) -> Whole {
        let row = |row: usize| {
            let kind = i64::try_from(row * 7_919 % different).unwrap();
            let is_there = kind % 5 != 3;
            vec![
                Value::Text(if is_there { format!("a longer text {kind}") } else { String::new() }),
                Value::Day(is_there.then_some(Day(i32::try_from(kind).unwrap()))),
                Value::Number(is_there.then_some(kind * 1_000_003)),
                Value::amount(is_there.then(|| Amount::whole(kind))),
                Value::YesNo(is_there.then_some(kind % 2 == 0)),
            ]
        };
        Whole::in_order(&SCHEMA, (0..rows).map(row).collect())
    }

    #[test]
    fn the_bytes_are_those_that_polars_writes() {
        for rows in [0, 1, 128, 129, 1_000, BATCH_ROWS, BATCH_ROWS + 1, 3 * BATCH_ROWS - 1] {
            // From one text to all different, over the share from which a dictionary is not worth it.
            for different in [1, 4, rows / 10, rows / 2, rows * 3 / 4, rows].map(|n| n.max(1)) {
                let ours = bytes(&varied(rows, different));
                let frame = read(ours.clone());
                assert!(ours == of_polars(&frame), "{different} different texts in {rows} rows");
            }
        }
    }

    #[test]
    fn a_column_of_no_texts_and_one_without_gaps_are_as_polars_writes_them() {
        for table in [(0..500).map(row).collect(), vec![nothing(); 500]] {
            let ours = bytes(&Whole::in_order(&SCHEMA, table));
            assert!(ours == of_polars(&read(ours.clone())));
        }
    }

    #[test]
    fn equal_texts_from_different_places_are_one_and_the_same() {
        let own: Vec<String> = (0..9_000).map(|number| format!("text {}", number % 3)).collect();
        let same = ["text 0", "text 1", "text 2"].repeat(3_000);
        assert!(bytes(&OneColumn(Values::Owned(own))) == bytes(&OneColumn(Values::Text(same))));
    }
}
