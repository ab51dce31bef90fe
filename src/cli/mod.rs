//! The command line: arguments in, text and an exit code out.

pub mod args;
pub mod check;
pub mod diff;
pub mod enter;
pub mod explain;
pub mod glossary;
pub mod init;
pub mod keep;
pub mod limits;
pub mod missing;
pub mod portfolio;
pub mod portfolio_text;
pub mod preview;
pub mod rescue;
pub mod run;
pub mod schema;
pub mod screen;
pub mod shown;
pub mod start;
pub mod threads;
pub mod usage;
pub mod voice;

pub use enter::enter;
pub use rescue::rescue;
