//! `attain init`: a folder to start from, with everything that a first run needs.

use std::fs;
use std::path::Path;

use crate::base::{Failure, Outcome};
use crate::publish::files::{self, AtPath};

/// File names and contents; the programme and the people in them are invented.
const FILES: [(&str, &str); 8] = [
    ("pipeline.toml", include_str!("init/pipeline.toml")),
    ("parameters.toml", include_str!("../../pipelines/parameters.toml")),
    ("sources.csv", include_str!("../../pipelines/sources.csv")),
    ("programmes/example/programme.toml", include_str!("init/programme.toml")),
    ("programmes/example/skills.csv", include_str!("init/skills.csv")),
    ("inputs/users.csv", include_str!("init/users.csv")),
    ("inputs/transcripts.csv", include_str!("init/transcripts.csv")),
    ("inputs/memberships.csv", include_str!("init/memberships.csv")),
];

/// Under this name a file is written before it gets its own.
const HIDDEN: &str = ".attain-init";

/// Writes the files; answers what to do next. The pipeline file comes last: where it is missing,
/// an `init` that was stopped is finished by the next one.
///
/// # Errors
/// When one of the files is there already and is not ours, or cannot be written.
pub fn init(folder: &Path) -> Outcome<String> {
    for (place, (name, text)) in FILES.into_iter().enumerate() {
        let path = folder.join(name);
        let is_left = place > 0 && fs::read(&path).is_ok_and(|own| own == text.as_bytes());
        if fs::symlink_metadata(&path).is_ok() && !is_left {
            return Err(Failure::output("the file is there already and is not overwritten")
                .at(path.display())
                .todo("name another folder"));
        }
    }
    let hidden = folder.join(HIDDEN);
    for (name, text) in FILES.into_iter().rev() {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            files::create_folder(parent).writing(parent)?;
        }
        files::put(&path, &hidden, text.as_bytes()).writing(&path)?;
    }
    let pipeline = folder.join("pipeline.toml");
    let place =
        if folder == Path::new(".") { "this folder".into() } else { folder.display().to_string() };
    Ok(format!(
        "Wrote {} files to {}.\n\nNext:\n  attain check {p}\n  attain run {p} --as-of 2021-03-01\n\n\
         Then put your own exports into {}.\n",
        FILES.len(),
        place,
        folder.join("inputs").display(),
        p = pipeline.display(),
    ))
}
