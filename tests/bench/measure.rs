//! Starts the program over made data, and takes the figures from the manifest of its run.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

use super::make::PIPELINE;
use super::manifest::Manifest;
use super::scenario::{Measures, Scenario};
use super::setting::AS_OF;
use attain::base::{Day, Failure, Outcome};

/// The program under measure, as this build made it.
const PROGRAM: &str = env!("CARGO_BIN_EXE_attain");

/// Where the pipelines of the benchmark publish, below their folder.
pub(crate) const OUT: &str = "out";

/// A run of which everything is known.
pub(crate) struct Measured {
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
pub(crate) fn measure(folder: &Path, scenario: Scenario) -> Outcome<Measured> {
    let run_well = |more: &[&str]| {
        let (status, seconds) = run(folder, scenario.of, AS_OF, more)?;
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
pub(crate) fn newest_manifest(folder: &Path) -> Outcome<Manifest> {
    let out = folder.join(OUT);
    let latest = out.join("latest");
    // Where links cannot be made, it is a text with the name of the folder.
    match fs::read_to_string(&latest) {
        Ok(name) => Manifest::read(&out.join(name.trim())),
        Err(_) => Manifest::read(&latest),
    }
}

/// Runs the pipeline of this folder: how it ended, and its seconds from start to end. A process of its
/// own, so that its peak of memory is its own.
///
/// # Errors
/// When it cannot be started.
pub(crate) fn run(
    folder: &Path,
    of: Measures,
    as_of: Day,
    more: &[&str],
) -> Outcome<(ExitStatus, f64)> {
    let started = Instant::now();
    let status = Command::new(PROGRAM)
        .arg("run")
        .arg(folder.join(PIPELINE))
        .args(["--only", of.report(), "--quiet", "--as-of", &as_of.to_string()])
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| {
            Failure::internal("the program cannot be started").at(PROGRAM).because(error)
        })?;
    Ok((status, started.elapsed().as_secs_f64()))
}
