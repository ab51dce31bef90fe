//! Fills the rows of big tables into a workbook that was made without them.

use std::io::{Cursor, Read, Write};
use std::ops::Range;

use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use zip::ZipArchive;

use crate::base::{Failure, Outcome};
use crate::report::book::Body;

use super::row_xml::{ColumnStyles, column_name, rows};
use super::stretches;
use super::tidy::Tidy;
use super::zip_stream::{DEFLATED, Entry, ZipStream};

/// A sheet whose rows are filled in last.
pub(super) struct Big {
    /// Number of the sheet in the package, from 1.
    pub sheet: usize,
    /// Place of the sheet in the book.
    pub place: usize,
    pub columns: usize,
    pub mixed: Vec<bool>,
    pub rows: Range<usize>,
}

/// Fast, and two thirds of the size of the fastest.
const LEVEL: u32 = 3;
/// An empty last block, which ends a row of blocks that were deflated on their own.
const LAST_BLOCK: [u8; 2] = [3, 0];
const SHEET_DATA_END: &str = "</sheetData>";

/// Bytes that were deflated on their own.
struct Deflated {
    bytes: Vec<u8>,
    crc: Crc,
    size: u64,
}

/// Rows of a sheet that one core makes at a time.
struct Task {
    piece: usize,
    /// Rows of the piece that belong to this sheet.
    within: Range<usize>,
    /// Number of the first row in the sheet.
    first: usize,
}

pub(super) fn splice<'b>(
    skeleton: &[u8],
    bigs: &[Big],
    bodies: &(dyn Fn(usize) -> Option<&'b dyn Body> + Sync),
    tidy: &Tidy,
    out: &mut (dyn Write + Send),
) -> Outcome<()> {
    let mut archive = ZipArchive::new(Cursor::new(skeleton)).map_err(|error| unsound(&error))?;
    let mut package = ZipStream::new(out);
    for place in 0..archive.len() {
        let mut file = archive.by_index_raw(place).map_err(|error| unsound(&error))?;
        let name = file.name().map_err(|error| unsound(&error))?.into_owned();
        let big = bigs.iter().find(|big| name == format!("xl/worksheets/sheet{}.xml", big.sheet));
        if let Some((big, body)) = big.and_then(|big| Some((big, bodies(big.place)?))) {
            drop(file);
            let mut xml = String::new();
            let read = archive.by_index(place).map(|mut file| file.read_to_string(&mut xml));
            read.map_err(|error| unsound(&error))?.map_err(|error| unsound(&error))?;
            package.streamed(&name, |put| fill(&xml, big, body, tidy, put))?;
        } else {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(|error| unsound(&error))?;
            let method =
                if file.compression() == zip::CompressionMethod::Stored { 0 } else { DEFLATED };
            let (crc, packed, size) = (file.crc32(), file.compressed_size(), file.size());
            package.packed(&name, Entry { method, crc, packed, size }, &bytes)?;
        }
    }
    package.finish()
}

fn unsound(error: &dyn std::fmt::Display) -> Failure {
    Failure::internal("the workbook could not be put together").because(error)
}

/// Writes the XML of a sheet with all its rows.
fn fill(
    xml: &str,
    big: &Big,
    body: &dyn Body,
    tidy: &Tidy,
    put: &mut (dyn FnMut(&[u8]) -> Outcome<()> + Send),
) -> Outcome<Entry> {
    let shape = || unsound(&"the sheet has not the expected shape");
    let styles = styles(xml, big).ok_or_else(shape)?;
    let (head, foot) = around_rows(xml).ok_or_else(shape)?;
    let head = right_dimension(head, big);
    let mut crc = Crc::new();
    let mut size = 0;
    let mut take = |deflated: Deflated| {
        crc.combine(&deflated.crc);
        size += deflated.size;
        put(&deflated.bytes)
    };
    take(deflate(head.as_bytes())?)?;
    stretches::in_order(
        &tasks(big, body.sizes()),
        |task| {
            let cells = body.cells(task.piece);
            let cells = &cells[task.within.start * big.columns..task.within.end * big.columns];
            let mut xml = Vec::with_capacity(cells.len() * 64);
            rows(cells, task.first, &styles, tidy, &mut xml);
            deflate(&xml)
        },
        &mut take,
    )?;
    take(deflate(foot.as_bytes())?)?;
    put(&LAST_BLOCK)?;
    Ok(Entry { method: DEFLATED, crc: crc.sum(), packed: 0, size })
}

