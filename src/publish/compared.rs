//! What a run is compared with, and what that makes of its key.
//!
//! `changes` depends on an earlier run, so the key of a run holds the one that it is compared with.
//! A run that is there already keeps its comparison: a run that is put in before it later, or an
//! earlier one that was let go, is no reason to make it again.

use super::history::{History, Run};
use super::key;
use crate::base::Day;
use crate::programme::pipeline::Report;

/// The tables that are compared, by the report that they are of.
const TABLES: [(Report, [&str; 2]); 2] =
    [(Report::Skills, ["skills", "team"]), (Report::Risk, ["levels", "requirements"])];

/// A run, as far as it is known before it is compared.
#[derive(Clone, Copy, Debug)]
pub struct RunToCompare<'a> {
    pub as_of: Day,
    pub pipeline: &'a str,
    pub reports: &'a [Report],
    /// The key of everything but the run that it is compared with.
    pub base_key: &'a str,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedRun {
    pub run_key: String,
    /// None where there is no earlier run.
    pub with: Option<Run>,
    /// The run of this day that was made last, if it was made of the same.
    pub standing: Option<Run>,
}

impl ComparedRun {
    /// Looks into the history.
    #[must_use]
    pub fn of(history: &History, wanted: RunToCompare<'_>) -> Self {
        let standing = last_of_day(history, wanted).filter(|run| is_base(run, wanted));
        let with = match &standing {
            Some(run) if run.manifest.previous.is_none() => None,
            Some(run) => before(history, run).or_else(|| earlier(history, wanted)),
            None => earlier(history, wanted),
        };
        Self { run_key: key_with(wanted.base_key, with.as_ref()), with, standing }
    }
}

fn is_base(run: &Run, wanted: RunToCompare<'_>) -> bool {
    run.manifest.base_key.as_deref() == Some(wanted.base_key)
}

/// The run that a stored one was compared with, if it can be compared with again.
fn before(history: &History, run: &Run) -> Option<Run> {
    history.run(run.manifest.previous.as_deref()?).ok().filter(Run::is_whole)
}

fn last_of_day(history: &History, wanted: RunToCompare<'_>) -> Option<Run> {
    let runs = of_day(history, wanted.pipeline, wanted.as_of);
    runs.into_iter().max_by_key(|run| run.manifest.finished)
}

fn of_day(history: &History, pipeline: &str, as_of: Day) -> Vec<Run> {
    let folder_name = key::folder_name(pipeline);
    let names = history.names.iter();
    let names = names.filter(|name| name.as_of == as_of && name.pipeline == folder_name);
    let runs = names.filter_map(|name| history.run(&name.run_id).ok());
    runs.filter(|run| run.manifest.pipeline.name == pipeline).collect()
}

/// Of the same pipeline the run with the latest as-of date up to this one's, of several the last
/// that was finished. Not one that was made of the same: nothing changed since. One of other reports alone
/// would hide what changed before it: it is taken where no run has all tables that this one has.
fn earlier(history: &History, wanted: RunToCompare<'_>) -> Option<Run> {
    earlier_of(history, wanted, |run| has_tables(run, wanted))
        .or_else(|| earlier_of(history, wanted, |_| true))
}

fn has_tables(run: &Run, wanted: RunToCompare<'_>) -> bool {
    let own = TABLES.iter().filter(|(report, _)| wanted.reports.contains(report));
    own.flat_map(|(_, tables)| tables).all(|table| {
        let path = format!("data/{table}.csv");
        run.manifest.outputs.iter().any(|output| output.path == path)
    })
}

fn earlier_of(
    history: &History,
    wanted: RunToCompare<'_>,
    is_wanted: impl Fn(&Run) -> bool,
) -> Option<Run> {
    let folder_name = key::folder_name(wanted.pipeline);
    let names = history.names.iter().filter(|name| name.pipeline == folder_name);
    let mut days: Vec<Day> = names.map(|name| name.as_of).collect();
    days.dedup();
    days.into_iter().filter(|day| *day <= wanted.as_of).find_map(|day| {
        let runs = of_day(history, wanted.pipeline, day).into_iter();
        let whole = runs.filter(|run| !is_base(run, wanted) && is_wanted(run) && run.is_whole());
        whole.max_by_key(|run| run.manifest.finished)
    })
}

