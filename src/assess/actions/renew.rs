//! N1: certificates whose end makes a held level unmet, or makes it hang on one person.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::assess::case::Case;
use crate::assess::ladder::LevelId;
use crate::assess::met::Met;
use crate::assess::qualified::Qualified;
use crate::assess::requirement::{PreparedRequirement, Slot};
use crate::assess::shift::Shift;
use crate::assess::skill_events;
use crate::assess::standpoint::AskedOn;
use crate::base::Day;
use crate::programme::catalogue::{SkillId, SkillKind};
use crate::rules::Holding;

use super::action::{Action, ActionKind, TableRow};
use super::deed::Deed;
use super::done::Done;
use super::people::group;
use super::supposed::Supposed;

/// People of a level that are tried one by one, to see whether it hangs on one of them.
const TRIED_MAX: usize = 200;

/// The end of a certificate of a holder: the first day without it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct End {
    pub holder: u32,
    pub person: u32,
    pub skill: SkillId,
    pub day: Day,
    /// The last day on which the person is linked, by what is known.
    pub linked_through: Day,
    /// The last day of the certificate, or the one on which it retires, as it cannot be renewed later.
    pub by_on: Day,
}

impl End {
    /// The first day on which it can be renewed.
    #[must_use]
    pub(super) fn opens_on(&self, case: &Case<'_, '_>) -> Day {
        opens_on(self.day, case)
    }

    /// The certificate from its end on, for as long as the holder is linked.
    #[must_use]
    pub(super) fn after(&self, held: Holding) -> Holding {
        Holding { from: self.day, through: self.linked_through, ..held }
    }

    /// What the holder has, and the certificate for as long as the holder is linked.
    fn renewed(&self, case: &Case<'_, '_>) -> Vec<Holding> {
        let all = case.holders.of_holder(self.holder);
        let mut own = all.to_vec();
        let ending = all.iter().find(|held| held.skill == self.skill).copied();
        own.extend(ending.map(|held| self.after(held)));
        own
    }
}

/// A level, and the first day without a certificate.
type Loss = (LevelId, Day);

#[must_use]
pub(super) fn actions(supposed: &Supposed<'_, '_>) -> Vec<Action> {
    if supposed.in_need().next().is_none() {
        return Vec::new();
    }
    let case = supposed.case;
    let ends: Vec<End> =
        ends(supposed).into_iter().filter(|end| end.opens_on(case) <= supposed.as_of()).collect();
    let asked = asked(supposed, &ends);
    let touched: Vec<Vec<LevelId>> = ends.par_iter().map(|end| touched(end, &asked)).collect();
    let losses = ends.iter().zip(&touched);
    let losses = losses.flat_map(|(end, own)| own.iter().map(|level| (*level, end.day)));
    let lost = lost(supposed, losses.collect());
    let all = ends.par_iter().zip(&touched);
    let mut actions: Vec<Action> = all
        .filter_map(|(end, touched)| action(supposed, end, served(supposed, end, touched, &lost)))
        .collect();
    group_again(&mut actions);
    actions
}

fn group_again(actions: &mut [Action]) {
    group(actions, |action| (action.who.clone(), action.skill.clone()));
}

/// Adds levels for which certificates are to be renewed, whatever else they serve.
pub(super) fn add(
    supposed: &Supposed<'_, '_>,
    actions: &mut Vec<Action>,
    further: Vec<(End, BTreeSet<LevelId>)>,
) {
    let case = supposed.case;
    let (mut renewals, rest): (Vec<Action>, Vec<Action>) =
        std::mem::take(actions).into_iter().partition(|action| action.kind == ActionKind::Renew);
    for (end, levels) in further {
        let email = case.shared.question.email(end.person);
        let code = &case.grounds.at.catalogue.skills[end.skill as usize].code;
        let known =
            renewals.iter().position(|own| own.skill == *code && own.who.iter().eq([email]));
        match known {
            Some(place) => {
                let own = renewals.remove(place);
                let all: BTreeSet<LevelId> = own.serves.union(&levels).copied().collect();
                let level = own.level.clone().filter(|_| all.len() == 1);
                renewals.insert(place, Action { level, ..own }.serving(&all, supposed));
            }
            None => renewals.extend(action(supposed, &end, (levels, BTreeSet::new()))),
        }
    }
    group_again(&mut renewals);
    *actions = rest;
    actions.extend(renewals);
}

fn opens_on(end: Day, case: &Case<'_, '_>) -> Day {
    let opens = case.grounds.at.rules.renewal_opens_months;
    end.plus_days(-1).plus_months(-opens.months)
}

/// The last day on which a certificate that ends on a day can be renewed, if it can today or later: none
/// once it has retired.
#[must_use]
pub(super) fn renewed_by(case: &Case<'_, '_>, skill: SkillId, end: Day) -> Option<Day> {
    let of_catalogue = &case.grounds.at.catalogue.skills[skill as usize];
    let first = opens_on(end, case).max(case.grounds.at.as_of);
    let last = of_catalogue.retired_on.unwrap_or(Day::FOREVER).min(end.plus_days(-1));
    (first <= last && is_renewed(of_catalogue.kind)).then_some(last)
}

/// What ends after the as-of date and can be renewed, today or later.
#[must_use]
pub(super) fn ends(supposed: &Supposed<'_, '_>) -> Vec<End> {
    let case = supposed.case;
    let end = |(person, skill, day): (u32, SkillId, Day)| {
        let by_on = renewed_by(case, skill, day)?;
        let holder = case.roster.holder(person)?;
        let linked_through = linked_through(case, holder, person, skill)?;
        Some(End { holder, person, skill, day, linked_through, by_on })
    };
    skill_events::expiries(case).into_par_iter().filter_map(end).collect()
}

