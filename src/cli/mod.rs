//! The command line: arguments in, text and an exit code out.

pub mod args;
pub mod check;
pub mod enter;
pub mod init;
pub mod schema;
pub mod shown;

pub use enter::enter;
