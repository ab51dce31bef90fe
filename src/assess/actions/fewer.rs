//! N1: where several people are to be earned for a level, the renewals with which fewer are enough.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::base::{Amount, Day};
use crate::programme::catalogue::SkillId;
use crate::rules::Holding;

use super::action::{Action, ActionKind};
use super::deed::Deed;
use super::done::Done;
use super::renew::{self, End};
use super::renewals::least;
use super::supposed::{Supposed, only};

/// Certificates that end and are tried.
const ENDS_MAX: usize = 12;

/// A way to a level beside that of an action: fewer people, and renewals.
struct FewerPeople {
    of: usize,
    level: LevelId,
    people: u32,
    ends: Vec<End>,
}

/// Adds to each action that asks for several people and keeps its level the one that asks for fewer, together
/// with what can be renewed today.
pub(super) fn add(supposed: &Supposed<'_, '_>, actions: &mut Vec<Action>) {
    if !actions.iter().any(asks_several) {
        return;
    }
    let ends = renew::ends(supposed);
    let ways: Vec<FewerPeople> =
        (0..actions.len()).filter_map(|of| way(supposed, &actions[of], of, &ends)).collect();
    for own in ways {
        // A renewal speaks of one level alone.
        let is_taken = |it: &Action| {
            let is_own = own.ends.iter().any(|end| is_renewal(supposed, it, end));
            is_own && !it.enough_with.is_empty()
        };
        if actions.iter().any(is_taken) {
            continue;
        }
        let fewer = fewer(supposed, &actions[own.of], &own);
        let is_there = |end: &End| actions.iter().any(|it| is_renewal(supposed, it, end));
        let further: Vec<(End, BTreeSet<LevelId>)> = own
            .ends
            .iter()
            .filter(|end| !is_there(end))
            .map(|end| (end.clone(), BTreeSet::from([own.level])))
            .collect();
        // What is added stands behind what is there, whose places stay as they are.
        let mut added = Vec::new();
        renew::add(supposed, &mut added, further);
        actions.append(&mut added);
        actions.push(fewer);
        let members = members(supposed, actions, &own);
        for at in &members {
            let with = members.iter().filter(|other| *other != at).map(|other| other + 1);
            actions[*at].enough_with = with.collect();
            actions[*at].number = at + 1;
            actions[*at].enough_for = BTreeSet::from([supposed.title(own.level)]);
        }
    }
}

/// It keeps one level that is met today, by several people of a metric.
fn asks_several(action: &Action) -> bool {
    let is_several = action.enough_more.is_some_and(|more| more > Amount::whole(1));
    action.kind == ActionKind::Earn && is_several && !action.keeps.is_empty()
}

fn is_renewal(supposed: &Supposed<'_, '_>, action: &Action, end: &End) -> bool {
    let case = supposed.case;
    let code = &case.grounds.at.catalogue.skills[end.skill as usize].code;
    let email = case.shared.question.email(end.person);
    action.kind == ActionKind::Renew && action.skill == *code && action.who.iter().eq([email])
}

fn way(
    supposed: &Supposed<'_, '_>,
    action: &Action,
    of: usize,
    ends: &[End],
) -> Option<FewerPeople> {
    let level = only(&action.serves).filter(|_| asks_several(action))?;
    let Some(Deed::Earns { people, ways }) = &action.deed else { return None };
    let case = supposed.case;
    let asked = supposed.asked.get(&level)?;
    let is_near = |end: &&End| {
        asked.contains(&end.skill)
            && end.opens_on(case) <= supposed.as_of()
            && end.day <= supposed.window_ends_on(level).unwrap_or(supposed.horizon(level))
    };
    let ends: Vec<End> = ends.iter().filter(is_near).take(ENDS_MAX).cloned().collect();
    let is_enough = |people: u32, ends: &[End]| {
        let done = |skills| all(supposed, people, skills, ends);
        ways.iter().all(|skills| {
            let (renewed, earned) = done(skills);
            let holds = renewed.iter().map(|(holder, own)| Done::Holds { holder: *holder, own });
            let several: Vec<Done<'_>> = holds.chain([earned]).collect();
            Done::Several(&several).breaks_on(supposed, level).is_none()
        })
    };
    let people = (1..*people).find(|people| is_enough(*people, &ends))?;
    let ends = least(&[], &ends, &|own| is_enough(people, own));
    // Another action is there for what is enough without anybody renewing.
    (!ends.is_empty()).then_some(FewerPeople { of, level, people, ends })
}

/// What its holders have once these are renewed, and so many people who earn skills.
fn all<'d>(
    supposed: &Supposed<'_, '_>,
    people: u32,
    skills: &'d [SkillId],
    ends: &[End],
) -> (Vec<(u32, Vec<Holding>)>, Done<'d>) {
    let mut own: Vec<(u32, Vec<Holding>)> = Vec::new();
    for end in ends {
        let place = own.iter().position(|(holder, _)| *holder == end.holder);
        let place = place.unwrap_or_else(|| {
            own.push((end.holder, supposed.case.holders.of_holder(end.holder).to_vec()));
            own.len() - 1
        });
        let held = &mut own[place].1;
        let ending = held.iter().find(|held| held.skill == end.skill).copied();
        held.extend(ending.map(|held| end.after(held)));
    }
    (own, Done::Earns { people, skills })
}

/// The same action for fewer people, which alone are not enough.
fn fewer(supposed: &Supposed<'_, '_>, action: &Action, way: &FewerPeople) -> Action {
    let deed = action.deed.as_ref().map(|deed| match deed {
        Deed::Earns { ways, .. } => Deed::Earns { people: way.people, ways: ways.clone() },
        other => other.clone(),
    });
    let last = last(supposed, way, deed.as_ref());
    Action {
        keeps: BTreeSet::new(),
        group: None,
        enough_more: Some(Amount::whole(way.people.into())),
        by_on: last.map_or(action.by_on, |day| action.by_on.min(day)),
        deed,
        ..action.clone()
    }
}

/// The last day on which the people can earn it for a level with a window.
fn last(supposed: &Supposed<'_, '_>, way: &FewerPeople, deed: Option<&Deed>) -> Option<Day> {
    let Some(Deed::Earns { people, ways }) = deed else { return None };
    let shows = ActionKind::Earn.shows()?;
    let last = |skills: &Vec<SkillId>| {
        let (renewed, earned) = all(supposed, *people, skills, &way.ends);
        let holds = renewed.iter().map(|(holder, own)| Done::Holds { holder: *holder, own });
        let several: Vec<Done<'_>> = holds.chain([earned]).collect();
        Done::Several(&several).last_met(supposed, way.level)
    };
    let seen_on = ways.iter().filter_map(last).min()?;
    Some(shows.done_by(seen_on, &supposed.case.grounds.at))
}

/// Where the action with fewer people stands, which is the last one, and the renewals.
fn members(supposed: &Supposed<'_, '_>, actions: &[Action], way: &FewerPeople) -> Vec<usize> {
    let is_one = |action: &Action| way.ends.iter().any(|end| is_renewal(supposed, action, end));
    let renewals = (0..actions.len()).filter(|at| is_one(&actions[*at]));
    renewals.chain([actions.len() - 1]).collect()
}
