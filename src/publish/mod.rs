//! The life of a run folder: written in hiding, audited, published in one step, kept, and let go.
//!
//! Whoever changes anything below the output folder holds its [`lock::Lock`]. Nothing here asks
//! the clock: every [`Moment`] is handed in.

pub mod audit;
pub mod backfill;
pub mod causes;
pub mod changes;
pub mod compared;
pub mod editions;
pub mod erase;
pub mod erase_parquet;
pub mod erase_rows;
pub mod erase_text;
pub mod faults;
pub mod files;
pub mod forget;
pub mod history;
pub mod journal;
pub mod key;
pub mod known;
pub mod latest;
pub mod learn;
pub mod lock;
pub mod look;
pub mod manifest;
pub mod manifest_schema;
mod markup;
pub mod moment;
pub mod person;
mod prefilter;
pub mod prune;
mod readable;
pub mod stage;
pub mod status;
pub mod turning;
pub mod used;
pub mod verify;

pub use compared::{Compared, Wanted};
pub use history::History;
pub use lock::{Holder, Lock};
pub use manifest::Manifest;
pub use moment::Moment;
pub use stage::Stage;

#[cfg(test)]
mod faults_tests;
#[cfg(test)]
mod stored_tests;
