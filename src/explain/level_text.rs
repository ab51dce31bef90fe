//! The explanation of a competency as text, level by level.

use crate::base::safe::SafeLines;

use super::competency::{CompetencyExplained, LevelExplained, OptionExplained};
use super::former;
use super::holders::HolderExplained;
use super::inputs::InputsExplained;
use super::metric::{MetricExplained, of_unit};
use super::requirement::RequirementExplained;
use super::text::in_force;

/// A competency, level by level.
#[must_use]
pub fn of_competency(explained: &CompetencyExplained) -> String {
    let mut text = SafeLines::default();
    text.say(format_args!("{} · as of {}", explained.competency, explained.as_of));
    for level in &explained.levels {
        text.blank();
        of_level(&mut text, level);
    }
    text.into_text()
}

fn of_level(text: &mut SafeLines, level: &LevelExplained) {
    let programme = match level.programme.as_str() {
        "" => "listed by no programme (K2a unlisted)",
        id => id,
    };
    text.say(format_args!(
        "{} · {programme} · {}: {}, met: {}",
        level.company, level.level, level.state, level.met
    ));
    if let Some(day) = &level.unmet_since {
        text.say(format_args!("  not met since {day}"));
    }
    if let (Some(day), Some(met)) = (&level.anniversary_on, &level.met_at_anniversary) {
        text.say(format_args!("  anniversary {day}, met then: {met}"));
    }
    if let Some(severity) = &level.severity {
        let breach = level.breach_on.as_ref().map(|day| format!(", breaks on {day}"));
        text.say(format_args!("  risk: {severity}{}", breach.unwrap_or_default()));
    }
    if let Some(from) = &level.anniversary_from {
        text.say(format_args!("  the anniversary comes from {from}"));
    }
    for own in &level.extensions {
        let times = if own.times == 1 { "once".into() } else { format!("{} times", own.times) };
        let known = own.announced_on.as_ref().map(|day| format!(", announced on {day}"));
        text.say(format_args!(
            "  K2 extension of {}: applied {times}{}, from “{}” {}",
            own.covers,
            known.unwrap_or_default(),
            own.source,
            own.url
        ));
    }
    for said in &level.window {
        text.say(format_args!("  {said}"));
    }
    for cause in &level.causes {
        text.say(format_args!("  because {cause}"));
    }
    for (place, short) in level.shortfalls.iter().enumerate() {
        let word = match (place, level.shortfalls.len()) {
            (0, 1) => "missing then:",
            (0, _) => "missing then: either",
            _ => "  or",
        };
        text.say(format_args!("  {word} {short}"));
    }
    if let Some(factor) = &level.bus_factor {
        let who = match level.key_people.as_slice() {
            [] => "no single person breaks it".to_owned(),
            people => format!("hangs on {}", listed(people)),
        };
        text.say(format_args!("  bus factor {factor}: {who}"));
    }
    for option in &level.options {
        of_option(text, option);
    }
    for parameter in &level.parameters {
        text.say(format_args!("  {}", in_force(parameter)));
    }
}

fn of_option(text: &mut SafeLines, option: &OptionExplained) {
    let best = if option.best { " (best option)" } else { "" };
    text.say(format_args!("  option {}: {}{best}", option.option, option.met));
    if let Some(lacks) = &option.lacks {
        text.say(format_args!("    {lacks}"));
    }
    for own in &option.requirements {
        in_short(text, own);
        // Of a track that is not taken it is enough what it comes to; as JSON all of it is there.
        if option.best || own.metrics.is_empty() {
            in_full(text, own);
        }
    }
}

fn in_short(text: &mut SafeLines, own: &RequirementExplained) {
    let have = own.have.as_deref().unwrap_or("unknown");
    text.say(format_args!(
        "    {:<3} {} [{}]: have {have} of {}",
        own.met, own.requirement, own.kind, own.need
    ));
    if let Some(reason) = &own.reason {
        text.say(format_args!("        why not: {reason}"));
    }
    if let Some(sum) = &own.sum {
        text.say(format_args!("        {sum}"));
    }
}

