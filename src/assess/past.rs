//! K4, W2: since when a level that is not met has not been, and when it last was, day by day as runs
//! of those days would say.

use std::collections::BTreeSet;

use crate::base::{Day, Month};
use crate::rules::Holding;

use super::case::Case;
use super::held_levels::AskedLevel;
use super::holders::{Holders, Roster};
use super::ladder::{LevelId, PlacedRequirement, RequirementId};
use super::met::Met;
use super::qualified::Qualified;
use super::requirement::{Grounds, MetricHolders, PreparedRequirement};
use super::standpoint::{AskedOn, Standpoint};

/// So far back it is told since when a level is unmet.
const DAYS_BACK: i32 = 366;

/// What the days before the as-of date knew.
pub(crate) struct PastDays<'c> {
    grounds: Grounds<'c>,
}

/// The first day of which it is asked whether a level was unmet.
pub(crate) fn first_unmet(as_of: Day) -> Day {
    as_of.plus_days(-DAYS_BACK)
}

/// The levels of which it is told since when they are unmet.
pub(crate) fn unmet<'a>(case: &'a Case<'_, '_>) -> impl Iterator<Item = LevelId> + 'a {
    case.alive().filter(|level| case.sweeps[level.0].now()[level.1] == Met::No)
}

impl<'c> PastDays<'c> {
    /// `counted` is what counted for the company's people from the first day on.
    #[must_use]
    pub(crate) fn of(case: &Case<'c, '_>, first: Day, counted: &[Holding]) -> Self {
        let (at, question) = (case.grounds.at, case.shared.question);
        let persons = counted.iter().map(|own| own.person).collect();
        let roster = Roster::of(persons, question.people, question.dictionary);
        let holders = Holders::of(counted, &roster, first);
        Self { grounds: Grounds::of(Standpoint { first, ..at }, &holders.spans) }
    }

    /// Of a level that is not met on the as-of date: the day after the last one on which it was not
    /// unmet; none if it always was.
    #[must_use]
    pub(crate) fn unmet_since(&self, level: LevelId) -> Option<Day> {
        let as_of = self.grounds.at.as_of;
        let is_met = |met: Met| met != Met::No;
        let last = self.last(level, first_unmet(as_of), as_of.plus_days(-1), |day| {
            is_met(self.grounds.rung(level, AskedOn::Past(day)))
        });
        last.map(|day| day.plus_days(1))
    }

    /// W2, W4: the last day from one to another, and before the as-of date, on which a level was met by what
    /// was shown.
    #[must_use]
    pub(crate) fn last_met(&self, level: LevelId, first: Day, last: Day) -> Option<Day> {
        self.last(level, first, last.min(self.grounds.at.as_of.plus_days(-1)), |day| {
            self.grounds.rung(level, AskedOn::Shown(day)).is_yes()
        })
    }

    /// The last of these days on which the level was as asked for.
    fn last(&self, level: LevelId, first: Day, last: Day, is: impl Fn(Day) -> bool) -> Option<Day> {
        let mut last = last;
        for day in self.changes(level.0, first, last).into_iter().rev() {
            // What holds on this day holds through the last one.
            if is(day) {
                return Some(last);
            }
            last = day.plus_days(-1);
        }
        None
    }

    /// The first of these days, and every later one on which an answer may change.
    fn changes(&self, competency: usize, first: Day, last: Day) -> BTreeSet<Day> {
        let own = self.grounds.at.ladder.own_and_higher((competency, 0));
        let mut days: BTreeSet<Day> = own.flat_map(|id| self.changes_of(id)).collect();
        days.insert(first);
        days.retain(|day| first <= *day && *day <= last);
        days
    }

    fn changes_of(&self, id: RequirementId) -> Vec<Day> {
        let placed = self.grounds.placed(id);
        let mut days = vec![placed.from, placed.through.plus_days(1)];
        match self.grounds.asked(id) {
            PreparedRequirement::People(qualified) => days.extend(qualified.days()),
            PreparedRequirement::Score(crowds) => {
                days.extend(crowds.iter().flat_map(MetricHolders::all).flat_map(Qualified::days));
                days.extend(self.month_days(1));
                days.extend(self.month_days(self.shown_on(placed)));
            }
            PreparedRequirement::Performance => {
                days.extend(self.month_days(1));
                days.extend(self.month_days(self.shown_on(placed)));
            }
            PreparedRequirement::Learning(_) => {
                days.extend(self.month_days(1));
                days.extend(self.month_days(self.grounds.at.rules.kpi_publish_day));
                days.extend(self.grounds.at.learning.iter().flat_map(|own| own.late_days()));
            }
            PreparedRequirement::Attested(span) => {
                days.extend(span.iter().flat_map(|(from, last)| [*from, last.plus_days(1)]));
            }
            PreparedRequirement::Holds(levels) => {
                days.extend(levels.iter().flat_map(AskedLevel::days));
                let own = levels.iter().flat_map(|held| &held.levels);
                let ladder = self.grounds.at.ladder;
                let below = own.flat_map(|level| ladder.own_and_higher((level.0, 0)));
                days.extend(below.flat_map(|id| self.changes_of(id)));
            }
            PreparedRequirement::Past => {}
        }
        days.retain(|day| day.is_dated());
        days
    }

    /// W4: the day of a month on which what was done in the one before is seen.
    fn shown_on(&self, placed: &PlacedRequirement<'_>) -> u32 {
        if placed.is_shown_late { self.grounds.at.rules.score_refresh_day } else { 1 }
    }

    /// A day of each month, from the first one on.
    fn month_days(&self, day: u32) -> impl Iterator<Item = Day> {
        let (first, last) = (self.grounds.at.first.month(), self.grounds.at.as_of.month());
        (first.0..=last.0).map(move |month| Month(month).day(day))
    }
}
