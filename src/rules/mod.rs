//! The rules that decide whether a skill counts (`verdict`, one file a rule), and the plans that put the
//! rows before them.

pub(crate) mod ask;
pub(crate) mod basis;
mod best;
pub(crate) mod book;
pub(crate) mod card;
pub(crate) mod chosen;
pub(crate) mod frames;
pub(crate) mod holdings;
pub(crate) mod judge;
pub(crate) mod link;
pub(crate) mod link_order;
pub(crate) mod look;
mod mended;
pub(crate) mod order;
pub mod registry;
mod row;
mod skill_standing;
pub(crate) mod telling;
mod ties;
mod transcript_rows;
pub(crate) mod verdict;

pub use basis::Basis;
pub use card::Rule;
pub use chosen::{Chosen, ExpirySource, LinkShown, Verdict};
pub use holdings::Holding;
pub use judge::{Counting, Judged, counted_before, judge};
pub use link::Link;
pub use look::look;
