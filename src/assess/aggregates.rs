//! C5a: what a metric of a score is measured by, made of the rows of performance before a month.

use std::collections::BTreeSet;

use crate::base::{Amount, Month};
use crate::programme::catalogue::{Aggregate, TenantSum, Tenants};

use super::performance::{Contribution, Performance, TRAILING_MONTHS, metric_key};
use super::window::Window;

/// Growth is rounded half up to so many places.
const GROWTH_PLACES: u32 = 2;

/// A value as it is asked of one company: where its rows are, and how they make it.
#[derive(Clone, Debug)]
pub enum ValueOf<'a> {
    /// Workloads of `except` are not counted by `Distinct`.
    Rows {
        keys: Vec<String>,
        aggregate: Aggregate,
        except: &'a [String],
    },
    Tenants {
        keys: Vec<String>,
        count: &'a Tenants,
    },
}

/// Months without a row, among those that count and among those of a year before.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct MonthsMissing {
    pub own: Vec<Month>,
    pub before: Vec<Month>,
}

impl ValueOf<'_> {
    fn keys(&self) -> &[String] {
        let (Self::Rows { keys, .. } | Self::Tenants { keys, .. }) = self;
        keys
    }

    /// The closed months that are looked at on the days of a month, and those of a year before.
    fn windows(&self, month: Month) -> Vec<Window> {
        let (months, is_against) = match self {
            Self::Tenants { count, .. } => (count.within_months, count.against_year_before),
            Self::Rows { aggregate: Aggregate::Latest, .. } => (1, false),
            Self::Rows { aggregate, .. } => (TRAILING_MONTHS, *aggregate == Aggregate::Growth),
        };
        let window = Window::before(month, months);
        let before = is_against.then(|| window.moved(-TRAILING_MONTHS));
        before.into_iter().chain([window]).collect()
    }
}

impl Performance {
    /// The value on the days of a month, of the months that are closed then.
    #[must_use]
    pub fn value(&self, asked: &ValueOf<'_>, month: Month) -> Amount {
        let trailing = Window::before(month, TRAILING_MONTHS);
        match asked {
            ValueOf::Tenants { keys, count } => self.tenants_more(keys, count, month),
            ValueOf::Rows { keys, aggregate, except } => match aggregate {
                Aggregate::Latest => self.sum_within(keys, Window::before(month, 1)),
                Aggregate::Growth => self.growth(keys, trailing),
                Aggregate::Distinct => self.distinct(keys, except, trailing),
                Aggregate::Sum | Aggregate::Tenants(_) => self.sum_within(keys, trailing),
            },
        }
    }

    /// Whether there are rows of a month, of the tenants, workloads and attributions that count.
    #[must_use]
    pub(super) fn has_rows_in(&self, asked: &ValueOf<'_>, month: Month) -> bool {
        let mut own = self.within(asked.keys(), Window { first: month, last: month });
        match asked {
            ValueOf::Tenants { count, .. } => own.any(|entry| self.of_tenants(count)(&entry)),
            ValueOf::Rows { .. } => own.next().is_some(),
        }
    }

    /// Whether there are any, of whatever month.
    #[must_use]
    pub fn has_rows(&self, asked: &ValueOf<'_>) -> bool {
        self.entries(asked.keys()).next().is_some()
    }

    /// The rows that the value on the days of a month is made of: the first of them, and how many.
    #[must_use]
    pub fn rows_of(&self, asked: &ValueOf<'_>, month: Month, first: usize) -> (Vec<u32>, usize) {
        let windows = asked.windows(month);
        let counts: Box<dyn Fn(&&Contribution) -> bool> = match asked {
            ValueOf::Tenants { count, .. } => self.of_tenants(count),
            ValueOf::Rows { aggregate: Aggregate::Distinct, except, .. } => {
                let except = self.words_of(except);
                Box::new(move |own| {
                    let is_left_out = own.workload == 0 || except.contains(&own.workload);
                    own.amount > Amount::ZERO && !is_left_out
                })
            }
            ValueOf::Rows { .. } => Box::new(|_| true),
        };
        let own = windows.iter().flat_map(|window| self.within(asked.keys(), *window));
        let mut rows: Vec<u32> = own.filter(counts).map(|own| own.row).collect();
        rows.sort_unstable();
        rows.dedup();
        let count = rows.len();
        rows.truncate(first);
        rows.shrink_to_fit();
        (rows, count)
    }

