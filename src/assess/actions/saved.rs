//! Which levels something done restores or keeps, and how soon it is due by them.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::assess::standpoint::AskedOn;
use crate::base::Day;
use crate::programme::catalogue::SkillId;

use super::action::{Action, ActionKind, Urgency, named};
use super::done::Done;
use super::supposed::{Supposed, only, seen_on};

impl Action {
    /// N2, by the levels that it serves; where that is one, it is named.
    pub(super) fn serving(
        mut self,
        served: &BTreeSet<LevelId>,
        supposed: &Supposed<'_, '_>,
    ) -> Self {
        let case = supposed.case;
        let at = &case.grounds.at;
        let near = at.rules.risk_horizon_months.after(at.as_of);
        self.served = served.iter().map(|level| supposed.title(*level)).collect();
        if let Some(level) = only(served) {
            self.level = Some(named(case, level));
        }
        self.serves.clone_from(served);
        let is_now = |level: &LevelId| supposed.is_unmet(*level) || supposed.is_in_window(*level);
        let is_soon = |level: &LevelId| supposed.breaks_on(*level).is_some_and(|day| day <= near);
        self.urgency = if self.kind == ActionKind::Wait || served.is_empty() {
            Urgency::None
        } else if served.iter().any(is_now) {
            Urgency::Now
        } else if self.by_on <= near || served.iter().any(is_soon) {
            Urgency::Soon
        } else {
            Urgency::Later
        };
        self
    }
}

impl Supposed<'_, '_> {
    /// N6: the levels unmet today that are met if each of these, done alone, is enough: today, or once it shows,
    /// when what only waits to become visible is there as well (V1).
    #[must_use]
    pub fn restores(&self, done: &[Done<'_>]) -> BTreeSet<String> {
        let is_met_on = |level: &LevelId, day: Day| {
            done.iter().all(|it| it.is_met(self, *level, AskedOn::Frozen(day)))
        };
        let seen_on = seen_on(self.case);
        let is_met = |level: &LevelId| {
            let heals = self.case.sweeps[level.0].on(seen_on)[level.1].is_yes();
            is_met_on(level, self.as_of()) || (!heals && is_met_on(level, seen_on))
        };
        let unmet = self.in_need().filter(|level| self.is_unmet(*level));
        let touched = unmet.filter(|level| self.is_touched(*level, done));
        touched.filter(is_met).map(|level| self.title(level)).collect()
    }

    /// N6: the levels that would break and that each of these, done alone, keeps up to their horizon.
    #[must_use]
    pub fn keeps(&self, done: &[Done<'_>]) -> BTreeSet<LevelId> {
        let is_kept = |level: &LevelId| done.iter().all(|it| it.breaks_on(self, *level).is_none());
        self.breaking().filter(|level| self.is_touched(*level, done)).filter(is_kept).collect()
    }

    /// Whether a level that is not met, or will not be, asks for what is done.
    fn is_touched(&self, level: LevelId, done: &[Done<'_>]) -> bool {
        let is_about = |asked: &BTreeSet<SkillId>| done.iter().all(|it| it.is_about(asked));
        self.asked.get(&level).is_some_and(is_about)
    }

    /// The first day on which one of the levels that are served breaks all the same, later than it does now.
    #[must_use]
    pub fn breaks_again_on(&self, served: &BTreeSet<LevelId>, done: &Done<'_>) -> Option<Day> {
        let today = AskedOn::Frozen(self.as_of());
        let again = |level: &LevelId| {
            let breaks = self.breaks_on(*level)?;
            // What is enough only once somebody else is seen too is looked at from then on.
            if done.shows_in(self, *level) && !done.is_met(self, *level, today) {
                return done.reach(self, *level, true).filter(|day| *day != Day::FOREVER);
            }
            done.breaks_on(self, *level).filter(|day| *day > breaks)
        };
        served.iter().filter_map(again).min()
    }

    /// Those of the levels that are served that break later than they do now, and break all the same.
    #[must_use]
    pub(super) fn put_off(&self, served: &BTreeSet<LevelId>, done: &Done<'_>) -> BTreeSet<String> {
        let is_put_off =
            |level: &LevelId| self.breaks_again_on(&BTreeSet::from([*level]), done).is_some();
        let put_off = served.iter().copied().filter(is_put_off);
        put_off.map(|level| self.title(level)).collect()
    }

    /// Without the levels that heal by themselves and break once more, where this neither keeps them then
    /// nor puts that off.
    #[must_use]
    pub(super) fn of_use(
        &self,
        served: &BTreeSet<LevelId>,
        kept: &BTreeSet<LevelId>,
        done: &Done<'_>,
    ) -> BTreeSet<LevelId> {
        let puts_off = |level: LevelId| {
            let (breaks, again) = (self.breaks_on(level), done.breaks_on(self, level));
            again.zip(breaks).is_some_and(|(again, breaks)| again > breaks)
        };
        let is_of_use = |level: &LevelId| {
            self.healing(*level).is_none() || kept.contains(level) || puts_off(*level)
        };
        served.iter().copied().filter(is_of_use).collect()
    }

    /// The levels that something here heals: somebody who associates or renews, or waiting.
    #[must_use]
    pub fn healed_by(&self, actions: &[Action]) -> BTreeSet<LevelId> {
        // Who leaves another company by it, or may not associate yet, is not all that is asked.
        let is_free = |it: &&Action| it.leaves.is_empty() && it.allowed_from.is_none();
        let heals = actions
            .iter()
            .filter(|it| {
                matches!(it.kind, ActionKind::Associate | ActionKind::Renew | ActionKind::Wait)
            })
            .filter(is_free);
        let mut healed = BTreeSet::new();
        for action in heals {
            // What heals by itself and breaks again has to be kept all the same.
            if action.kind != ActionKind::Wait || action.breaks_again_on.is_none() {
                healed.extend(self.titled(&action.restores));
            }
            healed.extend(self.titled(&action.keeps));
            // Nobody has to earn anew what is there, and only comes too late for this anniversary.
            healed.extend(self.titled(&action.missed));
        }
        healed
    }
}
