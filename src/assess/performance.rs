//! C3: sums of performance metrics over closed months.
//!
//! Nothing is summed beforehand: growth, distinct workloads and tenants that grew need the single rows,
//! and each sum is told with the rows that it is made of. So the rows are kept by metric and month, and a
//! window is a stretch of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::dictionary::Hashed;
use crate::base::fold::fold;
use crate::base::{Amount, Day, Month};
use crate::tables::Kind;
use crate::tables::kinds;
use crate::tables::schema::DATASET_METRICS;

use super::projection::Projection;
use super::question::Question;
use super::window::Window;

/// C3: the twelve full months before a month.
pub(crate) const TRAILING_MONTHS: i32 = 12;

/// Where the contributions to a metric are kept: a place, and the metric.
#[must_use]
pub(crate) fn metric_key(place: &str, metric: &str) -> String {
    format!("{place}\n{}", fold(metric))
}

/// Where rows may stand for an option of a competency: names and option are folded already. Rows that
/// name no competency are for all of them, and for all options unless they name one.
#[must_use]
pub(crate) fn places(names: &[String], option: &str) -> Vec<String> {
    let mut places: Vec<String> = names.iter().map(|name| format!("{name}\n{option}")).collect();
    places.push(format!("\n{option}"));
    places.push("\n".to_owned());
    places
}

/// The place of a row: an option that is not said is the standard one of its competency.
#[must_use]
pub(crate) fn place_of_row(competency: &str, option: &str) -> String {
    let is_unsaid = option.is_empty() && !competency.is_empty();
    format!("{competency}\n{}", if is_unsaid { "standard" } else { option })
}

/// A contribution to a metric; what it is not said of is 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contribution {
    pub month: Month,
    pub amount: Amount,
    pub tenant: u32,
    pub workload: u32,
    pub attribution: u32,
    /// The place of its row among the facts.
    pub row: u32,
}

/// The contributions of one company.
#[derive(Clone, Debug, Default)]
pub struct Performance {
    /// Each by month: a window is a stretch of them.
    metrics: Hashed<String, Vec<Contribution>>,
    /// Of which anything is there.
    months: BTreeSet<Month>,
    /// The numbers of folded tenants, workloads and attributions, from 1 on.
    words: Arc<Hashed<String, u32>>,
}

/// Numbers of folded texts, by their numbers in the dictionary.
#[derive(Default)]
struct Words {
    by_code: Hashed<u32, u32>,
    by_text: Hashed<String, u32>,
}

impl Words {
    fn number(&mut self, code: u32, text: &str) -> u32 {
        if let Some(number) = self.by_code.get(&code) {
            return *number;
        }
        let folded = fold(text);
        let next = u32::try_from(self.by_text.len()).unwrap_or(u32::MAX).saturating_add(1);
        let number =
            if folded.is_empty() { 0 } else { *self.by_text.entry(folded).or_insert(next) };
        self.by_code.insert(code, number);
        number
    }
}

impl Performance {
    /// Whether anything is there of a month.
    #[must_use]
    pub fn has_month(&self, month: Month) -> bool {
        self.months.contains(&month)
    }

