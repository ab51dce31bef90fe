//! What would be: the held levels now, and when they break.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::case::Case;
use crate::assess::ladder::LevelId;
use crate::assess::last_help::done_to_be_seen;
use crate::assess::life_cycle::LevelState;
use crate::assess::met::Met;
use crate::assess::outlook::Outlook;
use crate::assess::standpoint::AskedOn;
use crate::base::Day;
use crate::programme::catalogue::SkillId;

use super::kind::ActionKind;

/// The held levels of a company that are not lapsed.
pub struct Supposed<'s, 'a> {
    pub case: &'s Case<'s, 'a>,
    levels: BTreeMap<LevelId, Outlook>,
    /// Those that are not met today, are met again before anybody could see what is done today, and break
    /// once more: when they are met. To them, what matters is the day on which they break again.
    healing: BTreeMap<LevelId, Day>,
    /// Of those that are not met, or will not be: what is asked for on that day.
    pub asked: BTreeMap<LevelId, BTreeSet<SkillId>>,
}

impl<'s, 'a> Supposed<'s, 'a> {
    #[must_use]
    pub fn of(case: &'s Case<'s, 'a>) -> Self {
        let outlook = |level| Some((level, case.outlook(level)?));
        let mut levels: BTreeMap<LevelId, Outlook> = case.alive().filter_map(outlook).collect();
        let mut healing = BTreeMap::new();
        for (level, own) in &mut levels {
            if let Some((day, again)) = heals_and_breaks(case, *level, own) {
                healing.insert(*level, day);
                own.breaks_on = Some(again);
            }
        }
        let ladder = case.grounds.at.ladder;
        let asked = |(level, own): (&LevelId, &Outlook)| {
            Some((*level, ladder.skills(*level, own.breaks_on?)))
        };
        Self { case, asked: levels.iter().filter_map(asked).collect(), levels, healing }
    }

