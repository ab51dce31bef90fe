//! What every new folder has, and what is said of one.

use std::path::Path;

/// A name in the folder, and what stands in it.
pub(super) type NamedText = (String, String);

pub(super) const PARAMETERS: &str = include_str!("../../pipelines/parameters.toml");
pub(super) const SOURCES: &str = include_str!("../../pipelines/sources.csv");

/// What was written, and the first thing to do.
pub(super) fn wrote(folder: &Path, files: usize) -> String {
    let place =
        if folder == Path::new(".") { "this folder".into() } else { folder.display().to_string() };
    let pipeline = folder.join("pipeline.toml");
    format!("Wrote {files} files to {place}.\n\nNext:\n  attain check {}", pipeline.display())
}
