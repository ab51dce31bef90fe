//! Reads a sheet of an XLSX workbook, cell by cell, into the columns of one chunk.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError};

use crate::base::fold::did_you_mean;
use crate::base::{Failure, Outcome};
use crate::sources::intake::Opened;

use super::columns::WrittenCell;
use super::date_text::SERIALS;
use super::header::{self, HEADER_LINES_MAX, Header};
use super::no_header::no_header;
use super::number_text::shown;
use super::recognise::Nearest;
use super::records::{COLUMNS_MAX, FIELD_BYTES_MAX, LINE_BYTES_MAX, RecordTooBig};
use super::rows::{Chunk, Fields, ReadPlan};
use super::setting::FileSetting;

/// No sheet has more.
const ROWS_MAX: u32 = 1 << 20;

/// A sheet as it was understood.
pub(crate) struct UnderstoodSheet {
    pub header: Header,
    pub row: u32,
    pub sheet: String,
    /// The sheets before it, which have no header.
    pub passed_over: Vec<String>,
}

/// A cell that is kept until its row is complete.
#[derive(Clone, Default)]
struct KeptCell {
    text: String,
    number: Option<f64>,
}

/// The cells of one row that is under way: what it costs follows the cells that are filled, however
/// far to the right they stand.
#[derive(Default)]
struct SheetRow {
    cells: Vec<KeptCell>,
    /// Places in `cells` that are filled.
    filled: Vec<usize>,
    /// A cell beyond the header has something in it.
    has_more: bool,
    /// A cell that is kept nowhere has something in it.
    says_more: bool,
}

struct SheetFields<'a> {
    row: &'a SheetRow,
    width: usize,
}

impl Fields for SheetFields<'_> {
    /// A sheet has no field count of its own: cells behind the last filled one are empty.
    fn count(&self) -> usize {
        self.width
    }

    fn has_more(&self, _: usize) -> bool {
        self.row.has_more
    }

    fn cell(&self, place: usize) -> WrittenCell<'_> {
        let kept = self.row.cells.get(place);
        kept.map_or(WrittenCell::text(""), |kept| WrittenCell {
            number: kept.number,
            ..WrittenCell::text(&kept.text)
        })
    }
}

/// Reads the sheet that the source names, else the first one with a header.
///
/// # Errors
/// When the workbook is broken, has no such sheet, or no sheet of it has a header.
pub(crate) fn read(
    opened: &Opened,
    setting: &FileSetting<'_>,
) -> Outcome<(UnderstoodSheet, Chunk, String)> {
    opened.check_package(setting.unpacked_max())?;
    let mut bytes = Vec::new();
    let mut stream = opened.stream(None)?;
    std::io::Read::read_to_end(&mut stream, &mut bytes).map_err(|error| opened.failed(&error))?;
    let hash = opened.finish(stream)?;
    let mut book: Xlsx<_> = guarded(setting.shown, || Xlsx::new(Cursor::new(bytes)))?;
    let sheets = sheets_to_try(&book, setting)?;
    let mut nearest = Nearest::default();
    for (place, sheet) in sheets.iter().enumerate() {
        let mut sink = CellGatherer::new(setting, &mut nearest);
        let mut cells = guarded(setting.shown, || book.worksheet_cells_reader(sheet))?;
        while let Some(cell) = guarded(setting.shown, || cells.next_cell())? {
            let (row, column) = cell.get_position();
            if sink.is_past_header(row) {
                break;
            }
            sink.cell(row, column as usize, cell.get_value())?;
        }
        if let Some((header, row, chunk)) = sink.end() {
            let passed_over = sheets[..place].to_vec();
            let understood = UnderstoodSheet { header, row, sheet: sheet.clone(), passed_over };
            return Ok((understood, chunk, hash));
        }
    }
    Err(no_table(setting, &sheets, nearest))
}