/// The key of a run that is compared with another. The hashes of the tables tell whether `forget`
/// took somebody out of them since.
fn key_with(base_key: &str, with: Option<&Run>) -> String {
    let Some(run) = with else { return base_key.to_owned() };
    let is_compared = |path: &str| {
        let name = path.strip_prefix("data/").and_then(|name| name.strip_suffix(".csv"));
        let mut tables = TABLES.iter().flat_map(|(_, tables)| tables);
        name.is_some_and(|name| tables.any(|table| *table == name))
    };
    let outputs = run.manifest.outputs.iter().filter(|output| is_compared(&output.path));
    let tables: Vec<(&str, &str)> =
        outputs.map(|output| (output.path.as_str(), output.sha256.as_str())).collect();
    key::compared_key(base_key, &run.manifest.run_key, &tables)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::publish::Timestamp;
    use crate::publish::history::tests::{put, rewrite};

    const TEAM: [(&str, &str); 2] = [("data/team.csv", "a\nb\n"), ("data/skills.csv", "a\nb\n")];

    fn made(out: &Path, as_of: &str, digits: &str, base: &str, with: Option<&Run>) -> Run {
        let mut run = put(out, "nightly", as_of, digits, &TEAM);
        run.manifest.base_key = Some(base.into());
        run.manifest.previous = with.map(|run| run.manifest.run_id.clone());
        rewrite(&run)
    }

    fn compared(out: &Path, as_of: &str, base_key: &str) -> ComparedRun {
        let as_of = Day::from_iso(as_of).unwrap();
        let history = History::of(out).unwrap();
        let reports = &[Report::Skills];
        ComparedRun::of(&history, RunToCompare { as_of, pipeline: "nightly", reports, base_key })
    }

    fn with(compared: &ComparedRun) -> Option<&str> {
        compared.with.as_ref().map(|run| run.manifest.run_id.as_str())
    }

    #[test]
    fn the_key_holds_the_run_before_and_what_is_compared_of_it() {
        let out = tempfile::tempdir().unwrap();
        let none = compared(out.path(), "2021-03-01", "base");
        assert_eq!((none.run_key.as_str(), with(&none)), ("base", None));
        let first = made(out.path(), "2021-02-28", "aaaaaa", "one", None);
        let one = compared(out.path(), "2021-03-01", "base");
        assert_eq!(with(&one), Some("2021-02-28-nightly-aaaaaa"));
        fs::write(first.folder.join("data/team.csv"), "a\n").unwrap();
        let mut changed = first;
        changed.manifest.outputs[0].size = 2;
        changed.manifest.outputs[0].sha256 = crate::base::digest::sha256(b"a\n");
        rewrite(&changed);
        let other = compared(out.path(), "2021-03-01", "base");
        made(out.path(), "2021-03-01", "bbbbbb", "two", None);
        let same_day = compared(out.path(), "2021-03-01", "base");
        assert_eq!(with(&same_day), Some("2021-03-01-nightly-bbbbbb"));
        let mut keys = [none, one, other, same_day].map(|compared| compared.run_key).to_vec();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 4);
        assert_eq!(compared(out.path(), "2021-02-27", "base").run_key, "base");
    }

    #[test]
    fn a_run_that_is_there_keeps_its_comparison() {
        let out = tempfile::tempdir().unwrap();
        let first = made(out.path(), "2021-02-01", "aaaaaa", "one", None);
        let key = compared(out.path(), "2021-03-01", "base").run_key;
        let run = made(out.path(), "2021-03-01", "bbbbbb", "base", Some(&first));
        made(out.path(), "2021-02-15", "cccccc", "between", Some(&first));
        let again = compared(out.path(), "2021-03-01", "base");
        assert_eq!((again.run_key.as_str(), with(&again)), (&*key, Some(&*first.manifest.run_id)));
        assert_eq!(again.standing, Some(run));
        fs::remove_dir_all(&first.folder).unwrap();
        let let_go = compared(out.path(), "2021-03-01", "base");
        assert_eq!(with(&let_go), Some("2021-02-15-nightly-cccccc"));
        assert!(let_go.standing.is_some(), "and is still no reason to make it again");
    }

    #[test]
    fn a_run_of_other_reports_does_not_hide_what_changed_before_it() {
        let out = tempfile::tempdir().unwrap();
        let kpi =
            put(out.path(), "nightly", "2021-02-20", "cccccc", &[("data/invoices.csv", "a\n")]);
        let only = compared(out.path(), "2021-03-01", "base");
        assert_eq!(with(&only), Some(&*kpi.manifest.run_id), "there is no other");
        let whole = made(out.path(), "2021-02-01", "aaaaaa", "one", None);
        let both = compared(out.path(), "2021-03-01", "base");
        assert_eq!(with(&both), Some(&*whole.manifest.run_id));
    }

    #[test]
    fn what_was_made_before_something_else_is_made_again() {
        let out = tempfile::tempdir().unwrap();
        let mut first = made(out.path(), "2021-03-01", "aaaaaa", "one", None);
        first.manifest.finished = Timestamp::from_text("2089-01-01T00:00:00Z").unwrap();
        rewrite(&first);
        let second = made(out.path(), "2021-03-01", "bbbbbb", "two", Some(&first));
        let back = compared(out.path(), "2021-03-01", "one");
        assert_eq!((with(&back), &back.standing), (Some(&*second.manifest.run_id), &None));
        let still = compared(out.path(), "2021-03-01", "two");
        assert_eq!(with(&still), Some(&*first.manifest.run_id));
        assert_eq!(still.standing, Some(second));
    }
}
