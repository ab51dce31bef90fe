//! Failures: what is wrong, where, what to do, and the exit code it leads to.

use std::fmt;

use super::exit::Exit;
use super::safe::line as harmless;

/// Why a command ended without its result; each cause has an exit code of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// A fault of the program itself.
    Internal,
    /// Unknown flag, bad pipeline or catalogue file, ambiguous date order.
    Configuration,
    /// Missing, unreadable, required column missing, over the reject limit.
    Input,
    /// Another run holds the lock.
    Locked,
    /// The output could not be written.
    Output,
}

impl Cause {
    #[must_use]
    pub fn exit_code(self) -> u8 {
        let code = match self {
            Self::Internal => Exit::Internal,
            Self::Configuration => Exit::Configuration,
            Self::Input => Exit::Input,
            Self::Locked => Exit::Locked,
            Self::Output => Exit::Output,
        };
        code.number()
    }
}

/// One line what is wrong and where, what to do, and the lower-level cause.
#[derive(Clone, Debug)]
pub struct Failure {
    pub cause: Cause,
    what: String,
    place: Option<String>,
    todo: Option<String>,
    because: Vec<String>,
}

pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    #[must_use]
    pub fn new(cause: Cause, what: impl Into<String>) -> Self {
        Self { cause, what: what.into(), place: None, todo: None, because: Vec::new() }
    }

    #[must_use]
    pub fn internal(what: impl Into<String>) -> Self {
        Self::new(Cause::Internal, what).todo("please report this with the command and its log")
    }

    #[must_use]
    pub fn configuration(what: impl Into<String>) -> Self {
        Self::new(Cause::Configuration, what)
    }

    #[must_use]
    pub fn input(what: impl Into<String>) -> Self {
        Self::new(Cause::Input, what)
    }

    #[must_use]
    pub fn output(what: impl Into<String>) -> Self {
        Self::new(Cause::Output, what)
    }

    /// The file, line or key.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.place = Some(place.to_string());
        self
    }

    /// What the reader should do.
    #[must_use]
    pub fn todo(mut self, todo: impl Into<String>) -> Self {
        self.todo = Some(todo.into());
        self
    }

    /// A line of detail below the first.
    #[must_use]
    pub fn because(mut self, detail: impl fmt::Display) -> Self {
        self.because.push(detail.to_string());
        self
    }

    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("error: ")?;
        if let Some(place) = &self.place {
            write!(out, "{}: ", harmless(place))?;
        }
        out.write_str(&harmless(&self.what))?;
        if let Some(todo) = &self.todo {
            write!(out, "; {}", harmless(todo))?;
        }
        for line in self.because.iter().flat_map(|detail| detail.lines()) {
            write!(out, "\n    {}", harmless(line))?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

impl From<polars::error::PolarsError> for Failure {
    fn from(error: polars::error::PolarsError) -> Self {
        Self::internal("a table could not be computed").because(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_says_cannot_steer_the_terminal() {
        let shown = Failure::input("bad \u{1b}[2J").at("a\rb").because("x\ny\u{7}").to_string();
        assert_eq!(shown, "error: a\\rb: bad \\u{1b}[2J\n    x\n    y\\u{7}");
    }
}
