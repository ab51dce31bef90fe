//! XLSX: a book as a workbook. Only the files `xlsx*.rs` know the workbook library.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use crate::base::{Failure, Outcome};
use crate::report::book::{Book, Sheet, SheetContent};

use super::book_file::BookFile;
use super::draft::Draft;
use super::package::splice;
use super::tidy::TextRepairs;
use super::xlsx_date::date;
use super::xlsx_page::write_page;
use super::xlsx_style::Styles;
use super::xlsx_table::{SheetParts, write_table_sheet};

/// How small the workbook library makes books by itself.
const SMALL_COMPRESSION: u32 = 6;

/// Writes a book. The same book gives the same bytes.
///
/// # Errors
/// When the bytes cannot be written, or the workbook library refuses something.
pub(crate) fn write_book(book: &Book<'_>, out: &mut (dyn Write + Send)) -> Outcome<BookFile> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(book).map_err(|error| refused(book, &error))?);
    let mut draft = Draft {
        styles: Styles::new(&book.formats),
        tidy: TextRepairs::default(),
        tables: Vec::new(),
        poured: Vec::new(),
        sheets: 0,
    };
    for (place, sheet) in book.sheets.iter().enumerate() {
        write_sheet(&mut workbook, book, place, sheet, &mut draft)
            .map_err(|error| refused(book, &error))?;
    }
    let unwritten = |error: &dyn std::fmt::Display| {
        Failure::output("the workbook could not be written").at(book.file).because(error)
    };
    let poured = if draft.poured.is_empty() {
        workbook.save_to_writer(out).map_err(|error| unwritten(&error))?;
        Vec::new()
    } else {
        // Only what is large is worth the haste.
        let is_large = draft.poured.iter().any(|table| table.wrapped.is_none());
        let level = if is_large { book.compression } else { SMALL_COMPRESSION };
        workbook.set_zip_compression_level(u8::try_from(level).unwrap_or(1));
        let skeleton = workbook.save_to_buffer().map_err(|error| refused(book, &error))?;
        drop(workbook);
        let bodies = |place: usize| match &book.sheets[place].content {
            SheetContent::Table(table) => Some(&*table.body),
            SheetContent::Page(_) => None,
        };
        splice(&skeleton, &draft.poured, &bodies, (&draft.tidy, level), out)
            .map_err(|failure| failure.at(book.file))?
    };
    Ok(BookFile {
        name: book.file,
        as_of: book.as_of,
        tables: draft.tables,
        poured,
        cut: draft.tidy.cut(),
        replaced: draft.tidy.replaced(),
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
    draft: &mut Draft,
) -> Result<(), XlsxError> {
    match &sheet.content {
        SheetContent::Page(page) => write_page(workbook, book, sheet, page, draft),
        SheetContent::Table(table) => {
            for part in SheetParts::of(place, sheet, table) {
                write_table_sheet(workbook, book, &part, draft)?;
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
