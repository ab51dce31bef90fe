//! C3: sums of performance metrics over closed months.

use crate::base::dictionary::Hashed;
use crate::base::fold::fold;
use crate::base::{Amount, Day, Month};
use crate::tables::Kind;

use super::projection::Projection;
use super::question::Question;
use super::window::Window;

/// C3: the twelve full months before a month.
const TRAILING_MONTHS: i32 = 12;

/// Where the contributions to a metric are kept: competency and option are folded already.
#[must_use]
pub fn metric_key(competency: &str, option: &str, metric: &str) -> String {
    format!("{competency}\n{option}\n{}", fold(metric))
}

/// The contributions of one company.
#[derive(Clone, Debug, Default)]
pub struct Performance {
    metrics: Hashed<String, Vec<(Month, Amount)>>,
}

impl Performance {
    /// Of each company; none where the source is not there.
    #[must_use]
    pub fn by_company(question: &Question<'_>) -> Option<Vec<Self>> {
        let facts = question.facts.get(&Kind::Performance)?;
        let (competencies, options) = (facts.text("competency"), facts.text("option"));
        let (metrics, months) = (facts.text("metric"), facts.days("month"));
        let (ids, contributions) = (facts.text("mpn_id"), facts.amounts("contribution"));
        let mut folded: Hashed<u32, String> = Hashed::default();
        let mut fold = |code: u32| {
            folded.entry(code).or_insert_with(|| fold(question.dictionary.text(code))).clone()
        };
        let mut all = vec![Self::default(); question.pipeline.companies.len()];
        for row in 0..facts.len() {
            let (Some(month), Some(amount)) = (months.at(row), contributions.at(row)) else {
                continue;
            };
            let mut option = fold(options.at(row));
            if option.is_empty() {
                option.push_str("standard");
            }
            let (competency, metric) = (fold(competencies.at(row)), fold(metrics.at(row)));
            let key = format!("{competency}\n{option}\n{metric}");
            let company = question.company(ids.at(row));
            all[company].metrics.entry(key).or_default().push((month.month(), amount));
        }
        Some(all)
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
        let counts = |month: Month| window.contains(month) && month < as_of.month();
        let rows = keys.iter().filter_map(|key| self.metrics.get(key)).flatten();
        rows.filter(|(month, _)| counts(*month)).map(|(_, amount)| *amount).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> [String; 1] {
        [metric_key("c", "standard", "M")]
    }

    fn performance(contributions: &[(&str, i64)]) -> Performance {
        let rows: Vec<(Month, Amount)> = contributions
            .iter()
            .map(|(month, amount)| (Month::from_iso(month).unwrap(), Amount::whole(*amount)))
            .collect();
        Performance { metrics: key().into_iter().map(|key| (key, rows.clone())).collect() }
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
    fn the_months_to_come_start_with_the_running_one() {
        let own = performance(&[("2020-03", 6), ("2021-02", 12), ("2021-03", 1000)]);
        let ahead = own.projection(&key(), day("2021-06-10"), day("2021-03-15"));
        assert_eq!((ahead.secured, ahead.months_to_come), (Amount::whole(12), 3));
        assert_eq!(ahead.sum().shown().to_string(), "16.5");
        let today = own.projection(&key(), day("2021-03-15"), day("2021-03-15"));
        assert_eq!((today.secured, today.months_to_come), (Amount::whole(18), 0));
    }
}
