//! The manifest of a run: what it was made of, and what became of it.

use std::collections::BTreeMap;

use crate::base::shown;
use crate::kernel::selection;
use crate::publish::key;
use crate::publish::manifest::{
    self, InputUsed, Manifest, OutputMade, PipelineUsed, ProgramUsed, VerdictMade,
};
use crate::publish::used::parameters_used;
use crate::report::classes::{Counts, light};
use crate::tables::output::Rows;

use super::key::{KeyedRun, rules_used};
use super::results::Results;
use super::tell::counts;
use super::watch::Watch;

/// The manifest of a run whose files are written.
#[must_use]
pub(crate) fn manifest(
    run: &KeyedRun<'_>,
    (results, outputs): (&Results<'_>, Vec<OutputMade>),
    exit_code: u8,
    watch: &Watch<'_>,
) -> Manifest {
    let loaded = &run.gathered.loaded;
    let files = run.gathered.reading.files.iter().zip(&run.inputs);
    Manifest {
        schema: manifest::VERSION.to_owned(),
        run_id: run.run_id.clone(),
        run_key: run.compared.run_key.clone(),
        as_of: run.request.as_of,
        program: ProgramUsed {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        pipeline: pipeline_used(run),
        rules: rules_used(run.decides),
        parameters: parameters_used(&loaded.parameters, run.request.as_of),
        previous: run.compared.with.as_ref().map(|run| run.manifest.run_id.clone()),
        inputs: files.map(|(file, input)| InputUsed::of(file, input.stamp)).collect(),
        stages: watch.stages.clone(),
        outputs,
        findings: counts(results.findings, "code").into_iter().collect(),
        actions: counts(results.actions, "urgency").into_iter().collect(),
        verdicts: verdicts(results.levels),
        companies: selection::names(run.decides.scope.selection, &loaded.pipeline),
        exit_code,
        started: run.started.to_millis(),
        finished: watch.now().to_millis(),
        peak_memory_bytes: manifest::peak_memory_bytes(),
        forgotten: Vec::new(),
        base_key: Some(run.base_key.clone()),
    }
}

fn pipeline_used(run: &KeyedRun<'_>) -> PipelineUsed {
    let pipeline = &run.gathered.loaded.pipeline;
    let reports = run.decides.scope.reports.iter();
    PipelineUsed {
        name: pipeline.name.clone(),
        path: shown(&pipeline.path),
        sha256: key::texts_hash(&[("pipeline".to_owned(), pipeline.text.clone())]),
        reports: reports.map(|report| report.name().to_owned()).collect(),
        language: pipeline.language.clone(),
    }
}

/// How the held levels of each company stand.
fn verdicts(levels: &dyn Rows) -> BTreeMap<String, VerdictMade> {
    let made = |(company, counts): (String, Counts)| {
        let levels = counts.present().map(|(class, count)| (class.name().to_owned(), count));
        let light = light(counts.tone()).to_owned();
        (company, VerdictMade { light, levels: levels.collect() })
    };
    Counts::by_company(levels).into_iter().map(made).collect()
}
