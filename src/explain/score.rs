//! How a score adds up, which rows it is made of, and on which days ahead it changes.

use crate::assess::Assessed;
use crate::assess::met::Met;
use crate::assess::standing::RequirementStanding;
use crate::base::Amount;
use crate::tables::columns;

use super::cells::{RowTexts, rows};
use super::metric::{MetricExplained, of_unit};

/// Changes that are told; the published table has all.
const CHANGES_MAX: usize = 12;

/// The points of the metrics, one by one, against what is needed.
#[must_use]
pub(crate) fn sum(own: &RequirementStanding, metrics: &[MetricExplained]) -> Option<String> {
    let have = own.answer.have.filter(|_| !metrics.is_empty())?;
    let part = |own: &MetricExplained| {
        let points = own.counted.as_ref().or(own.points.as_ref());
        format!("{} {}", points.map_or("?", String::as_str), own.metric)
    };
    let parts: Vec<String> = metrics.iter().map(part).collect();
    let short = own.answer.shortfall(own.need).unwrap_or_default();
    let verdict = match short {
        Amount::ZERO => format!("{} over", have - own.need),
        short => format!("{short} short"),
    };
    Some(format!("{} = {have} of {} points, {verdict}", parts.join(" + "), own.need))
}

/// What it would take: each metric that alone would be enough, else what each could still bring.
#[must_use]
pub(crate) fn ways(own: &RequirementStanding, metrics: &[MetricExplained]) -> Vec<String> {
    if own.answer.met != Met::No {
        return Vec::new();
    }
    let alone: Vec<String> = metrics.iter().filter_map(alone).collect();
    if !alone.is_empty() {
        return alone;
    }
    let rest = |own: &MetricExplained| {
        let amount = |text: &str| Amount::from_plain(text);
        let rest = amount(&own.max)? - amount(own.points.as_ref()?)?;
        (rest > Amount::ZERO).then(|| format!("{rest} of {}", own.metric))
    };
    let rest: Vec<String> = metrics.iter().filter_map(rest).collect();
    if rest.is_empty() {
        return Vec::new();
    }
    vec![format!("no metric alone is enough; still to be had at most: {}", rest.join(", "))]
}

/// Of this metric alone, its gates opened first.
fn alone(own: &MetricExplained) -> Option<String> {
    let more = own.enough_more.as_ref()?;
    let people = |count: &str| if count == "1" { "person" } else { "people" };
    let missing = own.gates_more.as_ref().filter(|missing| *missing != "0");
    let gates = missing.map(|count| format!("{count} {} missing in its gates", people(count)));
    let unit = of_unit(more, &own.unit);
    let unit = if unit.is_empty() { String::new() } else { format!("{unit} ") };
    let of = match own.measured_by.as_deref() {
        Some(value) => format!("{unit}more of {value}"),
        None => format!("more {}", people(more)),
    };
    let more = (more != "0").then(|| format!("{more} {of}"));
    let said: Vec<String> = [gates, more].into_iter().flatten().collect();
    Some(format!(
        "enough alone by the points of today: {}, {}",
        own.metric,
        said.join(", and then ")
    ))
}

/// What the table of changes tells of a score.
#[must_use]
pub(crate) fn changes(assessed: &Assessed, key: &[&str]) -> Vec<String> {
    let all = rows(&assessed.score_changes, key);
    let mut said: Vec<String> = all.iter().take(CHANGES_MAX).map(change).collect();
    if all.len() > CHANGES_MAX {
        said.push(format!("and {} more days and metrics", all.len() - CHANGES_MAX));
    }
    said
}

fn change(row: &RowTexts) -> String {
    let change = row.of(columns::SCORE_CHANGE);
    let sign = if change.starts_with('-') { "" } else { "+" };
    let enough = if row.of(columns::SCORE_MET) == "Yes" { "" } else { ", not met" };
    let list = |column: &str| row.of(column).replace(';', ", ");
    format!(
        "{}: {} {sign}{change}, {} of {} left{enough}: {}, {} ({})",
        row.of(columns::DATE),
        row.of(columns::METRIC),
        row.of(columns::SCORE_POINTS),
        row.of(columns::NEED),
        list("moved_by"),
        list("moved_skills"),
        list("moved_how")
    )
}
