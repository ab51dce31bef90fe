//! Scores: the points of each metric against the threshold, which gates are open, and what changes when.

use maud::{Markup, html};

use crate::base::{Amount, Month};
use crate::programme::kind_name::KindName;
use crate::report::below::Below;
use crate::report::measured::baseline_of;
use crate::report::view::Row;
use crate::tables::columns;

use super::asked::silent_of;
use super::calendar::of_window;
use super::company::{LevelKey, LevelRow, MetricRow, RequirementRow, Track};
use super::company::{PointsCompared, ScoreChange};
use super::draw;
use super::pen::{Pen, short};

const HIGH: f64 = 24.0;
const SCORES_MAX: usize = 24;
/// A part that is narrower has no room for its number.
const NUMBER_WIDE: f64 = 60.0;
/// Days of one score whose changes are told; the workbook has all.
const CHANGES_MAX: usize = 8;
/// Months without rows that are named of one metric.
const MONTHS_MAX: usize = 12;
/// Points that Partner Center shows otherwise.
const COMPARED_MAX: usize = 8;
/// People who are named for one of them.
const NAMED_MAX: usize = 3;

impl ScoreChange {
    pub(super) fn of(key: LevelKey, row: &Row<'_, '_>, number: usize) -> Option<Self> {
        let text = |column| row.text(column).into_owned();
        Some(Self {
            key,
            option: text("option"),
            requirement: text("requirement"),
            day: row.day(columns::DATE)?,
            metric: text("metric"),
            change: row.amount(columns::SCORE_CHANGE)?,
            left: row.amount(columns::SCORE_POINTS),
            is_met: row.is(columns::SCORE_MET, "Yes"),
            who: row.list(columns::MOVED_BY),
            skills: row.list(columns::MOVED_SKILLS),
            row: number,
        })
    }
}

pub(super) fn section(pen: &Pen<'_>) -> Markup {
    let levels = pen.company.held_or_on_the_way();
    let scores: Vec<(&LevelRow, &RequirementRow)> = levels
        .into_iter()
        .flat_map(|level| {
            let own = pen.company.requirements.iter();
            own.filter(|it| it.key == level.key && it.kind == KindName::Score.word())
                .map(move |it| (level, it))
        })
        .take(pen.most(SCORES_MAX))
        .collect();
    html! {
        @if !scores.is_empty() {
            section aria-labelledby="scores" {
                h2 #scores { (pen.word("scores")) " " (pen.rule("C5a")) }
                @for (number, (level, requirement)) in scores.iter().enumerate() {
                    (score(pen, number, level, requirement))
                }
            }
        }
    }
}

/// Whether a row with this key, option and requirement belongs to a score.
fn is_of(row: (&LevelKey, &str, &str), level: &LevelRow, requirement: &RequirementRow) -> bool {
    row == (&level.key, requirement.option.as_str(), requirement.name.as_str())
}

