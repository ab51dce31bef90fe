//! People × levels: those on whom something hangs, and what each of them is for each held level.

use std::cmp::Reverse;

use maud::{Markup, html};

use crate::report::books::marks::{Mark, Marks};
use crate::report::books::people_levels::{TABLE, word};
use crate::report::books::person_key::PersonKey;

use super::company::LevelRow;
use super::pen::{Pen, short};
use super::personal::asked;

const PEOPLE_MAX: usize = 40;
const LEVELS_MAX: usize = 60;
/// Levels beside each other: more are neither read on a phone nor printed.
const LEVELS_BESIDE: usize = 5;

/// A held level with its place among the marks.
type LevelColumn<'a> = (&'a LevelRow, usize);

pub(super) fn section(pen: &Pen<'_>) -> Markup {
    let Some(marks) = pen.sources.marks() else { return html! {} };
    let people = people(pen, marks);
    let placed = |level| Some((level, marks.place(&key(pen, level))?));
    let is_marked = |place: usize| {
        let own = people.iter().filter_map(|person| marks.of_person(person));
        own.into_iter().any(|own| own.contains_key(&place))
    };
    let mut levels: Vec<LevelColumn<'_>> =
        pen.company.held().into_iter().filter_map(placed).collect();
    levels.retain(|(_, place)| is_marked(*place));
    if levels.is_empty() {
        return html! {};
    }
    let most = pen.most(LEVELS_MAX);
    html! {
        section aria-labelledby="people" {
            h2 #people { (pen.word("people")) " " (pen.rule("C7")) " " (pen.rule("A2")) }
            p { (pen.word("people_says")) " " (pen.sheet("people_levels")) }
            @for beside in levels[..levels.len().min(most)].chunks(LEVELS_BESIDE) {
                (table(pen, marks, &people, beside))
            }
            @if levels.len() > most {
                p { (pen.say("more_levels", &[("count", &pen.count((levels.len() - most) as u64))])) }
            }
        }
    }
}

/// The key of a level in the tables of the run.
fn key(pen: &Pen<'_>, level: &LevelRow) -> [String; 4] {
    let own = &level.key;
    [&pen.company.mpn_id, &own.programme, &own.competency, &own.level].map(Clone::clone)
}

/// Those on whom something hangs, who is asked to act first.
fn people(pen: &Pen<'_>, marks: &Marks) -> Vec<PersonKey> {
    let asked = asked(pen).into_iter().map(|(email, _)| email);
    let mut people: Vec<PersonKey> = Vec::new();
    for email in asked.chain(&pen.company.persons) {
        let person = (pen.company.mpn_id.clone(), email.clone());
        if marks.of_person(&person).is_some() && !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

fn table(pen: &Pen<'_>, marks: &Marks, people: &[PersonKey], levels: &[LevelColumn<'_>]) -> Markup {
    let has_mark = |person: &&PersonKey| {
        let own = marks.of_person(person);
        own.is_some_and(|own| levels.iter().any(|(_, place)| own.contains_key(place)))
    };
    let people: Vec<&PersonKey> = people.iter().filter(has_mark).collect();
    let most = pen.most(PEOPLE_MAX);
    // What is kept by a score has no number of people.
    let company = &pen.company.mpn_id;
    let has_totals = levels.iter().any(|(_, place)| marks.spare(company, *place).is_some());
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="people" { table.matrix {
            thead { tr {
                th scope="col" { (pen.word("person")) }
                @for (level, _) in levels { th scope="col" { (short(&level.key.name())) } }
            } }
            tbody { @for person in people.iter().take(most) { tr {
                th scope="row" { (pen.person(&person.1)) " " (sheet_row(pen, person)) }
                @for (_, place) in levels {
                    (cell(pen, marks.of_person(person).and_then(|own| own.get(place))))
                }
            } } }
            @if has_totals { tfoot { @for (total, name) in ["need", "have", "spare"].into_iter().enumerate() { tr {
                th scope="row" { (pen.word(name)) }
                @for (_, place) in levels { (number(pen, marks, *place, total)) }
            } } } }
        } }
        @if people.len() > most {
            p { (pen.say("rest_in_table", &[
                ("count", &pen.count((people.len() - most) as u64)),
                ("table", pen.context.sheet_name("people_levels")),
            ])) }
        }
    }
}

/// The row of a person; above the table stands of which sheet.
fn sheet_row(pen: &Pen<'_>, person: &PersonKey) -> Markup {
    let line = pen.sources.line(person);
    let place = line.and_then(|line| pen.sources.places.named(TABLE, line));
    html! { @if let Some(place) = place { (pen.row_alone(&place, &person.1)) } }
}

/// A mark in words, with a colour and a sign that say the same.
fn cell(pen: &Pen<'_>, mark: Option<&Mark>) -> Markup {
    let Some(mark) = mark else { return html! { td { span.none { "–" } } } };
    let (tone, sign) = match mark {
        Mark::Counts => ("good", "●"),
        Mark::Until(_) => ("warning", "◐"),
        Mark::PmcOnly => ("bad", "▲"),
        Mark::Pending => ("notice", "○"),
        Mark::Unlinked => ("bad", "△"),
    };
    let said = word(*mark, pen.context);
    let shown = if let Mark::Until(Reverse(day)) = mark {
        day_whole(&said, &pen.day(*day))
    } else {
        html! { (said) }
    };
    html! { td class=(tone) { span aria-hidden="true" { (sign) " " } (shown) } }
}

/// A text whose day stays on one line.
fn day_whole(said: &str, day: &str) -> Markup {
    let (before, after) = said.split_once(day).unwrap_or((said, ""));
    let has_day = before.len() < said.len();
    html! { (before) @if has_day { span.day { (day) } } (after) }
}

/// Of the tightest people requirement of the level.
fn number(pen: &Pen<'_>, marks: &Marks, place: usize, total: usize) -> Markup {
    let Some(numbers) = marks.spare(&pen.company.mpn_id, place) else {
        return html! { td.number { "–" } };
    };
    let is_short = total == 2 && numbers[2].is_negative();
    html! { td.number.bad[is_short] { (pen.amount(numbers[total])) } }
}
