//! `attain init`: a folder to start from, with everything that a first run needs.

use std::path::Path;

use crate::base::{Failure, Outcome};

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

/// Writes the files; answers what to do next.
///
/// # Errors
/// When one of the files is there already, or cannot be written.
pub fn init(folder: &Path) -> Outcome<String> {
    for (name, _) in FILES {
        let path = folder.join(name);
        if path.exists() {
            return Err(Failure::output("the file is there already and is not overwritten")
                .at(path.display())
                .todo("name another folder"));
        }
    }
    for (name, text) in FILES {
        let path = folder.join(name);
        let failed = |error: std::io::Error| {
            Failure::output("the file could not be written").at(path.display()).because(error)
        };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(failed)?;
        }
        std::fs::write(&path, text).map_err(failed)?;
    }
    let pipeline = folder.join("pipeline.toml");
    Ok(format!(
        "Wrote {} files to {}.\n\nNext:\n  attain check {p}\n  attain run {p} --as-of 2021-03-01\n\n\
         Then put your own exports into {}.\n",
        FILES.len(),
        folder.display(),
        folder.join("inputs").display(),
        p = pipeline.display(),
    ))
}
