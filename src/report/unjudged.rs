//! Why a held level cannot be judged, in the same words on the page and in the books.

use super::labels::Labels;

/// `is_listed`: a programme that is given has its competency. `lacking` are those of its requirements that
/// nothing tells, in the words of the reader.
#[must_use]
pub(crate) fn because(labels: &Labels, is_listed: bool, lacking: &[String]) -> String {
    if !is_listed {
        return labels.get("page", "unknown_name").to_owned();
    }
    if lacking.is_empty() {
        return labels.get("page", "unknown_option").to_owned();
    }
    labels.say("page", "unknown_because", &[("requirements", &lacking.join(", "))])
}
