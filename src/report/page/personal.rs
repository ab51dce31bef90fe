//! A page for each person who is asked to act: what to do, where, by when, what it saves; nobody else's data.

use maud::{Markup, html};

use super::acts::{fill, mail};
use super::company::Action;
use super::pen::Pen;

/// Persons with a page of their own; the table has all.
const PERSONS_MAX: usize = 40;

pub fn section(pen: &Pen<'_>) -> Markup {
    let mut persons: Vec<(&String, Vec<&Action>)> = Vec::new();
    let mut actions: Vec<&Action> =
        pen.company.actions.iter().filter(|action| action.urgency != "none").collect();
    actions.sort_by_key(|action| action.rank);
    for action in actions {
        for email in &action.who {
            match persons.iter_mut().find(|(known, _)| *known == email) {
                Some((_, own)) => own.push(action),
                None => persons.push((email, vec![action])),
            }
        }
    }
    html! {
        @if !persons.is_empty() {
            h2.screen { (pen.word("personal")) }
        }
        @for (number, (email, own)) in persons.iter().enumerate().take(PERSONS_MAX) {
            (person(pen, number + 1, email, own))
        }
        @if persons.len() > PERSONS_MAX {
            p { (pen.say("rest_in_table", &[
                ("count", &pen.count((persons.len() - PERSONS_MAX) as u64)), ("table", "data/actions.csv"),
            ])) }
        }
    }
}

fn person(pen: &Pen<'_>, number: usize, email: &str, own: &[&Action]) -> Markup {
    let id = format!("person-{number}");
    html! {
        section.personal aria-labelledby=(id) {
            h2 id=(id) { (pen.say("for_person", &[("name", &pen.person(email))])) }
            ol { @for action in own.iter().take(8) {
                li {
                    p { strong { (fill(pen, "action_you", &action.kind, action, "")) } }
                    @if let Some(how) = pen.context.labels.find("action_how", &action.kind) { p { (how) } }
                    @if let Some(day) = action.by { p { (pen.word("by")) " " strong { (pen.day(day)) } } }
                    @let saved: Vec<String> = action.restores.iter().chain(&action.keeps).cloned().collect();
                    @if !saved.is_empty() {
                        p { (pen.say("good_for", &[("levels", &pen.levels(&saved, 6))])) }
                    }
                    p.mails { (mail(pen, action, email)) }
                }
            } }
        }
    }
}