fn no_table(setting: &FileSetting<'_>, sheets: &[String], nearest: Nearest) -> Failure {
    const MOST: usize = 50;
    let names = || {
        let shown: Vec<String> = sheets.iter().take(MOST).map(|name| format!("{name:?}")).collect();
        match sheets.len().saturating_sub(MOST) {
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        }
    };
    match nearest.found() {
        Some((header, names)) if sheets.len() == 1 => {
            no_header(setting.kind, &header, &names, setting.dialect, setting.shown)
        }
        Some((header, of_header)) => {
            let place = format!("{} (sheets {})", setting.shown, names());
            no_header(setting.kind, &header, &of_header, setting.dialect, &place)
        }
        None => {
            let (what, todo) = match sheets {
                [one] => (
                    format!("the sheet {one:?} is empty"),
                    "export it again; an empty export usually means that the export failed",
                ),
                _ => (
                    format!("the sheets {} are empty", names()),
                    "name the sheet with the table: sheet = \"…\" in the source",
                ),
            };
            Failure::input(what).at(setting.shown).todo(todo)
        }
    }
}

/// Rows of a sheet by their number, from 1.
pub(crate) type Numbered = Vec<(u32, Vec<String>)>;

/// Some rows of a sheet, each with its cells as they are shown; empty where it has none.
///
/// # Errors
/// When the workbook cannot be read any more.
pub(crate) fn rows(
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

/// The sheet that is named, else all that can hold a table, in their order.
fn sheets_to_try(book: &Xlsx<Cursor<Vec<u8>>>, setting: &FileSetting<'_>) -> Outcome<Vec<String>> {
    let names = book.sheet_names();
    let Some(wanted) = &setting.source.sheet else {
        let tables =
            book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let tables: Vec<String> = tables.map(|sheet| sheet.name.clone()).collect();
        if tables.is_empty() {
            return Err(Failure::input("the workbook has no sheet with cells")
                .at(setting.shown)
                .todo("save it again"));
        }
        return Ok(tables);
    };
    if let Some(name) = names.iter().find(|name| *name == wanted) {
        return Ok(vec![name.clone()]);
    }
    let near = did_you_mean(wanted, names.iter().map(String::as_str));
    let hint = near.map_or(format!("its sheets are: {}", names.join(", ")), |near| {
        format!("did you mean {near:?}?")
    });
    Err(Failure::input(format!("the workbook has no sheet {wanted:?}"))
        .at(setting.shown)
        .todo(hint))
}

fn kept(value: &DataRef<'_>) -> KeptCell {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Int(number) => {
            return KeptCell { text: number.to_string(), number: Some(as_float(*number)) };
        }
        DataRef::Float(number) => return numbered(*number),
        DataRef::DateTime(at) if !SERIALS.contains(&at.as_f64()) => return numbered(at.as_f64()),
        DataRef::DateTime(stamp) => {
            let (year, month, day, ..) = stamp.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
    };
    KeptCell { text, number: None }
}

fn numbered(number: f64) -> KeptCell {
    KeptCell { text: shown(number), number: Some(number) }
}

/// How long the text of a cell is, before it is copied.
fn length(value: &DataRef<'_>) -> usize {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.len()
        }
        DataRef::SharedString(text) => text.len(),
        _ => 0,
    }
}

#[expect(clippy::cast_precision_loss, reason = "integers of a sheet are floats in the file")]
fn as_float(number: i64) -> f64 {
    number as f64
}

/// What the rows below the header go into.
struct SheetBody<'b> {
    header: Header,
    /// The header's own row.
    row: u32,
    plan: ReadPlan<'b>,
    /// Which fields are columns.
    is_column: Vec<bool>,
    chunk: Chunk,
}

/// Gathers cells to rows; looks for the header in the first of them.
struct CellGatherer<'a, 'b> {
    setting: &'a FileSetting<'b>,
    nearest: &'a mut Nearest,
    at: u32,
    /// Text of the row so far.
    row_bytes: usize,
    row: SheetRow,
    body: Option<SheetBody<'b>>,
}

