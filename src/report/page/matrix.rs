//! People × levels: those on whom something hangs, and what each of them is for each held level.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use crate::base::{Amount, Day};

use super::company::{Level, LevelKey, Requirement, Tie};
use super::pen::{Pen, short};

const PEOPLE_MAX: usize = 40;
const LEVELS_MAX: usize = 24;

/// What a person is for a level: until when it counts, if a day is known.
enum Part {
    Counts,
    Until(Day),
    PmcOnly,
    Pending,
}

pub fn section(pen: &Pen<'_>) -> Markup {
    let held: Vec<&Level> = pen.company.held().into_iter().take(LEVELS_MAX).collect();
    let people = shown(pen, &held);
    if held.is_empty() || people.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="people" {
            h2 #people { (pen.word("people")) " " (pen.rule("C7")) }
            p { (pen.word("people_says")) }
            div.wide tabindex="0" role="region" aria-labelledby="people" { table.matrix {
                thead { tr {
                    th scope="col" { (pen.context.labels.get("column", "work_email")) }
                    @for level in &held { th scope="col" { (short(&level.key.name())) } }
                } }
                tbody { @for (email, parts) in people.iter().take(PEOPLE_MAX) { tr {
                    th scope="row" { (pen.person(email)) }
                    @for level in &held { (cell(pen, parts.get(&level.key))) }
                } } }
                tfoot {
                    @for (key, of) in [("need", "need"), ("have", "have"), ("margin", "spare")] { tr {
                        th scope="row" { (pen.word(of)) }
                        @for level in &held { td.number { (number(pen, level, key)) } }
                    } }
                }
            } }
            @if people.len() > PEOPLE_MAX {
                p { (pen.say("rest_in_table", &[
                    ("count", &pen.count((people.len() - PEOPLE_MAX) as u64)),
                    ("table", "data/requirement_persons.csv"),
                ])) }
            }
        }
    }
}

type Parts = BTreeMap<LevelKey, Part>;

/// The persons with a part in a held level, by e-mail.
fn shown(pen: &Pen<'_>, held: &[&Level]) -> Vec<(String, Parts)> {
    let mut people: BTreeMap<String, Parts> = BTreeMap::new();
    let best: BTreeMap<&LevelKey, &str> =
        held.iter().map(|level| (&level.key, level.option.as_str())).collect();
    for holder in &pen.company.holders {
        if best.get(&holder.key).is_none_or(|option| *option != holder.option) {
            continue;
        }
        let parts = people.entry(holder.email.clone()).or_default();
        let through = holder.through.unwrap_or(Day::FOREVER);
        let known = match parts.get(&holder.key) {
            Some(Part::Until(day)) => *day,
            Some(_) => Day::FOREVER,
            None => Day::ALWAYS,
        };
        let longest = through.max(known);
        let part = if longest == Day::FOREVER { Part::Counts } else { Part::Until(longest) };
        parts.insert(holder.key.clone(), part);
    }
    for level in held {
        let place = format!("{} ({})", level.key.competency, level.option);
        for email in &pen.company.persons {
            let Some(tie) = pen.company.links.get(&(email.clone(), place.clone())) else {
                continue;
            };
            let parts = people.entry(email.clone()).or_default();
            match (tie, parts.get(&level.key)) {
                (Tie::PmcOnly, _) => {
                    parts.insert(level.key.clone(), Part::PmcOnly);
                }
                (Tie::Pending, None) => {
                    parts.insert(level.key.clone(), Part::Pending);
                }
                (Tie::Pending, Some(_)) => {}
            }
        }
    }
    let asked: BTreeSet<&String> = pen.company.actions.iter().flat_map(|it| &it.who).collect();
    let mut people: Vec<(String, Parts)> = people.into_iter().collect();
    people.sort_by_key(|(email, _)| !asked.contains(email));
    people
}

fn cell(pen: &Pen<'_>, part: Option<&Part>) -> Markup {
    html! {
        @match part {
            None => td { span.none { "–" } },
            Some(Part::Counts) => td.good { "● " (pen.word("part_counts")) },
            Some(Part::Until(day)) => td.warning { "◐ " (pen.say("part_until", &[("day", &pen.day(*day))])) },
            Some(Part::PmcOnly) => td.bad { "▲ " (pen.word("part_pmc")) },
            Some(Part::Pending) => td.notice { "○ " (pen.word("part_pending")) },
        }
    }
}

/// Of the people requirements of the option: all that is needed, what is there, the least to spare.
fn number(pen: &Pen<'_>, level: &Level, of: &str) -> String {
    let own: Vec<&Requirement> = pen
        .company
        .requirements
        .iter()
        .filter(|it| it.key == level.key && it.kind == "people")
        .collect();
    let sum = |amounts: Vec<Option<Amount>>| -> Option<Amount> {
        amounts.into_iter().try_fold(Amount::default(), |sum, amount| Some(sum + amount?))
    };
    if own.is_empty() {
        return "–".to_owned();
    }
    let value = match of {
        "need" => sum(own.iter().map(|it| it.need).collect()),
        "have" => sum(own.iter().map(|it| it.have).collect()),
        _ => own.iter().map(|it| it.margin).min().flatten(),
    };
    value.map_or_else(|| "?".to_owned(), |value| pen.amount(value))
}
