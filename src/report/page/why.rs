//! Why: the facts behind an action as a sentence, the rules it follows, and the row it stands on.

use std::borrow::Cow;

use maud::{Markup, html};

use crate::assess::actions::action::ActionKind;
use crate::base::Amount;
use crate::programme::catalogue::Skill;

use crate::report::classes::Class;
use crate::report::lines::Line;
use crate::report::row_kind::RowKind;

use super::asked::{AskedRequirement, is_of};
use super::company::{ActionRow, ContactRow};
use super::kpi::kept_without;
use super::pen::{Pen, short, whole};

/// Persons of whom each has a reason of its own.
const NAMES_MAX: usize = 6;
/// Months that a sentence names.
const MONTHS_MAX: usize = 6;
/// Codes of skills that a sentence names.
const SKILLS_MAX: usize = 6;

/// Why somebody should do it, with rules and place: said to one of them, of nobody else.
pub(super) fn why(pen: &Pen<'_>, action: &ActionRow, to: Option<&str>) -> Markup {
    html! {
        @if let Some(said) = sentence(pen, action, to) { (said) " " }
        @if let Some(said) = action.fault_in_words(pen.context.labels) { (whole(&said)) " " }
        @if action.is_of_level() { (pen.word("no_action")) " " }
        @for rule in action.rules() { (pen.rule(rule)) " " }
        (row(pen, action))
    }
}

/// Why it should be done, of each who could do it, or of each part that there is.
pub(super) fn why_of_line(pen: &Pen<'_>, line: &Line<'_>) -> Markup {
    let (first, all) = (line.first, line.all());
    if !line.more.is_empty() && !line.is_of_people() {
        let mut told: Vec<[String; 2]> = Vec::new();
        for action in line.all() {
            let said = match action.fault_in_words(pen.context.labels) {
                Some(said) => Some(whole(&said).into_owned()),
                None => part_of(pen, action, None),
            };
            if let Some(said) = said {
                let own = [part(pen, action, line), said];
                if told.len() < NAMES_MAX && !told.contains(&own) {
                    told.push(own);
                }
            }
        }
        return html! {
            @if let Some(said) = short_of(pen, first) { (said) " " }
            @for rule in first.rules() { (pen.rule(rule)) " " }
            (row(pen, first))
            @for [part, said] in told { div { (part) " – " (said) } }
        };
    }
    if !line.is_choice() && !line.is_of_people() {
        return why(pen, first, None);
    }
    if line.is_choice() && !line.is_choice_of_people() {
        return html! { @for action in all.take(NAMES_MAX) {
            div { (part(pen, action, line)) " – " (why(pen, action, None)) }
        } };
    }
    html! { @for action in all.filter(|it| it.who.len() == 1).take(NAMES_MAX) {
        div { (pen.persons(&action.who, 1)) " – " (why(pen, action, None)) }
    } }
}

/// What is one of several, with its track where another of that name is among them.
fn part(pen: &Pen<'_>, action: &ActionRow, line: &Line<'_>) -> String {
    let named = what(pen, action);
    let alike: Vec<&ActionRow> = line.all().filter(|other| other.what == action.what).collect();
    let Some(own) = asked(pen, action).filter(|_| alike.len() > 1) else { return named };
    let options: Vec<&str> = alike
        .into_iter()
        .filter_map(|other| Some(asked(pen, other)?.requirement.option.as_str()))
        .collect();
    let is_one = options.iter().all(|option| *option == own.requirement.option);
    if !is_one && !action.option.is_empty() {
        return named;
    }
    let track = if is_one { &own.requirement.name } else { &own.requirement.option };
    format!("{named}, {}", pen.requirement(track))
}

/// The row that an action stands on: table and place from 0.
fn stands_on(action: &ActionRow) -> Option<(&str, usize)> {
    let (table, number) = action.stands_on()?;
    Some((table, number.checked_sub(1)?))
}

