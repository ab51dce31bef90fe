//! K5: the dated events of the next twelve months, and the levels that each of them loses.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::fold::fold;
use crate::base::{Amount, Day};
use crate::programme::InForce;
use crate::programme::catalogue::{RequirementKind, SkillId};
use crate::tables::output::Value;

use super::case::Case;
use super::event::Event;
use super::ladder::LevelId;
use super::learning::Types;
use super::life_cycle::HeldTerm;
use super::question::{TableCells, text};
use super::requirement::PreparedRequirement;
use super::skill_events::{self, BECOMES_VISIBLE};
use super::window::{Window, published_on};

const REQUIREMENT_CHANGES: &str = "requirement_changes";

impl Case<'_, '_> {
    /// After the as-of date, within the calendar.
    #[must_use]
    pub fn is_ahead(&self, day: Day) -> bool {
        self.grounds.at.as_of < day && day <= self.calendar_through()
    }
}

/// The rows of the calendar.
#[must_use]
pub(crate) fn rows(case: &Case<'_, '_>) -> Vec<TableCells> {
    let mut events = skill_events::events(case);
    for level in case.grounds.at.ladder.levels() {
        requirement_changes(case, level, &mut events);
        attestations(case, level, &mut events);
        renewals(case, level, &mut events);
    }
    for own in &case.unlisted {
        let title = Some((own.competency.clone(), own.level.clone()));
        let dated = dates_of(own.held, case.grounds.at.rules);
        events.extend(
            dated.map(|(day, kind)| Event { unlisted: title.clone(), ..Event::on(day, kind) }),
        );
    }
    learning_months(case, &mut events);
    events.retain(|event| case.is_ahead(event.day));
    name_losses(case, &mut events);
    name_gains(case, &mut events);
    merged(case, events).into_iter().map(|event| row(case, event)).collect()
}

/// The days on which a requirement of the level begins, or is no longer in force.
fn requirement_changes(case: &Case<'_, '_>, level: LevelId, events: &mut Vec<Event>) {
    let placed = case.grounds.at.ladder.own(level).map(|id| case.grounds.placed(id));
    let days: BTreeSet<Day> = placed
        .filter(|placed| placed.from <= placed.through)
        .flat_map(|placed| [placed.from, placed.through.plus_days(1)])
        .filter(|day| case.is_ahead(*day))
        .collect();
    events.extend(days.into_iter().map(|day| Event::of_level(day, REQUIREMENT_CHANGES, level)));
}

fn attestations(case: &Case<'_, '_>, level: LevelId, events: &mut Vec<Event>) {
    let as_of = case.grounds.at.as_of;
    for id in case.grounds.at.ladder.own(level) {
        let placed = case.grounds.placed(id);
        let RequirementKind::Attested { fact, .. } = &placed.requirement.kind else { continue };
        let PreparedRequirement::Attested(Some((_, through))) = case.grounds.asked(id) else {
            continue;
        };
        if placed.in_force(as_of) {
            let event = Event::of_level(through.plus_days(1), "attestation_expires", level);
            events.push(Event { fact: Some(fold(fact)), ..event });
        }
    }
}

/// Of held levels: the anniversary, its reminders, and the last day of the renewal window.
fn renewals(case: &Case<'_, '_>, level: LevelId, events: &mut Vec<Event>) {
    let at = &case.grounds.at;
    let Some(held) = case.held.get(&level) else { return };
    if !at.ladder.is_listed(level, at.as_of) {
        return;
    }
    events.extend(dates_of(*held, at.rules).map(|(day, kind)| Event::of_level(day, kind, level)));
}