    /// Whether no row of it is there.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.months.is_empty()
    }

    /// Of each company; none where the source is not there.
    #[must_use]
    pub fn by_company(question: &Question<'_>) -> Option<Vec<Self>> {
        let facts = question.facts.get(&Kind::Performance)?;
        let (competencies, options) =
            (facts.text(kinds::Performance::COMPETENCY), facts.text(kinds::Performance::OPTION));
        let (metrics, months) =
            (facts.text(kinds::Performance::METRIC), facts.days(kinds::Performance::MONTH));
        let (ids, contributions) = (
            facts.text(kinds::Performance::MPN_ID),
            facts.amounts(kinds::Performance::CONTRIBUTION),
        );
        let details = [
            kinds::Performance::TENANT,
            kinds::Performance::WORKLOAD,
            kinds::Performance::ATTRIBUTION,
        ]
        .map(|column| facts.text(column));
        let mut words = Words::default();
        let mut folded: Hashed<u32, String> = Hashed::default();
        let mut fold = |code: u32| {
            folded.entry(code).or_insert_with(|| fold(question.dictionary.text(code))).clone()
        };
        let mut all = vec![Self::default(); question.pipeline.companies.len()];
        let of_dataset = DATASET_METRICS.map(|metric| (metric, facts.amounts(metric)));
        for row in 0..facts.len() {
            let Some(month) = months.at(row) else { continue };
            let place = place_of_row(&fold(competencies.at(row)), &fold(options.at(row)));
            let [tenant, workload, attribution] = [0, 1, 2].map(|place: usize| {
                let code = details[place].at(row);
                words.number(code, question.dictionary.text(code))
            });
            let company = question.company(ids.at(row));
            let mut take = |metric: String, amount: Amount| {
                let month = month.month();
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                let entry = Contribution { month, amount, tenant, workload, attribution, row };
                all[company].months.insert(month);
                all[company].metrics.entry(metric).or_default().push(entry);
            };
            if let Some(amount) = contributions.at(row) {
                take(format!("{place}\n{}", fold(metrics.at(row))), amount);
            }
            for (metric, amounts) in &of_dataset {
                if let Some(amount) = amounts.at(row) {
                    take(metric_key(&place, metric), amount);
                }
            }
        }
        let words = Arc::new(words.by_text);
        for own in &mut all {
            own.words = Arc::clone(&words);
            own.metrics.values_mut().for_each(|entries| entries.sort_by_key(|own| own.month));
        }
        Some(all)
    }

    /// Every contribution under some keys.
    pub(super) fn entries<'a>(
        &'a self,
        keys: &'a [String],
    ) -> impl Iterator<Item = &'a Contribution> {
        keys.iter().filter_map(|key| self.metrics.get(key)).flatten()
    }

    /// The contributions of some months.
    pub(super) fn within<'a>(
        &'a self,
        keys: &'a [String],
        window: Window,
    ) -> impl Iterator<Item = &'a Contribution> {
        let of_metrics = keys.iter().filter_map(|key| self.metrics.get(key));
        of_metrics.flat_map(move |entries| {
            let first = entries.partition_point(|own| own.month < window.first);
            let behind = entries.partition_point(|own| own.month <= window.last);
            &entries[first..behind.max(first)]
        })
    }

    /// The keys of all metrics that have contributions in some places.
    pub(super) fn keys_in(&self, places: &[String]) -> Vec<String> {
        let is_in = |key: &&String| {
            key.rsplit_once('\n').is_some_and(|(place, _)| places.iter().any(|own| own == place))
        };
        self.metrics.keys().filter(is_in).cloned().collect()
    }

    /// The number of a folded tenant, workload or attribution; none where no row has it.
    pub(super) fn word(&self, folded: &str) -> Option<u32> {
        self.words.get(folded).copied()
    }

    /// The sum over the closed months before a day's month.
    #[must_use]
    pub fn trailing(&self, keys: &[String], as_of: Day) -> Amount {
        self.sum(keys, Window::before(as_of.month(), TRAILING_MONTHS), as_of)
    }

    /// The closed months from the last anniversary's month on.
    #[must_use]
    pub fn anniversary_year(&self, keys: &[String], anniversary: Day, as_of: Day) -> Amount {
        let first = anniversary.plus_months(-TRAILING_MONTHS).month();
        self.sum(keys, Window { first, last: as_of.month().plus(-1) }, as_of)
    }

    /// K3: closed months inside the anniversary's window, and those to come from D's month on.
    #[must_use]
    pub fn projection(&self, keys: &[String], anniversary: Day, as_of: Day) -> Projection {
        let window = Window::before(anniversary.month(), TRAILING_MONTHS);
        let months_to_come = i64::from(window.months_from(as_of.month()));
        let trailing = self.trailing(keys, as_of);
        Projection {
            secured: self.sum(keys, window, as_of),
            months_to_come,
            beyond: trailing.times(months_to_come),
            trailing,
            months: i64::from(TRAILING_MONTHS),
        }
    }

    /// What stands under several names of one competency is added up.
    fn sum(&self, keys: &[String], window: Window, as_of: Day) -> Amount {
        let closed = Window { last: window.last.min(as_of.month().plus(-1)), ..window };
        self.within(keys, closed).map(|own| own.amount).sum()
    }
}

