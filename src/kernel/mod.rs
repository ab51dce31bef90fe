//! From what was read to every table of a run: link, judge, assess. No file, clock, lock or terminal.

pub mod actions;
pub mod found;
pub mod gathered;
pub mod limit;
pub mod lists;
pub mod made;
pub mod selection;
pub mod stale;
pub mod texts;

pub use found::{Found, Scope};
pub use gathered::Gathered;
pub use made::{Made, OfPeople};
