//! Takes a person out of a Parquet file, or looks for them in one.

use std::fs::File;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, SortMultipleOptions, StringChunked,
};
use polars_io::mmap::MmapBytesReader;
use polars_io::prelude::{ParquetReader, ParquetWriter, SerReader};

use super::erase_rows::{Erased, Layout, RowFate};
use super::person::ForgottenPerson;
use super::person::OwnKeys;
use super::seen::Sighting;
use crate::base::{Failure, Outcome};

/// The file without the person, and how many rows it has; none if they are not in it.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn rewritten(
    path: &Path,
    stem: &str,
    person: &ForgottenPerson,
) -> Outcome<Option<(Vec<u8>, Erased)>> {
    let file = File::open(path).map_err(|error| super::files::unreadable(path, &error))?;
    guarded(|| without(&frame(file)?, stem, person))
}

/// Whether the person is in it.
#[must_use]
pub(crate) fn look(bytes: Vec<u8>, person: &ForgottenPerson) -> Sighting {
    match guarded(|| without(&frame(Cursor::new(bytes))?, "", person)) {
        Ok(None) => Sighting::Clean,
        Ok(Some(_)) => Sighting::Named,
        Err(_) => Sighting::Unreadable,
    }
}

/// What the rows of a file say of their own persons; nothing where it cannot be read.
#[must_use]
pub(crate) fn own_rows(path: &Path) -> Vec<OwnKeys> {
    let read = || -> Outcome<Vec<OwnKeys>> {
        let file = File::open(path).map_err(|error| super::files::unreadable(path, &error))?;
        let frame = frame(file)?;
        let text =
            |name: &str| frame.column(name).ok().and_then(|column| column.str().ok()).cloned();
        let columns = ["work_email", "mcid", "first_name", "last_name"].map(text);
        let cell = |column: usize, row: usize| {
            let text = columns[column].as_ref().and_then(|text| text.get(row));
            text.unwrap_or_default().to_owned()
        };
        let own = |row| OwnKeys {
            email: cell(0, row),
            mcid: cell(1, row),
            first: cell(2, row),
            last: cell(3, row),
        };
        Ok((0..frame.height()).map(own).collect())
    };
    guarded(read).unwrap_or_default()
}

/// Its reader takes some broken files for a fault of its own.
fn guarded<T>(read: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(Failure::input("this is no Parquet file that can be read")))
}

fn frame(file: impl MmapBytesReader) -> Outcome<DataFrame> {
    let mut frame = ParquetReader::new(file).finish()?;
    // A column of words keeps a list of them, those of removed rows too.
    for place in 0..frame.width() {
        let column = &frame.columns()[place];
        if is_worded(column.dtype()) {
            let plain = column.cast(&DataType::String)?;
            frame.with_column(plain)?;
        }
    }
    Ok(frame)
}

fn is_worded(of: &DataType) -> bool {
    !of.is_primitive() && !matches!(of, DataType::String | DataType::Boolean)
}

fn without(
    frame: &DataFrame,
    stem: &str,
    person: &ForgottenPerson,
) -> Outcome<Option<(Vec<u8>, Erased)>> {
    let names: Vec<String> = frame.columns().iter().map(|c| c.name().to_string()).collect();
    let layout = Layout::of(stem, &names);
    let texts: Vec<Option<StringChunked>> = frame
        .columns()
        .iter()
        .map(|column| {
            let is_needed = column.dtype() == &DataType::String || layout.tells_line(column.name());
            let text = is_needed.then(|| column.cast(&DataType::String)).transpose()?;
            text.map(|text| text.str().cloned()).transpose()
        })
        .collect::<Result<_, _>>()?;
    let cells = |row: usize| -> Vec<&str> {
        texts
            .iter()
            .map(|text| text.as_ref().and_then(|text| text.get(row)).unwrap_or(""))
            .collect()
    };
    let rows = 0..frame.height();
    let hits = layout.hits(person, rows.clone().map(&cells));
    let judged: Vec<RowFate> = rows.map(|row| layout.judge(person, &cells(row), &hits)).collect();
    if judged.iter().all(|row| *row == RowFate::Same) {
        return Ok(None);
    }
    let mut erased = Erased::default();
    let mut clean = frame.clone();
    let mut is_key_changed = false;
    for (place, text) in texts.iter().enumerate() {
        let Some(text) =
            text.as_ref().filter(|_| frame.columns()[place].dtype() == &DataType::String)
        else {
            continue;
        };
        let changed =
            |row: &RowFate| matches!(row, RowFate::Changed(cells) if cells[place].is_some());
        if !judged.iter().any(changed) {
            continue;
        }
        is_key_changed |= layout.is_key(place);
        let whole: Vec<Option<&str>> = judged
            .iter()
            .enumerate()
            .map(|(row, judged)| match judged {
                RowFate::Changed(cells) => cells[place].as_deref().or_else(|| text.get(row)),
                _ => text.get(row),
            })
            .collect();
        clean.with_column(Column::new(names[place].as_str().into(), whole))?;
    }
    for row in &judged {
        erased.add(row);
    }
    let stays: BooleanChunked = judged.iter().map(|row| *row != RowFate::Gone).collect();
    let mut clean = clean.filter(&stays)?;
    if is_key_changed {
        let keys: Vec<&str> =
            layout.keys().iter().map(|(place, _)| names[*place].as_str()).collect();
        let options = SortMultipleOptions::default().with_maintain_order(true);
        clean = clean.sort(keys, options)?;
    }
    erased.kept = clean.height() as u64;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut clean)?;
    Ok(Some((bytes, erased)))
}
