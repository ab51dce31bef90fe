//! From judged rows to what is published of people: their skills, the team, and the findings.

pub(crate) mod findings;
pub(crate) mod reconcile;
mod reconciled_rows;
pub(crate) mod scene;
pub mod table;
pub(crate) mod team;

pub use scene::Scene;
