//! Act now: the first actions as cards, the rest folded below them.

use maud::{Markup, html};

use super::company::Action;
use super::pen::{Pen, short};

const CARDS_MAX: usize = 5;
/// Actions behind the cards; the table has all.
const FOLDED_MAX: usize = 100;
const NAMES_MAX: usize = 6;

/// Actions of which any one is enough, as one; most are alone.
pub struct Choice<'a> {
    pub first: &'a Action,
    pub others: Vec<&'a Action>,
}

/// The actions of a company by rank, alternatives together at the place of the first.
pub fn choices<'a>(pen: &Pen<'a>) -> Vec<Choice<'a>> {
    let mut actions: Vec<&Action> = pen.company.actions.iter().collect();
    actions.sort_by_key(|action| action.rank);
    let mut choices: Vec<Choice<'a>> = Vec::new();
    for action in actions {
        let same =
            |known: &&mut Choice<'_>| action.group.is_some() && known.first.group == action.group;
        match choices.iter_mut().find(same) {
            Some(known) => known.others.push(action),
            None => choices.push(Choice { first: action, others: Vec::new() }),
        }
    }
    choices
}

impl Choice<'_> {
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
        choices(pen).into_iter().partition(|choice| choice.first.urgency != "none");
    let (cards, more) = now.split_at(now.len().min(CARDS_MAX));
    let folded: Vec<&Choice<'_>> = more.iter().chain(&rest).collect();
    html! {
        section aria-labelledby="act" {
            h2 #act { (pen.word("act")) }
            @if cards.is_empty() { p { (pen.context.labels.get("word", "nothing_to_do")) "." } }
            ol.cards { @for choice in cards { li { (card(pen, choice)) } } }
            @if !folded.is_empty() {
                details {
                    summary { (pen.say("more_actions", &[("count", &pen.count(folded.len() as u64))])) }
                    (table(pen, &folded))
                }
            }
        }
    }
}

fn card(pen: &Pen<'_>, choice: &Choice<'_>) -> Markup {
    let action = choice.first;
    let who = choice.who();
    html! {
        article class={ "card " (colour(&action.urgency)) } {
            p.small { strong { (pen.code("action_urgency", &action.urgency)) } }
            h3 { (sentence(pen, action, &who)) }
            @if let Some(day) = action.by {
                p { strong { (pen.word("by")) " " (pen.day(day)) } }
            }
            (saves(pen, action))
            p.small { (pen.word("why")) " " (why(pen, action)) }
            @if !who.is_empty() && action.urgency != "none" && action.kind != "earn" {
                p.mails { @for email in who.iter().take(NAMES_MAX) { (mail(pen, action, email)) " " } }
            }
        }
    }
}

fn colour(urgency: &str) -> &'static str {
    match urgency {
        "now" => "bad",
        "soon" => "warning",
        _ => "muted",
    }
}

/// What is to be done, as a sentence.
pub fn sentence(pen: &Pen<'_>, action: &Action, who: &[String]) -> String {
    let names = if who.len() > 1 && action.group.is_some() {
        pen.say("any_one_of", &[("names", &pen.persons(who, NAMES_MAX))])
    } else {
        pen.persons(who, NAMES_MAX)
    };
    let key = match (action.kind.as_str(), who.is_empty()) {
        ("earn", true) => "earn_nobody",
        (kind, _) => kind,
    };
    fill(pen, "action", key, action, &names)
}

/// A sentence of a kind of action with its places filled.
pub fn fill(pen: &Pen<'_>, group: &str, key: &str, action: &Action, names: &str) -> String {
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
        "what" => said.push_str(&short(&action.what)),
        "skill" => said.push_str(&short(&action.skill)),
        "level" => said.push_str(levels.trim()),
        "by" => said.push_str(&action.by.map(|day| pen.day(day)).unwrap_or_default()),
        _ => {}
    });
    said
}

