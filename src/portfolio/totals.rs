//! Totals: how the held levels of each programme and level stand, over all companies.

use std::collections::BTreeMap;

use crate::report::books::risk_sheets::SEVERITIES;
use crate::report::view::Row;
use crate::tables::columns;

/// Of one level of a programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Total {
    /// Empty for memberships that no programme lists.
    pub programme: String,
    pub level: String,
    /// Companies that have such a level, lapsed or not.
    pub companies: u64,
    /// Levels of each severity, in the order of `SEVERITIES`.
    pub levels: [u64; SEVERITIES.len()],
    last_company: String,
}

/// By programme and level.
#[derive(Default)]
pub(crate) struct Totals(BTreeMap<(String, String), Total>);

impl Totals {
    /// Counts a row of the levels, if it is of one that is held or lapsed.
    pub(crate) fn see(&mut self, row: &Row<'_, '_>) {
        let severity = row.text(columns::SEVERITY);
        let Some(place) = SEVERITIES.iter().position(|(code, _)| *code == severity) else { return };
        let key =
            (row.text(columns::PROGRAMME).into_owned(), row.text(columns::LEVEL).into_owned());
        let total = self.0.entry(key).or_default();
        total.levels[place] += 1;
        // The rows of a company stand together.
        if !row.is(columns::MPN_ID, &total.last_company) {
            total.last_company = row.text(columns::MPN_ID).into_owned();
            total.companies += 1;
        }
    }

    /// Sorted by programme and level.
    #[must_use]
    pub(crate) fn sorted(self) -> Vec<Total> {
        let named = |((programme, level), total)| Total { programme, level, ..total };
        self.0.into_iter().map(named).collect()
    }
}

/// All of them together.
#[must_use]
pub(crate) fn sum(totals: &[Total]) -> [u64; SEVERITIES.len()] {
    let mut sums = [0; SEVERITIES.len()];
    for total in totals {
        for (sum, count) in sums.iter_mut().zip(total.levels) {
            *sum += count;
        }
    }
    sums
}
