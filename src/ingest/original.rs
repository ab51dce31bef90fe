//! Rows as they stand in an input: read again from the file, with every cell as it was written.

use serde_json::Value;

use crate::base::{Failure, Outcome, shown};
use crate::sources::intake::{self, Opened};
use crate::tables::FileReport;
use crate::tables::ledger::FileFormat;

use super::blocks::Blocks;
use super::records::{Record, Records, too_much};
use super::{parquet, spreadsheet, transcript_json};

/// Some rows of a file, under its own header.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Original {
    pub header: Vec<String>,
    /// Line and cells, ascending.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// Reads these lines (ascending) of a file that was read before.
///
/// # Errors
/// When the file cannot be read any more, or has become another.
pub fn rows(file: &FileReport, unpacked_max: Option<u64>, lines: &[u32]) -> Outcome<Original> {
    let opened = intake::open(&file.path)?;
    let (original, hash) = match file.format {
        FileFormat::Xlsx => workbook(&opened, file, unpacked_max, lines)?,
        FileFormat::Parquet => {
            let name = shown(&file.path);
            let (header, rows, hash) = parquet::rows(&opened, &name, unpacked_max, lines)?;
            (Original { header, rows }, hash)
        }
        FileFormat::Json => transcript(&opened, unpacked_max, lines)?,
        FileFormat::Delimited | FileFormat::Gzip => delimited(&opened, file, unpacked_max, lines)?,
    };
    if hash != file.sha256 || original.rows.len() != lines.len() {
        return Err(Failure::input("the file changed while it was read")
            .at(shown(&file.path))
            .todo("run again when the export is complete"));
    }
    Ok(original)
}

fn delimited(
    opened: &Opened,
    file: &FileReport,
    unpacked_max: Option<u64>,
    lines: &[u32],
) -> Outcome<(Original, String)> {
    let name = shown(&file.path);
    let delimiter = file.delimiter.and_then(|letter| u8::try_from(letter).ok()).unwrap_or(b',');
    let mut blocks = Blocks::start(opened, file.encoding, unpacked_max)?;
    let mut original = Original::default();
    let text = blocks.peek()?;
    let above = lines_above(text, file.header_line);
    let mut header = Record::default();
    let mut records = Records::new(&text[above..], delimiter, file.header_line);
    let read = records.next_into(&mut header);
    read.map_err(|(too_big, line)| too_much(too_big, &name, line))?;
    original.header = cells(&header, &text[above..]);
    let end = above + records.position();
    blocks.skip(end);
    while let Some(block) = blocks.next(delimiter)? {
        let mut records = Records::new(&block.bytes, delimiter, block.first_line);
        let mut record = Record::default();
        let mut next = |record: &mut Record| {
            records.next_into(record).map_err(|(too_big, line)| too_much(too_big, &name, line))
        };
        while next(&mut record)? {
            if lines.get(original.rows.len()) == Some(&record.line) {
                original.rows.push((record.line, cells(&record, &block.bytes)));
            }
        }
    }
    Ok((original, opened.finish(blocks.into_stream())?))
}

/// Where the header line begins.
fn lines_above(text: &[u8], header_line: u32) -> usize {
    let above = usize::try_from(header_line.saturating_sub(1)).unwrap_or(usize::MAX);
    match above {
        0 => 0,
        _ => memchr::memchr_iter(b'\n', text).nth(above - 1).map_or(0, |at| at + 1),
    }
}

fn cells(record: &Record, bytes: &[u8]) -> Vec<String> {
    let cell = |place| String::from_utf8_lossy(record.field(bytes, place)).into_owned();
    (0..record.len()).map(cell).collect()
}

fn workbook(
    opened: &Opened,
    file: &FileReport,
    unpacked_max: Option<u64>,
    lines: &[u32],
) -> Outcome<(Original, String)> {
    let sheet = file.sheet.as_deref().unwrap_or_default();
    let mut wanted = lines.to_vec();
    wanted.push(file.header_line);
    let name = shown(&file.path);
    let (mut rows, hash) = spreadsheet::rows(opened, &name, unpacked_max, sheet, &wanted)?;
    let header = rows.iter().position(|(line, _)| *line == file.header_line);
    let header = header.map(|place| rows.remove(place).1).unwrap_or_default();
    Ok((Original { header, rows }, hash))
}

/// The entries, each with the keys that any of them has.
fn transcript(
    opened: &Opened,
    unpacked_max: Option<u64>,
    lines: &[u32],
) -> Outcome<(Original, String)> {
    let mut bytes = Vec::new();
    let mut stream = opened.stream(unpacked_max)?;
    std::io::Read::read_to_end(&mut stream, &mut bytes).map_err(|error| opened.failed(&error))?;
    let hash = opened.finish(stream)?;
    let entries = transcript_json::entries(&bytes, lines);
    let mut header: Vec<String> = Vec::new();
    let named = entries.iter().flat_map(|(_, entry)| entry.as_object().into_iter().flatten());
    for (key, _) in named {
        if !header.contains(key) {
            header.push(key.clone());
        }
    }
    let said = |entry: &Value, key: &String| match entry.get(key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let cells = |entry: &Value| header.iter().map(|key| said(entry, key)).collect();
    let rows = entries.iter().map(|(line, entry)| (*line, cells(entry))).collect();
    Ok((Original { header, rows }, hash))
}
