//! Unpublished: competencies that exist, and of which nobody published what they ask for, and those whose programme
//! is over.

use crate::base::Day;
use crate::base::fold::fold;

use super::catalogue::{Catalogue, Programme};

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

    /// The last day of the last programme that has a competency of this name, where none is in force on a day and one
    /// was before.
    #[must_use]
    pub(crate) fn ended_on(&self, competency: &str, day: Day) -> Option<Day> {
        let folded = fold(competency);
        let has = |programme: &&Programme| {
            let mut own = programme.requirements.iter();
            own.any(|own| programme.names_of(&own.competency).contains(&folded))
        };
        let through =
            self.programmes.iter().filter(has).map(|programme| programme.through).max()?;
        (through < day).then_some(through)
    }
}
