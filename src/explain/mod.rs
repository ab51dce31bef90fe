//! Why: the chain from a verdict to its rule, its parameter, its dates and its input line.

pub mod person;
pub mod rule_steps;
pub mod text;

pub use person::{Explanation, explain_user};
