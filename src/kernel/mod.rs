//! From what was read to every table of a run: link, judge, assess. No file, clock, lock or terminal.

pub mod actions;
pub mod answer;
pub mod companies;
pub mod found;
pub mod gathered;
pub mod judge;
pub mod limit;
pub mod lists;
pub mod made;
mod selected;
pub mod selection;
pub mod stale;
pub mod texts;

pub use answer::Tables;
pub use found::{Found, Scope};
pub use gathered::{Asked, Gathered};
pub use judge::{Config, InputColumn, columns, judge};
pub use made::Made;
