//! `attain run`: carries out a run and tells how it ended.

use std::fmt::Write;
use std::io::IsTerminal;

use serde_json::{Value as Json, json};
use tracing::level_filters::LevelFilter;

use crate::base::{Day, Exit, Failure, Outcome, shown};
use crate::kernel::judge::ensure_known;
use crate::publish::Timestamp;
use crate::publish::backfill::{self, BackfillDays, range};
use crate::report::page::PageChoice;
use crate::run::{Caller, FailOn, Finished, Request, run as conduct};

use super::args::{FailOnArgument, LogFormat, PagesArgument, RunArguments};
use super::clock::Clock;
use super::screen::Screen;
use super::voice::{start_json_log, tell, tell_json};

/// Runs; answers the exit code. A range makes its runs in order and ends with the first failure.
///
/// # Errors
/// When a run fails.
pub(crate) fn run(of: &RunArguments, clock: &Clock) -> Outcome<u8> {
    let screen = Screen::new(!of.quiet && of.log_format == LogFormat::Text);
    start_log(of, &screen);
    ensure_clock((clock.now)())?;
    let days = days(of, clock)?;
    if days.is_empty() && !of.quiet {
        screen.without_bars(|| tell_nothing_to_run(of));
    }
    let mut worst = 0;
    for as_of in days {
        let request = request(of, as_of);
        // Whoever reads the log by a program shall find no other lines in it.
        let logs_failure = of.log_format == LogFormat::Json;
        let progress = &screen.progress;
        let caller = Caller { now: &clock.now, command: "run", progress, logs_failure };
        let finished = match conduct(&request, &caller) {
            Err(failure) if logs_failure => return Ok(failure.cause.exit_code()),
            ended => ended?,
        };
        if !of.quiet {
            screen.without_bars(|| tell_end(of, as_of, &finished));
        }
        // What was asked for outranks what is stale.
        let holds = Exit::Holds.number();
        let is_asked_for = [worst, finished.exit].contains(&holds);
        worst = if is_asked_for { holds } else { worst.max(finished.exit) };
    }
    Ok(worst)
}

fn request(of: &RunArguments, as_of: Day) -> Request {
    Request {
        pipeline: of.pipeline.clone(),
        as_of,
        out: of.out.clone(),
        only: of.only.clone(),
        companies: of.company.clone(),
        pages: of.pages.map(choice),
        shards: usize::from(of.shards.unwrap_or(1)),
        dry_run: of.dry_run,
        force: of.force,
        wait: of.wait,
        fail_on: of.fail_on.iter().map(|on| fail_on(*on)).collect(),
    }
}

fn tell_nothing_to_run(of: &RunArguments) {
    let text = "no such day lies in the range: there is nothing to run";
    match of.log_format {
        LogFormat::Text => tell(&format!("{text}\n")),
        LogFormat::Json => {
            tell_json(&json!({ "result": "nothing_to_run", "message": text, "exit_code": 0 }));
        }
    }
}

/// How a run ended: a line of a back-fill, a closing summary, or an object.
fn tell_end(of: &RunArguments, as_of: Day, finished: &Finished) {
    match (of.log_format, &of.every) {
        (LogFormat::Json, _) => tell_json(&in_json(finished, as_of, of.verbose)),
        (LogFormat::Text, Some(_)) => tell(&in_a_line(finished)),
        (LogFormat::Text, None) => tell(&ending(finished, of.verbose)),
    }
}

fn in_json(finished: &Finished, as_of: Day, verbose: bool) -> Json {
    let result = match (finished.nothing_changed, &finished.folder) {
        (true, _) => "nothing_changed",
        (false, Some(_)) => "published",
        (false, None) => "dry_run",
    };
    let mut told = json!({
        "run_id": finished.run_id,
        "as_of": as_of.to_string(),
        "result": result,
        "exit_code": finished.exit,
        "is_published": finished.folder.is_some() || finished.is_there,
        "folder": finished.folder.as_deref().map(shown),
    });
    if finished.lacks_forgotten {
        told["lacks_forgotten"] = true.into();
    }
    if !finished.nothing_changed {
        told["summary"] = finished.summary.json();
    }
    if verbose {
        let stages = finished.stages.iter();
        told["seconds"] =
            stages.map(|stage| (stage.name.clone(), Json::from(stage.seconds))).collect();
    }
    told
}

