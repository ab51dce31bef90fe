//! Reads every file that a pipeline names.

use crate::base::{Day, Outcome, Progress, RunStep};
use crate::ingest::read::{PutAside, Setting, read_in_parts};
use crate::kernel::Gathered;
use crate::programme::check::Loaded;

/// Reads everything that the pipeline names.
///
/// # Errors
/// When an input cannot be used.
pub fn read(loaded: Loaded, as_of: Day, progress: &Progress) -> Outcome<Gathered> {
    read_putting_aside(loaded, as_of, progress, None)
}

/// The same; the transcripts go aside, where it is said to where.
///
/// # Errors
/// When an input cannot be used, or rows cannot be put aside.
pub(crate) fn read_putting_aside(
    loaded: Loaded,
    as_of: Day,
    progress: &Progress,
    aside: Option<PutAside<'_>>,
) -> Outcome<Gathered> {
    let setting = Setting::new(&loaded.pipeline, &loaded.dialect, &loaded.catalogue);
    let reading = read_in_parts(&setting, progress, aside)?;
    progress.begin(RunStep::Judging, 0, reading.files.iter().map(|file| file.read).sum());
    Gathered::of(loaded, reading, as_of)
}
