//! Parameters: every threshold and delay of the rules, as dated values with their sources.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::fold::fold;
use crate::base::{Day, Outcome};
use crate::programme::Citations;
use crate::programme::document::Document;
use crate::programme::shelf::Shelf;

pub(crate) use super::parameter::{Dated, Parameter, ParameterValue};
use super::parameter::{EXTENSION, KNOWN, SCORE_REFRESH_DAY, SCORE_REFRESHED_BY, parameter};

/// All parameters with all their dated values.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    pub all: BTreeMap<String, Parameter>,
    pub text: String,
}

/// A span of months; `month_end` moves the result to the last day of its month.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MonthSpan {
    pub months: i32,
    pub month_end: bool,
}

/// A value that the rules may look up for any day, not only for D.
#[derive(Clone, Debug)]
pub struct DatedSpans(pub Vec<(Day, MonthSpan)>);

/// A number that the rules may look up for any day; each holds from its day on.
#[derive(Clone, Debug)]
pub struct DatedNumbers(pub Vec<(Day, i32)>);

#[derive(Clone, Debug)]
pub struct Extension {
    pub from: Day,
    pub through: Day,
    /// Folded names of competencies.
    pub except: Vec<String>,
}

/// The values that hold on the as-of date, and the few that are looked up for other days.
#[derive(Clone, Debug)]
pub struct InForce {
    /// By the day from which it runs.
    pub visibility_days: DatedNumbers,
    /// By the day from which it runs.
    pub assessment_visibility_days: DatedNumbers,
    pub pmc_grace_months: MonthSpan,
    pub retired_display_months: MonthSpan,
    /// By the retirement date.
    pub retired_counts_months: DatedSpans,
    /// By the completion date.
    pub role_based_validity_months: DatedSpans,
    pub risk_horizon_months: MonthSpan,
    pub subscription_days: i32,
    pub renewal_window_days: i32,
    pub renewal_reminders: Vec<i32>,
    pub renewal_opens_months: MonthSpan,
    pub kpi_publish_day: u32,
    pub kpi_window_months: i32,
    /// W4: the day of the month on which the performance of the month before is shown in a score.
    pub score_refresh_day: u32,
    pub temp_password_days: i32,
    pub association_gap_days: i32,
    pub associations_per_year: i32,
    pub recognised_sources: Vec<String>,
    pub extensions: Vec<Extension>,
}

impl MonthSpan {
    #[must_use]
    pub fn after(self, day: Day) -> Day {
        let moved = day.plus_months(self.months);
        if self.month_end { moved.month_end() } else { moved }
    }
}

impl DatedSpans {
    /// The last value with `from` ≤ day; before the first one, the first.
    #[must_use]
    pub fn on(&self, day: Day) -> MonthSpan {
        let later = self.0.partition_point(|(from, _)| *from <= day);
        let none = MonthSpan { months: 0, month_end: false };
        self.0.get(later.saturating_sub(1)).map_or(none, |(_, span)| *span)
    }
}

impl DatedNumbers {
    /// The last value with `from` ≤ day; before the first one, the first.
    #[must_use]
    pub fn on(&self, day: Day) -> i32 {
        let later = self.0.partition_point(|(from, _)| *from <= day);
        self.0.get(later.saturating_sub(1)).map_or(0, |(_, number)| *number)
    }
}

impl Parameters {
    /// Reads `parameters.toml`.
    ///
    /// # Errors
    /// A parameter that is missing or unknown, values out of order, or a value of another type,
    /// without a source or with one that is not in `sources.csv`.
    pub fn read(path: &Path, citations: &Citations, shelf: &Shelf) -> Outcome<Self> {
        let document = Document::read(path, shelf)?;
        document.root.only(&KNOWN.map(|(name, _)| name))?;
        let mut all = BTreeMap::new();
        for (name, shape) in KNOWN {
            if name == SCORE_REFRESH_DAY && document.root.find(name).is_none() {
                continue;
            }
            let table = document.root.need(name)?.table()?;
            all.insert(name.to_owned(), parameter(name, shape, table, citations)?);
        }
        Ok(Self { all, text: document.text })
    }

