//! The months of a trailing window and those ahead of it, as a table, a spark and a chart.

use crate::report::book::{
    Chart, ChartShape, HeldRows, LineStyle, PageBlock, Series, SheetPage, TablePart,
};
use crate::report::cell::{Cell, Look, Tone};
use crate::tables::columns;

use super::context::{Context, beside_need};
use super::kpi_windows::WindowShown;
use super::summary;

/// Companies whose months are drawn.
const CHARTS_MAX: usize = 3;
/// Columns of the table.
const KPI: usize = 2;
const TRAILING: usize = 3;
const PACE: usize = 4;
const THRESHOLD: usize = 5;

/// The months of the companies that need looking at most.
pub(crate) fn put<'a>(page: &mut SheetPage<'a>, windows: &[WindowShown], context: Context<'a>) {
    for (place, window) in windows.iter().enumerate().take(CHARTS_MAX) {
        let name =
            if place == 0 { "tblWindow".to_owned() } else { format!("tblWindow_{}", place + 1) };
        months(page, window, &name, context);
    }
    if windows.len() > CHARTS_MAX {
        let [shown, all] = [CHARTS_MAX, windows.len()].map(|count| context.count(count as u64));
        let sheet = context.sheet_name("trailing_months");
        let values = [("shown", shown.as_str()), ("all", all.as_str()), ("sheet", sheet)];
        let text = context.labels.say("say", "drawn_companies", &values);
        page.put(summary::not_all(context, text));
    }
}

fn months<'a>(page: &mut SheetPage<'a>, window: &WindowShown, name: &str, context: Context<'a>) {
    let labels = context.labels;
    let (start, end) = window
        .months
        .map_or_else(Default::default, |(first, last)| (labels.month(first), labels.month(last)));
    let heading = labels.say("heading", "window", &[("start", &start), ("end", &end)]);
    let title = context.of_company(&window.company, heading);
    page.put(PageBlock::Heading(title.clone()));
    page.put(PageBlock::Table(table(window, name, context)));
    page.put(PageBlock::Spark {
        label: labels.get("fact", "spark").to_owned(),
        table: name.to_owned(),
        column: KPI,
    });
    page.charts.push(chart(window, name, title, context));
}

fn table<'a>(window: &WindowShown, name: &str, context: Context<'a>) -> TablePart<'a> {
    let labels = context.labels;
    let need = window.threshold.as_ref().map(|(_, need)| *need);
    let last = window.months.map(|(_, last)| last);
    let mut rows = Vec::new();
    for month in window.own_months() {
        let left = context.have_of(window.left_without(month), need);
        let day = labels.day(Some(window.falls_out_on(month)));
        let text = labels.say("say", "falls_out", &[("day", &day), ("left", &left)]);
        // The line of what is to come begins where the other one ends.
        let pace = (Some(month) == last).then_some(window.total);
        rows.push((month, text, pace));
    }
    for month in window.months_ahead() {
        let pace = window.at_pace(month);
        let (left, paced) =
            (context.have_of(window.trailing(month), need), context.have_of(pace, need));
        let text = labels.say("say", "month_ahead", &[("left", &left), ("pace", &paced)]);
        rows.push((month, text, Some(pace)));
    }
    let cells = |(month, text, pace): (crate::base::Month, String, Option<crate::base::Amount>)| {
        vec![
            Cell::Day(month.first_day()),
            Cell::text(text),
            Cell::Amount(window.kpi(month)),
            Cell::Amount(beside_need(window.trailing(month), need)),
            Cell::amount(pace.map(|pace| beside_need(pace, need))),
            Cell::amount(need),
        ]
    };
    TablePart {
        name: name.to_owned(),
        columns: vec![
            context.column(columns::MONTH, Look::Month),
            context.column("falls_out", Look::Prose),
            context.column(columns::KPI_VALUE, Look::Decimal1),
            context.column("kpi_trailing", Look::Decimal1),
            context.column("kpi_pace", Look::Decimal1),
            context.column("kpi_threshold", Look::Decimal1),
        ],
        body: Box::new(HeldRows::of(rows.into_iter().map(cells).collect())),
        empty: labels.get("word", "no_rows").to_owned(),
        frozen: 0,
    }
}

fn chart(window: &WindowShown, name: &str, title: String, context: Context<'_>) -> Chart {
    let labels = context.labels;
    let told: Vec<String> = window
        .own_months()
        .map(|month| format!("{month}: {}", context.have(window.kpi(month))))
        .collect();
    let series = |key: &'static str, column, line, tone| Series {
        name: labels.get("column", key).to_owned(),
        column,
        line,
        tone,
        points: Vec::new(),
    };
    let mut all = vec![
        series("kpi_value", KPI, LineStyle::Shape, Tone::Notice),
        series("kpi_trailing", TRAILING, LineStyle::Solid, Tone::Good),
        series("kpi_pace", PACE, LineStyle::Dashed, Tone::Muted),
    ];
    if let Some((option, need)) = &window.threshold {
        let mut threshold = series("kpi_threshold", THRESHOLD, LineStyle::Dashed, Tone::Bad);
        threshold.name = format!("{option}: {}", labels.amount(*need));
        all.push(threshold);
    }
    Chart {
        alternative: format!("{title}. {}", told.join(", ")),
        title,
        table: name.to_owned(),
        categories: 0,
        series: all,
        shape: ChartShape::Columns,
        value_title: labels.get("column", "kpi_value").to_owned(),
        unit: None,
    }
}
