//! The stages in their order, and the run folder they end in.

pub mod conduct;
pub mod gather;
pub mod lists;
pub mod plain_csv;
pub mod stale;

pub use conduct::{Finished, Request, run};
