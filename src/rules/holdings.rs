//! Holdings: the days on which a skill of a person counts for requirements that name it.

use polars::prelude::{DataFrame, Expr, IntoLazy, PolarsResult, col};

use crate::base::Day;
use crate::programme::catalogue::SkillId;
use crate::tables::{ReadColumns, exact};

use super::card::day;
use super::frames::{JudgedRow, RuleAnswers};
use super::link::Link;
use super::row::Role;
use super::verdict::{not_completed, retired};

/// A skill of a person that counts from a day through a day, retirement aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Holding {
    pub person: u32,
    pub skill: SkillId,
    pub from: Day,
    pub through: Day,
    pub row: u32,
    /// Through PMC grace in this stretch.
    pub by_grace: bool,
    /// Linked, and waiting to become visible on its first day.
    pub is_pending: bool,
}

const BY_GRACE: &str = "by_grace";
const IS_PENDING: &str = "is_pending";

/// Holdings as things are, and as they would be.
#[derive(Default)]
pub(crate) struct Holdings {
    pub are: Vec<Holding>,
    /// If a PMC association were one in PC.
    pub if_associated: Vec<Holding>,
    /// If somebody who is associated nowhere were so in PC.
    pub if_linked: Vec<Holding>,
    /// If MCIDs were merged.
    pub if_merged: Vec<Holding>,
    /// If an account were made anew.
    pub if_remade: Vec<Holding>,
}

impl Holdings {
    fn of_role(&mut self, role: u8) -> &mut Vec<Holding> {
        match role {
            own if own == Role::AsIf as u8 => &mut self.if_associated,
            own if own == Role::AsLinked as u8 => &mut self.if_linked,
            own if own == Role::AsMerged as u8 => &mut self.if_merged,
            own if own == Role::AsRemade as u8 => &mut self.if_remade,
            _ => &mut self.are,
        }
    }
}

/// The holdings among the rows.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(crate) fn holdings(answered: &DataFrame, as_of: Day) -> PolarsResult<Holdings> {
    let is_in_time = not_completed::is_completed(as_of).and(retired::is_completed_in_time());
    let (from, through) = (col(RuleAnswers::HOLDS_FROM), col(RuleAnswers::HOLDS_THROUGH));
    let is_past = role(Role::Earlier).not().and(through.clone().lt(day(as_of)));
    // The link's stretch may begin on that very day.
    let is_pending = from.clone().gt(day(as_of)).and(col(RuleAnswers::VISIBLE_ON).eq(from.clone()));
    let kept = answered
        .clone()
        .lazy()
        .filter(
            (col(JudgedRow::HAS_USER).and(col(JudgedRow::IS_NAMED)))
                .and(is_in_time)
                .and(from.clone().lt_eq(through.clone()))
                .and(is_past.not()),
        )
        .select([
            col(JudgedRow::PERSON),
            col(JudgedRow::SKILL),
            from,
            through,
            col(JudgedRow::TRANSCRIPT),
            col(JudgedRow::ROLE),
            Link::PmcGrace.is_it().alias(BY_GRACE),
            is_pending.alias(IS_PENDING),
        ])
        .collect()?;
    read(&kept)
}

fn role(role: Role) -> Expr {
    col(JudgedRow::ROLE).eq(exact(role as u8))
}

fn read(kept: &DataFrame) -> PolarsResult<Holdings> {
    let (persons, skills) = (kept.ids(JudgedRow::PERSON)?, kept.ids(JudgedRow::SKILL)?);
    let (from, through) =
        (kept.days(RuleAnswers::HOLDS_FROM)?, kept.days(RuleAnswers::HOLDS_THROUGH)?);
    let (rows, roles) = (kept.ids(JudgedRow::TRANSCRIPT)?, kept.words(JudgedRow::ROLE)?);
    let (by_grace, is_pending) = (kept.flags(BY_GRACE)?, kept.flags(IS_PENDING)?);
    let mut holdings = Holdings::default();
    for place in 0..kept.height() {
        holdings.of_role(roles[place]).push(Holding {
            person: persons[place],
            // A skill that requirements name is one of the catalogue.
            skill: skills[place],
            from: Day(from[place]),
            through: Day(through[place]),
            row: rows[place],
            by_grace: by_grace[place],
            is_pending: is_pending[place],
        });
    }
    Ok(holdings)
}
