//! The calendar of levels: a line a held level, from the weeks behind to the year ahead.

use maud::{Markup, html};

use crate::assess::life_cycle::LevelState;
use crate::base::{Day, Month};
use crate::programme::kind_name::KindName;
use crate::report::classes::Class;
use crate::report::unserved::last_help;

use super::company::{EventRow, LevelRow};
use super::draw::{self, Days};
use super::pen::{Pen, short};
use super::verdict::tone;

const MONTHS_BEHIND: i32 = 2;
const MONTHS_AHEAD: i32 = 13;
/// A word that begins further right has no room.
const WORDS_UNTIL: f64 = 0.9 * draw::WIDE;
/// Causes of one breach that are told.
const CAUSES_MAX: usize = 3;
const PEOPLE_MAX: usize = 3;
const HIGH: f64 = 24.0;
/// The line that time runs along, and the shapes on it: what is not met is taller than what is met,
/// what is not known is hollow, so that no colour is needed to tell them apart.
const TRACK: [f64; 2] = [10.0, 12.0];
const MET: [f64; 2] = [7.0, 15.0];
const UNMET: [f64; 2] = [1.0, 18.0];
const WINDOW: [f64; 2] = [20.0, 24.0];
const QUALIFYING: [f64; 2] = [20.5, 23.5];
/// Levels that are drawn; the workbook has all.
const LEVELS_MAX: usize = 100;

pub(super) fn section(pen: &Pen<'_>) -> Markup {
    let held = pen.company.held();
    if held.is_empty() {
        return html! {};
    }
    let (as_of, most) = (pen.as_of(), pen.most(LEVELS_MAX));
    let days = Days {
        from: as_of.plus_months(-MONTHS_BEHIND).month().first_day(),
        through: as_of.plus_months(MONTHS_AHEAD).month_end(),
    };
    html! {
        section aria-labelledby="calendar" {
            h2 #calendar { (pen.word("calendar")) " " (pen.rule("K4")) }
            p.legend {
                @for (key, word) in LEGEND {
                    span.entry { span class={ "key " (key) } {} " " (pen.word(word)) } " "
                }
                @if held.iter().any(|level| is_safe_unmet(level)) {
                    span.entry { span.key.safe {} " " (pen.word("legend_safe")) } " "
                }
                @if held.iter().any(|level| qualifying(level).is_some()) {
                    span.entry { span.key.window {} " " (pen.word("legend_qualifying")) } " "
                }
                span.entry { span.mark { "│" } " " (pen.word("legend_today")) } " "
                span.entry { span.mark { "┊" } " " (pen.word("legend_anniversary")) }
            }
            (months(pen, days))
            @for (number, level) in held.iter().enumerate().take(most) {
                (line(pen, number, level, days))
            }
            @if held.len() > most {
                p { (pen.say("more_levels", &[("count", &pen.count((held.len() - most) as u64))])) }
            }
        }
    }
}

const LEGEND: [(&str, &str); 4] = [
    ("good", "legend_met"),
    ("tall bad", "legend_unmet"),
    ("muted", "legend_unknown"),
    ("low notice", "legend_window"),
];

/// The first days of every third month.
fn quarters(days: Days) -> impl Iterator<Item = Month> {
    let first = days.from.month();
    (0..=MONTHS_BEHIND + MONTHS_AHEAD).step_by(3).map(move |count| first.plus(count))
}

fn months(pen: &Pen<'_>, days: Days) -> Markup {
    html! {
        div.months aria-hidden="true" {
            @for month in quarters(days).filter(|month| days.at(month.first_day()) < WORDS_UNTIL) {
                (draw::word_at(days.at(month.first_day()), &pen.context.labels.month_short(month)))
            }
        }
    }
}

fn line(pen: &Pen<'_>, number: usize, level: &LevelRow, days: Days) -> Markup {
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
                (said) " " (pen.row("levels", level.row, &name))
                @for event in causes(pen, level) {
                    @let about = if event.email.is_empty() { &name } else { &event.email };
                    " " (pen.row("events", event.row, about))
                }
            }
        }
    }
}

fn shapes(pen: &Pen<'_>, level: &LevelRow, days: Days) -> Markup {
    let window = pen.context.facts.in_force.renewal_window_days;
    html! {
        (draw::bar("track", [0.0, TRACK[0], draw::WIDE, TRACK[1]]))
        @for month in quarters(days) { (draw::upright("quarter", days.at(month.first_day()), HIGH)) }
        (stretches(pen, level, days))
        @if let Some((from, until)) = qualifying(level) {
            (draw::bar("window", [days.at(from), QUALIFYING[0], days.at(until), QUALIFYING[1]]))
        }
        @if let Some(anniversary) = level.anniversary {
            (draw::bar("notice", [
                days.at(anniversary.plus_days(1)), WINDOW[0], days.at(anniversary.plus_days(window + 1)), WINDOW[1],
            ]))
            @if days.has(anniversary) {
                (draw::upright("anniversary", days.at(anniversary), HIGH))
            }
        }
        (draw::upright("today", days.at(pen.as_of()), HIGH))
    }
}

