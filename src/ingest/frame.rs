//! Rows that come as a frame instead of a file: each names the file and the line that it comes from.

use std::collections::{BTreeMap, HashSet};

use polars::prelude::{
    Column as FrameColumn, CompatLevel, DataFrame, DataType, IntoColumn, PolarsResult,
};
use rayon::prelude::*;

use crate::base::{Failure, Outcome};
use crate::programme::pipeline::Source;
use crate::sources::discover;
use crate::tables::ledger::{FileFormat, FreshnessFrom};
use crate::tables::{FileReport, Freshness, Kind};

use super::decided::{Decided, Decisions, FileDecided, of_kind};
use super::duplicates;
use super::header::{self, Header};
use super::no_header::no_header;
use super::order::OrderFound;
use super::parquet_column::{ArrowCells, ArrowFields};
use super::read;
use super::reading::Reading;
use super::records::{FIELD_BYTES_MAX, RecordTooBig};
use super::rows::{Chunk, ReadPlan};
use super::setting::{FileSetting, Setting};
use super::table::TableBuilder;

/// Names of the columns that say where a row comes from, and whether its place is here.
pub const FILE: &str = "_file";
pub const LINE: &str = "_line";
pub const HOME: &str = "_home";

/// Rows of a chunk: what a core does at a time.
const ROWS: usize = 1 << 16;

/// Frames by the kind of their rows.
pub type Frames = BTreeMap<Kind, DataFrame>;

/// Rows that are told of elsewhere, by the place of their file in the ledger and their line.
pub type Away = HashSet<(u32, u32)>;

/// Reads a frame for each source of the pipeline.
///
/// # Errors
/// When a frame is missing, lacks a column or has cells of a type that no table has, or the order
/// of its dates is ambiguous.
pub fn read_frames(
    setting: &Setting<'_>,
    frames: &Frames,
    decisions: &Decisions,
) -> Outcome<(Reading, Option<Away>)> {
    let mut reading = Reading::empty();
    let mut away = None;
    for (kind, source) in &setting.pipeline.sources {
        let frame = frames.get(kind).ok_or_else(|| missing(*kind))?;
        let table = FrameTable::of(*kind, frame, of_kind(decisions, *kind))?;
        table.read(setting, source, &mut reading)?;
        table.note_away(&reading, &mut away);
    }
    reading.sort_rejects();
    Ok((reading, away))
}

fn missing(kind: Kind) -> Failure {
    Failure::input(format!("there is no table of {}", kind.name()))
        .at("tables")
        .todo(format!("give one, or take [sources.{}] out of the pipeline", kind.name()))
}

fn shown(kind: Kind) -> String {
    format!("the table {}", kind.name())
}

/// A frame with the origins of its rows.
struct FrameTable<'a> {
    kind: Kind,
    frame: &'a DataFrame,
    decided: &'a Decided,
    /// In the order in which they are read.
    files: Vec<String>,
    /// Of each row: the place of its file among those.
    of_file: Vec<u32>,
    lines: Vec<u32>,
    home: Option<Vec<bool>>,
    /// The rows in the order in which they are read.
    order: Vec<u32>,
}

impl<'a> FrameTable<'a> {
    fn of(kind: Kind, frame: &'a DataFrame, decided: &'a Decided) -> Outcome<Self> {
        let rows = frame.height();
        if u32::try_from(rows).is_err() {
            return Err(Failure::input("the table has more rows than four billions")
                .at(shown(kind))
                .todo("judge fewer companies at a time"));
        }
        let (files, of_file) = files(kind, frame, decided)?;
        let lines = lines(kind, frame)?;
        let home = home(kind, frame)?;
        let mut order: Vec<u32> = (0..).take(rows).collect();
        let place = |row: &u32| (of_file[*row as usize], lines[*row as usize]);
        if !order.is_sorted_by_key(place) {
            order.par_sort_by_key(place);
        }
        Ok(Self { kind, frame, decided, files, of_file, lines, home, order })
    }

    fn read(&self, setting: &Setting<'_>, source: &Source, reading: &mut Reading) -> Outcome<()> {
        let (header, cells) = self.cells(setting)?;
        let mut table = TableBuilder::new(self.kind);
        let is_skill = |text: &str| setting.catalogue.resolve(text).is_some();
        let mut start = 0;
        for (place, name) in (0_u32..).zip(&self.files) {
            let rows =
                self.order[start..].partition_point(|row| self.of_file[*row as usize] <= place);
            let own = &self.order[start..start + rows];
            start += rows;
            let decided = self.decided.file(name);
            let file_setting = setting.of_file(self.kind, source, name, &is_skill);
            let file = u32::try_from(reading.files.len()).unwrap_or(u32::MAX);
            table.start_file();
            let decimal = decided.and_then(|file| file.decimal).or(source.decimal);
            let plan = file_setting.plan(&header.by_field, decimal.unwrap_or('.'));
            for chunk in self.chunks(own, &cells, &plan, name)? {
                table.absorb(chunk, &mut reading.dictionary, file);
            }
            let mut report = self.report(name, &header, decided, source);
            settle(&file_setting, &mut table, decided, file)?;
            report.used = table.rows_of_file();
            report.read = table.current.read;
            report.rejected = table.current.rejected;
            report.unknown_yes_no = table.current.unknown_yes_no;
            reading.files.push(report);
        }
        let (facts, rejects, _) = table.finish()?;
        reading.rejects.append(rejects);
        let facts = duplicates::set_aside(facts, setting, reading)?;
        reading.facts.insert(self.kind, facts);
        Ok(())
    }

