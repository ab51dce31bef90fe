//! Writers: a table or a book as bytes, one file for each format.

pub mod csv;
pub mod parquet;
pub mod stretches;
