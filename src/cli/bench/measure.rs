//! Starts this program over made data, and takes the figures from the manifest of its run.

use std::path::Path;
use std::process::{Command, Stdio};

use super::make::PIPELINE;
use super::scenario::Scenario;
use super::setting::AS_OF;
use crate::base::{Failure, Outcome};
use crate::cli::enter::Surroundings;
use crate::publish::{Manifest, latest};

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
    let report = scenario.of.report();
    let seconds = run(folder, report, &["--force"], around)?;
    let seconds_again = run(folder, report, &[], around)?;
    let out = folder.join("out");
    let newest = latest::read(&out)
        .ok_or_else(|| Failure::internal("the run published nothing").at(out.display()))?;
    let manifest = Manifest::read(&out.join(newest))?;
    Ok(Measured { scenario, manifest, seconds, seconds_again })
}

/// A process of its own, so that its peak of memory is its own.
fn run(folder: &Path, report: &str, more: &[&str], around: &Surroundings) -> Outcome<f64> {
    let program = std::env::current_exe()
        .map_err(|error| Failure::internal("the program does not find itself").because(error))?;
    let started = (around.now)();
    let status = Command::new(&program)
        .arg("run")
        .arg(folder.join(PIPELINE))
        .args(["--only", report, "--quiet", "--as-of", &AS_OF.to_string()])
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| {
            Failure::internal("the program cannot be started").at(program.display()).because(error)
        })?;
    let seconds = (around.now)().seconds_after(started);
    if status.success() {
        return Ok(seconds);
    }
    Err(Failure::internal("a run of the benchmark failed")
        .at(folder.display())
        .because(format!("it ended with {status}; --keep DIR keeps its inputs to look at")))
}
