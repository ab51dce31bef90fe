//! `attain` tells partner companies on which day a competency breaks, who can prevent it, and why.

pub mod assess;
pub mod base;
pub mod ingest;
pub mod link;
pub mod programme;
pub mod rules;
pub mod sources;
pub mod tables;
