//! The rules that decide whether a skill counts: one file a rule, and the plans that put the rows
//! before them.

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
pub(crate) mod linking;
pub(crate) mod look;
pub(crate) mod order;
pub mod registry;
mod row;
mod skill_standing;
pub(crate) mod telling;
mod ties;
mod transcript_rows;

pub(crate) mod associated_elsewhere;
pub(crate) mod association_conflict;
pub(crate) mod expired;
pub(crate) mod grace_ended;
pub(crate) mod mcid_mismatch;
pub(crate) mod mended;
pub(crate) mod no_user;
pub(crate) mod not_associated;
pub(crate) mod not_completed;
pub(crate) mod not_relevant;
pub(crate) mod pending_visibility;
pub(crate) mod retired;
pub(crate) mod revoked;
pub(crate) mod source_not_recognised;
pub(crate) mod user_not_joined;
pub(crate) mod user_removed;

pub use basis::Basis;
pub use card::Rule;
pub use chosen::{Chosen, ExpirySource, LinkShown, Verdict};
pub use holdings::Holding;
pub use judge::{Counting, Judged, counted_before, judge};
pub use link::Link;
pub use look::look;
