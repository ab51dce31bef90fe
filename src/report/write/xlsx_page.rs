//! Sheets to read: titles, facts, small tables below each other, and charts at their right.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Sparkline, SparklineType, Workbook, Worksheet, XlsxError};

use crate::report::book::{Book, Chart, PageBlock, Sheet, SheetPage, TablePart};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::style;

use super::book_file::BookTable;
use super::draft::Draft;
use super::widths::{broken, height, lines_of};
use super::xlsx_chart::{TableArea, insert_chart};
use super::xlsx_sheet::{column_number, lay_table, line_height, put, set_up_print};
use super::xlsx_table::header_height;

type XlsxOutcome = Result<(), XlsxError>;

struct PageFlow<'w, 'p> {
    sheet: &'w mut Worksheet,
    name: String,
    row: u32,
    /// Where the row begins, in pixels from the top.
    top: u32,
    /// Where the last chart beside a table ends.
    chart_bottom: u32,
    widths: Vec<f64>,
    charts: &'p [Chart],
    /// The row that all charts stand in.
    charts_row: Option<u32>,
    placed: BTreeMap<String, TableArea>,
    /// How months are shown.
    months: String,
}

/// Height of a row that nobody set, in points.
const ROW_HEIGHT: f64 = 15.0;
/// Room around a chart, in pixels.
const CHART_GAP: u32 = 12;
/// The column from which on charts stand beside their tables of two columns.
const BESIDE: usize = 2;

impl PageFlow<'_, '_> {
    /// The row is done; it is as high as usual where no height is given.
    fn end_row(&mut self, height: Option<f64>) -> XlsxOutcome {
        if let Some(height) = height {
            self.sheet.set_row_height(self.row, height)?;
        }
        self.top += pixels(height.unwrap_or(ROW_HEIGHT) * 4.0 / 3.0);
        self.row += 1;
        Ok(())
    }

    /// Pixels of the columns from this one on.
    fn width_from(&self, column: usize) -> u32 {
        self.widths.iter().skip(column).map(|width| pixels(width * 7.0 + 5.0)).sum()
    }
}

fn pixels(length: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small length")]
    let pixels = length.round().max(0.0) as u32;
    pixels
}

pub(super) fn write_page(
    workbook: &mut Workbook,
    book: &Book<'_>,
    sheet: &Sheet<'_>,
    page: &SheetPage<'_>,
    draft: &mut Draft,
) -> XlsxOutcome {
    draft.sheets += 1;
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
    let mut flow = PageFlow {
        sheet: worksheet,
        name: sheet.name.clone(),
        row: 0,
        top: 0,
        chart_bottom: 0,
        widths: page.widths.clone(),
        charts: &page.charts,
        charts_row: None,
        placed: BTreeMap::new(),
        months: book.formats.month.clone(),
    };
    for block in &page.blocks {
        write_block(&mut flow, block, draft)?;
    }
    side_by_side(&mut flow)
}

/// The charts in the row that was kept for them, now that their tables have their places.
fn side_by_side(flow: &mut PageFlow<'_, '_>) -> XlsxOutcome {
    let Some(row) = flow.charts_row else { return Ok(()) };
    let count = u32::try_from(flow.charts.len()).unwrap_or(1).max(1);
    let width = flow.width_from(0) / count;
    let size = (width.saturating_sub(CHART_GAP), style::CHART_HEIGHT);
    for (number, chart) in (0..).zip(flow.charts) {
        if let Some(placed) = flow.placed.get(&chart.table) {
            let place = (row, 0, (number * width, CHART_GAP));
            let drawn = (chart, placed.months.then_some(flow.months.as_str()));
            insert_chart(flow.sheet, place, size, &flow.name, drawn, *placed)?;
        }
    }
    Ok(())
}

/// Height of a row that charts stand in, in points.
fn chart_row_height() -> f64 {
    f64::from(style::CHART_HEIGHT + 2 * CHART_GAP) * 0.75
}

