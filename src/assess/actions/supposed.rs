//! What would be: the held levels now, when they break, and whether one thing done keeps or restores them.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::case::{CALENDAR_MONTHS, Case};
use crate::assess::ladder::LevelId;
use crate::assess::life_cycle::State;
use crate::assess::met::Met;
use crate::assess::requirement::Moment;
use crate::assess::shift::Shift;
use crate::base::Day;
use crate::programme::catalogue::SkillId;

use super::{Action, Kind};

/// The held levels of a company that are not lapsed.
pub struct Supposed<'s, 'a> {
    pub case: &'s Case<'s, 'a>,
    /// With the first day on which each is not met, if it is one up to the horizon.
    levels: BTreeMap<LevelId, Option<Day>>,
}

impl<'s, 'a> Supposed<'s, 'a> {
    #[must_use]
    pub fn of(case: &'s Case<'s, 'a>) -> Self {
        let at = &case.grounds.at;
        let levels = case
            .alive()
            .filter(|level| at.ladder.is_listed(*level, at.as_of))
            .map(|level| {
                let sweep = &case.sweeps[level.0];
                let breaks = if case.is_safe(level) {
                    None
                } else if sweep.now()[level.1] == Met::No {
                    Some(at.as_of)
                } else {
                    sweep.first_no(level.1, horizon(case, level))
                };
                (level, breaks)
            })
            .collect();
        Self { case, levels }
    }

    pub fn levels(&self) -> impl Iterator<Item = LevelId> + '_ {
        self.levels.keys().copied()
    }

    /// Those that something has to be done for: what is safe by its window is only to be paid (W3).
    pub fn in_need(&self) -> impl Iterator<Item = LevelId> + '_ {
        self.levels().filter(|level| !self.case.is_safe(*level))
    }

    #[must_use]
    pub fn as_of(&self) -> Day {
        self.case.grounds.at.as_of
    }

    #[must_use]
    pub fn is_unmet(&self, level: LevelId) -> bool {
        self.breaks_on(level) == Some(self.as_of())
    }

    /// The as-of date where it is not met today.
    #[must_use]
    pub fn breaks_on(&self, level: LevelId) -> Option<Day> {
        self.levels.get(&level).copied().flatten()
    }

    #[must_use]
    pub fn is_in_window(&self, level: LevelId) -> bool {
        let at = &self.case.grounds.at;
        let state = self.case.held.get(&level).map(|held| held.state(at.as_of, at.rules));
        state == Some(State::RenewalWindow)
    }

    #[must_use]
    pub fn horizon(&self, level: LevelId) -> Day {
        horizon(self.case, level)
    }

    #[must_use]
    pub fn title(&self, level: LevelId) -> String {
        self.case.grounds.at.ladder.title(level)
    }

    /// A level that is restored, and the lower ones of its competency that come with it.
    #[must_use]
    pub fn restored_with(&self, level: LevelId) -> BTreeSet<String> {
        let is_lower = |own: &LevelId| own.0 == level.0 && own.1 <= level.1;
        let own = self.levels().filter(|own| is_lower(own) && self.is_unmet(*own));
        own.map(|own| self.title(own)).collect()
    }

    /// The levels of these titles that are in need.
    #[must_use]
    pub fn titled(&self, titles: &BTreeSet<String>) -> BTreeSet<LevelId> {
        self.in_need().filter(|level| titles.contains(&self.title(*level))).collect()
    }

    /// Those of these titles that do not name what its window keeps already.
    #[must_use]
    pub fn needed(&self, titles: BTreeSet<String>) -> BTreeSet<String> {
        let is_kept = |title: &String| {
            let mut own = self.levels().filter(|level| self.title(*level) == *title).peekable();
            own.peek().is_some() && own.all(|level| self.case.is_safe(level))
        };
        titles.into_iter().filter(|title| !is_kept(title)).collect()
    }

    /// N3: the day before a level is not met, less the days until Partner Center shows what is done. A
    /// level with a window needs one day up to its end (W3).
    #[must_use]
    pub fn last_day(&self, level: LevelId, becomes_visible: bool) -> Day {
        let breaks = self.breaks_on(level);
        let last = self.window_ends_on(level).or(breaks.map(|day| day.plus_days(-1)));
        let Some(last) = last else { return self.horizon(level) };
        let rules = self.case.grounds.at.rules;
        let delay = if becomes_visible { rules.visibility_days.on(self.as_of()) } else { 0 };
        last.plus_days(-delay).max(self.as_of())
    }

    /// The last day on which a level can still qualify for its anniversary, if it has a window.
    #[must_use]
    pub fn window_ends_on(&self, level: LevelId) -> Option<Day> {
        self.case.qualifications.get(&level).and_then(|own| own.ends_on())
    }

    /// Whether a level is met on a day with one person more.
    #[must_use]
    pub fn is_met_with(&self, level: LevelId, day: Day, comes: &Shift<'_>) -> bool {
        let moment = Moment::Frozen(day);
        self.case.grounds.rungs_with(level.0, moment, Some(comes))[level.1].is_yes()
    }

    /// Whether a level that breaks stays met up to its horizon if a holder keeps a skill through some days.
    #[must_use]
    pub fn is_kept(
        &self,
        level: LevelId,
        (holder, skill): (u32, SkillId),
        (from, through): (Day, Day),
    ) -> bool {
        let days = self.case.sweeps[level.0].days_not(level.1, self.horizon(level));
        days.into_iter().all(|day| {
            (from <= day && day <= through) && {
                let skills = self.skills_with(holder, skill, day);
                self.is_met_with(level, day, &Shift::Comes { holder, skills: &skills })
            }
        })
    }

    /// What a holder has on a day, and one skill more.
    fn skills_with(&self, holder: u32, skill: SkillId, day: Day) -> Vec<SkillId> {
        let own = self.case.holders.of_holder(holder).iter();
        let on_day = own.filter(|held| held.from <= day && day <= held.through);
        on_day.map(|held| held.skill).chain([skill]).collect()
    }

    /// The levels that something here heals: somebody who associates or renews, or waiting.
    #[must_use]
    pub fn healed_by(&self, actions: &[Action]) -> BTreeSet<LevelId> {
        let heals = actions
            .iter()
            .filter(|it| matches!(it.kind, Kind::Associate | Kind::Renew | Kind::Wait));
        let mut healed = BTreeSet::new();
        for action in heals {
            healed.extend(self.titled(&action.restores));
            healed.extend(self.titled(&action.keeps));
            if let (Kind::Wait, Some(own)) = (action.kind, &action.level) {
                let title = BTreeSet::from([format!("{} {}", own.competency, own.level)]);
                healed.extend(self.titled(&title));
            }
        }
        healed
    }
}

/// The later of the near months and the anniversary, at most a year ahead.
fn horizon(case: &Case<'_, '_>, level: LevelId) -> Day {
    let at = &case.grounds.at;
    let near = at.rules.risk_horizon_months.after(at.as_of);
    let farthest = at.as_of.plus_months(CALENDAR_MONTHS);
    case.held.get(&level).map_or(near, |held| held.anniversary.max(near)).min(farthest)
}
