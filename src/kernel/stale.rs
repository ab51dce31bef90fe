//! Freshness: how old each source is, and which are too old to be believed.

use std::collections::BTreeSet;

use crate::base::{Day, in_days};
use crate::ingest::read::Reading;
use crate::programme::Pipeline;
use crate::programme::pipeline::Source;
use crate::tables::{Finding, FindingCode, Kind};

/// The day of the newest file of a source.
#[must_use]
pub(crate) fn newest(reading: &Reading, kind: Kind) -> Option<Day> {
    let files = reading.files.iter().filter(|file| file.kind == kind);
    files.filter_map(|file| file.freshness.day).max()
}

/// A length of time after which a source is stale.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Limit {
    Warn,
    Error,
}

impl Limit {
    /// Its key in the pipeline file.
    #[must_use]
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Warn => "warn_after",
            Self::Error => "error_after",
        }
    }
}

/// The worse of the limits that a source of this day has passed.
#[must_use]
pub(crate) fn limit_passed(source: &Source, day: Day, as_of: Day) -> Option<Limit> {
    let age = as_of.0 - day.0;
    let beyond = |limit: Option<i32>| limit.is_some_and(|days| age > days);
    if beyond(source.error_after_days) {
        Some(Limit::Error)
    } else if beyond(source.warn_after_days) {
        Some(Limit::Warn)
    } else {
        None
    }
}

/// What follows when a source is too old to be believed; nothing but the finding for the others.
#[must_use]
pub(crate) fn consequence(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Users | Kind::Transcripts => {
            Some("requirements for people, and points for persons, are Unknown")
        }
        Kind::Invoices => Some("learning requirements are Unknown"),
        Kind::Performance => Some("performance requirements are Unknown"),
        Kind::Associations
        | Kind::Memberships
        | Kind::PartnerCenterReport
        | Kind::PartnerCenterScore => None,
    }
}

/// The sources stale at all, those beyond their `error_after`, and a finding for each of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stale {
    pub late: BTreeSet<Kind>,
    pub beyond: BTreeSet<Kind>,
    pub findings: Vec<Finding>,
}

#[must_use]
pub(crate) fn judge(pipeline: &Pipeline, reading: &Reading, as_of: Day) -> Stale {
    let (mut late, mut beyond) = (BTreeSet::new(), BTreeSet::new());
    let mut findings = Vec::new();
    for (kind, source) in &pipeline.sources {
        let Some(day) = newest(reading, *kind) else { continue };
        let age = as_of.0 - day.0;
        let passed = limit_passed(source, day, as_of);
        if passed == Some(Limit::Error) {
            beyond.insert(*kind);
        }
        if passed.is_some() {
            late.insert(*kind);
            let mut message = format!("{} is {} old (of {day})", kind.name(), in_days(age));
            if let Some(follows) = consequence(*kind).filter(|_| passed == Some(Limit::Error)) {
                message = format!("{message}: {follows}");
            }
            findings.push(Finding::new(FindingCode::StaleSource, None, message));
        }
    }
    Stale { late, beyond, findings }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_passed_on_the_day_after_its_last() {
        let source =
            Source { warn_after_days: Some(3), error_after_days: Some(10), ..Source::default() };
        let passed = |age: i32| limit_passed(&source, Day(0), Day(age));
        assert_eq!(passed(3), None);
        assert_eq!(passed(4), Some(Limit::Warn));
        assert_eq!(passed(10), Some(Limit::Warn));
        assert_eq!(passed(11), Some(Limit::Error));
        assert_eq!(limit_passed(&Source::default(), Day(0), Day(9999)), None);
    }
}
