//! Requirements of other levels: each is held Active on the day, or met.

use crate::programme::catalogue::{RequirementKind, Which};

use super::held_levels::AskedLevel;
use super::ladder::RequirementId;
use super::met::Met;
use super::requirement::Grounds;
use super::shift::Shift;
use super::standpoint::AskedOn;

impl Grounds<'_> {
    /// What is not met is unknown where no source says what is held.
    #[must_use]
    pub fn holds(
        &self,
        id: RequirementId,
        levels: &[AskedLevel],
        moment: AskedOn,
        shift: Option<&Shift<'_>>,
    ) -> Met {
        let RequirementKind::Holds { which, .. } = self.placed(id).requirement.kind else {
            return Met::Unknown;
        };
        let mut met = levels.iter().map(|level| self.holds_one(level, moment, shift));
        match which {
            Which::Any => Met::any(&mut met),
            Which::All => Met::all(&mut met),
        }
    }

    #[must_use]
    pub fn holds_one(&self, level: &AskedLevel, moment: AskedOn, shift: Option<&Shift<'_>>) -> Met {
        if level.is_held(moment.day()) || level.is_renewed(moment.day(), shift) {
            return Met::Yes;
        }
        let own = level.levels.iter();
        let met = own.map(|level| self.rung_with(*level, moment, shift));
        match Met::any(met) {
            Met::No if self.at.terms.is_none() => Met::Unknown,
            met => met,
        }
    }
}