/// The pieces, or parts of them, that fall into the rows of this sheet.
fn tasks(big: &Big, sizes: &[usize]) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut begin = 0;
    for (piece, size) in sizes.iter().enumerate() {
        let end = begin + size;
        let (from, to) = (begin.max(big.rows.start), end.min(big.rows.end));
        if from < to {
            // The header stands in the first row.
            let first = from - big.rows.start + 2;
            tasks.push(Task { piece, within: from - begin..to - begin, first });
        }
        begin = end;
    }
    tasks
}

/// Everything up to the end of the header row, and everything behind the rows.
fn around_rows(xml: &str) -> Option<(&str, &str)> {
    let header_end = xml.find("</row>")? + "</row>".len();
    let rows_end = xml.find(SHEET_DATA_END)?;
    (header_end <= rows_end).then(|| (&xml[..header_end], &xml[rows_end..]))
}

/// The numbers of the styles, from the samples in the second row.
fn styles(xml: &str, big: &Big) -> Option<ColumnStyles> {
    let samples = &xml[xml.find("<row r=\"2\"")?..];
    let number = |place: usize| -> Option<u32> {
        let cell = format!("<c r=\"{}2\" s=\"", column_name(place));
        let rest = &samples[samples.find(&cell)? + cell.len()..];
        rest.split('"').next()?.parse().ok()
    };
    let of = (0..big.columns).map(number).collect::<Option<Vec<u32>>>()?;
    Some(ColumnStyles { of, mixed: big.mixed.clone(), broken: number(big.columns)? })
}

/// Some programs drop what lies outside of the dimension.
fn right_dimension(head: &str, big: &Big) -> String {
    let right = format!(
        "<dimension ref=\"A1:{}{}\"",
        column_name(big.columns.saturating_sub(1)),
        big.rows.len() + 1
    );
    let Some(begin) = head.find("<dimension ref=\"") else { return head.to_owned() };
    let Some(length) = head[begin..].find("\"/>") else { return head.to_owned() };
    format!("{}{right}{}", &head[..begin], &head[begin + length + 1..])
}

/// Deflates bytes on their own, up to a byte's end, so that others can follow.
fn deflate(bytes: &[u8]) -> Outcome<Deflated> {
    let mut crc = Crc::new();
    crc.update(bytes);
    let mut deflater = Compress::new(Compression::new(LEVEL), false);
    let mut packed = Vec::with_capacity(bytes.len() / 4 + 1024);
    loop {
        let done = usize::try_from(deflater.total_in()).unwrap_or(usize::MAX);
        let status = deflater
            .compress_vec(&bytes[done..], &mut packed, FlushCompress::Sync)
            .map_err(|error| unsound(&error))?;
        let all_in = deflater.total_in() == bytes.len() as u64;
        // Room left over says that the flush is complete.
        if all_in && packed.len() < packed.capacity() {
            break;
        }
        if matches!(status, Status::StreamEnd) {
            return Err(unsound(&"the packer ended too early"));
        }
        packed.reserve(packed.capacity().max(1024));
    }
    Ok(Deflated { bytes: packed, crc, size: bytes.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inflated(parts: &[&[u8]]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend(deflate(part).unwrap().bytes);
        }
        bytes.extend(LAST_BLOCK);
        let mut all = Vec::new();
        flate2::read::DeflateDecoder::new(&bytes[..]).read_to_end(&mut all).unwrap();
        all
    }

    #[test]
    fn pieces_deflated_on_their_own_make_one_stream() {
        let noise: Vec<u8> =
            (0..300_000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
        let all = inflated(&[b"abc", &noise, b"", b"xyz"]);
        assert_eq!(all, [b"abc".as_slice(), &noise, b"xyz"].concat());
    }

    #[test]
    fn pieces_are_cut_at_the_end_of_a_sheet() {
        let big = Big { sheet: 1, place: 0, columns: 1, mixed: vec![false], rows: 5..12 };
        let tasks: Vec<_> = tasks(&big, &[4, 4, 0, 4, 4])
            .into_iter()
            .map(|task| (task.piece, task.within, task.first))
            .collect();
        assert_eq!(tasks, [(1, 1..4, 2), (3, 0..4, 5)]);
    }
}
