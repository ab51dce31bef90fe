//! Reads delimited text: blocks in order, their rows on all cores.

use rayon::prelude::*;

use crate::base::{Failure, Outcome, shown};
use crate::sources::intake::Opened;
use crate::tables::Encoding;
use crate::tables::{RejectCode, RejectDetail};

use super::blocks::{Blocks, RecordBlock};
use super::columns::WrittenCell;
use super::recognise::{self, DelimitedHeader};
use super::records::{Record, Records, count_of, newlines, too_much};
use super::rows::{Chunk, Fields, ReadPlan};
use super::setting::FileSetting;

/// A delimited file as it was understood.
pub(crate) struct UnderstoodText {
    pub header: DelimitedHeader,
    pub encoding: Encoding,
    /// The text was not UTF-8 and nothing said what it is.
    pub is_a_guess: bool,
    pub decimal: char,
}

/// Why reading stopped before the end.
pub(crate) enum Stopped {
    /// Bytes that are not UTF-8 in a file taken for it: read it again as Windows-1252.
    NotUtf8,
    Failed(Failure),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Reads the whole file; every chunk goes to the sink, in the order of the file. The answer holds
/// the SHA-256 of the file.
///
/// # Errors
/// When the file cannot be understood, or is not UTF-8 after all.
pub(crate) fn read(
    opened: &Opened,
    setting: &FileSetting<'_>,
    encoding: Option<Encoding>,
    sink: &mut (dyn FnMut(Chunk) + Send),
) -> Result<(UnderstoodText, String), Stopped> {
    let blocks =
        Blocks::start(opened, encoding.or(setting.source.encoding), setting.unpacked_max())?;
    let marked = blocks.marked;
    read_on(blocks, opened, setting, encoding, sink).map_err(|stop| match stop {
        Stopped::NotUtf8 if marked => not_as_marked(setting).into(),
        stop => stop,
    })
}

/// Windows-1252 is no answer to a bad byte where the file itself says that it is UTF-8.
fn not_as_marked(setting: &FileSetting<'_>) -> Failure {
    Failure::input("the file is not the UTF-8 that the mark at its start says it is")
        .at(setting.shown)
        .todo("export it again as UTF-8; it may be cut off or mended by hand")
}

fn read_on(
    mut blocks: Blocks<'_>,
    opened: &Opened,
    setting: &FileSetting<'_>,
    encoding: Option<Encoding>,
    sink: &mut (dyn FnMut(Chunk) + Send),
) -> Result<(UnderstoodText, String), Stopped> {
    let understood = understand(&mut blocks, setting, encoding)?;
    let plan = plan(&understood, setting);
    let delimiter = understood.header.delimiter;
    let name = shown(&opened.path);
    let mut batch = next_batch(&mut blocks, delimiter)?;
    let mut parsed: Vec<Result<Chunk, Stopped>> = Vec::new();
    // Three things at once: this batch is parsed, the one before is taken in, the one after is read.
    while !batch.is_empty() || !parsed.is_empty() {
        let (chunks, (taken, following)) = rayon::join(
            || {
                batch
                    .par_iter()
                    .with_max_len(1)
                    .map(|block| rows_of(block, delimiter, &plan, &name))
                    .collect::<Vec<_>>()
            },
            || {
                let following = next_batch(&mut blocks, delimiter);
                let taken = take_in(std::mem::take(&mut parsed), opened, &understood, sink);
                (taken, following)
            },
        );
        taken?;
        parsed = chunks;
        batch = match following {
            Ok(following) => following,
            // What is wrong before the place where reading failed is told first.
            Err(failure) => {
                take_in(parsed, opened, &understood, sink)?;
                return Err(failure.into());
            }
        };
    }
    let hash = opened.finish(blocks.into_stream())?;
    Ok((understood, hash))
}

fn take_in(
    parsed: Vec<Result<Chunk, Stopped>>,
    opened: &Opened,
    understood: &UnderstoodText,
    sink: &mut (dyn FnMut(Chunk) + Send),
) -> Result<(), Stopped> {
    for chunk in parsed {
        sink(chunk.map_err(|stop| name_encoding(stop, opened, understood))?);
    }
    Ok(())
}

/// Undecodable bytes end the run where the encoding was given.
fn name_encoding(stop: Stopped, opened: &Opened, understood: &UnderstoodText) -> Stopped {
    match stop {
        Stopped::NotUtf8 if understood.encoding != Encoding::Utf8 => {
            Failure::internal("decoded text is not UTF-8").at(shown(&opened.path)).into()
        }
        stop => stop,
    }
}

/// Blocks in flight for each thread: enough that none waits for another's block.
const BLOCKS_A_THREAD: usize = 2;

fn next_batch(blocks: &mut Blocks<'_>, delimiter: u8) -> Outcome<Vec<RecordBlock>> {
    let most = rayon::current_num_threads().max(1) * BLOCKS_A_THREAD;
    let mut batch = Vec::with_capacity(most);
    while batch.len() < most {
        match blocks.next(delimiter)? {
            Some(block) => batch.push(block),
            None => break,
        }
    }
    Ok(batch)
}

fn understand(
    blocks: &mut Blocks<'_>,
    setting: &FileSetting<'_>,
    encoding: Option<Encoding>,
) -> Result<UnderstoodText, Stopped> {
    let found = blocks.encoding;
    let text = blocks.peek()?;
    if found == Encoding::Utf8 && !is_utf8_start(text) {
        return Err(Stopped::NotUtf8);
    }
    let wanted = setting.source.delimiter.and_then(|letter| u8::try_from(letter).ok());
    let header = recognise::delimited(setting.kind, text, wanted, setting.dialect, setting.shown)?;
    blocks.skip(header.end);
    let decimal =
        setting.source.decimal.unwrap_or(if header.delimiter == b';' { ',' } else { '.' });
    Ok(UnderstoodText { header, encoding: found, is_a_guess: encoding.is_some(), decimal })
}

/// Valid, but for a letter that the end of the stretch may cut in two.
fn is_utf8_start(text: &[u8]) -> bool {
    match std::str::from_utf8(text) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

fn plan<'a>(understood: &UnderstoodText, setting: &FileSetting<'a>) -> ReadPlan<'a> {
    setting.plan(&understood.header.header.by_field, understood.decimal)
}