    pub fn levels(&self) -> impl Iterator<Item = LevelId> + '_ {
        self.levels.keys().copied()
    }

    /// Those that something has to be done for: what is safe by its window is only to be paid (W3).
    pub fn in_need(&self) -> impl Iterator<Item = LevelId> + '_ {
        self.levels().filter(|level| !self.case.is_safe(*level))
    }

    /// Those that break after today, up to their horizon.
    pub fn breaking(&self) -> impl Iterator<Item = LevelId> + '_ {
        self.levels().filter(|level| self.breaks_on(*level).is_some_and(|day| day > self.as_of()))
    }

    #[must_use]
    pub fn as_of(&self) -> Day {
        self.case.grounds.at.as_of
    }

    /// Of a level that heals by itself and breaks once more: the day on which it is met again.
    #[must_use]
    pub(super) fn healing(&self, level: LevelId) -> Option<Day> {
        self.healing.get(&level).copied()
    }

    #[must_use]
    pub fn is_unmet(&self, level: LevelId) -> bool {
        self.breaks_on(level) == Some(self.as_of())
    }

    /// The as-of date where it is not met today and something can be done about that.
    #[must_use]
    pub fn breaks_on(&self, level: LevelId) -> Option<Day> {
        self.levels.get(&level)?.breaks_on
    }

    /// Its anniversary, if it is not met then as sums move on.
    #[must_use]
    pub fn unmet_then(&self, level: LevelId) -> Option<Day> {
        self.levels.get(&level)?.unmet_then
    }

    /// What is to be looked at to see why it breaks.
    #[must_use]
    pub fn break_of(&self, level: LevelId) -> Option<AskedOn> {
        let day = self.breaks_on(level)?;
        let is_by_sums = self.case.sweeps[level.0].on(day)[level.1] != Met::No;
        Some(if is_by_sums { AskedOn::Anniversary(day) } else { AskedOn::Frozen(day) })
    }

    /// Nothing but the sums of its anniversary breaks it.
    #[must_use]
    pub fn breaks_by_sums(&self, level: LevelId) -> bool {
        let horizon = self.horizon(level);
        self.unmet_then(level).is_some()
            && self.case.sweeps[level.0].days_not(level.1, horizon).is_empty()
    }

    #[must_use]
    pub fn is_in_window(&self, level: LevelId) -> bool {
        let at = &self.case.grounds.at;
        let state = self.case.held.get(&level).map(|held| held.state(at.as_of, at.rules));
        state == Some(LevelState::RenewalWindow)
    }

    #[must_use]
    pub fn horizon(&self, level: LevelId) -> Day {
        self.levels.get(&level).map_or(self.as_of(), |own| own.horizon)
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

    /// The titles of levels that break, of those of which no other level of the name breaks all the same.
    #[must_use]
    pub fn kept_titles(&self, kept: &BTreeSet<LevelId>) -> BTreeSet<String> {
        let lost = self.breaking().filter(|level| !kept.contains(level));
        let lost: BTreeSet<String> = lost.map(|level| self.title(level)).collect();
        let kept = kept.iter().map(|level| self.title(*level));
        kept.filter(|title| !lost.contains(title)).collect()
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
        let last =
            if becomes_visible { done_to_be_seen(last, &self.case.grounds.at) } else { last };
        last.max(self.as_of())
    }

    /// The last day on which a level can still qualify for its anniversary, if it has a window.
    #[must_use]
    pub fn window_ends_on(&self, level: LevelId) -> Option<Day> {
        self.case.qualifications.get(&level).and_then(|own| own.ends_on())
    }

    /// Of a level for which a kind of action comes too late, as nothing of it shows any more in its window,
    /// or before it lapses: the last day on which it would have helped.
    #[must_use]
    pub(super) fn helped_through(&self, level: LevelId, kind: ActionKind) -> Option<Day> {
        self.helps_through(level, kind).filter(|last| *last < self.as_of())
    }

    /// The last day on which a kind of action shows in the window of a level, or before it lapses, and on which
    /// all that it lacks can still be done.
    #[must_use]
    pub(super) fn helps_through(&self, level: LevelId, kind: ActionKind) -> Option<Day> {
        let of_window = self.case.helps_through(level, kind.shows()?);
        let last = of_window.or_else(|| self.shown_through(level, kind))?;
        Some(self.case.saved_through.get(&level).map_or(last, |all| last.min(*all)))
    }

    /// Of a level that something done makes met up to the eve of a day, later than it breaks now: whether
    /// one of those days lies in the window of its anniversary, so that it is safe (W3).
    pub(super) fn is_kept_before(&self, level: LevelId, day: Day) -> bool {
        let Some(own) = self.case.qualifications.get(&level) else { return false };
        let is_later = self.breaks_on(level).is_some_and(|breaks| day > breaks);
        let is_open = own.ends_on().is_some_and(|end| self.as_of() <= end);
        is_later && is_open && own.starts_on().is_some_and(|first| day > first)
    }

    /// Of a level that is not met today: the day on which it is again without anybody doing anything.
    #[must_use]
    pub(super) fn heals_on(&self, level: LevelId) -> Option<Day> {
        if let Some(day) = self.healing(level) {
            return Some(day);
        }
        if !self.is_unmet(level) {
            return None;
        }
        // What comes after its window, or once it has lapsed (K1), comes too late.
        let end = self.window_ends_on(level).or_else(|| self.renewed_through(level));
        let through = end.map_or(self.horizon(level), |end| end.min(self.horizon(level)));
        let by_calendar = self.case.sweeps[level.0].first_yes(level.1, through);
        by_calendar.into_iter().chain(self.met_by_sums_on(level)).min()
    }

    /// Of a level that is met again by itself from a day on: the first day up to its horizon on which it is
    /// not once more, unless by then a day of its window has kept it (W3).
    #[must_use]
    pub(super) fn breaks_after(&self, level: LevelId, day: Day) -> Option<Day> {
        let sweep = &self.case.sweeps[level.0];
        // What sums heal the sweep has unmet all along.
        let is_by_sums = !sweep.on(day)[level.1].is_yes();
        let horizon = if is_by_sums { day } else { self.horizon(level) };
        let later = sweep.days_not(level.1, horizon).into_iter();
        let later = later.chain(self.unmet_then(level)).filter(|unmet| *unmet > day);
        later.min().filter(|again| !self.is_kept_before(level, *again))
    }

    /// Whether it is met again without anybody doing anything before what is done through its month shows,
    /// or in time for its window, and for good.
    #[must_use]
    pub(super) fn heals_for_good(&self, level: LevelId) -> bool {
        let shows_on = self.as_of().month().plus(1).first_day();
        let is_soon = |day: &Day| self.window_ends_on(level).is_some() || *day <= shows_on;
        let heals_on = self.heals_on(level).filter(is_soon);
        heals_on.is_some_and(|day| self.breaks_after(level, day).is_none())
    }

    /// Whether all of these heal before anybody could see what is done today (V1), and stay so: it serves
    /// nothing.
    #[must_use]
    pub(super) fn heal_first(&self, served: &BTreeSet<LevelId>) -> bool {
        let seen_on = seen_on(self.case);
        let heals = |level: &LevelId| {
            self.healing(*level).is_none()
                && self.heals_on(*level).is_some_and(|day| day <= seen_on)
        };
        !served.is_empty() && served.iter().all(heals)
    }
}

/// Of a level without a window that is not met today: the day on which it is again before anybody could see
/// what is done today (V1), and the day up to its horizon on which it breaks once more.
fn heals_and_breaks(case: &Case<'_, '_>, level: LevelId, own: &Outlook) -> Option<(Day, Day)> {
    let at = &case.grounds.at;
    let sweep = &case.sweeps[level.0];
    if own.breaks_on != Some(at.as_of) || case.qualifications.contains_key(&level) {
        return None;
    }
    let lapses = case.held.get(&level)?.renewal_window_ends_on(at.rules);
    let day = sweep.first_yes(level.1, own.horizon.min(seen_on(case)).min(lapses))?;
    let days = sweep.days_not(level.1, own.horizon).into_iter().chain(own.unmet_then);
    let again = days.filter(|unmet| *unmet > day).min()?;
    Some((day, again))
}

/// V1: the day on which what is done today is seen.
pub(super) fn seen_on(case: &Case<'_, '_>) -> Day {
    let at = &case.grounds.at;
    at.as_of.plus_days(at.rules.visibility_days.on(at.as_of))
}

/// The one that there is.
#[must_use]
pub(super) fn only(levels: &BTreeSet<LevelId>) -> Option<LevelId> {
    levels.first().copied().filter(|_| levels.len() == 1)
}
