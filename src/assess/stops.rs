//! The last days on which skills count for what is asked on the as-of date.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;
use crate::programme::catalogue::SkillId;
use crate::rules::verdict::retired::counts_through;

use super::ladder::Ladder;
use super::question::Question;

/// The last days on which a skill counts for the requirements of the as-of date, each once.
pub(crate) type Stops = BTreeMap<SkillId, BTreeSet<Day>>;

/// Skills that requirements of the as-of date name; others are not in the calendar.
#[must_use]
pub(crate) fn stops(ladder: &Ladder<'_>, question: &Question<'_>) -> Stops {
    let mut stops = Stops::new();
    for placed in ladder.requirements.iter().filter(|placed| placed.in_force(question.as_of)) {
        for skill in placed.requirement.skills() {
            let of_catalogue = &question.catalogue.skills[skill as usize];
            let last = counts_through(placed.requirement, skill, of_catalogue, question.rules);
            stops.entry(skill).or_default().insert(last);
        }
    }
    stops
}