fn saves(pen: &Pen<'_>, action: &Action) -> Markup {
    html! {
        @if !action.restores.is_empty() {
            p { (pen.say("restores", &[("levels", &pen.levels(&action.restores, NAMES_MAX))])) }
        }
        @if !action.keeps.is_empty() {
            p { (pen.say("keeps", &[("levels", &pen.levels(&action.keeps, NAMES_MAX))])) }
        }
    }
}

/// The rules behind an action, and the row of the table on which it stands.
fn why(pen: &Pen<'_>, action: &Action) -> Markup {
    let mut parts = action.why.split(';').filter(|part| !part.is_empty());
    html! {
        @for part in parts.by_ref() {
            @match part.split_once(':') {
                Some((table, row)) => span.small { "data/" (table) ".csv " (row) },
                None => (pen.rule(part)),
            }
            " "
        }
    }
}

/// A letter that is ready to be sent.
pub fn mail(pen: &Pen<'_>, action: &Action, email: &str) -> Markup {
    let subject = fill(pen, "action_you", &action.kind, action, "");
    let body = letter(pen, action, email);
    let address = format!(
        "mailto:{}?subject={}&body={}",
        percent(&short(email)),
        percent(&subject),
        percent(&body)
    );
    html! { a.mail href=(address) { (pen.say("write_mail", &[("name", &pen.person(email))])) } }
}

/// The text for a person: what to do, where to click, by when, what it is good for.
pub fn letter(pen: &Pen<'_>, action: &Action, email: &str) -> String {
    let company = pen.context.facts.company_name(&pen.company.mpn_id);
    let mut said = vec![
        pen.say("letter_hello", &[("name", &pen.person(email))]),
        fill(pen, "action_you", &action.kind, action, ""),
    ];
    if let Some(how) = pen.context.labels.find("action_how", &action.kind) {
        said.push(how.to_owned());
    }
    if let Some(day) = action.by.filter(|day| *day > pen.as_of()) {
        said.push(pen.say("letter_by", &[("day", &pen.day(day))]));
    }
    let saved: Vec<String> = action.restores.iter().chain(&action.keeps).cloned().collect();
    if !saved.is_empty() {
        let levels = pen.levels(&saved, NAMES_MAX);
        said.push(pen.say("letter_saves", &[("levels", &levels), ("company", &short(company))]));
    }
    said.push(pen.word("letter_thanks").to_owned());
    said.join("\n\n")
}

/// A text as a part of an address.
fn percent(text: &str) -> String {
    use std::fmt::Write;
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~@".contains(&byte) {
            coded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(coded, "%{byte:02X}");
        }
    }
    coded
}

fn table(pen: &Pen<'_>, choices: &[&Choice<'_>]) -> Markup {
    let column = |key| pen.context.labels.get("column", key);
    html! {
        div.wide { table {
            thead { tr {
                th scope="col" { (pen.word("column_do")) }
                th scope="col" { (column("until")) }
                th scope="col" { (pen.word("column_saves")) }
            } }
            tbody { @for choice in choices.iter().take(FOLDED_MAX) {
                @let action = choice.first;
                tr {
                    td { (sentence(pen, action, &choice.who())) }
                    td { (action.by.map(|day| pen.day(day)).unwrap_or_default()) }
                    td {
                        @let saved: Vec<String> = action.restores.iter().chain(&action.keeps).cloned().collect();
                        (pen.levels(&saved, NAMES_MAX))
                    }
                }
            } }
        } }
        @if choices.len() > FOLDED_MAX {
            p { (pen.say("rest_in_table", &[
                ("count", &pen.count((choices.len() - FOLDED_MAX) as u64)), ("table", "data/actions.csv"),
            ])) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn addresses_hold_any_text() {
        assert_eq!(percent("a@b.example"), "a@b.example");
        assert_eq!(percent("é <b>&?\n"), "%C3%A9%20%3Cb%3E%26%3F%0A");
    }
}
