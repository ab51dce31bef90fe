//! Sheets that are one table from the first cell on, continued on further sheets where one is full.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;
use rust_xlsxwriter::{Note, Workbook, Worksheet, XlsxError};

use crate::report::book::{Book, Sheet, ShownColumn, TablePart};
use crate::report::cell::{Cell, Look, SHEET_ROWS_MAX, continued};
use crate::report::style;

use super::book_file::BookTable;
use super::draft::Draft;
use super::poured::SheetToStream;
use super::widths::{Widths, fitted, height, lines};
use super::xlsx_sheet::{column_number, headers, lay_table, line_height, put, set_up_print};

type XlsxOutcome = Result<(), XlsxError>;

/// Tables with more rows are not read line by line: their texts are not wrapped and have no links.
pub(crate) const SMALL_ROWS_MAX: usize = 20_000;

/// Tables with more rows are poured: made past the workbook library, on all cores.
pub(crate) const LIBRARY_ROWS_MAX: usize = 1_000;

/// The width of a printed page in pixels of the screen: A4 across, less its margins.
const PAGE_PIXELS: f64 = (11.69 - 0.8) * 96.0;
/// Letters are never printed smaller, in points.
const PRINTED_MIN: f64 = 8.0;

/// What one sheet takes of a table.
pub(super) struct SheetPart<'b, 'a> {
    pub place: usize,
    pub sheet: &'b Sheet<'a>,
    pub table: &'b TablePart<'a>,
    pub name: String,
    pub table_name: String,
    pub rows: Range<usize>,
}

pub(super) struct SheetParts;

impl SheetParts {
    pub(super) fn of<'b, 'a>(
        place: usize,
        sheet: &'b Sheet<'a>,
        table: &'b TablePart<'a>,
    ) -> impl Iterator<Item = SheetPart<'b, 'a>> {
        let rows = table.rows();
        (0..rows.div_ceil(SHEET_ROWS_MAX).max(1)).map(move |number| SheetPart {
            place,
            sheet,
            table,
            name: continued(&sheet.name, number),
            table_name: if number == 0 {
                table.name.clone()
            } else {
                format!("{}_{}", table.name, number + 1)
            },
            rows: number * SHEET_ROWS_MAX..((number + 1) * SHEET_ROWS_MAX).min(rows),
        })
    }
}

pub(super) fn write_table_sheet(
    workbook: &mut Workbook,
    book: &Book<'_>,
    part: &SheetPart<'_, '_>,
    draft: &mut Draft,
) -> XlsxOutcome {
    draft.sheets += 1;
    let sheet = workbook.add_worksheet();
    sheet.set_name(&part.name)?;
    if let Some(tone) = part.sheet.tab {
        sheet.set_tab_color(style::tone(tone).0);
    }
    set_up_print(sheet, book);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, part.table.frozen)?;
    let shown = part.rows.len().max(1);
    let bottom = u32::try_from(shown).unwrap_or(u32::MAX);
    let (is_poured, wraps) =
        (part.table.rows() > LIBRARY_ROWS_MAX, part.table.rows() <= SMALL_ROWS_MAX);
    // The library fills every cell of a table; one that is poured gets its range with its rows.
    let declared = if is_poured { 1 } else { bottom };
    lay_table(sheet, (0, bottom), declared, &part.table_name, part.table, draft)?;
    notes(sheet, part.table)?;
    let widths = widths(part.table, wraps);
    for (place, width) in widths.iter().enumerate() {
        sheet.set_column_width(column_number(place), *width)?;
    }
    sheet.set_row_height(0, header_height(&part.table.columns, &widths))?;
    print_wide(sheet, part.table.frozen, &widths)?;
    if is_poured {
        samples(sheet, part, (&widths, wraps), draft)?;
    } else {
        small_rows(sheet, part, &widths, draft)?;
    }
    draft.tables.push(BookTable {
        sheet: part.name.clone(),
        table: part.table_name.clone(),
        looks: part.table.columns.iter().map(|column| column.look).collect(),
        rows: part.rows.len(),
        alone: true,
    });
    Ok(())
}

/// A table that would be printed too small goes over several pages, its first columns on each.
fn print_wide(sheet: &mut Worksheet, frozen: u16, widths: &[f64]) -> XlsxOutcome {
    let pages = pages_wide(widths, usize::from(frozen));
    if pages > 1 {
        sheet.set_print_fit_to_pages(pages, 0);
        sheet.set_repeat_columns(0, frozen.saturating_sub(1))?;
    }
    Ok(())
}

/// Pages beside each other over which columns of these widths can be read.
#[must_use]
pub(in crate::report) fn pages_wide(widths: &[f64], repeated: usize) -> u16 {
    let room = PAGE_PIXELS * style::FONT_SIZE / PRINTED_MIN;
    let pixels = |width: &f64| width * 7.0 + 5.0;
    let again: f64 = widths.iter().take(repeated).map(pixels).sum();
    let (mut pages, mut used) = (1, 0.0);
    for (place, width) in widths.iter().map(pixels).enumerate() {
        // Programs break a page before a column, never in it.
        if used + width > room && place > repeated {
            pages += 1;
            used = again;
        }
        used += width;
    }
    pages
}

