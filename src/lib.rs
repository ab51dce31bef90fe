//! `attain` tells partner companies on which day a competency breaks, who can prevent it, and why.

pub mod base;
pub mod cli;
pub mod explain;
pub mod ingest;
pub mod link;
pub mod programme;
pub mod publish;
pub mod rules;
pub mod run;
pub mod skills;
pub mod sources;
pub mod tables;