/// Where it stands; what stands on no row of its own stands in the list of actions.
pub(super) fn row(pen: &Pen<'_>, action: &ActionRow) -> Markup {
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
fn overdue<'a>(pen: &Pen<'_>, action: &ActionRow) -> Option<(&'a str, usize)> {
    let email = action.who.first().filter(|_| action.kind == ActionKind::Support)?;
    let row = pen.company.overdue.get(&[email.clone(), action.skill.clone()])?;
    Some(("support", *row))
}

/// The facts behind an action; none of what nothing more is known.
pub(super) fn sentence(pen: &Pen<'_>, action: &ActionRow, to: Option<&str>) -> Option<String> {
    let kind = match action.kind {
        RowKind::Action(kind) => kind,
        RowKind::Level(Class::Breaks) => {
            return say(pen, "breaks", &[("day", &action.by.map(|day| pen.day(day))?)]);
        }
        RowKind::Level(Class::NotMet) => return short_of(pen, action),
        RowKind::Level(_) | RowKind::Lost | RowKind::Unknown => return None,
    };
    match kind {
        ActionKind::Associate => contact(pen, action),
        ActionKind::Earn | ActionKind::Raise => {
            let said: Vec<String> =
                short_of(pen, action).into_iter().chain(part_of(pen, action, to)).collect();
            (!said.is_empty()).then(|| said.join(" "))
        }
        ActionKind::Invoice => invoice(pen, action),
        // Of a level that it is only asked for through no requirement is known here.
        ActionKind::Attest if action.fault == "attestation_ends" || is_met(pen, action) => {
            say(pen, "attest", &[("day", &action.by.map(|day| pen.day(day))?)])
        }
        ActionKind::Attest => say(pen, "attest_now", &[]),
        ActionKind::Pay => say(pen, "pay", &[("day", &action.by.map(|day| pen.day(day))?)]),
        ActionKind::Renew => {
            let through = action.valid_through.or(action.by)?;
            say(pen, "renew", &[("skill", &short(&action.skill)), ("day", &pen.day(through))])
        }
        ActionKind::MendInput if action.is_of_name() => say(pen, "mend_name", &[]),
        ActionKind::MendInput => say(pen, "mend_input", &[]),
        ActionKind::DeleteAndAddAgain if action.fault == "still_counts" => {
            say(pen, &action.fault, &[])
        }
        ActionKind::Support
        | ActionKind::MergeMcid
        | ActionKind::DeleteAndAddAgain
        | ActionKind::Wait => say(pen, kind.name(), &[("skill", &short(&action.skill))]),
    }
}

fn say(pen: &Pen<'_>, key: &str, values: &[(&str, &str)]) -> Option<String> {
    let text = pen.context.labels.find("action_why", key)?;
    let mut said = String::new();
    crate::report::labels::fill(text, &mut said, |name, said| {
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            pen.context.labels.join(said, value);
        }
    });
    Some(said)
}

/// Skills that hang on an association: in PMC until when that is enough, or anywhere.
fn contact(pen: &Pen<'_>, action: &ActionRow) -> Option<String> {
    if action.is_of_unlinked() {
        let skills = pen.company.unlinked.get(action.who.first()?)?;
        let skills = some_skills(pen, skills);
        return say(pen, "associate_anywhere", &[("skills", &skills)])
            .filter(|_| !skills.is_empty());
    }
    let (_, row) = stands_on(action).filter(|(table, _)| *table == "contacts")?;
    let contact: &ContactRow = pen.company.contacts.iter().find(|it| it.row == row)?;
    let (key, day) = match contact.grace_ends_on {
        Some(day) if day > pen.as_of() => ("associate_until", pen.day(day)),
        Some(day) => ("associate_since", pen.day(day)),
        None => ("associate", String::new()),
    };
    say(pen, key, &[("skills", &some_skills(pen, &contact.skills)), ("day", &day)])
}

/// The first of them.
fn some_skills(pen: &Pen<'_>, all: &[String]) -> String {
    let mut skills: Vec<_> = all.iter().take(SKILLS_MAX).map(|it| short(it)).collect();
    if all.len() > SKILLS_MAX {
        let more = pen.count((all.len() - SKILLS_MAX) as u64);
        skills.push(pen.say("and_more", &[("count", &more)]).into());
    }
    skills.join(", ")
}