fn score(pen: &Pen<'_>, number: usize, level: &LevelRow, requirement: &RequirementRow) -> Markup {
    let metrics: Vec<&MetricRow> = pen
        .company
        .metrics
        .iter()
        .filter(|it| is_of((&it.key, &it.option, &it.requirement), level, requirement))
        .collect();
    let need = requirement.need.unwrap_or_default();
    let have = requirement.have;
    let parts = parts(&metrics, need);
    let said = pen.say(
        "score_of",
        &[
            ("have", &pen.context.labels.amount_if_known(have)),
            ("need", &pen.amount(need)),
            ("met", pen.context.labels.get("met_today", &requirement.met.to_lowercase())),
        ],
    );
    let zero = silent_of(requirement, metrics.iter().copied(), pen.context).into_iter();
    let zero: Vec<String> = zero.map(|name| pen.requirement(&name).into_owned()).collect();
    let name = level.key.name();
    html! {
        h3 {
            (short(&name)) " · " (pen.requirement(&requirement.option))
            @if level.class.is_none() { " · " (pen.code("state", &level.state)) }
        }
        p { (said) " " (pen.row("requirements", requirement.row, &name)) }
        @for track in pen.company.tracks.iter().filter(|it| it.key == level.key) {
            p.bad-text { (lacking(pen, track)) " " (pen.row("requirements", track.row, &name)) }
        }
        @if let Some(said) = awaited(pen, &metrics) { p { (said) } }
        @for said in metrics.iter().flat_map(|metric| months_missing(pen, metric)) { p { (said) } }
        @for own in compared(pen, level, requirement) { p {
            (other_points(pen, own)) " " (pen.row("score_reconciliation", own.row, &name))
        } }
        @if !zero.is_empty() && requirement.met == "No" {
            p.bad-text[level.safe_by.is_none()] { (pen.say("score_zero", &[("metrics", &short(&zero.join(", ")))])) }
        }
        p.legend { span.entry { span.mark { "┊" } " " (pen.say("score_need", &[("need", &pen.amount(need))])) } }
        div.plot.flat {
            (draw::strip(&format!("score-{number}"), "score", HIGH, [&short(&name), &said], &parts.shapes))
            (parts.numbers)
        }
        div.wide { table {
            thead { tr {
                th scope="col" { (pen.word("metric")) }
                th scope="col" { (pen.word("points")) }
                th scope="col" { (pen.word("gates")) }
                th scope="col" { (pen.word("one_more")) }
            } }
            tbody { @for (place, metric) in metrics.iter().enumerate() { tr {
                th scope="row" {
                    span class={ "part part-" (place % 6) } { (place + 1) } " " (pen.requirement(&metric.name)) " "
                    (pen.row("score_metrics", metric.row, &name))
                }
                td.number { (points(pen, metric)) }
                td { (gates(pen, metric)) }
                td.number { (one_more(pen, metric)) }
            } } }
        } }
        (enough(pen, level, &metrics))
        (changes(pen, level, requirement))
    }
}

/// C5a: what Partner Center's own page shows other points for.
fn compared<'a>(
    pen: &Pen<'a>,
    level: &'a LevelRow,
    requirement: &'a RequirementRow,
) -> impl Iterator<Item = &'a PointsCompared> {
    let is_own = move |own: &&PointsCompared| {
        own.competency == level.key.competency && own.option == requirement.option
    };
    pen.company.compared.iter().filter(is_own).take(COMPARED_MAX)
}

fn other_points(pen: &Pen<'_>, own: &PointsCompared) -> String {
    let (ours, theirs) = (pen.amount(own.ours), pen.amount(own.theirs));
    let (metric, day) = (pen.requirement(&own.metric), pen.context.labels.day(own.on));
    let values = [("metric", &*metric), ("ours", &*ours), ("theirs", &*theirs), ("day", &*day)];
    pen.say("score_compared", &values)
}

/// C8: what is missing for another track to be the best one.
fn lacking(pen: &Pen<'_>, track: &Track) -> String {
    let (option, fact) = (pen.requirement(&track.option), pen.requirement(&track.fact));
    let place = pen.attested_at(&track.key, &track.option, &track.fact);
    let place = place.unwrap_or_else(|| "[company.attested]".to_owned());
    pen.say("score_track", &[("option", &option), ("fact", &short(&fact)), ("place", &place)])
}

/// W4: the month that is not shown yet, and the one through which the points are.
fn awaited(pen: &Pen<'_>, metrics: &[&MetricRow]) -> Option<String> {
    let (as_of, shown_on) = (pen.as_of(), pen.context.facts.in_force.score_refresh_day);
    let last = as_of.month().plus(-1);
    let through = metrics.iter().map(|own| own.measured_through.as_str());
    let through = through.filter(|month| !month.is_empty() && **month < *last.to_string()).max()?;
    let labels = pen.context.labels;
    let through = Month::from_iso(through).map(|month| labels.month(month))?;
    let (month, day) = (labels.month(last), pen.day(as_of.month().day(shown_on)));
    let values = [("month", &*month), ("day", &*day), ("through", &*through)];
    let said = pen.say("score_awaited", &values);
    // Where something of the month is there of others, they do not wait.
    let (last, all) =
        (last.to_string(), || metrics.iter().filter(|own| !own.measured_through.is_empty()));
    let waiting = || all().filter(|own| own.measured_through < last);
    if waiting().count() == all().count() {
        return Some(said);
    }
    let names: Vec<_> = waiting().map(|own| pen.requirement(&own.name)).collect();
    Some(format!("{}: {said}", names.join(", ")))
}

