//! Parameters: every threshold and delay of the rules, as dated values with their sources.

use std::collections::BTreeMap;

use crate::base::Day;

/// All parameters with all their dated values.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    pub all: BTreeMap<String, Parameter>,
    pub text: String,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub meaning: String,
    pub unit: String,
    /// Ascending by `from`.
    pub values: Vec<Dated>,
}

#[derive(Clone, Debug)]
pub struct Dated {
    pub from: Day,
    pub value: Value,
    pub source: String,
    pub place: String,
    pub line: usize,
}

#[derive(Clone, Debug)]
pub enum Value {
    Number {
        number: i32,
        month_end: bool,
    },
    Numbers(Vec<i32>),
    Names(Vec<String>),
    /// An extension of anniversaries from `Dated::from` to here, both included.
    Range {
        until: Day,
        except: Vec<String>,
    },
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
    pub visibility_days: i32,
    pub assessment_visibility_days: i32,
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
    pub kpi_publish_day: u32,
    pub kpi_window_months: i32,
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
        self.0[later.saturating_sub(1)].1
    }
}
