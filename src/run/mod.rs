//! A run: the kernel with files around it, and the run folder that it ends in.

pub(crate) mod books;
mod cited;
pub(crate) mod compare;
pub(crate) mod conduct;
pub(crate) mod exit;
pub(crate) mod inputs;
pub(crate) mod key;
pub(crate) mod log;
pub(crate) mod manifest;
pub(crate) mod outlet;
pub(crate) mod pack;
mod pack_skills;
pub(crate) mod pass;
pub(crate) mod prepare;
pub(crate) mod publish;
pub mod read;
pub(crate) mod refuse;
pub(crate) mod request;
mod results;
mod shards;
pub(crate) mod tell;
pub(crate) mod urgent;
pub(crate) mod watch;

pub use conduct::run;
pub use request::{Caller, FailOn, Finished, Request};