/// Months that have no rows, whether it looks at them or compares with them.
fn months_missing(pen: &Pen<'_>, metric: &MetricRow) -> Vec<String> {
    let name = pen.requirement(&metric.name);
    let told = |key, months: &[String]| {
        let months: Vec<String> =
            months.iter().map(|month| pen.context.labels.month_of(month)).collect();
        let months = pen.list(&months, MONTHS_MAX);
        (!months.is_empty()).then(|| pen.say(key, &[("metric", &name), ("months", &months)]))
    };
    let own = told("score_months", &metric.months_missing);
    own.into_iter().chain(told("score_months_before", &metric.months_missing_before)).collect()
}

/// The next points, and how many of what bring them.
fn one_more(pen: &Pen<'_>, metric: &MetricRow) -> String {
    let Some(more) = metric.one_more else { return String::new() };
    let below = metric.is_below.then(|| below(pen, metric)).flatten();
    if let (true, Some(below)) = (more.is_zero(), below) {
        let have = pen.context.labels.amount_if_known(below.have);
        let need = pen.amount(below.at_least);
        let values = [("measure", &*below.measure), ("need", &need), ("have", &have)];
        return pen.say("one_more_baseline", &values);
    }
    let enough = metric.enough_more.filter(|enough| more.is_zero() && !enough.is_zero());
    if let Some(enough) = enough {
        let enough = pen.context.labels.in_unit(enough, &metric.unit);
        return pen.say("one_more_enough", &[("more", &enough)]);
    }
    if more.is_zero() {
        return pen.word("one_more_none").to_owned();
    }
    let points = pen.amount(more);
    match metric.step {
        Some(step) => {
            let step = pen.context.labels.in_unit(step, &metric.unit);
            pen.say("one_more_of", &[("points", &points), ("step", &step)])
        }
        None => format!("+{points}"),
    }
}

/// Its baseline.
fn below(pen: &Pen<'_>, metric: &MetricRow) -> Option<Below> {
    let LevelKey { programme, competency, level, .. } = &metric.key;
    let key = [programme, competency, level, &metric.option, &metric.requirement];
    let own = (metric.name.as_str(), metric.baseline_have);
    baseline_of(pen.context.facts, key.map(String::as_str), own)
}

/// What would make the score enough, of each metric alone, and until when that helps.
fn enough(pen: &Pen<'_>, level: &LevelRow, metrics: &[&MetricRow]) -> Markup {
    let ways: Vec<(&MetricRow, Amount)> =
        metrics.iter().filter_map(|metric| Some((*metric, metric.enough_more?))).collect();
    let said = of_window(pen, level);
    html! {
        @if !ways.is_empty() {
            p { (pen.word("score_enough")) }
            ul { @for (metric, more) in ways { li {
                (pen.pair(&pen.requirement(&metric.name), &way(pen, metric, more)))
            } } }
        }
        @if let Some(said) = said { p { (said) } }
    }
}

/// What of a metric alone is enough.
fn way(pen: &Pen<'_>, metric: &MetricRow, more: Amount) -> String {
    let missing = metric.gates_more.filter(|missing| *missing > 0);
    let gates = missing
        .map(|missing| pen.say("score_gates", &[("missing", &pen.count(missing.unsigned_abs()))]));
    let more =
        (!more.is_zero()).then(|| format!("+{}", pen.context.labels.in_unit(more, &metric.unit)));
    gates.into_iter().chain(more).collect::<Vec<_>>().join("; ")
}

/// What is known today of the days ahead, the next one first.
fn changes(pen: &Pen<'_>, level: &LevelRow, requirement: &RequirementRow) -> Markup {
    let all: Vec<&ScoreChange> = pen
        .company
        .score_changes
        .iter()
        .filter(|it| is_of((&it.key, &it.option, &it.requirement), level, requirement))
        .collect();
    let days: Vec<&[&ScoreChange]> = all.chunk_by(|one, next| one.day == next.day).collect();
    let need = pen.amount(requirement.need.unwrap_or_default());
    let more: usize = days.iter().skip(CHANGES_MAX).map(|own| own.len()).sum();
    html! {
        @if !all.is_empty() {
            p { (pen.word("score_ahead")) " " (pen.rule("K5")) }
            ul { @for own in days.iter().take(CHANGES_MAX) { li {
                (of_day(pen, own, &need, level.safe_by.is_some()))
            } } }
            @if more > 0 {
                p.small { (pen.say("score_more", &[("count", &pen.count(more as u64))])) }
            }
        }
    }
}

