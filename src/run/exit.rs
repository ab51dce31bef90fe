//! The exit code of a run that is published.

use crate::base::Exit;

use super::key::KeyedRun;
use super::request::FailOn;
use super::results::Results;
use super::tell::counts;

/// 4 where what `--fail-on` names holds, 7 where a source is too old to be believed, else 0.
#[must_use]
pub(crate) fn exit(run: &KeyedRun<'_>, results: &Results<'_>) -> u8 {
    let risks = counts(results.levels, "severity");
    let is_at = |names: &[&str]| risks.iter().any(|(risk, _)| names.contains(&risk.as_str()));
    let severities = counts(results.findings, "severity");
    let has_findings = severities.iter().any(|(severity, _)| severity != "info");
    let is_stale = !run.gathered.stale_findings.is_empty();
    let is_urgent =
        || counts(results.actions, "urgency").iter().any(|(urgency, _)| urgency == "now");
    let holds = run.request.fail_on.iter().any(|on| match on {
        FailOn::Stale => is_stale,
        FailOn::Findings => has_findings,
        FailOn::Now => is_urgent(),
        // What is worse holds too.
        FailOn::Critical => is_at(&["critical"]),
        FailOn::Warning => is_at(&["critical", "warning"]),
        FailOn::Fragile => is_at(&["critical", "warning", "fragile"]),
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
