//! `attain init`: a folder to start from, with everything that a first run needs.

use std::fs;
use std::path::Path;

use crate::base::{Day, Failure, Outcome};
use crate::publish::files::{self, AtPath};

use super::args::InitArguments;
use super::begun::{NamedText, PARAMETERS, SOURCES, wrote};
use super::start;

/// File names and contents; the programme and the people in them are invented.
const FILES: [(&str, &str); 8] = [
    ("pipeline.toml", include_str!("init/pipeline.toml")),
    ("parameters.toml", PARAMETERS),
    ("sources.csv", SOURCES),
    ("programmes/example/programme.toml", include_str!("init/programme.toml")),
    ("programmes/example/skills.csv", include_str!("init/skills.csv")),
    ("inputs/users.csv", include_str!("init/users.csv")),
    ("inputs/transcripts.csv", include_str!("init/transcripts.csv")),
    ("inputs/memberships.csv", include_str!("init/memberships.csv")),
];

/// Under this name a file is written before it gets its own.
const HIDDEN: &str = ".attain-init";

/// Writes the files; answers what to do next.
///
/// # Errors
/// When the programme is not known, or one of the files is there already and is not ours, or cannot
/// be written.
pub(crate) fn init(of: &InitArguments, today: Day) -> Outcome<String> {
    let folder = of.folder.as_path();
    if let Some(programme) = &of.programme {
        let files = start::files(programme, of, today)?;
        write(folder, &files, &start::FOLDERS)?;
        return Ok(start::next(folder, files.len()));
    }
    let files = FILES.map(|(name, text)| (name.to_owned(), text.to_owned()));
    write(folder, &files, &[])?;
    Ok(format!(
        "{}\n  attain run {} --as-of 2021-03-01\n\nThen put your own exports into {}.\n",
        wrote(folder, files.len()),
        folder.join("pipeline.toml").display(),
        folder.join("inputs").display(),
    ))
}

/// The first file comes last: where it is missing, an `init` that was stopped is finished by the
/// next one.
fn write(folder: &Path, all: &[NamedText], folders: &[&str]) -> Outcome<()> {
    for (place, (name, text)) in all.iter().enumerate() {
        let path = folder.join(name);
        let is_left = place > 0 && fs::read(&path).is_ok_and(|own| own == text.as_bytes());
        if fs::symlink_metadata(&path).is_ok() && !is_left {
            return Err(Failure::output("the file is there already and is not overwritten")
                .at(path.display())
                .todo("name another folder"));
        }
    }
    let hidden = folder.join(HIDDEN);
    for name in folders {
        let path = folder.join(name);
        files::create_folder(&path).writing(&path)?;
    }
    for (name, text) in all.iter().rev() {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            files::create_folder(parent).writing(parent)?;
        }
        files::put(&path, &hidden, text.as_bytes()).writing(&path)?;
    }
    Ok(())
}