/// W3: the days of which one is enough for its anniversary, up to the first one behind them.
fn qualifying(level: &LevelRow) -> Option<(Day, Day)> {
    let is_held = level.class.is_some_and(|class| class != Class::Lapsed);
    let (from, to) = level.window_from.zip(level.window_to).filter(|_| is_held)?;
    Some((from, to.plus_days(1)))
}

/// Not met today, and safe all the same: one day of its window was enough (W3).
fn is_safe_unmet(level: &LevelRow) -> bool {
    level.met == "No" && level.safe_by.is_some() && level.class != Some(Class::Lapsed)
}

/// When the level is met and when not, as far as it is known. What has lapsed is not held any more.
fn stretches(pen: &Pen<'_>, level: &LevelRow, days: Days) -> Markup {
    let as_of = pen.as_of();
    let end = days.through.plus_days(1);
    let part = |class: &str, [top, bottom]: [f64; 2], from: Day, until: Day| {
        draw::bar(class, [days.at(from), top, days.at(until), bottom])
    };
    let breaks = level.breach.filter(|day| *day > as_of);
    let heals = pen.company.heals_on(&level.key).filter(|day| *day > as_of);
    let again = pen.company.breaks_once_more_on(&level.key).filter(|day| heals < Some(*day));
    html! {
        @match (level.class, level.met.as_str()) {
            (Some(Class::Lapsed), _) => {},
            _ if is_safe_unmet(level) => (part("safe", MET, as_of, breaks.unwrap_or(end))),
            (_, "No") => {
                (part("bad", UNMET, level.unmet_since.unwrap_or(days.from), heals.unwrap_or(end)))
                @if let Some(heals) = heals {
                    (part("good", MET, heals, again.unwrap_or(end)))
                    @if let Some(again) = again { (part("bad", UNMET, again, end)) }
                }
            },
            (_, "Unknown") => (part("muted", MET, as_of, end)),
            _ => {
                @if level.met_then == "Unknown" {
                    (part("muted", MET, as_of, breaks.unwrap_or(end)))
                } @else {
                    (part("good", MET, as_of, breaks.unwrap_or(end)))
                }
                @if let Some(breaks) = breaks { (part("bad", UNMET, breaks, end)) }
            }
        }
    }
}

/// The four days of a level, and because of whom it breaks.
fn in_words(pen: &Pen<'_>, level: &LevelRow) -> String {
    let mut said = vec![match level.class {
        Some(Class::Lapsed) => pen.code("state", LevelState::Lapsed.name()) + ".",
        _ if is_safe_unmet(level) => {
            pen.say("state_safe", &[("state", &pen.code("state", &level.state))])
        }
        _ => pen.say(
            "state_and_met",
            &[
                ("state", &pen.code("state", &level.state)),
                ("met", pen.context.labels.get("met_today", &level.met.to_lowercase())),
            ],
        ),
    }];
    match level.unmet_since {
        Some(day) => said.push(pen.say("unmet_since", &[("day", &pen.day(day))])),
        // Nobody looks further back than a year.
        None if level.met == "No" && level.class != Some(Class::Lapsed) => {
            said.push(pen.word("unmet_long").to_owned());
        }
        None => {}
    }
    // The colour alone would not tell it.
    if level.class == Some(Class::OnePerson) {
        let class = pen.context.labels.get("class", Class::OnePerson.name());
        said.push(pen.pair(class, &key_people(pen, &level.key_people)) + ".");
    }
    if let Some(day) = pen.company.heals_on(&level.key) {
        said.push(pen.say("heals_on", &[("day", &pen.day(day))]));
    }
    said.extend(breaks_ahead(pen, level).map(|day| breaks(pen, level, day)));
    if let Some(day) = level.anniversary {
        said.push(pen.say("anniversary_on", &[("day", &pen.day(day))]));
    }
    said.extend(of_window(pen, level));
    said.join(" ")
}

/// The day ahead on which it breaks, be it once more after it was met again by itself.
fn breaks_ahead(pen: &Pen<'_>, level: &LevelRow) -> Option<Day> {
    let breach = level.breach.filter(|day| *day > pen.as_of());
    breach.or_else(|| pen.company.breaks_once_more_on(&level.key))
}

/// The day on which it breaks, and by what.
fn breaks(pen: &Pen<'_>, level: &LevelRow, day: Day) -> String {
    let breaks = pen.say("breaks_on", &[("day", &pen.day(day))]);
    let causes: Vec<String> =
        causes(pen, level).into_iter().map(|event| cause(pen, event)).collect();
    let leans_on = leans_on(pen, level).filter(|_| causes.is_empty());
    let causes: Vec<String> = causes.into_iter().chain(leans_on).collect();
    if causes.is_empty() {
        format!("{breaks}.")
    } else {
        format!("{breaks} ({}).", causes.join("; "))
    }
}

