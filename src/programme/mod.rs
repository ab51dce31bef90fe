//! Reads `pipelines/`: what is decided by data and never by code.

pub(crate) mod catalogue;
pub(crate) mod catalogue_files;
pub mod check;
pub(crate) mod citation;
pub(crate) mod company;
pub(crate) mod dialect;
pub(crate) mod disk;
pub(crate) mod document;
mod doubts;
pub(crate) mod given;
mod held_levels;
pub(crate) mod in_words;
pub(crate) mod kind_name;
pub(crate) mod languages;
mod listing;
mod names;
pub(crate) mod nothing;
pub(crate) mod numbers;
pub(crate) mod outline;
mod parameter;
pub(crate) mod parameters;
pub mod pipeline;
mod programme_file;
mod requirement;
mod score;
pub(crate) mod shelf;
mod show;
mod skill_book;
mod source;
#[cfg(test)]
mod tests;
mod unpublished;

pub use catalogue::Catalogue;
pub use citation::Citations;
pub use dialect::Dialect;
pub use parameters::{InForce, Parameters};
pub use pipeline::Pipeline;
pub use shelf::Shelf;