/// W4: the month whose closed months before it are seen on a day. What is new of the last one is
/// shown on a day of the month only: until then, and while nothing of it is there, the one before is the
/// last. Each value goes by its own rows: exports come one by one.
#[must_use]
pub(crate) fn seen_in(day: Day, shown_on: u32, has_month: impl Fn(Month) -> bool) -> Month {
    let month = day.month();
    let is_awaited = day < month.day(shown_on) && !has_month(month.plus(-1));
    if is_awaited { month.plus(-1) } else { month }
}

/// W4: the same by what was shown by then alone.
#[must_use]
pub(crate) fn shown_in(day: Day, shown_on: u32) -> Month {
    seen_in(day, shown_on, |_| false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> [String; 1] {
        [metric_key("c\nstandard", "M")]
    }

    fn performance(contributions: &[(&str, i64)]) -> Performance {
        let entry = |(month, amount): &(&str, i64)| Contribution {
            month: Month::from_iso(month).unwrap(),
            amount: Amount::whole(*amount),
            tenant: 0,
            workload: 0,
            attribution: 0,
            row: 0,
        };
        let rows: Vec<Contribution> = contributions.iter().map(entry).collect();
        let metrics = key().into_iter().map(|key| (key, rows.clone())).collect();
        let months = rows.iter().map(|own| own.month).collect();
        Performance { metrics, months, ..Performance::default() }
    }

    fn day(text: &str) -> Day {
        Day::from_iso(text).unwrap()
    }

    #[test]
    fn twelve_full_months_before_the_month() {
        let own =
            performance(&[("2020-02", 1), ("2020-03", 10), ("2021-02", 100), ("2021-03", 1000)]);
        assert_eq!(own.trailing(&key(), day("2021-03-01")), Amount::whole(110));
        assert_eq!(own.trailing(&key(), day("2021-03-31")), Amount::whole(110));
        assert_eq!(own.trailing(&key(), day("2021-02-28")), Amount::whole(11));
    }

    #[test]
    fn a_month_that_is_not_shown_yet_is_awaited_until_its_day_or_its_first_row() {
        let own = performance(&[("2020-10", 1), ("2020-11", 10)]);
        let seen = |text| seen_in(day(text), 20, |month| own.has_month(month)).to_string();
        for (today, month) in [
            ("2020-12-01", "2020-12"),
            ("2020-12-31", "2020-12"),
            ("2021-01-01", "2020-12"),
            ("2021-01-19", "2020-12"),
            ("2021-01-20", "2021-01"),
            ("2021-02-01", "2021-01"),
        ] {
            assert_eq!(seen(today), month, "{today}");
        }
    }

    #[test]
    fn of_days_behind_a_month_is_seen_from_the_day_on_which_it_is_shown() {
        for (today, shown_on, month) in [
            ("2020-12-19", 20, "2020-11"),
            ("2020-12-20", 20, "2020-12"),
            ("2021-01-01", 20, "2020-12"),
            ("2021-02-27", 31, "2021-01"),
            ("2021-02-28", 31, "2021-02"),
            ("2021-03-01", 1, "2021-03"),
        ] {
            assert_eq!(shown_in(day(today), shown_on).to_string(), month, "{today}, {shown_on}");
        }
    }

    #[test]
    fn the_months_to_come_start_with_the_running_one() {
        let own = performance(&[("2020-03", 6), ("2021-02", 12), ("2021-03", 1000)]);
        let ahead = own.projection(&key(), day("2021-06-10"), day("2021-03-15"));
        assert_eq!((ahead.secured, ahead.months_to_come), (Amount::whole(12), 3));
        assert_eq!(ahead.sum().shown().to_string(), "16.5");
        let today = own.projection(&key(), day("2021-03-15"), day("2021-03-15"));
        assert_eq!((today.secured, today.months_to_come), (Amount::whole(18), 0));
    }
}
