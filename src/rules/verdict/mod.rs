//! The rules of the verdict, one file a rule; in which order they are told stands in `registry`.

pub(crate) mod associated_elsewhere;
pub(crate) mod association_conflict;
pub(crate) mod expired;
pub(crate) mod grace_ended;
pub(crate) mod mcid_mismatch;
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
