//! C5a: a value that a score is measured by, on the as-of date, before it and at an anniversary.

use crate::base::{Amount, Day, Month};
use crate::programme::catalogue::{Aggregate, Measured, Tenants};

use super::aggregates::ValueOf;
use super::ladder::PlacedRequirement;
use super::performance::{self, Performance, metric_key};
use super::projection::Sum;
use super::standpoint::{AskedOn, Standpoint};

/// So many rows of a value are kept: they are named, the others counted.
const ROWS_KEPT: usize = 20;

/// A value by month, from the one before the first that is asked about to that of the as-of date.
pub struct Tracked {
    first: Month,
    is_shown_late: bool,
    /// W4: by month, that as of which it is seen on its first days, where it is shown late.
    seen: Vec<Month>,
    /// None where the source is not known.
    values: Option<Vec<Amount>>,
    has_rows: bool,
    /// The first rows it is made of on the as-of date, and how many they are, where only that day is
    /// asked about.
    rows: (Vec<u32>, usize),
    /// K3: where the rows of a sum are, which moves on with the months to come. Other values stay as
    /// they are on the as-of date: no average tells what a count or a growth will be.
    moves_on: Option<Vec<String>>,
}

impl Tracked {
    #[must_use]
    pub fn of(
        at: &Standpoint<'_>,
        placed: &PlacedRequirement<'_>,
        tenants: &[Tenants],
        value: &Measured,
    ) -> Self {
        let (first, last) = (at.first.month().plus(-1), at.as_of.month());
        let keys = || keys(placed, value);
        let asked = |performance: &Performance| asked(performance, placed, tenants, value);
        let seen = |day: Day| {
            let own = at.performance.map(|own| seen_in(at, placed, (own, &asked(own)), day));
            own.unwrap_or(day.month())
        };
        let months = (first.0..=last.0).filter(|_| placed.is_shown_late);
        let values = |performance: &Performance| {
            let asked = asked(performance);
            (first.0..=last.0).map(|month| performance.value(&asked, Month(month))).collect()
        };
        Self {
            first,
            is_shown_late: placed.is_shown_late,
            seen: months.map(|month| seen(Month(month).first_day())).collect(),
            values: at.performance.map(values),
            has_rows: at.performance.is_some_and(|own| own.has_rows(&asked(own))),
            rows: match at.performance {
                Some(own) if at.first == at.as_of => {
                    own.rows_of(&asked(own), seen(at.as_of), ROWS_KEPT)
                }
                _ => (Vec::new(), 0),
            },
            moves_on: at.performance.filter(|_| value.aggregate == Aggregate::Sum).map(|_| keys()),
        }
    }

    /// None where it is not known.
    #[must_use]
    pub fn on(&self, at: &Standpoint<'_>, moment: AskedOn) -> Option<Sum> {
        match (moment, &self.moves_on) {
            (AskedOn::Anniversary(day), Some(keys)) => {
                let seen_on = self.seen_in(at, at.as_of).last_day().min(at.as_of);
                Some(at.performance?.projection(keys, day, seen_on).sum())
            }
            (AskedOn::Shown(day), _) => self.in_month(shown_in(at, self.is_shown_late, day)),
            (AskedOn::Past(day), _) => self.in_month(self.seen_in(at, day)),
            _ => self.in_month(self.seen_in(at, at.as_of)),
        }
    }

    /// The month as of which it is seen on a day.
    fn seen_in(&self, at: &Standpoint<'_>, day: Day) -> Month {
        let month = day.month();
        if day >= month.day(at.rules.score_refresh_day) {
            return month;
        }
        let place = usize::try_from(month.0 - self.first.0).unwrap_or_default();
        self.seen.get(place).copied().unwrap_or(month)
    }

    /// Rows of any month.
    #[must_use]
    pub fn has_rows(&self) -> bool {
        self.has_rows
    }

    /// The first rows it is made of on the as-of date, and how many they are.
    #[must_use]
    pub fn rows(&self) -> (&[u32], usize) {
        (&self.rows.0, self.rows.1)
    }

    fn in_month(&self, month: Month) -> Option<Sum> {
        let values = self.values.as_ref()?;
        let place = usize::try_from(month.0 - self.first.0).unwrap_or_default();
        values.get(place).or(values.last()).copied().map(Sum::whole)
    }
}

/// W4: the month as of which a value of a requirement is seen on a day.
#[must_use]
pub(crate) fn seen_in(
    at: &Standpoint<'_>,
    placed: &PlacedRequirement<'_>,
    (performance, asked): (&Performance, &ValueOf<'_>),
    day: Day,
) -> Month {
    if !placed.is_shown_late {
        return day.month();
    }
    let has_month = |month| performance.has_rows_in(asked, month);
    performance::seen_in(day, at.rules.score_refresh_day, has_month)
}

/// The same by what was shown by then alone.
#[must_use]
pub(crate) fn shown_in(at: &Standpoint<'_>, is_shown_late: bool, day: Day) -> Month {
    if is_shown_late { performance::shown_in(day, at.rules.score_refresh_day) } else { day.month() }
}

fn keys(placed: &PlacedRequirement<'_>, value: &Measured) -> Vec<String> {
    placed.places.iter().map(|place| metric_key(place, &value.metric)).collect()
}

/// A value of a requirement as it is asked of one company.
#[must_use]
pub(crate) fn asked<'a>(
    performance: &Performance,
    placed: &PlacedRequirement<'_>,
    tenants: &'a [Tenants],
    value: &'a Measured,
) -> ValueOf<'a> {
    match value.aggregate {
        Aggregate::Tenants(place) => ValueOf::Tenants {
            keys: performance.keys_of_tenants(&placed.places, &tenants[place]),
            count: &tenants[place],
        },
        aggregate => ValueOf::Rows { keys: keys(placed, value), aggregate, except: &value.except },
    }
}
