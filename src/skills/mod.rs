//! From judged rows to what is published of people: their skills, the team, and the findings.

pub mod findings;
pub mod reconcile;
mod reconciled_rows;
pub mod scene;
pub mod table;
pub mod team;

pub use scene::Scene;
