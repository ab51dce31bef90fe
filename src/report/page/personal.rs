//! A page for each person who is asked to act: what to do, where, by when, what it saves; nobody else's data.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::acts::{by, lines_of, mail, to_you};
use super::comes::{helps, levels, named_company, saved, spare};
use crate::assess::actions::action::ActionKind;
use crate::report::leaving;
use crate::report::lines::Line;
use crate::report::renewals::RenewalRow;
use crate::report::sentence::too_late;

use super::company::ActionRow;
use super::pen::{Pen, short};
use super::why::why;

/// Persons with a page of their own; the table has all.
const PERSONS_MAX: usize = 40;
const ACTIONS_MAX: usize = 8;

/// Those who are asked, each with what they are asked for, the most urgent first.
pub(super) fn asked<'a>(pen: &Pen<'a>) -> Vec<(&'a String, Vec<&'a ActionRow>)> {
    let mut persons: Vec<(&String, Vec<&ActionRow>)> = Vec::new();
    let mut places: BTreeMap<&String, usize> = BTreeMap::new();
    let lines = lines_of(pen);
    let asked = lines.iter().filter(|line| line.is_asked());
    let mut actions: Vec<&ActionRow> =
        asked.flat_map(Line::with_others).filter(|action| action.asks_them()).collect();
    actions.sort_by_key(|action| action.rank);
    for action in actions {
        for email in action.asked_first() {
            let place = *places.entry(email).or_insert_with(|| {
                persons.push((email, Vec::new()));
                persons.len() - 1
            });
            persons[place].1.push(action);
        }
    }
    persons
}

pub(super) fn section(pen: &Pen<'_>) -> Markup {
    let (persons, most) = (asked(pen), pen.most(PERSONS_MAX));
    html! {
        @if !persons.is_empty() {
            section.screen aria-labelledby="personal" {
                h2 #personal { (pen.word("personal")) }
                p { (pen.word("personal_says")) }
                ul.chips { @for (number, (email, _)) in persons.iter().enumerate().take(most) {
                    li { a href={ "#person-" (number + 1) } { (pen.person(email)) } }
                } }
            }
        }
        @for (number, (email, own)) in persons.iter().enumerate().take(most) {
            (person(pen, number + 1, email, own))
        }
        @if persons.len() > most {
            p { (pen.say("rest_in_table", &[
                ("count", &pen.count((persons.len() - most) as u64)), ("table", "data/actions.csv"),
            ])) }
        }
    }
}

fn person(pen: &Pen<'_>, number: usize, email: &str, own: &[&ActionRow]) -> Markup {
    let id = format!("person-{number}");
    let company = pen.context.facts.company_name(&pen.company.mpn_id);
    html! {
        section.personal aria-labelledby=(id) {
            h2 id=(id) { (pen.say("for_person", &[("name", &pen.person(email))])) }
            p.small { (short(company)) " · " (pen.day(pen.as_of())) }
            ol { @for action in own.iter().take(ACTIONS_MAX) { li { (task(pen, (action, own), email)) } } }
        }
    }
}

/// What it only puts off, with what others do where it is enough only with that.
fn puts_off(pen: &Pen<'_>, action: &ActionRow) -> Option<String> {
    action.puts_off_in_words(pen.context.labels, &|all| levels(pen, all))
}

/// What to do, where, by when, and what it saves.
fn task(pen: &Pen<'_>, (action, all): (&ActionRow, &[&ActionRow]), email: &str) -> Markup {
    // What is a task of its own stands there.
    let is_task = |own: &&RenewalRow| {
        all.iter().any(|it| it.kind == ActionKind::Renew && it.skill == own.skill)
    };
    let too = action.renew_too.iter().filter(|own| own.email == email && !is_task(own));
    html! {
        h3 { (to_you(pen, action)) }
        @if let Some(how) = pen.context.labels.find("action_how", action.kind.name()) { p { (how) } }
        dl.facts {
            @if let Some(day) = action.by {
                div { dt { (pen.word("by")) } dd { (by(pen, action, day)) } }
            }
            @if let Some(levels) = saved(pen, action) {
                div { dt { (pen.word("good_for")) } dd { (levels) } }
            }
            @if let Some(said) = spare(pen, action) {
                div { dt { (pen.word("good_for")) } dd { (said) } }
            }
            (helps(pen, action, false))
            @if let Some(said) = puts_off(pen, action) {
                div { dt { (pen.word("but")) } dd { (said) } }
            }
            @for own in too {
                div { dt { (pen.word("but")) } dd { (own.to_you(pen.context.labels, pen.as_of())) } }
            }
            @if let Some(said) = too_late(action.helped_through, pen.context.labels) {
                div { dt { (pen.word("but")) } dd { (said) } }
            }
            @for said in leaving::to_you(action, pen.context.labels, &|id| named_company(pen, id)) {
                div { dt { (pen.word("but")) } dd { (said) } }
            }
            @for caveat in &action.caveats {
                div { dt { (pen.word("but")) } dd { (caveat.in_words(pen.context.labels)) } }
            }
            div { dt { (pen.word("why")) } dd { (why(pen, action, Some(email))) } }
        }
        @if let Some(mail) = mail(pen, action, email) { p.mails { (mail) } }
    }
}
