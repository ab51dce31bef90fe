//! Looks again at the rows of one person: what each rule saw of them, and what it answered.

use polars::prelude::DataFrame;

use crate::base::Outcome;
use crate::tables::ReadColumns;

use super::ask::trace;
use super::basis::Basis;
use super::frames::JudgedRow;
use super::judge::Judge;
use super::order::SkillRanks;
use super::row::Role;

/// The rows of a person as the rules see them on the as-of date.
pub struct Looked {
    /// Transcript rows, in the order of the trace.
    rows: Vec<u32>,
    /// Places of the rows in the trace.
    places: Vec<usize>,
    trace: DataFrame,
}

/// Puts the rows of a person before the rules once more, the way judging does.
///
/// # Errors
/// When polars cannot carry out the plan.
pub fn look(at: &Basis<'_>, person: u32) -> Outcome<Looked> {
    let judge = Judge::of(at, SkillRanks::default())?;
    let rows = judge.rows(&judge.of_persons(&[person]))?;
    let trace = trace(&rows, at.as_of)?;
    let (rows, roles) = (trace.ids(JudgedRow::TRANSCRIPT)?, trace.words(JudgedRow::ROLE)?);
    let now = (0..).zip(rows.into_iter().zip(roles)).filter(|(_, own)| own.1 == Role::Now as u8);
    let (places, rows) = now.map(|(place, (row, _))| (place, row)).unzip();
    Ok(Looked { rows, places, trace })
}

impl Looked {
    /// The trace, and the place of a transcript row in it.
    #[must_use]
    pub fn of_row(&self, row: u32) -> Option<(&DataFrame, usize)> {
        let place = self.rows.iter().position(|own| *own == row)?;
        Some((&self.trace, self.places[place]))
    }
}