/// What a score loses or wins on one day, what is left then, and because of whom.
fn of_day(pen: &Pen<'_>, all: &[&ScoreChange], need: &str, is_safe: bool) -> Markup {
    let Some(last) = all.last() else { return html! {} };
    let day = pen.day(last.day);
    let left = last.left.map(|left| pen.amount(left)).unwrap_or_default();
    let left = pen.say("score_left", &[("left", &left), ("need", need)]);
    let said = if let [one] = all {
        let (metric, change) = (pen.requirement(&one.metric), signed(pen, one.change));
        pen.say("score_moves", &[("day", &day), ("metric", &metric), ("change", &change)])
    } else {
        let change = signed(pen, all.iter().map(|one| one.change).sum());
        pen.say("score_day", &[("day", &day), ("change", &change)])
    };
    html! {
        (said) " "
        @if last.is_met || is_safe { (left) } @else { span.bad-text { (left) } }
        @for (place, one) in all.iter().enumerate() {
            @if all.len() > 1 {
                @if place > 0 { ";" }
                " " (pen.requirement(&one.metric)) " " (signed(pen, one.change))
            }
            (because(pen, one)) " "
            (pen.row("score_changes", one.row, &pen.requirement(&one.metric)))
        }
    }
}

fn signed(pen: &Pen<'_>, change: Amount) -> String {
    let points = pen.amount(change);
    if change > Amount::ZERO { format!("+{points}") } else { points }
}

/// Who moves it, and with which skills.
fn because(pen: &Pen<'_>, change: &ScoreChange) -> Markup {
    let who = pen.persons(&change.who, NAMED_MAX);
    let skills = change.skills.join(", ");
    html! { @if !who.is_empty() { " " (who) " (" (short(&skills)) ")" } }
}

fn points(pen: &Pen<'_>, metric: &MetricRow) -> String {
    let points = pen.context.labels.amount_if_known(metric.points);
    let most = metric.max.map(|max| pen.amount(max)).unwrap_or_default();
    pen.say("points_of", &[("points", &points), ("max", &most)])
}

fn gates(pen: &Pen<'_>, metric: &MetricRow) -> String {
    match metric.gates {
        Some((open, all)) if all > 0 && open < all => {
            pen.say("gates_shut", &[("open", &open.to_string()), ("all", &all.to_string())])
        }
        Some((_, all)) if all > 0 => pen.word("gates_open").to_owned(),
        _ => String::new(),
    }
}

/// A bar of points, and the numbers of its parts.
struct PointsBar {
    shapes: Markup,
    numbers: Markup,
}

/// The points of the metrics one behind the other, and the threshold as a line. The parts have the
/// numbers of the table, so that no colour is needed to tell them apart.
fn parts(metrics: &[&MetricRow], need: Amount) -> PointsBar {
    let all: Amount = metrics.iter().filter_map(|it| it.max).sum();
    // The threshold is seen where it is all that there is, too.
    let most = all.max(need).as_f64().max(1.0) * 1.02;
    let wide = |amount: Amount| draw::WIDE * amount.as_f64() / most;
    let mut left = 0.0;
    let mut shapes = draw::bar("track", [0.0, 4.0, draw::WIDE, HIGH - 4.0]);
    let mut numbers = html! {};
    for (place, metric) in metrics.iter().enumerate() {
        let right = left + wide(metric.points.unwrap_or_default());
        let class = format!("part-{}", place % 6);
        shapes = html! { (shapes) (draw::bar(&class, [left, 4.0, (right - 2.0).max(left), HIGH - 4.0])) };
        if right - left >= NUMBER_WIDE {
            let middle = draw::units(f64::midpoint(left, right) / draw::WIDE * 100.0);
            numbers = html! { (numbers) span class={ "part " (class) } style={ "left:" (middle) "%" } { (place + 1) } };
        }
        left = right;
    }
    PointsBar {
        shapes: html! { (shapes) (draw::upright("threshold", wide(need), HIGH)) },
        numbers: html! { div.numbers aria-hidden="true" { (numbers) } },
    }
}
