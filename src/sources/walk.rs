//! Walks the folders that a pattern of files leads through, and keeps what it cannot follow in mind.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use glob::Pattern;

use crate::base::ordinary::{self, NoOrdinaryFile};
use crate::base::{Failure, Outcome, shown};

pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// What a pattern leads to.
#[derive(Debug, Default)]
pub(crate) struct FilesFound {
    pub files: Vec<PathBuf>,
    pub left_out: Vec<LeftOut>,
}

/// Something that a pattern names and that is no file to be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    pub path: PathBuf,
    pub why: LeftOutWhy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOutWhy {
    /// Office puts one beside a file that somebody has open.
    LockFile,
    /// Desktops and browsers put them into folders by themselves.
    Litter,
    LinkToNothing,
    Unreadable,
    UnreadableFolder,
    NameNotUnicode,
    Folder,
    Pipe,
    Socket,
    Device,
}

impl LeftOutWhy {
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::LockFile => "a lock file of Office",
            Self::Litter => "a file of the desktop, or of a download that is not complete",
            Self::LinkToNothing => "a link to nothing",
            Self::Unreadable => "it may not be looked at",
            Self::UnreadableFolder => "a folder that may not be read",
            Self::NameNotUnicode => "its name is no Unicode text",
            Self::Folder => "a folder",
            Self::Pipe => "a pipe",
            Self::Socket => "a socket",
            Self::Device => "a device",
        }
    }

    /// Whether nobody misses it: no export is lost with it.
    #[must_use]
    pub(crate) fn is_of_no_matter(self) -> bool {
        matches!(self, Self::LockFile | Self::Litter)
    }
}

impl LeftOut {
    /// Its name without the folder, which differs from machine to machine.
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        name.to_string_lossy().into_owned()
    }
}

/// Entries of folders that are looked at for one pattern: a search through a whole disk is a slip.
const ENTRIES_MAX: usize = 1_000_000;

/// A part of a pattern between two separators.
enum PatternPart {
    /// A name, or one of `/`, `.` and `..`.
    Name(PathBuf),
    Pattern(Pattern),
    /// `**`: any number of folders.
    AnyFolders,
}

struct FolderWalk<'a> {
    steps: &'a [PatternPart],
    /// Whether the last part tells what kind of file is meant (`*.csv`, not `*`).
    names_a_kind: bool,
    found: FilesFound,
    entries: usize,
    /// Folders that `**` has been in, by the part of the pattern: links may lead round in circles.
    seen: BTreeSet<(usize, PathBuf)>,
    written: &'a str,
}

/// The files that a pattern below a folder names, sorted by their paths.
///
/// # Errors
/// When the pattern is malformed or leads through too much.
pub(crate) fn walk(folder: &Path, written: &str) -> Outcome<FilesFound> {
    let steps = steps(written)?;
    let names_a_kind =
        matches!(steps.last(), Some(PatternPart::Pattern(last)) if last.as_str().contains('.'));
    let mut walk = FolderWalk {
        steps: &steps,
        names_a_kind,
        found: FilesFound::default(),
        entries: 0,
        seen: BTreeSet::new(),
        written,
    };
    walk.go(folder, 0)?;
    let mut found = walk.found;
    found.files.sort();
    found.files.dedup();
    found.left_out.sort();
    found.left_out.dedup();
    Ok(found)
}

fn steps(written: &str) -> Outcome<Vec<PatternPart>> {
    let step = |part: Component<'_>| {
        let text = part.as_os_str().to_string_lossy();
        if text == "**" {
            return Ok(PatternPart::AnyFolders);
        }
        if !is_pattern(&text) {
            return Ok(PatternPart::Name(PathBuf::from(part.as_os_str())));
        }
        Pattern::new(&text).map(PatternPart::Pattern).map_err(|error| {
            Failure::configuration("this pattern of files cannot be read")
                .at(written)
                .because(error)
        })
    };
    Path::new(written).components().map(step).collect()
}

