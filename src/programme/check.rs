//! Loads everything that pipelines name and says what it found: `attain catalogue check`.

use std::path::{Path, PathBuf};

use crate::base::fold::fold;
use crate::base::{Failure, Outcome, shown};
use crate::programme::catalogue::RequirementKind;
use crate::programme::disk::toml_files;
use crate::programme::document::Document;
use crate::programme::pipeline::Inputs;
use crate::programme::shelf::Shelf;
use crate::programme::{Catalogue, Citations, Dialect, Parameters, Pipeline, doubts};

pub use crate::programme::show::show;

/// Everything that one pipeline names.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub pipeline: Pipeline,
    pub citations: Citations,
    pub parameters: Parameters,
    pub catalogue: Catalogue,
    pub dialect: Dialect,
}

impl Loaded {
    /// Reads a pipeline file and what it names.
    ///
    /// # Errors
    /// The first thing that is wrong in any of the files.
    pub fn read(pipeline: &Path) -> Outcome<Self> {
        Self::from(pipeline, &Shelf::disk(), Inputs::Files)
    }

    /// Reads them from a shelf.
    ///
    /// # Errors
    /// The first thing that is wrong in any of the files.
    pub fn from(pipeline: &Path, shelf: &Shelf, inputs: Inputs) -> Outcome<Self> {
        let pipeline = Pipeline::read(pipeline, shelf, inputs)?;
        look_for_named(&pipeline, shelf)?;
        let citations = Citations::read(&pipeline.citations(), shelf)?;
        Ok(Self {
            parameters: Parameters::read(&pipeline.parameters, &citations, shelf)?,
            catalogue: Catalogue::read(&pipeline.programmes, &citations, shelf)?,
            dialect: Dialect::beside(pipeline.folder(), shelf)?,
            citations,
            pipeline,
        })
    }

    /// What is odd and no error.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.catalogue.warnings.clone();
        let counts = self.parameters.spans("retired_counts_months");
        for doubt in doubts::about_retirements(&self.catalogue, &counts) {
            if !warnings.contains(&doubt) {
                warnings.push(doubt);
            }
        }
        warnings.extend(self.idle_facts());
        warnings
    }

    /// Attested facts that no requirement asks for: most often a slip of the pen.
    fn idle_facts(&self) -> Vec<String> {
        let requirements = self.catalogue.programmes.iter().flat_map(|it| &it.requirements);
        let asked: Vec<String> = requirements
            .filter_map(|requirement| match &requirement.kind {
                RequirementKind::Attested { fact, .. } => Some(fold(fact)),
                _ => None,
            })
            .collect();
        let facts = self.pipeline.companies.iter().flat_map(|company| company.attested.keys());
        let mut idle: Vec<String> = facts
            .filter(|fact| !asked.contains(&fold(fact)))
            .map(|fact| {
                let file = shown(&self.pipeline.path);
                format!("{file}: no requirement asks for the attested fact \"{fact}\"")
            })
            .collect();
        idle.dedup();
        idle
    }

    fn summary(&self) -> String {
        let catalogue = &self.catalogue;
        let programmes = &catalogue.programmes;
        let counts = [
            (programmes.len(), "programme"),
            (programmes.iter().map(|it| it.requirements.len()).sum(), "requirement"),
            (catalogue.skills.len(), "skill"),
            (self.parameters.all.len(), "parameter"),
            (self.citations.all.len(), "cited document"),
            (self.dialect.texts.len(), "dialect"),
        ];
        let counts = counts.map(|(count, what)| match count {
            1 => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        });
        let mut summary =
            format!("{} is sound: {}.\n", shown(&self.pipeline.path), counts.join(", "));
        for warning in self.warnings() {
            summary.push_str("  warning: ");
            summary.push_str(&warning);
            summary.push('\n');
        }
        summary
    }
}

/// What the pipeline file names is missed by its own name, not by that of a file beside or in it.
fn look_for_named(pipeline: &Pipeline, shelf: &Shelf) -> Outcome<()> {
    let missing = |what: &str, path: &Path, key: &str| {
        Failure::configuration(format!("{what} is not there"))
            .at(shown(path))
            .todo(format!("correct `{key}` in {}", shown(&pipeline.path)))
    };
    if !shelf.has_file(&pipeline.parameters) {
        return Err(missing("the file of parameters", &pipeline.parameters, "parameters"));
    }
    match pipeline.programmes.iter().find(|folder| !shelf.has_folder(folder)) {
        Some(folder) => Err(missing("the folder of a programme", folder, "programmes")),
        None => Ok(()),
    }
}

/// Checks a pipeline file, or every pipeline file of a folder, with all that they name.
///
/// # Errors
/// The first thing that is wrong in any of the files, or a folder without a pipeline.
pub fn check(
    pipeline_or_folder: &Path,
    further: &dyn Fn(&Loaded) -> Outcome<()>,
) -> Outcome<String> {
    let look = |path: &Path| {
        let loaded = Loaded::read(path)?;
        further(&loaded)?;
        Ok(loaded.summary())
    };
    if !pipeline_or_folder.is_dir() {
        return look(pipeline_or_folder);
    }
    let pipelines = pipelines_of(pipeline_or_folder)?;
    if pipelines.is_empty() {
        return Err(Failure::configuration("the folder has no pipeline file")
            .at(shown(pipeline_or_folder))
            .todo("name a pipeline file or a folder that has one"));
    }
    pipelines.iter().map(|path| look(path)).collect()
}

/// The TOML files of a folder that look like pipelines, by name.
fn pipelines_of(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut pipelines = Vec::new();
    for path in toml_files(folder)? {
        let root = Document::read(&path, &Shelf::disk())?.root;
        if ["company", "sources", "programmes"].iter().any(|key| root.find(key).is_some()) {
            pipelines.push(path);
        }
    }
    Ok(pipelines)
}
