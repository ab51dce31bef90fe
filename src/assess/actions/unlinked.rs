//! N1, A2: whom else to ask to associate: who is associated nowhere, and who is in PMC and not yet missed,
//! and holds what a level asks for today or on the day it breaks.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::question::TableCells;
use crate::assess::restores::{Base, Lacking, Restored, restored_by};
use crate::base::Day;
use crate::rules::Holding;

use super::action::{Action, ActionKind, TableRow, Urgency};
use super::moving::Moving;
use super::people::{Bringers, EMAIL, RANK, number, of_person, words};
use super::supposed::{Supposed, seen_on};

/// One for each of them who restores, keeps or helps a level. `asked` are those who are asked already.
#[must_use]
pub(super) fn associations(
    supposed: &Supposed<'_, '_>,
    contacts: &[TableCells],
    asked: &[Action],
) -> Vec<Action> {
    let case = supposed.case;
    let breaking = breaking(supposed);
    // Where nothing breaks nobody brings anything.
    if breaking.is_empty() {
        return Vec::new();
    }
    let ranks: BTreeMap<String, String> =
        contacts.iter().map(|row| (words(&row[EMAIL]), number(&row[RANK]))).collect();
    let further = further(supposed, asked);
    let moving: BTreeMap<u32, Moving> = further
        .chunk_by(|a, b| a.person == b.person)
        .map(|own| (own[0].person, Moving::of(case, own[0].person)))
        .collect();
    let further: Vec<Holding> = further
        .chunk_by(|a, b| a.person == b.person)
        .filter(|own| !moving[&own[0].person].has_gone)
        .flat_map(|own| moving[&own[0].person].delayed(supposed, own))
        .collect();
    let shown: BTreeSet<Day> = moving.values().filter_map(|own| own.shown_on(supposed)).collect();
    let holders: BTreeSet<u32> =
        further.iter().filter_map(|own| case.roster.holder(own.person)).collect();
    let mut brought = brought(supposed, (&holders, breaking), (&further, &shown));
    let mut bringers = Bringers::of(ActionKind::Associate, supposed);
    let mut actions = Vec::new();
    for holder in holders {
        let Some(restored) = brought.remove(&holder) else { continue };
        let person = case.roster.person(holder);
        let own = (&moving[&person], of_person(&further, person));
        let Some(action) = bringers.bringing(restored, person, own) else { continue };
        // Nobody is told of somebody who is of no use yet.
        if action.urgency == Urgency::None {
            continue;
        }
        let email = case.shared.question.email(person);
        let (rule, place) = match ranks.get(email) {
            Some(rank) => ("G2", TableRow::of("contacts", &[case.mpn_id(), rank])),
            None => ("A2", TableRow::of("team", &[case.mpn_id(), email])),
        };
        actions.push(Action {
            who: vec![email.to_owned()],
            rules: vec![rule],
            stands_on: Some(place),
            ..action
        });
    }
    actions
}

/// What would count further, of those who are not asked already, by person. Who has to have the account
/// made anew first is asked for that.
fn further(supposed: &Supposed<'_, '_>, asked: &[Action]) -> Vec<Holding> {
    let case = supposed.case;
    let asked: BTreeSet<&str> = asked.iter().flat_map(|own| &own.who).map(String::as_str).collect();
    let remade: BTreeSet<u32> = case.if_remade().iter().map(|own| own.person).collect();
    let is_open = |own: &&Holding| {
        !remade.contains(&own.person) && !asked.contains(case.shared.question.email(own.person))
    };
    let all = case.would_count().iter().chain(case.if_linked());
    let mut further: Vec<Holding> = all.filter(is_open).copied().collect();
    further.sort_by_key(|own| own.person);
    further
}

/// The titles of the levels in need by the day on which they break.
fn breaking(supposed: &Supposed<'_, '_>) -> BTreeMap<Day, BTreeSet<String>> {
    let mut breaking: BTreeMap<Day, BTreeSet<String>> = BTreeMap::new();
    for level in supposed.in_need() {
        if let Some(day) = supposed.breaks_on(level) {
            breaking.entry(day).or_default().insert(supposed.title(level));
        }
    }
    breaking
}

/// On each day on which a level breaks: what they restore today, and else help.
fn brought(
    supposed: &Supposed<'_, '_>,
    (holders, breaking): (&BTreeSet<u32>, BTreeMap<Day, BTreeSet<String>>),
    (further, shown): (&[Holding], &BTreeSet<Day>),
) -> BTreeMap<u32, Restored> {
    let mut brought: BTreeMap<u32, Restored> = BTreeMap::new();
    if holders.is_empty() {
        return brought;
    }
    for (day, titles) in breaking {
        let lacking = Lacking { day, base: Base::All, titles: Some(&titles) };
        for (holder, own) in restored_by(supposed.case, holders, &lacking, further) {
            let all = brought.entry(holder).or_default();
            let is_today = day == supposed.as_of();
            let sooner = if is_today { &mut all.restores } else { &mut all.helps };
            sooner.extend(own.restores);
            all.helps.extend(own.helps);
        }
        // What was completed of late counts only once it is seen, and so does an association of today, or of
        // the day on which it is allowed.
        let is_today = day == supposed.as_of();
        let days = std::iter::once(seen_on(supposed.case)).chain(shown.iter().copied());
        for day in days.filter(|_| is_today) {
            let lacking = Lacking { day, ..lacking };
            for (holder, own) in restored_by(supposed.case, holders, &lacking, further) {
                let all = brought.entry(holder).or_default();
                all.restores.extend(own.restores);
                all.helps.extend(own.helps);
            }
        }
    }
    for own in brought.values_mut() {
        let Restored { restores, helps } = own;
        helps.retain(|title| !restores.contains(title));
    }
    brought
}
