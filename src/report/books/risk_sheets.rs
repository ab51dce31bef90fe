//! The sheets of the competency risk report.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::base::{Amount, Day};
use crate::report::book::{Accent, Sheet};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::classes;
use crate::report::view::{Row, each};
use crate::tables::columns;

use super::context::Context;
use super::field::Field;
use super::key_people::KeyPeopleLines;
use super::level_key::{CompanyLevelKey, level_key};
use super::level_order::{is_linked, place, places, sheet_rows};
use super::mirror::Mirror;
use super::spares::Spares;

pub(crate) const SEVERITIES: [(&str, Tone); 6] = [
    ("lapsed", Tone::Bad),
    ("critical", Tone::Bad),
    ("warning", Tone::Warning),
    ("fragile", Tone::Notice),
    ("ok", Tone::Good),
    ("unknown", Tone::Muted),
];
const YES: &[(&str, Tone)] = &[("yes", Tone::Good)];
const NO: &[(&str, Tone)] = &[("no", Tone::Bad), ("unknown", Tone::Muted)];

/// The first row that each level has among its requirements; none for tables that are too large for
/// links.
fn requirement_rows(context: Context<'_>) -> BTreeMap<CompanyLevelKey, usize> {
    let mut rows = BTreeMap::new();
    // The links stand in the rows of the levels.
    if !is_linked(context.tables.get("levels")) {
        return rows;
    }
    let mut number = 1;
    each(context.tables.get("requirements"), |row| {
        number += 1;
        rows.entry(level_key(&row)).or_insert(number);
    });
    rows
}

/// The row of each level on its sheet.
fn level_rows(context: Context<'_>) -> BTreeMap<CompanyLevelKey, usize> {
    let mut rows = BTreeMap::new();
    if !is_linked(context.tables.get("requirements")) {
        return rows;
    }
    let on_sheet = sheet_rows(&places(context));
    let mut number = 0;
    each(context.tables.get("levels"), |row| {
        rows.insert(level_key(&row), on_sheet[number]);
        number += 1;
    });
    rows
}

#[must_use]
pub(crate) fn levels<'a>(context: Context<'a>, people: &KeyPeopleLines) -> Sheet<'a> {
    let requirements = requirement_rows(context);
    let is_linked = is_linked(context.tables.get("levels"));
    let persons = if is_linked { people.rows() } else { BTreeMap::new() };
    let sheet = context.sheet_name("requirements");
    let key_people = context.sheet_name("key_people");
    let as_of = context.facts.as_of;
    // What is safe by its window is no cause for alarm, met today or not (W3); nor is what is not held.
    let at_risk = |own: Accent| Accent::Unless {
        header: context.labels.get("column", "risk").to_owned(),
        says: context.labels.get("severity", "ok").to_owned(),
        own: Box::new(own),
    };
    let [met, unmet] = [YES, NO].map(|words| context.tones("word", words));
    let met = Accent::All(vec![met, at_risk(unmet)]);
    Mirror {
        sheet: "levels",
        table: "tblLevels",
        of: "levels",
        fields: vec![
            Field::made("competency", Look::Text, move |row| {
                linked(
                    row.text(columns::COMPETENCY).into_owned(),
                    sheet,
                    requirements.get(&level_key(row)),
                )
            }),
            Field::text(columns::LEVEL),
            Field::code(context, columns::STATE, "state").by("K1"),
            Field::code(context, columns::SEVERITY, "severity")
                .named("risk")
                .accented(context.tones("severity", &SEVERITIES))
                .by("K4"),
            Field::yes_no(context, columns::MET).accented(met.clone()).by("C1–C6"),
            Field::yes_no(context, columns::MET_AT_ANNIVERSARY).accented(met).by("K3"),
            Field::day(columns::UNMET_SINCE).by("K4"),
            Field::made("breach_on", Look::Date, |row| Cell::day(breaks_on(row)))
                .accented(Accent::Nearing(as_of))
                .by("K4"),
            Field::day(columns::ANNIVERSARY_ON).by("K2"),
            Field::day(columns::ANNIVERSARY_BEFORE_EXTENSION).by("K2"),
            Field::day(columns::QUALIFIED_ON).by("W2"),
            Field::day(columns::WINDOW_FROM).by("W1"),
            Field::day(columns::WINDOW_TO).accented(at_risk(Accent::Nearing(as_of))).by("W1"),
            Field::day(columns::RENEWAL_QUALIFIED_ON).by("W3"),
            Field::day(columns::QUALIFIES_ON).by("W3"),
            Field::day(columns::HELPED_THROUGH).accented(at_risk(Accent::Nearing(as_of))).by("W3"),
            Field::made("days_to_breach", Look::Integer, move |row| days_to(breaks_on(row), as_of)),
            Field::requirement(context, columns::BEST_OPTION).by("C8"),
            // The list beside it is too long for a link: not every program wraps links.
            Field::made("bus_factor", Look::Id, move |row| {
                let all = row.text(columns::KEY_PEOPLE);
                let first = all.split(';').next().unwrap_or("").to_owned();
                let place = persons.get(&(row.text(columns::MPN_ID).into_owned(), first));
                linked(row.text(columns::BUS_FACTOR).into_owned(), key_people, place)
            })
            .by("C7"),
            Field::list(context, columns::KEY_PEOPLE).by("C7"),
            Field::yes_no(context, columns::UPGRADE_AVAILABLE).by("K7"),
            Field::text(columns::PROGRAMME),
        ],
        keep: None,
        order: Some(Box::new(place)),
        frozen: 2,
        tab: None,
    }
    .sheet(context)
}

