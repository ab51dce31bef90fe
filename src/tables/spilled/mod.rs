//! Tables on the disk: rows of fixed width, and each of their texts once in memory.
//!
//! A table that is made in parts is written part by part, and read back as one table in its order.

mod cells;
mod merge;
mod part;
mod rows;

pub(crate) use merge::merged;
pub(crate) use part::{PartWriter, SharedFile, SpilledPart, WrittenPart};
pub(crate) use rows::{RowRun, Spilled};
