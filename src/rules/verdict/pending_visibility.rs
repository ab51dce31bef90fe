//! V1: Partner Center has had the days it needs to show the skill.

use polars::lazy::dsl::max_horizontal;
use polars::prelude::{Expr, col, when};

use crate::programme::InForce;
use crate::programme::parameters::DatedNumbers;
use crate::rules::card::{About, AskedOf, Passes, Rule, day};
use crate::rules::frames::JudgedRow;
use crate::rules::telling::{RuleAnswer, RuleOnRow};
use crate::tables::exact;

pub(crate) const RULE: Rule = Rule {
    id: "V1",
    code: "pending_visibility",
    says: "Partner Center has had the days it needs to show the skill",
    cites: "Skills report in Partner Center, 2021 (72 hours); competencies, 2017 (24 hours)",
    asked: AskedOf::OfLinked,
    about: About::Holding,
    passes: |_| Passes::from(col(JudgedRow::VISIBLE_FROM)),
    tells,
};

/// The first day on which the skill is visible. Partner University skills wait from their
/// completion, Microsoft Learning skills from the association if that is later; how long, by the
/// day from which they wait.
#[must_use]
pub(crate) fn visible_from(rules: &InForce) -> Expr {
    let completed = col(JudgedRow::COMPLETED_ON);
    let known = max_horizontal([completed.clone(), col(JudgedRow::ASSOCIATED_ON)])
        .unwrap_or_else(|_| completed.clone());
    let assessed = after(&completed, &rules.assessment_visibility_days);
    let attended = after(&completed, &rules.visibility_days);
    when(col(JudgedRow::IS_UNIVERSITY))
        .then(when(col(JudgedRow::IS_ASSESSMENT)).then(assessed).otherwise(attended))
        .otherwise(after(&known, &rules.visibility_days))
}

/// So many days after a day as hold on it.
fn after(from: &Expr, waits: &DatedNumbers) -> Expr {
    let mut steps = waits.0.iter();
    let first = exact(steps.next().map_or(0, |(_, days)| *days));
    let days = steps.fold(first, |earlier, (since, days)| {
        when(from.clone().gt_eq(day(*since))).then(exact(*days)).otherwise(earlier)
    });
    from.clone() + days
}

fn tells(seen: &RuleOnRow<'_>) -> Option<RuleAnswer> {
    if !seen.is_asked() {
        return None;
    }
    let (done, associated) =
        (seen.day(JudgedRow::COMPLETED_ON), seen.day(JudgedRow::ASSOCIATED_ON));
    let is_university = seen.is(JudgedRow::IS_UNIVERSITY);
    let is_assessment = is_university && seen.is(JudgedRow::IS_ASSESSMENT);
    let (since, why) = if is_university {
        let what = if is_assessment { "an assessment" } else { "a skill" };
        (
            done,
            format!(
                "its completion on {done}: {what} of Partner University waits for no association"
            ),
        )
    } else if associated > done {
        (
            associated,
            format!(
                "the association on {associated}, which is later than its completion on {done}"
            ),
        )
    } else if associated.is_dated() {
        (done, format!("its completion on {done}; the association on {associated} is no later"))
    } else {
        (done, format!("its completion on {done}; the day of the association is not known"))
    };
    let visible_on = seen.visible_on();
    let waits = match visible_on.0 - since.0 {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let parameter = if is_assessment { "assessment_visibility_days" } else { "visibility_days" };
    let because = format!("visible from {visible_on}, {waits} after {why}");
    Some(RuleAnswer::reading(because, parameter, since))
}
