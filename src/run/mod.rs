//! The stages in their order, and the run folder they end in.

pub mod actions;
pub mod books;
pub mod conduct;
pub mod found;
pub mod gather;
pub mod inputs;
pub mod lists;
pub mod log;
pub mod outlet;
pub mod pack;
pub mod selection;
pub mod stale;
pub mod tell;
pub mod texts;
pub mod urgent;
pub mod write;

pub use conduct::{Around, FailOn, Finished, Request, run};
