//! What reading a cell needs to know of its file and of the pipeline.

use crate::programme::Dialect;
use crate::tables::DateOrder;

/// The words, the signs and the levels that cells are read by.
pub struct CellRules<'a> {
    pub dialect: &'a Dialect,
    pub decimal: char,
    pub order: Option<DateOrder>,
    /// Levels that programmes have, folded and as written.
    pub levels: &'a [(String, String)],
}
