//! The files of a run with their hashes: before they are read, and as they were read.

use rayon::prelude::*;

use crate::base::{Day, Failure, Outcome, shown};
use crate::ingest::read::Reading;
use crate::programme::Pipeline;
use crate::publish::History;
use crate::publish::known::KnownInputs;
use crate::publish::stamp::FileStamp;
use crate::sources::discover;
use crate::tables::Kind;
use crate::tables::ledger::FreshnessFrom;

/// A file that will be read, or was.
pub(crate) struct InputFile {
    pub kind: Kind,
    pub name: String,
    pub sha256: String,
    pub stamp: FileStamp,
    pub stamped_on: Option<Day>,
}

/// The inputs with their hashes, read only where no earlier run knows them.
///
/// # Errors
/// When a file is missing or cannot be read.
pub(crate) fn look(pipeline: &Pipeline, history: &History) -> Outcome<Vec<InputFile>> {
    let known = KnownInputs::of(history);
    let mut files = Vec::new();
    for (kind, source) in &pipeline.sources {
        for path in discover::files(source)? {
            files.push((*kind, source, path));
        }
    }
    files
        .into_par_iter()
        .map(|(kind, source, path)| {
            let (sha256, stamp, _) = known.hash_or_read(&path)?;
            let has_limit = source.warn_after_days.is_some() || source.error_after_days.is_some();
            let freshness = discover::freshness(source, &path);
            let by_stamp = freshness.from == FreshnessFrom::FileTime;
            Ok(InputFile {
                kind,
                name: path
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default(),
                sha256,
                stamp,
                stamped_on: freshness.day.filter(|_| has_limit && by_stamp),
            })
        })
        .collect()
}

/// The inputs as they were read.
///
/// # Errors
/// When a file is gone meanwhile.
pub(crate) fn of_reading(pipeline: &Pipeline, reading: &Reading) -> Outcome<Vec<InputFile>> {
    let inputs = reading.files.iter().map(|file| {
        let source = pipeline.sources.get(&file.kind);
        let has_limit = source.is_some_and(|source| {
            source.warn_after_days.is_some() || source.error_after_days.is_some()
        });
        let by_stamp = file.freshness.from == FreshnessFrom::FileTime;
        let (stamp, _) = FileStamp::of(&file.path).map_err(|error| {
            Failure::input("the file is gone since it was read")
                .at(shown(&file.path))
                .todo("run again when the export is complete")
                .because(error)
        })?;
        Ok(InputFile {
            kind: file.kind,
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            stamp,
            stamped_on: file.freshness.day.filter(|_| has_limit && by_stamp),
        })
    });
    inputs.collect()
}
