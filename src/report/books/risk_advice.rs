//! What the Summary of the risk report says of a level: how it stands, and who can mend it by when.

use crate::assess::life_cycle::LevelState;
use crate::base::Day;
use crate::report::classes::{Class, lapses_on};
use crate::report::unjudged::because;

use super::context::Context;
use super::risk_level::RiskLevel;
use super::risk_levels::LevelsSeen;
use super::risk_options::{OptionDay, OptionShown};
use super::risk_repairs::SpareSkills;

/// The spare skills for each option of the level in which people are missing.
fn repairs(level: &RiskLevel, seen: &LevelsSeen) -> Vec<SpareSkills> {
    let [company, _, competency, _] = &level.key;
    let when = level.lacks();
    let until = level.breach.or(level.anniversary);
    let found = |choice: &OptionShown| {
        let option = (company.as_str(), competency.as_str(), choice.name.as_str());
        seen.spares.found(option, when, until, |person: &str| choice.counts(person, when))
    };
    level.lacking(&seen.options).into_iter().map(found).collect()
}

/// The day on which the level is met again without anybody doing anything.
fn mends_on(level: &RiskLevel, seen: &LevelsSeen) -> Option<Day> {
    let [company, _, competency, name] = &level.key;
    seen.heals.get(&(company.clone(), format!("{competency} {name}"))).copied()
}

/// The day by which something should be done, or on which nothing needs to be any more.
#[must_use]
pub(crate) fn until(level: &RiskLevel, seen: &LevelsSeen, context: Context<'_>) -> Option<Day> {
    if let Some(day) = mends_on(level, seen) {
        return Some(day);
    }
    if let Some(day) = level.breach.filter(|day| *day > context.facts.as_of) {
        return Some(day);
    }
    if level.lost_since.is_some() {
        return lapses(level, context);
    }
    // W3: what is done later does not show in its window any more.
    let helped = level.helped_through.filter(|day| *day >= context.facts.as_of);
    if let Some(day) = helped.filter(|_| level.met == "No") {
        return Some(day);
    }
    level.window_end(context).or(level.anniversary).filter(|day| *day >= context.facts.as_of)
}

#[must_use]
pub(crate) fn advice(level: &RiskLevel, seen: &LevelsSeen, context: Context<'_>) -> String {
    let labels = context.labels;
    let said = |when| seen.options.missing(&level.key, when, &level.best_option, labels);
    let (missing, missing_then) = (said(OptionDay::Now), said(OptionDay::Anniversary));
    let [company, _, competency, name] = &level.key;
    let breach = labels.day(level.breach);
    let anniversary = labels.day(level.anniversary);
    let cause = |day| seen.cause(company, day, format!("{competency} {name}"));
    let cause = level.breach.map(cause).unwrap_or_default();
    let people = seen.persons(company, &level.key_people);
    let values = [
        ("missing", missing.as_str()),
        ("missing_then", missing_then.as_str()),
        ("breach", breach.as_str()),
        ("cause", cause.as_str()),
        ("people", people.as_str()),
        ("anniversary", anniversary.as_str()),
        ("since", &labels.day(level.since)),
        ("qualified", &labels.day(level.qualified)),
        ("through", &labels.day(level.qualified_through)),
        ("until", &labels.day(level.window_end(context))),
    ];
    let best = seen.options.named(&level.key, &level.best_option);
    let lacking: Vec<String> =
        best.into_iter().flat_map(OptionShown::unknown).map(str::to_owned).collect();
    let because = because(labels, !level.key[1].is_empty(), &lacking);
    let values = [&values[..], &[("because", because.as_str())]].concat();
    let key = advice_key(level, seen, cause.is_empty(), missing_then.is_empty());
    let mut said = vec![labels.say("advice", key, &values)];
    said.extend(behind(level, seen, context));
    said.join(" ")
}

fn advice_key(
    level: &RiskLevel,
    seen: &LevelsSeen,
    is_uncaused: bool,
    lacks_nothing: bool,
) -> &'static str {
    let is_held = !level.severity.is_empty();
    match level.met.as_str() {
        _ if level.is_safe_by_window && level.state == LevelState::RenewalWindow.name() => {
            "safe_unpaid"
        }
        "Yes" if level.is_safe_by_window => "safe",
        _ if level.is_safe_by_window => "safe_unmet",
        "No" | "Unknown" if !is_held && level.state == LevelState::Qualified.name() => {
            "qualified_then"
        }
        "Yes" if is_held && level.state == LevelState::Lapsed.name() => "lapsed_met",
        "No" if is_held && level.state == LevelState::Lapsed.name() => "lapsed_unmet",
        "No" if is_held && level.since.is_some() => "unmet_since",
        "No" if is_held => "unmet_now",
        "Yes" if is_held && level.state == LevelState::RenewalWindow.name() => "window_met",
        _ if is_held && level.breach.is_some() => match (is_uncaused, lacks_nothing) {
            (false, _) => "breaks",
            (true, true) => "breaks_undue",
            (true, false) => "breaks_then",
        },
        "Unknown" if is_held => "unknown",
        _ if level.severity == "unknown" => "unknown",
        "Yes" if is_held && !level.key_people.is_empty() => "fragile",
        _ if is_held => "kept",
        "Yes" if seen.holds_unknown => "not_known_held",
        "Yes" if level.qualified_through.is_some() => "qualified_until",
        "Yes" => "qualified",
        _ => "started",
    }
}