fn in_full(text: &mut SafeLines, own: &RequirementExplained) {
    text.say(format_args!("        asks for {}; {}", own.asks, own.rule_from));
    for way in &own.ways {
        text.say(format_args!("        {way}"));
    }
    for change in &own.changes {
        text.say(format_args!("        ahead: {change}"));
    }
    if let Some(then) = &own.have_at_anniversary {
        let how = own.projection.as_ref().map(|how| format!(" = {how}"));
        text.say(format_args!("        at the anniversary: {then}{}", how.unwrap_or_default()));
    }
    if !own.persons.is_empty() {
        text.say(format_args!("        counted: {}", listed(&own.persons)));
    }
    of_holders(text, "          ", &own.holders);
    if let Some(said) = former::in_words(&own.former) {
        text.say(format_args!("        {said}"));
    }
    if let Some(inputs) = &own.inputs {
        of_inputs(text, "        ", inputs);
    }
    for metric in &own.metrics {
        of_metric(text, metric);
    }
}

fn of_metric(text: &mut SafeLines, own: &MetricExplained) {
    let unknown = "unknown".to_owned();
    let points = own.points.as_ref().unwrap_or(&unknown);
    let must = if own.must_score { ", must score" } else { "" };
    let measure = own.measure.as_ref().unwrap_or(&unknown);
    let unit = of_unit(measure, &own.unit);
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let gates = match own.gates.as_str() {
        "0" => String::new(),
        all => format!(", {} of {all} gates met", own.gates_open.as_ref().unwrap_or(&unknown)),
    };
    text.say(format_args!(
        "        {}: {points} of {} points{must}; measured {measure}{unit}{gates}",
        own.metric, own.max
    ));
    text.say(format_args!("          {}", own.asks));
    if let Some(reason) = &own.reason {
        text.say(format_args!("          gives nothing: {reason}"));
    }
    if let Some(then) = &own.points_at_anniversary {
        text.say(format_args!("          at the anniversary: {then}"));
    }
    if let Some(more) = &own.one_more {
        let step = own.step.as_deref().filter(|step| *step != "1").unwrap_or("one");
        let of = if own.unit.is_empty() { String::new() } else { format!(" ({})", own.unit) };
        let points = if more == "1" { "point" } else { "points" };
        text.say(format_args!("          {step} more{of} would add {more} {points}"));
    }
    for said in more_in_words(own) {
        text.say(format_args!("          {said}"));
    }
    for said in &own.months_missing {
        text.say(format_args!("          {said}"));
    }
    for inputs in &own.inputs {
        of_inputs(text, "          ", inputs);
    }
    of_holders(text, "          ", &own.holders);
    if let Some(said) = former::in_words(&own.former) {
        text.say(format_args!("          {said}"));
    }
    for (gate, holders) in (1..).zip(&own.gate_holders) {
        of_holders(text, &format!("          gate {gate}: "), holders);
    }
}

/// What is missing in its gates, and what its cap leaves of it.
fn more_in_words(own: &MetricExplained) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(missing) = own.gates_more.as_ref().filter(|missing| *missing != "0") {
        said.push(format!("missing in its gates: {missing}"));
    }
    if let (Some(cap), Some(counted)) = (&own.cap, &own.counted) {
        said.push(format!("in the sum: {counted}, under the cap of {cap:?}"));
    }
    said
}

fn of_inputs(text: &mut SafeLines, indent: &str, own: &InputsExplained) {
    let counts = if own.counts { "" } else { ", which gives less" };
    let sum = own.sum.as_ref().map(|sum| format!(" = {sum}")).unwrap_or_default();
    let (value, first, last) = (&own.value, &own.first_month, &own.last_month);
    text.say(format_args!("{indent}{value}{sum}, of {first} to {last}{counts}"));
    for row in &own.rows {
        text.say(format_args!("{indent}  {row}"));
    }
    match (own.rows.is_empty(), own.more) {
        (true, _) => text.say(format_args!("{indent}  no rows")),
        (false, 0) => {}
        (false, more) => text.say(format_args!("{indent}  and {more} more rows")),
    }
}

fn of_holders(text: &mut SafeLines, indent: &str, holders: &[HolderExplained]) {
    const MOST: usize = 12;
    for own in holders.iter().take(MOST) {
        let through = own.counts_through.as_ref().map(|day| format!(", counts through {day}"));
        let through = through.unwrap_or_default();
        let from = own.from.as_ref().map(|from| format!(" ({from})")).unwrap_or_default();
        let (email, code) = (&own.work_email, &own.skill_code);
        text.say(format_args!("{indent}{email} by {code}{from}{through}"));
    }
    if holders.len() > MOST {
        text.say(format_args!("{indent}and {} more", holders.len() - MOST));
    }
}

fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    if names.is_empty() {
        return "nobody".to_owned();
    }
    let shown = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(MOST);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
