//! Meanwhile: the levels that fall while an association is made in the days of PMC grace, until it shows (V1).

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::ladder::LevelId;
use crate::assess::met::Met;
use crate::assess::shift::Shift;
use crate::assess::standpoint::AskedOn;
use crate::programme::catalogue::SkillId;
use crate::rules::Holding;

use super::action::{Action, ActionKind};
use super::deed::Deed;
use super::supposed::{Supposed, seen_on};

/// Those who are tried as the one to be asked first.
const FIRST_MAX: usize = 20;

/// The days from an association on which its skills do not count by grace any more, and not yet by it.
#[must_use]
pub(super) fn days(supposed: &Supposed<'_, '_>) -> i32 {
    let rules = supposed.case.grounds.at.rules;
    rules.visibility_days.on(supposed.as_of())
}

/// The held levels that are met today, and not while the skills that somebody has by grace are gone.
#[must_use]
pub(super) fn falling(
    supposed: &Supposed<'_, '_>,
    holder: u32,
    own: &[Holding],
) -> BTreeSet<LevelId> {
    let today = supposed.as_of();
    let on_day = own.iter().filter(|held| held.from <= today && today <= held.through);
    let (by_grace, rest): (Vec<&Holding>, Vec<&Holding>) = on_day.partition(|held| held.by_grace);
    if by_grace.is_empty() || days(supposed) == 0 {
        return BTreeSet::new();
    }
    let rest: Vec<SkillId> = rest.into_iter().map(|held| held.skill).collect();
    let gone = [Shift::Goes { holder }, Shift::Comes { holder, skills: &rest }];
    let ladder = supposed.case.grounds.at.ladder;
    let asks = |level: &LevelId| {
        let asked = ladder.skills(*level, today);
        by_grace.iter().any(|held| asked.contains(&held.skill))
    };
    let in_need = supposed.in_need().filter(|level| !supposed.is_unmet(*level)).filter(asks);
    in_need.filter(|level| falls(supposed, *level, &gone)).collect()
}

/// What counts of somebody today though no grace were.
fn without_grace(supposed: &Supposed<'_, '_>, holder: u32) -> Vec<SkillId> {
    let today = supposed.as_of();
    let known = supposed.case.holders.of_holder(holder).iter();
    let on_day = known.filter(|held| held.from <= today && today <= held.through);
    on_day.filter(|held| !held.by_grace).map(|held| held.skill).collect()
}

/// Adds to those who are enough only together what falls if all of them associate at once, and would not if one of
/// them did.
pub(super) fn at_once(supposed: &Supposed<'_, '_>, actions: &mut [Action]) {
    if days(supposed) == 0 {
        return;
    }
    let asks =
        |action: &Action| action.kind == ActionKind::Associate && !action.enough_with.is_empty();
    for at in 0..actions.len() {
        let number = actions[at].number;
        // Each set once, by the first of those who are asked.
        if !asks(&actions[at])
            || actions[at]
                .enough_with
                .iter()
                .any(|other| *other < number && actions.get(other - 1).is_some_and(asks))
        {
            continue;
        }
        let others = actions[at].enough_with.iter().map(|other| other - 1);
        let members: Vec<usize> =
            std::iter::once(at).chain(others).filter(|own| asks(&actions[*own])).collect();
        let holders: Vec<u32> = members
            .iter()
            .filter_map(|own| match &actions[*own].deed {
                Some(Deed::Holds { holder, .. }) => Some(*holder),
                _ => None,
            })
            .take(actions[at].enough_of.unwrap_or(members.len()))
            .collect();
        let rest: Vec<Vec<SkillId>> =
            holders.iter().map(|holder| without_grace(supposed, *holder)).collect();
        let shifts: Vec<Shift<'_>> = holders
            .iter()
            .zip(&rest)
            .flat_map(|(holder, skills)| {
                [Shift::Goes { holder: *holder }, Shift::Comes { holder: *holder, skills }]
            })
            .collect();
        let in_need = supposed.in_need().filter(|level| !supposed.is_unmet(*level));
        let fallen = in_need.filter(|level| falls(supposed, *level, &shifts));
        let fallen: BTreeSet<String> = fallen.map(|level| supposed.title(level)).collect();
        for own in members {
            // Who does not count by grace leaves no gap.
            if counts_by_grace(supposed, &actions[own]) {
                actions[own].falls.extend(fallen.iter().cloned());
            }
        }
    }
}

fn counts_by_grace(supposed: &Supposed<'_, '_>, action: &Action) -> bool {
    let Some(Deed::Holds { holder, .. }) = &action.deed else { return false };
    let today = supposed.as_of();
    let mut own = supposed.case.holders.of_holder(*holder).iter();
    own.any(|held| held.by_grace && held.from <= today && today <= held.through)
}

fn falls(supposed: &Supposed<'_, '_>, level: LevelId, shifts: &[Shift<'_>]) -> bool {
    let (grounds, now) = (&supposed.case.grounds, AskedOn::Frozen(supposed.as_of()));
    grounds.rung(level, now).is_yes()
        && grounds.rung_with(level, now, Some(&Shift::Several(shifts))) == Met::No
}

/// Tells each who makes a level fall whom to ask first, so that it does not: somebody whose association
/// shows before, and makes nothing fall.
pub(super) fn order(supposed: &Supposed<'_, '_>, actions: &mut [Action]) {
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    let safe: Vec<usize> = (0..actions.len())
        .filter(|at| {
            let own = &actions[*at];
            let is_free = own.leaves.is_empty() && own.allowed_from.is_none();
            own.kind == ActionKind::Associate && own.falls.is_empty() && is_free
        })
        .collect();
    for (at, action) in actions.iter().enumerate().filter(|(_, own)| !own.falls.is_empty()) {
        let levels = supposed.titled(&action.falls);
        let Some(Deed::Holds { holder, .. }) = &action.deed else { continue };
        let still = |other: &&usize| {
            let Some(Deed::Holds { holder: comes, own: theirs }) = &actions[**other].deed else {
                return false;
            };
            let rest = without_grace(supposed, *holder);
            // What counts while the other one does not.
            let (shown, over) =
                (seen_on(supposed.case), seen_on(supposed.case).plus_days(days(supposed)));
            let theirs = theirs.iter().filter(|held| held.from <= shown && over <= held.through);
            let skills: Vec<SkillId> = theirs.map(|held| held.skill).collect();
            let shifts = [
                Shift::Goes { holder: *holder },
                Shift::Comes { holder: *holder, skills: &rest },
                Shift::Comes { holder: *comes, skills: &skills },
            ];
            comes != holder && levels.iter().all(|level| !falls(supposed, *level, &shifts))
        };
        if let Some(other) = safe.iter().take(FIRST_MAX).find(still) {
            first.insert(at, *other);
        }
    }
    for (at, other) in first {
        actions[other].number = other + 1;
        actions[at].after = Some(other + 1);
    }
}
