//! `attain` tells partner companies on which day a competency breaks, who can prevent it, and why.
//!
//! The modules in the order in which data flows through them:

pub mod assess;
pub mod base;
pub mod tables;

pub mod programme;
pub mod sources;

pub mod ingest;

pub mod link;

pub mod rules;

pub mod skills;

pub mod explain;

pub mod report;

pub mod kernel;

pub mod publish;

pub mod portfolio;

pub mod run;

pub mod cli;