struct TextFields<'a> {
    record: &'a Record,
    text: &'a str,
}

impl Fields for TextFields<'_> {
    fn count(&self) -> usize {
        self.record.len()
    }

    fn cell(&self, place: usize) -> WrittenCell<'_> {
        WrittenCell::text(self.record.text(self.text, place))
    }
}

fn rows_of(
    block: &RecordBlock,
    delimiter: u8,
    plan: &ReadPlan<'_>,
    file: &str,
) -> Result<Chunk, Stopped> {
    let mut chunk = Chunk::new(plan);
    each_record(block, delimiter, file, |record, text| {
        if record.lines_within >= LINES_WITHIN_MIN {
            chunk.swallowed.extend(rows_within(record, text, delimiter, plan.width));
        }
        if record.unclosed {
            let said = swallowed(record, text);
            let said = said.as_deref().map_or(RejectDetail::Plain, RejectDetail::Said);
            chunk.set_aside_saying(plan, record.line, RejectCode::UnclosedQuote, said);
        } else {
            chunk.row(plan, record.line, &TextFields { record, text });
        }
    })?;
    Ok(chunk)
}

/// So many lines within quotes are looked at: a remark has fewer.
const LINES_WITHIN_MIN: u32 = 10;

/// Of a record with a cell whose lines look like rows of the table: its line, and how many they are. A quote
/// stands at a wrong place, then, and nothing else tells that they are not read.
fn rows_within(record: &Record, text: &str, delimiter: u8, fields: usize) -> Option<(u32, u32)> {
    let is_row = |line: &[u8]| count_of(delimiter, line) + 1 == fields;
    let bytes = text.as_bytes();
    let cells = (0..record.len()).map(|place| record.field(bytes, place));
    let rows = cells
        .map(|cell| cell.split(|own| *own == b'\n').skip(1).filter(|line| is_row(line)).count());
    let most = rows.max().and_then(|rows| u32::try_from(rows).ok())?;
    (fields > 1 && most * 2 >= record.lines_within).then_some((record.line, most))
}

/// How many lines are lost in a quote that is never closed.
fn swallowed(record: &Record, text: &str) -> Option<String> {
    let last = record.field(text.as_bytes(), record.len().saturating_sub(1));
    match newlines(last.trim_ascii_end()) {
        0 => None,
        1 => Some(
            "a quote is opened and never closed: the line below it, the last of the file, is lost in it".into(),
        ),
        lines => Some(format!(
            "a quote is opened and never closed: the {lines} lines below it, to the end of the \
             file, are lost in it"
        )),
    }
}

fn each_record(
    block: &RecordBlock,
    delimiter: u8,
    file: &str,
    mut take: impl FnMut(&Record, &str),
) -> Result<(), Stopped> {
    let text = std::str::from_utf8(&block.bytes).map_err(|_| Stopped::NotUtf8)?;
    let mut records = Records::new(&block.bytes, delimiter, block.first_line);
    let mut record = Record::default();
    loop {
        match records.next_into(&mut record) {
            Ok(true) => take(&record, text),
            Ok(false) => return Ok(()),
            Err((too_big, line)) => return Err(too_much(too_big, file, line).into()),
        }
    }
}

/// Reads the file again for the text of a few cells, by ascending line.
///
/// # Errors
/// When the file cannot be read any more, or has become another.
pub(crate) fn raw_cells(
    opened: &Opened,
    setting: &FileSetting<'_>,
    understood: &UnderstoodText,
    wanted: &[(u32, usize)],
    sha256: &str,
) -> Outcome<Vec<String>> {
    let encoding = Some(understood.encoding);
    let mut blocks = Blocks::start(opened, encoding, setting.unpacked_max())?;
    blocks.peek()?;
    blocks.skip(understood.header.end);
    let mut cells = Vec::with_capacity(wanted.len());
    while let Some(block) = blocks.next(understood.header.delimiter)? {
        let read =
            each_record(&block, understood.header.delimiter, setting.shown, |record, text| {
                while let Some((_, column)) =
                    wanted.get(cells.len()).filter(|(line, _)| *line == record.line)
                {
                    let field =
                        understood.header.header.by_field.iter().position(|c| *c == Some(*column));
                    let fields = TextFields { record, text };
                    let cell = field
                        .filter(|field| *field < fields.count())
                        .map(|field| fields.cell(field).text);
                    cells.push(cell.unwrap_or_default().to_owned());
                }
            });
        if let Err(Stopped::Failed(failure)) = read {
            return Err(failure);
        }
    }
    if opened.finish(blocks.into_stream())? != sha256 || cells.len() != wanted.len() {
        return Err(Failure::input("the file changed while it was read")
            .at(setting.shown)
            .todo("run again when the export is complete"));
    }
    Ok(cells)
}
