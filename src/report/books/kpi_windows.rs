//! The trailing windows of the companies, as the Summary of the KPI report sees them.

use std::collections::BTreeMap;

use crate::base::{Amount, Day, Month};
use crate::report::cell::Tone;
use crate::report::view::{Row, each};
use crate::tables::columns;

use super::context::Context;

/// Months ahead that are drawn where no anniversary says how many.
const AHEAD: i32 = 3;
/// Nobody plans further ahead.
const AHEAD_MAX: i32 = 12;
/// Longer windows are not drawn.
const MONTHS_MAX: i32 = 120;
/// KPIs are exact to four places.
const PLACES: u32 = 4;

/// The trailing window of a company.
#[derive(Default)]
pub(crate) struct WindowShown {
    pub company: String,
    /// First and last month.
    pub months: Option<(Month, Month)>,
    pub total: Amount,
    /// KPIs by month, those outside of the window too.
    kpis: BTreeMap<Month, Amount>,
    /// The row of its first month on the sheet of the months.
    pub first_row: Option<usize>,
    /// Name of the option whose need is drawn, and the need.
    pub threshold: Option<(String, Amount)>,
    /// The types that it counts, where it does not count all.
    pub types: Vec<String>,
    pub anniversaries: Vec<Anniversary>,
    /// Months from one window to the next that has none of its months.
    length: i32,
    publish_day: u32,
}

/// What a held level needs by its anniversary.
pub(crate) struct Anniversary {
    pub level: String,
    /// Company, competency and level.
    pub key: [String; 3],
    pub on: Day,
    pub needed: Amount,
    pub months_left: i64,
    pub last: Option<Month>,
}

#[must_use]
pub(crate) fn see(context: Context<'_>) -> Vec<WindowShown> {
    let mut windows: BTreeMap<String, WindowShown> = BTreeMap::new();
    let rules = context.facts.in_force;
    each(context.tables.get("kpi_window"), |row| {
        let window = windows.entry(row.text(columns::MPN_ID).into_owned()).or_default();
        window.company = row.text(columns::MPN_ID).into_owned();
        window.length = rules.kpi_window_months;
        window.publish_day = rules.kpi_publish_day;
        let month = |column| Month::from_iso(&row.text(column));
        window.months = month("window_start").zip(month("window_end"));
        window.total = row.amount(columns::KPI_TOTAL).unwrap_or_default();
        if let Some(on) = row.day(columns::ANNIVERSARY_ON) {
            window.anniversaries.push(Anniversary {
                key: option_key(&row),
                level: format!("{} {}", row.text(columns::COMPETENCY), row.text(columns::LEVEL)),
                on,
                needed: row.amount(columns::NEEDED_BY_ANNIVERSARY).unwrap_or_default(),
                months_left: row.number(columns::MONTHS_LEFT).unwrap_or(0),
                last: month("anniversary_end"),
            });
        }
    });
    see_months(&mut windows, context);
    see_options(&mut windows, context);
    let mut windows: Vec<WindowShown> = windows.into_values().collect();
    windows.sort_by_key(WindowShown::concern);
    windows
}

/// Company, competency and level.
#[must_use]
pub(crate) fn option_key(row: &Row<'_, '_>) -> [String; 3] {
    [columns::MPN_ID, columns::COMPETENCY, columns::LEVEL]
        .map(|column| row.text(column).into_owned())
}

/// The first row that each level has on the sheet of the options.
#[must_use]
pub(crate) fn option_rows(context: Context<'_>) -> BTreeMap<[String; 3], usize> {
    let mut rows = BTreeMap::new();
    let mut number = 1;
    each(context.tables.get("kpi_options"), |row| {
        number += 1;
        rows.entry(option_key(&row)).or_insert(number);
    });
    rows
}

fn see_months(windows: &mut BTreeMap<String, WindowShown>, context: Context<'_>) {
    let mut number = 1;
    each(context.tables.get("kpi_months"), |row| {
        number += 1;
        let Some(window) = windows.get_mut(&*row.text(columns::MPN_ID)) else { return };
        let Some(month) = Month::from_iso(&row.text(columns::MONTH)) else { return };
        *window.kpis.entry(month).or_default() +=
            row.amount(columns::KPI_VALUE).unwrap_or_default();
        if window.months.is_some_and(|(first, _)| first == month) {
            window.first_row.get_or_insert(number);
        }
    });
}

