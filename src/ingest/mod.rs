//! From the bytes of an export to typed columns, a reject for every row set aside, and a ledger.

pub mod blocks;
pub mod columns;
pub mod copies;
pub mod date_text;
pub mod decided;
pub mod defaults;
pub mod delimited;
pub mod duplicates;
pub mod frame;
pub mod growing;
pub mod number_text;
pub mod order;
pub mod original;
pub mod parquet;
pub mod parquet_column;
pub mod parquet_guard;
pub mod read;
pub mod recognise;
pub mod records;
pub mod rows;
pub mod sets;
pub mod skills;
pub mod spreadsheet;
pub mod table;
pub mod transcript_json;
pub mod transcript_scan;

pub use read::{Reading, Setting, read_all};
