//! Act now: the first actions as cards, the rest folded below them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::base::Day;
use crate::report::books::mail;
use crate::report::next;

use super::company::Action;
use super::pen::{Pen, short};
use super::why::{row, why, why_of_all, without_gate};

const CARDS_MAX: usize = 5;
/// Actions behind the cards; the table has all.
const FOLDED_MAX: usize = 100;
const NAMES_MAX: usize = 6;
const WAIT: &str = "wait";

/// Actions that are told as one: of which any one is enough, or that nobody in particular does for one
/// level. Most are alone.
pub struct Choice<'a> {
    pub first: &'a Action,
    pub others: Vec<&'a Action>,
}

/// The actions of a company by rank, those that are told together at the place of the first.
pub fn choices<'a>(pen: &Pen<'a>) -> Vec<Choice<'a>> {
    let mut actions: Vec<&Action> = pen.company.actions.iter().collect();
    actions.sort_by_key(|action| action.rank);
    let mut choices: Vec<Choice<'a>> = Vec::new();
    let mut known: BTreeMap<Together<'a>, usize> = BTreeMap::new();
    for action in actions {
        let place = together(action).map(|key| *known.entry(key).or_insert(choices.len()));
        match place.and_then(|place| choices.get_mut(place)) {
            Some(choice) => choice.others.push(action),
            None => choices.push(Choice { first: action, others: Vec::new() }),
        }
    }
    choices
}

/// What actions that are told as one have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Together<'a> {
    AnyOneOf(i64),
    /// Kind, level and urgency of what nobody in particular does.
    OfLevel([&'a str; 5], Option<Day>),
}

fn together(action: &Action) -> Option<Together<'_>> {
    if let Some(group) = action.group {
        return Some(Together::AnyOneOf(group));
    }
    let is_nobodys = action.who.is_empty() && !action.level.is_empty();
    let key = [&action.kind, &action.competency, &action.level, &action.programme, &action.urgency];
    is_nobodys.then(|| Together::OfLevel(key.map(String::as_str), action.by))
}

impl Choice<'_> {
    /// What is asked for, each once.
    fn what(&self, pen: &Pen<'_>) -> String {
        let all = std::iter::once(&self.first).chain(&self.others);
        let mut named: Vec<String> = Vec::new();
        for action in all {
            let what = what(pen, action);
            if !named.contains(&what) {
                named.push(what);
            }
        }
        let more = named.len().saturating_sub(NAMES_MAX);
        if more > 0 {
            named.truncate(NAMES_MAX);
            named.push(pen.say("and_more", &[("count", &pen.count(more as u64))]));
        }
        named.join(", ")
    }

    /// Everybody who could do it, each once, in the order of the actions.
    pub fn who(&self) -> Vec<String> {
        let mut who: Vec<String> = Vec::new();
        for email in std::iter::once(&self.first).chain(&self.others).flat_map(|it| &it.who) {
            if !who.contains(email) {
                who.push(email.clone());
            }
        }
        who
    }
}

pub fn section(pen: &Pen<'_>) -> Markup {
    let (now, rest): (Vec<_>, Vec<_>) =
        choices(pen).into_iter().partition(|choice| is_asked(pen, choice.first));
    let (cards, more) = now.split_at(now.len().min(CARDS_MAX));
    let (heals, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|it| it.first.kind == WAIT);
    let (spared, rest): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|choice| is_spared(pen, choice.first));
    let folded: Vec<&Choice<'_>> = more.iter().chain(&rest).collect();
    html! {
        section aria-labelledby="act" {
            h2 #act { (pen.word("act")) " " (pen.rule("N1")) }
            @if cards.is_empty() { p { (pen.context.labels.get("word", "nothing_to_do")) "." } }
            ol.cards { @for (number, choice) in (1..).zip(cards) { li { (card(pen, number, choice)) } } }
            @if !heals.is_empty() {
                ul.plain.lines { @for choice in heals.iter().take(pen.most(FOLDED_MAX)) { li {
                    (sentence(pen, choice)) ". " (nobody_asks(pen, choice.first, &spared)) " "
                    (pen.rule("K4")) " " (row(pen, choice.first))
                } } }
            }
            @if !folded.is_empty() {
                details {
                    summary { (pen.say("more_actions", &[("count", &pen.count(folded.len() as u64))])) }
                    (table(pen, &folded))
                }
            }
        }
    }
}

/// Whether somebody is asked for it: nobody is for what heals by itself or is not needed.
pub fn is_asked(pen: &Pen<'_>, action: &Action) -> bool {
    action.urgency != "none" && !is_spared(pen, action) && !is_unneeded(pen, action)
}

