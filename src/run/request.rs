//! What a run is asked for, who asks, and how it ended.

use std::path::PathBuf;
use std::time::Duration;

use crate::base::{Day, Progress};
use crate::programme::pipeline::Report;
use crate::publish::Timestamp;
use crate::publish::manifest::StageDone;
use crate::report::page::PageChoice;

use super::tell::Summary;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    pub pipeline: PathBuf,
    pub as_of: Day,
    pub out: Option<PathBuf>,
    pub only: Vec<Report>,
    /// MPN ids of the companies to report on; none for all.
    pub companies: Vec<String>,
    /// Which companies of several get a page.
    pub pages: Option<PageChoice>,
    /// In so many parts the companies are judged, for less memory; 1 for all at once.
    pub shards: usize,
    pub dry_run: bool,
    pub force: bool,
    pub wait: Option<Duration>,
    pub fail_on: Vec<FailOn>,
}

/// What makes a published run end with exit code 4.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    Critical,
    Warning,
    Fragile,
    Stale,
    Findings,
    /// An action is urgent.
    Now,
}

/// Whoever starts a run, and what only he can tell.
pub struct Caller<'a> {
    pub now: &'a dyn Fn() -> Timestamp,
    /// The command, for whoever finds the lock held.
    pub command: &'a str,
    pub progress: &'a Progress,
    /// Whether a failure is a line of the log too, and not only handed up.
    pub logs_failure: bool,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Finished {
    pub exit: u8,
    pub run_id: String,
    /// None for a dry run.
    pub folder: Option<PathBuf>,
    pub nothing_changed: bool,
    /// A dry run of what is published already.
    pub is_there: bool,
    /// What is published lacks a person that `forget` removed.
    pub lacks_forgotten: bool,
    pub summary: Summary,
    pub stages: Vec<StageDone>,
}
