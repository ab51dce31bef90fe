//! C4, L3, L4: sums of learning KPI over windows of months, exact. The months themselves are summed by a
//! plan (`invoices`); a window of them is a few dozen numbers, asked for many days and types, and plain
//! code.

use std::collections::BTreeMap;

use crate::base::{Amount, Day, Dictionary, Month};
use crate::programme::InForce;

use super::invoices::{Invoiced, LateInvoice};
use super::projection::Projection;
use super::window::Window;

/// The KPI of one company by month and OMLP type (a code of the dictionary).
#[derive(Clone, Debug, Default)]
pub struct Learning {
    kpi: BTreeMap<(Month, u32), Amount>,
    /// Lines whose day lies after their month; of the others a run that has their month knows.
    late: Vec<LateInvoice>,
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
    pub fn of(invoiced: &Invoiced, company: usize) -> Self {
        let mut kpi: BTreeMap<(Month, u32), Amount> = BTreeMap::new();
        for sum in invoiced.of_company(company) {
            *kpi.entry((sum.month, sum.omlp_type)).or_default() += sum.kpi;
        }
        let of_company = |late: &&LateInvoice| late.company as usize == company;
        Self { kpi, late: invoiced.late.iter().filter(of_company).copied().collect() }
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

    /// L3 as a run of an earlier day had it: without the lines that are dated after that day.
    #[must_use]
    pub fn known_on(&self, types: &Types, day: Day, rules: &InForce) -> Amount {
        let window = Window::visible_on(day, rules);
        let is_late = |late: &&LateInvoice| {
            day < late.dated && window.contains(late.month) && types.contain(late.omlp_type)
        };
        let late: Amount = self.late.iter().filter(is_late).map(|late| late.kpi).sum();
        self.sum(window, types) - late
    }

    /// The days on which lines become known that are dated after their month.
    pub fn late_days(&self) -> impl Iterator<Item = Day> + '_ {
        self.late.iter().map(|late| late.dated)
    }

    /// L4: what is known inside the anniversary's window.
    #[must_use]
    pub fn secured(&self, types: &Types, anniversary: Day, rules: &InForce) -> Amount {
        self.sum(Window::before(anniversary.month(), rules.kpi_window_months), types)
    }

    /// K3: what is secured; a month that is not published yet brings the larger of its lines so far
    /// and the average of L3.
    #[must_use]
    pub fn projection(
        &self,
        types: &Types,
        anniversary: Day,
        day: Day,
        rules: &InForce,
    ) -> Projection {
        let window = Window::before(anniversary.month(), rules.kpi_window_months);
        let (trailing, months) =
            (self.trailing(types, day, rules), i64::from(rules.kpi_window_months));
        let first_open = Window::visible_on(day, rules).last.plus(1).max(window.first);
        let open = Window { first: first_open, ..window };
        let beyond = |month| {
            let known = self.sum(Window { first: month, last: month }, types);
            (trailing - known.times(months)).max(Amount::ZERO)
        };
        Projection {
            secured: self.secured(types, anniversary, rules),
            months_to_come: i64::from(window.months_from(first_open)),
            beyond: open.months().map(beyond).sum(),
            trailing,
            months,
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
        Learning { kpi: kpi.collect(), late: Vec::new() }
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
    fn an_open_month_brings_the_larger_of_its_lines_and_the_average() {
        let rules = trial::rules();
        let own = learning(&[("2019-06", 1, 24), ("2020-01", 1, 5), ("2019-12", 1, 1)]);
        let on = |text: &str, anniversary: &str| {
            let ahead = own.projection(&Types::All, day(anniversary), day(text), &rules);
            (ahead.secured, ahead.months_to_come, ahead.sum().shown().to_string())
        };
        // 2019-06 is in the window of June 2020; December is open until the fifteenth.
        let (ahead, secured) = ("2020-06-30", Amount::whole(30));
        assert_eq!(on("2020-01-14", ahead), (secured, 6, "39".to_owned()), "24 + 2 + 5 + 4 × 2");
        assert_eq!(on("2020-01-15", ahead), (secured, 5, "38.3333".to_owned()), "25 / 12 each");
        assert_eq!(on("2020-01-20", "2019-05-30").1, 0);
        assert_eq!(on("2020-01-14", "2020-01-31"), (Amount::whole(25), 1, "26".to_owned()));
        assert_eq!(on("2020-01-15", "2020-01-31"), (Amount::whole(25), 0, "25".to_owned()));
    }
}
