//! The commands on stored runs: compare, verify, watch, let go, forget.

use std::path::Path;

use crate::base::{Failure, Outcome};
use crate::publish::stage::REFUSED;
use crate::publish::verify as verifying;
use crate::publish::{
    History, Holder, Lock, forget as forgetting, prune as pruning, status as watching,
};

use super::args::{PruneArguments, StatusArguments};
use super::enter::{Surroundings, say};

/// Hashes a run again.
///
/// # Errors
/// When there is no manifest.
pub fn verify(run: &Path) -> Outcome<u8> {
    let verified = verifying::verify(run)?;
    say(&ended(&verified))?;
    Ok(verified.exit_code())
}

/// Age and result of the newest run.
///
/// # Errors
/// When the folder cannot be listed.
pub fn status(of: &StatusArguments, around: &Surroundings) -> Outcome<u8> {
    let status = watching::status(&History::of(&of.out)?, (around.now)(), of.max_age);
    say(&ended(&status))?;
    Ok(status.exit_code())
}

/// Lets old runs go.
///
/// # Errors
/// When nothing says what to keep, or a run cannot be removed.
pub fn prune(of: &PruneArguments, around: &Surroundings) -> Outcome<u8> {
    let now = (around.now)();
    if !has_runs(&of.out)? {
        return say(NO_RUN);
    }
    let lock = Lock::take(&of.out, &Holder::this_process("prune", now), None)?;
    let keep = pruning::Keep { made_within: of.keep, months: of.keep_monthly };
    let plan = pruning::plan(&lock, keep, now)?;
    if !of.dry_run {
        pruning::prune(&lock, &plan)?;
    }
    say(&ended(&plan))
}

/// Removes a person from stored runs.
///
/// # Errors
/// When a file cannot be read or written.
pub fn forget(out: &Path, email: &str, around: &Surroundings) -> Outcome<u8> {
    let now = (around.now)();
    if !has_runs(out)? {
        return say(NO_RUN);
    }
    let lock = Lock::take(out, &Holder::this_process("forget", now), None)?;
    say(&ended(&forgetting::forget(&lock, email, now)?))
}

const NO_RUN: &str = "there is no run here\n";

/// Whether anything of ours is there. A lock in a folder that is somebody else's, or a folder made
/// from a slip of the pen, helps nobody.
fn has_runs(out: &Path) -> Outcome<bool> {
    if !out.exists() {
        return Err(Failure::input("there is no such folder")
            .at(out.display())
            .todo("name the folder that runs are published in"));
    }
    Ok(!History::of(out)?.names.is_empty() || out.join(REFUSED).is_dir())
}

fn ended(said: &dyn std::fmt::Display) -> String {
    format!("{}\n", said.to_string().trim_end())
}
