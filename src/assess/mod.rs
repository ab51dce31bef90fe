//! Where a company stands: requirements and levels, risk, calendar, contacts, learning KPI.

pub(crate) mod actions;
pub(crate) mod aggregates;
pub(crate) mod assessed;
pub(crate) mod breach;
pub(crate) mod calendar;
pub(crate) mod case;
pub(crate) mod companies;
pub(crate) mod contacts;
pub(crate) mod directory;
pub(crate) mod endings;
pub(crate) mod event;
pub(crate) mod filled;
pub(crate) mod held_levels;
pub(crate) mod hitting;
pub(crate) mod holders;
pub(crate) mod invoices;
pub(crate) mod key_people;
pub(crate) mod kpi;
pub(crate) mod kpi_options;
pub(crate) mod ladder;
pub(crate) mod last_help;
pub(crate) mod learning;
pub(crate) mod levels;
pub(crate) mod life_cycle;
pub(crate) mod matching;
pub mod memberships;
pub(crate) mod met;
pub(crate) mod other_levels;
pub(crate) mod outlook;
pub(crate) mod past;
pub(crate) mod performance;
pub(crate) mod performance_findings;
pub(crate) mod performance_unmatched;
pub(crate) mod person_rows;
pub(crate) mod projection;
pub(crate) mod qualification;
pub(crate) mod qualified;
pub(crate) mod question;
pub(crate) mod ratio;
mod reachable;
pub(crate) mod requirement;
pub(crate) mod requirement_persons;
pub(crate) mod restores;
pub(crate) mod score;
pub(crate) mod score_changes;
pub(crate) mod score_metrics;
pub(crate) mod score_needs;
pub(crate) mod score_reconciliation;
pub(crate) mod scored;
pub(crate) mod shift;
pub(crate) mod shifted;
pub(crate) mod skill_events;
pub(crate) mod standing;
mod standing_rows;
pub(crate) mod standpoint;
pub(crate) mod stops;
pub(crate) mod sweep;
pub(crate) mod tracked;
mod tracks;
mod unit;
pub(crate) mod window;

#[cfg(test)]
#[path = "tests/cases.rs"]
mod cases;
#[cfg(test)]
#[path = "tests/held.rs"]
mod held;
#[cfg(test)]
#[path = "tests/past.rs"]
mod past_days;
#[cfg(test)]
#[path = "tests/properties.rs"]
mod properties;
#[cfg(test)]
#[path = "tests/trial.rs"]
mod trial;

pub use assessed::{Assessed, assess};
pub use question::{Detail, Question};
pub use standing::LevelStanding;