/// Since when what it restores is not met; none where all is met today, or where a window ends.
pub(super) fn unmet(pen: &Pen<'_>, action: &ActionRow) -> Option<String> {
    let is_served = |level: &&super::company::LevelRow| {
        let is_named = action.restores.contains(&level.key.name());
        level.class == Some(Class::NotMet) && (is_named || is_of(action, &level.key))
    };
    let unmet = pen.company.levels.iter().find(is_served).filter(|_| action.is_wanted_today())?;
    Some(match unmet.unmet_since {
        Some(day) => pen.say("unmet_since", &[("day", &pen.day(day))]),
        None => pen.word("unmet_long").to_owned(),
    })
}

fn asked<'a>(pen: &Pen<'a>, action: &'a ActionRow) -> Option<AskedRequirement<'a>> {
    AskedRequirement::of(pen.company, action)
}

fn is_met(pen: &Pen<'_>, action: &ActionRow) -> bool {
    asked(pen, action).is_some_and(|own| own.requirement.met == "Yes")
}

fn number(pen: &Pen<'_>, amount: Option<Amount>) -> String {
    pen.context.labels.amount_if_known(amount)
}

/// What is there of what is needed: of the score where a metric is short, else of the requirement.
fn short_of(pen: &Pen<'_>, action: &ActionRow) -> Option<String> {
    let own = asked(pen, action)?;
    let AskedRequirement { requirement, metric, .. } = own;
    // What is missing only later is not told by what is there today.
    if requirement.met == "Yes" {
        let level = pen.company.levels.iter().find(|level| is_of(action, &level.key));
        let breaks = level.and_then(|level| level.breach).filter(|day| *day > pen.as_of())?;
        return say(pen, "breaks", &[("day", &pen.day(breaks))]);
    }
    let (have, need) = (number(pen, requirement.have), number(pen, requirement.need));
    let silent = own.silent(pen.company, pen.context).into_iter();
    let silent = silent.map(|name| pen.requirement(&name).into_owned());
    let silent: Vec<String> = silent.filter(|_| requirement.have >= requirement.need).collect();
    let key = match metric {
        Some(_) if !silent.is_empty() => "short_silent",
        Some(_) => "short_score",
        None => "short",
    };
    let (name, metrics) = (pen.requirement(&requirement.name), silent.join(", "));
    let values = [("name", &*name), ("have", &*have), ("need", &*need), ("metrics", &*metrics)];
    say(pen, key, &values)
}

