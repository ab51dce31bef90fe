//! `attain status OUT --max-age 26h`: for monitors, the newest run of each pipeline: for which day,
//! how old, how it ended.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use super::files::AtPath;
use super::history::{History, Run, RunName};
use super::key;
use super::latest::{self, LatestLink, NAME};
use super::timestamp::{Timestamp, spoken};
use crate::base::{Day, Exit, Failure, Outcome};

/// A clock may be a little behind the one that wrote the manifest.
const AHEAD_SECONDS: i64 = 3600;

/// What a monitor is told, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Status(Vec<Latest>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Latest {
    NoRun(String),
    /// What readers follow leads to no whole run.
    Broken(String),
    Newest(Box<Newest>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Newest {
    run_id: String,
    as_of: Day,
    finished: Timestamp,
    age_seconds: i64,
    /// Of the run.
    exit_code: u8,
    max_age: Option<Duration>,
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatusQuestion<'a> {
    pub now: Timestamp,
    pub max_age: Option<Duration>,
    /// One pipeline instead of all that the folder holds, by its name or as folders have it.
    pub pipeline: Option<&'a str>,
}

/// The run that the link of each pipeline names, which no run for an earlier day is.
///
/// # Errors
/// When the folder cannot be listed.
pub(crate) fn status(history: &History, asked: StatusQuestion<'_>) -> Outcome<Status> {
    let mut told = Vec::new();
    if let Some(pipeline) = asked.pipeline {
        told.push(of_pipeline(history, asked, &key::folder_name(pipeline)));
        return Ok(Status(told));
    }
    let pipelines = pipelines(history)?;
    if pipelines.is_empty() && latest::look(history.out(), NAME) == LatestLink::Missing {
        return Ok(Status(vec![Latest::NoRun("no run".to_owned())]));
    }
    if let Err(trouble) = named(history, NAME) {
        told.push(Latest::Broken(trouble));
    }
    told.extend(pipelines.iter().map(|pipeline| of_pipeline(history, asked, pipeline)));
    Ok(Status(told))
}

/// As folders have them: of the runs and of the links.
fn pipelines(history: &History) -> Outcome<BTreeSet<String>> {
    let out = history.out();
    let links = if out.exists() { latest::links(out).reading(out)? } else { Vec::new() };
    let prefix = latest::of_pipeline("");
    let linked = links.iter().filter_map(|link| Some(link.strip_prefix(&prefix)?.to_owned()));
    Ok(linked.chain(history.names.iter().map(|name| name.pipeline.clone())).collect())
}

fn of_pipeline(history: &History, asked: StatusQuestion<'_>, pipeline: &str) -> Latest {
    let link = latest::of_pipeline(pipeline);
    let own: Vec<&RunName> =
        history.names.iter().filter(|name| name.pipeline == pipeline).collect();
    let run = if latest::look(history.out(), &link) == LatestLink::Missing {
        if own.is_empty() {
            return Latest::NoRun(format!("{pipeline}: no run"));
        }
        without_link(history, &own)
    } else {
        named(history, &link)
    };
    match run {
        Ok(run) => Latest::Newest(Box::new(Newest {
            run_id: run.manifest.run_id,
            as_of: run.manifest.as_of,
            finished: run.manifest.finished,
            age_seconds: asked.now.seconds_since(run.manifest.finished),
            exit_code: run.manifest.exit_code,
            max_age: asked.max_age,
        })),
        Err(trouble) => Latest::Broken(trouble),
    }
}

/// The run that a link names, or what is wrong with the link.
fn named(history: &History, link: &str) -> Result<Run, String> {
    match latest::look(history.out(), link) {
        LatestLink::Names(run_id) => {
            whole(history, &run_id).map_err(|trouble| format!("{link} -> {run_id}: {trouble}"))
        }
        LatestLink::Missing => Err(format!("{link}: it is missing; the next run makes it")),
        LatestLink::Foreign => {
            Err(format!("{link}: it names no run; remove it, and the next run makes it"))
        }
    }
}

/// An earlier version made no links for pipelines: of the newest day the run that was made last.
fn without_link(history: &History, own: &[&RunName]) -> Result<Run, String> {
    let mut runs = Vec::new();
    let mut trouble = String::new();
    for name in own.iter().take_while(|name| name.as_of == own[0].as_of) {
        match whole(history, &name.run_id) {
            Ok(run) => runs.push(run),
            Err(own) => trouble = format!("{}: {own}", name.run_id),
        }
    }
    runs.into_iter().max_by_key(|run| run.manifest.finished).ok_or(trouble)
}

fn whole(history: &History, run_id: &str) -> Result<Run, String> {
    let folder = history.out().join(run_id);
    if let Err(error) = std::fs::symlink_metadata(&folder)
        && error.kind() == std::io::ErrorKind::NotFound
    {
        return Err("there is no such run; the next run puts it right".to_owned());
    }
    let run = history.run(run_id).map_err(|failure: Failure| failure.what().to_owned())?;
    if run.is_whole() {
        return Ok(run);
    }
    Err("its files are not what was published; `attain verify` tells which".to_owned())
}

impl Status {
    /// 0 fine, 3 no run or a broken link, 4 a newest run is too old or had something to tell; of
    /// several pipelines the worst.
    #[must_use]
    pub(crate) fn exit_code(&self) -> u8 {
        let worst = self.0.iter().map(|told| match told {
            Latest::NoRun(_) | Latest::Broken(_) => (2, Exit::Input.number()),
            Latest::Newest(newest) if newest.is_fine() => (0, Exit::Done.number()),
            Latest::Newest(_) => (1, Exit::Holds.number()),
        });
        worst.max().map_or(Exit::Input.number(), |(_, code)| code)
    }
}

impl Newest {
    fn is_fine(&self) -> bool {
        self.exit_code == Exit::Done.number() && self.complaint().is_none()
    }

    fn complaint(&self) -> Option<&'static str> {
        // A run from the future hides that none came since: the clock was, or is, wrong.
        if self.age_seconds < -AHEAD_SECONDS {
            return Some("it lies in the future: a clock was wrong");
        }
        let limit = self.max_age.and_then(|limit| i64::try_from(limit.as_secs()).ok());
        limit.is_some_and(|limit| self.age_seconds > limit).then_some("too old")
    }
}

impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|told| match told {
            Latest::NoRun(text) | Latest::Broken(text) => writeln!(out, "{text}"),
            Latest::Newest(newest) => writeln!(out, "{newest}"),
        })
    }
}

const HOLDS: u8 = Exit::Holds.number();
const STALE: u8 = Exit::Stale.number();

impl fmt::Display for Newest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { run_id, as_of, finished, age_seconds, exit_code, max_age } = self;
        write!(out, "{run_id}: as of {as_of}, finished {finished}")?;
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
        match *exit_code {
            HOLDS => out.write_str(", published, and its --fail-on condition holds (exit code 4)"),
            STALE => out.write_str(", published with a stale input (exit code 7)"),
            other => write!(out, ", exit code {other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::publish::history::tests::{put, rewrite};
    use crate::publish::latest::{LinkTurn, turn};

    /// What somebody does, and what is told of it.
    type Break = (fn(&Path, &Run), &'static str);

    fn made(out: &Path, pipeline: &str, as_of: &str, digits: &str, finished: &str) -> Run {
        let mut run = put(out, pipeline, as_of, digits, &[]);
        run.manifest.finished = Timestamp::from_text(finished).unwrap();
        rewrite(&run)
    }

    fn link(out: &Path, link: &str, run: &Run) {
        turn(out, &[LinkTurn { link: link.into(), run_id: run.manifest.run_id.clone() }]).unwrap();
    }

    fn told(out: &Path, now: Timestamp, pipeline: Option<&str>) -> (u8, String) {
        let history = History::of(out).unwrap();
        let asked = StatusQuestion { now, max_age: Some(Duration::from_hours(26)), pipeline };
        let status = status(&history, asked).unwrap();
        (status.exit_code(), status.to_string())
    }

    fn hours_after(finished: &str, hours: i64) -> Timestamp {
        let epoch = Timestamp::of(0, 0);
        Timestamp::of(
            Timestamp::from_text(finished).unwrap().seconds_since(epoch) + hours * 3600,
            0,
        )
    }

    #[test]
    fn a_monitor_learns_day_age_and_result_of_the_newest_run() {
        let finished = "2021-03-01T02:00:00Z";
        let after = |hours, exit_code| {
            let out = tempfile::tempdir().unwrap();
            let mut run = made(out.path(), "nightly", "2021-03-01", "aaaaaa", finished);
            run.manifest.exit_code = exit_code;
            rewrite(&run);
            made(out.path(), "nightly", "2021-02-01", "bbbbbb", "2021-03-05T00:00:00Z");
            link(out.path(), NAME, &run);
            let before_links = told(out.path(), hours_after(finished, hours), None);
            link(out.path(), "latest-nightly", &run);
            assert_eq!(told(out.path(), hours_after(finished, hours), None), before_links);
            before_links
        };
        let (code, text) = after(26, 0);
        assert_eq!(code, 0, "{text}");
        let start = "2021-03-01-nightly-aaaaaa: as of 2021-03-01, finished 2021-03-01T02:00:00Z, ";
        assert_eq!(text, format!("{start}26 h 0 min ago, exit code 0\n"));
        let (code, text) = after(27, 0);
        assert_eq!(code, 4);
        assert!(text.contains("27 h 0 min ago, too old (limit 26 h 0 min), "), "{text}");
        let (code, text) = after(1, 7);
        assert_eq!(code, 4);
        assert!(text.contains("stale"), "{text}");
        assert_eq!(after(-1, 0).0, 0);
        let (code, text) = after(-48, 0);
        assert_eq!(code, 4);
        assert!(text.contains("future"), "{text}");
    }

    #[test]
    fn of_several_pipelines_all_are_told_and_the_worst_counts() {
        let out = tempfile::tempdir().unwrap();
        let out = out.path();
        let now = hours_after("2021-03-02T02:00:00Z", 1);
        let nightly = made(out, "nightly", "2021-03-02", "aaaaaa", "2021-03-02T02:00:00Z");
        let monthly = made(out, "monthly", "2021-03-01", "bbbbbb", "2021-03-01T00:00:00Z");
        link(out, NAME, &nightly);
        link(out, "latest-nightly", &nightly);
        link(out, "latest-monthly", &monthly);
        let (code, text) = told(out, now, None);
        assert_eq!((code, text.lines().count()), (4, 2), "{text}");
        assert_eq!(told(out, now, Some("nightly")).0, 0);
        assert_eq!(told(out, now, Some("monthly")).0, 4);
        assert_eq!(told(out, now, Some("weekly")), (3, "weekly: no run\n".into()));
        fs::remove_dir_all(&monthly.folder).unwrap();
        let (code, text) = told(out, now, None);
        assert_eq!(code, 3);
        assert!(
            text.contains("latest-monthly -> 2021-03-01-monthly-bbbbbb: there is no"),
            "{text}"
        );
        assert_eq!(told(out, now, Some("nightly")).0, 0);
    }

    #[test]
    fn a_latest_that_leads_to_no_whole_run_is_told() {
        let finished = "2021-03-01T02:00:00Z";
        let breaks: [Break; 5] = [
            (|out, _| fs::remove_file(out.join(NAME)).unwrap(), "latest: it is missing"),
            (|out, _| latest::point(out, "gone").unwrap(), "latest -> gone: there is no such run"),
            (|_, run| fs::write(run.folder.join("manifest.json"), "{").unwrap(), "no manifest"),
            (|_, run| fs::write(run.folder.join("data/x"), "longer").unwrap(), "attain verify"),
            (
                |out, _| {
                    fs::remove_file(out.join(NAME)).unwrap();
                    fs::create_dir(out.join(NAME)).unwrap();
                },
                "latest: it names no run",
            ),
        ];
        for (break_it, expected) in breaks {
            let out = tempfile::tempdir().unwrap();
            let run = put(out.path(), "nightly", "2021-03-01", "aaaaaa", &[("data/x", "x")]);
            link(out.path(), NAME, &run);
            link(out.path(), "latest-nightly", &run);
            break_it(out.path(), &run);
            let (code, text) = told(out.path(), hours_after(finished, 1), None);
            assert_eq!(code, 3, "{expected}: {text}");
            assert!(text.contains(expected), "{expected}: {text}");
        }
    }

    #[test]
    fn no_run_is_an_answer_of_its_own() {
        let out = tempfile::tempdir().unwrap();
        assert_eq!(told(out.path(), Timestamp::of(0, 0), None), (3, "no run\n".into()));
        assert_eq!(told(&out.path().join("none"), Timestamp::of(0, 0), None).0, 3);
    }
}
