//! K5: the days on which skills come and go, person by person.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::base::Day;
use crate::programme::catalogue::SkillId;
use crate::rules::Holding;

use super::case::Case;
use super::event::Event;
use super::stops::Stops;

pub(super) const BECOMES_VISIBLE: &str = "skill_becomes_visible";

/// One skill of one person, all its rows.
struct HeldSkill<'a> {
    person: u32,
    skill: SkillId,
    rows: &'a [Holding],
    stops: &'a BTreeSet<Day>,
}

impl HeldSkill<'_> {
    /// A row counts, retirement aside.
    fn is_held(&self, day: Day) -> bool {
        self.rows.iter().any(|row| row.from <= day && day <= row.through)
    }

    /// It counts for a requirement of the as-of date.
    fn counts(&self, day: Day) -> bool {
        self.is_held(day) && self.stops.last().is_some_and(|last| day <= *last)
    }

    fn event(&self, day: Day, kind: &'static str) -> Event {
        let (person, skill) = (Some(self.person), Some(self.skill));
        Event { person, skill, skills: vec![self.skill], ..Event::on(day, kind) }
    }
}

#[must_use]
pub(crate) fn events(case: &Case<'_, '_>) -> Vec<Event> {
    let of_person = |held: Vec<HeldSkill<'_>>| {
        let mut events = Vec::new();
        for skill in &held {
            becomes_visible(skill, &mut events);
            let expiring = expires(case, skill);
            events.extend(expiring.into_iter().map(|day| skill.event(day, "skill_expires")));
            stops_counting(case, skill, &mut events);
        }
        leaves(case, &held, &mut events);
        events
    };
    let mut events: Vec<Event> = persons(case).flat_map_iter(of_person).collect();
    grace_ends(case, &case.shared.stops, &mut events);
    events
}

/// The first days without a skill, with the person and the skill: `skill_expires` of the calendar alone.
pub(crate) fn expiries(case: &Case<'_, '_>) -> Vec<(u32, SkillId, Day)> {
    let of_person = |held: Vec<HeldSkill<'_>>| {
        let of_skill = |own: HeldSkill<'_>| {
            let days = expires(case, &own).into_iter();
            days.map(move |day| (own.person, own.skill, day))
        };
        held.into_iter().flat_map(of_skill).collect::<Vec<_>>()
    };
    persons(case).flat_map_iter(of_person).collect()
}

/// The skills of each person that requirements name, in the order of the holders.
fn persons<'c>(case: &'c Case<'_, '_>) -> impl ParallelIterator<Item = Vec<HeldSkill<'c>>> {
    let persons = case.holders.holdings.par_chunk_by(|a, b| a.person == b.person);
    persons.map(|of_person| {
        let person = case.roster.person(of_person[0].person);
        let skills = of_person.chunk_by(|a, b| a.skill == b.skill);
        let held = |rows: &'c [Holding]| {
            let skill = rows[0].skill;
            Some(HeldSkill { person, skill, rows, stops: case.shared.stops.get(&skill)? })
        };
        skills.filter_map(held).collect()
    })
}

/// The first day with it, where no other row of the skill was there before.
fn becomes_visible(held: &HeldSkill<'_>, events: &mut Vec<Event>) {
    let pending =
        held.rows.iter().filter(|row| row.is_pending && !held.is_held(row.from.plus_days(-1)));
    let days: BTreeSet<Day> = pending.map(|row| row.from).filter(|day| held.counts(*day)).collect();
    events.extend(days.into_iter().map(|day| held.event(day, BECOMES_VISIBLE)));
}

/// The first day without it, unless another row of the skill counts that day.
fn expires(case: &Case<'_, '_>, held: &HeldSkill<'_>) -> BTreeSet<Day> {
    let ending = held.rows.iter().filter(|row| {
        case.is_ahead(row.through.plus_days(1))
            && held.counts(row.through)
            && !held.is_held(row.through.plus_days(1))
            && case.endings.expires_on(row) == row.through
    });
    ending.map(|row| row.through.plus_days(1)).collect()
}

/// Once for each distinct day.
fn stops_counting(case: &Case<'_, '_>, held: &HeldSkill<'_>, events: &mut Vec<Event>) {
    let ahead = held.stops.iter().filter(|last| case.is_ahead(last.plus_days(1)));
    let counting = ahead.filter(|last| held.is_held(**last));
    events.extend(counting.map(|last| held.event(last.plus_days(1), "skill_stops_counting")));
}

fn leaves(case: &Case<'_, '_>, held: &[HeldSkill<'_>], events: &mut Vec<Event>) {
    let Some(person) = held.first().map(|own| own.person) else { return };
    let last = case.endings.roll_through(person);
    if !case.is_ahead(last.plus_days(1)) {
        return;
    }
    let skills: Vec<SkillId> =
        held.iter().filter(|own| own.counts(last)).map(|own| own.skill).collect();
    if !skills.is_empty() {
        let event = Event::on(last.plus_days(1), "user_leaves");
        events.push(Event { person: Some(person), skills, ..event });
    }
}

/// For each person with a counting or pending skill that is linked by PMC grace.
fn grace_ends(case: &Case<'_, '_>, stops: &Stops, events: &mut Vec<Event>) {
    let mut persons = case.in_grace().to_vec();
    persons.sort_unstable();
    persons.dedup();
    for person in persons {
        let Some(day) = case.endings.grace_ends_on(person).filter(|day| case.is_ahead(*day)) else {
            continue;
        };
        let eve = day.plus_days(-1);
        let own = case.roster.holder(person).map_or(&[][..], |own| case.holders.of_holder(own));
        let ending = own.iter().filter(|held| held.by_grace && held.through == eve);
        // What stopped counting by its retirement before is not lost with the grace.
        let counted = |skill: &SkillId| stops.get(skill).and_then(BTreeSet::last) >= Some(&eve);
        let skills = ending.map(|held| held.skill).filter(counted).collect();
        events.push(Event { person: Some(person), skills, ..Event::on(day, "grace_ends") });
    }
}
