//! Reads `pipelines/`: what is decided by data and never by code.

pub mod catalogue;
pub mod check;
pub mod citation;
pub(crate) mod company;
pub mod dialect;
pub(crate) mod document;
mod doubts;
mod held_levels;
pub mod in_words;
pub mod languages;
mod listing;
mod names;
pub mod nothing;
pub mod outline;
pub mod parameters;
pub mod pipeline;
mod programme_file;
mod requirement;
mod score;
pub mod shelf;
mod show;
mod skill_book;
mod source;
#[cfg(test)]
mod tests;

pub use catalogue::Catalogue;
pub use citation::Citations;
pub use dialect::Dialect;
pub use parameters::{InForce, Parameters};
pub use pipeline::Pipeline;
pub use shelf::Shelf;
