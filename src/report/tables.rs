//! The tables of a run, as reports ask for them.

use crate::tables::output::Rows;

/// The published tables, by the names of their schemas.
#[derive(Clone, Default)]
pub struct PublishedTables<'a>(pub Vec<&'a dyn Rows>);

impl<'a> PublishedTables<'a> {
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a dyn Rows> {
        self.0.iter().copied().find(|rows| rows.schema().name == name)
    }
}
