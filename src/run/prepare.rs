//! What is settled before an input is opened: the configuration, the companies, the reports, the words.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use crate::base::{Day, Outcome};
use crate::kernel::RunScope;
use crate::kernel::selection::Selection;
use crate::programme::check::Loaded;
use crate::programme::disk::read_text;
use crate::programme::pipeline::Report;
use crate::report::Labels;
use crate::report::page::PageChoice;

use super::key::Decides;
use super::request::Request;

/// A run as it was asked for, once the configuration is read.
pub(crate) struct Prepared {
    pub out: PathBuf,
    as_of: Day,
    reports: Vec<Report>,
    /// None where all companies are meant.
    selection: Option<Selection>,
    pages: Option<PageChoice>,
    pub labels: Labels,
    /// The texts of the labels that are not built in.
    label_texts: Vec<(String, String)>,
}

impl Prepared {
    /// Reads the configuration. A run of some companies has a pipeline of its own name.
    ///
    /// # Errors
    /// When it is not sound, or has no such company.
    pub(crate) fn of(request: &Request) -> Outcome<(Self, Loaded)> {
        let mut loaded = Loaded::read(&request.pipeline)?;
        let selection = Selection::of(&loaded.pipeline, &request.companies)?;
        if let Some(selection) = &selection {
            loaded.pipeline.name = selection.name(&loaded.pipeline.name);
        }
        let (labels, label_texts) = labels(&loaded)?;
        let all = &loaded.pipeline.reports;
        let prepared = Self {
            out: request.out.clone().unwrap_or_else(|| loaded.pipeline.out.clone()),
            as_of: request.as_of,
            reports: if request.only.is_empty() { all.clone() } else { request.only.clone() },
            selection,
            pages: request.pages,
            labels,
            label_texts,
        };
        Ok((prepared, loaded))
    }

    #[must_use]
    pub(crate) fn decides<'a>(&'a self, loaded: &'a Loaded) -> Decides<'a> {
        Decides {
            loaded,
            as_of: self.as_of,
            scope: RunScope {
                reports: &self.reports,
                selection: self.selection.as_ref(),
                is_part: false,
            },
            pages: self.pages,
            labels: &self.label_texts,
        }
    }
}

/// The labels of the pipeline's language, and the texts of those that are not built in.
///
/// # Errors
/// When one is missing, too many, or wrong.
pub(crate) fn labels(loaded: &Loaded) -> Outcome<(Labels, Vec<(String, String)>)> {
    let texts = RefCell::new(Vec::new());
    let read = |path: &Path| -> Outcome<Option<String>> {
        if !path.exists() {
            return Ok(None);
        }
        let text = read_text(path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        texts.borrow_mut().push((name.unwrap_or_default(), text.clone()));
        Ok(Some(text))
    };
    let labels = Labels::beside(loaded.pipeline.folder(), &loaded.pipeline.language, read)?;
    Ok((labels, texts.into_inner()))
}
