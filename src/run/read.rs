//! Reads every file that a pipeline names.

use crate::base::{Day, Outcome, Progress, Step};
use crate::ingest::read::{Setting, read_all};
use crate::kernel::Gathered;
use crate::programme::check::Loaded;

/// Reads everything that the pipeline names.
///
/// # Errors
/// When an input cannot be used.
pub fn read(loaded: Loaded, as_of: Day, progress: &Progress) -> Outcome<Gathered> {
    let setting = Setting::new(&loaded.pipeline, &loaded.dialect, &loaded.catalogue);
    let reading = read_all(&setting, progress)?;
    progress.begin(Step::Judging, 0, reading.files.iter().map(|file| file.read).sum());
    Gathered::of(loaded, reading, as_of)
}
