//! What every sheet has: cells, print set-up, accents, widths.

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDataBar,
    ConditionalFormatDataBarAxisPosition, ConditionalFormatFormula, ConditionalFormatType, Format,
    IgnoreError, Table, TableColumn, TableStyle, Url, Worksheet, XlsxError,
};

use crate::base::Day;
use crate::report::book::{Accent, Book, ShownColumn, TablePart};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::style;

use super::draft::Draft;
use super::looks::{look_of, wraps};
use super::tidy::TextRepairs;
use super::widths::{height, lines_of};
use super::xlsx_date::{date, serial};
use super::xlsx_style::laid_over;
use super::xml::column_name;

type XlsxOutcome = Result<(), XlsxError>;

/// Paper of the A4 size.
const A4: u8 = 9;

pub(super) fn set_up_print(sheet: &mut Worksheet, book: &Book<'_>) {
    let [left, middle, right] = &book.footer;
    let foot = |text: &str| text.replace('&', "&&");
    sheet.set_landscape();
    sheet.set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    // A digit behind the size would be taken for a part of it.
    sheet.set_footer(format!("&L&8 {}&C&8 {middle}&R&8 {}", foot(left), foot(right)));
    sheet.set_header(format!("&L&8 {}&R&8 &A", foot(&book.title)));
}

/// Writes one cell; text is never taken for anything else.
pub(super) fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell<'_>,
    look: Look,
    draft: &mut Draft,
) -> XlsxOutcome {
    let format = draft.styles.of(look_of(cell, look));
    match cell {
        Cell::Empty => sheet.write_blank(row, column, &format)?,
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, draft.tidy.text(text), &format)?
        }
        Cell::Day(day) => match serial(*day) {
            Some(serial) => sheet.write_number_with_format(row, column, serial, &format)?,
            None => sheet.write_string_with_format(row, column, day.to_string(), &format)?,
        },
        Cell::Number(number) =>
        {
            #[expect(clippy::cast_precision_loss, reason = "spreadsheets know only floats")]
            sheet.write_number_with_format(row, column, *number as f64, &format)?
        }
        Cell::Amount(amount) => {
            sheet.write_number_with_format(row, column, amount.as_f64(), &format)?
        }
        Cell::Link(text, target) => {
            let place = format!("internal:'{}'!A{}", target.sheet, target.row);
            let url = Url::new(place).set_text(draft.tidy.text(text));
            sheet.write_url_with_format(row, column, url, &format)?
        }
        Cell::Mail(text, address) => {
            let url = Url::new(address.as_str()).set_text(draft.tidy.text(text));
            sheet.write_url_with_format(row, column, url, &format)?
        }
    };
    Ok(())
}

/// Lays a real table over the rows below `top`, with its header, notes and accents.
pub(super) fn lay_table(
    sheet: &mut Worksheet,
    (top, bottom): (u32, u32),
    declared: u32,
    name: &str,
    table: &TablePart<'_>,
    draft: &mut Draft,
) -> XlsxOutcome {
    let header = draft.styles.of(Look::Header);
    let columns: Vec<TableColumn> = headers(&table.columns)
        .iter()
        .map(|text| TableColumn::new().set_header(text.as_str()).set_header_format(&header))
        .collect();
    let last = column_number(table.columns.len().saturating_sub(1));
    let real = Table::new()
        .set_name(name)
        .set_style(TableStyle::Medium2)
        .set_columns(&columns)
        .set_alt_text_title(name);
    sheet.add_table(top, 0, declared, last, &real)?;
    for (place, column) in table.columns.iter().enumerate() {
        let at = (top + 1, bottom, column_number(place));
        if column.look == Look::Id {
            let error = IgnoreError::NumberStoredAsText;
            sheet.ignore_error_range(at.0, at.2, at.1, at.2, error)?;
        }
        accent(sheet, at, &column.accent, &table.columns)?;
    }
    Ok(())
}

