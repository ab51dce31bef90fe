//! Learning KPIs: the trailing sum over the months behind and on to the anniversary, against the threshold.

use maud::{Markup, html};

use crate::base::{Amount, Month};

use super::company::KpiWindow;
use super::draw;
use super::pen::{Pen, short};

const HIGH: f64 = 100.0;
const MONTHS: i32 = 12;

/// One month of the chart: the trailing sum that ends with it.
struct Point {
    month: Month,
    sum: Amount,
    /// By the pace of the months behind; equal to the sum for what is past.
    at_pace: Amount,
    is_ahead: bool,
}

pub fn section(pen: &Pen<'_>) -> Markup {
    let Some(window) = pen.company.kpi_windows.first() else { return html! {} };
    let Some(end) = Month::from_iso(&window.end) else { return html! {} };
    if pen.company.kpi_months.is_empty() {
        return html! {};
    }
    let points = points(pen, end);
    let need = threshold(pen);
    html! {
        section aria-labelledby="kpi" {
            h2 #kpi { (pen.word("kpi")) " " (pen.rule("L3")) }
            p { (pen.say("kpi_total", &[
                ("total", &window.total.map(|total| pen.amount(total)).unwrap_or_default()),
                ("start", &window.start), ("end", &window.end),
            ])) }
            (chart(pen, &points, need))
            (next(pen, &points))
            ul.plain { @for window in &pen.company.kpi_windows { (anniversary(pen, window)) } }
            details { summary { (pen.word("as_table")) } (table(pen, &points)) }
        }
    }
}

/// The least that an unmet option needs, else the most that a met one does.
fn threshold(pen: &Pen<'_>) -> Option<Amount> {
    let needs = |met: bool| {
        let own = pen.company.kpi_options.iter().filter(move |it| (it.met == "Yes") == met);
        own.filter_map(|it| it.need).filter(|need| !need.is_zero())
    };
    needs(true).max().or_else(|| needs(false).min())
}

fn points(pen: &Pen<'_>, end: Month) -> Vec<Point> {
    let of = |month: Month| {
        pen.company.kpi_months.get(&month.to_string()).map_or(Amount::default(), |it| it.kpi)
    };
    let trailing = |last: Month, pace: Amount| -> Amount {
        (1 - MONTHS..=0)
            .map(|back| last.plus(back))
            .map(|month| if month > end { pace } else { of(month) })
            .sum()
    };
    let none = Amount::default();
    let pace = trailing(end, none).divided_by(i64::from(MONTHS), 4);
    (1 - MONTHS..=MONTHS)
        .map(|ahead| {
            let month = end.plus(ahead);
            let is_ahead = ahead > 0;
            Point { month, sum: trailing(month, none), at_pace: trailing(month, pace), is_ahead }
        })
        .collect()
}

fn chart(pen: &Pen<'_>, points: &[Point], need: Option<Amount>) -> Markup {
    let most = points.iter().map(|it| it.at_pace.max(it.sum)).chain(need).max().unwrap_or_default();
    let most = most.as_f64().max(1.0) * 1.1;
    let top = |amount: Amount| HIGH - (HIGH * amount.as_f64().max(0.0) / most);
    #[expect(clippy::cast_precision_loss, reason = "two dozen months")]
    let wide = draw::WIDE / points.len().max(1) as f64;
    let mut left = 0.0;
    let mut shapes = html! {};
    for point in points {
        let right = left + wide;
        let class = if point.is_ahead { "ahead" } else { "past" };
        shapes = html! {
            (shapes)
            @if point.is_ahead { (draw::bar("pace", [left + 3.0, top(point.at_pace), right - 3.0, HIGH])) }
            (draw::bar(class, [left + 3.0, top(point.sum), right - 3.0, HIGH]))
        };
        left = right;
    }
    let shapes =
        html! { (shapes) @if let Some(need) = need { (draw::level("threshold", top(need))) } };
    let title = pen.word("kpi");
    let description = pen.word("kpi_chart");
    html! {
        figure {
            figcaption.legend {
                span.key.past {} " " (pen.word("kpi_past")) " "
                span.key.ahead {} " " (pen.word("kpi_no_new")) " "
                span.key.pace {} " " (pen.word("kpi_pace"))
                @if let Some(need) = need {
                    " " span.mark.dotted { "┄" } " " (pen.say("kpi_threshold", &[("need", &pen.amount(need))]))
                }
            }
            (draw::strip("kpi-chart", "chart", HIGH, [title, description], &shapes))
            div.months aria-hidden="true" {
                @for point in points.iter().step_by(6) { span { (pen.context.labels.month(point.month)) } }
            }
        }
    }
}

fn next(pen: &Pen<'_>, points: &[Point]) -> Markup {
    let ahead = points.iter().position(|it| it.is_ahead);
    let next =
        ahead.and_then(|place| Some((points.get(place.checked_sub(1)?)?, points.get(place)?)));
    html! {
        @if let Some((now, next)) = next {
            p { (pen.say("kpi_falls_out", &[
                ("month", &pen.context.labels.month(next.month.plus(-MONTHS))),
                ("kpi", &pen.amount(now.sum - next.sum)),
                ("left", &pen.amount(next.sum)),
            ])) }
        }
    }
}

fn anniversary(pen: &Pen<'_>, window: &KpiWindow) -> Markup {
    let Some(day) = window.anniversary else { return html! {} };
    let name = format!("{} {}", window.competency, window.level);
    let needed = window.needed.unwrap_or_default();
    html! {
        li {
            (pen.say(if needed.is_zero() { "kpi_reached" } else { "kpi_needed" }, &[
                ("level", &short(&name)),
                ("day", &pen.day(day)),
                ("sum", &window.to_anniversary.map(|sum| pen.amount(sum)).unwrap_or_default()),
                ("start", &window.anniversary_start),
                ("end", &window.anniversary_end),
                ("needed", &pen.amount(needed)),
                ("months", &window.months_left.unwrap_or_default().to_string()),
            ]))
            " " (pen.rule("L4"))
        }
    }
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
                td { (pen.context.labels.month(point.month)) }
                td.number { (pen.amount(point.sum)) }
                td.number { (pen.amount(point.at_pace)) }
            } } }
        } }
    }
}
