//! From the bytes of an export to typed columns, a reject for every row set aside, and a ledger.

pub(crate) mod aside;
pub(crate) mod blocks;
pub(crate) mod cell_rules;
pub mod columns;
pub(crate) mod copies;
pub mod date_text;
pub mod decided;
pub(crate) mod defaults;
pub(crate) mod delimited;
pub(crate) mod duplicates;
pub mod frame;
pub(crate) mod growing;
pub mod header;
pub(crate) mod no_header;
pub mod normal_text;
pub mod number_text;
pub(crate) mod order;
pub mod original;
pub(crate) mod parquet;
pub(crate) mod parquet_column;
pub(crate) mod parquet_guard;
pub mod read;
pub(crate) mod reading;
pub(crate) mod recognise;
pub mod records;
pub mod rows;
pub(crate) mod sets;
pub mod setting;
pub(crate) mod skills;
pub(crate) mod spreadsheet;
pub(crate) mod table;
pub mod transcript_json;
pub(crate) mod transcript_scan;

pub use read::{Reading, Setting, read_all};
