//! What has to be there of what, before a metric gives anything at all.

use crate::base::Amount;

use super::labels::Labels;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Below {
    pub measure: String,
    pub at_least: Amount,
}

impl Below {
    /// Of what is raised: that its baseline comes first.
    #[must_use]
    pub(crate) fn first(&self, name: &str, labels: &Labels) -> String {
        let need = labels.amount(self.at_least);
        let values = [("name", name), ("measure", &*self.measure), ("need", &*need)];
        labels.say("next", "below", &values)
    }
}
