//! G1: within the grace after the move from PMC an association in PMC is enough.

use polars::prelude::{Expr, col};

use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::chosen::LinkShown;
use crate::rules::frames::Stretched;
use crate::rules::link::Link;
use crate::rules::telling::{RuleAnswer, RuleOnRow};

pub(crate) const RULE: Rule = Rule {
    id: "G1",
    code: "grace_ended",
    says: "the company moved from PMC so recently that an association in PMC is enough",
    cites: "Skills report in Partner Center, 2021: PMC users",
    asked: AskedOf::OfSound,
    about: About::Holding,
    passes: |_| Passes::Where(Link::GraceEnded.is_it().not()),
    tells,
};

/// An association in PMC is in force, and is enough.
#[must_use]
pub(crate) fn is_within_grace() -> Expr {
    col(Stretched::IN_PMC).and(col(Stretched::GRACE_IS_OPEN))
}

/// An association in PMC is in force, and is not enough any more.
#[must_use]
pub(crate) fn is_after_grace() -> Expr {
    col(Stretched::IN_PMC).and(col(Stretched::GRACE_IS_OVER))
}

fn tells(seen: &RuleOnRow<'_>) -> Option<RuleAnswer> {
    let (moved, ends) = seen.grace()?;
    let because = if seen.fails() {
        format!("the company moved on {moved}; {ends} was the first day without grace")
    } else if seen.chosen.link() == LinkShown::PmcGrace {
        let last = ends.plus_days(-1);
        format!(
            "associated in PMC only; the company moved on {moved}, so that counts through {last}"
        )
    } else {
        return None;
    };
    Some(RuleAnswer::reading(because, "pmc_grace_months", seen.at.as_of))
}
