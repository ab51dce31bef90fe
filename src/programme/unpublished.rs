//! Unpublished: competencies that exist, and of which nobody published what they ask for.

use crate::base::fold::fold;

use super::catalogue::Catalogue;

impl Catalogue {
    /// Whether it is the name of a competency that exists, and of which nobody published what it asks for.
    #[must_use]
    pub(crate) fn is_unpublished(&self, competency: &str) -> bool {
        let folded = fold(competency);
        self.programmes.iter().any(|programme| {
            let mut known = programme.unpublished.iter();
            known.any(|known| programme.names_of(&known.name).contains(&folded))
        })
    }
}
