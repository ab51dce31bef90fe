//! Reads a sheet of an XLSX workbook, cell by cell, into the columns of one chunk.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use crate::base::fold::did_you_mean;
use crate::base::{Failure, Outcome};
use crate::sources::intake::Opened;

use super::columns::Cell;
use super::read::FileSetting;
use super::recognise::{self, HEADER_LINES_MAX, Header};
use super::records::{COLUMNS_MAX, FIELD_BYTES_MAX, LINE_BYTES_MAX};
use super::rows::{Chunk, Fields};

/// No sheet has more.
const ROWS_MAX: u32 = 1 << 20;

/// A sheet as it was understood.
pub struct Understood {
    pub header: Header,
    pub row: u32,
    pub sheet: String,
}

/// A cell that is kept until its row is complete.
#[derive(Clone, Default)]
struct Kept {
    text: String,
    number: Option<f64>,
}

struct SheetFields<'a>(&'a [Kept]);

impl Fields for SheetFields<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, place: usize) -> Cell<'_> {
        Cell { text: &self.0[place].text, number: self.0[place].number }
    }
}

/// Reads the sheet; `wanted` are cells (row, column) whose text is asked for again.
///
/// # Errors
/// When the workbook is broken, has no such sheet, or the sheet has no header.
pub fn read(opened: &Opened, setting: &FileSetting<'_>) -> Outcome<(Understood, Chunk, String)> {
    opened.check_package(setting.unpacked_max())?;
    let mut bytes = Vec::new();
    let mut stream = opened.stream(None)?;
    std::io::Read::read_to_end(&mut stream, &mut bytes).map_err(|error| opened.failed(&error))?;
    let hash = opened.finish(stream)?;
    let mut book: Xlsx<_> = guarded(setting.shown, || Xlsx::new(Cursor::new(bytes)))?;
    let sheet = choose_sheet(&book.sheet_names(), setting)?;
    let mut sink = Sink::new(setting, &sheet);
    let mut cells = guarded(setting.shown, || book.worksheet_cells_reader(&sheet))?;
    while let Some(cell) = guarded(setting.shown, || cells.next_cell())? {
        let (row, column) = cell.get_position();
        sink.cell(row, column as usize, kept(cell.get_value()))?;
    }
    let (understood, chunk) = sink.end()?;
    Ok((understood, chunk, hash))
}

/// Rows of a sheet by their number, from 1.
pub type Numbered = Vec<(u32, Vec<String>)>;

/// Some rows of a sheet, each with its cells as they are shown; empty where it has none.
///
/// # Errors
/// When the workbook cannot be read any more.
pub fn rows(
    opened: &Opened,
    name: &str,
    unpacked_max: Option<u64>,
    sheet: &str,
    wanted: &[u32],
) -> Outcome<(Numbered, String)> {
    opened.check_package(unpacked_max)?;
    let mut bytes = Vec::new();
    let mut stream = opened.stream(None)?;
    std::io::Read::read_to_end(&mut stream, &mut bytes).map_err(|error| opened.failed(&error))?;
    let hash = opened.finish(stream)?;
    let mut book: Xlsx<_> = guarded(name, || Xlsx::new(Cursor::new(bytes)))?;
    let mut cells = guarded(name, || book.worksheet_cells_reader(sheet))?;
    let mut rows: Numbered = Vec::new();
    while let Some(cell) = guarded(name, || cells.next_cell())? {
        let (row, column) = cell.get_position();
        let (row, column) = (row.saturating_add(1), column as usize);
        if !wanted.contains(&row) || column >= COLUMNS_MAX {
            continue;
        }
        if rows.last().is_none_or(|(last, _)| *last != row) {
            rows.push((row, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = kept(cell.get_value()).text;
        }
    }
    Ok((rows, hash))
}

/// A broken workbook can make its reader panic: numbers of rows and columns that overflow.
fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T, XlsxError>) -> Outcome<T> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|error| broken(name, &error)),
        Err(_) => Err(broken(name, &"a reference to a cell in it makes no sense")),
    }
}

fn broken(name: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::input("the workbook cannot be read")
        .at(name)
        .todo("save it again as .xlsx or .csv")
        .because(error)
}

fn choose_sheet(names: &[String], setting: &FileSetting<'_>) -> Outcome<String> {
    let Some(wanted) = &setting.source.sheet else {
        return names.first().cloned().ok_or_else(|| {
            Failure::input("the workbook has no sheet").at(setting.shown).todo("save it again")
        });
    };
    if let Some(name) = names.iter().find(|name| *name == wanted) {
        return Ok(name.clone());
    }
    let near = did_you_mean(wanted, names.iter().map(String::as_str));
    let hint = near.map_or(format!("its sheets are: {}", names.join(", ")), |near| {
        format!("did you mean {near:?}?")
    });
    Err(Failure::input(format!("the workbook has no sheet {wanted:?}"))
        .at(setting.shown)
        .todo(hint))
}