/// The need that is drawn, of the levels that are held where any is: the largest that the KPIs reach, else the
/// smallest that they do not.
fn see_options(windows: &mut BTreeMap<String, WindowShown>, context: Context<'_>) {
    each(context.tables.get("kpi_options"), |row| {
        let Some(window) = windows.get_mut(&*row.text(columns::MPN_ID)) else { return };
        let Some(need) = row.amount(columns::KPI_NEED).filter(|need| *need > Amount::ZERO) else {
            return;
        };
        let name = format!("{} {}", row.text(columns::COMPETENCY), row.text(columns::LEVEL));
        let total = window.total;
        // What nobody holds is no threshold beside what is held.
        let key = option_key(&row);
        if !window.anniversaries.is_empty() && window.anniversaries.iter().all(|own| own.key != key)
        {
            return;
        }
        let better = window.threshold.as_ref().is_none_or(|(_, known)| {
            match (need <= total, *known <= total) {
                (true, true) => need > *known,
                (true, false) => true,
                (false, true) => false,
                (false, false) => need < *known,
            }
        });
        if better {
            window.threshold = Some((name, need));
            window.types = context.facts.terms().types(&key[1], &key[2]);
        }
    });
}

impl WindowShown {
    /// The KPIs of a month as far as they are known.
    #[must_use]
    pub(crate) fn kpi(&self, month: Month) -> Amount {
        self.kpis.get(&month).copied().unwrap_or_default()
    }

    /// The months of the window, those without an invoice too.
    pub(crate) fn own_months(&self) -> impl Iterator<Item = Month> {
        let (first, last) =
            self.months.map_or((Month(0), Month(-1)), |(first, last)| (first, last));
        (0..=(last.0 - first.0).min(MONTHS_MAX)).map(move |place| first.plus(place))
    }

    /// The months behind the window, up to the end of the nearest anniversary's.
    pub(crate) fn months_ahead(&self) -> impl Iterator<Item = Month> {
        let end = self.months.map_or(Month(0), |(_, last)| last);
        let lasts = self.anniversaries.iter().filter_map(|one| one.last).filter(|last| *last > end);
        let ahead = lasts.min().map_or(AHEAD, |last| (last.0 - end.0).min(AHEAD_MAX));
        let ahead = if self.months.is_some() { ahead } else { 0 };
        (1..=ahead).map(move |place| end.plus(place))
    }

    /// The day on which a month of the window leaves it.
    #[must_use]
    pub(crate) fn falls_out_on(&self, month: Month) -> Day {
        month.plus(self.length + 1).day(self.publish_day)
    }

    /// The sum of the window that ends with a month, if no further invoice comes.
    #[must_use]
    pub(crate) fn trailing(&self, end: Month) -> Amount {
        let first = end.plus(1 - self.length);
        self.kpis.range(first..=end).map(|(_, kpi)| *kpi).sum()
    }

    /// The same, if the months that are still open bring what those of the window brought.
    #[must_use]
    pub(crate) fn at_pace(&self, end: Month) -> Amount {
        let months = i64::from(self.length.max(1));
        let open = self.months.map_or(end, |(_, last)| last).max(end.plus(-self.length)).plus(1);
        // Rounded once, as K3 does.
        let missing: Amount = (open.0..=end.0)
            .map(|month| (self.total - self.kpi(Month(month)).times(months)).max(Amount::ZERO))
            .sum();
        (self.trailing(end).times(months) + missing).divided_by(months, PLACES)
    }

    /// L5: the total once a month has fallen out, with no new invoice: what is known of the months that come
    /// in is there already.
    #[must_use]
    pub(crate) fn left_without(&self, month: Month) -> Amount {
        self.trailing(month.plus(self.length))
    }

    /// The same of the oldest month.
    #[must_use]
    pub(crate) fn next_total(&self) -> Amount {
        self.months.map_or(self.total, |(first, _)| self.left_without(first))
    }

    #[must_use]
    pub(crate) fn need(&self) -> Option<Amount> {
        self.threshold.as_ref().map(|(_, need)| *need)
    }

    /// What its light says, by the key of the label.
    #[must_use]
    pub(crate) fn state(&self) -> (Tone, &'static str) {
        match &self.threshold {
            None => (Tone::Notice, "kpi_no_threshold"),
            Some((_, need)) if self.total < *need => (Tone::Bad, "kpi_below"),
            Some((_, need)) if self.next_total() < *need => (Tone::Warning, "kpi_falls_below"),
            Some(_) => (Tone::Good, "kpi_above"),
        }
    }

    /// The worst first.
    fn concern(&self) -> u8 {
        match self.state().0 {
            Tone::Bad => 0,
            Tone::Warning => 1,
            Tone::Good => 2,
            Tone::Notice | Tone::Muted => 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// L5: what is in the file of the month that comes in is there on the day on which it does.
    #[test]
    fn what_is_left_knows_the_lines_of_the_month_that_comes_in() {
        let month = |text| Month::from_iso(text).unwrap();
        let kpis = [("2021-01", 30), ("2021-06", 75), ("2022-01", 40)];
        let window = WindowShown {
            months: Some((month("2021-01"), month("2021-12"))),
            total: Amount::whole(105),
            kpis: kpis.map(|(of, kpi)| (month(of), Amount::whole(kpi))).into(),
            length: 12,
            ..WindowShown::default()
        };
        assert_eq!(window.next_total(), Amount::whole(115));
        assert_eq!(window.left_without(month("2021-06")), Amount::whole(40));
    }
}