/// L6: the next lower level that is met, of a held one that is not.
fn falls_to<'s>(level: &RiskLevel, seen: &'s LevelsSeen, context: Context<'_>) -> Option<&'s str> {
    if level.severity.is_empty() || level.met != "No" || level.is_safe_by_window {
        return None;
    }
    let [company, programme, competency, own] = &level.key;
    let all = &context.facts.catalogue.programmes.iter().find(|it| it.id == *programme)?.levels;
    let lower = all.iter().position(|name| name == own).map_or(&[][..], |place| &all[..place]);
    let is_met = |name: &&String| {
        let key = [company, programme, competency, *name];
        seen.levels.iter().find(|it| it.met == "Yes" && it.key.each_ref() == key)
    };
    lower.iter().rev().find_map(|name| is_met(&name)).map(|level| level.key[3].as_str())
}

/// K1: the first day on which it is lapsed unless it is renewed.
fn lapses(level: &RiskLevel, context: Context<'_>) -> Option<Day> {
    level.anniversary.map(|day| lapses_on(day, context.facts.in_force.renewal_window_days))
}

/// W3, N3: until when a level at risk can still be saved for its anniversary, or that it cannot any more.
fn window_until(level: &RiskLevel, context: Context<'_>) -> Option<String> {
    let (labels, as_of) = (context.labels, context.facts.as_of);
    if let Some(day) = level.lost_since {
        let lapses = labels.day(lapses(level, context));
        let values = [("day", &*labels.day(Some(day))), ("lost", &lapses)];
        return Some(labels.say("advice", "too_late", &values));
    }
    let end = level.window_to.filter(|_| !level.is_safe_by_window)?;
    if level.class == Some(Class::RenewalWindow) && end < as_of {
        let end = labels.day(Some(end));
        return Some(labels.say("advice", "window_missed", &[("end", &end)]));
    }
    if !level.is_at_risk() || end < as_of {
        return None;
    }
    let Some(last) = level.helped_through else {
        return Some(labels.say("page", "window_until", &[("day", &labels.day(Some(end)))]));
    };
    let [start, end, last] =
        [level.window_opens_on, Some(end), Some(last)].map(|it| labels.day(it));
    let values = [("start", &*start), ("end", &end), ("day", &last)];
    let key = if start.is_empty() { "window_until" } else { "window_between" };
    Some(labels.say("advice", key, &values))
}

/// What can be done about it, and by whom.
fn behind(level: &RiskLevel, seen: &LevelsSeen, context: Context<'_>) -> Vec<String> {
    let labels = context.labels;
    let mut said = Vec::new();
    if let Some(day) = mends_on(level, seen) {
        let day = labels.day(Some(day));
        said.push(labels.say("advice", "heals", &[("day", &day)]));
    }
    if let Some(lower) = falls_to(level, seen, context) {
        said.push(labels.say("advice", "falls_to", &[("level", lower)]));
    }
    let heals = mends_on(level, seen).is_some();
    // Who could repair it is of no use to a level that nothing keeps any more.
    let is_lost = level.lost_since.is_some();
    for found in repairs(level, seen).iter().filter(|_| !is_lost) {
        said.extend(found.in_words(heals, context));
    }
    said.extend(seen.falls.get(&level.key).cloned());
    said.extend(window_until(level, context));
    let qualifies = level.qualifies_on.map(|day| labels.day(Some(day)));
    said.extend(qualifies.map(|day| labels.say("advice", "qualifies", &[("day", &day)])));
    if level.is_at_risk() && !is_lost {
        let choices = seen.options.nearest(&level.key, level.lacks(), &level.best_option);
        let facts: Vec<&str> =
            choices.iter().take(1).flat_map(|choice| choice.unattested(level.lacks())).collect();
        let facts: Vec<String> = facts.iter().map(|fact| format!("\"{fact}\"")).collect();
        let values = [("facts", &*facts.join(", "))];
        said.extend((!facts.is_empty()).then(|| labels.say("repair", "attest", &values)));
    }
    let is_told = is_lost || level.is_safe_by_window;
    if let Some(day) = level.window_end(context).filter(|_| !is_told) {
        let day = labels.day(Some(day));
        said.push(labels.say("advice", "renewal_window", &[("day", &day)]));
    }
    said.extend(level.upgrade.then(|| labels.get("advice", "upgrade").to_owned()));
    said
}
