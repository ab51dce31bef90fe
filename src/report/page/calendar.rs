//! The calendar of levels: a line a held level, from the weeks behind to the year ahead.

use maud::{Markup, html};

use crate::base::Day;
use crate::report::books::level_order;
use crate::report::classes::Class;

use super::company::Level;
use super::draw::{self, Days};
use super::pen::{Pen, short};
use super::verdict::tone;

const MONTHS_BEHIND: i32 = 2;
const MONTHS_AHEAD: i32 = 13;
const HIGH: f64 = 20.0;
/// Levels that are drawn; the workbook has all.
const LEVELS_MAX: usize = 100;

pub fn section(pen: &Pen<'_>) -> Markup {
    let held = pen.company.held();
    if held.is_empty() {
        return html! {};
    }
    let as_of = pen.as_of();
    let days = Days {
        from: as_of.plus_months(-MONTHS_BEHIND).month().first_day(),
        through: as_of.plus_months(MONTHS_AHEAD).month_end(),
    };
    let rows = level_order::sheet_rows(&level_order::places(pen.context));
    html! {
        section aria-labelledby="calendar" {
            h2 #calendar { (pen.word("calendar")) " " (pen.rule("K4")) }
            p.legend {
                span.key.good {} " " (pen.word("legend_met")) " "
                span.key.bad {} " " (pen.word("legend_unmet")) " "
                span.key.muted {} " " (pen.word("legend_unknown")) " "
                span.key.notice {} " " (pen.word("legend_window")) " "
                span.mark { "│" } " " (pen.word("legend_today")) " "
                span.mark.dotted { "┊" } " " (pen.word("legend_anniversary"))
            }
            (months(pen, days))
            @for (number, level) in held.iter().enumerate().take(LEVELS_MAX) {
                (line(pen, number, level, days, rows.get(level.place).copied()))
            }
            @if held.len() > LEVELS_MAX {
                p { (pen.say("more_levels", &[("count", &pen.count((held.len() - LEVELS_MAX) as u64))])) }
            }
        }
    }
}

/// The first days of every third month as words above the lines.
fn months(pen: &Pen<'_>, days: Days) -> Markup {
    let first = days.from.month();
    let all: Vec<_> = (0..=MONTHS_BEHIND + MONTHS_AHEAD).map(|count| first.plus(count)).collect();
    html! {
        div.months aria-hidden="true" {
            @for three in all.chunks(3) {
                @if let Some(month) = three.first() { span { (pen.context.labels.month(*month)) } }
            }
        }
    }
}

fn line(pen: &Pen<'_>, number: usize, level: &Level, days: Days, row: Option<usize>) -> Markup {
    let name = level.key.name();
    let said = in_words(pen, level);
    html! {
        div.level {
            h3 {
                span class={ "dot " (level.class.map_or("muted", |class| tone(class.tone()))) } {}
                " " (short(&name))
            }
            (draw::strip(&format!("level-{number}"), "time", HIGH, [&short(&name), &said], &shapes(pen, level, days)))
            p.small {
                (said)
                @if let Some(row) = row { " " (pen.place("competency_risk.xlsx", "levels", row)) }
            }
        }
    }
}

fn shapes(pen: &Pen<'_>, level: &Level, days: Days) -> Markup {
    let as_of = pen.as_of();
    let end = days.through.plus_days(1);
    let part = |class: &str, from: Day, until: Day| {
        draw::bar(class, [days.at(from), 4.0, days.at(until), HIGH - 4.0])
    };
    let window = pen.context.facts.in_force.renewal_window_days;
    let breaks = level.breach.filter(|day| *day > as_of);
    let then = if level.met_then == "Unknown" { "muted" } else { "good" };
    html! {
        (draw::bar("track", [0.0, 9.0, draw::WIDE, HIGH - 9.0]))
        @match level.met.as_str() {
            "No" => (part("bad", level.unmet_since.unwrap_or(days.from), end)),
            "Unknown" => (part("muted", as_of, end)),
            _ => {
                (part(then, as_of, breaks.unwrap_or(end)))
                @if let Some(breaks) = breaks { (part("bad", breaks, end)) }
            }
        }
        @if let Some(anniversary) = level.anniversary {
            (draw::bar("notice", [
                days.at(anniversary.plus_days(1)), HIGH - 6.0, days.at(anniversary.plus_days(window + 1)), HIGH,
            ]))
            @if days.has(anniversary) {
                (draw::upright("anniversary", days.at(anniversary), HIGH))
            }
        }
        (draw::upright("today", days.at(as_of), HIGH))
    }
}

/// The four days of a level, and because of whom it breaks.
fn in_words(pen: &Pen<'_>, level: &Level) -> String {
    let mut said = vec![match level.class {
        Some(Class::Lapsed) => pen.code("state", "Lapsed") + ".",
        _ => pen.say(
            "state_and_met",
            &[
                ("state", &pen.code("state", &level.state)),
                ("met", pen.context.labels.get("met_today", &level.met.to_lowercase())),
            ],
        ),
    }];
    if let Some(day) = level.unmet_since {
        said.push(pen.say("unmet_since", &[("day", &pen.day(day))]));
    }
    if let Some(day) = level.breach.filter(|day| *day > pen.as_of()) {
        said.push(pen.say("breaks_on", &[("day", &pen.day(day))]));
        let name = level.key.name();
        let because: Vec<String> = pen
            .company
            .events
            .iter()
            .filter(|event| event.day == day && event.effect.contains(&name))
            .map(|event| {
                let whose =
                    if event.email.is_empty() { String::new() } else { pen.person(&event.email) };
                let what =
                    [pen.code("event", &event.kind), short(&event.skill).into_owned(), whose];
                what.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
            })
            .take(3)
            .collect();
        if !because.is_empty() {
            said.push(format!("({})", because.join("; ")));
        }
    }
    if let Some(day) = level.anniversary {
        said.push(pen.say("anniversary_on", &[("day", &pen.day(day))]));
    }
    let still = level.window_to.filter(|day| *day >= pen.as_of());
    if let Some(day) = level.safe_by {
        said.push(pen.say("safe_by_window", &[("day", &pen.day(day))]));
    } else if let Some(day) = still.filter(|_| level.class != Some(Class::Lapsed)) {
        said.push(pen.say("window_until", &[("day", &pen.day(day))]));
    }
    if level.class == Some(Class::RenewalWindow) {
        let window = pen.context.facts.in_force.renewal_window_days;
        let last = level.anniversary.map(|day| pen.day(day.plus_days(window))).unwrap_or_default();
        said.push(pen.say("window_ends", &[("day", &last)]));
    }
    said.join(" ")
}
