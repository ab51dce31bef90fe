//! Windows of months: the trailing one of a day (L3), the one before an anniversary (L4), and the one
//! of a day in which a level qualifies (W1).

use crate::base::{Day, Month};
use crate::programme::InForce;

/// Months from the first to the last, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    pub first: Month,
    pub last: Month,
}

/// What a level with a window stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Qualification {
    /// The months of the as-of date.
    pub window: Window,
    /// Those of the anniversary of a held level.
    pub renewal: Option<Window>,
    /// The last day up to the as-of date, in the first of them, on which the level was met.
    pub on: Option<Day>,
    /// The same in the second, of a level that is not lapsed: it keeps the level.
    pub renewed_on: Option<Day>,
    /// Of one that has lapsed: a day of it was enough, and nobody paid.
    pub was_safe: bool,
}

impl Window {
    /// The complete months before a month.
    #[must_use]
    pub fn before(month: Month, months: i32) -> Self {
        Self { first: month.plus(-months), last: month.plus(-1) }
    }

    /// A month and those before it, so many in all.
    #[must_use]
    pub fn through(month: Month, months: i32) -> Self {
        Self { first: month.plus(1 - months), last: month }
    }

    /// The months of learning KPI that are visible on a day, the last of them so many.
    #[must_use]
    pub fn visible_on(day: Day, rules: &InForce) -> Self {
        let is_published = day.day_of_month() >= rules.kpi_publish_day;
        let unseen = if is_published { day.month() } else { day.month().plus(-1) };
        Self::before(unseen, rules.kpi_window_months)
    }

    /// The same so many months later.
    #[must_use]
    pub fn moved(self, months: i32) -> Self {
        Self { first: self.first.plus(months), last: self.last.plus(months) }
    }

    #[must_use]
    pub fn contains(self, month: Month) -> bool {
        self.first <= month && month <= self.last
    }

    /// The months from this one on that lie inside.
    #[must_use]
    pub fn months_from(self, month: Month) -> i32 {
        (self.last.0 - month.max(self.first).0 + 1).max(0)
    }

    pub fn months(self) -> impl DoubleEndedIterator<Item = Month> {
        (self.first.0..=self.last.0).map(Month)
    }
}

impl Qualification {
    /// W3: nothing that happens up to the anniversary takes it back.
    #[must_use]
    pub fn is_safe(self) -> bool {
        self.renewed_on.is_some()
    }

    /// The first day of the window of its anniversary, if it is held.
    #[must_use]
    pub fn starts_on(self) -> Option<Day> {
        self.renewal.map(|window| window.first.first_day())
    }

    /// The last day that can still qualify for the anniversary.
    #[must_use]
    pub fn ends_on(self) -> Option<Day> {
        self.renewal.map(|window| window.last.last_day())
    }
}

/// The day on which the KPI of a month are published (L2).
#[must_use]
pub(crate) fn published_on(month: Month, rules: &InForce) -> Day {
    month.plus(1).day(rules.kpi_publish_day)
}
