//! C4, L3, L4: sums of learning KPI over windows of months, exact.

use std::collections::BTreeMap;

use crate::base::{Amount, Day, Dictionary, Month};
use crate::programme::InForce;

use super::invoices::Line;
use super::projection::Projection;
use super::window::Window;

/// The KPI of one company by month and OMLP type (a code of the dictionary).
#[derive(Clone, Debug, Default)]
pub struct Learning {
    kpi: BTreeMap<(Month, u32), Amount>,
}

/// The OMLP types that a requirement counts.
#[derive(Clone, Debug)]
pub enum Types {
    All,
    These(Vec<u32>),
}

impl Types {
    /// Types are compared as written; one that no invoice has counts nothing.
    #[must_use]
    pub fn of(names: &[String], dictionary: &Dictionary) -> Self {
        if names.is_empty() {
            return Self::All;
        }
        Self::These(names.iter().filter_map(|name| dictionary.find(name)).collect())
    }

    fn contain(&self, omlp_type: u32) -> bool {
        match self {
            Self::All => true,
            Self::These(types) => types.contains(&omlp_type),
        }
    }
}

impl Learning {
    #[must_use]
    pub fn of<'a>(lines: impl Iterator<Item = &'a Line>) -> Self {
        let mut learning = Self::default();
        for line in lines.filter(|line| line.counts) {
            *learning.kpi.entry((line.month, line.omlp_type)).or_default() += line.kpi;
        }
        learning
    }

    #[must_use]
    pub fn sum(&self, window: Window, types: &Types) -> Amount {
        self.kpi
            .range((window.first, u32::MIN)..=(window.last, u32::MAX))
            .filter(|((_, omlp_type), _)| types.contain(*omlp_type))
            .map(|(_, kpi)| *kpi)
            .sum()
    }

    /// L3: the window that is visible on the day.
    #[must_use]
    pub fn trailing(&self, types: &Types, day: Day, rules: &InForce) -> Amount {
        self.sum(Window::visible_on(day, rules), types)
    }

    /// L4: what is invoiced inside the anniversary's window, up to the day's month.
    #[must_use]
    pub fn secured(&self, types: &Types, anniversary: Day, day: Day, rules: &InForce) -> Amount {
        let window = Window::before(anniversary.month(), rules.kpi_window_months);
        let known = Window { last: window.last.min(day.month()), ..window };
        if known.first > known.last { Amount::ZERO } else { self.sum(known, types) }
    }

    /// K3: what is secured, and the months after the day's month at the average of L3.
    #[must_use]
    pub fn projection(
        &self,
        types: &Types,
        anniversary: Day,
        day: Day,
        rules: &InForce,
    ) -> Projection {
        let window = Window::before(anniversary.month(), rules.kpi_window_months);
        Projection {
            secured: self.secured(types, anniversary, day, rules),
            months_to_come: i64::from(window.months_from(day.month().plus(1))),
            trailing: self.trailing(types, day, rules),
            months: i64::from(rules.kpi_window_months),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::trial;

    fn learning(lines: &[(&str, u32, i64)]) -> Learning {
        let kpi = lines.iter().map(|(month, omlp_type, kpi)| {
            ((Month::from_iso(month).unwrap(), *omlp_type), Amount::whole(*kpi))
        });
        Learning { kpi: kpi.collect() }
    }

    fn day(text: &str) -> Day {
        Day::from_iso(text).unwrap()
    }

    #[test]
    fn a_month_becomes_visible_on_the_fifteenth_of_the_next() {
        let rules = trial::rules();
        let window = |text: &str| {
            let window = Window::visible_on(day(text), &rules);
            (window.first.to_string(), window.last.to_string())
        };
        assert_eq!(window("2020-01-14"), ("2018-12".to_owned(), "2019-11".to_owned()));
        assert_eq!(window("2020-01-15"), ("2019-01".to_owned(), "2019-12".to_owned()));
        let own = learning(&[("2018-12", 1, 1), ("2019-01", 1, 10), ("2019-12", 2, 100)]);
        assert_eq!(own.trailing(&Types::All, day("2020-01-14"), &rules), Amount::whole(11));
        assert_eq!(own.trailing(&Types::All, day("2020-01-15"), &rules), Amount::whole(110));
        let first = Types::These(vec![1]);
        assert_eq!(own.trailing(&first, day("2020-01-15"), &rules), Amount::whole(10));
    }

    #[test]
    fn the_anniversary_takes_what_is_invoiced_up_to_the_running_month() {
        let rules = trial::rules();
        let own = learning(&[("2019-06", 1, 24), ("2020-01", 1, 5), ("2020-02", 1, 100)]);
        let ahead = own.projection(&Types::All, day("2020-06-30"), day("2020-01-20"), &rules);
        assert_eq!((ahead.secured, ahead.months_to_come), (Amount::whole(29), 4));
        assert_eq!(ahead.sum().shown(), Amount::whole(29 + 8));
        let past = own.projection(&Types::All, day("2019-05-30"), day("2020-01-20"), &rules);
        assert_eq!((past.secured, past.months_to_come), (Amount::ZERO, 0));
    }
}
