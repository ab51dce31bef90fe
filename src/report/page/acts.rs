//! Act now: the first actions as cards, the rest folded below them.

use maud::{Markup, html};

use crate::assess::actions::action::{ActionKind, Urgency};
use crate::base::Day;
use crate::report::books::mail;
use crate::report::instead::{
    also_in_words, in_words, needless_in_words, renewals_in_words, things_to_do,
};
use crate::report::labels::fill;
use crate::report::leaving;
use crate::report::lines::{Line, LineGroup};
use crate::report::sentence::{SentenceWords, too_late};

use super::asked::is_of;
use super::comes::{but, but_of_way, named_company, saved, saves, spare, what_comes};
use super::company::ActionRow;
use super::pen::{Pen, short};
use super::why::{row, unmet, what, why, why_of_line};

const CARDS_MAX: usize = 5;
/// Actions behind the cards; the table has all.
const FOLDED_MAX: usize = 100;
const NAMES_MAX: usize = 6;

/// The actions of a company, those that are told together at the place of the first.
pub(super) fn lines_of<'a>(pen: &Pen<'a>) -> Vec<Line<'a>> {
    things_to_do(&pen.company.actions)
}

pub(super) fn section(pen: &Pen<'_>) -> Markup {
    let (now, rest): (Vec<_>, Vec<_>) = lines_of(pen).into_iter().partition(Line::is_asked);
    let (cards, more) = now.split_at(now.len().min(CARDS_MAX));
    let (heals, rest): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|line| line.place() == LineGroup::Heals);
    let folded: Vec<&Line<'_>> = more.iter().chain(&rest).collect();
    html! {
        section aria-labelledby="act" {
            h2 #act { (pen.word("act")) " " (pen.rule("N1")) }
            @if cards.is_empty() { p { (pen.context.labels.get("word", "nothing_to_do")) "." } }
            ol.cards { @for (number, line) in (1..).zip(cards) { li { (card(pen, number, line)) } } }
            @if !heals.is_empty() {
                ul.plain.lines { @for line in heals.iter().take(pen.most(FOLDED_MAX)) { li {
                    (sentence(pen, line)) ". " (nobody_asks(pen, line)) " "
                    @for said in but(pen, line) { (said) ". " }
                    (pen.rule("K4")) " " (row(pen, line.first))
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

/// Of a level that heals by itself: who could restore it no sooner.
fn nobody_asks(pen: &Pen<'_>, wait: &Line<'_>) -> String {
    let who = wait.spared();
    if who.is_empty() {
        return String::new();
    }
    let who = pen.persons(&who, NAMES_MAX);
    pen.context.labels.say("next", "spared", &[("who", &who)])
}

fn card(pen: &Pen<'_>, number: u64, line: &Line<'_>) -> Markup {
    let action = line.first;
    html! {
        article class={ "card " (colour(line.urgency())) } {
            p.urgency { (pen.count(number)) " · " (pen.code("action_urgency", line.urgency().name())) }
            h3 {
                (sentence(pen, line))
                @for also in also_in_words(line, pen.context.labels, &|other| sentence(pen, other)) {
                    br; "+ " (also)
                }
            }
            dl.facts {
                @if let Some(day) = line.by() {
                    div { dt { (pen.word("by")) } dd { (by(pen, action, day)) } }
                }
                (saves(pen, line))
                div { dt { (pen.word("why")) } dd {
                    (why_of_line(pen, line))
                    @for other in &line.also { div {
                        @if !other.is_choice() && !other.is_of_people() { (who_or_what(pen, other)) " – " }
                        (why_of_line(pen, other))
                    } }
                } }
                (instead(pen, line))
            }
            (mails(pen, line))
            @for other in line.also.iter().chain(&line.instead) { (mails(pen, other)) }
        }
    }
}

/// Those who do it, else what it is.
fn who_or_what(pen: &Pen<'_>, line: &Line<'_>) -> String {
    let who = line.who();
    if who.is_empty() { what(pen, line.first) } else { pen.persons(&who, NAMES_MAX) }
}

/// In which other ways the same is reached, and what is not needed then, each with the row it stands on.
fn instead(pen: &Pen<'_>, line: &Line<'_>) -> Markup {
    let mut ways = ways(pen, line);
    ways.extend(renewals(pen, line));
    let needless = needless_in_words(line, &|other| sentence(pen, other));
    html! { @for (word, said, lines) in [
        ("instead", ways, &line.instead), ("needless", needless, &line.needless),
    ] {
        @if !said.is_empty() {
            div { dt { (pen.word(word)) } dd { ul.plain {
                @for (number, way) in said.iter().enumerate() { li {
                    (way) ". " @if let Some(other) = lines.get(number) { (row(pen, other.first)) }
                } }
            } } }
        }
    } }
}

/// What is to be done behind a word for how it stands to the rest.
fn behind(pen: &Pen<'_>, word: &'static str, said: &str) -> String {
    let labels = pen.context.labels;
    labels.say("next", word, &[("what", &labels.behind_colon(said))])
}

/// The other ways.
fn ways(pen: &Pen<'_>, line: &Line<'_>) -> Vec<String> {
    let said =
        (&|other: &Line<'_>| sentence(pen, other), &|other: &Line<'_>| but_of_way(pen, other));
    in_words(line, pen.context.labels, (said.0, said.1))
}

/// What can be renewed instead, only later.
fn renewals(pen: &Pen<'_>, line: &Line<'_>) -> Vec<String> {
    let who = |emails: &[String]| pen.persons(emails, NAMES_MAX);
    renewals_in_words(line, pen.context.labels, pen.as_of(), &who)
}

/// The last day on which it helps. A level that is not met today lacks it every day until then.
pub(super) fn by(pen: &Pen<'_>, action: &ActionRow, day: Day) -> Markup {
    let Some(since) = unmet(pen, action).filter(|_| day > pen.as_of()) else {
        let ends =
            renewal_ends(pen, action).filter(|end| *end > day && action.kind != ActionKind::Pay);
        return html! {
            strong { (pen.when(day)) }
            @if let Some(end) = ends {
                " – " (pen.context.labels.say("advice", "renewal_window", &[("day", &pen.day(end))]))
            }
        };
    };
    if let Some(said) = holds_from(pen, action) {
        return html! { strong { (pen.when(day)) } " – " (since) " " (said) };
    }
    let until = pen.say("helps_until", &[("day", &pen.when(day))]);
    html! { strong { (pen.word("soonest")) } " – " (since) " " (until) }
}

/// W3: where the window of its level is still to open, what is done must hold in it.
pub(super) fn holds_from(pen: &Pen<'_>, action: &ActionRow) -> Option<String> {
    let day = pen.day(action.opens_on?);
    Some(format!("{}.", pen.context.labels.say("next", "holds_from", &[("day", &day)])))
}

/// The last day of the renewal window of the level that it serves, while that runs.
fn renewal_ends(pen: &Pen<'_>, action: &ActionRow) -> Option<Day> {
    let served =
        pen.company.levels.iter().filter(|level| {
            action.restores.contains(&level.key.name()) || is_of(action, &level.key)
        });
    let days = pen.context.facts.in_force.renewal_window_days;
    let mut anniversaries = served.filter_map(|level| level.anniversary);
    let past = anniversaries.find(|day| *day < pen.as_of())?;
    Some(past.plus_days(days)).filter(|end| *end >= pen.as_of())
}

fn colour(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Now => "bad",
        Urgency::Soon => "warning",
        Urgency::Later | Urgency::None => "muted",
    }
}

/// A mail for each who is asked.
fn mails(pen: &Pen<'_>, line: &Line<'_>) -> Markup {
    let who = line.asked_first();
    let own =
        |email: &String| line.all().find(|it| it.asks_them() && it.asked_first().contains(&email));
    html! {
        @if !who.is_empty() {
            p.mails { @for email in who.iter().take(NAMES_MAX) {
                @if let Some(mail) = own(email).and_then(|own| mail(pen, own, email)) { (mail) " " }
            } }
        }
    }
}

/// What is to be done, as a sentence.
pub(super) fn sentence(pen: &Pen<'_>, line: &Line<'_>) -> String {
    let (action, who, former) = (line.first, line.who(), line.former());
    let is_former = who.is_empty() && !former.is_empty();
    let uncounted = line.uncounted();
    let who = if !uncounted.is_empty() {
        pen.persons(&uncounted, NAMES_MAX)
    } else if is_former {
        pen.persons(&former, NAMES_MAX)
    } else if let Some(count) = action.enough_of {
        let until = |email: &String| until(pen, pen.person(email), line.own_by_of(email));
        let named: Vec<String> = who.iter().take(NAMES_MAX).map(until).collect();
        let names = pen.first_named(named, who.len()).join(", ");
        pen.say("any_so_many", &[("count", &count.to_string()), ("names", &names)])
    } else if line.is_whole() {
        pen.all_persons(&who, NAMES_MAX)
    } else if line.is_choice_of_people() && who.len() > 1 {
        let until = |email: &String| until(pen, pen.person(email), line.own_by_of(email));
        let named = who.iter().take(NAMES_MAX).map(until).collect();
        pen.say("any_one_of", &[("names", &pen.any_named(named, who.len()))])
    } else if action.asks_them() {
        pen.persons(&who, NAMES_MAX)
    } else {
        pen.any_person(&who, NAMES_MAX)
    };
    let mut named: Vec<String> = Vec::new();
    for action in line.whats() {
        let about = line.about(action);
        let what = until(pen, short(&what(pen, &about)).into_owned(), line.own_by(action));
        if !named.contains(&what) {
            named.push(what);
        }
    }
    let what = if line.is_choice_of_things() {
        let all = named.len();
        named.truncate(NAMES_MAX);
        let either = pen.any_named(named, all);
        if line.is_more_apart() { either } else { pen.say("any_one_of", &[("names", &either)]) }
    } else {
        pen.list(&named, NAMES_MAX)
    };
    let said = SentenceWords {
        who: &who,
        what: &what,
        skill: &pen.list(&line.skills(), NAMES_MAX),
        level: &levels(pen, action),
        by: &action.by.or(action.lost_on).map(|day| pen.day(day)).unwrap_or_default(),
        more: &line.more_in_words(pen.context.labels),
        is_former,
        is_uncounted: !uncounted.is_empty(),
    };
    line.sentence(said, pen.context.labels)
}

/// One of several, with its last day where it has an own one.
fn until(pen: &Pen<'_>, name: String, day: Option<Day>) -> String {
    match day {
        Some(day) => pen.say("until_day", &[("name", &name), ("day", &pen.day(day))]),
        None => name,
    }
}

/// The level that it is for, else those that it saves.
fn levels(pen: &Pen<'_>, action: &ActionRow) -> String {
    match action.title() {
        Some(title) => short(&title).into_owned(),
        None => pen.list(&action.levels(), NAMES_MAX),
    }
}

/// A sentence of a kind of action, said to the one who does it.
pub(super) fn to_you(pen: &Pen<'_>, action: &ActionRow) -> String {
    let Some(text) = pen.context.labels.find("action_you", action.kind.name()) else {
        return action.kind.name().to_owned();
    };
    // Nobody is more than one of those who are missing.
    let own = ActionRow { enough_more: None, ..action.clone() };
    let action = if action.kind == ActionKind::Earn { &own } else { action };
    let (what, level, skill) = (what(pen, action), levels(pen, action), short(&action.skill));
    let mut said = String::new();
    fill(text, &mut said, |name, said| match name {
        "what" => pen.context.labels.join(said, &what),
        "skill" => pen.context.labels.join(said, &skill),
        "level" => pen.context.labels.join(said, &level),
        _ => {}
    });
    said
}

/// A letter that is ready to be sent; none to what is no plain address.
pub(super) fn mail(pen: &Pen<'_>, action: &ActionRow, email: &str) -> Option<Markup> {
    // An admin does it, and the person has nothing to do, or nothing yet.
    if action.kind.is_one_of(&[ActionKind::Support, ActionKind::DeleteAndAddAgain]) {
        return None;
    }
    let address = mail::address(email, &to_you(pen, action), &letter(pen, action, email))?;
    Some(
        html! { a.mail href=(address) { (pen.say("write_mail", &[("name", &pen.person(email))])) } },
    )
}

/// The text for a person: what to do, where to click, by when, what it is good for.
pub(super) fn letter(pen: &Pen<'_>, action: &ActionRow, email: &str) -> String {
    let company = pen.context.facts.company_name(&pen.company.mpn_id);
    let mut said = vec![
        pen.say("letter_hello", &[("name", &pen.person(email))]),
        format!("{}.", to_you(pen, action)),
    ];
    said.extend(super::why::sentence(pen, action, Some(email)));
    if let Some(how) = pen.context.labels.find("action_how", action.kind.name()) {
        said.push(how.to_owned());
    }
    if let Some(day) = action.by {
        let key = match unmet(pen, action) {
            _ if day <= pen.as_of() => "letter_today",
            Some(_) if action.opens_on.is_none() => "letter_soonest",
            _ => "letter_by",
        };
        said.push(pen.say(key, &[("day", &pen.day(day))]));
        said.extend(holds_from(pen, action));
    }
    let too = action.renew_too.iter().filter(|own| own.email == email);
    said.extend(too.map(|own| format!("{}.", own.to_you(pen.context.labels, pen.as_of()))));
    said.extend(spare(pen, action).map(|it| format!("{it}.")));
    let late = too_late(action.helped_through, pen.context.labels);
    said.extend(late.map(|late| format!("{late}.")));
    let against = leaving::to_you(action, pen.context.labels, &|id| named_company(pen, id));
    said.extend(against.into_iter().map(|it| format!("{it}.")));
    said.extend(action.caveats.iter().map(|it| format!("{}.", it.in_words(pen.context.labels))));
    let whole = (!action.enough_for.is_empty()).then(|| pen.list(&action.enough_for, NAMES_MAX));
    let asked = to_you(pen, action);
    let mut steps = action.steps();
    steps.retain(|level| !asked.contains(&*short(level)));
    if saved(pen, action).is_none() && whole.is_none() && !steps.is_empty() {
        let levels = pen.list(&steps, NAMES_MAX);
        said.push(pen.say("letter_saves", &[("levels", &levels), ("company", &short(company))]));
    }
    if let Some(levels) = saved(pen, action).or(whole) {
        said.push(pen.say("letter_saves", &[("levels", &levels), ("company", &short(company))]));
    }
    said.push(pen.word("letter_thanks").to_owned());
    said.join("\n\n")
}

fn table(pen: &Pen<'_>, lines: &[&Line<'_>]) -> Markup {
    let most = pen.most(FOLDED_MAX);
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="act" { table.stacked {
            thead { tr {
                th scope="col" { (pen.word("column_do")) }
                th scope="col" { (pen.word("by")) }
                th scope="col" { (pen.word("column_saves")) }
                th scope="col" { (pen.word("why")) }
            } }
            tbody { @for line in lines.iter().take(most) {
                @let action = line.first;
                tr {
                    td {
                        strong { (pen.code("action_urgency", line.urgency().name())) } " · " (sentence(pen, line))
                        @for also in also_in_words(line, pen.context.labels, &|other| sentence(pen, other)) {
                            div { (behind(pen, "and", &also)) }
                        }
                        @for way in ways(pen, line).into_iter().chain(renewals(pen, line)) {
                            div { (behind(pen, "or", &way)) }
                        }
                        @for other in needless_in_words(line, &|other| sentence(pen, other)) {
                            div { (behind(pen, "needless", &other)) }
                        }
                    }
                    td.day { (line.by().map(|day| pen.day(day)).unwrap_or_default()) }
                    td { (what_comes(pen, line)) }
                    td { (why(pen, action, None)) }
                }
            } }
        } }
        @if lines.len() > most {
            p { (pen.say("rest_in_table", &[
                ("count", &pen.count((lines.len() - most) as u64)), ("table", "data/actions.csv"),
            ])) }
        }
    }
}