impl<'a, 'b> CellGatherer<'a, 'b> {
    fn new(setting: &'a FileSetting<'b>, nearest: &'a mut Nearest) -> Self {
        Self { setting, nearest, at: 0, row_bytes: 0, row: SheetRow::default(), body: None }
    }

    /// Whether a row stands too low to be the header, and none was found above.
    fn is_past_header(&mut self, row: u32) -> bool {
        if self.body.is_some() || (row as usize) < HEADER_LINES_MAX || row >= ROWS_MAX {
            return false;
        }
        self.close_row();
        self.body.is_none()
    }

    fn cell(&mut self, row: u32, column: usize, value: &DataRef<'_>) -> Outcome<()> {
        if row < self.at || row >= ROWS_MAX {
            return Err(Failure::input("the rows of the sheet are out of order")
                .at(format!("{}:{}", self.setting.shown, self.at + 1))
                .todo("save it again as .xlsx or .csv"));
        }
        if row != self.at {
            self.close_row();
            self.at = row;
        }
        if column >= COLUMNS_MAX {
            return Err(self.too_much(RecordTooBig::Columns));
        }
        if length(value) > FIELD_BYTES_MAX {
            return Err(self.too_much(RecordTooBig::Field));
        }
        let kept = kept(value);
        self.row_bytes += kept.text.len();
        if self.row_bytes > LINE_BYTES_MAX {
            return Err(self.too_much(RecordTooBig::Line));
        }
        if kept.text.is_empty() {
            return Ok(());
        }
        if let Some(body) = &self.body
            && !body.is_column.get(column).copied().unwrap_or(false)
        {
            let says_more = !kept.text.trim().is_empty();
            self.row.says_more |= says_more;
            self.row.has_more |= says_more && column >= body.is_column.len();
            return Ok(());
        }
        if self.row.cells.len() <= column {
            self.row.cells.resize(column + 1, KeptCell::default());
        }
        self.row.cells[column] = kept;
        self.row.filled.push(column);
        Ok(())
    }

    fn too_much(&self, what: RecordTooBig) -> Failure {
        Failure::input(what.says("a cell", "a row"))
            .at(format!("{}:{}", self.setting.shown, self.at + 1))
            .todo("check that this is the sheet with the table")
    }

    fn close_row(&mut self) {
        self.row_bytes = 0;
        if self.row.is_blank() {
            self.row.clear();
            return;
        }
        let line = self.at + 1;
        if let Some(body) = &mut self.body {
            let width = body.is_column.len();
            body.chunk.row(&body.plan, line, &SheetFields { row: &self.row, width });
        } else if (self.at as usize) < HEADER_LINES_MAX {
            self.look_at(line);
        }
        self.row.clear();
    }

    /// Whether a row is the header.
    fn look_at(&mut self, line: u32) {
        let setting = self.setting;
        let names: Vec<String> = self.row.cells.iter().map(|cell| cell.text.clone()).collect();
        let header = header::header(setting.kind, &names, setting.dialect);
        if !header::missing(setting.kind, &header).is_empty() {
            self.nearest.see(header, names);
            return;
        }
        let plan = setting.plan(&header.by_field, setting.source.decimal.unwrap_or('.'));
        let chunk = Chunk::new(&plan).keeping_evident();
        let is_column = header.by_field.iter().map(Option::is_some).collect();
        self.body = Some(SheetBody { header, row: line, plan, is_column, chunk });
    }

    /// The header with its row, and the rows below it.
    fn end(mut self) -> Option<(Header, u32, Chunk)> {
        self.close_row();
        self.body.map(|body| (body.header, body.row, body.chunk))
    }
}

impl SheetRow {
    /// No cell of it says anything.
    fn is_blank(&self) -> bool {
        !self.says_more && self.filled.iter().all(|at| self.cells[*at].text.trim().is_empty())
    }

    fn clear(&mut self) {
        for at in self.filled.drain(..) {
            self.cells[at] = KeptCell::default();
        }
        self.has_more = false;
        self.says_more = false;
    }
}
