//! G2: whom to ask to associate in Partner Center, most important first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::base::Day;
use crate::tables::output::Value;
use crate::tables::{Facts, Kind};

use super::case::Case;
use super::holders::Holders;
use super::ladder::LevelId;
use super::question::{Row, text};
use super::requirement::Grounds;

/// What would be lost with each holder.
#[derive(Default)]
struct Weights {
    levels_lost: Vec<i64>,
    requirements_counted: Vec<i64>,
}

/// The rows of the contact list.
#[must_use]
pub fn rows(case: &Case<'_, '_>) -> Vec<Row> {
    let skills = hanging_skills(case);
    if skills.is_empty() {
        return Vec::new();
    }
    let weights = weights(case);
    let mut order: Vec<u32> = skills.keys().copied().collect();
    // Holders stand in the order of their e-mails.
    order.sort_by_key(|holder| {
        let at = *holder as usize;
        let (levels, requirements) = (weights.levels_lost[at], weights.requirements_counted[at]);
        (Reverse((levels, requirements, skills[holder].len())), *holder)
    });
    let row = |(rank, holder): (i64, u32)| row(case, rank, holder, &weights, &skills[&holder]);
    (1..).zip(order).map(row).collect()
}

/// The codes of the skills that would count if the person were associated in PC, by holder.
fn hanging_skills<'c>(case: &'c Case<'_, '_>) -> BTreeMap<u32, Vec<&'c str>> {
    let (stops, at) = (&case.shared.stops, &case.grounds.at);
    let mut skills: BTreeMap<u32, Vec<&'c str>> = BTreeMap::new();
    for own in case.would_count() {
        let counts = stops.get(&own.skill).and_then(|last| last.last());
        let Some(holder) = case.roster.holder(own.person) else { continue };
        if counts.is_some_and(|last| at.as_of <= *last) {
            let code = at.catalogue.skills[own.skill as usize].code.as_str();
            skills.entry(holder).or_default().push(code);
        }
    }
    for codes in skills.values_mut() {
        codes.sort_unstable();
        codes.dedup();
    }
    skills
}

/// With every PMC link counting: who breaks which levels, who satisfies which requirements.
fn weights(case: &Case<'_, '_>) -> Weights {
    let at = case.grounds.at;
    let holders = Holders::of(&case.as_if_associated(), &case.roster, at.as_of);
    let grounds = Grounds::of(at, &holders);
    let count = case.roster.persons.len();
    let mut weights = Weights { levels_lost: vec![0; count], requirements_counted: vec![0; count] };
    let levels: Vec<LevelId> =
        at.ladder.levels().filter(|level| at.ladder.is_listed(*level, at.as_of)).collect();
    let breakers: Vec<Vec<u32>> =
        levels.into_par_iter().map(|level| grounds.breaking_alone(level)).collect();
    for holder in breakers.into_iter().flatten() {
        weights.levels_lost[holder as usize] += 1;
    }
    for id in (0..at.ladder.requirements.len()).filter(|id| grounds.placed(*id).in_force(at.as_of))
    {
        for holder in grounds.qualified(id).map(|own| own.persons(at.as_of)).unwrap_or_default() {
            weights.requirements_counted[holder as usize] += 1;
        }
    }
    weights
}

fn row(case: &Case<'_, '_>, rank: i64, holder: u32, weights: &Weights, codes: &[&str]) -> Row {
    let (question, at) = (case.shared.question, &case.grounds.at);
    let person = case.roster.person(holder);
    let account = question.people.shown(person);
    let users = question.facts.get(&Kind::Users);
    let named = |column: &str| {
        let cell = |users: &Facts| question.people.text(users.text(column), account);
        let code = users.map_or(0, cell);
        text(question.dictionary.text(code))
    };
    let ends_on = case.endings.grace_ends_on(person);
    let left = |end: Day| i64::from((end.0 - at.as_of.0).max(0));
    vec![
        text(case.mpn_id()),
        Value::Number(Some(rank)),
        text(question.email(person)),
        named("first_name"),
        named("last_name"),
        Value::Text(account.mcid.to_string()),
        Value::Number(Some(weights.levels_lost[holder as usize])),
        Value::Number(Some(weights.requirements_counted[holder as usize])),
        Value::Number(i64::try_from(codes.len()).ok()),
        Value::Text(codes.join(";")),
        Value::Day(ends_on),
        Value::Number(ends_on.map(left)),
        text(""),
        text(""),
        text(""),
    ]
}
