//! The charts of the risk report: people to spare, and the months in which levels break.

use crate::base::Amount;
use crate::report::book::{Chart, ChartShape, LineStyle, PageBlock, Series, SheetPage};
use crate::report::cell::{Cell, Look, Tone};

use super::context::Context;
use super::risk_levels::LevelsSeen;
use super::summary::{self, Count};

const MARGINS_MAX: usize = 15;
/// Signs of a name in a chart.
const NAME_MAX: usize = 60;

pub(crate) fn margins(page: &mut SheetPage<'_>, seen: &LevelsSeen, context: Context<'_>) {
    let margin = |level: &super::risk_level::RiskLevel| {
        Some((short(&level.name), whole(*seen.margins.get(&level.key)?)))
    };
    let mut rows: Vec<(String, i64)> = seen.levels.iter().filter_map(margin).collect();
    rows.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    rows.truncate(MARGINS_MAX);
    let tone = |margin: i64| match margin {
        ..0 => Tone::Bad,
        0 => Tone::Warning,
        _ => Tone::Good,
    };
    let counted = CountChart {
        heading: "margins",
        table: "tblMargins",
        heads: [("competency_and_level", Look::Text), ("people_margin", Look::Count)],
        points: rows.iter().map(|(_, margin)| tone(*margin)).collect(),
        rows: rows
            .into_iter()
            .map(|(name, count)| (name.clone(), Cell::text(name), count))
            .collect(),
        shape: ChartShape::Bars,
    };
    put_counted(page, context, counted);
}

/// How many levels break in each of the next twelve months.
pub(crate) fn breaches(page: &mut SheetPage<'_>, seen: &LevelsSeen, context: Context<'_>) {
    let first = context.facts.as_of.month();
    let row = |(ahead, count): (i32, &i64)| {
        let month = first.plus(ahead);
        (context.labels.month_short(month), Cell::Day(month.first_day()), *count)
    };
    let counted = CountChart {
        heading: "breaches",
        table: "tblBreaches",
        heads: [("month", Look::Month), ("levels_broken", Look::Count)],
        points: vec![Tone::Bad; seen.breaking.len()],
        rows: (0..).zip(&seen.breaking).map(row).collect(),
        shape: ChartShape::Columns,
    };
    put_counted(page, context, counted);
}

struct CountChart<'a> {
    heading: &'static str,
    table: &'static str,
    heads: [(&'static str, Look); 2],
    rows: Vec<Count<'a>>,
    points: Vec<Tone>,
    shape: ChartShape,
}

/// A small table and its chart.
fn put_counted<'a>(page: &mut SheetPage<'a>, context: Context<'_>, counted: CountChart<'a>) {
    let labels = context.labels;
    let title = labels.get("heading", counted.heading).to_owned();
    let told: Vec<String> =
        counted.rows.iter().map(|(word, _, count)| format!("{word}: {count}")).collect();
    page.put(PageBlock::Heading(title.clone()));
    let counts: Vec<i64> = counted.rows.iter().map(|(_, _, count)| *count).collect();
    // Nothing to see is said by the table alone.
    if !counts.is_empty() && (counted.shape == ChartShape::Bars || counts.iter().any(|n| *n != 0)) {
        page.charts.push(Chart {
            alternative: format!("{title}. {}", told.join(", ")),
            title,
            table: counted.table.to_owned(),
            categories: 0,
            series: vec![Series {
                name: labels.get("column", counted.heads[1].0).to_owned(),
                column: 1,
                line: LineStyle::Shape,
                tone: Tone::Notice,
                points: counted.points,
            }],
            shape: counted.shape,
            value_title: labels.get("column", counted.heads[1].0).to_owned(),
            unit: summary::unit(&counts),
        });
    }
    let table = summary::counted(context, counted.table, counted.heads, counted.rows);
    page.put(PageBlock::Table(table));
}

/// Short enough for the axis of a chart.
fn short(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_MAX - 1).collect();
    format!("{}…", kept.trim_end())
}

fn whole(amount: Amount) -> i64 {
    i64::try_from(amount.0 / Amount::whole(1).0).unwrap_or(i64::MAX)
}
