//! `attain verify RUN`: is a run folder still what was published, and are its inputs what was read?

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use super::files::{self, AtPath, Tree};
use super::hashing;
use super::journal;
use super::manifest::{self, Manifest};
use crate::base::{Exit, Outcome};

/// What became of a file since the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileStanding {
    Same,
    Changed,
    /// An input may be gone; an output may not.
    Gone,
    /// A file in the run folder that the run did not make.
    Added,
    Unreadable,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    pub path: String,
    pub standing: FileStanding,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub run_id: String,
    pub outputs: Vec<Checked>,
    pub inputs: Vec<Checked>,
    /// Somebody is being forgotten, and files of this run may be between two states.
    pub is_forget_open: bool,
}

/// Hashes the outputs of a run folder, and its inputs where they still are (relative paths start
/// from where the program runs, as they did then).
///
/// # Errors
/// When there is no manifest, or the folder cannot be listed.
pub fn verify(folder: &Path) -> Outcome<Verified> {
    let manifest = Manifest::read(folder)?;
    let mut outputs: Vec<Checked> = manifest
        .outputs
        .iter()
        .map(|output| check_output(folder, &output.path, &output.sha256))
        .collect();
    for file in Tree::of(folder).reading(folder)?.files {
        let path = files::slashed(&file);
        if path != manifest::NAME && manifest.outputs.iter().all(|output| output.path != path) {
            outputs.push(Checked { path, standing: FileStanding::Added });
        }
    }
    let inputs = manifest.inputs.iter();
    let inputs = inputs.map(|input| check(&input.path, Path::new(&input.path), &input.sha256));
    let out = fs::canonicalize(folder).ok().and_then(|path| path.parent().map(Path::to_owned));
    let is_forget_open = out.is_some_and(|out| journal::is_open(&out));
    Ok(Verified { run_id: manifest.run_id, outputs, inputs: inputs.collect(), is_forget_open })
}

/// A path that leads out of the folder, be it by a link, is none of the run's.
fn check_output(folder: &Path, name: &str, sha256: &str) -> Checked {
    let is_plain = |path: &Path| fs::symlink_metadata(path).map_or(true, |about| about.is_file());
    match files::inside(folder, name).filter(|path| is_plain(path)) {
        Some(path) => check(name, &path, sha256),
        None => Checked { path: name.to_owned(), standing: FileStanding::Unreadable },
    }
}

fn check(name: &str, path: &Path, sha256: &str) -> Checked {
    let standing = match fs::metadata(path).and_then(|_| hashing::hash(path)) {
        Ok((hash, _)) if hash == sha256 => FileStanding::Same,
        Ok(_) => FileStanding::Changed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => FileStanding::Gone,
        Err(_) => FileStanding::Unreadable,
    };
    Checked { path: name.to_owned(), standing }
}

impl Verified {
    /// 0, or 3 when something differs or no output is told. An input that is not there any more
    /// cannot be compared and is no difference.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let same = !self.outputs.is_empty()
            && self.outputs.iter().all(|file| file.standing == FileStanding::Same)
            && self
                .inputs
                .iter()
                .all(|f| matches!(f.standing, FileStanding::Same | FileStanding::Gone));
        let is_whole = same && !self.is_forget_open;
        if is_whole { Exit::Done } else { Exit::Input }.number()
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut same = [0, 0];
        writeln!(out, "{}", self.run_id)?;
        let are_gone = self.inputs.len() > 1
            && self.inputs.iter().all(|input| input.standing == FileStanding::Gone);
        let inputs = if are_gone { &[][..] } else { &self.inputs };
        for (place, (what, files)) in
            [("output", &self.outputs[..]), ("input", inputs)].into_iter().enumerate()
        {
            for file in files {
                match words(file.standing, what) {
                    Some(words) => writeln!(out, "  {what} {}: {words}", file.path)?,
                    None => same[place] += 1,
                }
            }
        }
        if self.outputs.is_empty() {
            writeln!(out, "  the manifest names no output: there is nothing to check")?;
        }
        if are_gone {
            writeln!(
                out,
                "  no input is where it was; call verify from the folder in which the run was started"
            )?;
        }
        if self.is_forget_open {
            writeln!(out, "  {}", journal::OPEN)?;
        }
        let all = [self.outputs.len(), self.inputs.len()];
        writeln!(
            out,
            "{} of {} outputs and {} of {} inputs are as the manifest says",
            same[0], all[0], same[1], all[1]
        )
    }
}

fn words(standing: FileStanding, what: &str) -> Option<&'static str> {
    match (standing, what) {
        (FileStanding::Same, _) => None,
        (FileStanding::Changed, _) => Some("its content differs"),
        (FileStanding::Gone, "input") => Some("not there any more, not compared"),
        (FileStanding::Gone, _) => Some("it is missing"),
        (FileStanding::Added, _) => Some("the run did not make it"),
        (FileStanding::Unreadable, _) => Some("it cannot be read"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::history::tests::{put, rewrite};

    #[test]
    fn what_differs_is_named() {
        let out = tempfile::tempdir().unwrap();
        let files = [("data/skills.csv", "a\n"), ("data/team.csv", "b\n"), ("x.xlsx", "c")];
        let mut run = put(out.path(), "nightly", "2021-03-01", "aaaaaa", &files);
        let input = out.path().join("users è.csv");
        fs::write(&input, "users").unwrap();
        run.manifest.inputs[0].path = input.display().to_string();
        run.manifest.inputs[0].sha256 = crate::base::digest::sha256(b"users");
        rewrite(&run);
        let whole = verify(&run.folder).unwrap();
        assert_eq!(whole.exit_code(), 0, "{whole}");
        assert!(
            whole
                .to_string()
                .ends_with("3 of 3 outputs and 1 of 1 inputs are as the manifest says\n")
        );

        fs::remove_file(&input).unwrap();
        assert_eq!(verify(&run.folder).unwrap().exit_code(), 0, "gone is no difference");
        fs::write(&input, "other").unwrap();
        let text = verify(&run.folder).unwrap().to_string();
        assert!(text.contains("users è.csv: its content differs"), "{text}");

        fs::write(run.folder.join("data/skills.csv"), "z\n").unwrap();
        fs::remove_file(run.folder.join("x.xlsx")).unwrap();
        fs::write(run.folder.join("data/note.txt"), "").unwrap();
        let damaged = verify(&run.folder).unwrap();
        assert_eq!(damaged.exit_code(), 3);
        let text = damaged.to_string();
        assert!(text.contains("output data/skills.csv: its content differs"), "{text}");
        assert!(text.contains("output x.xlsx: it is missing"), "{text}");
        assert!(text.contains("output data/note.txt: the run did not make it"), "{text}");
        assert!(verify(out.path()).is_err(), "no run folder");
        let nothing = put(out.path(), "nightly", "2021-03-02", "bbbbbb", &[]);
        let nothing = verify(&nothing.folder).unwrap();
        assert_eq!(nothing.exit_code(), 3, "{nothing}");
    }
}
