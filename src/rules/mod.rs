//! The rules that decide whether a skill counts: one file a rule, and the plans that put the rows
//! before them.

pub mod ask;
pub mod basis;
mod best;
pub mod book;
pub mod card;
pub mod chosen;
pub mod frames;
pub mod holdings;
pub mod judge;
pub mod link;
pub mod linking;
pub mod look;
pub mod order;
pub mod registry;
mod row;
mod skill_standing;
pub mod telling;
mod ties;
mod transcript_rows;

pub mod associated_elsewhere;
pub mod association_conflict;
pub mod expired;
pub mod grace_ended;
pub mod mcid_mismatch;
pub mod mended;
pub mod no_user;
pub mod not_associated;
pub mod not_completed;
pub mod not_relevant;
pub mod pending_visibility;
pub mod retired;
pub mod revoked;
pub mod source_not_recognised;
pub mod user_not_joined;
pub mod user_removed;

pub use basis::Basis;
pub use card::Rule;
pub use chosen::{Chosen, ExpirySource, LinkShown, Verdict};
pub use holdings::Holding;
pub use judge::{Judged, counted_before, judge};
pub use link::Link;
pub use look::look;
