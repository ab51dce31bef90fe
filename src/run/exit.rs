//! The exit code of a run that is published.

use crate::assess::actions::action::Urgency;
use crate::assess::life_cycle::LevelSeverity;
use crate::base::Exit;
use crate::tables::Severity;

use super::key::KeyedRun;
use super::request::FailOn;
use super::results::Results;
use super::tell::counts;

/// 4 where what `--fail-on` names holds, 7 where a source is too old to be believed, else 0.
#[must_use]
pub(crate) fn exit(run: &KeyedRun<'_>, results: &Results<'_>) -> u8 {
    let risks = counts(results.levels, "severity");
    let is_at = |severities: &[LevelSeverity]| {
        risks.iter().any(|(risk, _)| severities.iter().any(|own| own.name() == risk))
    };
    let severities = counts(results.findings, "severity");
    let has_findings = severities.iter().any(|(severity, _)| severity != Severity::Info.name());
    let is_stale = !run.gathered.stale_findings.is_empty();
    let is_urgent = || {
        counts(results.actions, "urgency").iter().any(|(urgency, _)| urgency == Urgency::Now.name())
    };
    let holds = run.request.fail_on.iter().any(|on| match on {
        FailOn::Stale => is_stale,
        FailOn::Findings => has_findings,
        FailOn::Now => is_urgent(),
        // What is worse holds too.
        FailOn::Critical => is_at(&[LevelSeverity::Critical]),
        FailOn::Warning => is_at(&[LevelSeverity::Critical, LevelSeverity::Warning]),
        FailOn::Fragile => {
            is_at(&[LevelSeverity::Critical, LevelSeverity::Warning, LevelSeverity::Fragile])
        }
    });
    let code = if holds {
        Exit::Holds
    } else if run.gathered.stale.is_empty() {
        Exit::Done
    } else {
        Exit::Stale
    };
    code.number()
}
