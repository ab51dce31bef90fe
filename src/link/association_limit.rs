//! A7: how often an MCID may be associated, and from when it may be again.

use crate::base::Day;
use crate::programme::InForce;

use super::associations::{Association, System};

/// The limits run over a year of so many days.
pub(crate) const LIMIT_DAYS: i32 = 365;

/// What the limits look at: the associations of one MCID in PC with a known start, by day.
pub(crate) struct KnownStarts<'a>(pub Vec<&'a Association>);

impl<'a> KnownStarts<'a> {
    #[must_use]
    pub(crate) fn of(of_mcid: &'a [Association], as_of: Day) -> Self {
        let is_known = |own: &&Association| {
            own.system == System::Pc && own.from.is_dated() && own.from <= as_of
        };
        let mut known: Vec<&Association> = of_mcid.iter().filter(is_known).collect();
        known.sort_by_key(|association| association.from);
        Self(known)
    }

    /// The latest that came sooner than allowed.
    #[must_use]
    pub(crate) fn latest_offence(&self, rules: &InForce) -> Option<&'a Association> {
        let per_year = per_year(rules);
        let offends = |place: &usize| {
            let (all, place) = (&self.0, *place);
            let after = |before: usize| all[place].from.0 - all[before].from.0;
            let close = place >= 1 && after(place - 1) < rules.association_gap_days;
            let many = place >= per_year && after(place - per_year) < LIMIT_DAYS;
            close || many
        };
        (0..self.0.len()).rev().find(offends).map(|place| self.0[place])
    }

    /// The first day on which the next one is allowed; none where there was none yet.
    #[must_use]
    pub(crate) fn next_allowed(&self, rules: &InForce) -> Option<Day> {
        let last = self.0.last()?.from;
        let by_count = self.0.len().checked_sub(per_year(rules));
        let by_count = by_count.map(|place| self.0[place].from.plus_days(LIMIT_DAYS));
        let by_gap = last.plus_days(rules.association_gap_days);
        Some(by_count.unwrap_or(Day::ALWAYS).max(by_gap))
    }
}

fn per_year(rules: &InForce) -> usize {
    usize::try_from(rules.associations_per_year).unwrap_or(0)
}