/// The writer of the workbooks asks for the time by itself, and knows none before 1970.
fn ensure_clock(now: Timestamp) -> Outcome<()> {
    if now >= Timestamp::of(0, 0) {
        return Ok(());
    }
    Err(Failure::output(format!("the clock of this machine is wrong: it says {now}"))
        .todo("set it and run again"))
}

/// The days to run for.
fn days(of: &RunArguments, clock: &Clock) -> Outcome<Vec<Day>> {
    let days = asked_for(of, clock)?;
    days.iter().try_for_each(|day| ensure_known(*day))?;
    Ok(days)
}

fn asked_for(of: &RunArguments, clock: &Clock) -> Outcome<Vec<Day>> {
    match (&of.as_of, &of.every) {
        (None, None) => Ok(vec![clock.today]),
        (Some(text), None) => {
            let wrong = || {
                Failure::configuration(format!("{text:?} is no day"))
                    .at("--as-of")
                    .todo("write it as 2021-03-01; a range A..B needs --every")
            };
            Day::from_iso(text).map(|day| vec![day]).ok_or_else(wrong)
        }
        (Some(text), Some(every)) => {
            let (from, to) = range(text)?;
            Ok(backfill::days(from, to, BackfillDays::read(every)?))
        }
        (None, Some(_)) => Err(Failure::configuration("there is no range to step through")
            .at("--every")
            .todo("write --as-of 2020-01-01..2020-12-31")),
    }
}

fn in_a_line(finished: &Finished) -> String {
    let what = match (finished.nothing_changed, &finished.folder) {
        (true, _) => "is there already",
        (false, Some(_)) => "published",
        (false, None) if finished.is_there => "is there already",
        (false, None) => "would be published",
    };
    format!("{} {what}\n", finished.run_id)
}

fn choice(pages: PagesArgument) -> PageChoice {
    match pages {
        PagesArgument::All => PageChoice::All,
        PagesArgument::AtRisk => PageChoice::AtRisk,
    }
}

fn fail_on(on: FailOnArgument) -> FailOn {
    match on {
        FailOnArgument::Critical => FailOn::Critical,
        FailOnArgument::Warning => FailOn::Warning,
        FailOnArgument::Fragile => FailOn::Fragile,
        FailOnArgument::Stale => FailOn::Stale,
        FailOnArgument::Findings => FailOn::Findings,
        FailOnArgument::Now => FailOn::Now,
    }
}

/// Logs go to standard error; without -v only warnings and errors.
fn start_log(of: &RunArguments, screen: &Screen) {
    let most = match (of.quiet, of.verbose) {
        (true, _) => LevelFilter::ERROR,
        (false, true) => LevelFilter::INFO,
        (false, false) => LevelFilter::WARN,
    };
    if of.log_format == LogFormat::Json {
        start_json_log(most);
        return;
    }
    let above = screen.above();
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let log = tracing_subscriber::fmt()
        .with_writer(move || above.clone())
        .with_max_level(most)
        .with_target(false)
        .with_ansi(colours);
    // A log that was started before stays as it is.
    let _ = log.try_init();
}

fn ending(finished: &Finished, verbose: bool) -> String {
    if finished.nothing_changed {
        let run_id = &finished.run_id;
        let forgotten = if finished.lacks_forgotten {
            " (without a person who was forgotten; --force makes it anew from the inputs)"
        } else {
            ""
        };
        return format!("nothing changed: {run_id} is published already{forgotten}\n");
    }
    let mut text = finished.summary.text();
    if verbose {
        for stage in &finished.stages {
            let _ = writeln!(text, "time       {:<16} {:>8.3} s", stage.name, stage.seconds);
        }
    }
    // Writing to a string cannot fail.
    let _ = match &finished.folder {
        Some(folder) => writeln!(text, "published  {}", shown(folder)),
        None if finished.is_there => {
            writeln!(text, "dry run    {} is published already", finished.run_id)
        }
        None => writeln!(text, "dry run    {} would be published", finished.run_id),
    };
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_1970_is_told_before_anything_is_written() {
        assert!(ensure_clock(Timestamp::of(0, 0)).is_ok());
        let failure = ensure_clock(Timestamp::of(-1, 0)).unwrap_err();
        assert!(failure.to_string().contains("it says 1969-12-31T23:59:59Z; set it"), "{failure}");
    }
}
