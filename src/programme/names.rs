//! What the requirements of a programme are called in other languages, as its file says it.

use crate::base::Outcome;

use super::catalogue::{Metric, Requirement, RequirementKind, Translations};
use super::document::{TomlTable, hint};

/// Reads `[names.<language>]`: names of requirements, options, metrics, what they are measured by, and caps,
/// each with its translation.
pub(super) fn read(root: &TomlTable, requirements: &[Requirement]) -> Outcome<Translations> {
    let Some(value) = root.find("names") else { return Ok(Translations::new()) };
    let known = known(requirements);
    let mut names = Translations::new();
    for language in value.table()?.in_order() {
        let own = names.entry(language.key.clone()).or_default();
        for entry in language.table()?.in_order() {
            if !known.contains(&entry.key.as_str()) {
                return Err(entry
                    .failure(format!("no requirement, option or metric is named \"{}\"", entry.key))
                    .todo(hint(&entry.key, &known)));
            }
            own.insert(entry.key.clone(), entry.text()?.to_owned());
        }
    }
    Ok(names)
}

/// The names of all values that metrics of scores are measured by.
pub(super) fn measured(requirements: &[Requirement]) -> Vec<&str> {
    let mut measured: Vec<&str> = Vec::new();
    for requirement in requirements {
        if let RequirementKind::Score { metrics, .. } = &requirement.kind {
            let values = metrics.iter().flat_map(Metric::values);
            measured.extend(values.map(|value| value.metric.as_str()));
        }
    }
    measured.sort_unstable();
    measured.dedup();
    measured
}

/// All names that a report shows.
pub(crate) fn known(requirements: &[Requirement]) -> Vec<&str> {
    let mut known: Vec<&str> = Vec::new();
    for requirement in requirements {
        known.extend([requirement.name.as_str(), requirement.option.as_str()]);
        if let RequirementKind::Score { metrics, caps, .. } = &requirement.kind {
            known.extend(metrics.iter().map(|metric| metric.name.as_str()));
            let values = metrics.iter().flat_map(Metric::values);
            known.extend(values.map(|value| value.metric.as_str()));
            known.extend(caps.iter().map(|cap| cap.name.as_str()));
        }
    }
    known.sort_unstable();
    known.dedup();
    known
}
