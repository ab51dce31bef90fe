//! Learning KPIs: the trailing sum over the months behind and on to the anniversary, against the threshold.

use maud::{Markup, html};

use crate::base::{Amount, Day, Month};
use crate::report::books::kpi_windows::WindowShown;
use crate::report::caveats::Caveat;

use super::company::KpiWindow;
use super::draw;
use super::pen::{Pen, short};

const HIGH: f64 = 100.0;
/// Months of the chart behind the last one that is published.
const MONTHS_BEHIND: i32 = 12;
/// Months ahead that are drawn at least, and at most.
const MONTHS_AHEAD: [i32; 2] = [3, 12];
/// Words below the chart have room for so many months.
const LABELS_MAX: usize = 6;

/// One month of the chart: the trailing sum that ends with it.
struct Point {
    month: Month,
    sum: Amount,
    /// By the pace of the months behind; equal to the sum for what is past.
    at_pace: Amount,
    is_ahead: bool,
}

pub(super) fn section(pen: &Pen<'_>) -> Markup {
    let window = pen.sources.window(&pen.company.mpn_id);
    let Some((window, (start, end))) = window.and_then(|window| Some((window, window.months?)))
    else {
        return html! {};
    };
    let points = points(pen, window, end);
    // A level may count some types only; the sum here is of all.
    let has_types = pen.company.kpi_windows.iter().any(|own| types(pen, own).is_some());
    let total = if has_types { "kpi_total_all" } else { "kpi_total" };
    html! {
        section aria-labelledby="kpi" {
            h2 #kpi { (pen.word("kpi")) " " (pen.rule("L3")) }
            p { (pen.say(total, &[
                ("total", &pen.context.have_of(window.total, window.need())),
                ("start", &pen.context.labels.month(start)), ("end", &pen.context.labels.month(end)),
            ])) " " (first_month(pen, window, start)) }
            (chart(pen, window, &points))
            (next(pen, window, start))
            ul.plain.lines { @for window in &pen.company.kpi_windows { (anniversary(pen, window)) } }
            details { summary { (pen.word("as_table")) } (table(pen, &points)) }
        }
    }
}

/// The row of the first month of the window.
fn first_month(pen: &Pen<'_>, window: &WindowShown, start: Month) -> Markup {
    let row = window.first_row.and_then(|row| row.checked_sub(2));
    html! { @if let Some(row) = row { (pen.row("kpi_months", row, &start.to_string())) } }
}

fn points(pen: &Pen<'_>, window: &WindowShown, end: Month) -> Vec<Point> {
    let lasts = pen.company.kpi_windows.iter();
    let lasts = lasts.filter_map(|own| Month::from_iso(&own.anniversary_end));
    let ahead = lasts.map(|last| last.0 - end.0).max().unwrap_or_default();
    let ahead = ahead.clamp(MONTHS_AHEAD[0], MONTHS_AHEAD[1]);
    (1 - MONTHS_BEHIND..=ahead)
        .map(|place| {
            let (month, is_ahead) = (end.plus(place), place > 0);
            let sum = window.trailing(month);
            let at_pace = if is_ahead { window.at_pace(month) } else { sum };
            Point { month, sum, at_pace, is_ahead }
        })
        .collect()
}

/// How high an amount stands, from the top of the drawing.
struct Scale(f64);

impl Scale {
    fn of(points: &[Point], need: Option<Amount>) -> Self {
        let all = points.iter().map(|it| it.at_pace.max(it.sum));
        let most = all.chain(need).max().unwrap_or_default();
        Self(most.as_f64().max(1.0) * 1.1)
    }

