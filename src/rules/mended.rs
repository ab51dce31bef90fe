//! What would be if accounts were mended: rows as if MCIDs were merged (A6), or as if an account were made
//! anew and associated in PC (S1).

use std::collections::BTreeSet;

use polars::prelude::{
    Column, DataFrame, Expr, IntoLazy, JoinArgs, JoinType, LazyFrame, PolarsResult, col,
};

use crate::base::Day;
use crate::link::FoundBy;
use crate::tables::{Frame, FrameDeclaration, exact, flag};

use super::card::day;
use super::frames::{JudgedRow, LaterTie, Tie};
use super::link::{Link, is_linked};
use super::row::{Role, SharedInputs, columns, role};
use super::verdict::mcid_mismatch;

/// The rows, and behind them those that mending would make count, of skills that a requirement names.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(crate) fn with_mended(
    shared: &SharedInputs<'_>,
    rows: &Frame<JudgedRow>,
    (ties, later): (&Frame<Tie>, &Frame<LaterTie>),
    remade: &BTreeSet<u32>,
) -> PolarsResult<Frame<JudgedRow>> {
    let mut all = rows.inner().clone();
    let is_now = col(JudgedRow::ROLE).eq(exact(Role::Now as u8)).and(col(JudgedRow::IS_NAMED));
    let by_association = is_now.and(col(JudgedRow::IS_UNIVERSITY).not());
    let split = all.clone().lazy().filter(by_association.clone().and(mcid_mismatch::is_mismatch()));
    let split = split.collect()?;
    if split.height() > 0 {
        let merged =
            split.lazy().with_columns([exact(FoundBy::Mcid as u8).alias(JudgedRow::FOUND_BY)]);
        let of_tie: Vec<Expr> = LaterTie::COLUMNS.iter().map(|(name, _)| col(*name)).collect();
        let now = ties.lazy().select(of_tie).filter(is_linked());
        for stretches in [now, later.lazy()] {
            all.vstack_mut_owned(relinked(shared, merged.clone(), stretches).collect()?)?;
        }
    }
    if !remade.is_empty() {
        let own = by_association.and(mcid_mismatch::is_nobodys().not());
        let rows = all.clone().lazy().filter(own);
        all.vstack_mut_owned(remade_rows(shared, rows, remade)?.collect()?)?;
    }
    Frame::new(all)
}

/// The rows in the stretches of the link of their ties.
fn relinked(shared: &SharedInputs<'_>, rows: LazyFrame, stretches: LazyFrame) -> LazyFrame {
    let of_tie: Vec<&str> = LaterTie::COLUMNS.iter().map(|(name, _)| *name).collect();
    rows.select(columns(|name| name == JudgedRow::TIE || !of_tie.contains(&name)))
        .join(
            stretches,
            [col(JudgedRow::TIE)],
            [col(LaterTie::TIE)],
            JoinArgs::new(JoinType::Inner),
        )
        .with_columns([role(Role::AsMerged), shared.visible()])
        .select(columns(|_| true))
}

/// The rows of persons whose account must be made anew, as if they had always been associated in PC.
fn remade_rows(
    shared: &SharedInputs<'_>,
    rows: LazyFrame,
    persons: &BTreeSet<u32>,
) -> PolarsResult<LazyFrame> {
    let persons: Vec<u32> = persons.iter().copied().collect();
    let persons =
        DataFrame::new_infer_height(vec![Column::new(JudgedRow::PERSON.into(), persons)])?;
    let is_apart = Link::NotAssociated.is_it().or(Link::GraceEnded.is_it());
    let is_apart = is_apart.or(Link::PmcGrace.is_it()).and(flag(JudgedRow::ASSOCIATED_PC).not());
    let person = [col(JudgedRow::PERSON)];
    let own = rows.filter(is_apart).join(
        persons.lazy(),
        &person,
        &person,
        JoinArgs::new(JoinType::Inner),
    );
    let anew = own.with_columns([
        Link::Pc.cell().alias(JudgedRow::LINK),
        day(Day::ALWAYS).alias(JudgedRow::LINK_FROM),
        day(Day::FOREVER).alias(JudgedRow::LINK_THROUGH),
        day(Day::ALWAYS).alias(JudgedRow::ASSOCIATED_ON),
        role(Role::AsRemade),
    ]);
    Ok(anew.with_columns([shared.visible()]).select(columns(|_| true)))
}
