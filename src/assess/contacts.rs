//! G2: whom to ask to associate in Partner Center, most important first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;
use crate::rules::Holding;
use crate::tables::output::Value;
use crate::tables::{Facts, Kind};

use super::case::Case;
use super::holders::{Spans, order};
use super::ladder::LevelId;
use super::met::Met;
use super::question::{TableCells, text};
use super::requirement::Grounds;
use super::restores::{Restored, restored};
use super::shift::Shift;
use super::standpoint::AskedOn;

/// What hangs on each holder, with every PMC link counting.
#[derive(Default)]
struct HolderWeights {
    levels_lost: BTreeMap<u32, BTreeSet<String>>,
    requirements_counted: BTreeMap<u32, i64>,
}

/// A person of the list.
struct Contact<'c> {
    holder: u32,
    /// The codes of the skills that would count.
    codes: Vec<&'c str>,
    levels_lost: usize,
    requirements_counted: i64,
    restored: Restored,
}

/// The rows of the contact list.
#[must_use]
pub(crate) fn rows(case: &Case<'_, '_>) -> Vec<TableCells> {
    let skills = hanging_skills(case);
    if skills.is_empty() {
        return Vec::new();
    }
    let holders: BTreeSet<u32> = skills.keys().copied().collect();
    let (weights, mut restored) =
        rayon::join(|| weights(case, &holders), || restored(case, &holders));
    let mut contacts: Vec<Contact<'_>> = skills
        .into_iter()
        .map(|(holder, codes)| Contact {
            holder,
            codes,
            levels_lost: weights.levels_lost.get(&holder).map_or(0, BTreeSet::len),
            requirements_counted: weights.requirements_counted.get(&holder).copied().unwrap_or(0),
            restored: restored.remove(&holder).unwrap_or_default(),
        })
        .collect();
    // Holders stand in the order of their e-mails.
    contacts.sort_by_key(|own| {
        let most = (
            own.restored.restores.len(),
            own.levels_lost,
            own.restored.helps.len(),
            own.requirements_counted,
            own.codes.len(),
        );
        (Reverse(most), own.holder)
    });
    let alternatives = alternatives(&contacts);
    (1..).zip(&contacts).map(|(rank, own)| row(case, rank, own, &alternatives)).collect()
}

/// Who restores the same levels, in the order of their e-mails.
fn alternatives<'c>(contacts: &'c [Contact<'_>]) -> BTreeMap<&'c BTreeSet<String>, Vec<u32>> {
    let mut alike: BTreeMap<&BTreeSet<String>, Vec<u32>> = BTreeMap::new();
    for own in contacts.iter().filter(|own| !own.restored.restores.is_empty()) {
        alike.entry(&own.restored.restores).or_default().push(own.holder);
    }
    for holders in alike.values_mut() {
        holders.sort_unstable();
    }
    alike
}

/// The codes of the skills that would count if the person were associated in PC, by holder.
fn hanging_skills<'c>(case: &'c Case<'_, '_>) -> BTreeMap<u32, Vec<&'c str>> {
    let (stops, at) = (&case.shared.stops, &case.grounds.at);
    let mut skills: BTreeMap<u32, Vec<&'c str>> = BTreeMap::new();
    let now = |own: &&Holding| own.from <= at.as_of && at.as_of <= own.through;
    for own in case.would_count().iter().filter(now) {
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

/// What counts on the as-of date if every PMC association were one in PC.
fn as_if_associated(case: &Case<'_, '_>) -> Spans {
    let as_of = case.grounds.at.as_of;
    let counts = |own: &Holding| own.from <= as_of && as_of <= own.through;
    let place = |own: &Holding| Some(Holding { person: case.roster.holder(own.person)?, ..*own });
    let further = case.would_count().iter().filter(|own| counts(own));
    let mut further: Vec<Holding> = further.filter_map(place).collect();
    further.sort_unstable_by_key(order);
    let (mut own, mut further) = (
        case.holders.holdings.iter().filter(|own| counts(own)).peekable(),
        further.iter().peekable(),
    );
    // Both are in order, and so they are together.
    let all = std::iter::from_fn(|| match (own.peek(), further.peek()) {
        (Some(one), Some(other)) if order(other) < order(one) => further.next(),
        (None, _) => further.next(),
        _ => own.next(),
    });
    Spans::of(all, as_of)
}

/// With every PMC link counting: who breaks which levels, who satisfies which requirements.
fn weights(case: &Case<'_, '_>, holders: &BTreeSet<u32>) -> HolderWeights {
    let at = case.grounds.at;
    let grounds = Grounds::of(at, &as_if_associated(case));
    let mut weights = HolderWeights::default();
    for level in case.alive() {
        for holder in lost_without(&grounds, level, holders) {
            weights.levels_lost.entry(holder).or_default().insert(at.ladder.title(level));
        }
    }
    for id in (0..at.ladder.requirements.len()).filter(|id| grounds.placed(*id).in_force(at.as_of))
    {
        for holder in grounds.qualified(id).map(|own| own.persons(at.as_of)).unwrap_or_default() {
            *weights.requirements_counted.entry(holder).or_default() += 1;
        }
    }
    weights
}

/// Those without whom a met level is not met; an Unknown is not yet lost.
fn lost_without(grounds: &Grounds<'_>, level: LevelId, holders: &BTreeSet<u32>) -> Vec<u32> {
    let now = AskedOn::Frozen(grounds.at.as_of);
    let mut breaking = grounds.breaking_alone(level);
    breaking.retain(|holder| holders.contains(holder));
    let has_unknown = !breaking.is_empty()
        && grounds.choices(level, now).iter().any(|(_, choice)| choice.met == Met::Unknown);
    if has_unknown {
        breaking.retain(|holder| {
            let without = Shift::Goes { holder: *holder };
            grounds.rung_with(level, now, Some(&without)) == Met::No
        });
    }
    breaking
}

fn row(
    case: &Case<'_, '_>,
    rank: i64,
    own: &Contact<'_>,
    alternatives: &BTreeMap<&BTreeSet<String>, Vec<u32>>,
) -> TableCells {
    let (question, at) = (case.shared.question, &case.grounds.at);
    let person = case.roster.person(own.holder);
    let account = question.people.shown(person);
    let users = question.facts.get(&Kind::Users);
    let named = |column: &str| {
        let cell = |users: &Facts| question.people.text(users.text(column), account);
        let code = users.map_or(0, cell);
        text(question.dictionary.text(code))
    };
    let ends_on = case.endings.grace_ends_on(person);
    let left = |end: Day| i64::from((end.0 - at.as_of.0).max(0));
    let listed = |titles: &BTreeSet<String>| {
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        Value::Text(titles.join(";"))
    };
    let others = alternatives.get(&own.restored.restores).map_or(&[][..], Vec::as_slice);
    let others = others.iter().filter(|other| **other != own.holder);
    let others: Vec<&str> =
        others.map(|other| question.email(case.roster.person(*other))).collect();
    vec![
        text(case.mpn_id()),
        Value::Number(Some(rank)),
        text(question.email(person)),
        named("first_name"),
        named("last_name"),
        Value::Text(account.mcid.to_string()),
        Value::Number(i64::try_from(own.levels_lost).ok()),
        Value::Number(Some(own.requirements_counted)),
        Value::Number(i64::try_from(own.codes.len()).ok()),
        Value::Text(own.codes.join(";")),
        Value::Day(ends_on),
        Value::Number(ends_on.map(left)),
        listed(&own.restored.restores),
        listed(&own.restored.helps),
        Value::Text(others.join(";")),
    ]
}
