//! A stored run: found by what somebody calls it, and its tables read piece by piece.

use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, DataType, PolarsResult};
use polars_io::prelude::{ParquetReader, SerReader};

use crate::base::guard::unguarded;
use crate::base::{Day, Failure, Outcome};
use crate::publish::history::Run;
use crate::publish::latest::{self, LatestLink};
use crate::publish::manifest::{self, Manifest};
use crate::publish::{History, files};
use crate::report::write::stretches::ranges;
use crate::tables::output::{OutputSchema, OutputType, Rows, Value, Values, Whole};

/// Rows that are held at a time: a row group of our own files.
const PIECE: usize = 32_768;

/// The run that somebody means: its folder, a link to it, or the folder that runs are published in.
///
/// # Errors
/// When there is no run, or its manifest cannot be read.
pub(crate) fn find(path: &Path) -> Outcome<Run> {
    let folder = folder(path)?;
    let manifest = Manifest::read(&folder)?;
    Ok(Run { folder, manifest })
}

fn folder(path: &Path) -> Outcome<PathBuf> {
    // Where the system has no links, `latest` is a file with the name.
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    let name = path.file_name().and_then(|name| name.to_str());
    if let (true, Some(name)) = (path.is_file(), name)
        && let LatestLink::Names(run_id) = latest::look(above.unwrap_or(Path::new(".")), name)
    {
        return Ok(path.with_file_name(run_id));
    }
    if !path.is_dir() || path.join(manifest::NAME).exists() {
        // The runs beside it are looked for where the folder is, not where a link to it is.
        return Ok(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()));
    }
    let history = History::of(path)?;
    let named = latest::read(path).or_else(|| Some(history.names.first()?.run_id.clone()));
    Ok(named.map_or_else(|| path.to_owned(), |run_id| path.join(run_id)))
}

/// Hands over the rows of a table with the columns of this schema, piece by piece; answers whether the
/// run has the table.
///
/// # Errors
/// When it was changed after the run, cannot be read or lacks a column.
pub(crate) fn each_piece(
    run: &Run,
    schema: &'static OutputSchema,
    see: &mut dyn FnMut(&dyn Rows),
) -> Outcome<bool> {
    let named = |ending: &str| format!("data/{}.{ending}", schema.name);
    for (ending, read) in [("parquet", parquet as TableReader), ("csv", csv)] {
        let name = named(ending);
        let Some(output) = run.manifest.outputs.iter().find(|output| output.path == name) else {
            continue;
        };
        let path = files::inside(&run.folder, &name).filter(|_| run.has(output));
        let Some(path) = path else { return Err(damaged(run, &name)) };
        read(&path, schema, see)?;
        return Ok(true);
    }
    Ok(false)
}

type TableReader = fn(&Path, &'static OutputSchema, &mut dyn FnMut(&dyn Rows)) -> Outcome<()>;

fn damaged(run: &Run, name: &str) -> Failure {
    Failure::input("the table is missing or was changed after the run")
        .at(run.folder.join(name).display())
        .todo("`attain verify` tells what else was; make the run anew with --force")
}

fn no_column(path: &Path, column: &str) -> Failure {
    Failure::input(format!("the table has no column `{column}`"))
        .at(path.display())
        .todo("it is of another version; make the run anew with --force")
}

/// A broken file can make its reader panic.
fn guarded<T>(path: &Path, read: impl FnOnce() -> PolarsResult<T>) -> Outcome<T> {
    let broken = |detail: &dyn std::fmt::Display| {
        Failure::input("the Parquet file cannot be read").at(path.display()).because(detail)
    };
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|error| broken(&error)),
        Err(_) => Err(broken(&"what it says of itself makes no sense")),
    }
}

