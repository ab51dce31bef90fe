//! What a command says: its result, and how it ended. A stream that breaks changes nothing about how it ended; where the log is
//! JSON, every line is.

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;
use serde_json::Value as Json;
use tracing::level_filters::LevelFilter;

use crate::base::{Failure, Outcome, safe};

static IS_JSON: AtomicBool = AtomicBool::new(false);

/// Hears from the arguments as they came whether lines are to be JSON: an argument that is wrong is
/// told so too.
pub(crate) fn listen(arguments: &[OsString]) {
    let is_format = |pair: &[OsString]| pair[0] == "--log-format" && pair[1] == "json";
    let is_said = arguments.iter().any(|own| own == "--log-format=json");
    IS_JSON.store(is_said || arguments.windows(2).any(is_format), Ordering::Relaxed);
}

#[must_use]
pub(crate) fn is_json() -> bool {
    IS_JSON.load(Ordering::Relaxed)
}

/// Says why a command ended without its result.
pub(crate) fn fail(failure: &Failure) {
    if is_json() {
        // Where the log was started already, it stays as it is.
        start_json_log(LevelFilter::ERROR);
        let text = failure.to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        tracing::error!(exit_code = failure.cause.exit_code(), "{}", safe::text(text));
    } else {
        // Nobody may be there to read it.
        let _ = writeln!(io::stderr(), "{failure}");
    }
}

/// Prints a result. A reader that has seen enough is no failure.
pub(super) fn say(text: &str) -> Outcome<u8> {
    say_as_it_is(&safe::text(text))
}

/// Prints JSON, which stays the same JSON.
pub(super) fn say_json(value: &impl Serialize) -> Outcome<u8> {
    let json = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::internal("the answer is no JSON").because(error))?;
    say_as_it_is(&(safe::json(&json).into_owned() + "\n"))
}

/// What programs read: a script, for example.
pub(super) fn say_as_it_is(text: &str) -> Outcome<u8> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(0),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(0),
        Err(error) => Err(Failure::output("standard output cannot be written").because(error)),
    }
}

/// Prints what a command has done. If nobody can hear it, it is done all the same.
pub(crate) fn tell(text: &str) {
    bear(say(text));
}

/// The same as one line of JSON.
pub(crate) fn tell_json(value: &Json) {
    bear(say_as_it_is(&format!("{}\n", safe::json(&value.to_string()))));
}

fn bear(said: Outcome<u8>) {
    if let Err(failure) = said {
        let text = failure.to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        if is_json() {
            tracing::warn!("{text}");
        } else {
            let _ = writeln!(io::stderr(), "warning: {text}");
        }
    }
}

/// One object a line.
pub(crate) fn start_json_log(most: LevelFilter) {
    let log = tracing_subscriber::fmt()
        .with_writer(|| Patient(io::stderr()))
        .with_max_level(most)
        .with_target(false);
    // A log that was started before stays as it is.
    let _ = log.json().flatten_event(true).try_init();
}

/// Writes as long as anybody listens. The log would take a failure for its own, and say so on the
/// stream that is broken.
#[derive(Clone)]
pub(crate) struct Patient<W>(pub W);

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_heard_wherever_it_is_said() {
        let heard = |line: &str| {
            listen(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
            is_json()
        };
        assert!(heard("attain run --log-format json"));
        assert!(heard("attain run --log-format=json --shiny"));
        assert!(!heard("attain run --log-format text"));
        assert!(!heard("attain run json --log-format"));
    }

    #[test]
    fn a_broken_stream_is_borne() {
        struct Broken;
        impl Write for Broken {
            fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
                Err(io::Error::from(io::ErrorKind::StorageFull))
            }
            fn flush(&mut self) -> io::Result<()> {
                Err(io::Error::from(io::ErrorKind::BrokenPipe))
            }
        }
        assert_eq!(Patient(Broken).write(b"abc").ok(), Some(3));
        assert!(Patient(Broken).flush().is_ok());
    }
}
