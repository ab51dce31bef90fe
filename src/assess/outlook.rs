//! N: how far ahead a held level is looked at, the first day until then on which it is not met, and the one on
//! which its window keeps it by itself.

use crate::base::Day;

use super::case::{CALENDAR_MONTHS, Case};
use super::ladder::LevelId;
use super::met::Met;
use super::standpoint::AskedOn;

/// Of a held level that is not lapsed and that a programme lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outlook {
    /// The later of the near months and the anniversary, at most a year ahead.
    pub horizon: Day,
    /// The as-of date where it is not met today; none where its window keeps it (W3).
    pub breaks_on: Option<Day>,
    /// Its anniversary, if that lies ahead, up to the horizon, and it is not met then as sums move on
    /// (K3).
    pub unmet_then: Option<Day>,
}

impl Case<'_, '_> {
    #[must_use]
    pub fn outlook(&self, level: LevelId) -> Option<Outlook> {
        let (at, held) = (&self.grounds.at, self.held.get(&level)?);
        let (as_of, rules) = (at.as_of, at.rules);
        if !held.is_alive(as_of, rules) || !at.ladder.is_listed(level, as_of) {
            return None;
        }
        let farthest = as_of.plus_months(CALENDAR_MONTHS);
        let near = rules.risk_horizon_months.after(as_of);
        let horizon = held.anniversary.max(near).min(farthest);
        if self.is_safe(level) {
            return Some(Outlook { horizon, breaks_on: None, unmet_then: None });
        }
        let is_within = as_of < held.anniversary && held.anniversary <= horizon;
        let then = AskedOn::Anniversary(held.anniversary);
        let is_unmet_then = is_within && self.grounds.rung(level, then) == Met::No;
        let unmet_then = is_unmet_then.then_some(held.anniversary);
        let sweep = &self.sweeps[level.0];
        let breaks_on = if sweep.now()[level.1] == Met::No {
            Some(as_of)
        } else {
            sweep.first_no(level.1, horizon).or(unmet_then)
        };
        Some(Outlook { horizon, breaks_on, unmet_then })
    }

    /// W3: of a held level that is not met, or breaks, and whose window is still to open: the first day of that
    /// window on which it is met by what is known, with sums as they are and as they would move on.
    #[must_use]
    pub fn qualifies_on(&self, level: LevelId) -> Option<Day> {
        let own = self.qualifications.get(&level)?;
        let (start, end) = own.starts_on().zip(own.ends_on())?;
        self.outlook(level)?.breaks_on.filter(|_| self.grounds.at.as_of < start)?;
        let sweep = &self.sweeps[level.0];
        let is_met = |day: &Day| {
            let moving_on = AskedOn::Anniversary(*day);
            sweep.on(*day)[level.1].is_yes()
                && self.grounds.rungs(level.0, moving_on)[level.1].is_yes()
        };
        let later = sweep.days(end).filter(|day| start < *day);
        std::iter::once(start).chain(later).find(is_met)
    }
}
