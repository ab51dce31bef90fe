//! The files as they lie on the disk: found, opened, hashed, unpacked.

pub(crate) mod discover;
pub(crate) mod intake;
mod shared_texts;
pub(crate) mod walk;
