//! W3, K1: what comes too late for the window of a level's anniversary, or before it lapses, and what
//! becomes of it.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::assess::last_help::Shows;
use crate::base::Day;

use super::action::{Action, Kind, Urgency};
use super::supposed::Supposed;

impl Kind {
    /// How soon that what is done shows in a level; none of what no window cuts off.
    #[must_use]
    pub(super) fn shows(self) -> Option<Shows> {
        match self {
            Self::Associate | Self::Earn | Self::MergeMcid | Self::DeleteAndAddAgain => {
                Some(Shows::WithDelay)
            }
            Self::Invoice | Self::Raise => Some(Shows::WithItsMonth),
            Self::Renew | Self::Attest | Self::Support => Some(Shows::AtOnce),
            Self::Pay | Self::MendInput | Self::Wait => None,
        }
    }
}

impl Action {
    /// What shows in no day of a level's window any more, or only when it has lapsed, neither restores nor
    /// keeps it: it stands behind all that helps at this anniversary.
    #[must_use]
    pub(super) fn timed(mut self, served: &BTreeSet<LevelId>, supposed: &Supposed<'_, '_>) -> Self {
        let late = |level: LevelId| supposed.helped_through(level, self.kind);
        let is_missed = |title: &String| {
            let own = supposed.titled(&BTreeSet::from([title.clone()]));
            !own.is_empty() && own.into_iter().all(|level| late(level).is_some())
        };
        let of_both = self.restores.iter().chain(&self.keeps);
        self.missed = of_both.filter(|title| is_missed(title)).cloned().collect();
        let (too_late, rest): (BTreeSet<LevelId>, BTreeSet<LevelId>) =
            served.iter().copied().partition(|level| late(*level).is_some());
        let last: Option<Day> = too_late.iter().filter_map(|level| late(*level)).max();
        let missed = &self.missed;
        self.restores.retain(|title| !missed.contains(title));
        self.keeps.retain(|title| !missed.contains(title));
        if too_late.is_empty() || self.urgency == Urgency::None {
            return self;
        }
        if !rest.is_empty() {
            return self.serving(&rest, supposed);
        }
        // A certificate can be renewed up to its end, whatever that is good for.
        let by_on = if self.kind == Kind::Renew { self.by_on } else { supposed.as_of() };
        Self {
            urgency: Urgency::Later,
            by_on,
            breaks_again_on: None,
            group: None,
            option: String::new(),
            through: String::new(),
            enough_more: None,
            helped_through: last,
            ..self
        }
    }
}
