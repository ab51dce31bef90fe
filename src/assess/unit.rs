//! C5a: in what a metric of a score is counted, and how many of it bring the next points.

use std::collections::BTreeMap;

use crate::base::Amount;
use crate::base::fold::fold;
use crate::programme::catalogue::{Aggregate, Measured, Metric, MetricKind, Pays, Programme};

/// What a metric for people is counted in.
pub(crate) const PEOPLE: &str = "people";

/// What is counted one by one, of what a programme says that its values are counted in: nobody sells a part of a
/// user.
const WHOLE: [&str; 6] = ["completions", "customers", "exams", "services", "users", "workloads"];

/// The words of a programme for what its values are counted in, by their folded names.
pub(crate) type Units = BTreeMap<String, String>;

/// Whether a value is counted one by one.
#[must_use]
pub(crate) fn is_whole(value: &Measured, units: &Units) -> bool {
    match value.aggregate {
        Aggregate::Distinct | Aggregate::Tenants(_) => true,
        Aggregate::Growth => false,
        Aggregate::Sum | Aggregate::Latest => {
            let unit = units.get(&fold(&value.metric));
            unit.is_some_and(|unit| WHOLE.contains(&unit.as_str()))
        }
    }
}

/// Of the way to its points that counts. What a value is made of says it, else its programme; empty where
/// neither does.
#[must_use]
pub(crate) fn unit<'p>(metric: &Metric, way: Option<usize>, programme: &'p Programme) -> &'p str {
    let MetricKind::Measured(ways) = &metric.kind else { return PEOPLE };
    let Some(way) = way.and_then(|way| ways.get(way)) else { return "" };
    match way.value.aggregate {
        Aggregate::Growth => "percent",
        Aggregate::Distinct => "services",
        Aggregate::Tenants(_) => "customers",
        Aggregate::Sum | Aggregate::Latest => {
            programme.units.get(&fold(&way.value.metric)).map_or("", String::as_str)
        }
    }
}

/// One person, or the whole unit that is paid for; none of what is paid in proportion.
#[must_use]
pub(crate) fn step(metric: &Metric, way: Option<usize>) -> Option<Amount> {
    let MetricKind::Measured(ways) = &metric.kind else { return Some(Amount::whole(1)) };
    match ways.get(way?)?.pays {
        Pays::PerUnit { unit, .. } => Some(unit),
        Pays::ProRata { .. } | Pays::AllOrNothing { .. } => None,
    }
}