/// A chart stands beside its table where that leaves room, else below it in a row of its own.
fn chart(
    flow: &mut PageFlow<'_, '_>,
    chart: &Chart,
    placed: TableArea,
    columns: usize,
) -> XlsxOutcome {
    let drawn = (chart, placed.months.then_some(flow.months.as_str()));
    if columns > BESIDE {
        let size = (flow.width_from(0), style::CHART_HEIGHT);
        insert_chart(flow.sheet, (flow.row, 0, (0, CHART_GAP)), size, &flow.name, drawn, placed)?;
        return flow.end_row(Some(chart_row_height()));
    }
    let from = placed.top.max(flow.chart_bottom);
    let size = (flow.width_from(BESIDE).saturating_sub(CHART_GAP), style::CHART_HEIGHT);
    let place = (placed.first - 1, column_number(BESIDE), (CHART_GAP, from - placed.top));
    flow.chart_bottom = from + size.1 + CHART_GAP;
    insert_chart(flow.sheet, place, size, &flow.name, drawn, placed)
}

fn write_block(
    flow: &mut PageFlow<'_, '_>,
    block: &PageBlock<'_>,
    draft: &mut Draft,
) -> XlsxOutcome {
    match block {
        PageBlock::Title(text) => line(flow, text, Look::Title, style::TITLE_HEIGHT, draft),
        PageBlock::Subtitle(text) => line(flow, text, Look::Subtitle, 20.0, draft),
        PageBlock::Heading(text) => line(flow, text, Look::Heading, style::HEADING_HEIGHT, draft),
        PageBlock::Light(tone, word, text) => {
            let light = Look::Light(*tone);
            across(flow, (&format!("{} {word}", sign(*tone)), light), (text, light), draft)
        }
        PageBlock::Fact(label, Cell::Text(text)) => {
            across(flow, (label, Look::Label), (text, Look::Text), draft)
        }
        PageBlock::Fact(label, cell) => {
            let label = Cell::text(label.as_str());
            pair(flow, (&label, Look::Label), (cell, fact_look(cell)), draft)
        }
        PageBlock::Entry(link, text) => {
            let text = Cell::text(text.as_str());
            pair(flow, (link, Look::Link), (&text, Look::Prose), draft)
        }
        PageBlock::Table(table) => small_table(flow, table, draft),
        PageBlock::Charts if flow.charts.is_empty() => Ok(()),
        PageBlock::Charts => {
            flow.charts_row = Some(flow.row);
            flow.end_row(Some(chart_row_height()))
        }
        PageBlock::PrintEnd => {
            let last = column_number(flow.widths.len().saturating_sub(1));
            flow.sheet.set_print_area(0, 0, flow.row.saturating_sub(1), last)?;
            Ok(())
        }
        PageBlock::Spark { label, table, column } => spark(flow, label, table, *column, draft),
    }
}

/// A label, and a text that runs over the cells at its right up to the edge of the page, on as many rows
/// as it needs.
fn across(
    flow: &mut PageFlow<'_, '_>,
    (label, of_label): (&str, Look),
    (text, look): (&str, Look),
    draft: &mut Draft,
) -> XlsxOutcome {
    let room: f64 = flow.widths.iter().skip(1).sum();
    let width = flow.widths.first().copied().unwrap_or(10.0);
    let label = Cell::text(label);
    for (place, line) in broken(text, room).into_iter().enumerate() {
        let most = if place == 0 { lines_of(&label, width * 0.92) } else { 1 };
        let label = if place == 0 { &label } else { &Cell::Empty };
        put(flow.sheet, (flow.row, 0), label, of_label, draft)?;
        put(flow.sheet, (flow.row, 1), &Cell::text(line), look, draft)?;
        for place in 2..flow.widths.len() {
            put(flow.sheet, (flow.row, column_number(place)), &Cell::Empty, look, draft)?;
        }
        flow.end_row((most > 1).then(|| height(most)))?;
    }
    Ok(())
}

