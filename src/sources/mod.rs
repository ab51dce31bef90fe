//! The files as they lie on the disk: found, opened, hashed, unpacked.

pub mod discover;
pub mod intake;
pub mod walk;