impl FolderWalk<'_> {
    fn go(&mut self, folder: &Path, at: usize) -> Outcome<()> {
        let Some(step) = self.steps.get(at) else {
            return Ok(());
        };
        let is_last = at + 1 == self.steps.len();
        match step {
            PatternPart::Name(name) => {
                let path = folder.join(name);
                if !is_last {
                    return self.go(&path, at + 1);
                }
                if path.symlink_metadata().is_ok() {
                    self.take(path);
                }
                Ok(())
            }
            PatternPart::Pattern(pattern) => {
                for path in self.entries(folder, Some(pattern))? {
                    if is_last {
                        self.take(path);
                    } else if path.is_dir() {
                        self.go(&path, at + 1)?;
                    }
                }
                Ok(())
            }
            PatternPart::AnyFolders => self.any_folders(folder, at),
        }
    }

    /// This folder and every folder below it; `**` at the end is every file in them.
    fn any_folders(&mut self, folder: &Path, at: usize) -> Outcome<()> {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if let Ok(real) = here.canonicalize()
            && !self.seen.insert((at, real))
        {
            return Ok(());
        }
        let is_last = at + 1 == self.steps.len();
        if !is_last {
            self.go(folder, at + 1)?;
        }
        for path in self.entries(folder, None)? {
            if path.is_dir() {
                self.any_folders(&path, at)?;
            } else if is_last {
                self.take(path);
            }
        }
        Ok(())
    }

    /// What lies in a folder and answers to the pattern.
    fn entries(&mut self, folder: &Path, pattern: Option<&Pattern>) -> Outcome<Vec<PathBuf>> {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = match fs::read_dir(here) {
            Ok(entries) => entries,
            Err(error) => {
                // What is not there, or no folder, matches nothing.
                let is_there =
                    !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
                if is_there {
                    self.leave_out(folder.to_owned(), LeftOutWhy::UnreadableFolder);
                }
                return Ok(Vec::new());
            }
        };
        let mut answering = Vec::new();
        for entry in entries {
            self.entries += 1;
            if self.entries > ENTRIES_MAX {
                return Err(Failure::configuration(format!(
                    "this pattern of files leads through more than {ENTRIES_MAX} entries of folders"
                ))
                .at(self.written)
                .todo("name the folder with the files"));
            }
            let Ok(entry) = entry else {
                self.leave_out(folder.to_owned(), LeftOutWhy::UnreadableFolder);
                continue;
            };
            let name = entry.file_name();
            let path = folder.join(&name);
            match (name.to_str(), pattern) {
                (_, None) => answering.push(path),
                (Some(name), Some(pattern)) if pattern.matches(name) => answering.push(path),
                (None, Some(pattern)) if pattern.matches(&name.to_string_lossy()) => {
                    answering.push(path);
                }
                _ => {}
            }
        }
        Ok(answering)
    }

    /// A file is taken, everything else is left out and told.
    fn take(&mut self, path: PathBuf) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let why = match fs::metadata(&path) {
            _ if name.as_ref().is_some_and(|name| name.starts_with("~$")) => LeftOutWhy::LockFile,
            _ if name.as_ref().is_some_and(|name| is_litter(name)) => LeftOutWhy::Litter,
            Ok(about) if about.is_file() && path.to_str().is_none() => LeftOutWhy::NameNotUnicode,
            Ok(about) if about.is_file() => {
                self.found.files.push(path);
                return;
            }
            // `*` in a folder with folders means its files.
            Ok(about) if about.is_dir() && !self.names_a_kind => return,
            Ok(about) => match ordinary::kind(&about) {
                NoOrdinaryFile::Directory => LeftOutWhy::Folder,
                NoOrdinaryFile::Pipe => LeftOutWhy::Pipe,
                NoOrdinaryFile::Socket => LeftOutWhy::Socket,
                NoOrdinaryFile::Device | NoOrdinaryFile::Else => LeftOutWhy::Device,
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => LeftOutWhy::LinkToNothing,
            Err(_) => LeftOutWhy::Unreadable,
        };
        self.leave_out(path, why);
    }

    fn leave_out(&mut self, path: PathBuf, why: LeftOutWhy) {
        self.found.left_out.push(LeftOut { path, why });
    }
}

