//! Sheets to read: titles, facts, small tables below each other, and charts at their right.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Sparkline, SparklineType, Workbook, Worksheet, XlsxError};

use crate::report::book::{Block, Book, Page, Sheet, TablePart};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::style;

use super::widths::{height, lines};
use super::xlsx::{Desk, TableFile};
use super::xlsx_chart::{Placed, insert_chart};
use super::xlsx_sheet::{column_number, lay_table, line_height, put, set_up_print};
use super::xlsx_table::header_height;

type Made = Result<(), XlsxError>;

struct Flow<'w> {
    sheet: &'w mut Worksheet,
    name: String,
    row: u32,
    widths: Vec<f64>,
    placed: BTreeMap<String, Placed>,
}

pub(super) fn write_page(
    workbook: &mut Workbook,
    book: &Book<'_>,
    sheet: &Sheet<'_>,
    page: &Page<'_>,
    desk: &mut Desk,
) -> Made {
    desk.sheets += 1;
    let worksheet = workbook.add_worksheet();
    worksheet.set_name(&sheet.name)?;
    if let Some(tone) = sheet.tab {
        worksheet.set_tab_color(style::tone(tone).0);
    }
    set_up_print(worksheet, book);
    worksheet.set_screen_gridlines(false);
    for (place, width) in page.widths.iter().enumerate() {
        worksheet.set_column_width(column_number(place), *width)?;
    }
    let mut flow = Flow {
        sheet: worksheet,
        name: sheet.name.clone(),
        row: 0,
        widths: page.widths.clone(),
        placed: BTreeMap::new(),
    };
    for block in &page.blocks {
        write_block(&mut flow, block, desk)?;
    }
    let column = column_number(page.widths.len() + 1);
    let mut below = 0;
    for chart in &page.charts {
        if let Some(placed) = flow.placed.get(&chart.table) {
            insert_chart(flow.sheet, (2, column, below), &flow.name, chart, *placed)?;
            below += style::CHART_HEIGHT + 24;
        }
    }
    if !page.charts.is_empty() {
        // A narrow gap between the text and the charts.
        flow.sheet.set_column_width(column_number(page.widths.len()), 3)?;
    }
    Ok(())
}

fn write_block(flow: &mut Flow<'_>, block: &Block<'_>, desk: &mut Desk) -> Made {
    match block {
        Block::Title(text) => line(flow, text, Look::Title, style::TITLE_HEIGHT, desk),
        Block::Subtitle(text) => line(flow, text, Look::Subtitle, 20.0, desk),
        Block::Heading(text) => line(flow, text, Look::Heading, style::HEADING_HEIGHT, desk),
        Block::Light(tone, word, text) => {
            let light = Look::Light(*tone);
            let word = Cell::text(format!("{} {word}", sign(*tone)));
            pair(flow, (&word, light), (&Cell::text(text.as_str()), light), desk)
        }
        Block::Fact(label, cell) => {
            let label = Cell::text(label.as_str());
            pair(flow, (&label, Look::Label), (cell, fact_look(cell)), desk)
        }
        Block::Table(table) => small_table(flow, table, desk),
        Block::Spark { label, table, column } => spark(flow, label, table, *column, desk),
    }
}

/// Two cells beside each other, as high as their text.
fn pair(
    flow: &mut Flow<'_>,
    left: (&Cell<'_>, Look),
    right: (&Cell<'_>, Look),
    desk: &mut Desk,
) -> Made {
    let width = |place: usize| flow.widths.get(place).copied().unwrap_or(10.0);
    // Bold text is wider.
    let most = lines(left.0, width(0) * 0.92).max(lines(right.0, width(1) * 0.95));
    if most > 1 {
        flow.sheet.set_row_height(flow.row, height(most))?;
    }
    put(flow.sheet, (flow.row, 0), left.0, left.1, desk)?;
    put(flow.sheet, (flow.row, 1), right.0, right.1, desk)?;
    flow.row += 1;
    Ok(())
}

/// A sign of its own for each tone, so that the state is seen without colours.
fn sign(tone: Tone) -> char {
    match tone {
        Tone::Good => '✔',
        Tone::Notice => '●',
        Tone::Warning => '▲',
        Tone::Bad => '✖',
        Tone::Muted => '?',
    }
}

fn fact_look(cell: &Cell<'_>) -> Look {
    match cell {
        Cell::Day(_) => Look::Date,
        _ => Look::Prose,
    }
}

fn line(flow: &mut Flow<'_>, text: &str, look: Look, height: f64, desk: &mut Desk) -> Made {
    flow.sheet.set_row_height(flow.row, height)?;
    put(flow.sheet, (flow.row, 0), &Cell::text(text), look, desk)?;
    flow.row += 1;
    Ok(())
}

fn small_table(flow: &mut Flow<'_>, table: &TablePart<'_>, desk: &mut Desk) -> Made {
    let (top, rows, columns) = (flow.row, table.rows(), table.columns.len());
    let bottom = top + u32::try_from(rows.max(1)).unwrap_or(u32::MAX);
    lay_table(flow.sheet, (top, bottom), bottom, &table.name, table, desk)?;
    flow.sheet.set_row_height(top, header_height(&table.columns, &flow.widths))?;
    let mut row = top + 1;
    if rows == 0 {
        for place in 0..columns {
            let text = if place == 0 { table.empty.as_str() } else { "" };
            put(flow.sheet, (row, column_number(place)), &Cell::text(text), Look::Text, desk)?;
        }
    }
    for piece in 0..table.body.sizes().len() {
        for cells in table.body.cells(piece).chunks(columns.max(1)) {
            if let Some(height) = line_height(cells, &table.columns, &flow.widths) {
                flow.sheet.set_row_height(row, height)?;
            }
            for (place, (cell, column)) in cells.iter().zip(&table.columns).enumerate() {
                put(flow.sheet, (row, column_number(place)), cell, column.look, desk)?;
            }
            row += 1;
        }
    }
    flow.row = bottom + 1;
    flow.placed.insert(table.name.clone(), Placed { first: top + 1, last: bottom });
    desk.tables.push(TableFile {
        sheet: flow.name.clone(),
        table: table.name.clone(),
        looks: table.columns.iter().map(|column| column.look).collect(),
        rows,
        alone: false,
    });
    Ok(())
}

/// The table may stand further down: the spark is drawn where the label is, over the table's range.
fn spark(flow: &mut Flow<'_>, label: &str, table: &str, column: usize, desk: &mut Desk) -> Made {
    let Some(placed) = flow.placed.get(table).copied() else { return Ok(()) };
    put(flow.sheet, (flow.row, 0), &Cell::text(label), Look::Label, desk)?;
    let number = column_number(column);
    let line = Sparkline::new()
        .set_range((flow.name.as_str(), placed.first, number, placed.last, number))
        .set_type(SparklineType::Column)
        .show_high_point(true)
        .show_low_point(true);
    flow.sheet.set_row_height(flow.row, 34.0)?;
    flow.sheet.add_sparkline(flow.row, 1, &line)?;
    flow.row += 1;
    Ok(())
}