fn kept(value: &DataRef<'_>) -> Kept {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Int(number) => {
            return Kept { text: number.to_string(), number: Some(as_float(*number)) };
        }
        DataRef::Float(number) => return Kept { text: shown(*number), number: Some(*number) },
        DataRef::DateTime(stamp) => {
            let (year, month, day, ..) = stamp.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
    };
    Kept { text, number: None }
}

#[expect(clippy::cast_precision_loss, reason = "integers of a sheet are floats in the file")]
fn as_float(number: i64) -> f64 {
    number as f64
}

/// The number as a spreadsheet shows it: fifteen significant digits, no exponent.
fn shown(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// Gathers cells to rows; looks for the header in the first of them.
struct Sink<'a, 'b> {
    setting: &'a FileSetting<'b>,
    sheet: String,
    row: u32,
    /// Text of the row so far.
    row_bytes: usize,
    cells: Vec<Kept>,
    understood: Option<Understood>,
    plan: Option<super::rows::Plan<'b>>,
    chunk: Option<Chunk>,
    nearest: Option<(usize, Header, Vec<String>)>,
    rows_seen: usize,
}

impl<'a, 'b> Sink<'a, 'b> {
    fn new(setting: &'a FileSetting<'b>, sheet: &str) -> Self {
        Self {
            setting,
            sheet: sheet.to_owned(),
            row: 0,
            row_bytes: 0,
            cells: Vec::new(),
            understood: None,
            plan: None,
            chunk: None,
            nearest: None,
            rows_seen: 0,
        }
    }

    fn cell(&mut self, row: u32, column: usize, kept: Kept) -> Outcome<()> {
        if row < self.row || row >= ROWS_MAX {
            return Err(Failure::input("the rows of the sheet are out of order")
                .at(format!("{}:{}", self.setting.shown, self.row + 1))
                .todo("save it again as .xlsx or .csv"));
        }
        if row != self.row {
            self.close_row();
            self.row = row;
            self.row_bytes = 0;
        }
        if column >= COLUMNS_MAX {
            return Err(self.too_much("a row has more than 4096 columns"));
        }
        if kept.text.len() > FIELD_BYTES_MAX {
            return Err(self.too_much("a cell is longer than 1 MiB"));
        }
        self.row_bytes += kept.text.len();
        if self.row_bytes > LINE_BYTES_MAX {
            return Err(self.too_much("a row is longer than 16 MiB"));
        }
        if kept.text.is_empty() {
            return Ok(());
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Kept::default());
        }
        self.cells[column] = kept;
        Ok(())
    }

    fn too_much(&self, what: &str) -> Failure {
        Failure::input(what)
            .at(format!("{}:{}", self.setting.shown, self.row + 1))
            .todo("check that this is the sheet with the table")
    }

    fn close_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().all(|cell| cell.text.trim().is_empty()) {
            return;
        }
        let line = self.row + 1;
        if let (Some(plan), Some(chunk)) = (&self.plan, &mut self.chunk) {
            // A sheet has no field count of its own: cells behind the last filled one are empty.
            let mut cells = cells;
            if cells.len() < plan.by_field.len() {
                cells.resize(plan.by_field.len(), Kept::default());
            }
            chunk.row(plan, line, &SheetFields(&cells));
            return;
        }
        if self.row as usize >= HEADER_LINES_MAX {
            return;
        }
        self.rows_seen += 1;
        let names: Vec<String> = cells.into_iter().map(|cell| cell.text).collect();
        let header = recognise::header(self.setting.kind, &names, self.setting.dialect);
        if recognise::missing(self.setting.kind, &header).is_empty() {
            let plan = self.setting.plan(header.by_field.clone(), '.');
            self.chunk = Some(Chunk::new(&plan).keeping_evident());
            self.plan = Some(plan);
            self.understood = Some(Understood { header, row: line, sheet: self.sheet.clone() });
            return;
        }
        let known = header.by_field.iter().flatten().count();
        if self.nearest.as_ref().is_none_or(|(most, ..)| known > *most) {
            self.nearest = Some((known, header, names));
        }
    }

    fn end(mut self) -> Outcome<(Understood, Chunk)> {
        self.close_row();
        if let (Some(understood), Some(chunk)) = (self.understood, self.chunk) {
            return Ok((understood, chunk));
        }
        let setting = self.setting;
        Err(match self.nearest {
            Some((_, header, names)) => {
                recognise::no_header(setting.kind, &header, &names, setting.dialect, setting.shown)
            }
            None => Failure::input(format!("the sheet {:?} is empty", self.sheet))
                .at(setting.shown)
                .todo("name the sheet with the table: sheet = \"…\" in the source"),
        })
    }
}
