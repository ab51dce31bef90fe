//! Why: the facts behind an action as a sentence, the rules it follows, and the row it stands on.

use maud::{Markup, html};

use crate::base::Amount;

use super::company::{Action, Contact, Metric, Requirement};
use super::pen::{Pen, short};

/// Codes of skills that a sentence names.
const SKILLS_MAX: usize = 6;

/// Why somebody should do it, with rules and place.
pub fn why(pen: &Pen<'_>, action: &Action) -> Markup {
    html! {
        @if let Some(said) = sentence(pen, action) { (said) " " }
        @for rule in rules(action) { (pen.rule(rule)) " " }
        (row(pen, action))
    }
}

/// The rules behind an action.
fn rules(action: &Action) -> impl Iterator<Item = &str> {
    action.why.split(';').filter(|part| !part.is_empty() && !part.contains(':'))
}

/// The row that an action stands on: table and place from 0.
fn stands_on(action: &Action) -> Option<(&str, usize)> {
    let place = action.why.split(';').find_map(|part| part.split_once(':'));
    let (table, number) = place?;
    Some((table, number.parse::<usize>().ok()?.checked_sub(1)?))
}

/// Where it stands; what stands on no row of its own stands in the list of actions.
pub fn row(pen: &Pen<'_>, action: &Action) -> Markup {
    let level = format!("{} {}", action.competency, action.level);
    let (table, row) =
        stands_on(action).or_else(|| overdue(pen, action)).unwrap_or(("actions", action.row));
    // Rows of levels name no person, and the other way round.
    let about = match action.who.first() {
        Some(email) if !matches!(table, "levels" | "requirements") => email,
        _ if action.level.is_empty() => &action.what,
        _ => &level,
    };
    pen.row(table, row, about)
}

/// The row of a skill that Partner Center should show.
fn overdue<'a>(pen: &Pen<'_>, action: &Action) -> Option<(&'a str, usize)> {
    let email = action.who.first().filter(|_| action.kind == "support")?;
    let row = pen.company.overdue.get(&[email.clone(), action.skill.clone()])?;
    Some(("support", *row))
}

fn sentence(pen: &Pen<'_>, action: &Action) -> Option<String> {
    let key = action.kind.as_str();
    match key {
        "associate" => contact(pen, action),
        "earn" | "raise" => short_of(pen, action),
        "invoice" => invoice(pen, action),
        "attest" if action.by.is_some_and(|day| day > pen.as_of()) => {
            say(pen, "attest", &[("day", &action.by.map(|day| pen.day(day))?)])
        }
        "attest" => say(pen, "attest_now", &[]),
        "pay" => say(pen, "pay", &[("day", &action.by.map(|day| pen.day(day))?)]),
        "renew" => say(
            pen,
            "renew",
            &[("skill", &short(&action.skill)), ("day", &action.by.map(|day| pen.day(day))?)],
        ),
        "mend_input" if action.level.is_empty() => say(pen, "mend_input", &[]),
        "mend_input" => say(pen, "mend_name", &[]),
        "support" | "merge_mcid" | "delete_and_add_again" | "wait" => {
            say(pen, key, &[("skill", &short(&action.skill))])
        }
        _ => None,
    }
}

fn say(pen: &Pen<'_>, key: &str, values: &[(&str, &str)]) -> Option<String> {
    let text = pen.context.labels.find("action_why", key)?;
    let mut said = String::new();
    crate::report::labels::fill(text, &mut said, |name, said| {
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            said.push_str(value);
        }
    });
    Some(said)
}

/// Skills that hang on an association in PMC, and until when that is enough.
fn contact(pen: &Pen<'_>, action: &Action) -> Option<String> {
    let (_, row) = stands_on(action).filter(|(table, _)| *table == "contacts")?;
    let contact: &Contact = pen.company.contacts.iter().find(|it| it.row == row)?;
    let mut skills: Vec<_> = contact.skills.iter().take(SKILLS_MAX).map(|it| short(it)).collect();
    if contact.skills.len() > SKILLS_MAX {
        let more = pen.count((contact.skills.len() - SKILLS_MAX) as u64);
        skills.push(pen.say("and_more", &[("count", &more)]).into());
    }
    let skills = skills.join(", ");
    let (key, day) = match contact.grace_ends_on {
        Some(day) if day > pen.as_of() => ("associate_until", pen.day(day)),
        Some(day) => ("associate_since", pen.day(day)),
        None => ("associate", String::new()),
    };
    say(pen, key, &[("skills", &skills), ("day", &day)])
}

fn is_of(action: &Action, key: &super::company::LevelKey) -> bool {
    key.competency == action.competency
        && key.level == action.level
        && key.programme == action.programme
}

/// What is there of what is needed: of the score where a metric is short, else of the requirement.
fn short_of(pen: &Pen<'_>, action: &Action) -> Option<String> {
    let number =
        |amount: Option<Amount>| amount.map_or_else(|| "?".to_owned(), |it| pen.amount(it));
    let name = without_gate(&action.what).0;
    let is_named = |metric: &&Metric| is_of(action, &metric.key) && metric.name == name;
    let metric = pen.company.metrics.iter().find(is_named);
    let is_asked = |one: &&Requirement| {
        is_of(action, &one.key)
            && match metric {
                Some(metric) => one.option == metric.option && one.name == metric.requirement,
                None => one.name == name,
            }
    };
    let requirement = pen.company.requirements.iter().find(is_asked)?;
    let (have, need) = (number(requirement.have), number(requirement.need));
    let key = if metric.is_some() { "short_score" } else { "short" };
    let name = pen.requirement(&requirement.name);
    say(pen, key, &[("name", &name), ("have", &have), ("need", &need)])
}

fn invoice(pen: &Pen<'_>, action: &Action) -> Option<String> {
    let of_level = |it: &&super::company::KpiWindow| {
        it.competency == action.competency && it.level == action.level
    };
    let window = pen.company.kpi_windows.iter().find(of_level)?;
    let values = [
        ("sum", pen.context.have(window.to_anniversary?)),
        ("needed", pen.amount(window.needed?.rounded_up(1))),
        ("start", window.anniversary_start.clone()),
        ("end", window.anniversary_end.clone()),
        ("day", pen.day(window.anniversary?)),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    say(pen, "invoice", &values)
}

/// A metric, and which of its gates is meant: `Developers (gate 2)`.
pub fn without_gate(what: &str) -> (&str, Option<&str>) {
    let gate = what.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (gate "));
    match gate {
        Some((name, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            (name, Some(number))
        }
        _ => (what, None),
    }
}

#[cfg(test)]
mod tests {
    use super::without_gate;

    #[test]
    fn gates_are_told_from_names_with_brackets() {
        assert_eq!(without_gate("Developers (gate 12)"), ("Developers", Some("12")));
        for plain in ["Developers", "Developers (gate x)", "Growth (net)", ""] {
            assert_eq!(without_gate(plain), (plain, None));
        }
    }
}
