//! The inputs before they are read: their hashes, and the key that they make with everything else.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::base::{Day, Failure, Outcome, shown};
use crate::ingest::read::Reading;
use crate::programme::check::Loaded;
use crate::programme::pipeline::{Pipeline, Report};
use crate::publish::known::{Known, Stamp};
use crate::publish::manifest::RulesUsed;
use crate::publish::{History, Wanted, key};
use crate::report::page::Choice;
use crate::sources::discover;
use crate::sources::walk::Why;
use crate::tables::Kind;
use crate::tables::ledger::FreshnessFrom;

use super::selection::Selection;

/// A file that will be read, or was.
pub struct Input {
    pub kind: Kind,
    pub path: PathBuf,
    pub name: String,
    pub sha256: String,
    pub stamp: Stamp,
    pub stamped_on: Option<Day>,
}

/// What decides a run beside the inputs.
pub struct Decides<'a> {
    pub loaded: &'a Loaded,
    pub as_of: Day,
    pub reports: &'a [Report],
    pub selection: Option<&'a Selection>,
    /// Which companies of several get a page, where it is said.
    pub pages: Option<Choice>,
    pub labels: &'a [(String, String)],
}

/// The inputs with their hashes, read only where no earlier run knows them.
///
/// # Errors
/// When a file is missing or cannot be read.
pub fn look(pipeline: &Pipeline, history: &History) -> Outcome<Vec<Input>> {
    let known = Known::of(history);
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
            Ok(Input {
                kind,
                name: path
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default(),
                path,
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
pub fn of_reading(pipeline: &Pipeline, reading: &Reading) -> Outcome<Vec<Input>> {
    let inputs = reading.files.iter().map(|file| {
        let source = pipeline.sources.get(&file.kind);
        let has_limit = source.is_some_and(|source| {
            source.warn_after_days.is_some() || source.error_after_days.is_some()
        });
        let by_stamp = file.freshness.from == FreshnessFrom::FileTime;
        let (stamp, _) = Stamp::of(&file.path).map_err(|error| {
            Failure::input("the file is gone since it was read")
                .at(shown(&file.path))
                .todo("run again when the export is complete")
                .because(error)
        })?;
        Ok(Input {
            kind: file.kind,
            path: file.path.clone(),
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            stamp,
            stamped_on: file.freshness.day.filter(|_| has_limit && by_stamp),
        })
    });
    inputs.collect()
}

impl<'a> Decides<'a> {
    /// The run, as far as it is known before it is compared.
    #[must_use]
    pub fn wanted(&self, base_key: &'a str) -> Wanted<'a> {
        Wanted { as_of: self.as_of, pipeline: &self.loaded.pipeline.name, base_key }
    }
}

/// The key of everything but the run that is compared with.
#[must_use]
pub fn base_key(decides: &Decides<'_>, inputs: &[Input]) -> String {
    // What is left out is told, so it decides what is written too.
    let left_out: Vec<(Kind, String, &str)> = decides
        .loaded
        .pipeline
        .sources
        .iter()
        .flat_map(|(kind, source)| {
            discover::left_out(source).into_iter().map(move |left| (*kind, left))
        })
        .filter(|(_, left)| left.why != Why::LockFile)
        .map(|(kind, left)| (kind, left.name(), left.why.text()))
        .collect();
    let of_left_out = left_out.iter().map(|(kind, name, why)| key::KeyInput {
        kind: *kind,
        name,
        sha256: why,
        stamped_on: None,
    });
    let of_key: Vec<key::KeyInput<'_>> = inputs
        .iter()
        .map(|input| key::KeyInput {
            kind: input.kind,
            name: &input.name,
            sha256: &input.sha256,
            stamped_on: input.stamped_on,
        })
        .chain(of_left_out)
        .collect();
    let loaded = decides.loaded;
    key::run_key(&key::KeyParts {
        as_of: decides.as_of,
        version: env!("CARGO_PKG_VERSION"),
        pipeline: &loaded.pipeline.text,
        parameters: &loaded.parameters.text,
        citations: &loaded.citations.text,
        catalogue: &loaded.catalogue.texts,
        dialects: &loaded.dialect.texts,
        labels: decides.labels,
        reports: decides.reports,
        companies: decides.selection.map_or(&[], |selection| &selection.mpn_ids),
        pages: decides.pages.map_or("", Choice::name),
        inputs: &of_key,
    })
}

/// Hashes of what decides, for the manifest and for telling why something changed.
#[must_use]
pub fn rules_used(decides: &Decides<'_>) -> RulesUsed {
    let parameters = [("parameters".to_owned(), decides.loaded.parameters.text.clone())];
    RulesUsed {
        parameters: key::texts_hash(&parameters),
        programmes: key::texts_hash(&decides.loaded.catalogue.texts),
        dialects: key::texts_hash(&decides.loaded.dialect.texts),
        labels: key::texts_hash(decides.labels),
    }
}
