//! The named, typed frames that stages pass on: their columns and types, no behaviour.

pub mod schema;

pub use schema::{Column, ColumnType, Kind, Vocabulary};
