//! Native charts over the tables of a page.

use rust_xlsxwriter::{
    Chart as Drawn, ChartAxisLabelPosition, ChartDataLabel, ChartFormat, ChartLegendPosition,
    ChartLine, ChartLineDashType, ChartPoint, ChartSeries, ChartSolidFill, ChartType, Color,
    Worksheet, XlsxError,
};

use crate::report::book::{Chart, ChartShape, LineStyle, Series};
use crate::report::cell::Tone;
use crate::report::style;

use super::xlsx_sheet::column_number;

/// Where a table stands: its first and last row without the header.
#[derive(Clone, Copy)]
pub(super) struct TableArea {
    pub first: u32,
    pub last: u32,
    /// Where its header begins, in pixels from the top of the sheet.
    pub top: u32,
    /// Its first column has months.
    pub months: bool,
}

pub(super) fn insert_chart(
    sheet: &mut Worksheet,
    (row, column, offset): (u32, u16, (u32, u32)),
    size: (u32, u32),
    name: &str,
    (chart, months): (&Chart, Option<&str>),
    placed: TableArea,
) -> Result<(), XlsxError> {
    let shape = match chart.shape {
        ChartShape::Columns => ChartType::Column,
        ChartShape::Bars => ChartType::Bar,
    };
    let mut drawn = Drawn::new(shape);
    let mut lines = Drawn::new(ChartType::Line);
    for one in &chart.series {
        let made = series(name, chart, one, placed);
        if one.line == LineStyle::Shape {
            drawn.push_series(&made)
        } else {
            lines.push_series(&made)
        };
    }
    if chart.series.iter().any(|one| one.line != LineStyle::Shape) {
        drawn.combine(&lines);
    }
    dress(&mut drawn, chart);
    if let Some(format) = months {
        drawn.x_axis().set_num_format(format);
    }
    drawn.set_width(size.0).set_height(size.1);
    sheet.insert_chart_with_offset(row, column, &drawn, offset.0, offset.1)?;
    Ok(())
}

fn dress(drawn: &mut Drawn, chart: &Chart) {
    drawn.title().set_name(&chart.title);
    drawn.title().set_font(rust_xlsxwriter::ChartFont::new().set_size(13).set_bold());
    drawn.y_axis().set_name(&chart.value_title);
    if chart.shape == ChartShape::Bars {
        // The first row stands on top.
        drawn.y_axis().set_name("").set_reverse();
        // Their values stand beside them.
        drawn.x_axis().set_name("");
    }
    // Labels of bars that go below zero would stand upon the bars.
    let names = if chart.shape == ChartShape::Bars { drawn.y_axis() } else { drawn.x_axis() };
    names.set_label_position(ChartAxisLabelPosition::Low);
    if let Some(unit) = chart.unit {
        let values = if chart.shape == ChartShape::Bars { drawn.x_axis() } else { drawn.y_axis() };
        values.set_major_unit(unit);
    }
    let pale = ChartLine::new().set_color(Color::RGB(style::RULING)).clone();
    let values = if chart.shape == ChartShape::Bars {
        drawn.y_axis().set_major_gridlines(false);
        drawn.x_axis()
    } else {
        drawn.x_axis().set_major_gridlines(false);
        drawn.y_axis()
    };
    values.set_major_gridlines_line(&pale);
    if chart.series.len() > 1 {
        drawn.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        drawn.legend().set_hidden();
    }
    let short: String = chart.alternative.chars().take(250).collect();
    drawn.set_alt_text(short);
    drawn.set_name(format!("chart {}", chart.table));
}

fn series(name: &str, chart: &Chart, one: &Series, placed: TableArea) -> ChartSeries {
    let range = |column: usize| {
        let column = column_number(column);
        (name, placed.first, column, placed.last, column)
    };
    let mut made = ChartSeries::new();
    made.set_categories(range(chart.categories)).set_values(range(one.column)).set_name(&one.name);
    let colour = Color::RGB(style::chart_tone(one.tone));
    if one.line == LineStyle::Shape {
        made.set_format(ChartFormat::new().set_solid_fill(&solid(one.tone))).set_gap(60);
        if chart.series.len() == 1 {
            let mut label = ChartDataLabel::new();
            label.show_value();
            if chart.shape == ChartShape::Columns {
                // A row of noughts would be read before the columns.
                label.set_num_format("0;-0;;");
            }
            made.set_data_label(&label);
        }
        if !one.points.is_empty() {
            let point = |tone: &Tone| {
                let mut format = ChartFormat::new();
                ChartPoint::new().set_format(format.set_solid_fill(&solid(*tone)))
            };
            made.set_points(&one.points.iter().map(point).collect::<Vec<_>>());
        }
    } else {
        let mut line = ChartLine::new().set_color(colour).set_width(2.25).clone();
        if one.line == LineStyle::Dashed {
            line.set_dash_type(ChartLineDashType::Dash);
        }
        made.set_format(ChartFormat::new().set_line(&line));
    }
    made
}

fn solid(tone: Tone) -> ChartSolidFill {
    ChartSolidFill::new().set_color(Color::RGB(style::chart_tone(tone))).clone()
}
