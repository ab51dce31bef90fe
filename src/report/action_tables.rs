//! The tables that the texts of actions are made of.

use crate::tables::output::Rows;

/// The tables that tell what is to be done.
#[derive(Clone, Copy)]
pub(crate) struct ActionTables<'t> {
    pub actions: Option<&'t dyn Rows>,
    pub levels: Option<&'t dyn Rows>,
    pub requirements: Option<&'t dyn Rows>,
    pub events: Option<&'t dyn Rows>,
    pub skills: Option<&'t dyn Rows>,
    pub team: Option<&'t dyn Rows>,
    pub score_metrics: Option<&'t dyn Rows>,
    pub findings: Option<&'t dyn Rows>,
}