    /// The columns that the kind knows, as cells of a table.
    fn cells(&self, setting: &Setting<'_>) -> Outcome<(Header, Vec<(usize, ArrowCells)>)> {
        let names: Vec<String> =
            self.frame.columns().iter().map(|column| column.name().to_string()).collect();
        let header = header::header(self.kind, &names, setting.dialect);
        if !header::missing(self.kind, &header).is_empty() {
            let (kind, dialect) = (self.kind, setting.dialect);
            return Err(no_header(kind, &header, &names, dialect, &shown(kind)));
        }
        let known = header.by_field.iter().enumerate().filter(|(_, column)| column.is_some());
        let cells = known.map(|(field, _)| {
            let column = &self.frame.columns()[field];
            Ok((field, texts(column).ok_or_else(|| of_no_table(self.kind, column))?))
        });
        let cells = cells.collect::<Outcome<_>>()?;
        Ok((header, cells))
    }

    /// The rows of a file, chunk by chunk in their order.
    fn chunks(
        &self,
        rows: &[u32],
        cells: &[(usize, ArrowCells)],
        plan: &ReadPlan<'_>,
        file: &str,
    ) -> Outcome<Vec<Chunk>> {
        let chunk = |rows: &[u32]| {
            let mut fields = ArrowFields { cells: vec![None; plan.width], row: 0 };
            for (field, column) in cells {
                fields.cells[*field] = Some(column);
            }
            let mut chunk = Chunk::new(plan).keeping_evident();
            for row in rows {
                let (row, line) = (*row as usize, self.lines[*row as usize]);
                if cells.iter().any(|(_, column)| column.length(row) > FIELD_BYTES_MAX) {
                    return Err(Failure::input(RecordTooBig::Field.says("a cell", "a row"))
                        .at(format!("{file}:{line}"))
                        .todo("check that this is the table that is meant"));
                }
                fields.row = row;
                chunk.row(plan, line, &fields);
            }
            Ok(chunk)
        };
        rows.par_chunks(ROWS).map(chunk).collect()
    }

    fn report(
        &self,
        name: &str,
        header: &Header,
        decided: Option<&FileDecided>,
        source: &Source,
    ) -> FileReport {
        let mut report = FileReport::blank(self.kind, name.into(), 0);
        name.clone_into(&mut report.name);
        // Its cells are typed, as those of such a file.
        report.format = FileFormat::Parquet;
        report.columns = header.columns();
        if let Some(columns) = decided.and_then(|file| file.columns.as_ref()) {
            let known = self.kind.columns();
            report.columns.retain(|place| columns.iter().any(|own| own == known[*place].name));
        }
        report.freshness = match decided.and_then(|file| file.fresh_on) {
            Some(day) => Freshness { day: Some(day), from: FreshnessFrom::ExportedOn },
            None => discover::freshness_by_name(source, name),
        };
        report
    }

    fn note_away(&self, reading: &Reading, away: &mut Option<Away>) {
        let Some(home) = &self.home else { return };
        let away = away.get_or_insert_default();
        let first = reading.files.iter().position(|file| file.kind == self.kind);
        let first = first.and_then(|first| u32::try_from(first).ok()).unwrap_or_default();
        let places = self.of_file.iter().zip(&self.lines).zip(home);
        let guests = places.filter(|(_, home)| !**home);
        away.extend(guests.map(|((file, line), _)| (first + file, *line)));
    }
}

/// Sets the order of the dates, as it is decided or as the rows tell.
fn settle(
    setting: &FileSetting<'_>,
    table: &mut TableBuilder,
    decided: Option<&FileDecided>,
    file: u32,
) -> Outcome<()> {
    let given = decided.map(|file| file.orders(setting.kind)).unwrap_or_default();
    let mut orders = vec![None; setting.kind.columns().len()];
    for (place, evidence) in table.current.evidence.iter().enumerate() {
        orders[place] = match (given.get(place).copied().flatten(), evidence.verdict()) {
            (Some(order), _) | (None, OrderFound::Order(order)) => Some(order),
            (None, OrderFound::Needless) => None,
            (None, OrderFound::Undecided) => {
                let column = setting.kind.columns()[place].name;
                return Err(read::ambiguous(setting, column, evidence));
            }
        };
    }
    let bad = table.settle_dates(&orders);
    let texts = table.kept_texts(&bad);
    table.reject_dates(&bad, &texts, &orders, file);
    Ok(())
}

