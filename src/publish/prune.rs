//! `attain prune OUT --keep 30d --keep-monthly 24`: lets old runs go, never one that is needed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::files::{self, AtPath};
use super::history::{History, NoRun, Run};
use super::latest;
use super::lock::Lock;
use super::spill;
use super::stage::{self, REFUSED};
use super::stamp::FileStamp;
use super::timestamp::Timestamp;
use crate::base::{Failure, Month, Outcome};

/// What is to be kept beside what always is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct KeepRuns {
    /// Runs that were made within this span, and refused rejects likewise.
    pub made_within: Option<Duration>,
    /// Of each pipeline the newest run of so many months (by as-of date) that have one.
    pub months: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PrunePlan {
    /// Runs that stay, and why.
    pub kept: Vec<(String, &'static str)>,
    pub removed: Vec<String>,
    /// Rejects of refused runs.
    pub refused: Vec<PathBuf>,
    /// What looks like a run and is none that can be judged, and why: it is left alone.
    pub others: Vec<NoRun>,
}

/// What would go and what would stay.
///
/// # Errors
/// When nothing says what to keep, or the folder cannot be read.
pub(crate) fn plan(lock: &Lock, keep: KeepRuns, now: Timestamp) -> Outcome<PrunePlan> {
    if keep == KeepRuns::default() {
        return Err(Failure::configuration("nothing says which runs to keep")
            .at("prune")
            .todo("give --keep 30d, --keep-monthly 24, or both"));
    }
    let (runs, mut others) = History::of(lock.out())?.runs();
    let monthly = newest_of_months(&runs, keep.months.unwrap_or(0));
    let newest = newest_of_pipelines(&runs);
    let named = named(lock)?;
    let refused = old_refusals(lock, now, keep.made_within, &mut others)?;
    let mut plan = PrunePlan { kept: Vec::new(), removed: Vec::new(), refused, others };
    for run in &runs {
        // The folder has this name: a run whose manifest says another is none.
        let id = &run.manifest.run_id;
        let why = if named.contains(id) {
            Some("`latest` names it")
        } else if newest.contains(id) {
            Some("the newest of its pipeline")
        } else if keep.made_within.is_some_and(|span| is_younger(run.manifest.finished, now, span))
        {
            Some("young enough")
        } else {
            monthly.contains(id).then_some("the newest of its month")
        };
        match why {
            Some(why) => plan.kept.push((id.clone(), why)),
            None => plan.removed.push(id.clone()),
        }
    }
    Ok(plan)
}

/// Lets go what the plan lets go; each folder vanishes in one step.
///
/// # Errors
/// When one cannot be removed.
pub(crate) fn prune(lock: &Lock, plan: &PrunePlan) -> Outcome<()> {
    stage::clear_debris(lock)?;
    spill::clear(lock)?;
    for run_id in &plan.removed {
        stage::remove(lock, &lock.out().join(run_id))?;
    }
    for folder in &plan.refused {
        stage::remove(lock, folder)?;
    }
    files::flush_folder(lock.out()).writing(lock.out())
}

/// The runs that links beside them name: `latest`, and one for each pipeline.
fn named(lock: &Lock) -> Outcome<BTreeSet<String>> {
    let links = latest::links(lock.out()).reading(lock.out())?;
    Ok(links.iter().filter_map(|link| latest::named(lock.out(), link)).collect())
}

/// A run from the future is young: a clock was wrong, and that is no reason to lose it.
fn is_younger(made: Timestamp, now: Timestamp, span: Duration) -> bool {
    i64::try_from(span.as_secs()).map_or(true, |span| now.seconds_since(made) <= span)
}

/// The runs come newest as-of date first; of one day the last one finished is the newest.
fn newest_first(runs: &[Run]) -> Vec<&Run> {
    let mut sorted: Vec<&Run> = runs.iter().collect();
    sorted.sort_by_key(|run| std::cmp::Reverse((run.manifest.as_of, run.manifest.finished)));
    sorted
}

fn newest_of_pipelines(runs: &[Run]) -> BTreeSet<String> {
    let mut newest: BTreeMap<&str, &str> = BTreeMap::new();
    for run in newest_first(runs) {
        newest.entry(&run.manifest.pipeline.name).or_insert(&run.manifest.run_id);
    }
    newest.into_values().map(str::to_owned).collect()
}

fn newest_of_months(runs: &[Run], count: u32) -> BTreeSet<String> {
    let mut months: BTreeMap<&str, BTreeSet<Month>> = BTreeMap::new();
    let mut kept = BTreeSet::new();
    for run in newest_first(runs) {
        let seen = months.entry(&run.manifest.pipeline.name).or_default();
        if seen.len() < count as usize && seen.insert(run.manifest.as_of.month()) {
            kept.insert(run.manifest.run_id.clone());
        }
    }
    kept
}

fn old_refusals(
    lock: &Lock,
    now: Timestamp,
    span: Option<Duration>,
    others: &mut Vec<NoRun>,
) -> Outcome<Vec<PathBuf>> {
    let folder = lock.out().join(REFUSED);
    let mut old = Vec::new();
    let (Some(span), Ok(about)) = (span, fs::symlink_metadata(&folder)) else { return Ok(old) };
    if !about.is_dir() {
        others.push((REFUSED.to_owned(), "it is a link or a file"));
        return Ok(old);
    }
    for entry in fs::read_dir(&folder).reading(&folder)? {
        let path = entry.reading(&folder)?.path();
        // A link is as old as it is itself, wherever it leads.
        let about = fs::symlink_metadata(&path).reading(&path)?;
        let made = FileStamp::from_metadata(&about).modified;
        if made.is_some_and(|made| !is_younger(made, now, span)) {
            old.push(path);
        }
    }
    old.sort();
    Ok(old)
}

impl fmt::Display for PrunePlan {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for run_id in &self.removed {
            writeln!(out, "remove  {run_id}")?;
        }
        for folder in &self.refused {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            writeln!(out, "remove  {REFUSED}/{name}")?;
        }
        for (run_id, why) in &self.kept {
            writeln!(out, "keep    {run_id}  {why}")?;
        }
        for (name, why) in &self.others {
            writeln!(out, "leave   {name}  {why}")?;
        }
        let Self { kept, removed, refused, others } = self;
        if kept.is_empty() && removed.is_empty() && refused.is_empty() && others.is_empty() {
            writeln!(out, "there is nothing to let go")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::history::tests::{lock, put, rewrite};

    const DAY: u64 = 86_400;

    fn made(out: &std::path::Path, pipeline: &str, as_of: &str, digits: &str) -> String {
        let mut run = put(out, pipeline, as_of, digits, &[("data/team.csv", "a\n")]);
        run.manifest.finished = Timestamp::from_text(&format!("{as_of}T02:00:00Z")).unwrap();
        rewrite(&run).manifest.run_id
    }

    fn keep(days: u64, months: u32) -> KeepRuns {
        KeepRuns {
            made_within: (days > 0).then(|| Duration::from_secs(days * DAY)),
            months: (months > 0).then_some(months),
        }
    }

    #[test]
    fn what_is_young_monthly_latest_or_newest_stays() {
        let out = tempfile::tempdir().unwrap();
        let out = out.path();
        let december = made(out, "nightly", "2020-12-31", "aaaaaa");
        let january = made(out, "nightly", "2021-01-30", "bbbbbb");
        let february = made(out, "nightly", "2021-02-01", "cccccc");
        let february_last = made(out, "nightly", "2021-02-20", "dddddd");
        let newest = made(out, "nightly", "2021-03-01", "eeeeee");
        let monthly = made(out, "monthly", "2020-06-15", "ffffff");
        let broken = made(out, "nightly", "2020-01-01", "999999");
        fs::write(out.join(&broken).join("manifest.json"), "").unwrap();
        let lock = lock(out);
        latest::point(out, &december).unwrap();
        let now = Timestamp::from_text("2021-03-01T12:00:00Z").unwrap();
        let removed = |keep| plan(&lock, keep, now).unwrap().removed;
        assert_eq!(removed(keep(5, 0)), [&*february_last, &*february, &*january]);
        assert_eq!(removed(keep(0, 2)), [&*february, &*january]);
        assert_eq!(removed(keep(30, 3)), Vec::<String>::from([]).as_slice());
        assert_eq!(removed(keep(10, 3)), [&*february]);
        let chosen = plan(&lock, keep(0, 1), now).unwrap();
        assert!(chosen.to_string().contains(&format!("keep    {monthly}  the newest of its pi")));
        assert!(chosen.to_string().contains(&format!("leave   {broken}")));
        prune(&lock, &chosen).unwrap();
        let (runs, _) = History::of(out).unwrap().runs();
        let left: Vec<&str> = runs.iter().map(|run| &*run.manifest.run_id).collect();
        assert_eq!(left, [&*newest, &*december, &*monthly]);
        assert!(out.join(&broken).exists());
    }

    #[test]
    fn rejects_of_refused_runs_go_with_their_age() {
        let out = tempfile::tempdir().unwrap();
        fs::create_dir_all(out.path().join("refused/old")).unwrap();
        let lock = lock(out.path());
        let now = Timestamp::from_text("2090-01-01T00:00:00Z").unwrap();
        let chosen = plan(&lock, keep(30, 0), now).unwrap();
        assert_eq!(chosen.to_string(), "remove  refused/old\n");
        prune(&lock, &chosen).unwrap();
        assert!(!out.path().join("refused/old").exists());
        assert!(plan(&lock, KeepRuns::default(), now).is_err(), "it must be told what to keep");
    }
}
