//! The life of a run folder: written in hiding, audited, published in one step, kept, and let go.
//!
//! Whoever changes anything below the output folder holds its [`lock::Lock`]. Nothing here asks
//! the clock: every [`Timestamp`] is handed in.

pub(crate) mod audit;
pub(crate) mod backfill;
pub(crate) mod causes;
pub(crate) mod changes;
pub(crate) mod compared;
mod cursor;
pub(crate) mod editions;
pub(crate) mod erase;
pub(crate) mod erase_parquet;
pub(crate) mod erase_rows;
pub(crate) mod erase_text;
pub(crate) mod faults;
pub mod files;
pub(crate) mod forget;
pub(crate) mod forgot;
pub mod hashing;
pub(crate) mod history;
pub(crate) mod invoice_changes;
pub(crate) mod journal;
pub(crate) mod key;
pub(crate) mod known;
pub mod latest;
pub(crate) mod learn;
pub(crate) mod lock;
pub(crate) mod look;
pub(crate) mod manifest;
pub(crate) mod manifest_schema;
mod markup;
pub(crate) mod person;
mod prefilter;
pub(crate) mod prune;
mod readable;
pub(crate) mod seen;
pub(crate) mod spill;
pub(crate) mod stage;
pub(crate) mod stamp;
pub(crate) mod status;
pub(crate) mod timestamp;
pub(crate) mod turning;
pub(crate) mod used;
pub mod verify;

pub use compared::{ComparedRun, RunToCompare};
pub use history::History;
pub use lock::{Lock, LockHolder};
pub use manifest::Manifest;
pub use stage::Stage;
pub use timestamp::Timestamp;

#[cfg(test)]
mod faults_tests;
#[cfg(test)]
mod stored_tests;
