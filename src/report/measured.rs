//! Measured: what the metrics of a score tell of the actions that raise them: months without rows, and a
//! baseline below which more of a metric gives nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::ActionKind;
use crate::base::Amount;
use crate::programme::catalogue::Requirement;
use crate::tables::columns;
use crate::tables::output::Rows;

use super::below::Below;
use super::facts::RunFacts;
use super::next::ActionRow;
use super::takes::{metric_of, requirement_of};
use super::terms::Terms;
use super::view::{Row, each};

/// Tells each action that raises a metric what is wrong with the metric itself.
pub(super) fn tell(
    all: &mut BTreeMap<String, Vec<ActionRow>>,
    metrics: Option<&dyn Rows>,
    terms: Terms<'_>,
) {
    if !all.values().flatten().any(|action| action.kind == ActionKind::Raise) {
        return;
    }
    each(metrics, |row| {
        let is_below = row.yes(columns::BASELINE) == Some(false);
        let months = row.list(columns::MONTHS_MISSING);
        if !is_below && months.is_empty() {
            return;
        }
        let Some(own) = all.get_mut(&*row.text(columns::MPN_ID)) else { return };
        for action in own.iter_mut().filter(|action| is_of_level(action, &row)) {
            // Which track is the best one may hang on what is not there.
            let known: Vec<String> = std::mem::take(&mut action.months_missing);
            let both: BTreeSet<String> = known.into_iter().chain(months.iter().cloned()).collect();
            action.months_missing = both.into_iter().collect();
            let is_own = is_below
                && row.is(columns::METRIC, &action.what)
                && (action.option.is_empty() || row.is(columns::OPTION, &action.option));
            if is_own {
                let key = action.requirement_key();
                let asked = requirement_of(key, terms.catalogue, terms.as_of);
                let have = row.amount(columns::BASELINE_HAVE);
                action.below = asked.and_then(|asked| baseline(asked, &action.what, have));
            }
        }
    });
}

fn is_of_level(action: &ActionRow, row: &Row<'_, '_>) -> bool {
    action.kind == ActionKind::Raise
        && row.is(columns::PROGRAMME, &action.programme)
        && row.is(columns::COMPETENCY, &action.competency)
        && row.is(columns::LEVEL, &action.level)
}

/// The baseline of a metric.
fn baseline(requirement: &Requirement, metric: &str, have: Option<Amount>) -> Option<Below> {
    let own = metric_of(requirement, metric)?.baseline.as_ref()?;
    Some(Below { measure: own.value.metric.clone(), at_least: own.at_least, have })
}

/// The baseline of a metric of a score, by programme, competency, level, option and requirement.
#[must_use]
pub(crate) fn baseline_of(
    facts: &RunFacts<'_>,
    key: [&str; 5],
    (metric, have): (&str, Option<Amount>),
) -> Option<Below> {
    baseline(requirement_of(key, facts.catalogue, facts.as_of)?, metric, have)
}