fn dates_of(held: HeldTerm, rules: &InForce) -> impl Iterator<Item = (Day, &'static str)> + '_ {
    let reminders = rules.renewal_reminders.iter();
    let reminders =
        reminders.map(move |days| (held.anniversary.plus_days(*days), "renewal_reminder"));
    [(held.anniversary, "anniversary"), (held.renewal_window_ends_on(rules), "renewal_window_ends")]
        .into_iter()
        .chain(reminders)
}

/// L5: each publication brings a month and drops one.
fn learning_months(case: &Case<'_, '_>, events: &mut Vec<Event>) {
    let (Some(learning), at) = (case.learning, &case.grounds.at) else { return };
    let asks = at.ladder.requirements.iter().any(|placed| {
        placed.in_force(at.as_of)
            && matches!(placed.requirement.kind, RequirementKind::Learning { .. })
    });
    if !asks {
        return;
    }
    let first = at.as_of.month().plus(-2);
    let last = case.calendar_through().month();
    for month in (Window { first, last }).months() {
        let day = published_on(month, at.rules);
        let leaves = month.plus(-at.rules.kpi_window_months);
        let kpi: Amount = learning.sum(Window { first: leaves, last: leaves }, &Types::All);
        events.push(Event::on(day, "kpi_published"));
        let note = format!("{leaves} {kpi}");
        events.push(Event { note, ..Event::on(day, "kpi_month_leaves") });
    }
}

/// A level met the day before and not met that day is named by every event of the day that touches
/// it; where its requirements change that day, by that alone, else by the change of a higher level
/// that is lost with it.
fn name_losses(case: &Case<'_, '_>, events: &mut [Event]) {
    let mut by_day: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
    for (place, event) in events.iter().enumerate() {
        by_day.entry(event.day).or_default().push(place);
    }
    let (ladder, as_of) = (case.grounds.at.ladder, case.grounds.at.as_of);
    for (competency, sweep) in case.sweeps.iter().enumerate() {
        for (day, rung) in sweep.losses(case.calendar_through()) {
            let level = (competency, rung);
            let of_day = by_day.get(&day).map_or(&[][..], Vec::as_slice);
            let changes = |place: &usize, of: LevelId| {
                let event = &events[*place];
                event.kind == REQUIREMENT_CHANGES && event.level == Some(of)
            };
            let (skills, facts) = (ladder.skills(level, as_of), ladder.facts(level, as_of));
            let touches = |place: &&usize| {
                let event = &events[**place];
                event.skills.iter().any(|skill| skills.contains(skill))
                    || event.fact.as_ref().is_some_and(|fact| facts.contains(fact))
            };
            // Lost with a higher level whose requirements change: that change names it.
            let higher = (rung + 1..sweep.now().len()).map(|rung| (competency, rung));
            let lost_too = higher.filter(|level| sweep.is_lost(level.1, day));
            let ways = std::iter::once(level).chain(lost_too);
            let alone: Vec<usize> = ways
                .map(|of| of_day.iter().filter(|place| changes(place, of)).copied().collect())
                .find(|found: &Vec<usize>| !found.is_empty())
                .unwrap_or_default();
            let named = if alone.is_empty() {
                of_day.iter().filter(touches).copied().collect()
            } else {
                alone
            };
            let deciding = deciding(case, level, events, &named);
            for place in named {
                events[place].lost.insert(ladder.title(level));
            }
            for place in deciding {
                events[place].decides.insert(ladder.title(level));
            }
        }
    }
}

/// A level not met the day before and met that day is named by what becomes visible of its skills that day, and
/// by the change of its requirements.
fn name_gains(case: &Case<'_, '_>, events: &mut [Event]) {
    let (ladder, as_of) = (case.grounds.at.ladder, case.grounds.at.as_of);
    for (competency, sweep) in case.sweeps.iter().enumerate() {
        for (day, rung) in sweep.gains(case.calendar_through()) {
            let level = (competency, rung);
            let skills = ladder.skills(level, as_of);
            for event in events.iter_mut().filter(|event| event.day == day) {
                let is_own = event.kind == REQUIREMENT_CHANGES && event.level == Some(level);
                let is_seen = event.kind == BECOMES_VISIBLE
                    && event.skills.iter().any(|skill| skills.contains(skill));
                if is_own || is_seen {
                    event.mends.insert(ladder.title(level));
                }
            }
        }
    }
}

/// Of the events of a day that touch a level which is lost that day: those that its breach names as causes, else
/// all.
fn deciding(case: &Case<'_, '_>, level: LevelId, events: &[Event], named: &[usize]) -> Vec<usize> {
    let (Some(first), true) = (named.first(), named.len() > 1) else { return named.to_vec() };
    let causes = case.losses(level, events[*first].day);
    let fact_of = |id| match &case.grounds.placed(id).requirement.kind {
        RequirementKind::Attested { fact, .. } => Some(fact.as_str()),
        _ => None,
    };
    let is_cause =
        |place: &&usize| causes.iter().any(|cause| events[**place].is_cause(cause, fact_of));
    let deciding: Vec<usize> = named.iter().filter(is_cause).copied().collect();
    if deciding.is_empty() { named.to_vec() } else { deciding }
}

/// Events of levels that cannot be told apart, as of a competency in two programmes, are one.
fn merged(case: &Case<'_, '_>, events: Vec<Event>) -> Vec<Event> {
    let mut alike: BTreeMap<(Day, &'static str, String), Event> = BTreeMap::new();
    let mut merged = Vec::with_capacity(events.len());
    for event in events {
        let Some(level) = event.level else {
            merged.push(event);
            continue;
        };
        let key = (event.day, event.kind, case.grounds.at.ladder.title(level));
        match alike.get_mut(&key) {
            Some(known) => {
                known.lost.extend(event.lost);
                known.decides.extend(event.decides);
                known.mends.extend(event.mends);
            }
            None => {
                alike.insert(key, event);
            }
        }
    }
    merged.extend(alike.into_values());
    merged
}

fn row(case: &Case<'_, '_>, event: Event) -> TableCells {
    let at = &case.grounds.at;
    let code = |skill: SkillId| at.catalogue.skills[skill as usize].code.as_str();
    let unlisted = event.unlisted.as_ref();
    let unlisted = unlisted.map_or(("", ""), |(own, level)| (own.as_str(), level.as_str()));
    let (competency, level) = event.level.map_or(unlisted, |level| {
        (at.ladder.competencies[level.0].name, at.ladder.rung(level).name)
    });
    let lost: Vec<String> = event.lost.into_iter().collect();
    let decides: Vec<String> = event.decides.into_iter().collect();
    let mends: Vec<String> = event.mends.into_iter().collect();
    vec![
        Value::Day(Some(event.day)),
        text(event.kind),
        text(case.mpn_id()),
        text(event.person.map_or("", |person| case.shared.question.email(person))),
        text(event.skill.map_or("", code)),
        text(competency),
        text(level),
        Value::Text(if event.note.is_empty() { lost.join(";") } else { event.note }),
        Value::Text(decides.join(";")),
        Value::Text(mends.join(";")),
    ]
}
