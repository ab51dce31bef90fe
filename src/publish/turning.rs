//! Which run each link is to name: the one of the newest as-of date, of those the one published
//! last. A run for an earlier day turns none of its links back.

use super::history::{History, Run, RunName};
use super::latest::{self, LatestLink, LinkTurn, NAME};
use super::lock::Lock;
use crate::base::Outcome;

/// The links that are to be turned when this run is published, `latest` last.
#[must_use]
pub(crate) fn turns(history: &History, made: &RunName) -> Vec<LinkTurn> {
    let turn = |link: String, pipeline: Option<&str>| {
        let run_id = newer(history, made, pipeline, &link).unwrap_or(made.run_id.clone());
        let is_so = latest::look(history.out(), &link) == LatestLink::Names(run_id.clone());
        (!is_so).then_some(LinkTurn { link, run_id })
    };
    let own = turn(latest::of_pipeline(&made.pipeline), Some(&made.pipeline));
    own.into_iter().chain(turn(NAME.to_owned(), None)).collect()
}

/// Of the newest day after that of a run: the one that the link names, or that was made last.
fn newer(history: &History, made: &RunName, pipeline: Option<&str>, link: &str) -> Option<String> {
    let later = history.names.iter().filter(|name| name.as_of > made.as_of);
    newest(history, later.filter(|name| pipeline.is_none_or(|own| own == name.pipeline)), |run| {
        latest::look(history.out(), link) == LatestLink::Names(run.manifest.run_id.clone())
    })
}

/// Of runs, the newest as-of date first, the one of the newest date that is to be named.
fn newest<'a>(
    history: &History,
    names: impl Iterator<Item = &'a RunName>,
    is_named: impl Fn(&Run) -> bool,
) -> Option<String> {
    let names: Vec<&RunName> = names.collect();
    names.chunk_by(|a, b| a.as_of == b.as_of).find_map(|same_day| {
        let runs = same_day.iter().filter_map(|name| history.run(&name.run_id).ok());
        let newest = runs.max_by_key(|run| (is_named(run), run.manifest.finished));
        newest.map(|run| run.manifest.run_id)
    })
}

/// After "nothing changed": if the run that made this one died before it could turn the links, or
/// one leads nowhere, they are mended. Answers whether they had to be.
///
/// # Errors
/// When they cannot be written.
pub(crate) fn mend(lock: &Lock, history: &History, run: &Run) -> Outcome<bool> {
    let Some(own) = RunName::read(&run.manifest.run_id) else { return Ok(false) };
    let is_over = |turn: &LinkTurn| {
        // Another one of its day may have been published after it.
        let shown = latest::named(lock.out(), &turn.link).and_then(|id| history.run(&id).ok());
        shown.is_some_and(|shown| {
            shown.manifest.as_of == own.as_of
                && turn.run_id == own.run_id
                && shown.manifest.finished >= run.manifest.finished
        })
    };
    let turns: Vec<LinkTurn> =
        turns(history, &own).into_iter().filter(|turn| !is_over(turn)).collect();
    latest::turn(lock.out(), &turns)?;
    Ok(!turns.is_empty())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::publish::Timestamp;
    use crate::publish::history::tests::{lock, put, rewrite};

    fn made(out: &Path, pipeline: &str, as_of: &str, digits: &str, finished: &str) -> Run {
        let mut run = put(out, pipeline, as_of, digits, &[]);
        run.manifest.finished = Timestamp::from_text(finished).unwrap();
        rewrite(&run)
    }

    /// Publishes what is there; answers what the links name then.
    fn published(out: &Path, run: &Run) -> [Option<String>; 3] {
        let history = History::of(out).unwrap();
        let own = RunName::read(&run.manifest.run_id).unwrap();
        latest::turn(out, &turns(&history, &own)).unwrap();
        shown(out)
    }

    fn shown(out: &Path) -> [Option<String>; 3] {
        let short = |link: &str| latest::named(out, link).map(|id| id[id.len() - 6..].to_owned());
        ["latest", "latest-nightly", "latest-kpi"].map(short)
    }

    fn are(shown: [Option<String>; 3], expected: [&str; 3]) {
        assert_eq!(shown.map(Option::unwrap_or_default), expected);
    }

    #[test]
    fn the_newest_day_is_shown_and_an_earlier_one_turns_nothing_back() {
        let out = tempfile::tempdir().unwrap();
        let out = out.path();
        let run = |pipeline, as_of, digits, finished| {
            published(out, &made(out, pipeline, as_of, digits, finished))
        };
        let night = "2021-03-05T02:00:00Z";
        are(run("nightly", "2021-03-01", "aaaaaa", night), ["aaaaaa", "aaaaaa", ""]);
        are(run("kpi", "2021-02-01", "bbbbbb", night), ["aaaaaa", "aaaaaa", "bbbbbb"]);
        are(run("nightly", "2021-02-28", "cccccc", night), ["aaaaaa", "aaaaaa", "bbbbbb"]);
        are(run("kpi", "2021-03-01", "dddddd", night), ["dddddd", "aaaaaa", "dddddd"]);
        // Published last, whatever the clock says.
        are(
            run("kpi", "2021-03-01", "eeeeee", "2020-01-01T00:00:00Z"),
            ["eeeeee", "aaaaaa", "eeeeee"],
        );
        are(run("nightly", "2021-03-02", "ffffff", night), ["ffffff", "ffffff", "eeeeee"]);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_mended_whoever_comes_next() {
        let out = tempfile::tempdir().unwrap();
        let out = out.path();
        let night = "2021-03-05T02:00:00Z";
        let old = made(out, "nightly", "2021-02-01", "aaaaaa", night);
        made(out, "nightly", "2021-03-01", "bbbbbb", night);
        let gone = made(out, "nightly", "2021-03-02", "cccccc", night);
        latest::point(out, &gone.manifest.run_id).unwrap();
        fs::remove_dir_all(&gone.folder).unwrap();
        are(published(out, &old), ["bbbbbb", "bbbbbb", ""]);
    }

    #[test]
    fn nothing_changed_mends_what_a_dead_run_left() {
        let out = tempfile::tempdir().unwrap();
        let out = out.path();
        let lock = lock(out);
        let mends = |run: &Run| mend(&lock, &History::of(out).unwrap(), run).unwrap();
        let old = made(out, "nightly", "2021-02-28", "aaaaaa", "2021-02-28T02:00:00Z");
        assert!(mends(&old), "there is none");
        assert!(!mends(&old));
        let first = made(out, "nightly", "2021-03-01", "bbbbbb", "2021-03-01T02:00:00Z");
        assert!(mends(&first), "it died before the swap");
        let second = made(out, "nightly", "2021-03-01", "cccccc", "2021-03-01T03:00:00Z");
        assert!(mends(&second), "this one too");
        assert!(!mends(&first), "the one that was published last stays");
        assert!(!mends(&old), "the newer one stays");
        are(shown(out), ["cccccc", "cccccc", ""]);
    }
}
