//! From what was read to every table of a run: link, judge, assess. No file, clock, lock or terminal.

pub(crate) mod actions;
pub(crate) mod answer;
pub(crate) mod companies;
pub(crate) mod found;
pub(crate) mod gathered;
pub(crate) mod halo;
mod input_faults;
pub mod judge;
pub(crate) mod limit;
pub(crate) mod lists;
pub(crate) mod made;
pub(crate) mod newest;
mod older_exports;
mod selected;
pub(crate) mod selection;
pub(crate) mod shards;
pub(crate) mod stale;
pub(crate) mod texts;
mod whole_sources;

pub use answer::Tables;
pub use found::{Findings, RunScope};
pub use gathered::{AssessmentScope, Gathered};
pub use judge::{Config, InputColumn, columns, ensure_columns, judge};
pub use made::MadeTables;