/// The day on which all that it restores is met again if nobody does anything.
fn heals_on(pen: &Pen<'_>, action: &Action) -> Option<Day> {
    let day = |title: &String| {
        let waits = pen.company.actions.iter().filter(|it| it.kind == WAIT);
        waits.filter(|wait| wait.restores.contains(title)).find_map(|wait| wait.by)
    };
    let days: Option<Vec<Day>> = action.restores.iter().map(day).collect();
    days?.into_iter().max().filter(|_| action.kind != WAIT)
}

/// What it restores heals before anybody could see that it was done: nobody needs to be asked.
pub fn is_spared(pen: &Pen<'_>, action: &Action) -> bool {
    let seen_on = next::visible_on(pen.as_of(), pen.context.facts.in_force);
    let is_for_one_alone = action.keeps.is_empty() && !action.competency.is_empty();
    is_for_one_alone
        && next::is_seen_later(&action.kind)
        && heals_on(pen, action).is_some_and(|day| day <= seen_on)
}

/// KPIs of a level that another option keeps.
fn is_unneeded(pen: &Pen<'_>, action: &Action) -> bool {
    let is_own = |level: &&super::company::Level| {
        level.key.competency == action.competency && level.key.level == action.level
    };
    action.kind == "invoice"
        && action.restores.is_empty()
        && action.keeps.is_empty()
        && pen.company.levels.iter().filter(is_own).any(|level| level.met_then == "Yes")
}

/// Of a level that heals by itself: who could restore it no sooner.
fn nobody_asks(pen: &Pen<'_>, wait: &Action, spared: &[Choice<'_>]) -> String {
    let is_own = |choice: &&Choice<'_>| {
        choice.first.restores.iter().any(|title| wait.restores.contains(title))
    };
    let who: Vec<String> = spared.iter().filter(is_own).flat_map(Choice::who).collect();
    if who.is_empty() {
        return String::new();
    }
    let who = pen.persons(&who, NAMES_MAX);
    pen.context.labels.say("next", "spared", &[("who", &who)])
}

fn card(pen: &Pen<'_>, number: u64, choice: &Choice<'_>) -> Markup {
    let action = choice.first;
    html! {
        article class={ "card " (colour(&action.urgency)) } {
            p.urgency { (pen.count(number)) " · " (pen.code("action_urgency", &action.urgency)) }
            h3 { (sentence(pen, choice)) }
            dl.facts {
                @if let Some(day) = action.by {
                    div { dt { (pen.word("by")) } dd { strong { (pen.when(day)) } } }
                }
                (saves(pen, action))
                div { dt { (pen.word("why")) } dd { (why_of_all(pen, action, &choice.others)) } }
            }
            (mails(pen, choice))
        }
    }
}

/// Only what heals by itself is nothing to do; what serves but tidiness can wait.
fn urgency(pen: &Pen<'_>, action: &Action) -> String {
    let is_tidy = action.urgency == "none" && action.kind != "wait";
    pen.code("action_urgency", if is_tidy { "later" } else { &action.urgency })
}

fn colour(urgency: &str) -> &'static str {
    match urgency {
        "now" => "bad",
        "soon" => "warning",
        _ => "muted",
    }
}

/// A mail and a page for each who is asked.
fn mails(pen: &Pen<'_>, choice: &Choice<'_>) -> Markup {
    let who = choice.who();
    let own = |email: &String| {
        let all = std::iter::once(&choice.first).chain(&choice.others);
        all.copied().find(|action| action.who.contains(email)).unwrap_or(choice.first)
    };
    html! {
        @if !who.is_empty() {
            p.mails { @for email in who.iter().take(NAMES_MAX) {
                @if let Some(mail) = mail(pen, own(email), email) { (mail) " " }
            } }
        }
    }
}

/// What is to be done, as a sentence.
pub fn sentence(pen: &Pen<'_>, choice: &Choice<'_>) -> String {
    let (action, who) = (choice.first, choice.who());
    let names = if who.len() > 1 && action.group.is_some() {
        pen.say("any_one_of", &[("names", &pen.any_person(&who, NAMES_MAX))])
    } else {
        pen.persons(&who, NAMES_MAX)
    };
    let key = match (action.kind.as_str(), who.is_empty()) {
        ("earn", true) => "earn_nobody",
        ("invoice", _) if is_unneeded(pen, action) => "invoice_unneeded",
        ("mend_input", _) if !action.competency.is_empty() => "mend_name",
        (kind, _) => kind,
    };
    let what = choice.what(pen);
    fill(pen, ("action", key), action, [&names, &what])
}

/// The skill, requirement, source or competency that an action is about.
pub fn what(pen: &Pen<'_>, action: &Action) -> String {
    let (name, gate) = without_gate(&action.what);
    if action.kind == "mend_input" && action.level.is_empty() {
        return pen.code("source_kind", name);
    }
    let named: Cow<'_, str> = pen.requirement(name);
    match gate {
        Some(number) => pen.say("gate_of", &[("name", &named), ("number", number)]),
        None => named.into_owned(),
    }
}