/// What the levels ask for on the days on which certificates end, up to their horizons.
fn asked(
    supposed: &Supposed<'_, '_>,
    ends: &[End],
) -> BTreeMap<Day, Vec<(LevelId, BTreeSet<SkillId>)>> {
    let ladder = supposed.case.grounds.at.ladder;
    let days: BTreeSet<Day> = ends.iter().map(|end| end.day).collect();
    let on_day = |day: Day| {
        let levels = supposed.in_need().filter(|level| day <= supposed.horizon(*level));
        (day, levels.map(|level| (level, ladder.skills(level, day))).collect())
    };
    days.into_par_iter().map(on_day).collect()
}

/// The levels that ask for a certificate on the first day without it.
fn touched(end: &End, asked: &BTreeMap<Day, Vec<(LevelId, BTreeSet<SkillId>)>>) -> Vec<LevelId> {
    let of_day = asked.get(&end.day).map_or(&[][..], Vec::as_slice);
    let asking = of_day.iter().filter(|(_, skills)| skills.contains(&end.skill));
    asking.map(|(level, _)| *level).collect()
}

/// Of these, the levels that are met the day before and that day not, or nobody knows, or that hang on one person
/// from that day on.
fn lost(supposed: &Supposed<'_, '_>, losses: BTreeSet<Loss>) -> BTreeSet<Loss> {
    let is_lost = |(level, day): &Loss| {
        let eve = day.plus_days(-1);
        supposed.case.sweeps[level.0].is_met_no_more(level.1, *day)
            || (hangs(supposed, *level, *day) && !hangs(supposed, *level, eve))
    };
    losses.into_par_iter().filter(is_lost).collect()
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

/// The levels that it is renewed for, and of these those that it keeps.
pub(super) type Served = (BTreeSet<LevelId>, BTreeSet<LevelId>);

fn served(
    supposed: &Supposed<'_, '_>,
    end: &End,
    touched: &[LevelId],
    lost: &BTreeSet<Loss>,
) -> Served {
    let own = end.renewed(supposed.case);
    let done = Done::Holds { holder: end.holder, own: &own };
    let mut served = BTreeSet::new();
    let mut kept = BTreeSet::new();
    for level in touched.iter().copied() {
        if lost.contains(&(level, end.day)) && loses_place(supposed, end, level) {
            served.insert(level);
        }
        let breaks = supposed.breaks_on(level).filter(|day| *day > supposed.as_of());
        if breaks.is_some() && done.breaks_on(supposed, level).is_none() {
            served.insert(level);
            kept.insert(level);
        }
    }
    (served, kept)
}

/// Whether the holder is counted on the eve of its end and not on that day: not who has something else that
/// is enough. What other levels ask for is theirs to tell.
pub(super) fn loses_place(supposed: &Supposed<'_, '_>, end: &End, level: LevelId) -> bool {
    let grounds = &supposed.case.grounds;
    let (holder, day) = (end.holder, end.day);
    let loses = |id, slot, own: &Qualified| {
        let asks = grounds.ask(id, slot).is_some_and(|ask| ask.skills.contains(&end.skill));
        asks && own.holds(holder, day.plus_days(-1)) && !own.holds(holder, day)
    };
    grounds.at.ladder.own_and_higher(level).any(|id| match grounds.asked(id) {
        PreparedRequirement::People(own) => loses(id, Slot::Own, own),
        PreparedRequirement::Score(crowds) => crowds.iter().enumerate().any(|(place, crowd)| {
            let of_gate = |(gate, own)| loses(id, Slot::Gate(place, gate), own);
            crowd.own.iter().any(|own| loses(id, Slot::Metric(place), own))
                || crowd.gates.iter().enumerate().any(of_gate)
        }),
        PreparedRequirement::Holds(_) => true,
        _ => false,
    })
}

pub(super) fn action(
    supposed: &Supposed<'_, '_>,
    end: &End,
    (served, kept): Served,
) -> Option<Action> {
    if served.is_empty() {
        return None;
    }
    let case = supposed.case;
    let at = &case.grounds.at;
    let own = end.renewed(case);
    let done = Done::Holds { holder: end.holder, own: &own };
    let code = &at.catalogue.skills[end.skill as usize].code;
    let email = case.shared.question.email(end.person);
    let action = Action::new(ActionKind::Renew, code, end.by_on).serving(&served, supposed);
    let key = [&end.day.to_string(), "skill_expires", case.mpn_id(), email, code];
    let action = Action {
        who: vec![email.to_owned()],
        skill: code.clone(),
        keeps: supposed.kept_titles(&kept),
        breaks_again_on: supposed.breaks_again_on(&served, &done),
        puts_off: supposed.put_off(&served, &done),
        deed: Some(Deed::Holds { holder: end.holder, own: own.clone() }),
        rules: vec!["K5", "R2"],
        stands_on: Some(TableRow::of("events", &key)),
        ..action
    };
    Some(action.timed(&served, supposed))
}

/// Whether a level is met on a day, and is not if one certain person leaves.
fn hangs(supposed: &Supposed<'_, '_>, level: LevelId, day: Day) -> bool {
    let (grounds, moment) = (&supposed.case.grounds, AskedOn::Frozen(day));
    if !grounds.rung(level, moment).is_yes() {
        return false;
    }
    let own = grounds.at.ladder.own_and_higher(level);
    let people: BTreeSet<u32> = own
        .flat_map(|id| grounds.all_qualified(id))
        .flat_map(|qualified| qualified.persons(day))
        .take(TRIED_MAX)
        .collect();
    let breaks = |holder: &u32| {
        let goes = Shift::Goes { holder: *holder };
        grounds.rung_with(level, moment, Some(&goes)) == Met::No
    };
    people.iter().any(breaks)
}
