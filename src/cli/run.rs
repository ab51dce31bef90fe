//! `attain run`: carries out a run and tells how it ended.

use std::io::IsTerminal;

use tracing::level_filters::LevelFilter;

use crate::base::Outcome;
use crate::run::{Around, FailOn, Finished, Request, run as conduct};

use super::args::{FailOnArgument, LogFormat, RunArguments};
use super::enter::{Surroundings, say};

/// Runs; answers the exit code.
///
/// # Errors
/// When the run fails.
pub fn run(of: &RunArguments, around: &Surroundings) -> Outcome<u8> {
    start_log(of);
    let request = Request {
        pipeline: of.pipeline.clone(),
        as_of: of.as_of.unwrap_or(around.today),
        out: of.out.clone(),
        only: of.only.clone(),
        dry_run: of.dry_run,
        force: of.force,
        wait: of.wait,
        fail_on: of.fail_on.iter().map(|on| fail_on(*on)).collect(),
        is_back_fill: false,
    };
    let finished = conduct(&request, &Around { now: &around.now, command: "run" })?;
    if !of.quiet {
        say(&ending(&finished, of.verbose))?;
    }
    Ok(finished.exit)
}

fn fail_on(on: FailOnArgument) -> FailOn {
    match on {
        FailOnArgument::Critical => FailOn::Critical,
        FailOnArgument::Warning => FailOn::Warning,
        FailOnArgument::Fragile => FailOn::Fragile,
        FailOnArgument::Stale => FailOn::Stale,
        FailOnArgument::Findings => FailOn::Findings,
    }
}

/// Logs go to standard error; without -v only warnings and errors.
fn start_log(of: &RunArguments) {
    let most = match (of.quiet, of.verbose) {
        (true, _) => LevelFilter::ERROR,
        (false, true) => LevelFilter::INFO,
        (false, false) => LevelFilter::WARN,
    };
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(most)
        .with_target(false);
    // A log that was started before stays as it is.
    let _ = match of.log_format {
        LogFormat::Json => log.json().flatten_event(true).try_init(),
        LogFormat::Text => {
            let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            log.with_ansi(colours).try_init()
        }
    };
}

fn ending(finished: &Finished, verbose: bool) -> String {
    if finished.nothing_changed {
        return format!("nothing changed: {} is published already\n", finished.run_id);
    }
    let mut text = finished.summary.text();
    if verbose {
        for stage in &finished.stages {
            text += &format!("time       {:<16} {:>8.3} s\n", stage.name, stage.seconds);
        }
    }
    match &finished.folder {
        Some(folder) => text += &format!("published  {}\n", folder.display()),
        None => text += &format!("dry run    {} would be published\n", finished.run_id),
    }
    text
}
