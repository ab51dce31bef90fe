//! W3, K1: what comes too late for the window of a level's anniversary, or before it lapses, and what
//! becomes of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::ladder::LevelId;
use crate::assess::last_help::Shows;
use crate::base::Day;

use super::action::{Action, ActionKind, Urgency};
use super::supposed::Supposed;

impl ActionKind {
    /// How soon that what is done shows in a level; none of what no window cuts off.
    #[must_use]
    pub(super) fn shows(self) -> Option<Shows> {
        match self {
            Self::Associate | Self::Earn | Self::DeleteAndAddAgain => Some(Shows::WithDelay),
            Self::Invoice | Self::Raise => Some(Shows::WithItsMonth),
            // What is merged was associated and seen long before.
            Self::Renew | Self::Attest | Self::Support | Self::MergeMcid => Some(Shows::AtOnce),
            Self::Pay | Self::MendInput | Self::Wait => None,
        }
    }
}

impl Action {
    /// What shows in no day of a level's window any more, or only when it has lapsed, neither restores nor
    /// keeps it: it stands behind all that helps at this anniversary.
    #[must_use]
    pub(super) fn timed(mut self, served: &BTreeSet<LevelId>, supposed: &Supposed<'_, '_>) -> Self {
        let titled = self.restores.iter().chain(&self.keeps).cloned().collect();
        let levels = served.iter().copied().chain(supposed.titled(&titled));
        let last = |level| Some((level, self.helps_through(level, supposed)?));
        let lasts: BTreeMap<LevelId, Day> = levels.filter_map(last).collect();
        let as_of = supposed.as_of();
        let first = self.allowed_from.unwrap_or(as_of);
        let is_over = |level: LevelId| lasts.get(&level).is_some_and(|day| *day < first);
        // What is in vain unless others do something too is no matter of time: it helps as long as its kind.
        let is_in_time = |level: LevelId| {
            supposed.helps_through(level, self.kind).is_some_and(|day| first <= day)
        };
        let is_late = |level: LevelId| is_over(level) && !is_in_time(level);
        let late = |level: LevelId| lasts.get(&level).copied().filter(|_| is_late(level));
        let is_of = |title: &String, is: &dyn Fn(LevelId) -> bool| {
            let own = supposed.titled(&BTreeSet::from([title.clone()]));
            !own.is_empty() && own.into_iter().all(is)
        };
        let gone = |title: &String| is_of(title, &is_over);
        let of_both = self.restores.iter().chain(&self.keeps);
        let gone: BTreeSet<String> = of_both.filter(|title| gone(title)).cloned().collect();
        // What nothing of the kind could do in time, whoever it is.
        let missed = |level| supposed.helped_through(level, self.kind).is_some();
        self.missed = gone.iter().filter(|title| is_of(title, &missed)).cloned().collect();
        let (too_late, rest): (BTreeSet<LevelId>, BTreeSet<LevelId>) =
            served.iter().copied().partition(|level| late(*level).is_some());
        let last: Option<Day> = too_late.iter().filter_map(|level| late(*level)).max();
        self.restores.retain(|title| !gone.contains(title));
        self.keeps.retain(|title| !gone.contains(title));
        if !gone.is_empty() && self.restores.is_empty() && self.keeps.is_empty() {
            (self.enough_more, self.breaks_again_on) = (None, None);
        }
        // A certificate can be renewed up to its end, whatever that is good for.
        if self.kind != ActionKind::Renew {
            let saved = self.restores.iter().chain(&self.keeps).cloned().collect();
            let in_time = supposed.titled(&saved).into_iter().filter_map(|own| lasts.get(&own));
            self.by_on = in_time.copied().fold(self.by_on, Day::min).max(first);
        }
        if too_late.is_empty() || self.urgency == Urgency::None {
            return self;
        }
        if !rest.is_empty() {
            self.too_late_for = too_late.iter().map(|level| supposed.title(*level)).collect();
            return self.serving(&rest, supposed);
        }
        let by_on = if self.kind == ActionKind::Renew { self.by_on } else { as_of };
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

    /// The last day on which it still brings a day to the window of a level, by all that is known of the days
    /// up to its end, or shows before a level without one lapses.
    fn helps_through(&self, level: LevelId, supposed: &Supposed<'_, '_>) -> Option<Day> {
        let (case, shows) = (supposed.case, self.kind.shows()?);
        let last = supposed.helps_through(level, self.kind)?;
        let title = supposed.title(level);
        // K1: where no window decides it has to show before the level lapses.
        let is_enough = (self.restores.contains(&title) || self.keeps.contains(&title))
            && case.qualifications.contains_key(&level);
        let Some(deed) = self.deed.as_ref().filter(|_| is_enough) else { return Some(last) };
        let ways = (0..deed.ways()).filter_map(|way| deed.done(way));
        // Nobody knows which way it will be done.
        let seen_on = ways.map(|done| done.last_met(supposed, level)).min().flatten();
        let Some(seen_on) = seen_on else { return Some(supposed.as_of().plus_days(-1).min(last)) };
        Some(last.min(shows.done_by(seen_on, &case.grounds.at)))
    }
}