/// Two cells beside each other, as high as their text.
fn pair(
    flow: &mut PageFlow<'_, '_>,
    left: (&Cell<'_>, Look),
    right: (&Cell<'_>, Look),
    draft: &mut Draft,
) -> XlsxOutcome {
    let width = |place: usize| flow.widths.get(place).copied().unwrap_or(10.0);
    // Bold text is wider.
    let most = lines_of(left.0, width(0) * 0.92).max(lines_of(right.0, width(1) * 0.95));
    put(flow.sheet, (flow.row, 0), left.0, left.1, draft)?;
    put(flow.sheet, (flow.row, 1), right.0, right.1, draft)?;
    flow.end_row((most > 1).then(|| height(most)))
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

fn line(
    flow: &mut PageFlow<'_, '_>,
    text: &str,
    look: Look,
    height: f64,
    draft: &mut Draft,
) -> XlsxOutcome {
    put(flow.sheet, (flow.row, 0), &Cell::text(text), look, draft)?;
    flow.end_row(Some(height))
}

fn small_table(
    flow: &mut PageFlow<'_, '_>,
    table: &TablePart<'_>,
    draft: &mut Draft,
) -> XlsxOutcome {
    let (header, top, rows, columns) = (flow.row, flow.top, table.rows(), table.columns.len());
    let bottom = header + u32::try_from(rows.max(1)).unwrap_or(u32::MAX);
    lay_table(flow.sheet, (header, bottom), bottom, &table.name, table, draft)?;
    flow.end_row(Some(header_height(&table.columns, &flow.widths)))?;
    if rows == 0 {
        for place in 0..columns {
            let text = if place == 0 { table.empty.as_str() } else { "" };
            let place = (flow.row, column_number(place));
            put(flow.sheet, place, &Cell::text(text), Look::Text, draft)?;
        }
        flow.end_row(None)?;
    }
    for piece in 0..table.body.sizes().len() {
        for cells in table.body.cells(piece).chunks(columns.max(1)) {
            for (place, (cell, column)) in cells.iter().zip(&table.columns).enumerate() {
                let place = (flow.row, column_number(place));
                put(flow.sheet, place, cell, column.look, draft)?;
            }
            flow.end_row(line_height(cells, &table.columns, &flow.widths))?;
        }
    }
    let months = table.columns.first().is_some_and(|column| column.look == Look::Month);
    let placed = TableArea { first: header + 1, last: bottom, top, months };
    flow.placed.insert(table.name.clone(), placed);
    let drawn = flow.charts.iter().find(|chart| chart.table == table.name);
    if let (Some(drawn), None) = (drawn, flow.charts_row) {
        chart(flow, drawn, placed, columns)?;
    }
    draft.tables.push(BookTable {
        sheet: flow.name.clone(),
        table: table.name.clone(),
        looks: table.columns.iter().map(|column| column.look).collect(),
        rows,
        alone: false,
    });
    Ok(())
}

/// The table may stand further down: the spark is drawn where the label is, over the table's range.
fn spark(
    flow: &mut PageFlow<'_, '_>,
    label: &str,
    table: &str,
    column: usize,
    draft: &mut Draft,
) -> XlsxOutcome {
    let Some(placed) = flow.placed.get(table).copied() else { return Ok(()) };
    put(flow.sheet, (flow.row, 0), &Cell::text(label), Look::Label, draft)?;
    let number = column_number(column);
    let line = Sparkline::new()
        .set_range((flow.name.as_str(), placed.first, number, placed.last, number))
        .set_type(SparklineType::Column)
        .show_high_point(true)
        .show_low_point(true);
    flow.sheet.add_sparkline(flow.row, 1, &line)?;
    flow.end_row(Some(34.0))
}
