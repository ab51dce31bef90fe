//! Reads a Parquet file, stretch by stretch of its row groups, into the columns of chunks.

use std::io::{Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use polars::prelude::PolarsResult;
use polars_arrow::array::Array;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_parquet::read::schema::parquet_to_arrow_schema;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, Filter, PageReader, ParquetType,
    RowGroupMetadata, column_iter_to_arrays, read_metadata,
};

use crate::base::{Failure, Outcome};
use crate::sources::intake::{Opened, SeekableFile};

use super::header::{self, Header};
use super::no_header::no_header;
use super::parquet_column::{ArrowCells, ArrowFields, NoColumn};
use super::parquet_guard::{is_sound_footer, pages};
use super::records::{COLUMNS_MAX, FIELD_BYTES_MAX, RecordTooBig};
use super::rows::{Chunk, ReadPlan};
use super::setting::FileSetting;
use super::spreadsheet::Numbered;

/// Rows that are unpacked at a time: a few bytes of a file can stand for any number of them.
const ROWS: usize = 1 << 17;
/// No writer makes pages like that.
const PAGE_BYTES_MAX: u64 = 1 << 30;
/// A footer that is bigger describes no table.
const FOOTER_BYTES_MAX: u64 = 64 << 20;

/// A column that is read.
struct WantedColumn {
    /// Its place among the columns of the file's header.
    field: usize,
    /// Its place among the columns of a row group.
    leaf: usize,
    arrow: Field,
}

/// A file that is being read.
struct ParquetFile<'a> {
    opened: &'a Opened,
    file: SeekableFile,
    /// How messages call it.
    name: &'a str,
    unpacked_max: Option<u64>,
    /// Bytes that were unpacked so far.
    unpacked: u64,
}

/// Reads the file; every chunk goes to the sink, in the order of the file. The answer holds the
/// SHA-256 of the file.
///
/// # Errors
/// When the file is broken, has no header of its kind, or columns of a type that no table has.
pub(crate) fn read(
    opened: &Opened,
    setting: &FileSetting<'_>,
    sink: &mut dyn FnMut(Chunk),
) -> Outcome<(Header, String)> {
    let (mut source, about) = ParquetFile::of(opened, setting.shown, setting.unpacked_max())?;
    let (header, wanted) = columns(setting, &about)?;
    let plan = setting.plan(&header.by_field, setting.source.decimal.unwrap_or('.'));
    let mut line = 1;
    for group in &about.row_groups {
        source.group(group, &wanted, &mut |stretch| {
            let mut chunk = Chunk::new(&plan).keeping_evident();
            take_rows(&mut chunk, (setting, &plan), &stretch, &mut line)?;
            sink(chunk);
            Ok(())
        })?;
    }
    let hash = opened.finish(opened.stream(None)?)?;
    Ok((header, hash))
}

/// The header and some rows of a file, by their numbers from 1, with every cell that can be shown.
///
/// # Errors
/// When the file cannot be read any more.
pub(crate) fn rows(
    opened: &Opened,
    name: &str,
    unpacked_max: Option<u64>,
    lines: &[u32],
) -> Outcome<(Vec<String>, Numbered, String)> {
    let (mut source, about) = ParquetFile::of(opened, name, unpacked_max)?;
    let fields = about.schema().fields();
    let header: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    let mut wanted = Vec::new();
    let mut leaf = 0;
    for (place, field) in fields.iter().enumerate() {
        wanted.extend(WantedColumn::of(name, place, leaf, field)?);
        leaf += leaves(field);
    }
    let mut rows: Numbered = Vec::new();
    let mut before = 0_u32;
    for group in &about.row_groups {
        source.group(group, &wanted, &mut |stretch| {
            let after = before.saturating_add(u32::try_from(stretch.rows).unwrap_or(u32::MAX));
            for line in lines.iter().filter(|line| (before + 1..=after).contains(line)) {
                let mut cells = vec![String::new(); header.len()];
                for (field, column) in &stretch.columns {
                    column.cell((line - before - 1) as usize).text.clone_into(&mut cells[*field]);
                }
                rows.push((*line, cells));
            }
            before = after;
            Ok(())
        })?;
    }
    let hash = opened.finish(opened.stream(None)?)?;
    Ok((header, rows, hash))
}

fn broken(name: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::input("the Parquet file cannot be read")
        .at(name)
        .todo("write it again, or export it as .csv")
        .because(error)
}

/// A broken file can make its reader panic.
fn guarded<T>(name: &str, read: impl FnOnce() -> PolarsResult<T>) -> Outcome<T> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|error| broken(name, &error)),
        Err(_) => Err(broken(name, &"what it says of itself makes no sense")),
    }
}

