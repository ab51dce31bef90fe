//! The steps of an explanation: what each rule tells of a skill, with the value of the parameter that
//! it read and the document behind it.

use serde::Serialize;

use crate::base::Day;
use crate::programme::parameters::{Dated, ParameterValue};
use crate::rules::Chosen;
use crate::rules::look::Looked;
use crate::rules::registry::{self, RULES};
use crate::rules::telling::{NamesTold, RuleAnswer, RuleOnRow};
use crate::rules::{Basis, Rule, book};

use super::sources::ExplanationBasis;

/// One rule, asked of one skill.
#[derive(Serialize, Debug)]
pub struct RuleStep {
    pub rule: &'static str,
    /// The rule in a word or two.
    pub word: &'static str,
    pub code: &'static str,
    pub says: &'static str,
    pub cites: &'static str,
    pub holds: bool,
    /// The dates and facts that decided.
    pub because: String,
    /// First and last day on which the row passes the rule, where it has any.
    pub from: Option<String>,
    pub through: Option<String>,
    pub parameter: Option<ParameterShown>,
}

#[derive(Serialize, Debug)]
pub struct ParameterShown {
    pub name: String,
    pub value: String,
    pub since: String,
    /// The day whose value it is.
    pub looked_up_for: String,
    pub source: String,
    pub url: String,
}

/// The steps for a skill: every rule that fails, and those that have something to tell.
#[must_use]
pub(crate) fn steps(
    from: &ExplanationBasis<'_>,
    at: &Basis<'_>,
    looked: &Looked,
    chosen: &Chosen,
) -> Vec<RuleStep> {
    let Some((trace, place)) = looked.of_row(chosen.row) else { return Vec::new() };
    let file = |file: u32| from.scene.file_name(file).to_owned();
    let document = |id: &str| {
        let known = from.citations.all.get(id);
        known.map_or_else(|| id.to_owned(), |citation| format!("“{}”", citation.title))
    };
    let names = NamesTold { file: &file, document: &document };
    let step_of = |rule: &'static Rule| {
        let (code, bit) = (rule.code, u32::from(registry::bit(rule.code)));
        step(from, rule, &RuleOnRow { at, names: &names, chosen, code, bit, trace, place })
    };
    RULES.into_iter().filter_map(step_of).collect()
}

fn step(from: &ExplanationBasis<'_>, rule: &Rule, seen: &RuleOnRow<'_>) -> Option<RuleStep> {
    let fails = seen.fails();
    if !seen.is_asked() {
        return None;
    }
    let told =
        (rule.tells)(seen).or_else(|| fails.then(|| RuleAnswer::plain("it does not hold")))?;
    let dated = |day: Day| day.is_dated().then(|| day.to_string());
    Some(RuleStep {
        rule: rule.id,
        word: book::word(rule.id),
        code: rule.code,
        says: rule.says,
        cites: rule.cites,
        holds: !fails,
        because: told.because,
        from: dated(seen.from()),
        through: dated(seen.through()),
        parameter: told.reads.and_then(|reads| parameter_used(from, reads.parameter, reads.of)),
    })
}

/// The value of a parameter on a day, since when it holds, and who says so.
#[must_use]
pub(crate) fn parameter_used(
    from: &ExplanationBasis<'_>,
    name: &str,
    day: Day,
) -> Option<ParameterShown> {
    let dated = from.parameters.chosen(name, day)?;
    let citation = from.citations.all.get(&dated.source);
    Some(ParameterShown {
        name: name.to_owned(),
        value: value_in_words(dated, &from.parameters.all.get(name)?.unit),
        since: dated.from.to_string(),
        looked_up_for: day.to_string(),
        source: citation.map_or_else(|| dated.source.clone(), |c| c.title.clone()),
        url: citation.map(|c| c.url.clone()).unwrap_or_default(),
    })
}

fn value_in_words(dated: &Dated, unit: &str) -> String {
    match &dated.value {
        ParameterValue::Number { number, month_end: true } => {
            format!("{number} {unit}, to the end of that month")
        }
        // A day of the month, not a number of days.
        ParameterValue::Number { number, .. } if unit == "day" => number.to_string(),
        ParameterValue::Number { number: 1, .. } => {
            format!("1 {}", unit.strip_suffix('s').unwrap_or(unit))
        }
        ParameterValue::Number { number, .. } => format!("{number} {unit}"),
        ParameterValue::Numbers(numbers) => {
            numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        ParameterValue::Names(names) => names.join(", "),
        ParameterValue::Range { through, .. } => format!("through {through}"),
    }
}