/// The files of the rows in the order in which they are read, and the file of each row.
fn files(kind: Kind, frame: &DataFrame, decided: &Decided) -> Outcome<(Vec<String>, Vec<u32>)> {
    let mut names: Vec<String> = decided.files.iter().map(|file| file.name.clone()).collect();
    let Ok(column) = frame.column(FILE) else {
        if names.len() > 1 {
            return Err(lacks(kind, FILE, "it is of several files"));
        }
        if names.is_empty() {
            names.push(kind.name().to_owned());
        }
        return Ok((names, vec![0; frame.height()]));
    };
    let cells = strings(column).map_err(|_| of_another_type(kind, column, "text"))?;
    let cells = cells.str().map_err(|_| of_another_type(kind, column, "text"))?;
    let mut found: BTreeMap<&str, u32> = BTreeMap::new();
    for name in cells.iter() {
        found.insert(name.ok_or_else(|| lacks(kind, FILE, "a cell of it is empty"))?, 0);
    }
    names.extend(found.keys().filter(|name| decided.file(name).is_none()).map(|&name| name.into()));
    for (place, name) in (0_u32..).zip(&names) {
        if let Some(known) = found.get_mut(name.as_str()) {
            *known = place;
        }
    }
    let places = cells.iter().flatten().map(|name| found[name]).collect();
    Ok((names, places))
}

fn lines(kind: Kind, frame: &DataFrame) -> Outcome<Vec<u32>> {
    let Ok(column) = frame.column(LINE) else {
        if frame.column(FILE).is_ok() {
            return Err(lacks(kind, LINE, "the rows name their files"));
        }
        return Ok((1..).take(frame.height()).collect());
    };
    let wrong = || of_another_type(kind, column, "a whole number");
    if !column.dtype().is_integer() {
        return Err(wrong());
    }
    let cells = column.cast(&DataType::Int64).map_err(|_| wrong())?;
    let cells = cells.i64().map_err(|_| wrong())?;
    let line = |cell: Option<i64>| {
        let cell = cell.ok_or_else(|| lacks(kind, LINE, "a cell of it is empty"))?;
        u32::try_from(cell).map_err(|_| {
            Failure::input(format!("{cell} is no line of a file"))
                .at(format!("{}, {LINE}", shown(kind)))
                .todo("number the rows of each file from 1 on")
        })
    };
    cells.iter().map(line).collect()
}

fn home(kind: Kind, frame: &DataFrame) -> Outcome<Option<Vec<bool>>> {
    let Ok(column) = frame.column(HOME) else { return Ok(None) };
    let cells = column.bool().map_err(|_| of_another_type(kind, column, "true or false"))?;
    Ok(Some(cells.iter().map(Option::unwrap_or_default).collect()))
}

/// The cells of a column as a table would write them; none for types that no table has.
#[must_use]
pub fn texts(column: &FrameColumn) -> Option<ArrowCells> {
    let column = match column.dtype() {
        DataType::Categorical(..) | DataType::Enum(..) => strings(column).ok()?,
        _ => column.clone(),
    };
    let series = column.as_materialized_series().rechunk();
    let array = series.to_arrow(0, CompatLevel::newest());
    if !ArrowCells::can_be(array.dtype()) {
        return None;
    }
    ArrowCells::of(&[array]).ok()
}

fn strings(column: &FrameColumn) -> PolarsResult<FrameColumn> {
    if *column.dtype() == DataType::Null {
        return Ok(FrameColumn::full_null(column.name().clone(), column.len(), &DataType::String));
    }
    if !matches!(column.dtype(), DataType::String | DataType::Categorical(..) | DataType::Enum(..))
    {
        polars::prelude::polars_bail!(SchemaMismatch: "no text");
    }
    Ok(column.cast(&DataType::String)?.into_column())
}

fn of_no_table(kind: Kind, column: &FrameColumn) -> Failure {
    Failure::input(format!(
        "the column {:?} has cells of a type that no table has: {}",
        column.name().as_str(),
        column.dtype()
    ))
    .at(shown(kind))
    .todo("give it as text, numbers, dates or true and false")
}

fn of_another_type(kind: Kind, column: &FrameColumn, wanted: &str) -> Failure {
    Failure::input(format!(
        "the column {} has cells of the type {}, not {wanted}",
        column.name(),
        column.dtype()
    ))
    .at(shown(kind))
    .todo("cast it")
}

fn lacks(kind: Kind, column: &str, why: &str) -> Failure {
    Failure::input(format!("the column {column} is needed, and {why}"))
        .at(shown(kind))
        .todo("let each row say which file and which line it comes from")
}