/// What a column means stands at its header.
fn notes(sheet: &mut Worksheet, table: &TablePart<'_>) -> XlsxOutcome {
    for (place, column) in table.columns.iter().enumerate() {
        if column.note.is_empty() {
            continue;
        }
        let note = Note::new(&column.note)
            .set_author("attain")
            .add_author_prefix(false)
            .set_width(260)
            .set_height(90);
        sheet.insert_note(0, column_number(place), &note)?;
    }
    Ok(())
}

/// The widths of the columns, by their headers and the rows; by the first of them where they are many.
fn widths(table: &TablePart<'_>, wraps: bool) -> Vec<f64> {
    let mut widths = Widths::of(&headers(&table.columns));
    let pieces = if wraps { usize::MAX } else { 1 };
    let seen = |piece| widths.seen(&table.body.strips(piece, table.columns.len()));
    let pieces = (0..table.body.sizes().len().min(pieces)).into_par_iter();
    let seen: Vec<Widths> = pieces.map(seen).collect();
    for piece in &seen {
        widths.add(piece);
    }
    let fitted = |(place, column)| fitted(&widths, place, column, wraps);
    table.columns.iter().enumerate().map(fitted).collect()
}

/// High enough for the headers, beside the buttons of the filters.
pub(super) fn header_height(columns: &[ShownColumn], widths: &[f64]) -> f64 {
    let of = |(header, width): (String, &f64)| lines(&header, width - 2.5);
    height(headers(columns).into_iter().zip(widths).map(of).max().unwrap_or(1))
}

fn small_rows(
    sheet: &mut Worksheet,
    part: &SheetPart<'_, '_>,
    widths: &[f64],
    draft: &mut Draft,
) -> XlsxOutcome {
    let columns = &part.table.columns;
    let mut row = 1;
    if part.rows.is_empty() {
        for (place, column) in columns.iter().enumerate() {
            let text = if place == 0 { part.table.empty.as_str() } else { "" };
            let look = if place == 0 { Look::Text } else { column.look };
            let cell = Cell::text(Cow::Borrowed(text));
            put(sheet, (1, column_number(place)), &cell, look, draft)?;
        }
    }
    for piece in 0..part.table.body.sizes().len() {
        let cells = part.table.body.cells(piece);
        for line in cells.chunks(columns.len().max(1)) {
            if let Some(height) = line_height(line, columns, widths) {
                sheet.set_row_height(row, height)?;
            }
            for (place, (cell, column)) in line.iter().zip(columns).enumerate() {
                put(sheet, (row, column_number(place)), cell, column.look, draft)?;
            }
            row += 1;
        }
    }
    Ok(())
}

/// Leaves a sample of each look behind the table, from which the style numbers are read when the
/// rows are poured.
fn samples(
    sheet: &mut Worksheet,
    part: &SheetPart<'_, '_>,
    (widths, wraps): (&[f64], bool),
    draft: &mut Draft,
) -> XlsxOutcome {
    let columns = &part.table.columns;
    let unwrapped = |look| if look == Look::Prose { Look::Text } else { look };
    // Programs fit the height of a row to wrapped text when they open the sheet, which takes them
    // minutes over a million rows.
    let looks =
        columns.iter().map(|column| if wraps { column.look } else { unwrapped(column.look) });
    for (place, look) in looks.chain([Look::Decimal2, Look::Link]).enumerate() {
        let format = draft.styles.of(look);
        sheet.write_blank(1, column_number(place), &format)?;
    }
    let looks = columns.iter().map(|column| column.look);
    draft.poured.push(SheetToStream {
        sheet: draft.sheets,
        table: part.table_name.clone(),
        place: part.place,
        columns: columns.len(),
        mixed: columns.iter().map(|column| column.look == Look::Mixed).collect(),
        rows: part.rows.clone(),
        wrapped: wraps.then(|| looks.zip(widths.iter().copied()).collect()),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1,437 pixels of the screen are one page of eight-point letters.
    #[test]
    fn wide_tables_go_over_as_many_pages_as_they_can_be_read_on() {
        assert_eq!(pages_wide(&[58.0; 3], 1), 1);
        assert_eq!(pages_wide(&[40.0, 60.0, 60.0, 42.0], 1), 1);
        assert_eq!(pages_wide(&[40.0, 60.0, 60.0, 43.0], 1), 2);
        // The first page has one and three columns more, each further one too.
        assert_eq!(pages_wide(&[40.0; 14], 1), 4);
        assert_eq!(pages_wide(&[], 0), 1);
    }
}
