//! R4: the skill is completed

use polars::prelude::{Expr, col};

use crate::base::Day;
use crate::rules::card::{About, AskedOf, Passes, Rule, day};
use crate::rules::frames::JudgedRow;
use crate::rules::telling::RuleAnswer;

pub(crate) const RULE: Rule = Rule {
    id: "R4",
    code: "not_completed",
    says: "the skill is completed",
    cites: "House rule: what lies ahead is not held yet",
    asked: AskedOf::Always,
    about: About::Holding,
    passes: |_| Passes::from(col(JudgedRow::COMPLETED_ON)),
    tells: |seen| {
        let done = seen.day(JudgedRow::COMPLETED_ON);
        let ahead = if seen.fails() { ", which lies ahead" } else { "" };
        Some(RuleAnswer::plain(format!("completed {done}{ahead}")))
    },
};

/// Completed by the day.
#[must_use]
pub(crate) fn is_completed(by: Day) -> Expr {
    col(JudgedRow::COMPLETED_ON).lt_eq(day(by))
}
