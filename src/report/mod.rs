//! Reports: what is shown to people and machines, as values first and as bytes last.

pub mod write;
