//! Takes a person out of one file: other bytes, no file, or a word to whoever put it there.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use polars::prelude::{BooleanChunked, Column, DataFrame, DataType};
use polars_io::prelude::{ParquetReader, ParquetWriter, SerReader};

use super::files::{self, AtPath};
use super::person::Person;
use crate::base::guard::{guarded, unguarded};
use crate::base::{Failure, Outcome};

const EMAIL: &str = "work_email";
const MCID: &str = "mcid";

/// What becomes of a file.
pub enum Fate {
    Stays,
    /// Its new bytes and how many rows they hold.
    Rewritten(Vec<u8>, u64),
    Removed,
    /// It names the person and nobody knows how to take them out.
    Left,
}

/// What was taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    pub rows: u64,
    pub cells: u64,
}

/// What becomes of a file without the person; nothing is written. A workbook is not edited.
///
/// # Errors
/// When it cannot be read.
pub fn fate(path: &Path, person: &Person, erased: &mut Erased) -> Outcome<Fate> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => rewrite_csv(path, person, erased),
        // The rows are counted once, in the CSV twin.
        Some("parquet") => Ok(rewrite_parquet(path, person).unwrap_or(Fate::Removed)),
        Some("xlsx") => Ok(if is_in_workbook(path, person) { Fate::Removed } else { Fate::Stays }),
        _ => {
            let bytes = fs::read(path).reading(path)?;
            let named = person.is_named_in(&String::from_utf8_lossy(&bytes));
            Ok(if named { Fate::Left } else { Fate::Stays })
        }
    }
}

/// Learns the certification ids of the person from a table whose ids are its persons' own.
///
/// # Errors
/// When it cannot be read.
pub fn learn(path: &Path, person: &mut Person) -> Outcome<()> {
    let (header, mut reader) = open_csv(path)?;
    let (email, mcid) = (place(&header, EMAIL), place(&header, MCID));
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        person.learn(&cell(&record, email), &cell(&record, mcid));
    }
    Ok(())
}

fn open_csv(path: &Path) -> Outcome<(csv::ByteRecord, csv::Reader<File>)> {
    let file = File::open(path).reading(path)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let header = reader.byte_headers().map_err(|error| files::unreadable(path, &error.into()))?;
    Ok((header.clone(), reader))
}

fn place(header: &csv::ByteRecord, name: &str) -> Option<usize> {
    header.iter().position(|column| column == name.as_bytes())
}

fn cell(record: &csv::ByteRecord, place: Option<usize>) -> String {
    let bytes = place.and_then(|place| record.get(place)).unwrap_or_default();
    unguarded(&String::from_utf8_lossy(bytes)).to_owned()
}

fn rewrite_csv(path: &Path, person: &Person, erased: &mut Erased) -> Outcome<Fate> {
    let (header, mut reader) = open_csv(path)?;
    let (email, mcid) = (place(&header, EMAIL), place(&header, MCID));
    let names: Vec<String> = header.iter().map(|n| String::from_utf8_lossy(n).into()).collect();
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let failed = |error: csv::Error| files::unreadable(path, &error.into());
    writer.write_byte_record(&header).map_err(failed)?;
    let (mut gone, mut cells, mut kept) = (0, 0, 0);
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(failed)? {
        if person.owns(&cell(&record, email), &cell(&record, mcid)) {
            gone += 1;
            continue;
        }
        kept += 1;
        let mut clean = csv::ByteRecord::new();
        for (place, bytes) in record.iter().enumerate() {
            let column = names.get(place).map_or("", String::as_str);
            match person.scrubbed(column, unguarded(&String::from_utf8_lossy(bytes))) {
                Some(text) => {
                    cells += 1;
                    clean.push_field(guarded(text.into()).as_bytes());
                }
                None => clean.push_field(bytes),
            }
        }
        writer.write_byte_record(&clean).map_err(failed)?;
    }
    if gone + cells == 0 {
        return Ok(Fate::Stays);
    }
    erased.rows += gone;
    erased.cells += cells;
    let bytes = writer.into_inner().map_err(|error| {
        Failure::internal("a table could not be written to memory").because(error)
    })?;
    Ok(Fate::Rewritten(bytes, kept))
}

fn rewrite_parquet(path: &Path, person: &Person) -> Outcome<Fate> {
    let frame = ParquetReader::new(File::open(path).reading(path)?).finish()?;
    let (emails, mcids) = (texts(&frame, EMAIL)?, texts(&frame, MCID)?);
    let at = |texts: &[String], row: usize| texts.get(row).cloned().unwrap_or_default();
    let keep: Vec<bool> =
        (0..frame.height()).map(|row| !person.owns(&at(&emails, row), &at(&mcids, row))).collect();
    let mut cells = 0;
    let mut clean = frame.filter(&keep.iter().copied().collect::<BooleanChunked>())?;
    let is_text = |column: &&Column| column.dtype() == &DataType::String;
    for column in clean.columns().iter().filter(is_text).cloned().collect::<Vec<_>>() {
        let name = column.name().clone();
        let scrubbed = |cell: &str| person.scrubbed(name.as_str(), cell);
        let before = column.str()?;
        let after: Vec<Option<String>> = before.iter().map(|cell| scrubbed(cell?)).collect();
        let count = after.iter().flatten().count();
        if count > 0 {
            cells += count;
            let whole = before.iter().zip(after).map(|(old, new)| new.or(old.map(str::to_owned)));
            clean.with_column(Column::new(name, whole.collect::<Vec<_>>()))?;
        }
    }
    if cells == 0 && clean.height() == frame.height() {
        return Ok(Fate::Stays);
    }
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut clean)?;
    Ok(Fate::Rewritten(bytes, clean.height() as u64))
}

/// The cells of a column as text; none where there is no such column.
fn texts(frame: &DataFrame, name: &str) -> Outcome<Vec<String>> {
    let Ok(column) = frame.column(name) else { return Ok(Vec::new()) };
    let column = column.cast(&DataType::String)?;
    Ok(column.str()?.iter().map(|cell| cell.unwrap_or_default().to_owned()).collect())
}

/// One that cannot be opened may hold anybody.
fn is_in_workbook(path: &Path, person: &Person) -> bool {
    let search = || -> std::io::Result<bool> {
        let mut package = zip::ZipArchive::new(File::open(path)?)?;
        for part in 0..package.len() {
            let mut bytes = Vec::new();
            package.by_index(part)?.read_to_end(&mut bytes)?;
            if person.is_in_markup(&String::from_utf8_lossy(&bytes)) {
                return Ok(true);
            }
        }
        Ok(false)
    };
    search().unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_hides_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("levels.csv");
        let text = "work_email,mcid,key_people\n'+nora@x.example,1,\n\
                    a@x.example,2,'+nora@x.example;'b@x.example\n\
                    '+norah@x.example,3,'=c@x.example;+nora@x.example\n";
        std::fs::write(&path, text).unwrap();
        let mut erased = Erased::default();
        let person = Person::new("+nora@x.example");
        let Fate::Rewritten(bytes, kept) = fate(&path, &person, &mut erased).unwrap() else {
            panic!("the person is in it")
        };
        assert_eq!((kept, erased), (2, Erased { rows: 1, cells: 2 }));
        let left = String::from_utf8(bytes).unwrap();
        assert_eq!(
            left,
            "work_email,mcid,key_people\na@x.example,2,(forgotten);'b@x.example\n\
             '+norah@x.example,3,'=c@x.example;(forgotten)\n"
        );
    }
}
