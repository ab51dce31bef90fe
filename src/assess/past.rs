//! K4: since when a level that is not met has not been, day by day as runs of those days would say.

use std::collections::BTreeSet;

use crate::base::{Day, Month};
use crate::rules::Holding;

use super::case::Case;
use super::holders::{Holders, Roster};
use super::ladder::{LevelId, RequirementId};
use super::met::Met;
use super::qualified::Qualified;
use super::requirement::{Asked, Crowd, Grounds, Moment, Standpoint};

/// So far back is looked.
const DAYS_BACK: i32 = 366;

/// What the days before the as-of date knew of the levels that are not met on it.
pub struct Past<'c> {
    grounds: Grounds<'c>,
    levels: Vec<LevelId>,
}

/// The first day that is looked at.
#[must_use]
pub fn first_day(as_of: Day) -> Day {
    as_of.plus_days(-DAYS_BACK)
}

/// A held level in force is not met, and not lapsed.
#[must_use]
pub fn asks(case: &Case<'_, '_>) -> bool {
    !unmet(case).is_empty()
}

fn unmet(case: &Case<'_, '_>) -> Vec<LevelId> {
    let is_unmet = |level: &LevelId| case.sweeps[level.0].now()[level.1] == Met::No;
    case.alive().filter(is_unmet).collect()
}

impl<'c> Past<'c> {
    /// `counted` is what counted for the company's people in those days. None where nobody asks.
    #[must_use]
    pub fn of(case: &Case<'c, '_>, counted: &[Holding]) -> Option<Self> {
        let (at, levels) = (case.grounds.at, unmet(case));
        if levels.is_empty() {
            return None;
        }
        let (first, question) = (first_day(at.as_of), case.shared.question);
        let persons = counted.iter().map(|own| own.person).collect();
        let roster = Roster::of(persons, question.people, question.dictionary);
        let holders = Holders::of(counted, &roster, first);
        Some(Self { grounds: Grounds::of(Standpoint { first, ..at }, &holders), levels })
    }

    /// The day after the last one on which the level was not unmet; none if it always was.
    #[must_use]
    pub fn unmet_since(&self, level: LevelId) -> Option<Day> {
        if !self.levels.contains(&level) {
            return None;
        }
        let mut last = self.grounds.at.as_of.plus_days(-1);
        for day in self.changes(level.0).into_iter().rev() {
            // What holds on this day holds through the last one.
            if self.grounds.rungs(level.0, Moment::Past(day))[level.1] != Met::No {
                return Some(last.plus_days(1));
            }
            last = day.plus_days(-1);
        }
        None
    }

    /// The first day, and every later one on which an answer may change.
    fn changes(&self, competency: usize) -> BTreeSet<Day> {
        let at = &self.grounds.at;
        let own = at.ladder.own_and_higher((competency, 0));
        let mut days: BTreeSet<Day> = own.flat_map(|id| self.changes_of(id)).collect();
        days.retain(|day| at.first < *day && *day < at.as_of);
        days.insert(at.first);
        days
    }

    fn changes_of(&self, id: RequirementId) -> Vec<Day> {
        let placed = self.grounds.placed(id);
        let mut days = vec![placed.from, placed.until.plus_days(1)];
        match self.grounds.asked(id) {
            Asked::People(qualified) => days.extend(qualified.days()),
            Asked::Score(crowds) => {
                days.extend(crowds.iter().flat_map(Crowd::all).flat_map(Qualified::days));
                days.extend(self.month_days(1));
            }
            Asked::Performance => days.extend(self.month_days(1)),
            Asked::Learning(_) => {
                days.extend(self.month_days(1));
                days.extend(self.month_days(self.grounds.at.rules.kpi_publish_day));
                days.extend(self.grounds.at.learning.iter().flat_map(|own| own.late_days()));
            }
            Asked::Attested(span) => {
                days.extend(span.iter().flat_map(|(from, last)| [*from, last.plus_days(1)]));
            }
            Asked::Past => {}
        }
        days.retain(|day| day.is_dated());
        days
    }

    /// A day of each month, from the first one on.
    fn month_days(&self, day: u32) -> impl Iterator<Item = Day> {
        let (first, last) = (self.grounds.at.first.month(), self.grounds.at.as_of.month());
        (first.0..=last.0).map(move |month| Month(month).day(day))
    }
}