/// A sentence of a kind of action, said to the one who does it.
pub fn to_you(pen: &Pen<'_>, action: &Action) -> String {
    fill(pen, ("action_you", &action.kind), action, ["", &what(pen, action)])
}

/// A sentence with its places filled.
fn fill(
    pen: &Pen<'_>,
    (group, key): (&str, &str),
    action: &Action,
    [names, what]: [&str; 2],
) -> String {
    let Some(text) = pen.context.labels.find(group, key) else { return key.to_owned() };
    let level = format!("{} {}", action.competency, action.level);
    let levels = if action.competency.is_empty() {
        pen.levels(
            if action.restores.is_empty() { &action.keeps } else { &action.restores },
            NAMES_MAX,
        )
    } else {
        short(&level).into_owned()
    };
    let mut said = String::new();
    crate::report::labels::fill(text, &mut said, |name, said| match name {
        "who" => said.push_str(names),
        "what" => said.push_str(what),
        "skill" => said.push_str(&short(&action.skill)),
        "level" => said.push_str(levels.trim()),
        "by" => said.push_str(&action.by.map(|day| pen.day(day)).unwrap_or_default()),
        _ => {}
    });
    said
}

/// What it restores and keeps; of what does neither alone, the level it is a step towards.
fn saves(pen: &Pen<'_>, action: &Action) -> Markup {
    let level = format!("{} {}", action.competency, action.level);
    let is_step = action.restores.is_empty() && action.keeps.is_empty() && action.urgency != "none";
    html! {
        @if !action.restores.is_empty() {
            div { dt { (pen.word("restores")) } dd { (pen.levels(&action.restores, NAMES_MAX)) } }
        }
        @if !action.keeps.is_empty() {
            div { dt { (pen.word("keeps")) } dd { (pen.levels(&action.keeps, NAMES_MAX)) } }
        }
        @if let Some(day) = heals_on(pen, action) {
            div { dt { (pen.context.labels.get("column", "heals_on")) } dd { (pen.day(day)) } }
        }
        @if is_step && !action.level.is_empty() {
            div { dt { (pen.word("helps")) } dd { (short(&level)) " " (pen.word("not_alone")) } }
        }
    }
}

/// All levels that it restores or keeps.
pub fn saved(pen: &Pen<'_>, action: &Action) -> Option<String> {
    let saved: Vec<String> = action.restores.iter().chain(&action.keeps).cloned().collect();
    (!saved.is_empty()).then(|| pen.levels(&saved, NAMES_MAX))
}

/// A letter that is ready to be sent; none to what is no plain address.
pub fn mail(pen: &Pen<'_>, action: &Action, email: &str) -> Option<Markup> {
    let address = mail::address(email, &to_you(pen, action), &letter(pen, action, email))?;
    Some(
        html! { a.mail href=(address) { (pen.say("write_mail", &[("name", &pen.person(email))])) } },
    )
}

/// The text for a person: what to do, where to click, by when, what it is good for.
pub fn letter(pen: &Pen<'_>, action: &Action, email: &str) -> String {
    let company = pen.context.facts.company_name(&pen.company.mpn_id);
    let mut said = vec![
        pen.say("letter_hello", &[("name", &pen.person(email))]),
        format!("{}.", to_you(pen, action)),
    ];
    said.extend(super::why::sentence(pen, action));
    if let Some(how) = pen.context.labels.find("action_how", &action.kind) {
        said.push(how.to_owned());
    }
    if let Some(day) = action.by.filter(|day| *day > pen.as_of()) {
        said.push(pen.say("letter_by", &[("day", &pen.day(day))]));
    }
    if let Some(levels) = saved(pen, action) {
        said.push(pen.say("letter_saves", &[("levels", &levels), ("company", &short(company))]));
    }
    said.push(pen.word("letter_thanks").to_owned());
    said.join("\n\n")
}

fn table(pen: &Pen<'_>, choices: &[&Choice<'_>]) -> Markup {
    let most = pen.most(FOLDED_MAX);
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="act" { table.stacked {
            thead { tr {
                th scope="col" { (pen.word("column_do")) }
                th scope="col" { (pen.word("by")) }
                th scope="col" { (pen.word("column_saves")) }
                th scope="col" { (pen.word("why")) }
            } }
            tbody { @for choice in choices.iter().take(most) {
                @let action = choice.first;
                tr {
                    td { strong { (urgency(pen, action)) } " · " (sentence(pen, choice)) }
                    td.day { (action.by.map(|day| pen.day(day)).unwrap_or_default()) }
                    td { (saved(pen, action).unwrap_or_default()) }
                    td { (why(pen, action)) }
                }
            } }
        } }
        @if choices.len() > most {
            p { (pen.say("rest_in_table", &[
                ("count", &pen.count((choices.len() - most) as u64)), ("table", "data/actions.csv"),
            ])) }
        }
    }
}
