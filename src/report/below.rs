//! What has to be there of what, before a metric gives anything at all.

use crate::base::Amount;

use super::labels::Labels;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Below {
    pub measure: String,
    pub at_least: Amount,
    /// What there is of it.
    pub have: Option<Amount>,
}

impl Below {
    /// Of what is raised: that its baseline comes first.
    #[must_use]
    pub(crate) fn first(&self, name: &str, labels: &Labels) -> String {
        let [need, have] = [Some(self.at_least), self.have].map(|own| labels.amount_if_known(own));
        let measure = &*self.measure;
        let values = [("name", name), ("measure", measure), ("need", &need), ("have", &have)];
        labels.say("next", "below", &values)
    }
}