/// The day is still to come: what is not met any more says since when.
fn breaks_on(row: &Row<'_, '_>) -> Option<Day> {
    classes::breaks_on(row).filter(|_| !row.is(columns::MET, "No"))
}

fn linked<'a>(text: String, sheet: &str, row: Option<&usize>) -> Cell<'a> {
    match row {
        Some(row) if !text.is_empty() => Cell::link(text, sheet, *row),
        _ => Cell::text(text),
    }
}

fn days_to<'a>(day: Option<Day>, as_of: Day) -> Cell<'a> {
    day.map_or(Cell::Empty, |day| Cell::Number(i64::from(day.0 - as_of.0)))
}

/// The margin in hundredths of the need.
fn share<'a>(row: &Row<'_, '_>) -> Cell<'a> {
    match (row.amount(columns::MARGIN), row.amount(columns::NEED)) {
        (Some(margin), Some(need)) if need > Amount::ZERO => {
            Cell::Amount(margin.times(100).share(Amount::whole(1), need, 0))
        }
        _ => Cell::Empty,
    }
}

#[must_use]
pub(crate) fn requirements(context: Context<'_>) -> Sheet<'_> {
    let levels = level_rows(context);
    let sheet = context.sheet_name("levels");
    let metrics = metrics_told(context);
    let has_metrics = !metrics.is_empty();
    let told = Field::told("metrics", move |row, text| {
        text.push_str(metrics.get(&requirement_key(row)).map_or("", String::as_str));
    });
    let mut sheet = Mirror {
        sheet: "requirements",
        table: "tblRequirements",
        of: "requirements",
        fields: vec![
            Field::made("competency", Look::Text, move |row| {
                linked(
                    row.text(columns::COMPETENCY).into_owned(),
                    sheet,
                    levels.get(&level_key(row)),
                )
            }),
            Field::text(columns::LEVEL),
            Field::requirement(context, columns::OPTION),
            Field::requirement(context, columns::REQUIREMENT),
            Field::code(context, columns::KIND, "requirement_kind"),
            Field::amount(columns::NEED, Look::Mixed).by("C1–C5"),
            Field::amount(columns::HAVE, Look::Mixed).by("C6"),
            Field::amount(columns::SHORTFALL, Look::Mixed).by("C6"),
            Field::amount(columns::MARGIN, Look::Mixed).by("C6"),
            // People and revenue have one scale only as a share of what is needed.
            Field::made("margin_share", Look::Integer, share)
                .accented(Accent::Bars(Some(100)))
                .by("C6"),
            Field::yes_no(context, columns::MET).accented(context.yes_no_tones()).by("C6"),
            Field::amount(columns::HAVE_AT_ANNIVERSARY, Look::Mixed).by("K3"),
            Field::list(context, columns::PERSONS).widest(60).by("C6"),
            Field::text(columns::PROGRAMME),
        ],
        keep: None,
        order: None,
        frozen: 2,
        tab: None,
    };
    if has_metrics {
        sheet.fields.insert(sheet.fields.len() - 1, told.widest(60).by("C5a"));
    }
    sheet.sheet(context)
}

/// A requirement by its company, programme, competency, level, option and name.
type RequirementKey = [String; 6];

fn requirement_key(row: &Row<'_, '_>) -> RequirementKey {
    [
        columns::MPN_ID,
        columns::PROGRAMME,
        columns::COMPETENCY,
        columns::LEVEL,
        columns::OPTION,
        columns::REQUIREMENT,
    ]
    .map(|column| row.text(column).into_owned())
}

/// The points of each metric of a score against the most that it gives: `Net adds 20/30; …`.
fn metrics_told(context: Context<'_>) -> BTreeMap<RequirementKey, String> {
    let mut told: BTreeMap<RequirementKey, String> = BTreeMap::new();
    each(context.tables.get("score_metrics"), |row| {
        let amount = |column| {
            row.amount(column).map_or_else(|| "?".to_owned(), |own| context.labels.amount(own))
        };
        let own = told.entry(requirement_key(&row)).or_default();
        if !own.is_empty() {
            own.push_str("; ");
        }
        let metric = row.text(columns::METRIC);
        let name = context.facts.translations.get(&*metric).map_or(&*metric, |name| *name);
        // Writing to a string cannot fail.
        let _ = write!(own, "{name} {}/{}", amount("points"), amount("max"));
    });
    told
}

/// The days on which KPIs leave the window of a company.
fn leaving(context: Context<'_>) -> BTreeSet<(Day, String)> {
    let mut days = BTreeSet::new();
    each(context.tables.get("events"), |row| {
        if let (true, Some(day)) = (row.is(columns::KIND, LEAVES), row.day(columns::DATE)) {
            days.insert((day, row.text(columns::MPN_ID).into_owned()));
        }
    });
    days
}

const LEAVES: &str = "kpi_month_leaves";

/// What an event does: the levels that become unmet, or the KPIs that leave, as the language writes
/// them.
fn effect(row: &Row<'_, '_>, context: Context<'_>) -> String {
    let effect = row.text(columns::EFFECT);
    let Some((month, kpis)) = effect.split_once(' ').filter(|_| row.is(columns::KIND, LEAVES))
    else {
        let mends = row.text(columns::MENDS).replace(';', ", ");
        if effect.is_empty() && !mends.is_empty() {
            return context.labels.say("say", "met_again", &[("levels", &mends)]);
        }
        return effect.replace(';', "; ");
    };
    let kpis = Amount::from_plain(kpis).map_or(kpis.to_owned(), |kpis| context.labels.amount(kpis));
    let month = context.labels.month_of(month);
    context.labels.say("say", "kpis_leave", &[("month", &month), ("kpis", &kpis)])
}

/// The routine of the KPIs is one line a month: a month is published, and the oldest leaves.
fn is_folded(row: &Row<'_, '_>, leaving: &BTreeSet<(Day, String)>) -> bool {
    let key = row.day(columns::DATE).map(|day| (day, row.text(columns::MPN_ID).into_owned()));
    row.is(columns::KIND, "kpi_published") && key.is_some_and(|key| leaving.contains(&key))
}

/// The rows on the calendar of some rows of the events, both counted from 1.
#[must_use]
pub(crate) fn calendar_rows(
    wanted: &BTreeSet<usize>,
    context: Context<'_>,
) -> BTreeMap<usize, usize> {
    let mut rows = BTreeMap::new();
    if wanted.is_empty() {
        return rows;
    }
    let leaving = leaving(context);
    // The header stands in the first row.
    let (mut number, mut shown) = (0, 1);
    each(context.tables.get("events"), |row| {
        number += 1;
        shown += usize::from(!is_folded(&row, &leaving));
        if wanted.contains(&number) {
            rows.insert(number, shown);
        }
    });
    rows
}

#[must_use]
pub(crate) fn calendar(context: Context<'_>) -> Sheet<'_> {
    let as_of = context.facts.as_of;
    let leaving = leaving(context);
    let spares = Spares::of(context);
    Mirror {
        sheet: "calendar",
        table: "tblCalendar",
        of: "events",
        fields: vec![
            Field::day(columns::DATE).accented(Accent::Nearing(as_of)),
            Field::made("days_until", Look::Integer, move |row| {
                days_to(row.day(columns::DATE), as_of)
            }),
            Field::code(context, columns::KIND, "event")
                .named("event")
                .looking(Look::Prose)
                .widest(30)
                .by("K5"),
            Field::text(columns::WORK_EMAIL),
            Field::text(columns::SKILL_CODE).looking(Look::Prose).widest(34),
            Field::text(columns::COMPETENCY),
            Field::text(columns::LEVEL),
            Field::made("effect", Look::Prose, move |row| Cell::text(effect(row, context)))
                .by("K5"),
            Field::made("spare_after", Look::Integer, move |row| Cell::number(spares.after(row)))
                .by("C6, K3"),
        ],
        keep: Some(Box::new(move |row| !is_folded(row, &leaving))),
        order: None,
        frozen: 1,
        tab: None,
    }
    .sheet(context)
}
