//! Hands each command to the one that carries it out.

use std::ffi::OsString;

use clap::{CommandFactory, Parser};

use crate::base::{Exit, Outcome};
use crate::programme::Dialect;
use crate::programme::check::{self as catalogue, Loaded};
use crate::run::prepare::labels;
use crate::run::read::read;

use super::args::{Arguments, CatalogueCommand, Command, OfPipeline};
use super::clock::Clock;
use super::screen::Screen;
use super::voice::{say, say_as_it_is};
use super::{
    check, diff, explain, init, keep, limits, missing, portfolio, run, schema, threads, usage,
    voice,
};

/// Carries out a command line, which starts with the name of the program; answers the exit code.
#[must_use]
pub fn enter(arguments: Vec<OsString>, clock: &Clock) -> u8 {
    limits::are_errors();
    voice::listen(&arguments);
    let ended = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => carry_out(&arguments, clock),
        Err(error) => usage::answer(&error),
    };
    ended.unwrap_or_else(|failure| {
        voice::fail(&failure);
        failure.cause.exit_code()
    })
}

/// Whether tables are read or made.
fn needs_threads(command: &Command) -> bool {
    !matches!(command, Command::Schema { .. } | Command::Init(_) | Command::Completions { .. })
}

fn carry_out(arguments: &Arguments, clock: &Clock) -> Outcome<u8> {
    limits::ensure_handles()?;
    if needs_threads(&arguments.command) {
        threads::ensure()?;
    }
    match &arguments.command {
        Command::Run(of) => run::run(of, clock),
        Command::Check(of) => check_inputs(of, clock),
        Command::Explain(of) => explain::explain(of, clock),
        Command::Diff(of) => diff::diff(of),
        Command::Portfolio(of) => portfolio::portfolio(of),
        Command::Verify { run } => keep::verify(run),
        Command::Status(of) => keep::status(of, clock),
        Command::Prune(of) => keep::prune(of, clock),
        Command::Forget(of) => keep::forget(&of.out, &of.emails, clock),
        Command::Schema { kind } => say(&schema::schema(kind.as_deref(), &Dialect::built_in()?)?),
        Command::Init(of) => {
            voice::tell(&init::init(of, clock.today)?);
            Ok(0)
        }
        Command::Help { command } => usage::help(command),
        Command::Catalogue(CatalogueCommand::Check { pipeline }) => {
            say(&catalogue::check(pipeline, &|loaded| labels(loaded).map(drop))?)
        }
        Command::Catalogue(CatalogueCommand::Show(of)) => {
            let loaded = Loaded::read(&of.pipeline)?;
            let day = of.as_of.unwrap_or(clock.today);
            say(&catalogue::show(&loaded.catalogue, &loaded.parameters, &loaded.citations, day))
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "attain", &mut script);
            say_as_it_is(&String::from_utf8_lossy(&script))
        }
    }
}

fn check_inputs(of: &OfPipeline, clock: &Clock) -> Outcome<u8> {
    let loaded = Loaded::read(&of.pipeline)?;
    if let Some(failure) = missing::files(&loaded) {
        return Err(failure);
    }
    let screen = Screen::new(true);
    let gathered = read(loaded, of.as_of.unwrap_or(clock.today), &screen.progress)?;
    labels(&gathered.loaded)?;
    say(&check::report(&gathered)?)?;
    let code = match (gathered.over_limit(), gathered.stale.is_empty()) {
        (Some(_), _) => Exit::Input,
        (None, false) => Exit::Stale,
        (None, true) => Exit::Done,
    };
    Ok(code.number())
}
