//! What actions cite of whole sources, for those who judge a part of them.

use std::collections::BTreeMap;

use crate::tables::Kind;

#[derive(Default)]
pub(super) struct WholeSources {
    /// The first row that was set aside for more than that it is a copy.
    pub(super) rejects: BTreeMap<Kind, String>,
    /// By the folded name of a competency the first row of the memberships that has it.
    pub(super) names: BTreeMap<String, String>,
}
