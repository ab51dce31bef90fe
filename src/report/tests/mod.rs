//! Tests of the reports over an invented company.

mod books;
mod classes;
mod next;
mod people;
mod rows;
pub mod sample;
mod summaries;