/// What Finder, Explorer and browsers leave in a folder of exports.
fn is_litter(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_named = [".ds_store", "desktop.ini", "thumbs.db"].contains(&&*name);
    let ends = [".crdownload", ".part", ".partial", ".download"];
    is_named || name.starts_with("._") || ends.iter().any(|end| name.ends_with(end))
}

impl FilesFound {
    /// The failure of a pattern that leads to no file.
    #[must_use]
    pub(crate) fn nothing(&self, path: &Path) -> Failure {
        let failure = Failure::input("no file matches this pattern")
            .at(shown(path))
            .todo("check the folder, or take the source out of the pipeline file");
        let told =
            |left: &LeftOut| format!("left out: {} ({})", shown(&left.path), left.why.text());
        self.left_out.iter().take(5).map(told).fold(failure, Failure::because)
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::os::unix::{ffi::OsStrExt, fs::symlink};

    use super::*;

    fn names(folder: &Path, pattern: &str) -> (Vec<String>, Vec<(String, LeftOutWhy)>) {
        let found = walk(folder, pattern).unwrap();
        let name = |path: &PathBuf| {
            path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned()
        };
        let left = found.left_out.iter().map(|left| (left.name(), left.why)).collect();
        (found.files.iter().map(name).collect(), left)
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    #[test]
    fn a_pattern_names_files_in_their_order() {
        let of = folder(&["b.csv", "a.csv", "c.txt", "sub/d.csv", "sub/deep/e.csv", "x.csv/f"]);
        assert_eq!(names(of.path(), "[ab].csv").0, ["a.csv", "b.csv"]);
        assert_eq!(names(of.path(), "*/*.csv").0, ["sub/d.csv"]);
        let all = ["a.csv", "b.csv", "sub/d.csv", "sub/deep/e.csv"];
        assert_eq!(names(of.path(), "**/*.csv").0, all);
        assert_eq!(names(of.path(), "*.csv").1, [("x.csv".to_owned(), LeftOutWhy::Folder)]);
        assert_eq!(names(of.path(), "sub/*"), (vec!["sub/d.csv".to_owned()], vec![]));
        assert_eq!(names(of.path(), "none/*"), (vec![], vec![]));
        assert!(walk(of.path(), "a**b").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_told() {
        let litter = ["._a.csv", ".DS_Store", "Thumbs.db", "desktop.ini", "b.csv.crdownload"];
        let of = folder(&[&["a.csv"][..], &litter].concat());
        let (files, left) = names(of.path(), "*");
        assert_eq!((files, left.len()), (vec!["a.csv".to_owned()], litter.len()));
        assert!(left.iter().all(|(_, why)| *why == LeftOutWhy::Litter), "{left:?}");
        let of = folder(&["a.csv", "~$a.csv"]);
        let at = |name: &str| of.path().join(name);
        symlink(at("gone"), at("link.csv")).unwrap();
        symlink(at("round.csv"), at("round.csv")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(at("pipe.csv")).status().unwrap();
        assert!(made.success());
        fs::write(of.path().join(std::ffi::OsStr::from_bytes(b"\xff.csv")), "x").unwrap();
        let (files, left) = names(of.path(), "*.csv");
        assert_eq!(files, ["a.csv"]);
        let mut reasons: Vec<LeftOutWhy> = left.into_iter().map(|(_, why)| why).collect();
        reasons.sort();
        let all = [
            LeftOutWhy::LockFile,
            LeftOutWhy::LinkToNothing,
            LeftOutWhy::Unreadable,
            LeftOutWhy::NameNotUnicode,
            LeftOutWhy::Pipe,
        ];
        assert_eq!(reasons, all);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_lead_round_in_circles_end() {
        let of = folder(&["a.csv", "sub/b.csv"]);
        for name in ["one", "two", "three"] {
            symlink(of.path(), of.path().join("sub").join(name)).unwrap();
        }
        assert_eq!(names(of.path(), "**/*.csv").0, ["a.csv", "sub/b.csv"]);
    }
}
