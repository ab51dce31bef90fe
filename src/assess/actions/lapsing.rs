//! K1: what shows, or heals, while a level that no window of months decides can still be renewed.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::assess::requirement::PreparedRequirement;
use crate::assess::standpoint::AskedOn;
use crate::base::Day;

use super::done::Done;
use super::kind::ActionKind;
use super::supposed::{Supposed, seen_on};

impl Supposed<'_, '_> {
    /// Of a held level without a window: the last day on which it can be renewed. One that is not met by
    /// then is lost.
    #[must_use]
    pub(super) fn renewed_through(&self, level: LevelId) -> Option<Day> {
        let case = self.case;
        let held = case.held.get(&level).filter(|_| !case.qualifications.contains_key(&level))?;
        Some(held.renewal_window_ends_on(case.grounds.at.rules))
    }

    /// Of such a level that is not met today and does not heal in time: the last day on which a kind of
    /// action would show before it lapses. Invoices that arrive late may count up to its end.
    #[must_use]
    pub(super) fn shown_through(&self, level: LevelId, kind: ActionKind) -> Option<Day> {
        let end = self.renewed_through(level)?;
        if !self.is_unmet(level) || self.heals_on(level).is_some() {
            return None;
        }
        match kind.shows()? {
            _ if kind == ActionKind::Invoice => None,
            shows => Some(shows.in_time_for(end, &self.case.grounds.at)),
        }
    }

    /// The day on which sums that are known already make such a level met: when the KPIs of a month are
    /// published, or a month of performance is over. What is known ends with the month of today.
    #[must_use]
    pub(super) fn met_by_sums_on(&self, level: LevelId) -> Option<Day> {
        let (grounds, end) = (&self.case.grounds, self.renewed_through(level)?);
        let (as_of, rules) = (grounds.at.as_of, grounds.at.rules);
        let is_sum = |id| {
            matches!(
                grounds.asked(id),
                PreparedRequirement::Learning(_) | PreparedRequirement::Performance
            )
        };
        if !grounds.at.ladder.own_and_higher(level).any(is_sum) {
            return None;
        }
        let months = [as_of.month(), as_of.month().plus(1)].into_iter();
        let days = months.flat_map(|month| [month.first_day(), month.day(rules.kpi_publish_day)]);
        let is_ahead = |day: &Day| as_of < *day && *day <= end;
        let is_met = |day: &Day| grounds.rung(level, AskedOn::Past(*day)).is_yes();
        days.filter(is_ahead).filter(is_met).min()
    }

    /// N6: without the levels that are met on no day any more once that is seen which is done today (V1).
    #[must_use]
    pub(super) fn still_met(
        &self,
        titles: BTreeSet<String>,
        done: &[Done<'_>],
    ) -> BTreeSet<String> {
        let is_met = |level: LevelId| {
            let (sweep, seen_on) = (&self.case.sweeps[level.0], seen_on(self.case));
            if !self.is_unmet(level) || sweep.on(seen_on)[level.1].is_yes() {
                return true;
            }
            let later = sweep.days(self.horizon(level)).filter(|day| *day > seen_on);
            let unmet = later.filter(|day| !sweep.on(*day)[level.1].is_yes());
            // What is allowed only later.
            let begins = done.iter().flat_map(Done::begins);
            let begins = begins.filter(|day| seen_on < *day && *day <= self.horizon(level));
            std::iter::once(seen_on)
                .chain(unmet)
                .chain(begins)
                .any(|day| done.iter().all(|it| it.is_met(self, level, AskedOn::Frozen(day))))
        };
        let is_restored = |title: &String| {
            let mut own = self.titled(&BTreeSet::from([title.clone()]));
            // Of two of one name it is the one that is not met.
            own.retain(|level| self.is_unmet(*level));
            own.is_empty() || own.into_iter().any(is_met)
        };
        titles.into_iter().filter(is_restored).collect()
    }
}