/// Those without each of whom it is not met.
fn key_people(pen: &Pen<'_>, who: &[String]) -> String {
    let names = pen.persons(who, PEOPLE_MAX);
    if who.len() > 1 { pen.say("each_needed", &[("names", &names)]) } else { names }
}

/// W3: what its window has done for it, or until when something can be done; until when it is to be paid.
pub(super) fn of_window(pen: &Pen<'_>, level: &LevelRow) -> Option<String> {
    let (labels, as_of) = (pen.context.labels, pen.as_of());
    let days = pen.context.facts.in_force.renewal_window_days;
    let after = |days| level.anniversary.map(|day| pen.day(day.plus_days(days)));
    let (paid_by, lost) = (after(days).unwrap_or_default(), after(days + 1).unwrap_or_default());
    let is_in_renewal = level.class == Some(Class::RenewalWindow);
    if let Some(day) = level.safe_by {
        let (day, until) = (pen.day(day), paid_by);
        let values = [("qualified", &*day), ("until", &*until)];
        return Some(if is_in_renewal {
            labels.say("advice", "safe_unpaid", &values)
        } else {
            pen.say("safe_by_window", &[("day", &day)])
        });
    }
    if let (None, Some(on), Some(through)) = (level.class, level.qualified, level.qualified_through)
    {
        let key = if on == as_of { "qualified_until" } else { "qualified_then" };
        let values = [("qualified", &*pen.day(on)), ("through", &pen.day(through))];
        return Some(labels.say("advice", key, &values));
    }
    if let Some(day) = level.lost_since {
        let values = [("day", &*pen.day(day)), ("lost", &lost)];
        return Some(labels.say("advice", "too_late", &values));
    }
    let open = level.window_to.filter(|day| *day >= as_of);
    let mut said = Vec::new();
    if let Some(end) = open.filter(|_| level.class.is_some_and(|class| class != Class::Lapsed)) {
        said.push(window_until(pen, level, end));
        let qualifies = level.qualifies_on.map(|day| pen.day(day));
        said.extend(qualifies.map(|day| labels.say("advice", "qualifies", &[("day", &day)])));
    }
    if is_in_renewal {
        let missed = level.window_to.filter(|day| *day < as_of);
        said.extend(
            missed.map(|day| labels.say("advice", "window_missed", &[("end", &pen.day(day))])),
        );
        said.push(pen.say("window_ends", &[("day", &paid_by)]));
    }
    (!said.is_empty()).then(|| said.join(" "))
}

/// Until when a level can still qualify for its anniversary, and by when what is missing is to be done.
fn window_until(pen: &Pen<'_>, level: &LevelRow, end: Day) -> String {
    let last = level.helped_through.filter(|day| *day >= pen.as_of());
    let Some(last) = last else {
        return pen.say("window_until", &[("day", &pen.day(end))]);
    };
    let last = last_help(&pen.company.actions, &level.key.name()).unwrap_or(last);
    let start = level.window_opens_on.map(|day| pen.day(day)).unwrap_or_default();
    let values = [("start", &*start), ("end", &pen.day(end)), ("day", &pen.day(last))];
    let key = if start.is_empty() { "window_until" } else { "window_between" };
    pen.context.labels.say("advice", key, &values)
}

/// What breaks a level on the day on which it does: the first of it.
fn causes<'a>(pen: &Pen<'a>, level: &LevelRow) -> Vec<&'a EventRow> {
    let Some(day) = breaks_ahead(pen, level) else { return Vec::new() };
    let name = level.key.name();
    let of_level = |event: &&EventRow| event.day == day && event.breaks.contains(&name);
    pen.company.events.iter().filter(of_level).take(CAUSES_MAX).collect()
}

/// C8: of a level that asks for another one to be held: that one, where its anniversary was the day before.
fn leans_on(pen: &Pen<'_>, level: &LevelRow) -> Option<String> {
    let company = pen.company;
    let is_asked = company
        .requirements
        .iter()
        .any(|it| it.key == level.key && it.kind == KindName::Holds.word());
    let day = level.breach.filter(|_| is_asked)?.plus_days(-1);
    let held = company.held().into_iter();
    let mut others = held.filter(|own| own.key != level.key && own.anniversary == Some(day));
    let name = others.next()?.key.name();
    Some(pen.say("leans_on", &[("level", &short(&name))]))
}

/// What happens, and to whom.
fn cause(pen: &Pen<'_>, event: &EventRow) -> String {
    let whose = if event.email.is_empty() { String::new() } else { pen.person(&event.email) };
    let happens = pen.context.labels.behind_colon(&pen.code("event", &event.kind));
    let what = [happens, short(&event.skill).into_owned(), whose];
    what.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
