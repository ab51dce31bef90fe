//! Tests of the reports over an invented company.

mod books;
mod classes;
mod lines;
mod next;
mod people;
mod rows;
pub(crate) mod sample;
mod summaries;
