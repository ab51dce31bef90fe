//! What changed since the run before.

use crate::publish::changes::changes;
use crate::publish::editions::{self, Edition};
use crate::tables::output::{Rows, Whole};

use super::key::{KeyedRun, rules_used};
use super::log;

/// The `changes`, where there is a run to compare with.
#[must_use]
pub(crate) fn compare(run: &KeyedRun<'_>, tables: &[&dyn Rows]) -> Option<Whole> {
    let previous = run.compared.with.as_ref()?;
    let before = Edition::stored(&previous.folder).ok()?;
    let used = run.gathered.reading.files.iter().map(|file| file.used);
    let inputs = run.inputs.iter().zip(used).map(|(input, rows)| editions::InputRead {
        kind: input.kind.name(),
        sha256: &input.sha256,
        rows,
    });
    let rules = rules_used(run.decides);
    let after = Edition::of_this_run(run.request.as_of, rules, inputs, tables.iter().copied());
    match changes(&before, &after) {
        Ok(changes) => Some(changes),
        // An earlier run that was edited by hand must not stop this one.
        Err(failure) => {
            log::changes_not_told(&run.name, &previous.manifest.run_id, &failure);
            None
        }
    }
}
