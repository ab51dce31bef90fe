//! Where a company stands: requirements and levels, risk, calendar, contacts, learning KPI.

pub mod actions;
pub mod aggregates;
pub mod breach;
pub mod calendar;
pub mod case;
pub mod contacts;
pub mod endings;
pub mod filled;
pub mod held_levels;
pub mod hitting;
pub mod holders;
pub mod invoices;
pub mod key_people;
pub mod kpi;
pub mod kpi_options;
pub mod ladder;
pub mod learning;
pub mod levels;
pub mod life_cycle;
pub mod matching;
pub mod memberships;
pub mod met;
pub mod outlook;
pub mod past;
pub mod performance;
pub mod performance_findings;
pub mod person_rows;
pub mod projection;
pub mod qualification;
pub mod qualified;
pub mod question;
pub mod ratio;
pub mod requirement;
pub mod requirement_persons;
pub mod restores;
pub mod score;
pub mod score_changes;
pub mod score_metrics;
pub mod score_needs;
pub mod score_reconciliation;
pub mod scored;
pub mod shift;
pub mod skill_events;
pub mod standing;
pub mod sweep;
pub mod tracked;
pub mod window;

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

pub use question::{Assessed, Detail, Question, assess};
pub use standing::LevelStanding;