    fn top(&self, amount: Amount) -> f64 {
        HIGH - (HIGH * amount.as_f64().max(0.0) / self.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "two dozen months")]
fn width(points: &[Point]) -> f64 {
    draw::WIDE / points.len().max(1) as f64
}

fn shapes(pen: &Pen<'_>, points: &[Point], need: Option<Amount>) -> Markup {
    let (scale, wide) = (Scale::of(points, need), width(points));
    let mut left = 0.0;
    let mut shapes = html! {};
    for point in points {
        let right = left + wide;
        shapes = html! {
            (shapes)
            @if point.is_ahead {
                (draw::bar("pace", [left + wide * 0.1, scale.top(point.at_pace), right - wide * 0.1, HIGH]))
                (draw::bar("ahead", [left + wide * 0.25, scale.top(point.sum), right - wide * 0.25, HIGH]))
            } @else {
                (draw::bar("past", [left + wide * 0.1, scale.top(point.sum), right - wide * 0.1, HIGH]))
            }
            @if is_anniversary(pen, point.month) { (draw::upright("anniversary", right, HIGH)) }
        };
        left = right;
    }
    html! {
        (shapes)
        @if let Some(need) = need { (draw::level("threshold", scale.top(need))) }
    }
}

/// Whether a renewal is measured over the months that end with this one.
fn is_anniversary(pen: &Pen<'_>, month: Month) -> bool {
    let ends = |window: &KpiWindow| Month::from_iso(&window.anniversary_end) == Some(month);
    pen.company.kpi_windows.iter().any(|window| window.anniversary.is_some() && ends(window))
}

fn chart(pen: &Pen<'_>, window: &WindowShown, points: &[Point]) -> Markup {
    let threshold = window.threshold.as_ref().map(|(name, need)| (short(name), *need));
    let need = threshold.as_ref().map(|(_, need)| *need);
    let has_anniversary = points.iter().any(|point| is_anniversary(pen, point.month));
    html! {
        figure {
            figcaption.legend {
                span.entry { span.key.past {} " " (pen.word("kpi_past")) } " "
                span.entry { span.key.ahead {} " " (pen.word("kpi_no_new")) } " "
                span.entry { span.key.pace {} " " (pen.word("kpi_pace")) } " "
                @if let Some((name, need)) = &threshold {
                    span.entry { span.mark { "┄" } " "
                        (pen.say("kpi_threshold", &[("need", &pen.amount(*need)), ("level", name)]))
                    } " "
                }
                @if has_anniversary { span.entry { span.mark { "┊" } " " (pen.word("kpi_anniversary")) } }
            }
            div.plot {
                (heights(pen, &Scale::of(points, need), points, need))
                (draw::strip("kpi-chart", "chart", HIGH, [pen.word("kpi"), pen.word("kpi_chart")], &shapes(pen, points, need)))
                (months(pen, points))
            }
        }
    }
}

/// Words beside the chart: nothing, what is needed, and the highest sum where it stands apart from that.
fn heights(pen: &Pen<'_>, scale: &Scale, points: &[Point], need: Option<Amount>) -> Markup {
    let most = points.iter().map(|it| it.at_pace.max(it.sum)).max().unwrap_or_default();
    let is_apart = need.is_none_or(|need| (scale.top(need) - scale.top(most)).abs() > 14.0);
    let shown = need.into_iter().chain(is_apart.then_some(most)).chain([Amount::default()]);
    html! {
        div.heights aria-hidden="true" { @for amount in shown {
            span style=(format!("top:{}%", draw::units(scale.top(amount)))) {
                (pen.amount(amount.rounded(0)))
            }
        } }
    }
}

fn months(pen: &Pen<'_>, points: &[Point]) -> Markup {
    let (step, wide) = (points.len().div_ceil(LABELS_MAX).max(1), width(points));
    let mut left = 0.0;
    let placed = points.iter().map(|point| {
        left += wide;
        (left - wide, point.month)
    });
    html! {
        div.months aria-hidden="true" { @for (left, month) in placed.step_by(step) {
            (draw::word_at(left, &pen.context.labels.month_short(month)))
        } }
    }
}

fn next(pen: &Pen<'_>, window: &WindowShown, start: Month) -> Markup {
    html! {
        p {
            (pen.say("kpi_falls_out", &[
                ("day", &pen.when(window.falls_out_on(start))),
                ("month", &pen.context.labels.month(start)),
                ("kpi", &pen.context.have(window.kpi(start))),
                ("left", &pen.context.have_of(window.next_total(), window.need())),
            ]))
            " " (pen.rule("L5")) " " (first_month(pen, window, start))
        }
    }
}

/// What a level needs by its anniversary; nothing where an option without KPIs keeps it.
fn anniversary(pen: &Pen<'_>, window: &KpiWindow) -> Markup {
    let Some(day) = window.anniversary else { return html! {} };
    let name = format!("{} {}", window.competency, window.level);
    let mut options = pen.company.kpi_options.iter();
    let option = options.find(|it| it.competency == window.competency && it.level == window.level);
    html! {
        li {
            (needs(pen, window, day)) " "
            @if let Some(types) = types(pen, window) { (types) ". " }
            (pen.rule("L4"))
            @if let Some(option) = option { " " (pen.row("kpi_options", option.row, &name)) }
        }
    }
}

/// The types of invoices that a level counts, where it does not count all.
fn types(pen: &Pen<'_>, window: &KpiWindow) -> Option<String> {
    let types = pen.context.facts.terms().types(&window.competency, &window.level);
    (!types.is_empty()).then(|| Caveat::Types(types).in_words(pen.context.labels))
}

/// Says that an option without KPIs keeps a level at its anniversary, if one does.
pub(super) fn kept_without(pen: &Pen<'_>, window: &KpiWindow) -> Option<String> {
    let key = [&pen.company.mpn_id, &window.competency, &window.level].map(Clone::clone);
    let day = window.anniversary.filter(|_| window.needed.is_some_and(|it| !it.is_zero()))?;
    let option = pen.sources.kept_without(&key)?;
    let values = [("option", &*pen.requirement(option)), ("day", &pen.day(day))];
    Some(pen.context.labels.say("say", "kept_without_kpi", &values))
}

fn needs(pen: &Pen<'_>, window: &KpiWindow, day: Day) -> String {
    let needed = window.needed.unwrap_or_default();
    let name = format!("{} {}", window.competency, window.level);
    if let Some(kept) = kept_without(pen, window) {
        return pen.pair(&short(&name), &kept);
    }
    pen.say(
        if needed.is_zero() { "kpi_reached" } else { "kpi_needed" },
        &[
            ("level", &short(&name)),
            ("day", &pen.day(day)),
            (
                "sum",
                &window
                    .to_anniversary
                    .map(|sum| pen.context.have_of(sum, Some(sum + needed)))
                    .unwrap_or_default(),
            ),
            ("start", &pen.context.labels.month_of(&window.anniversary_start)),
            ("end", &pen.context.labels.month_of(&window.anniversary_end)),
            ("needed", &pen.amount(needed.rounded_up(1))),
            ("months", &window.months_left.unwrap_or_default().to_string()),
        ],
    )
}

fn table(pen: &Pen<'_>, points: &[Point]) -> Markup {
    html! {
        div.wide { table {
            thead { tr {
                th scope="col" { (pen.context.labels.get("column", "month")) }
                th scope="col" { (pen.word("kpi_no_new")) }
                th scope="col" { (pen.word("kpi_pace")) }
            } }
            tbody { @for point in points { tr {
                th scope="row" { (pen.context.labels.month_short(point.month)) }
                td.number { (pen.amount(point.sum)) }
                td.number { (pen.amount(point.at_pace)) }
            } } }
        } }
    }
}
