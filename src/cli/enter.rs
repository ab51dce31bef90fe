//! Hands each command to the one that carries it out.

use std::io::Write;

use clap::{CommandFactory, Parser};

use crate::base::{Day, Failure, Outcome};
use crate::programme::Dialect;
use crate::programme::check::{self as catalogue, Loaded};
use crate::run::gather::gather;

use crate::explain::person::Sources;
use crate::explain::{explain_user, text as explained};

use super::args::{Arguments, CatalogueCommand, Command, ExplainArguments, LogFormat, OfPipeline};
use super::{check, init, schema};

/// What only the outermost layer knows.
pub struct Surroundings {
    /// The day on which the program was started.
    pub today: Day,
}

/// Carries out the command line; answers the exit code.
#[must_use]
pub fn enter(around: &Surroundings) -> u8 {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; they go to standard output.
            let _ = error.print();
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    match carry_out(&arguments, around) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            failure.cause.exit_code()
        }
    }
}

fn carry_out(arguments: &Arguments, around: &Surroundings) -> Outcome<u8> {
    match &arguments.command {
        Command::Run(run) => {
            let request = crate::run::Request {
                pipeline: run.pipeline.clone(),
                as_of: run.as_of.unwrap_or(around.today),
                out: run.out.clone(),
            };
            crate::run::run(&request).map(|finished| finished.exit)
        }
        Command::Check(of) => check_inputs(of, around),
        Command::Explain(of) => explain(of, around),
        Command::Schema { kind } => say(&schema::schema(kind.as_deref(), &Dialect::built_in()?)?),
        Command::Init { folder } => say(&init::init(folder)?),
        Command::Catalogue(CatalogueCommand::Check { pipeline }) => {
            say(&catalogue::check(pipeline)?)
        }
        Command::Catalogue(CatalogueCommand::Show(of)) => {
            let loaded = Loaded::read(&of.pipeline)?;
            let day = of.as_of.unwrap_or(around.today);
            say(&catalogue::show(&loaded.catalogue, &loaded.parameters, &loaded.citations, day))
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "attain", &mut script);
            say(&String::from_utf8_lossy(&script))
        }
    }
}

fn check_inputs(of: &OfPipeline, around: &Surroundings) -> Outcome<u8> {
    let gathered = gather(&of.pipeline, of.as_of.unwrap_or(around.today))?;
    say(&check::report(&gathered))?;
    Ok(match (gathered.over_limit(), gathered.stale.is_empty()) {
        (Some(_), _) => 3,
        (None, false) => 7,
        (None, true) => 0,
    })
}

fn explain(of: &ExplainArguments, around: &Surroundings) -> Outcome<u8> {
    let gathered = gather(&of.pipeline, of.as_of.unwrap_or(around.today))?;
    let text = gathered.with_scene(|scene| {
        let (parameters, citations) = (&gathered.loaded.parameters, &gathered.loaded.citations);
        let from = Sources { scene, parameters, citations };
        let explanation = explain_user(&from, &of.user, of.skill.as_deref())?;
        match of.format {
            LogFormat::Text => Ok(explained::of_user(&explanation)),
            LogFormat::Json => serde_json::to_string_pretty(&explanation)
                .map(|json| json + "\n")
                .map_err(|error| Failure::internal("the explanation is no JSON").because(error)),
        }
    })?;
    say(&text)
}

/// Prints a result. A reader that has seen enough is no failure.
fn say(text: &str) -> Outcome<u8> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(0),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(Failure::output("standard output cannot be written").because(error)),
    }
}
