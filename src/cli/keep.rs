//! The commands on stored runs: compare, verify, watch, let go, forget.

use std::io::Write;
use std::path::Path;

use crate::base::{Exit, Failure, Outcome, safe};
use crate::publish::journal;
use crate::publish::stage::REFUSED;
use crate::publish::verify as verifying;
use crate::publish::{
    History, Lock, LockHolder, forget as forgetting, prune as pruning, status as watching,
};

use super::args::{PruneArguments, StatusArguments};
use super::clock::Clock;
use super::voice::tell;

/// Hashes a run again.
///
/// # Errors
/// When there is no manifest.
pub(crate) fn verify(run: &Path) -> Outcome<u8> {
    let verified = verifying::verify(run)?;
    tell(&ended(&verified));
    Ok(verified.exit_code())
}

/// Age and result of the newest run.
///
/// # Errors
/// When the folder cannot be listed.
pub(crate) fn status(of: &StatusArguments, clock: &Clock) -> Outcome<u8> {
    let history = History::of(&of.out)?;
    let pipeline = of.pipeline.as_deref();
    let asked = watching::StatusQuestion { now: (clock.now)(), max_age: of.max_age, pipeline };
    let status = watching::status(&history, asked)?;
    let open = if history.is_forget_open() { journal::OPEN } else { "" };
    tell(&ended(&format!("{status}{open}")));
    // Somebody must know that a person is half forgotten.
    Ok(match status.exit_code() {
        0 if !open.is_empty() => Exit::Holds.number(),
        code => code,
    })
}

/// Lets old runs go.
///
/// # Errors
/// When nothing says what to keep, or a run cannot be removed.
pub(crate) fn prune(of: &PruneArguments, clock: &Clock) -> Outcome<u8> {
    let now = (clock.now)();
    if !has_runs(&of.out)? {
        tell(NO_RUN);
        return Ok(0);
    }
    let lock = Lock::take(&of.out, &LockHolder::this_process("prune", now), None)?;
    let keep = pruning::KeepRuns { made_within: of.keep, months: of.keep_monthly };
    if let Err(failure) = finish_forget(&lock) {
        // Old runs can go all the same, and may have to: the disk may be full.
        warn(&format!("a forget could not be finished: {failure}"));
    }
    let plan = pruning::plan(&lock, keep, now)?;
    for (name, why) in &plan.others {
        warn(&format!("{name} is left alone: {why}"));
    }
    if !of.dry_run {
        pruning::prune(&lock, &plan)?;
    }
    tell(&ended(&plan));
    Ok(0)
}

/// Removes a person from stored runs; 3 when somebody must look at what was left.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn forget(out: &Path, emails: &[String], clock: &Clock) -> Outcome<u8> {
    let now = (clock.now)();
    if !has_runs(out)? {
        tell(NO_RUN);
        return Ok(0);
    }
    let lock = Lock::take(out, &LockHolder::this_process("forget", now), None)?;
    let before = finish_forget(&lock);
    // A journal that cannot be read is what this call replaces.
    let before = before.unwrap_or(0);
    let forgot = forgetting::forget(&lock, emails, now)?;
    tell(&ended(&forgot));
    Ok(forgot.exit_code().max(before))
}

/// Finishes a `forget` that was begun and has not ended, and says what is left of it.
fn finish_forget(lock: &Lock) -> Outcome<u8> {
    let Some(forgot) = forgetting::finish(lock)? else { return Ok(0) };
    warn("a forget that was not finished is finished now");
    match forgot.left() {
        0 => {}
        left => warn(&format!(
            "it left {left} files to look at; `attain forget` with the e-mail lists them"
        )),
    }
    Ok(forgot.exit_code())
}

/// Nobody may be there to read it.
fn warn(text: &str) {
    let _ = writeln!(std::io::stderr(), "warning: {}", safe::text(text));
}

const NO_RUN: &str = "there is no run here\n";

/// Whether anything of ours is there. A lock in a folder that is somebody else's, or a folder made
/// from a slip of the pen, helps nobody.
fn has_runs(out: &Path) -> Outcome<bool> {
    let is_missing = |error: std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
    if out.symlink_metadata().is_err_and(is_missing) {
        return Err(Failure::input("there is no such folder")
            .at(out.display())
            .todo("name the folder that runs are published in"));
    }
    let history = History::of(out)?;
    Ok(!history.names.is_empty() || history.is_forget_open() || out.join(REFUSED).is_dir())
}

fn ended(said: &dyn std::fmt::Display) -> String {
    format!("{}\n", said.to_string().trim_end())
}
