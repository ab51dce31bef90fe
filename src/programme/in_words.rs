//! What the parts of a requirement ask for, in words.

use std::fmt::Write;

use crate::base::in_days;
use crate::programme::catalogue::{
    Aggregate, Baseline, HeldLevel, Lasts, Measured, Pays, PointsWay, TenantSum, Tenants, Which,
};

#[must_use]
pub(crate) fn lasts(lasts: Lasts) -> String {
    match lasts {
        Lasts::Days(days) => in_days(days),
        Lasts::Years(1) => "year".to_owned(),
        Lasts::Years(years) => format!("{years} years"),
    }
}

/// Where somebody writes that a fact was checked, and under which key.
#[must_use]
pub(crate) fn to_attest(fact: &str) -> String {
    format!(
        "write {fact:?} = yyyy-mm-dd, the day of the check, under [company.attested] of the pipeline file"
    )
}

#[must_use]
pub(crate) fn held_levels(which: Which, levels: &[HeldLevel]) -> String {
    let names: Vec<String> =
        levels.iter().map(|held| format!("{} {}", held.competency, held.level)).collect();
    match which {
        _ if names.len() == 1 => format!("held or met: {}", names.concat()),
        Which::Any => format!("held or met, any of: {}", names.join(", ")),
        Which::All => format!("held or met, all of: {}", names.join(", ")),
    }
}

/// The ways to the points of a metric.
#[must_use]
pub(crate) fn ways(ways: &[PointsWay]) -> String {
    let each: Vec<String> = ways.iter().map(way).collect();
    match each.as_slice() {
        [one] => one.clone(),
        several => format!("the best of: {}", several.join("; or ")),
    }
}

fn way(way: &PointsWay) -> String {
    let of = measured(&way.value);
    match way.pays {
        Pays::ProRata { full_at } => format!("in proportion to {of}, full at {full_at}"),
        Pays::AllOrNothing { full_at } => format!("all or nothing, at {full_at} of {of}"),
        Pays::PerUnit { points, unit, full_at } => {
            let mut words = match unit.to_string().as_str() {
                "1" => format!("{points} for each whole one of {of}"),
                unit => format!("{points} for each whole {unit} of {of}"),
            };
            if let Some(full_at) = full_at {
                let _ = write!(words, ", full at {full_at}");
            }
            words
        }
    }
}

/// The value of a metric, as it is made of its rows.
#[must_use]
pub(crate) fn measured(value: &Measured) -> String {
    let metric = format!("\"{}\"", value.metric);
    match value.aggregate {
        Aggregate::Sum | Aggregate::Tenants(_) => metric,
        Aggregate::Latest => format!("{metric} in the last closed month"),
        Aggregate::Growth => format!("the growth of {metric} in percent"),
        Aggregate::Distinct if value.except.is_empty() => {
            format!("the different workloads of {metric}")
        }
        Aggregate::Distinct => {
            format!("the different workloads of {metric} but {}", value.except.join(", "))
        }
    }
}

#[must_use]
pub(crate) fn baseline(own: &Baseline) -> String {
    format!("{} is below {}", measured(&own.value), own.at_least)
}

#[must_use]
pub(crate) fn tenants(own: &Tenants) -> String {
    let mut words = match own.at_most {
        None => format!("tenants with {} or more", own.at_least),
        Some(most) => format!("tenants with {} to {most}", own.at_least),
    };
    match own.compared {
        TenantSum::Row => {}
        TenantSum::Month => words.push_str(" in a month"),
        TenantSum::Months => words.push_str(" in all"),
    }
    if !own.metric.is_empty() {
        let _ = write!(words, " of \"{}\"", own.metric);
    }
    if !own.workloads.is_empty() {
        let _ = write!(words, " of {}", own.workloads.join(" or "));
    }
    if !own.attributions.is_empty() {
        let _ = write!(words, " by {}", own.attributions.join(" or "));
    }
    match own.within_months {
        months if months > 1 && own.compared == TenantSum::Months => {
            let _ = write!(words, " in the last {months} closed months");
        }
        1 => words.push_str(" in the last closed month"),
        months => {
            let _ = write!(words, " in one of the last {months} closed months");
        }
    }
    if own.against_year_before {
        words.push_str(", less those of a year before");
    }
    words
}
