//! `attain` tells partner companies on which day a competency breaks, who can prevent it, and why.

pub mod base;
pub mod programme;
pub mod tables;
