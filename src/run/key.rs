//! The key of a run: what decides it, and what is published under it already.

use crate::base::{Day, Outcome};
use crate::kernel::{Gathered, RunScope};
use crate::programme::check::Loaded;
use crate::publish::history::{Published, Run};
use crate::publish::manifest::RulesUsed;
use crate::publish::turning::mend;
use crate::publish::{ComparedRun, History, Lock, RunToCompare, Timestamp, key};
use crate::report::page::PageChoice;
use crate::sources::discover;
use crate::tables::Kind;

use super::inputs::{self, InputFile};
use super::log::RunNamed;
use super::request::{Finished, Request};
use super::tell::Summary;

/// What decides a run beside the inputs.
pub(crate) struct Decides<'a> {
    pub loaded: &'a Loaded,
    pub as_of: Day,
    pub scope: RunScope<'a>,
    /// Which companies of several get a page, where it is said.
    pub pages: Option<PageChoice>,
    pub labels: &'a [(String, String)],
}

/// A run whose inputs are read and whose key is known.
pub(crate) struct KeyedRun<'a> {
    pub request: &'a Request,
    pub gathered: &'a Gathered,
    pub decides: &'a Decides<'a>,
    pub inputs: Vec<InputFile>,
    pub history: &'a History,
    pub base_key: String,
    pub compared: ComparedRun,
    pub run_id: String,
    pub name: RunNamed,
    pub started: Timestamp,
}

impl<'a> KeyedRun<'a> {
    /// Makes the key, and finds what the run is compared with. The name becomes that of the run.
    ///
    /// # Errors
    /// When an input is gone meanwhile.
    pub(crate) fn of(
        request: &'a Request,
        gathered: &'a Gathered,
        decides: &'a Decides<'a>,
        history: &'a History,
        (name, started): (&mut RunNamed, Timestamp),
    ) -> Outcome<Self> {
        let pipeline = &gathered.loaded.pipeline;
        let inputs = inputs::of_reading(pipeline, &gathered.reading)?;
        let base_key = base_key(decides, &inputs);
        let compared = ComparedRun::of(history, decides.wanted(&base_key));
        let run_id = key::run_id(request.as_of, &pipeline.name, &compared.run_key);
        name.is_run(&run_id);
        let name = name.clone();
        Ok(Self {
            request,
            gathered,
            decides,
            inputs,
            history,
            base_key,
            compared,
            run_id,
            name,
            started,
        })
    }

    /// What is published under its key.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub(crate) fn published(&self) -> Outcome<Published> {
        let name = &self.gathered.loaded.pipeline.name;
        self.history.published(self.request.as_of, name, &self.compared.run_key)
    }
}

/// "Nothing changed": the key is published already.
///
/// # Errors
/// When an input is missing, or what is published cannot be mended.
pub(crate) fn published_before(
    request: &Request,
    decides: &Decides<'_>,
    history: &History,
    lock: &Lock,
) -> Outcome<Option<Finished>> {
    let loaded = decides.loaded;
    // Only a run of this day and pipeline can have the key: without one no file is read for it.
    let prefix = key::run_id(request.as_of, &loaded.pipeline.name, "");
    let is_there = history.names.iter().any(|name| name.run_id.starts_with(&prefix));
    if request.force || request.dry_run || !is_there {
        return Ok(None);
    }
    let inputs = inputs::look(&loaded.pipeline, history)?;
    let base_key = base_key(decides, &inputs);
    let compared = ComparedRun::of(history, decides.wanted(&base_key));
    let run = match compared.standing.filter(Run::is_whole) {
        Some(run) => run,
        None => match history.published(request.as_of, &loaded.pipeline.name, &compared.run_key)? {
            Published::Whole(run) => *run,
            _ => return Ok(None),
        },
    };
    mend(lock, history, &run)?;
    Ok(Some(unchanged(&run)))
}

fn unchanged(run: &Run) -> Finished {
    Finished {
        exit: 0,
        run_id: run.manifest.run_id.clone(),
        folder: Some(run.folder.clone()),
        nothing_changed: true,
        is_there: true,
        lacks_forgotten: !run.manifest.forgotten.is_empty(),
        summary: Summary::default(),
        stages: Vec::new(),
    }
}

impl<'a> Decides<'a> {
    /// The run, as far as it is known before it is compared.
    #[must_use]
    pub(crate) fn wanted(&self, base_key: &'a str) -> RunToCompare<'a> {
        let pipeline = &self.loaded.pipeline.name;
        RunToCompare { as_of: self.as_of, pipeline, reports: self.scope.reports, base_key }
    }
}

/// The key of everything but the run that is compared with.
#[must_use]
pub(crate) fn base_key(decides: &Decides<'_>, inputs: &[InputFile]) -> String {
    // What is left out is told, so it decides what is written too.
    let left_out: Vec<(Kind, String, &str)> = decides
        .loaded
        .pipeline
        .sources
        .iter()
        .flat_map(|(kind, source)| {
            discover::left_out(source).into_iter().map(move |left| (*kind, left))
        })
        .filter(|(_, left)| !left.why.is_of_no_matter())
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
        reports: decides.scope.reports,
        companies: decides.scope.selection.map_or(&[], |selection| &selection.mpn_ids),
        pages: decides.pages.map_or("", PageChoice::name),
        inputs: &of_key,
    })
}

/// Hashes of what decides, for the manifest and for telling why something changed.
#[must_use]
pub(crate) fn rules_used(decides: &Decides<'_>) -> RulesUsed {
    let parameters = [("parameters".to_owned(), decides.loaded.parameters.text.clone())];
    RulesUsed {
        parameters: key::texts_hash(&parameters),
        programmes: key::texts_hash(&decides.loaded.catalogue.texts),
        dialects: key::texts_hash(&decides.loaded.dialect.texts),
        labels: key::texts_hash(decides.labels),
    }
}
