//! A run: the kernel with files around it, and the run folder that it ends in.

pub mod books;
pub mod compare;
pub mod conduct;
pub mod exit;
pub mod inputs;
pub mod key;
pub mod log;
pub mod manifest;
pub mod outlet;
pub mod pack;
mod pack_skills;
pub mod pass;
pub mod prepare;
pub mod publish;
pub mod read;
pub mod refuse;
pub mod request;
pub mod tell;
pub mod urgent;
pub mod watch;

pub use conduct::run;
pub use request::{Caller, FailOn, Finished, Request};
