//! The command line: arguments in, text and an exit code out.

pub(crate) mod args;
pub(crate) mod begun;
pub(crate) mod check;
pub(crate) mod clock;
pub(crate) mod diff;
pub mod enter;
pub(crate) mod explain;
pub(crate) mod glossary;
pub(crate) mod init;
pub(crate) mod keep;
pub(crate) mod limits;
pub(crate) mod missing;
pub(crate) mod portfolio;
pub(crate) mod portfolio_text;
pub(crate) mod preview;
pub mod rescue;
pub(crate) mod run;
pub(crate) mod schema;
pub(crate) mod screen;
pub(crate) mod shown;
pub(crate) mod start;
pub(crate) mod threads;
pub(crate) mod usage;
pub(crate) mod voice;

pub use clock::Clock;
pub use enter::enter;
pub use rescue::rescue;
