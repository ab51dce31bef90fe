//! XLSX: a book as a workbook. Only the files `xlsx*.rs` know the workbook library.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::base::{Day, Failure, Outcome};
use crate::report::book::{Book, Content, Sheet};
use crate::report::cell::Look;

use super::package::{Poured, splice};
use super::tidy::Tidy;
use super::xlsx_page::write_page;
use super::xlsx_style::Styles;
use super::xlsx_table::{Parts, write_table_sheet};

/// What became of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BookFile {
    /// Its file name.
    pub name: &'static str,
    pub as_of: Day,
    pub tables: Vec<TableFile>,
    pub poured: Vec<Poured>,
    /// Texts that were cut.
    pub cut: u64,
    /// Texts with characters that were replaced.
    pub replaced: u64,
}

/// A table of a book, as it must be found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableFile {
    pub sheet: String,
    pub table: String,
    /// The looks of its columns.
    pub looks: Vec<Look>,
    pub rows: usize,
    /// It is all that its sheet has.
    pub alone: bool,
}

/// Where the writers put things while a book is made.
pub(super) struct Desk {
    pub styles: Styles,
    pub tidy: Tidy,
    pub tables: Vec<TableFile>,
    pub poured: Vec<super::package::ToPour>,
    /// Sheets begun so far.
    pub sheets: usize,
}

/// How small the workbook library makes books by itself.
const SMALL_COMPRESSION: u32 = 6;

/// Writes a book. The same book gives the same bytes.
///
/// # Errors
/// When the bytes cannot be written, or the workbook library refuses something.
pub(crate) fn write_book(book: &Book<'_>, out: &mut (dyn Write + Send)) -> Outcome<BookFile> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(book).map_err(|error| refused(book, &error))?);
    let mut desk = Desk {
        styles: Styles::new(&book.formats),
        tidy: Tidy::default(),
        tables: Vec::new(),
        poured: Vec::new(),
        sheets: 0,
    };
    for (place, sheet) in book.sheets.iter().enumerate() {
        write_sheet(&mut workbook, book, place, sheet, &mut desk)
            .map_err(|error| refused(book, &error))?;
    }
    let unwritten = |error: &dyn std::fmt::Display| {
        Failure::output("the workbook could not be written").at(book.file).because(error)
    };
    let poured = if desk.poured.is_empty() {
        workbook.save_to_writer(out).map_err(|error| unwritten(&error))?;
        Vec::new()
    } else {
        // Only what is large is worth the haste.
        let is_large = desk.poured.iter().any(|table| table.wrapped.is_none());
        let level = if is_large { book.compression } else { SMALL_COMPRESSION };
        workbook.set_zip_compression_level(u8::try_from(level).unwrap_or(1));
        let skeleton = workbook.save_to_buffer().map_err(|error| refused(book, &error))?;
        drop(workbook);
        let bodies = |place: usize| match &book.sheets[place].content {
            Content::Table(table) => Some(&*table.body),
            Content::Page(_) => None,
        };
        splice(&skeleton, &desk.poured, &bodies, (&desk.tidy, level), out)
            .map_err(|failure| failure.at(book.file))?
    };
    Ok(BookFile {
        name: book.file,
        as_of: book.as_of,
        tables: desk.tables,
        poured,
        cut: desk.tidy.cut(),
        replaced: desk.tidy.replaced(),
    })
}

fn refused(book: &Book<'_>, error: &XlsxError) -> Failure {
    Failure::internal("the workbook could not be put together").at(book.file).because(error)
}

fn write_sheet(
    workbook: &mut Workbook,
    book: &Book<'_>,
    place: usize,
    sheet: &Sheet<'_>,
    desk: &mut Desk,
) -> Result<(), XlsxError> {
    match &sheet.content {
        Content::Page(page) => write_page(workbook, book, sheet, page, desk),
        Content::Table(table) => {
            for part in Parts::of(place, sheet, table) {
                write_table_sheet(workbook, book, &part, desk)?;
            }
            Ok(())
        }
    }
}

fn properties(book: &Book<'_>) -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new()
        .set_title(&book.title)
        .set_subject(&book.subject)
        .set_author(&book.author)
        .set_creation_datetime(&date(book.as_of)?)
        .set_custom_property("As-of date", book.as_of.to_string())
        .set_custom_property("Run", book.footer[0].as_str()))
}

/// Spreadsheets count days from 1900; earlier ones are not theirs.
pub(super) fn date(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(u16::MAX);
    let part = |number: u32| u8::try_from(number).unwrap_or(u8::MAX);
    ExcelDateTime::from_ymd(year, part(day.month_of_year()), part(day.day_of_month()))
}

/// Days from 1899-12-30, as cells hold them.
#[must_use]
pub(super) fn serial(day: Day) -> Option<u32> {
    const EPOCH: i32 = 25_569;
    let serial = u32::try_from(day.clamped() + EPOCH).ok()?;
    (day.is_dated() && serial > 60).then_some(serial)
}
