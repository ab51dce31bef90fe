//! The rules that decide whether a skill counts: one file a rule, and the plan that asks them all.

mod at_hand;
pub mod book;
pub mod card;
pub mod judge;
pub mod look;
pub mod registry;
pub mod telling;
pub mod verdict;

pub mod associated_elsewhere;
pub mod association_conflict;
pub mod expired;
pub mod grace_ended;
pub mod mcid_mismatch;
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

pub use card::{Facts, Rule, Span};
pub use judge::{Holding, Judged, Standpoint, counted_before, judge};
pub use look::look;