/// Which column each field is, and what has to be read of each.
fn columns(
    setting: &FileSetting<'_>,
    about: &FileMetadata,
) -> Outcome<(Header, Vec<WantedColumn>)> {
    let fields = about.schema().fields();
    if fields.len() > COLUMNS_MAX {
        return Err(
            Failure::input(RecordTooBig::Columns.says("a cell", "the file")).at(setting.shown)
        );
    }
    let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    let header = header::header(setting.kind, &names, setting.dialect);
    if !header::missing(setting.kind, &header).is_empty() {
        let (kind, dialect) = (setting.kind, setting.dialect);
        return Err(no_header(kind, &header, &names, dialect, setting.shown));
    }
    let mut wanted = Vec::new();
    let mut leaf = 0;
    for (place, field) in fields.iter().enumerate() {
        if header.by_field[place].is_some() {
            let of_table = WantedColumn::of(setting.shown, place, leaf, field)?;
            wanted.push(of_table.ok_or_else(|| of_no_table(setting.shown, &names[place]))?);
        }
        leaf += leaves(field);
    }
    Ok((header, wanted))
}

fn of_no_table(name: &str, column: &str) -> Failure {
    Failure::input(format!(
        "the column {column:?} has cells of a type that no table has: lists, groups, bytes or times"
    ))
    .at(name)
    .todo("write it as text, numbers, dates or true and false")
}

/// Columns of a row group that belong to a field.
fn leaves(field: &ParquetType) -> usize {
    match field {
        ParquetType::PrimitiveType(_) => 1,
        ParquetType::GroupType { fields, .. } => fields.iter().map(leaves).sum(),
    }
}

/// The rows of a stretch: a column for each field that is read.
struct RowStretch {
    columns: Vec<(usize, ArrowCells)>,
    rows: usize,
}

impl WantedColumn {
    /// A field that can be shown as cells; none of another.
    fn of(name: &str, place: usize, leaf: usize, field: &ParquetType) -> Outcome<Option<Self>> {
        if !matches!(field, ParquetType::PrimitiveType(_)) {
            return Ok(None);
        }
        let of_file: ArrowSchema =
            guarded(name, || Ok(parquet_to_arrow_schema(std::slice::from_ref(field))))?;
        let arrow = of_file.iter_values().next().cloned();
        let arrow = arrow.filter(|arrow| ArrowCells::can_be(&arrow.dtype));
        Ok(arrow.map(|arrow| Self { field: place, leaf, arrow }))
    }
}

impl<'a> ParquetFile<'a> {
    /// The file, and what it says of itself.
    fn of(
        opened: &'a Opened,
        name: &'a str,
        unpacked_max: Option<u64>,
    ) -> Outcome<(Self, FileMetadata)> {
        let mut source = Self { opened, file: opened.places()?, name, unpacked_max, unpacked: 0 };
        source.check_footer()?;
        let about = guarded(name, || read_metadata(&mut source.file))?;
        source.check_size(&about)?;
        Ok((source, about))
    }

    /// The footer stands at the end, with its length behind it.
    fn check_footer(&mut self) -> Outcome<()> {
        let cut = |name| broken(name, &"it is cut off: its end is missing");
        let end = self.opened.bytes.checked_sub(8).ok_or_else(|| cut(self.name))?;
        let last = self.bytes(end, 8)?;
        let &[a, b, c, d, ref magic @ ..] = last.as_slice() else { return Err(cut(self.name)) };
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        match magic {
            b"PAR1" if length > FOOTER_BYTES_MAX => {
                return Err(broken(self.name, &"its description is longer than 64 MiB"));
            }
            b"PAR1" => {}
            b"PARE" => return Err(broken(self.name, &"it is encrypted")),
            _ => return Err(cut(self.name)),
        }
        let start = end.checked_sub(length).ok_or_else(|| cut(self.name))?;
        if !is_sound_footer(&self.bytes(start, length)?) {
            return Err(broken(self.name, &"what it says of itself does not fit into it"));
        }
        Ok(())
    }

    /// A few bytes can claim any number of rows.
    fn check_size(&self, about: &FileMetadata) -> Outcome<()> {
        let rows: usize = about.row_groups.iter().map(RowGroupMetadata::num_rows).sum();
        if rows != about.num_rows || u32::try_from(rows).is_err() {
            return Err(broken(self.name, &"it does not say how many rows it has"));
        }
        let columns = about.schema().columns().len() as u64;
        self.opened.check_unpacked((rows as u64).saturating_mul(columns), self.unpacked_max)
    }

