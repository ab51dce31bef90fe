//! `latest`: the name that readers follow to the newest complete run, swapped in one step.

use std::fs;
use std::io;
use std::path::Path;

use super::files::{self, AtPath};
use crate::base::{Failure, Outcome};

const NAME: &str = "latest";
const HIDDEN: &str = ".staging-latest";

/// Refuses an output folder in which `latest` is a real folder, which no rename can replace.
///
/// # Errors
/// When it is one.
pub fn check(out: &Path) -> Outcome<()> {
    let path = out.join(NAME);
    match fs::symlink_metadata(&path) {
        Ok(about) if about.is_dir() => {
            Err(Failure::output("a folder stands in the place of the link to the newest run")
                .at(path.display())
                .todo("move it away and run again"))
        }
        _ => Ok(()),
    }
}

/// The run that `latest` names, whether it is there or not.
#[must_use]
pub fn read(out: &Path) -> Option<String> {
    let path = out.join(NAME);
    let target = match fs::read_link(&path) {
        Ok(target) => target,
        Err(_) => fs::read_to_string(&path).ok()?.trim().into(),
    };
    // A link that leads elsewhere names none of our runs.
    (target.file_name() == Some(target.as_os_str())).then(|| target.to_string_lossy().into_owned())
}

/// Makes ready, under a hidden name, what `swap` puts in place.
///
/// # Errors
/// When nothing can be written.
pub fn prepare(out: &Path, run_id: &str) -> Outcome<()> {
    check(out)?;
    let hidden = out.join(HIDDEN);
    files::remove_anything(&hidden).writing(&hidden)?;
    // Relative, so that the output folder can be moved.
    match files::link(run_id, &hidden) {
        Err(error) if has_no_links(&error) => {
            let text = format!("{run_id}\n");
            files::replace(&hidden, &out.join(".staging-latest-name"), text.as_bytes())
        }
        linked => linked,
    }
    .writing(&hidden)
}

/// What a system or a disk without links says; a full disk says something else.
fn has_no_links(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied)
}

/// Puts it in place; whatever link or file was there goes in the same step.
///
/// # Errors
/// When nothing can be written.
pub fn swap(out: &Path) -> Outcome<()> {
    let path = out.join(NAME);
    files::rename(&out.join(HIDDEN), &path).writing(&path)
}

/// Lets `latest` name this run.
///
/// # Errors
/// When nothing can be written.
pub fn point(out: &Path, run_id: &str) -> Outcome<()> {
    prepare(out, run_id)?;
    swap(out)?;
    files::flush_folder(out).writing(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_a_file_or_a_foreign_link_is_replaced() {
        let out = tempfile::tempdir().unwrap();
        assert_eq!(read(out.path()), None);
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
        assert_eq!(read(out.path()), None);
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
}