fn parquet(
    path: &Path,
    schema: &'static OutputSchema,
    see: &mut dyn FnMut(&dyn Rows),
) -> Outcome<()> {
    let open = || File::open(path).map_err(|error| files::unreadable(path, &error));
    let mut about = ParquetReader::new(open()?);
    let (metadata, columns, rows) = guarded(path, || {
        let metadata = about.get_metadata()?.clone();
        Ok((metadata, about.schema()?, about.num_rows()?))
    })?;
    if let Some(lacking) = schema.columns.iter().find(|own| !columns.contains(own.name)) {
        return Err(no_column(path, lacking.name));
    }
    let wanted: Vec<String> = schema.columns.iter().map(|own| own.name.to_owned()).collect();
    for range in ranges(rows, PIECE) {
        let mut reader = ParquetReader::new(open()?)
            .with_columns(Some(wanted.clone()))
            .with_slice(Some((range.start, range.len())));
        reader.set_metadata(metadata.clone());
        let piece = guarded(path, || StoredPiece::of(schema, &reader.finish()?))?;
        see(&piece);
    }
    Ok(())
}

/// Some rows of a Parquet file.
struct StoredPiece {
    schema: &'static OutputSchema,
    /// The columns in the order of the schema.
    frame: DataFrame,
}

impl StoredPiece {
    fn of(schema: &'static OutputSchema, read: &DataFrame) -> PolarsResult<Self> {
        let cast = |name: &str, of: OutputType| {
            let dtype = match of {
                OutputType::Day => DataType::Date,
                OutputType::Number => DataType::Int64,
                _ => DataType::String,
            };
            Ok(read.column(name)?.cast(&dtype)?.rechunk())
        };
        let columns = schema.columns.iter().map(|own| cast(own.name, own.of));
        let columns = columns.collect::<PolarsResult<Vec<_>>>()?;
        Ok(Self { schema, frame: DataFrame::new(read.height(), columns)? })
    }
}

impl Rows for StoredPiece {
    fn schema(&self) -> &'static OutputSchema {
        self.schema
    }

    fn len(&self) -> usize {
        self.frame.height()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        let column = &self.frame.columns()[place];
        // The casts above made it one of these.
        if let Ok(cells) = column.str() {
            return Values::Text((start..end).map(|at| cells.get(at).unwrap_or("")).collect());
        }
        if let Ok(cells) = column.date() {
            let day = |at| cells.physical().get(at).map_or(Day::FOREVER, Day);
            return Values::Days((start..end).map(day).collect());
        }
        let cells = column.i64().ok();
        let number = |at| cells.and_then(|cells| cells.get(at));
        Values::Numbers((start..end).map(number).collect())
    }
}

fn csv(path: &Path, schema: &'static OutputSchema, see: &mut dyn FnMut(&dyn Rows)) -> Outcome<()> {
    let file = File::open(path).map_err(|error| files::unreadable(path, &error))?;
    let broken = |error: csv::Error| files::unreadable(path, &error.into());
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
    let header = reader.byte_headers().map_err(broken)?;
    let place = |name: &str| header.iter().position(|own| own == name.as_bytes());
    let mut places = Vec::new();
    for own in schema.columns {
        places.push(place(own.name).ok_or_else(|| no_column(path, own.name))?);
    }
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut record = csv::ByteRecord::new();
    loop {
        let is_more = reader.read_byte_record(&mut record).map_err(broken)?;
        if is_more {
            let cells = schema.columns.iter().zip(&places);
            rows.push(cells.map(|(own, at)| value(own.of, &record[*at])).collect());
        }
        if rows.len() == PIECE || (!is_more && !rows.is_empty()) {
            see(&Whole::in_order(schema, std::mem::take(&mut rows)));
        }
        if !is_more {
            return Ok(());
        }
    }
}

fn value(of: OutputType, cell: &[u8]) -> Value {
    let text = String::from_utf8_lossy(cell);
    match of {
        OutputType::Day => Value::Day(Day::from_iso(&text)),
        OutputType::Number => Value::Number(text.parse().ok()),
        _ => Value::Text(unguarded(&text).to_owned()),
    }
}
