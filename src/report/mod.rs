//! Reports: what is shown to people and machines, as values first and as bytes last.

pub(crate) mod action_tables;
mod ages;
pub(crate) mod already;
mod below;
pub(crate) mod book;
pub(crate) mod books;
pub(crate) mod caveats;
pub(crate) mod cell;
mod certificates;
pub(crate) mod classes;
pub(crate) mod credits;
pub(crate) mod facts;
mod former;
pub(crate) mod gate;
pub(crate) mod instead;
pub(crate) mod kept;
pub(crate) mod labels;
mod lasting;
mod leaving;
mod left;
mod line_days;
mod line_people;
pub(crate) mod lines;
pub(crate) mod lint;
mod lint_blocks;
mod lint_scan;
pub(crate) mod mcids;
pub(crate) mod measured;
pub(crate) mod next;
pub(crate) mod page;
mod payment;
mod phrases;
mod put_off;
mod renewals;
pub(crate) mod row_kind;
pub(crate) mod sentence;
mod several;
pub(crate) mod silent;
mod spoken;
pub(crate) mod strip;
pub(crate) mod style;
pub(crate) mod table_part;
pub(crate) mod tables;
pub(crate) mod takes;
pub(crate) mod terms;
mod told;
mod uncounted;
pub(crate) mod unjudged;
pub(crate) mod unserved;
pub(crate) mod view;
pub mod write;

#[cfg(test)]
mod tests;

pub use facts::{PublishedTables, RunFacts};
pub use labels::Labels;
