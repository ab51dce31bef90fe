//! Starts this program over made data, and takes the figures from the manifest of its run.

use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use super::make::PIPELINE;
use super::scenario::{Measures, Scenario};
use super::setting::AS_OF;
use crate::base::{Day, Failure, Outcome};
use crate::cli::enter::Surroundings;
use crate::publish::{Manifest, latest};

/// Where the pipelines of the benchmark publish, below their folder.
pub const OUT: &str = "out";

/// A run of which everything is known.
pub struct Measured {
    pub scenario: Scenario,
    pub manifest: Manifest,
    /// From start to end of the process.
    pub seconds: f64,
    /// The same once more, with nothing changed.
    pub seconds_again: f64,
}

/// Runs twice: once anew, once with nothing to do.
///
/// # Errors
/// When a run fails or leaves nothing to read.
pub fn measure(folder: &Path, scenario: Scenario, around: &Surroundings) -> Outcome<Measured> {
    let run_well = |more: &[&str]| {
        let (status, seconds) = run(folder, scenario.of, AS_OF, more, around)?;
        if status.success() {
            return Ok(seconds);
        }
        Err(Failure::internal("a run of the benchmark failed")
            .at(folder.display())
            .because(format!("it ended with {status}; --keep DIR keeps its inputs to look at")))
    };
    let seconds = run_well(&["--force"])?;
    let seconds_again = run_well(&[])?;
    let manifest = newest_manifest(folder)?;
    Ok(Measured { scenario, manifest, seconds, seconds_again })
}

/// What the newest run over this folder wrote down about itself.
///
/// # Errors
/// When there is none.
pub fn newest_manifest(folder: &Path) -> Outcome<Manifest> {
    let out = folder.join(OUT);
    let newest = latest::read(&out)
        .ok_or_else(|| Failure::internal("the run published nothing").at(out.display()))?;
    Manifest::read(&out.join(newest))
}

/// Runs the pipeline of this folder: how it ended, and its seconds from start to end. A process of its
/// own, so that its peak of memory is its own.
///
/// # Errors
/// When it cannot be started.
pub fn run(
    folder: &Path,
    of: Measures,
    as_of: Day,
    more: &[&str],
    around: &Surroundings,
) -> Outcome<(ExitStatus, f64)> {
    let program = std::env::current_exe()
        .map_err(|error| Failure::internal("the program does not find itself").because(error))?;
    let started = (around.now)();
    let status = Command::new(&program)
        .arg("run")
        .arg(folder.join(PIPELINE))
        .args(["--only", of.report(), "--quiet", "--as-of", &as_of.to_string()])
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| {
            Failure::internal("the program cannot be started").at(program.display()).because(error)
        })?;
    Ok((status, (around.now)().seconds_after(started)))
}
