//! `attain status OUT --max-age 26h`: for monitors, the age and the result of the newest run.

use std::fmt;
use std::time::Duration;

use super::history::History;
use super::moment::{Moment, spoken};

/// A clock may be a little behind the one that wrote the manifest.
const AHEAD_SECONDS: i64 = 3600;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    NoRun,
    Newest {
        run_id: String,
        finished: Moment,
        age_seconds: i64,
        /// Of the run.
        exit_code: u8,
        max_age: Option<Duration>,
    },
}

/// The run that `latest` names, which no back-fill of earlier days is; without one, the run that was
/// finished last.
#[must_use]
pub fn status(history: &History, now: Moment, max_age: Option<Duration>) -> Status {
    let last = || history.runs().0.into_iter().max_by_key(|run| run.manifest.finished);
    let newest = history.latest().or_else(last);
    newest.map_or(Status::NoRun, |run| Status::Newest {
        run_id: run.manifest.run_id,
        finished: run.manifest.finished,
        age_seconds: now.seconds_since(run.manifest.finished),
        exit_code: run.manifest.exit_code,
        max_age,
    })
}

impl Status {
    /// 0 fine, 3 no run, 4 the newest run is too old or had something to tell.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoRun => 3,
            Self::Newest { exit_code: 0, .. } if self.complaint().is_none() => 0,
            Self::Newest { .. } => 4,
        }
    }

    fn complaint(&self) -> Option<&'static str> {
        let Self::Newest { age_seconds, max_age, .. } = self else { return None };
        // A run from the future hides that none came since: the clock was, or is, wrong.
        if *age_seconds < -AHEAD_SECONDS {
            return Some("it lies in the future: a clock was wrong");
        }
        let limit = max_age.and_then(|limit| i64::try_from(limit.as_secs()).ok());
        limit.is_some_and(|limit| *age_seconds > limit).then_some("too old")
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Newest { run_id, finished, age_seconds, exit_code, max_age } = self else {
            return out.write_str("no run");
        };
        write!(out, "{run_id}: finished {finished}")?;
        match self.complaint() {
            Some(complaint) if *age_seconds < 0 => write!(out, ", {complaint}")?,
            complaint => {
                write!(out, ", {} ago", spoken((*age_seconds).max(0)))?;
                if let (Some(complaint), Some(limit)) = (complaint, max_age) {
                    let limit = i64::try_from(limit.as_secs()).unwrap_or(i64::MAX);
                    write!(out, ", {complaint} (limit {})", spoken(limit))?;
                }
            }
        }
        match exit_code {
            0 => Ok(()),
            4 => out.write_str(", published, and its --fail-on condition holds (exit code 4)"),
            7 => out.write_str(", published with a stale input (exit code 7)"),
            other => write!(out, ", exit code {other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::history::tests::{put, rewrite};

    fn after(finished: &str, hours: i64, exit_code: u8) -> (u8, String) {
        let out = tempfile::tempdir().unwrap();
        let mut run = put(out.path(), "nightly", "2021-03-01", "aaaaaa", &[]);
        run.manifest.finished = Moment::from_text(finished).unwrap();
        run.manifest.exit_code = exit_code;
        rewrite(&run);
        let mut older = put(out.path(), "nightly", "2021-03-02", "bbbbbb", &[]);
        older.manifest.finished = Moment::from_text("2021-01-01T00:00:00Z").unwrap();
        rewrite(&older);
        let now = Moment::of(hours * 3600, 0);
        let now = Moment::of(
            Moment::from_text(finished).unwrap().seconds_since(Moment::of(0, 0))
                + now.seconds_since(Moment::of(0, 0)),
            0,
        );
        let history = History::of(out.path()).unwrap();
        let status = status(&history, now, Some(Duration::from_hours(26)));
        (status.exit_code(), status.to_string())
    }

    #[test]
    fn a_monitor_learns_age_and_result_of_the_run_that_was_finished_last() {
        let finished = "2021-03-01T02:00:00Z";
        let (code, text) = after(finished, 26, 0);
        assert_eq!(code, 0, "{text}");
        assert!(text.starts_with("2021-03-01-nightly-aaaaaa: finished"), "{text}");
        let (code, text) = after(finished, 27, 0);
        assert_eq!(code, 4);
        assert!(text.ends_with("27 h 0 min ago, too old (limit 26 h 0 min)"), "{text}");
        let (code, text) = after(finished, 1, 7);
        assert_eq!(code, 4);
        assert!(text.contains("stale"), "{text}");
        assert_eq!(after(finished, -1, 0).0, 0);
        let (code, text) = after(finished, -48, 0);
        assert_eq!(code, 4);
        assert!(text.contains("future"), "{text}");
    }

    #[test]
    fn no_run_is_an_answer_of_its_own() {
        let out = tempfile::tempdir().unwrap();
        let history = History::of(out.path()).unwrap();
        let status = status(&history, Moment::of(0, 0), None);
        assert_eq!((status.exit_code(), status.to_string().as_str()), (3, "no run"));
    }
}
