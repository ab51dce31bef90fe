//! Reads the texts of a configuration from the disk.

use std::path::{Path, PathBuf};

use crate::base::{Failure, Outcome, ordinary, shown};

/// Reads a text file; what cannot be read is named with its cause.
pub(crate) fn read_text(path: &Path) -> Outcome<String> {
    let bytes = ordinary::read_small(path).map_err(|error| match ordinary::told(&error) {
        Some(what) => Failure::configuration(what).at(shown(path)).todo("name a file of text"),
        None => Failure::configuration("the file cannot be read")
            .at(shown(path))
            .todo("correct the path or create the file")
            .because(error),
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        Failure::configuration("the file is not UTF-8")
            .at(format_args!("{}:{}", shown(path), line_at(before, before.len())))
            .todo("save it as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The TOML files of a folder, by name.
pub(crate) fn toml_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| {
        Failure::configuration("the folder cannot be read")
            .at(shown(folder))
            .todo("name a folder that you may read")
            .because(error)
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") && !path.is_dir() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The line, from 1, of a byte of a text.
pub(super) fn line_at(text: &[u8], byte: usize) -> usize {
    1 + text.iter().take(byte).filter(|&&byte| byte == b'\n').count()
}
