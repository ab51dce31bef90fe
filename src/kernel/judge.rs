//! `judge`: from frames to frames, for whoever has the rows already.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::DataFrame;

use crate::base::fold::did_you_mean;
use crate::base::{Day, Failure, Outcome, shown};
use crate::ingest::decided::Decisions;
use crate::ingest::frame::{Frames, read_frames};
use crate::ingest::header;
use crate::ingest::no_header::no_header;
use crate::ingest::read::Setting;
use crate::programme::check::Loaded;
use crate::programme::pipeline::{Inputs, Report};
use crate::programme::{Dialect, Shelf};
use crate::tables::{Column, Kind, Need};

use super::answer::{Tables, frames};
use super::companies::{self, companies};
use super::found::RunScope;
use super::gathered::Gathered;
use super::made::MadeTables;
use super::selection::Selection;

/// A pipeline file with all that it names, read once for any number of calls.
#[derive(Clone, Debug)]
pub struct Config {
    loaded: Arc<Loaded>,
    texts: Arc<BTreeMap<PathBuf, String>>,
    decisions: Decisions,
    /// None for those of the pipeline file.
    reports: Option<Vec<Report>>,
}

impl Config {
    /// Reads a pipeline file and what it names. It needs no companies where a table brings them, no
    /// `out`, and no `files`.
    ///
    /// # Errors
    /// The first thing that is wrong in any of the files.
    pub fn read(pipeline: &Path) -> Outcome<Self> {
        Self::of(pipeline, Shelf::disk())
    }

    /// The same from texts that somebody has read, such as those of another `Config`.
    ///
    /// # Errors
    /// The first thing that is wrong in any of the texts.
    pub fn of_texts(pipeline: &Path, texts: BTreeMap<PathBuf, String>) -> Outcome<Self> {
        Self::of(pipeline, Shelf::of(texts))
    }

    fn of(pipeline: &Path, shelf: Shelf) -> Outcome<Self> {
        let loaded = Arc::new(Loaded::from(pipeline, &shelf, Inputs::Tables)?);
        let texts = Arc::new(shelf.into_texts());
        Ok(Self { loaded, texts, decisions: Decisions::new(), reports: None })
    }

    /// The files that were read, with their texts.
    #[must_use]
    pub fn texts(&self) -> &BTreeMap<PathBuf, String> {
        &self.texts
    }

    /// The pipeline file, as it was given.
    #[must_use]
    pub fn pipeline(&self) -> &Path {
        &self.loaded.pipeline.path
    }

    /// What is decided of whole sources, where parts of them are judged apart.
    #[must_use]
    pub fn deciding(mut self, decisions: Decisions) -> Self {
        self.decisions = decisions;
        self
    }

    /// The tables of these reports alone.
    #[must_use]
    pub fn reporting(mut self, reports: &[Report]) -> Self {
        self.reports = Some(reports.to_vec());
        self
    }
}

/// Judges tables in memory as a run judges files: answers every table of a run but `changes`, by name.
///
/// `tables` are named as the sources of a pipeline file are. Their columns are named as in an export
/// or as in our schema; cells are texts as an export has them, or typed. `_file` and `_line` say where
/// a row comes from, and are told with whatever is said of it. A table `companies` stands for the
/// companies of the pipeline file.
///
/// `owned` are the MPN ids of the companies that are judged; the others are read, linked and not
/// judged. Rows of nobody are told of where `_home` is true, or, without such a column, where all
/// companies are judged.
///
/// # Errors
/// When a table is missing or unknown, lacks a column or has one of another type; when a company is
/// unknown or there twice; when more rows are rejected than may be; when a date is ambiguous.
pub fn judge(
    config: &Config,
    as_of: Day,
    owned: Option<&[String]>,
    tables: &BTreeMap<String, DataFrame>,
) -> Outcome<Tables> {
    ensure_known(as_of)?;
    let mut loaded = Loaded::clone(&config.loaded);
    if let Some(reports) = &config.reports {
        loaded.pipeline.reports.clone_from(reports);
    }
    let frames_by_kind = sources(&mut loaded, tables)?;
    let setting = Setting::new(&loaded.pipeline, &loaded.dialect, &loaded.catalogue);
    let (reading, away) = read_frames(&setting, &frames_by_kind, &config.decisions)?;
    drop(setting);
    let away = away.map(Arc::new);
    let gathered = Gathered::of(loaded, reading, as_of)?;
    let gathered = gathered.decided_by(&config.decisions).without(away.clone());
    if let Some(over) = gathered.over_limit() {
        return Err(over.failure(&gathered));
    }
    let pipeline = &gathered.loaded.pipeline;
    let selection = Selection::of_part(pipeline, owned, away)?;
    let scope =
        RunScope { reports: &pipeline.reports, selection: selection.as_ref(), is_part: false };
    gathered.with_scene(|scene, counting| {
        let made = MadeTables::of(&gathered, (scene, counting), scope, &mut |_, _, _| {})?;
        frames(&made.published(scope))
    })
}

