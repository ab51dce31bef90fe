//! What a rule is: a card with its words and source, and the days on which a row passes it.

use polars::prelude::{Expr, col, lit, when};

use super::telling::{Seen, Told};
use crate::base::Day;
use crate::programme::InForce;

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
    pub asked: Asked,
    /// The days on which a row passes, by what is known on the as-of date.
    pub passes: fn(&InForce) -> Span,
    /// What it saw of a row, in words; none where a rule that holds has nothing worth telling.
    pub tells: fn(&Seen<'_>) -> Option<Told>,
}

/// A rule may only make sense where others hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
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

/// First and last day, both included.
pub struct Span {
    pub from: Expr,
    pub through: Expr,
}

/// The columns that rules see; days are numbers, the ends of time the ends of the numbers.
pub struct Facts;

impl Facts {
    pub const HAS_USER: &str = "has_user";
    /// The last day on the roll; the end of time for who has not joined.
    pub const ROLL_THROUGH: &str = "roll_through";
    pub const HAS_JOINED: &str = "has_joined";
    pub const IS_RECOGNISED: &str = "is_recognised";
    pub const IS_UNIVERSITY: &str = "is_university";
    pub const IS_ASSESSMENT: &str = "is_assessment";
    pub const COMPLETED_ON: &str = "completed_on";
    pub const IS_REVOKED: &str = "is_revoked";
    pub const IS_EXPIRED: &str = "is_expired";
    pub const EXPIRES_ON: &str = "expires_on";
    pub const IS_MISMATCH: &str = "is_mismatch";
    /// 0 linked, else the place of the failing link rule (see `LinkFault`).
    pub const LINK_FAULT: &str = "link_fault";
    pub const LINK_FROM: &str = "link_from";
    pub const LINK_THROUGH: &str = "link_through";
    pub const ASSOCIATED_ON: &str = "associated_on";
    pub const IS_RELEVANT: &str = "is_relevant";
    pub const RETIRED_ON: &str = "retired_on";
    pub const COUNTS_THROUGH: &str = "counts_through";
}

/// Why a row is not linked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum LinkFault {
    None = 0,
    Elsewhere = 1,
    Conflict = 2,
    NotAssociated = 3,
    GraceEnded = 4,
}

impl Span {
    #[must_use]
    pub fn always() -> Self {
        Self { from: day(Day::ALWAYS), through: day(Day::FOREVER) }
    }

    #[must_use]
    pub fn from(from: Expr) -> Self {
        Self { from, ..Self::always() }
    }

    #[must_use]
    pub fn through(through: Expr) -> Self {
        Self { through, ..Self::always() }
    }

    /// Every day where the condition is true, no day where it is not.
    #[must_use]
    pub fn where_true(condition: Expr) -> Self {
        Self::through(when(condition).then(day(Day::FOREVER)).otherwise(day(Day::ALWAYS)))
    }

    /// No day where the link fails in this way.
    #[must_use]
    pub fn unless_fault(fault: LinkFault) -> Self {
        Self::where_true(col(Facts::LINK_FAULT).neq(lit(fault as u8)))
    }

    /// False on days outside.
    #[must_use]
    pub fn fails_on(&self, on: Day) -> Expr {
        self.from.clone().gt(day(on)).or(self.through.clone().lt(day(on)))
    }
}

/// A day as the number it is in the columns.
#[must_use]
pub fn day(day: Day) -> Expr {
    lit(day.0)
}