fn accent(
    sheet: &mut Worksheet,
    place: (u32, u32, u16),
    accent_of: &Accent,
    columns: &[ShownColumn],
) -> XlsxOutcome {
    let (first, last, number) = place;
    match accent_of {
        Accent::None => {}
        Accent::Words(words) => {
            for (word, tone) in words {
                let rule = ConditionalFormatCell::new()
                    .set_rule(ConditionalFormatCellRule::EqualTo(word.as_str()))
                    .set_format(laid_over(*tone));
                sheet.add_conditional_format(first, number, last, number, &rule)?;
            }
        }
        Accent::Nearing(day) => nearing(sheet, place, *day)?,
        Accent::Bars(full) => {
            let mut bars = ConditionalFormatDataBar::new()
                .set_fill_color(Color::RGB(style::BAR))
                .set_negative_fill_color(Color::RGB(style::BAR_BELOW))
                .set_solid_fill(true)
                .set_border_off(true)
                .set_axis_position(ConditionalFormatDataBarAxisPosition::Automatic);
            if let Some(full) = full {
                bars = bars
                    .set_minimum(ConditionalFormatType::Number, -full)
                    .set_maximum(ConditionalFormatType::Number, *full);
            }
            sheet.add_conditional_format(first, number, last, number, &bars)?;
        }
        Accent::All(all) => {
            for own in all {
                accent(sheet, place, own, columns)?;
            }
        }
        Accent::Unless { header, says, own } => {
            if let Some(beside) = columns.iter().position(|column| column.header == *header) {
                let cell = format!("${}{}", column_name(beside), first + 1);
                let says = says.replace('"', "\"\"");
                // The first rule that holds ends the others.
                let calm = ConditionalFormatFormula::new()
                    .set_rule(format!("=OR({cell}=\"{says}\",{cell}=\"\")").as_str())
                    .set_format(Format::new())
                    .set_stop_if_true(true);
                sheet.add_conditional_format(first, number, last, number, &calm)?;
            }
            accent(sheet, place, own, columns)?;
        }
    }
    Ok(())
}

fn nearing(sheet: &mut Worksheet, (first, last, column): (u32, u32, u16), day: Day) -> XlsxOutcome {
    let early = Day(-25_000);
    let spans = [
        (early, day.plus_days(-1), Tone::Muted),
        (day, day.plus_days(30), Tone::Bad),
        (day.plus_days(31), day.plus_days(60), Tone::Warning),
        (day.plus_days(61), day.plus_days(90), Tone::Notice),
    ];
    for (from, through, tone) in spans {
        let between = ConditionalFormatCellRule::Between(date(from)?, date(through)?);
        let rule = ConditionalFormatCell::new().set_rule(between).set_format(laid_over(tone));
        sheet.add_conditional_format(first, column, last, column, &rule)?;
    }
    Ok(())
}

/// The height of a row with wrapped text; none where one line is enough.
pub(super) fn line_height(
    line: &[Cell<'_>],
    columns: &[ShownColumn],
    widths: &[f64],
) -> Option<f64> {
    let most = line
        .iter()
        .zip(columns)
        .zip(widths)
        .filter(|((cell, column), _)| wraps(look_of(cell, column.look)))
        .map(|((cell, _), width)| lines_of(cell, *width))
        .max()?;
    (most > 1).then(|| height(most))
}

/// Headers of a table are different from each other, whatever the case, and not too long.
#[must_use]
pub(super) fn headers(columns: &[ShownColumn]) -> Vec<String> {
    const LONGEST: usize = 240;
    let tidy = TextRepairs::default();
    let mut seen = std::collections::BTreeSet::new();
    columns
        .iter()
        .map(|column| {
            // Two that differ only in what a cell cannot hold would be one in the file.
            let shown = one_line(&tidy.text(&column.header));
            let mut units = 0;
            let short: String = shown
                .chars()
                .take_while(|sign| {
                    units += sign.len_utf16();
                    units <= LONGEST
                })
                .collect();
            let mut header = short.clone();
            let mut number = 1;
            while !seen.insert(header.to_lowercase()) {
                number += 1;
                header = format!("{short} ({number})");
            }
            header
        })
        .collect()
}

/// Line ends, and what reads like the `_x000a_` that stands for one in the name of a table's column,
/// would make the name another than the header.
fn one_line(header: &str) -> String {
    let line = header.replace(['\n', '\t'], " ");
    let is_escape = |rest: &str| {
        let rest = rest.as_bytes();
        rest.len() > 4 && rest[..4].iter().all(u8::is_ascii_hexdigit) && rest[4] == b'_'
    };
    if line.split("_x").skip(1).any(is_escape) { line.replace("_x", "_ x") } else { line }
}

#[must_use]
pub(super) fn column_number(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}
