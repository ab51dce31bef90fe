//! What a rule is: a card with its words and source, and the days on which a row passes it.

use polars::prelude::{Expr, lit, when};

use crate::base::Day;
use crate::tables::exact;

use super::telling::{RuleAnswer, RuleOnRow};

/// One rule of the verdict.
pub struct Rule {
    /// The id in the rule book.
    pub id: &'static str,
    /// The reason when it fails.
    pub code: &'static str,
    /// The rule in words; true where the row passes.
    pub says: &'static str,
    /// The document it comes from.
    pub cites: &'static str,
    /// Which rows it is asked of.
    pub asked: AskedOf,
    /// What it is about, which says where else it matters.
    pub about: About,
    /// The days on which a row passes, by what is known on the as-of date.
    pub passes: fn(Day) -> Passes,
    /// What it saw of a row, in words; none where a rule that holds has nothing worth telling.
    pub tells: fn(&RuleOnRow<'_>) -> Option<RuleAnswer>,
}

/// A rule may only make sense where others hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AskedOf {
    /// Of every row.
    Always,
    /// Of rows that have a person.
    OfPersons,
    /// Of rows with a person on the roll, from a recognised source, under the person's own MCID.
    OfSound,
    /// Of such rows that are linked to the company.
    OfLinked,
    /// Of rows whose skill a requirement names.
    OfRelevant,
}

/// What a rule is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About {
    /// Whose the row is and what it comes from: where it fails, nobody asks for the link.
    Soundness,
    /// Whether the skill is held.
    Holding,
    /// Whether a requirement takes the skill, which each requirement asks anew.
    Requirement,
}

/// The days on which a row passes a rule.
pub enum Passes {
    /// Every day where it is true, no day where it is not.
    Where(Expr),
    /// From a first day through a last one, both included; none where that is every day.
    Days { from: Option<Expr>, through: Option<Expr> },
}

impl Passes {
    #[must_use]
    pub fn from(first: Expr) -> Self {
        Self::Days { from: Some(first), through: None }
    }

    #[must_use]
    pub fn through(last: Expr) -> Self {
        Self::Days { from: None, through: Some(last) }
    }

    /// False on days outside.
    #[must_use]
    pub fn fails_on(&self, on: Day) -> Expr {
        let (from, through) = match self {
            Self::Where(is_so) => return is_so.clone().not(),
            Self::Days { from, through } => (from, through),
        };
        let too_early = from.clone().map(|first| first.gt(day(on)));
        let too_late = through.clone().map(|last| last.lt(day(on)));
        let fails = too_early.into_iter().chain(too_late).reduce(Expr::or);
        fails.unwrap_or_else(|| lit(false))
    }

    /// The first day on which a row passes.
    #[must_use]
    pub fn first(&self) -> Expr {
        match self {
            Self::Days { from: Some(first), .. } => first.clone(),
            _ => day(Day::ALWAYS),
        }
    }

    /// The last day on which a row passes, the first of all where it never does.
    #[must_use]
    pub fn last(&self) -> Expr {
        match self {
            Self::Where(is_so) => {
                when(is_so.clone()).then(day(Day::FOREVER)).otherwise(day(Day::ALWAYS))
            }
            Self::Days { through: Some(last), .. } => last.clone(),
            Self::Days { .. } => day(Day::FOREVER),
        }
    }
}

/// A day as the number it is in the columns.
#[must_use]
pub(crate) fn day(day: Day) -> Expr {
    exact(day.0)
}