    /// The months that the value on the days of a month looks at and that have no row at all, though
    /// there are some of other months: what is not there and what was not exported look alike.
    #[must_use]
    pub fn months_missing(&self, asked: &ValueOf<'_>, month: Month) -> MonthsMissing {
        let is_of_tenant = |own: &&Contribution| match asked {
            ValueOf::Tenants { .. } => own.tenant != 0,
            ValueOf::Rows { .. } => true,
        };
        let own = self.entries(asked.keys()).filter(is_of_tenant);
        let Some(first) = own.map(|own| own.month).min() else {
            return MonthsMissing::default();
        };
        // What grew is told by both years; a first workload may well be new.
        let since = match asked {
            ValueOf::Rows { aggregate: Aggregate::Distinct | Aggregate::Sum, .. } => first,
            _ => Month(i32::MIN),
        };
        let is_there = |month: Month| {
            let window = Window { first: month, last: month };
            self.within(asked.keys(), window).any(|own| is_of_tenant(&own))
        };
        let missing = |window: Window| -> Vec<Month> {
            window.months().filter(|month| *month > since && !is_there(*month)).collect()
        };
        let mut windows = asked.windows(month).into_iter().rev().map(missing);
        MonthsMissing {
            own: windows.next().unwrap_or_default(),
            before: windows.next().unwrap_or_default(),
        }
    }

    /// Rows of a tenant, a workload and an attribution that count.
    fn of_tenants(&self, count: &Tenants) -> Box<dyn Fn(&&Contribution) -> bool> {
        let (workloads, attributions) =
            (self.words(&count.workloads), self.words(&count.attributions));
        let is_of = |words: &Option<Vec<u32>>, own: u32| {
            words.as_ref().is_none_or(|words| words.contains(&own))
        };
        Box::new(move |own| {
            own.tenant != 0
                && is_of(&workloads, own.workload)
                && is_of(&attributions, own.attribution)
        })
    }

    fn sum_within(&self, keys: &[String], window: Window) -> Amount {
        self.within(keys, window).map(|own| own.amount).sum()
    }

    /// In percent of the twelve months before; 0 without them, and never less.
    fn growth(&self, keys: &[String], window: Window) -> Amount {
        let base = self.sum_within(keys, window.moved(-TRAILING_MONTHS));
        if base <= Amount::ZERO {
            return Amount::ZERO;
        }
        let more = self.sum_within(keys, window) - base;
        Amount::whole(100).share(more, base, GROWTH_PLACES).max(Amount::ZERO)
    }

    fn distinct(&self, keys: &[String], except: &[String], window: Window) -> Amount {
        let except = self.words_of(except);
        let positive = self.within(keys, window).filter(|own| own.amount > Amount::ZERO);
        let workloads: BTreeSet<u32> = positive
            .map(|own| own.workload)
            .filter(|workload| *workload != 0 && !except.contains(workload))
            .collect();
        counted(workloads.len())
    }

    /// Less those of a year before, where that is asked.
    fn tenants_more(&self, keys: &[String], count: &Tenants, month: Month) -> Amount {
        let window = Window::before(month, count.within_months);
        let now = self.tenants(keys, count, window);
        if !count.against_year_before {
            return now;
        }
        now - self.tenants(keys, count, window.moved(-TRAILING_MONTHS))
    }

    /// A tenant counts once, whatever else reaches the value.
    fn tenants(&self, keys: &[String], count: &Tenants, window: Window) -> Amount {
        let mut rows: Vec<&Contribution> =
            self.within(keys, window).filter(self.of_tenants(count)).collect();
        rows.sort_unstable_by_key(|own| (own.tenant, own.month));
        let mut reached: BTreeSet<u32> = BTreeSet::new();
        let are_one = |a: &&Contribution, b: &&Contribution| {
            a.tenant == b.tenant
                && match count.compared {
                    TenantSum::Row => false,
                    TenantSum::Month => a.month == b.month,
                    TenantSum::Months => true,
                }
        };
        for together in rows.chunk_by(are_one) {
            let amount: Amount = together.iter().map(|own| own.amount).sum();
            if amount >= count.at_least && count.at_most.is_none_or(|most| amount <= most) {
                reached.insert(together[0].tenant);
            }
        }
        counted(reached.len())
    }

    /// None where all are meant.
    fn words(&self, folded: &[String]) -> Option<Vec<u32>> {
        (!folded.is_empty()).then(|| self.words_of(folded))
    }

    fn words_of(&self, folded: &[String]) -> Vec<u32> {
        folded.iter().filter_map(|word| self.word(word)).collect()
    }

    /// The keys of the rows among which tenants are counted: of one metric, or of all.
    #[must_use]
    pub fn keys_of_tenants(&self, places: &[String], count: &Tenants) -> Vec<String> {
        if count.metric.is_empty() {
            return self.keys_in(places);
        }
        places.iter().map(|place| metric_key(place, &count.metric)).collect()
    }
}

fn counted(number: usize) -> Amount {
    Amount::whole(i64::try_from(number).unwrap_or(i64::MAX))
}
