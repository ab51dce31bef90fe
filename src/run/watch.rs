//! Counts the time of each stage.

use crate::publish::Timestamp;
use crate::publish::manifest::StageDone;

use super::log::{self, RunNamed};
use super::request::Caller;

/// Counts the time between two stages.
pub(crate) struct Watch<'a> {
    caller: &'a Caller<'a>,
    since: Timestamp,
    pub stages: Vec<StageDone>,
}

impl<'a> Watch<'a> {
    #[must_use]
    pub(crate) fn start(caller: &'a Caller<'a>) -> Self {
        Self { caller, since: (caller.now)(), stages: Vec::new() }
    }

    /// A stage is done: so many rows went in, so many came out.
    pub(crate) fn stage(&mut self, run: &RunNamed, name: &str, rows_in: u64, rows_out: u64) {
        let now = self.now();
        let seconds = now.seconds_after(self.since);
        log::stage(run, name, [rows_in, rows_out], seconds);
        self.stages.push(StageDone { name: name.to_owned(), rows_in, rows_out, seconds });
        self.since = now;
    }

    #[must_use]
    pub(crate) fn now(&self) -> Timestamp {
        (self.caller.now)()
    }
}