    /// The value that holds on a day: the last one from it or before, else the first one.
    /// None for the extension, several of whose values may hold.
    #[must_use]
    pub fn chosen(&self, name: &str, day: Day) -> Option<&Dated> {
        if name == EXTENSION {
            return None;
        }
        let values = &self.all.get(name)?.values;
        let later = values.partition_point(|dated| dated.from <= day);
        values.get(later.saturating_sub(1))
    }

    /// Every value in use on a day: the chosen one, or all of the extension that are announced.
    #[must_use]
    pub fn in_use(&self, name: &str, day: Day) -> Vec<&Dated> {
        match self.all.get(name) {
            Some(parameter) if name == EXTENSION => {
                parameter.values.iter().filter(|dated| dated.value.is_known_on(day)).collect()
            }
            _ => self.chosen(name, day).into_iter().collect(),
        }
    }

    #[must_use]
    pub fn in_force(&self, day: Day) -> InForce {
        InForce {
            visibility_days: self.numbers("visibility_days"),
            assessment_visibility_days: self.numbers("assessment_visibility_days"),
            pmc_grace_months: self.spans("pmc_grace_months").on(day),
            retired_display_months: self.spans("retired_display_months").on(day),
            retired_counts_months: self.spans("retired_counts_months"),
            role_based_validity_months: self.spans("role_based_validity_months"),
            risk_horizon_months: self.spans("risk_horizon_months").on(day),
            subscription_days: self.number("subscription_days", day),
            renewal_window_days: self.number("renewal_window_days", day),
            renewal_reminders: match self.chosen("renewal_reminders", day).map(|it| &it.value) {
                Some(ParameterValue::Numbers(days)) => days.clone(),
                _ => Vec::new(),
            },
            renewal_opens_months: self.spans("renewal_opens_months").on(day),
            kpi_publish_day: self.number("kpi_publish_day", day).unsigned_abs(),
            kpi_window_months: self.number("kpi_window_months", day),
            score_refresh_day: match self.chosen(SCORE_REFRESH_DAY, day) {
                Some(_) => self.number(SCORE_REFRESH_DAY, day).unsigned_abs(),
                None => SCORE_REFRESHED_BY,
            },
            temp_password_days: self.number("temp_password_days", day),
            association_gap_days: self.number("association_gap_days", day),
            associations_per_year: self.number("associations_per_year", day),
            recognised_sources: match self.chosen("recognised_sources", day).map(|it| &it.value) {
                Some(ParameterValue::Names(names)) => names.clone(),
                _ => Vec::new(),
            },
            extensions: self.extensions(day),
        }
    }

    /// Reading has made sure that every parameter is there.
    fn number(&self, name: &str, day: Day) -> i32 {
        match self.chosen(name, day).map(|dated| &dated.value) {
            Some(ParameterValue::Number { number, .. }) => *number,
            _ => 0,
        }
    }

    /// All values of a number.
    #[must_use]
    pub fn numbers(&self, name: &str) -> DatedNumbers {
        let values = self.all.get(name).map_or(&[][..], |parameter| &parameter.values);
        let number = |dated: &Dated| match dated.value {
            ParameterValue::Number { number, .. } => Some((dated.from, number)),
            _ => None,
        };
        DatedNumbers(values.iter().filter_map(number).collect())
    }

    /// All values of a number of months.
    #[must_use]
    pub fn spans(&self, name: &str) -> DatedSpans {
        let values = self.all.get(name).map_or(&[][..], |parameter| &parameter.values);
        let span = |dated: &Dated| match dated.value {
            ParameterValue::Number { number, month_end } => {
                Some((dated.from, MonthSpan { months: number, month_end }))
            }
            _ => None,
        };
        DatedSpans(values.iter().filter_map(span).collect())
    }

    fn extensions(&self, day: Day) -> Vec<Extension> {
        let extension = |dated: &Dated| match &dated.value {
            ParameterValue::Range { through, except, .. } => Some(Extension {
                from: dated.from,
                through: *through,
                except: except.iter().map(|name| fold(name)).collect(),
            }),
            _ => None,
        };
        self.in_use(EXTENSION, day).into_iter().filter_map(extension).collect()
    }
}
