//! Freshness: how old each source is, and which are too old to be believed.

use std::collections::BTreeSet;

use crate::base::Day;
use crate::ingest::read::Reading;
use crate::programme::Pipeline;
use crate::tables::{Finding, FindingCode, Kind};

/// The day of the newest file of a source.
#[must_use]
pub fn newest(reading: &Reading, kind: Kind) -> Option<Day> {
    let files = reading.files.iter().filter(|file| file.kind == kind);
    files.filter_map(|file| file.freshness.day).max()
}

/// The sources stale beyond `error_after`, and a finding for each that is stale at all.
#[must_use]
pub fn judge(pipeline: &Pipeline, reading: &Reading, as_of: Day) -> (BTreeSet<Kind>, Vec<Finding>) {
    let mut stale = BTreeSet::new();
    let mut findings = Vec::new();
    for (kind, source) in &pipeline.sources {
        let Some(day) = newest(reading, *kind) else { continue };
        let age = as_of.0 - day.0;
        let beyond = |limit: Option<i32>| limit.is_some_and(|days| age > days);
        if beyond(source.error_after_days) {
            stale.insert(*kind);
        }
        if beyond(source.warn_after_days) || beyond(source.error_after_days) {
            let message = format!("{} is {age} days old (of {day})", kind.name());
            findings.push(Finding::new(FindingCode::StaleSource, None, message));
        }
    }
    (stale, findings)
}