/// What the metric gives of the most that it can, and which skills it takes.
fn part_of(pen: &Pen<'_>, action: &ActionRow, to: Option<&str>) -> Option<String> {
    let own = asked(pen, action)?;
    let below = own.metric.filter(|metric| metric.points != metric.max);
    let points = below.and_then(|metric| {
        let (points, most) = (number(pen, metric.points), number(pen, metric.max));
        say(pen, "short_metric", &[("points", &points), ("max", &most)])
    });
    let skills = (action.kind == ActionKind::Earn).then(|| takes(pen, &own)).flatten();
    let former = former(pen, action, to).into_iter().chain(left(pen, action, to));
    let months = (action.kind == ActionKind::Raise).then(|| months_missing(pen, &own)).flatten();
    let uncounted = action.uncounted.iter().filter(|_| to.is_none());
    let uncounted = uncounted.map(|own| {
        let said = own.in_words(&pen.person(&own.who()), pen.context.labels);
        format!("{}.", short(&said))
    });
    let said = points.into_iter().chain(skills).chain(uncounted).chain(former).chain(months);
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// What was not exported counts as nothing: nobody should raise what is there already.
fn months_missing(pen: &Pen<'_>, own: &AskedRequirement<'_>) -> Option<String> {
    let months = &own.metric?.months_missing;
    let named: Vec<String> =
        months.iter().map(|month| pen.context.labels.month_of(month)).collect();
    let named = pen.list(&named, MONTHS_MAX);
    say(pen, "short_months", &[("months", &named)]).filter(|_| !months.is_empty())
}

/// The skills that a requirement, a metric or its gate takes of a person, as the programme has them.
fn takes(pen: &Pen<'_>, own: &AskedRequirement<'_>) -> Option<String> {
    let (takes, as_of) = (own.skills(pen.context)?, pen.as_of());
    let catalogue = pen.context.facts.catalogue;
    // What was retired before today is refused to whoever completes it now.
    let is_open = |own: &&Skill| own.retired_on.is_none_or(|day| as_of <= day);
    let open = takes.skills.iter().map(|id| catalogue.skill(*id)).filter(is_open);
    let mut codes: Vec<_> = open.map(|own| short(&own.code)).collect();
    let rest = codes.len().saturating_sub(SKILLS_MAX);
    codes.truncate(SKILLS_MAX);
    let values =
        [("skills", &*codes.join(", ")), ("count", &*pen.count(u64::from(takes.at_least)))];
    let said = say(pen, takes.key, &values)?;
    if rest == 0 {
        return Some(said);
    }
    let competency = short(&own.requirement.key.competency);
    let values = [("count", &*pen.count(rest as u64)), ("competency", &*competency)];
    Some(format!("{said} {}", say(pen, "takes_more", &values)?))
}

/// Whose certificate for it has expired: the first to be asked. One of them is told only of their own.
fn former(pen: &Pen<'_>, action: &ActionRow, to: Option<&str>) -> Option<String> {
    let own = &action.former;
    if let Some(to) = to {
        let (day, _) = own.iter().find(|(_, email)| email == to)?;
        return say(pen, "you_held", &[("day", &pen.day(*day))]);
    }
    let told = own.iter().map(|(day, email)| format!("{} ({})", pen.person(email), pen.day(*day)));
    let who: Vec<String> = told.collect();
    say(pen, "once_held", &[("who", &who.join(", "))]).filter(|_| !who.is_empty())
}

/// Who had it and has left, which is nobody's matter who is asked.
fn left(pen: &Pen<'_>, action: &ActionRow, to: Option<&str>) -> Option<String> {
    let told = action.left.iter().map(|(day, email)| match day {
        Some(day) => format!("{} ({})", pen.person(email), pen.day(*day)),
        None => pen.person(email),
    });
    let who: Vec<String> = told.collect();
    say(pen, "left", &[("who", &who.join(", "))]).filter(|_| to.is_none() && !who.is_empty())
}

fn invoice(pen: &Pen<'_>, action: &ActionRow) -> Option<String> {
    let of_level = |it: &&super::company::KpiWindow| {
        it.competency == action.competency && it.level == action.level
    };
    let window = pen.company.kpi_windows.iter().find(of_level)?;
    if let Some(kept) = kept_without(pen, window) {
        return Some(kept);
    }
    if action.is_unneeded || action.is_for_renewal {
        return None;
    }
    let values = [
        (
            "sum",
            pen.context
                .have_of(window.to_anniversary?, Some(window.to_anniversary? + window.needed?)),
        ),
        ("needed", pen.amount(window.needed?.rounded_up(1))),
        ("start", pen.context.labels.month_of(&window.anniversary_start)),
        ("end", pen.context.labels.month_of(&window.anniversary_end)),
        ("day", pen.day(window.anniversary?)),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    say(pen, "invoice", &values)
}

/// The skill, requirement, source or competency that an action is about.
pub(super) fn what(pen: &Pen<'_>, action: &ActionRow) -> String {
    let (name, gate) = action.gate();
    if action.kind == ActionKind::MendInput && !action.is_of_name() {
        return pen.code("source_kind", name);
    }
    let named: Cow<'_, str> = pen.requirement(name);
    let named = match gate {
        Some(number) => pen.say("gate_of", &[("name", &named), ("number", number)]),
        None => named.into_owned(),
    };
    action.named(&named, &pen.requirement(&action.option), pen.context.labels)
}
