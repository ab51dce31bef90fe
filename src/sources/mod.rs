//! The files as they lie on the disk: found, opened, hashed, unpacked.

pub mod discover;
pub mod intake;
mod shared_texts;
pub mod walk;