/// Spreadsheets know no day before 1900, and a report looks a year ahead.
///
/// # Errors
/// When the day is beyond.
pub fn ensure_known(as_of: Day) -> Outcome<()> {
    let known = Day::of(1900, 1, 1)..Day::of(9998, 12, 31);
    if known.contains(&Some(as_of)) {
        return Ok(());
    }
    Err(Failure::configuration(format!("{as_of} is too far away"))
        .at("--as-of")
        .todo("give a day from 1900-01-01 on and before 9998-12-31"))
}

/// The frames by their kinds; what they bring goes into the pipeline.
fn sources(loaded: &mut Loaded, tables: &BTreeMap<String, DataFrame>) -> Outcome<Frames> {
    let pipeline = &mut loaded.pipeline;
    let mut frames = Frames::new();
    for (name, frame) in tables {
        if name == companies::NAME {
            pipeline.companies = companies(frame)?;
        } else {
            let kind = Kind::from_name(name).ok_or_else(|| unknown(name))?;
            pipeline.sources.entry(kind).or_default();
            frames.insert(kind, frame.clone());
        }
    }
    // Every report rests on these.
    for kind in [Kind::Users, Kind::Transcripts] {
        pipeline.sources.entry(kind).or_default();
    }
    if pipeline.companies.is_empty() {
        return Err(Failure::configuration("there is no company")
            .at(shown(&loaded.pipeline.path))
            .todo("add [company], or give a table of companies"));
    }
    Ok(frames)
}

/// A column that a table may have.
#[derive(Clone, Debug)]
pub struct InputColumn {
    pub name: &'static str,
    /// How exports call it.
    pub headers: Vec<String>,
    /// Whether each table must have it.
    pub is_required: bool,
}

/// The columns that a table of this name may have.
///
/// # Errors
/// When there is no such table.
pub fn columns(table: &str) -> Outcome<Vec<InputColumn>> {
    let kind = Kind::from_name(table).ok_or_else(|| unknown(table))?;
    let dialect = Dialect::built_in()?;
    let column = |(place, column): (usize, &Column)| {
        let spellings = dialect.spellings.get(&(kind, place)).map_or(&[][..], Vec::as_slice);
        let headers = spellings.iter().map(|spelling| spelling.text.clone()).collect();
        let is_required = column.need == Need::Required;
        InputColumn { name: column.name, headers, is_required }
    };
    Ok(kind.columns().iter().enumerate().map(column).collect())
}

/// Refuses columns that are not those of such a table; `place` is what the reader calls it.
///
/// # Errors
/// When there is no such table, or a column that it needs is missing.
pub fn ensure_columns(table: &str, place: &str, names: &[String]) -> Outcome<()> {
    let kind = Kind::from_name(table).ok_or_else(|| unknown(table))?;
    let dialect = Dialect::built_in()?;
    let header = header::header(kind, names, &dialect);
    if header::missing(kind, &header).is_empty() {
        return Ok(());
    }
    Err(no_header(kind, &header, names, &dialect, place))
}

fn unknown(name: &str) -> Failure {
    let known: Vec<&str> =
        Kind::ALL.iter().map(|kind| kind.name()).chain([companies::NAME]).collect();
    let todo = match did_you_mean(name, known.iter().copied()) {
        Some(meant) => format!("did you mean {meant:?}?"),
        None => format!("known are {}", known.join(", ")),
    };
    Failure::configuration(format!("unknown table {name:?}")).at("tables").todo(todo)
}
