//! Reports: what is shown to people and machines, as values first and as bytes last.

pub mod book;
pub mod books;
pub mod cell;
pub mod classes;
pub mod credits;
pub mod facts;
pub mod labels;
pub mod lines;
pub mod lint;
mod lint_blocks;
mod lint_scan;
pub mod mcids;
pub mod next;
pub mod page;
pub mod strip;
pub mod style;
pub mod table_part;
pub mod view;
pub mod write;

#[cfg(test)]
mod tests;

pub use facts::{DirectoryEntry, RunFacts, Tables};
pub use labels::Labels;
