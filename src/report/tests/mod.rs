//! Tests of the reports over an invented company.

mod books;
mod rows;
pub mod sample;
