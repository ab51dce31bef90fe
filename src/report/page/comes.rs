//! What comes of a line: what it restores and keeps or is a step to, until when, and what falls meanwhile.

use maud::{Markup, html};

use crate::assess::actions::action::ActionKind;
use crate::report::instead::{falls_in_words, renew_too_in_words};
use crate::report::leaving::{self, NamesSpoken};
use crate::report::lines::Line;

use super::asked::is_of;
use super::company::ActionRow;
use super::pen::{Pen, short};
use super::why::{unmet, what};

/// Names beside each other.
const NAMES_MAX: usize = 6;

/// What it restores and keeps; of what does neither alone, the level it is a step towards.
pub(super) fn saves(pen: &Pen<'_>, line: &Line<'_>) -> Markup {
    let action = line.first;
    html! {
        @if !line.restores().is_empty() {
            div { dt { (pen.word("restores")) } dd { (pen.list(line.restores(), NAMES_MAX)) } }
        }
        @if !action.keeps.is_empty() {
            div { dt { (pen.word("keeps")) } dd { (pen.list(&action.keeps, NAMES_MAX)) } }
        }
        @if let Some(day) = line.heals_on() {
            div { dt { (pen.context.labels.get("column", "heals_on")) } dd { (pen.day(day)) } }
        }
        @if line.is_whole() { (whole(pen, line)) } @else { (helps(pen, action, line.is_of_people())) }
        @if let Some(said) = spare(pen, action) { div { dt { (pen.word("column_saves")) } dd { (said) } } }
        @for said in but(pen, line) { div { dt { (pen.word("but")) } dd { (said) } } }
    }
}

/// The level for which all of it together, or any so many, are enough.
fn whole(pen: &Pen<'_>, line: &Line<'_>) -> Markup {
    let (action, titles) = (line.first, &line.first.enough_for);
    let elsewhere = line.elsewhere(&pen.company.actions);
    let named: Vec<String> = elsewhere.into_iter().map(|other| asked_of(pen, other)).collect();
    let mut own = pen.company.levels.iter().filter(|level| titles.contains(&level.key.name()));
    let is_unmet = own.any(|level| level.met == "No");
    let said = match action.enough_of {
        Some(count) => pen.say("any_enough", &[("count", &count.to_string())]),
        None if !named.is_empty() => {
            pen.say("enough_beside", &[("names", &pen.list(&named, NAMES_MAX))])
        }
        None => pen.word("together_enough").to_owned(),
    };
    let fewer = action.fewer_in_words(pen.context.labels);
    html! {
        div { dt { (pen.word(if is_unmet { "restores" } else { "keeps" })) } dd { (pen.list(titles, NAMES_MAX)) " " (said)
            @for said in fewer { ". " (said) }
        } }
    }
}

/// Who is asked, else for what.
fn asked_of(pen: &Pen<'_>, action: &ActionRow) -> String {
    if action.who.is_empty() { what(pen, action) } else { pen.persons(&action.who, NAMES_MAX) }
}

/// The level that it is a step towards, and whether it is enough alone as far as that is known.
pub(super) fn helps(pen: &Pen<'_>, action: &ActionRow, is_of_people: bool) -> Markup {
    let alone = match action.part_key() {
        Some("part") if is_of_people => "none_alone",
        Some("part") => "not_alone",
        Some("part_at_pace") => "sure_at_pace",
        Some(_) => "untold_alone",
        None => "",
    };
    html! {
        @if !action.enough_with.is_empty() {
            div { dt { (pen.word("helps")) } dd {
                (pen.list(&action.enough_for, NAMES_MAX)) " " (pen.word("with_others"))
            } }
        }
        @for title in action.steps() {
            div { dt { (pen.word("helps")) } dd {
                (short(&title)) @if !alone.is_empty() { " " (pen.word(alone)) }
            } }
        }
    }
}

/// N1: a certificate is renewed where its end breaks a level, or leaves it to one person.
pub(super) fn spare(pen: &Pen<'_>, action: &ActionRow) -> Option<String> {
    let title = action.title().filter(|_| action.kind == ActionKind::Renew)?;
    let level = pen.company.levels.iter().find(|level| is_of(action, &level.key))?;
    let key = action.spare_key(level.class?)?;
    Some(pen.context.labels.say("next", key, &[("level", &*short(&title))]))
}

