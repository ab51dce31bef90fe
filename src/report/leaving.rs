//! Leaving: what stands against an association, as it takes somebody away from another company, or is not allowed
//! yet, and which levels come too late by it.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::{ActionKind, Urgency};
use crate::tables::columns;
use crate::tables::output::Rows;

use super::classes::Class;
use super::labels::Labels;
use super::left::CompanyLeft;
use super::lines::{Line, each_once};
use super::next::ActionRow;
use super::row_kind::RowKind;
use super::view::each;

/// The names of persons by their e-mails, and of a company by its MPN id.
pub(crate) struct NamesSpoken<'n> {
    pub persons: &'n dyn Fn(&[String]) -> String,
    pub company: &'n dyn Fn(&str) -> String,
}

/// A person has one company: leaves of those that could have somebody too the ones that ask for them.
pub(super) fn compare(all: &mut BTreeMap<String, Vec<ActionRow>>) {
    let is_asked = |action: &&ActionRow| {
        action.kind == RowKind::Action(ActionKind::Associate) && action.urgency != Urgency::None
    };
    let asked = all.iter().flat_map(|(company, actions)| {
        let who = actions.iter().filter(is_asked).flat_map(|action| &action.who);
        who.map(|email| (company.clone(), email.clone()))
    });
    let asked: BTreeSet<(String, String)> = asked.collect();
    for action in all.values_mut().flatten() {
        action.elsewhere.retain(|own| asked.contains(&(own.mpn_id.clone(), own.email.clone())));
    }
}

/// Tells each who leaves a company which of its levels hang on them, as far as its rows are there.
pub(super) fn tell(all: &mut BTreeMap<String, Vec<ActionRow>>, levels: Option<&dyn Rows>) {
    let mut leaving: BTreeMap<String, Vec<&mut CompanyLeft>> = BTreeMap::new();
    let own = all.values_mut().flatten().flat_map(|action| &mut action.leaves);
    for left in own.filter(|left| !left.email.is_empty()) {
        leaving.entry(left.mpn_id.clone()).or_default().push(left);
    }
    if leaving.is_empty() {
        return;
    }
    each(levels, |row| {
        let Some(own) = leaving.get_mut(&*row.text(columns::MPN_ID)) else { return };
        let is_held = Class::of(&row).is_some_and(|class| class != Class::Lapsed);
        if !is_held || !row.is(columns::MET, "Yes") {
            return;
        }
        let people = row.list(columns::KEY_PEOPLE);
        for left in own.iter_mut().filter(|left| people.contains(&left.email)) {
            let level = format!("{} {}", row.text(columns::COMPETENCY), row.text(columns::LEVEL));
            if !left.levels.contains(&level) {
                left.levels.push(level);
            }
        }
    });
}

/// What stands against it, in words.
#[must_use]
pub(crate) fn in_words(line: &Line<'_>, labels: &Labels, names: &NamesSpoken<'_>) -> Vec<String> {
    let mut said = Vec::new();
    for action in line.with_others() {
        said.extend(of_action(
            action,
            labels,
            names,
            ["leaves", "leaves_breaks", "allowed_from", "asked_elsewhere"],
        ));
    }
    each_once(said.iter())
}

/// The same, to the person who is asked.
#[must_use]
pub(crate) fn to_you(
    action: &ActionRow,
    labels: &Labels,
    company: &dyn Fn(&str) -> String,
) -> Vec<String> {
    let names = NamesSpoken { persons: &|_| String::new(), company };
    of_action(
        action,
        labels,
        &names,
        ["you_leave", "you_leave_breaks", "you_allowed_from", "you_asked_elsewhere"],
    )
}

fn of_action(
    action: &ActionRow,
    labels: &Labels,
    names: &NamesSpoken<'_>,
    [leaves, breaks, allowed, asked]: [&'static str; 4],
) -> Vec<String> {
    let who = (names.persons)(&action.who);
    let mut said: Vec<String> = action
        .leaves
        .iter()
        .map(|left| {
            let (company, levels) = ((names.company)(&left.mpn_id), left.levels.join(", "));
            let key = if levels.is_empty() { leaves } else { breaks };
            let values = [("who", &*who), ("company", &*company), ("levels", &*levels)];
            labels.say("next", key, &values)
        })
        .collect();
    for other in &action.elsewhere {
        let company = (names.company)(&other.mpn_id);
        said.push(labels.say("next", asked, &[("who", &who), ("company", &company)]));
    }
    if action.allowed_from.is_some() {
        let day = labels.day(action.allowed_from);
        said.push(labels.say("next", allowed, &[("who", &who), ("day", &day)]));
    }
    if !action.too_late_for.is_empty() {
        let levels = action.too_late_for.join(", ");
        said.push(labels.say("next", "too_late_for", &[("levels", &levels)]));
    }
    said
}
