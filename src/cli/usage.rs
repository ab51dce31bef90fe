//! Help, and the answer to a command line that nobody understands.

use std::borrow::Cow;
use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use crate::base::fold::did_you_mean;
use crate::base::{Exit, Failure, Outcome, safe};

use super::args::Arguments;
use super::voice;
use super::voice::say;

/// Shows the help that was asked for, or says what is wrong.
///
/// # Errors
/// When something is.
pub(crate) fn answer(error: &clap::Error) -> Outcome<u8> {
    if !error.use_stderr() {
        return printed(error.print());
    }
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand)
    {
        return Err(no_command(name));
    }
    if voice::is_json() {
        let text = error.to_string();
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let what = lines.next().unwrap_or_default();
        let what = what.strip_prefix("error: ").unwrap_or(what);
        return Err(lines.fold(Failure::configuration(what), Failure::because));
    }
    // Nobody may be there to read it.
    let text = error.to_string();
    let _ = match safe::text(&text) {
        Cow::Borrowed(_) => error.print(),
        // A script may hand on what stands in a file.
        Cow::Owned(text) => io::stderr().write_all(text.as_bytes()),
    };
    Ok(Exit::Configuration.number())
}

/// The help of a command, as `--help` gives it.
///
/// # Errors
/// When there is no such command.
pub(crate) fn help(names: &[String]) -> Outcome<u8> {
    let mut command = Arguments::command();
    command.build();
    let mut asked = &mut command;
    for name in names {
        asked = asked.find_subcommand_mut(name).ok_or_else(|| no_command(name))?;
    }
    say(&asked.render_help().to_string())
}

fn no_command(name: &str) -> Failure {
    let command = Arguments::command();
    let known: Vec<&str> = commands(&command).collect();
    let near = did_you_mean(name, known.iter().copied());
    let todo = match near {
        Some(near) => format!("did you mean {near}? `attain --help` lists all commands"),
        None => "`attain --help` lists all commands".to_owned(),
    };
    Failure::configuration(format!("there is no command {name:?}")).todo(todo)
}

/// Those that are listed, and those below them.
fn commands(command: &Command) -> impl Iterator<Item = &str> {
    let listed = command.get_subcommands().filter(|own| !own.is_hide_set());
    listed.flat_map(|own| {
        std::iter::once(own.get_name()).chain(own.get_subcommands().map(Command::get_name))
    })
}

/// A reader that has seen enough is no failure.
fn printed(done: io::Result<()>) -> Outcome<u8> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::output("standard output cannot be written").because(error))
        }
        _ => Ok(0),
    }
}
