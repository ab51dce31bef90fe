//! Ages: until when what is raised today counts in the twelve months that a metric is made of.

use crate::base::{Day, Month};
use crate::programme::catalogue::{Aggregate, MetricKind};
use crate::tables::columns;

use super::caveats::Caveat;
use super::next::ActionRow;
use super::takes::{metric_of, requirement_of};
use super::terms::Terms;
use super::view::Row;

/// Months whose values are in a sum, or after which a customer stands on both sides of a comparison.
const MONTHS: i32 = 12;

/// The last day before the month a year later takes the place of a month: when that is over, or with a window
/// when it is shown (W4).
fn counts_through(month: Month, shown_on: Option<u32>) -> Day {
    month.plus(MONTHS + 1).day(shown_on.unwrap_or(1)).plus_days(-1)
}

impl ActionRow {
    /// Where a level needs it longer: until the end of its window, or its anniversary.
    pub(super) fn ages_out(
        &self,
        anniversary: Day,
        row: &Row<'_, '_>,
        terms: &Terms<'_>,
    ) -> Option<Caveat> {
        let month = terms.as_of.month();
        let window_to = row.day(columns::WINDOW_TO);
        let through = counts_through(month, window_to.map(|_| terms.rules.score_refresh_day));
        let end = window_to.unwrap_or(anniversary);
        (through < end && self.is_of_months(terms)).then_some(Caveat::AgesOut { month, through })
    }

    /// Whether its value is made of months that pass.
    fn is_of_months(&self, terms: &Terms<'_>) -> bool {
        let requirement = requirement_of(self.requirement_key(), terms.catalogue, terms.as_of);
        let metric = requirement.and_then(|own| metric_of(own, self.gate().0));
        match metric.map(|own| &own.kind) {
            Some(MetricKind::Measured(ways)) => {
                ways.iter().any(|way| way.value.aggregate != Aggregate::Latest)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums of 2026-12 to 2027-11 are shown on 20 December.
    #[test]
    fn what_is_added_counts_until_the_same_month_of_the_next_year_is_there() {
        let november = Day::from_iso("2026-11-28").unwrap().month();
        assert_eq!(counts_through(november, None).to_string(), "2027-11-30");
        assert_eq!(counts_through(november, Some(20)).to_string(), "2027-12-19");
    }
}
