//! Publishing: a finished stage becomes the run folder, and the latest one.

use std::path::PathBuf;

use crate::base::Outcome;
use crate::publish::Stage;
use crate::publish::history::{Published, RunName};
use crate::publish::stage::Existing;
use crate::publish::turning::turns;

use super::key::KeyedRun;
use super::log;

/// Whether this is a dry run of what is published already.
///
/// # Errors
/// When the history cannot be read.
pub(crate) fn is_there(run: &KeyedRun<'_>) -> Outcome<bool> {
    if !run.request.dry_run || run.request.force {
        return Ok(false);
    }
    Ok(matches!(run.published()?, Published::Whole(_)))
}

/// Moves the stage to its place; answers the run folder, none for a dry run.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn publish(run: &KeyedRun<'_>, stage: Stage<'_>) -> Outcome<Option<PathBuf>> {
    if run.request.dry_run {
        return Ok(None);
    }
    let existing = match run.published()? {
        Published::No => Existing::Refuse,
        Published::Whole(published) => {
            if !published.manifest.forgotten.is_empty() {
                log::made_again_after_forget(&run.name);
            }
            Existing::Replace
        }
        Published::Damaged(_) => Existing::Replace,
    };
    let turns = RunName::read(&run.run_id).map(|name| turns(run.history, &name));
    stage.publish(&run.run_id, existing, &turns.unwrap_or_default()).map(Some)
}
