//! Faults of inputs: what is wrong with a source, or with the name of a level, and where that is written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::assess::actions::action::Fault;
use crate::base::Dictionary;
use crate::base::fold::fold;
use crate::tables::kinds::Memberships;
use crate::tables::{Facts, Kind, RejectCode};

use super::gathered::Gathered;
use super::stale;
use super::whole_sources::WholeSources;

/// What is cited of everything that was gathered, whose rows are these.
#[must_use]
pub(super) fn of_whole(
    gathered: &Gathered,
    facts: &BTreeMap<Kind, Facts>,
    dictionary: &Dictionary,
) -> WholeSources {
    let mut whole = WholeSources::default();
    for kind in Kind::ALL {
        whole.rejects.extend(first_reject(kind, gathered).map(|place| (kind, place)));
    }
    whole.names = first_of_names(gathered, facts, dictionary);
    whole
}

/// By the folded name of a competency the first row of the memberships that has it.
fn first_of_names(
    gathered: &Gathered,
    facts: &BTreeMap<Kind, Facts>,
    dictionary: &Dictionary,
) -> BTreeMap<String, String> {
    let mut first = BTreeMap::new();
    let Some(facts) = facts.get(&Kind::Memberships) else { return first };
    let names = facts.text(Memberships::COMPETENCY);
    for row in 0..facts.len() {
        let name = fold(dictionary.text(names.at(row)));
        if !first.contains_key(&name) {
            first.extend(place_of(facts, row, gathered).map(|place| (name, place)));
        }
    }
    first
}

/// K2a: where the names of competencies stand in the memberships, of the whole source.
#[must_use]
pub(super) fn names(gathered: &Gathered) -> Cow<'_, BTreeMap<String, String>> {
    if let Some(whole) = &gathered.of_whole {
        return Cow::Borrowed(&whole.names);
    }
    let reading = &gathered.reading;
    Cow::Owned(first_of_names(gathered, &reading.facts, &reading.dictionary))
}

fn place_of(facts: &Facts, row: usize, gathered: &Gathered) -> Option<String> {
    let file = gathered.reading.files.get(facts.file(row) as usize)?;
    Some(format!("{}:{}:{}", file.name, facts.line(row), Memberships::COMPETENCY))
}

/// Of a source that is too old, near its reject limit, or missing for something that is Unknown.
#[must_use]
pub(super) fn of_source(kind: Kind, gathered: &Gathered, is_near_limit: bool) -> Fault {
    let files = gathered.reading.files.iter().filter(|file| file.kind == kind);
    let names = || files.clone().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
    if gathered.late.contains(&kind) {
        let newest = stale::newest(&gathered.reading, kind);
        let of_day = newest.map(|day| format!(" ({day})")).unwrap_or_default();
        return Fault { code: "stale", place: format!("{}{of_day}", names()) };
    }
    if let Some(place) = first_reject(kind, gathered).filter(|_| is_near_limit) {
        return Fault { code: "rejects", place };
    }
    if !gathered.reading.facts.contains_key(&kind) {
        return Fault { code: "missing", place: format!("[sources.{}]", kind.name()) };
    }
    Fault { code: "incomplete", place: names() }
}

/// The first row that was set aside for more than that it is a copy: file, line, column and reason.
fn first_reject(kind: Kind, gathered: &Gathered) -> Option<String> {
    if let Some(whole) = &gathered.of_whole {
        return whole.rejects.get(&kind).cloned();
    }
    let all = &gathered.reading.rejects;
    let mut own = all.iter().filter(|own| own.kind == kind);
    let first = own.find(|own| !RejectCode::is_duplicate(own.code))?;
    let file = gathered.reading.files.get(first.file as usize)?;
    let column = first.column.and_then(|place| kind.columns().get(usize::from(place)));
    let column = column.map(|column| format!(":{}", column.name)).unwrap_or_default();
    Some(format!("{}:{}{column} {}", file.name, first.line, first.code.name()))
}

/// K2a: the row of the memberships that has this name, of those that have one each.
#[must_use]
pub(super) fn of_name(competency: &str, names: &BTreeMap<String, String>) -> Fault {
    let place = names.get(&fold(competency)).cloned().unwrap_or_default();
    Fault { code: "unknown_competency", place }
}
