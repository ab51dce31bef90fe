//! The small CSV lists of `pipelines/`: a header that is known, and rows that know their line.

use std::path::Path;
use std::rc::Rc;

use crate::base::{Failure, Outcome, shown};
use crate::programme::disk::line_at;
use crate::programme::document::{FileLine, hint};
use crate::programme::shelf::Shelf;

pub(super) struct Listing {
    pub text: String,
    pub rows: Vec<ListingRow>,
}

pub(super) struct ListingRow {
    pub place: FileLine,
    columns: Rc<[String]>,
    cells: Vec<String>,
}

impl Listing {
    /// Reads a list that has the required columns and none but these and the optional ones.
    pub(super) fn read(
        (path, shelf): (&Path, &Shelf),
        required: &[&str],
        optional: &[&str],
    ) -> Outcome<Self> {
        Self::parse(&shown(path), shelf.text(path)?, required, optional)
    }

    /// The same of its text.
    pub(super) fn parse(
        file: &str,
        text: String,
        required: &[&str],
        optional: &[&str],
    ) -> Outcome<Self> {
        let file: Rc<str> = Rc::from(file);
        let place = |line| FileLine { file: Rc::clone(&file), line };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut columns: Option<Rc<[String]>> = None;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| unreadable(&place(1), &error))?;
            let start = record.position().map_or(0, csv::Position::byte);
            let place = place(line_of_record(&text, usize::try_from(start).unwrap_or_default()));
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if let Some(columns) = &columns {
                rows.push(ListingRow::fitted(place, Rc::clone(columns), cells)?);
            } else {
                columns = Some(checked_header(&place, cells, required, optional)?);
            }
        }
        if columns.is_none() {
            return Err(place(1).failure("the list is empty").todo(header_wanted(required)));
        }
        Ok(Self { text, rows })
    }
}

/// The reader counts the blank lines before a record as its own; they are not.
fn line_of_record(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let blank = bytes[start.min(bytes.len())..]
        .iter()
        .take_while(|byte| matches!(byte, b'\n' | b'\r'))
        .count();
    line_at(bytes, start + blank)
}

fn unreadable(place: &FileLine, error: &csv::Error) -> Failure {
    place.failure("the list is no CSV").todo("correct the file").because(error)
}

fn header_wanted(required: &[&str]) -> String {
    format!("its first line must be: {}", required.join(","))
}

fn checked_header(
    place: &FileLine,
    header: Vec<String>,
    required: &[&str],
    optional: &[&str],
) -> Outcome<Rc<[String]>> {
    let known: Vec<&str> = required.iter().chain(optional).copied().collect();
    for (index, column) in header.iter().enumerate() {
        if !known.contains(&column.as_str()) {
            return Err(place
                .failure(format!("unknown column \"{column}\""))
                .todo(hint(column, &known)));
        }
        if header[..index].contains(column) {
            return Err(place
                .failure(format!("the column \"{column}\" is there twice"))
                .todo("remove one of them"));
        }
    }
    if let Some(missing) = required.iter().find(|name| !header.iter().any(|has| has == *name)) {
        return Err(place
            .failure(format!("the column \"{missing}\" is missing"))
            .todo(header_wanted(required)));
    }
    Ok(header.into())
}

impl ListingRow {
    fn fitted(place: FileLine, columns: Rc<[String]>, cells: Vec<String>) -> Outcome<Self> {
        if cells.len() != columns.len() {
            return Err(place
                .failure(format!("{} fields under {} columns", cells.len(), columns.len()))
                .todo("put text that has a comma in double quotes"));
        }
        Ok(Self { place, columns, cells })
    }

    /// The cell, empty if the list has no such column.
    pub(super) fn cell(&self, column: &str) -> &str {
        let index = self.columns.iter().position(|name| name == column);
        index.map_or("", |index| &self.cells[index])
    }

    /// The cell, which must not be empty.
    pub(super) fn filled(&self, column: &str) -> Outcome<&str> {
        match self.cell(column) {
            "" => Err(self.place.failure(format!("\"{column}\" is empty")).todo("fill it in")),
            cell => Ok(cell),
        }
    }

    /// The value that the cell names.
    pub(super) fn choice<T: Copy>(&self, column: &str, choices: &[(&str, T)]) -> Outcome<T> {
        let cell = self.filled(column)?;
        choices.iter().find(|(name, _)| *name == cell).map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            self.place
                .failure(format!("\"{column}\" cannot be \"{cell}\""))
                .todo(hint(cell, &known))
        })
    }
}
