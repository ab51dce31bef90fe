//! How all companies of a stored run stand: read from its tables, never judged a second time.

pub mod book;
pub mod company;
pub mod gather;
pub mod lines;
pub mod page;
pub mod put;
pub mod stored;
pub mod totals;
pub mod trend;
pub mod whole;

pub use company::Company;
pub use whole::Portfolio;
