//! The contract of every data file: names, order, types, meaning.

mod learning;
mod levels;
mod people;
mod trust;

use super::output::{OutputColumn, OutputSchema, OutputType};

pub use learning::{INVOICES, KPI_MONTHS, KPI_OPTIONS, KPI_WINDOW};
pub use levels::{
    EVENTS, LEVELS, PORTFOLIO, REQUIREMENT_PERSONS, REQUIREMENTS, SCORE_CHANGES, SCORE_METRICS,
    SCORE_RECONCILIATION,
};
pub use people::{CONTACTS, RECONCILIATION, SKILLS, SUPPORT, TEAM};
pub use trust::{ACTIONS, CHANGES, FINDINGS, REJECTS};

const fn column(name: &'static str, of: OutputType, means: &'static str) -> OutputColumn {
    OutputColumn { name, of, sorted: 0, means }
}

const fn key(sorted: u8, name: &'static str, of: OutputType, means: &'static str) -> OutputColumn {
    OutputColumn { name, of, sorted, means }
}

/// All of them, in the order of the contract.
pub const ALL: [&OutputSchema; 20] = [
    &SKILLS,
    &CONTACTS,
    &LEVELS,
    &REQUIREMENTS,
    &REQUIREMENT_PERSONS,
    &SCORE_METRICS,
    &SCORE_CHANGES,
    &ACTIONS,
    &EVENTS,
    &KPI_MONTHS,
    &KPI_WINDOW,
    &KPI_OPTIONS,
    &INVOICES,
    &TEAM,
    &FINDINGS,
    &REJECTS,
    &CHANGES,
    &RECONCILIATION,
    &SCORE_RECONCILIATION,
    &SUPPORT,
];