/// Until when it is enough, and who would be enough only for a while.
pub(super) fn but(pen: &Pen<'_>, line: &Line<'_>) -> Vec<String> {
    let levels = |all: &[String]| levels(pen, all);
    let mut said: Vec<String> =
        line.puts_off_in_words(pen.context.labels, &levels).into_iter().collect();
    let who = |emails: &[String]| pen.persons(emails, NAMES_MAX);
    said.extend(renew_too_in_words(line, pen.context.labels, pen.as_of(), &who));
    said.extend(falls(pen, line));
    let names = NamesSpoken { persons: &who, company: &|mpn_id| named_company(pen, mpn_id) };
    said.extend(leaving::in_words(line, pen.context.labels, &names));
    said.extend(line.too_late(pen.context.labels));
    said.extend(line.parts().flat_map(|own| own.payment_in_words(pen.context.labels)));
    said.extend(line.caveats(pen.context.labels));
    said.extend(line.passing.iter().take(NAMES_MAX).filter_map(|own| {
        let (levels, day) = (own.put_off(), pen.day(own.breaks_again_on?));
        let title = pen.list(&levels, NAMES_MAX);
        let who =
            if line.is_of_things() { what(pen, own) } else { pen.persons(&own.who, NAMES_MAX) };
        let values = [("who", &*who), ("level", &*title), ("day", &*day)];
        Some(pen.context.labels.say("next", "passing", &values))
    }));
    said
}

/// The names of levels beside each other.
pub(super) fn levels(pen: &Pen<'_>, all: &[String]) -> String {
    pen.list(all, NAMES_MAX)
}

/// A company by its name, where that is known, and its MPN id.
pub(super) fn named_company(pen: &Pen<'_>, mpn_id: &str) -> String {
    let name = pen.context.facts.company_name(mpn_id);
    if name == mpn_id { name.to_owned() } else { format!("{} ({mpn_id})", short(name)) }
}

/// What is to be known of another way.
pub(super) fn but_of_way(pen: &Pen<'_>, line: &Line<'_>) -> Vec<String> {
    falls(pen, line).into_iter().chain(line.caveats_in_short(pen.context.labels)).collect()
}

/// What is not met meanwhile.
fn falls(pen: &Pen<'_>, line: &Line<'_>) -> Vec<String> {
    let who = |emails: &[String]| pen.persons(emails, NAMES_MAX);
    let first = |rank: i64| {
        let first = pen.company.actions.iter().find(|action| action.rank == rank)?;
        Some(who(&first.who))
    };
    let delay = pen.context.facts.in_force.visibility_days.on(pen.as_of());
    falls_in_words(line, pen.context.labels, (pen.as_of(), delay), (&who, &first))
}

/// What it restores and keeps, or towards what it is a step, and until when.
pub(super) fn what_comes(pen: &Pen<'_>, line: &Line<'_>) -> Markup {
    let action = line.first;
    let part = action.steps();
    html! {
        (saved(pen, action).unwrap_or_default())
        @if line.is_whole() { dl.facts { (whole(pen, line)) } }
        @if let Some(key) = action.part_key() { @for title in &part {
            div { (pen.context.labels.say("next", key, &[("level", &*short(title))])) }
        } }
        @if let Some(said) = spare(pen, action) { (said) }
        @for said in but(pen, line) { div { (said) } }
        @if let (Some(day), Some(_)) = (line.by().filter(|day| *day > pen.as_of()), unmet(pen, action)) {
            div { (match action.opens_on {
                Some(opens) => pen.context.labels.say("next", "holds_from", &[("day", &pen.day(opens))]),
                None => pen.context.labels.say("next", "soonest", &[("day", &pen.day(day))]),
            }) }
        }
    }
}

/// All levels that it restores or keeps.
pub(super) fn saved(pen: &Pen<'_>, action: &ActionRow) -> Option<String> {
    let saved: Vec<String> = action.restores.iter().chain(&action.keeps).cloned().collect();
    (!saved.is_empty()).then(|| pen.list(&saved, NAMES_MAX))
}
