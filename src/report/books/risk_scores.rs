//! What a score loses on the day on which its level breaks, and what is left of it.

use std::collections::BTreeMap;

use crate::base::{Amount, Day};
use crate::report::view::each;
use crate::tables::columns;

use super::context::Context;
use super::level_key::{CompanyLevelKey, level_key};
use super::risk_level::RiskLevel;

/// A sentence for each level that breaks with its score, by its best option.
#[must_use]
pub(crate) fn falls(
    levels: &[RiskLevel],
    context: Context<'_>,
) -> BTreeMap<CompanyLevelKey, String> {
    let breaks: BTreeMap<&CompanyLevelKey, (Day, &str)> = levels
        .iter()
        .filter_map(|level| Some((&level.key, (level.breach?, level.best_option.as_str()))))
        .collect();
    let mut falls: BTreeMap<CompanyLevelKey, Fall> = BTreeMap::new();
    let labels = context.labels;
    each(context.tables.get("score_changes"), |row| {
        let Some(day) = row.day(columns::DATE) else { return };
        let key = level_key(&row);
        let is_own =
            breaks.get(&key).is_some_and(|(on, best)| *on == day && row.is(columns::OPTION, best));
        let change = row.amount(columns::SCORE_CHANGE).unwrap_or_default();
        if !is_own || change >= Amount::ZERO {
            return;
        }
        let metric = row.text(columns::METRIC);
        let lost = labels.amount(change.abs());
        let values = [("metric", context.facts.translated(&metric)), ("change", &lost)];
        let fall = falls.entry(key).or_default();
        fall.losses.push(labels.say("advice", "score_loss", &values));
        fall.left = row.amount(columns::SCORE_POINTS).unwrap_or_default();
        fall.need = row.amount(columns::NEED).unwrap_or_default();
    });
    let said = |fall: Fall| {
        let (left, need) = (labels.amount(fall.left), labels.amount(fall.need));
        let losses = fall.losses.join(", ");
        let values = [("losses", losses.as_str()), ("left", &left), ("need", &need)];
        labels.say("advice", "score_falls", &values)
    };
    falls.into_iter().map(|(key, fall)| (key, said(fall))).collect()
}

/// All that a score loses on one day, and what is left of it then.
#[derive(Default)]
struct Fall {
    losses: Vec<String>,
    left: Amount,
    need: Amount,
}
