//! How all companies of a stored run stand: read from its tables, never judged a second time.

pub(crate) mod book;
pub(crate) mod company;
pub(crate) mod gather;
pub(crate) mod lines;
pub(crate) mod page;
pub(crate) mod put;
pub(crate) mod stored;
pub(crate) mod totals;
pub(crate) mod trend;
pub(crate) mod whole;

pub(crate) use company::CompanyStanding;
pub(crate) use whole::Portfolio;
