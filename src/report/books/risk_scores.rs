//! What a score loses on the day on which its level breaks, and what is left of it.

use std::collections::BTreeMap;

use crate::base::{Amount, Day};
use crate::report::view::each;

use super::context::Context;
use super::level_key::{LevelKey, level_key};
use super::risk_levels::Level;

/// A sentence for each level that breaks with its score, by its best option.
#[must_use]
pub(crate) fn falls(levels: &[Level], context: Context<'_>) -> BTreeMap<LevelKey, String> {
    let breaks: BTreeMap<&LevelKey, (Day, &str)> = levels
        .iter()
        .filter_map(|level| Some((&level.key, (level.breach?, level.best_option.as_str()))))
        .collect();
    let mut falls: BTreeMap<LevelKey, String> = BTreeMap::new();
    each(context.tables.get("score_changes"), |row| {
        let Some(day) = row.day("date") else { return };
        let key = level_key(&row);
        let is_own =
            breaks.get(&key).is_some_and(|(on, best)| *on == day && row.is("option", best));
        let change = row.amount("score_change").unwrap_or_default();
        if !is_own || change >= Amount::ZERO {
            return;
        }
        let amount = |column: &'static str| {
            row.amount(column).map(|amount| context.labels.amount(amount)).unwrap_or_default()
        };
        let values = [
            ("metric", &*row.text("metric")),
            ("change", &context.labels.amount(change.abs())),
            ("left", &amount("score_points")),
            ("need", &amount("need")),
        ];
        let said = context.labels.say("advice", "score_falls", &values);
        let all = falls.entry(key).or_default();
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&said);
    });
    falls
}
