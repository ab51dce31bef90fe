//! C5a: in what a metric of a score is counted, and how many of it bring the next points.

use crate::base::Amount;
use crate::base::fold::fold;
use crate::programme::catalogue::{Aggregate, Metric, MetricKind, Pays, Programme};

/// What a metric for people is counted in.
pub(crate) const PEOPLE: &str = "people";

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
