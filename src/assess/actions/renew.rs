//! N1: certificates whose end makes a held level unmet, or makes it hang on one person.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::case::Case;
use crate::assess::ladder::LevelId;
use crate::assess::met::Met;
use crate::assess::shift::Shift;
use crate::assess::skill_events;
use crate::assess::standpoint::Moment;
use crate::base::Day;
use crate::programme::catalogue::{SkillId, SkillKind};
use crate::rules::Holding;

use super::action::{Action, Kind, Place};
use super::done::Done;
use super::people::group;
use super::supposed::Supposed;

/// People of a level that are tried one by one, to see whether it hangs on one of them.
const TRIED_MAX: usize = 200;

/// The end of a certificate of a holder: the first day without it.
struct End {
    holder: u32,
    person: u32,
    skill: SkillId,
    day: Day,
    /// The last day on which the person is linked, by what is known.
    linked_through: Day,
}

impl End {
    /// What the holder has, and the certificate for as long as the holder is linked.
    fn renewed(&self, case: &Case<'_, '_>) -> Vec<Holding> {
        let all = case.holders.of_holder(self.holder);
        let mut own = all.to_vec();
        let ending = all.iter().find(|held| held.skill == self.skill).copied();
        own.extend(ending.map(|held| Holding {
            from: self.day,
            through: self.linked_through,
            ..held
        }));
        own
    }
}

#[must_use]
pub(super) fn actions(supposed: &Supposed<'_, '_>) -> Vec<Action> {
    if supposed.in_need().next().is_none() {
        return Vec::new();
    }
    let ends = ends(supposed);
    let mut hanging: BTreeMap<(LevelId, Day), bool> = BTreeMap::new();
    let mut actions: Vec<Action> =
        ends.iter().filter_map(|end| action(supposed, end, &mut hanging)).collect();
    group(&mut actions, |action| (action.who.clone(), action.skill.clone()));
    actions
}

/// What ends after the as-of date and can be renewed today.
fn ends(supposed: &Supposed<'_, '_>) -> Vec<End> {
    let case = supposed.case;
    let (at, as_of) = (&case.grounds.at, supposed.as_of());
    let opens = at.rules.renewal_opens_months;
    let events = skill_events::events(case).into_iter();
    events
        .filter(|event| event.kind == "skill_expires" && event.day > as_of)
        .filter_map(|event| {
            let (person, skill) = (event.person?, event.skill?);
            let last = event.day.plus_days(-1);
            let is_open = last.plus_months(-opens.months) <= as_of;
            let is_alive =
                at.catalogue.skills[skill as usize].retired_on.is_none_or(|day| day > as_of);
            let holder = case.roster.holder(person)?;
            let is_ours =
                is_open && is_alive && is_renewed(at.catalogue.skills[skill as usize].kind);
            let linked_through = linked_through(case, holder, person, skill).filter(|_| is_ours)?;
            Some(End { holder, person, skill, day: event.day, linked_through })
        })
        .collect()
}

/// Exams and assessments are not renewed: they are earned again.
fn is_renewed(kind: SkillKind) -> bool {
    !matches!(kind, SkillKind::Exam | SkillKind::Assessment)
}

/// None where the certificate neither counts on the as-of date nor only waits to become visible.
fn linked_through(case: &Case<'_, '_>, holder: u32, person: u32, skill: SkillId) -> Option<Day> {
    let as_of = case.grounds.at.as_of;
    let own = case.holders.of_holder(holder).iter().filter(|held| held.skill == skill);
    let counting =
        |held: &&Holding| (held.from <= as_of || held.is_pending) && as_of <= held.through;
    let held = own.filter(counting).max_by_key(|held| held.through)?;
    let endings = &case.endings;
    let grace = endings.grace_ends_on(person).filter(|_| held.by_grace);
    let grace = grace.map_or(Day::FOREVER, |end| end.plus_days(-1));
    Some(endings.roll_through(person).min(grace))
}

fn action(
    supposed: &Supposed<'_, '_>,
    end: &End,
    hanging: &mut BTreeMap<(LevelId, Day), bool>,
) -> Option<Action> {
    let case = supposed.case;
    let at = &case.grounds.at;
    let touched: Vec<LevelId> = supposed
        .in_need()
        .filter(|level| end.day <= supposed.horizon(*level))
        .filter(|level| at.ladder.skills(*level, end.day).contains(&end.skill))
        .collect();
    let own = end.renewed(case);
    let done = Done::Holds { holder: end.holder, own: &own };
    let mut served = BTreeSet::new();
    let mut kept = BTreeSet::new();
    for level in touched {
        let eve = end.day.plus_days(-1);
        let mut hangs = |day| hangs(supposed, level, day, hanging);
        if is_lost(supposed, level, end.day) || (hangs(end.day) && !hangs(eve)) {
            served.insert(level);
        }
        let breaks = supposed.breaks_on(level).filter(|day| *day > supposed.as_of());
        if breaks.is_some() && done.breaks_on(supposed, level).is_none() {
            served.insert(level);
            kept.insert(level);
        }
    }
    if served.is_empty() {
        return None;
    }
    let code = &at.catalogue.skills[end.skill as usize].code;
    let email = case.shared.question.email(end.person);
    let action = Action::new(Kind::Renew, code, end.day.plus_days(-1)).serving(&served, supposed);
    let key = [&end.day.to_string(), "skill_expires", case.mpn_id(), email, code];
    Some(Action {
        who: vec![email.to_owned()],
        skill: code.clone(),
        keeps: supposed.kept_titles(&kept),
        breaks_again_on: supposed.breaks_again_on(&served, &done),
        rules: vec!["K5", "R2"],
        stands_on: Some(Place::of("events", &key)),
        ..action
    })
}

/// Met the day before, and not that day.
fn is_lost(supposed: &Supposed<'_, '_>, level: LevelId, day: Day) -> bool {
    supposed.case.sweeps[level.0].is_lost(level.1, day)
}

/// Whether a level is met on a day, and is not if one certain person leaves.
fn hangs(
    supposed: &Supposed<'_, '_>,
    level: LevelId,
    day: Day,
    known: &mut BTreeMap<(LevelId, Day), bool>,
) -> bool {
    if let Some(answer) = known.get(&(level, day)) {
        return *answer;
    }
    let (grounds, moment) = (&supposed.case.grounds, Moment::Frozen(day));
    let is_met = grounds.rungs(level.0, moment)[level.1].is_yes();
    let own = grounds.at.ladder.own_and_higher(level);
    let people: BTreeSet<u32> = own
        .flat_map(|id| grounds.all_qualified(id))
        .flat_map(|qualified| qualified.persons(day))
        .take(TRIED_MAX)
        .collect();
    let breaks = |holder: &u32| {
        let goes = Shift::Goes { holder: *holder };
        grounds.rungs_with(level.0, moment, Some(&goes))[level.1] == Met::No
    };
    let answer = is_met && people.iter().any(breaks);
    known.insert((level, day), answer);
    answer
}