    fn bytes(&mut self, start: u64, length: u64) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut read = || {
            self.file.seek(SeekFrom::Start(start))?;
            (&mut self.file).take(length).read_to_end(&mut bytes)
        };
        read().map_err(|error| self.opened.failed(&error))?;
        Ok(bytes)
    }

    /// The bytes of a column of a row group.
    fn column(&mut self, column: &ColumnChunkMetadata) -> Outcome<Vec<u8>> {
        let range = guarded(self.name, || Ok(column.byte_range()))?;
        if range.start > range.end || range.end > self.opened.bytes {
            return Err(broken(self.name, &"a column lies beyond the end of the file"));
        }
        self.bytes(range.start, range.end - range.start)
    }

    /// Unpacks a row group in stretches.
    fn group(
        &mut self,
        group: &RowGroupMetadata,
        wanted: &[WantedColumn],
        take: &mut dyn FnMut(RowStretch) -> Outcome<()>,
    ) -> Outcome<()> {
        let rows = group.num_rows();
        let mut parts = Vec::new();
        for wanted in wanted {
            let Some(column) = group.parquet_columns().get(wanted.leaf) else {
                return Err(broken(self.name, &"a row group lacks a column"));
            };
            let bytes = self.column(column)?;
            self.unpacked += check_pages(self.name, &bytes, rows)?;
            self.opened.check_unpacked(self.unpacked, self.unpacked_max)?;
            let pages = PageReader::new(Cursor::new(bytes.into()), column, Vec::new(), usize::MAX);
            parts.push((wanted, column, pages.into_inner().0));
        }
        for start in (0..rows).step_by(ROWS) {
            let stretch = start..rows.min(start + ROWS);
            let mut columns = Vec::new();
            for (wanted, column, bytes) in &parts {
                let pages = PageReader::new(bytes.clone(), column, Vec::new(), usize::MAX);
                let arrays = guarded(self.name, || arrays(pages, column, wanted, &stretch))?;
                columns.push((wanted.field, of_arrays(self.name, wanted, &arrays, stretch.len())?));
            }
            take(RowStretch { columns, rows: stretch.len() })?;
        }
        Ok(())
    }
}

/// How many bytes the pages unpack to, once they are known to be as many values as there are rows.
fn check_pages(name: &str, bytes: &[u8], rows: usize) -> Outcome<u64> {
    let unfit = || broken(name, &"its pages do not fit into it");
    let pages = pages(bytes).ok_or_else(unfit)?;
    let (mut unpacked, mut values) = (0, 0);
    for page in &pages {
        if page.unpacked > PAGE_BYTES_MAX || (page.is_dictionary && page.values > page.unpacked) {
            return Err(unfit());
        }
        unpacked += page.unpacked;
        values += if page.is_dictionary { 0 } else { page.values };
    }
    if values != rows as u64 {
        return Err(broken(name, &"a column has not as many values as there are rows"));
    }
    Ok(unpacked)
}

fn arrays(
    pages: PageReader,
    column: &ColumnChunkMetadata,
    wanted: &WantedColumn,
    stretch: &Range<usize>,
) -> PolarsResult<Vec<Box<dyn Array>>> {
    let column_type = &column.descriptor().descriptor.primitive_type;
    let pages = BasicDecompressor::new(pages, Vec::new());
    let filter = Filter::new_ranged(stretch.start, stretch.end);
    let (arrays, _) =
        column_iter_to_arrays(vec![pages], vec![column_type], wanted.arrow.clone(), Some(filter))?;
    Ok(arrays)
}

fn of_arrays(
    name: &str,
    wanted: &WantedColumn,
    arrays: &[Box<dyn Array>],
    rows: usize,
) -> Outcome<ArrowCells> {
    let column = catch_unwind(AssertUnwindSafe(|| ArrowCells::of(arrays)))
        .map_err(|_| broken(name, &"a value in it makes no sense"))?;
    match column {
        Ok(column) if column.rows() == rows => Ok(column),
        Ok(_) => Err(broken(name, &"a column has not as many values as there are rows")),
        Err(NoColumn::NotText) => Err(broken(name, &"a text in it is not UTF-8")),
        Err(NoColumn::Type) => Err(of_no_table(name, &wanted.arrow.name)),
    }
}

fn take_rows(
    chunk: &mut Chunk,
    (setting, plan): (&FileSetting<'_>, &ReadPlan<'_>),
    stretch: &RowStretch,
    line: &mut u32,
) -> Outcome<()> {
    let mut cells = vec![None; plan.width];
    for (field, column) in &stretch.columns {
        cells[*field] = Some(column);
    }
    let mut fields = ArrowFields { cells, row: 0 };
    for row in 0..stretch.rows {
        fields.row = row;
        if stretch.columns.iter().any(|(_, column)| column.length(row) > FIELD_BYTES_MAX) {
            return Err(Failure::input(RecordTooBig::Field.says("a cell", "a row"))
                .at(format!("{}:{line}", setting.shown))
                .todo("check that this is the file with the table"));
        }
        chunk.row(plan, *line, &fields);
        *line += 1;
    }
    Ok(())
}
