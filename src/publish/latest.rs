//! `latest` and `latest-<pipeline>`: the names that readers follow to the newest runs, each swapped
//! in one step.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{self, AtPath};
use super::key;
use crate::base::{Failure, Outcome};

pub const NAME: &str = "latest";
/// Ready to be put in place of a link: `.staging-link-latest`.
const HIDDEN: &str = ".staging-link-";

/// What stands in the place of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LatestLink {
    Missing,
    /// It names something beside it, which is there or not.
    Names(String),
    /// It leads elsewhere, or is no link.
    Foreign,
}

/// A link, and the run that it is to name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTurn {
    pub link: String,
    pub run_id: String,
}

/// The link to the newest run of a pipeline.
#[must_use]
pub fn of_pipeline(pipeline: &str) -> String {
    format!("{NAME}-{}", key::folder_name(pipeline))
}

/// Refuses an output folder in which a real folder stands in the place of a link: no rename can
/// replace it.
///
/// # Errors
/// When one does.
pub fn check(out: &Path, link: &str) -> Outcome<()> {
    let path = out.join(link);
    match fs::symlink_metadata(&path) {
        Ok(about) if about.is_dir() => {
            Err(Failure::output("a folder stands in the place of the link to the newest run")
                .at(path.display())
                .todo("move it away and run again"))
        }
        _ => Ok(()),
    }
}

/// What a link says.
#[must_use]
pub fn look(out: &Path, link: &str) -> LatestLink {
    /// More than a run's name is none.
    const BYTES_MAX: u64 = 1000;
    let path = out.join(link);
    let target: PathBuf = match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return LatestLink::Missing,
        Ok(about) if about.is_symlink() => fs::read_link(&path).unwrap_or_default(),
        Ok(about) if about.is_file() && about.len() < BYTES_MAX => {
            fs::read_to_string(&path).unwrap_or_default().trim().into()
        }
        _ => return LatestLink::Foreign,
    };
    // A link that leads elsewhere names none of our runs.
    if target.file_name() == Some(target.as_os_str()) {
        LatestLink::Names(target.to_string_lossy().into_owned())
    } else {
        LatestLink::Foreign
    }
}

/// The run that `latest` names, whether it is there or not.
#[must_use]
pub fn read(out: &Path) -> Option<String> {
    named(out, NAME)
}

/// The run that a link names, whether it is there or not.
#[must_use]
pub fn named(out: &Path, link: &str) -> Option<String> {
    match look(out, link) {
        LatestLink::Names(run_id) => Some(run_id),
        LatestLink::Missing | LatestLink::Foreign => None,
    }
}

/// The names of the links that are there, sorted: `latest`, `latest-nightly`.
///
/// # Errors
/// When the folder cannot be listed.
pub fn links(out: &Path) -> io::Result<Vec<String>> {
    let mut links = Vec::new();
    for entry in fs::read_dir(out)? {
        let name = entry?.file_name().into_string().unwrap_or_default();
        let rest = name.strip_prefix(NAME);
        if rest.is_some_and(|rest| rest.is_empty() || (rest.len() > 1 && rest.starts_with('-'))) {
            links.push(name);
        }
    }
    links.sort();
    Ok(links)
}

/// Makes ready, under hidden names, what `swap` puts in place.
///
/// # Errors
/// When nothing can be written.
pub fn prepare(out: &Path, turns: &[LinkTurn]) -> Outcome<()> {
    for LinkTurn { link, run_id } in turns {
        check(out, link)?;
        let hidden = hidden(out, link);
        files::remove_anything(&hidden).writing(&hidden)?;
        // Relative, so that the output folder can be moved.
        match files::link(run_id, &hidden) {
            Err(error) if has_no_links(&error) => {
                let text = format!("{run_id}\n");
                files::replace(&hidden, &out.join(".staging-latest-name"), text.as_bytes())
            }
            linked => linked,
        }
        .writing(&hidden)?;
    }
    Ok(())
}

fn hidden(out: &Path, link: &str) -> PathBuf {
    out.join(format!("{HIDDEN}{link}"))
}

/// What a system or a disk without links says; a full disk says something else.
fn has_no_links(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied)
}

/// Puts them in place; whatever link or file was there goes in the same step.
///
/// # Errors
/// When nothing can be written.
pub fn swap(out: &Path, turns: &[LinkTurn]) -> Outcome<()> {
    turns.iter().try_for_each(|turn| {
        let path = out.join(&turn.link);
        files::rename(&hidden(out, &turn.link), &path).writing(&path)
    })
}

/// Turns links in a folder in which nothing else changes.
///
/// # Errors
/// When nothing can be written.
pub fn turn(out: &Path, turns: &[LinkTurn]) -> Outcome<()> {
    if turns.is_empty() {
        return Ok(());
    }
    prepare(out, turns)?;
    swap(out, turns)?;
    files::flush_folder(out).writing(out)
}

/// Lets `latest` name this run.
///
/// # Errors
/// When nothing can be written.
pub fn point(out: &Path, run_id: &str) -> Outcome<()> {
    turn(out, &[LinkTurn { link: NAME.to_owned(), run_id: run_id.to_owned() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_a_file_or_a_foreign_link_is_replaced() {
        let out = tempfile::tempdir().unwrap();
        assert_eq!(read(out.path()), None);
        assert_eq!(look(out.path(), NAME), LatestLink::Missing);
        point(out.path(), "one").unwrap();
        assert_eq!(read(out.path()).as_deref(), Some("one"));
        point(out.path(), "two").unwrap();
        assert_eq!(read(out.path()).as_deref(), Some("two"));
        fs::remove_file(out.path().join(NAME)).unwrap();
        fs::write(out.path().join(NAME), "three\n").unwrap();
        assert_eq!(read(out.path()).as_deref(), Some("three"));
        point(out.path(), "four").unwrap();
        assert_eq!(read(out.path()).as_deref(), Some("four"));
        assert_eq!(files::Tree::of(out.path()).unwrap().files.len(), 1, "nothing hidden is left");
    }

    #[cfg(unix)]
    #[test]
    fn what_a_foreign_link_leads_to_is_not_touched() {
        let out = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("x"), "x").unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), out.path().join(NAME)).unwrap();
        assert_eq!(look(out.path(), NAME), LatestLink::Foreign);
        point(out.path(), "one").unwrap();
        assert_eq!(read(out.path()).as_deref(), Some("one"));
        assert!(elsewhere.path().join("x").exists());
    }

    #[test]
    fn a_folder_in_its_place_is_named_and_left_alone() {
        let out = tempfile::tempdir().unwrap();
        fs::create_dir(out.path().join(NAME)).unwrap();
        let failure = point(out.path(), "one").unwrap_err();
        assert!(failure.to_string().contains("move it away"), "{failure}");
        assert!(out.path().join(NAME).is_dir());
    }

    #[test]
    fn the_links_of_a_folder_are_known_by_their_names() {
        let out = tempfile::tempdir().unwrap();
        let turns = ["latest-b c", NAME, &of_pipeline("a/b")]
            .map(|link| LinkTurn { link: link.to_owned(), run_id: "one".into() });
        turn(out.path(), &turns).unwrap();
        for other in ["latest-", "latest2", "my-latest"] {
            fs::write(out.path().join(other), "").unwrap();
        }
        assert_eq!(links(out.path()).unwrap(), ["latest", "latest-a-b", "latest-b c"]);
    }
}
