//! Looks again at the rows of one person: what each rule saw of them, and what it answered.

use polars::prelude::DataFrame;

use crate::base::Outcome;

use super::judge::{Bench, Frame, Role, Standpoint};
use super::verdict;

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
pub fn look(at: &Standpoint<'_>, person: u32) -> Outcome<Looked> {
    let bench = Bench::of(at);
    let own = bench.columns.at_hand(at.attached.at(at.attached.of_person(person)));
    let mut frame = Frame::default();
    bench.add_person(person, &own, &mut frame);
    let (entries, rows) = frame.into_parts()?;
    let trace = verdict::trace(rows, at.rules, at.as_of)?;
    let now = entries.iter().enumerate().filter(|(_, entry)| entry.role == Role::Now);
    let (places, rows) = now.map(|(place, entry)| (place, entry.row)).unzip();
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
