//! Fills the rows of big tables into a workbook that was made without them.

use std::io::{Cursor, Read, Write};
use std::ops::Range;

use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use zip::ZipArchive;

use crate::base::{Failure, Outcome};
use crate::report::book::Body;
use crate::report::strip::Strip;

use super::row_xml::{ColumnStyles, column_name, rows};
use super::shared_texts::{SharedTexts, Shares, is_shared};
use super::stretches;
use super::tidy::Tidy;
use super::zip_stream::{DEFLATED, Entry, ZipStream};

/// A sheet whose rows are filled in last.
pub(super) struct Big {
    /// Number of the sheet in the package, from 1.
    pub sheet: usize,
    /// Name of its table.
    pub table: String,
    /// Place of the sheet in the book.
    pub place: usize,
    pub columns: usize,
    pub mixed: Vec<bool>,
    pub rows: Range<usize>,
}

/// An empty last block, which ends a row of blocks that were deflated on their own.
pub const LAST_BLOCK: [u8; 2] = [3, 0];
const SHARED_TEXTS: &str = "xl/sharedStrings.xml";
/// Room for most cells; a row of more has its room made while it is written.
const CELL_BYTES: usize = 60;
const SHEET_DATA_END: &str = "</sheetData>";

/// A sheet that was poured, by the name of its part, and the blocks that it was poured in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poured {
    pub part: String,
    pub blocks: Vec<Block>,
}

/// The size of a block that was deflated on its own, and what it is when it is inflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    pub packed: u64,
    pub size: u64,
}

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
    (tidy, level): (&Tidy, u32),
    out: &mut (dyn Write + Send),
) -> Outcome<Vec<Poured>> {
    let mut all_poured = Vec::new();
    let mut archive = ZipArchive::new(Cursor::new(skeleton)).map_err(|error| unsound(&error))?;
    let texts = unpacked(&mut archive, SHARED_TEXTS)?;
    let mut shared = SharedTexts::after(&texts).ok_or_else(shape)?;
    let mut package = ZipStream::new(out);
    for place in 0..archive.len() {
        let mut file = archive.by_index_raw(place).map_err(|error| unsound(&error))?;
        let name = file.name().map_err(|error| unsound(&error))?.into_owned();
        let big = bigs.iter().find(|big| name == format!("xl/worksheets/sheet{}.xml", big.sheet));
        if let Some((big, body)) = big.and_then(|big| Some((big, bodies(big.place)?))) {
            drop(file);
            let xml = unpacked(&mut archive, &name)?;
            let mut blocks = Vec::new();
            let words = (tidy, level, &mut shared);
            package.streamed(&name, |put| fill(&xml, big, body, words, &mut blocks, put))?;
            all_poured.push(Poured { part: name, blocks });
        } else if name.starts_with("xl/tables/") {
            drop(file);
            let xml = right_range(unpacked(&mut archive, &name)?, bigs)?;
            package.deflated(&name, &deflate(xml.as_bytes(), level)?)?;
        } else if name != SHARED_TEXTS {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(|error| unsound(&error))?;
            let method =
                if file.compression() == zip::CompressionMethod::Stored { 0 } else { DEFLATED };
            let (crc, packed, size) = (file.crc32(), file.compressed_size(), file.size());
            package.packed(&name, Entry { method, crc, packed, size }, &bytes)?;
        }
    }
    // What the big sheets share is known when they are written.
    package.deflated(SHARED_TEXTS, &deflate(&shared.part(&texts).ok_or_else(shape)?, level)?)?;
    package.finish()?;
    Ok(all_poured)
}

impl ZipStream<'_> {
    fn deflated(&mut self, name: &str, part: &Deflated) -> Outcome<()> {
        self.streamed(name, |put| {
            put(&part.bytes)?;
            put(&LAST_BLOCK)?;
            Ok(Entry { method: DEFLATED, crc: part.crc.sum(), packed: 0, size: part.size })
        })
    }
}

fn unpacked(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Outcome<String> {
    let mut text = String::new();
    let read = archive.by_name(name).map(|mut file| file.read_to_string(&mut text));
    read.map_err(|error| unsound(&error))?.map_err(|error| unsound(&error))?;
    Ok(text)
}

fn shape() -> Failure {
    unsound(&"a part has not the expected shape")
}

fn unsound(error: &dyn std::fmt::Display) -> Failure {
    Failure::internal("the workbook could not be put together").because(error)
}

/// Writes the XML of a sheet with all its rows.
fn fill(
    xml: &str,
    big: &Big,
    body: &dyn Body,
    (tidy, level, shared): (&Tidy, u32, &mut SharedTexts),
    blocks: &mut Vec<Block>,
    put: &mut (dyn FnMut(&[u8]) -> Outcome<()> + Send),
) -> Outcome<Entry> {
    let styles = styles(xml, big).ok_or_else(shape)?;
    let (head, foot) = around_rows(xml).ok_or_else(shape)?;
    let head = right_dimension(head, big);
    let mut crc = Crc::new();
    let mut size = 0;
    let mut take = |deflated: Deflated| {
        crc.combine(&deflated.crc);
        size += deflated.size;
        blocks.push(Block { packed: deflated.bytes.len() as u64, size: deflated.size });
        put(&deflated.bytes)
    };
    take(deflate(head.as_bytes(), level)?)?;
    let tasks = tasks(big, body.sizes());
    let sharing = sharing(&tasks, body, big.columns);
    stretches::settled(
        &tasks,
        |task| {
            let mut strips = body.strips(task.piece, big.columns);
            for strip in &mut strips {
                strip.cut(&task.within);
            }
            let shares = strips.iter().zip(&sharing).map(|(strip, shared)| match strip {
                Strip::Texts(texts) if *shared => Shares::of(texts),
                _ => Shares::none(),
            });
            let shares: Vec<Shares> = shares.collect();
            Ok((strips, shares, task.first))
        },
        |(strips, shares, _)| {
            for (strip, shares) in strips.iter().zip(shares) {
                if let Strip::Texts(texts) = strip {
                    shared.settle(shares, texts);
                }
            }
        },
        |(strips, shares, first)| {
            let cells = strips.len() * strips.first().map_or(0, Strip::len);
            let mut xml = Vec::with_capacity(cells * CELL_BYTES);
            rows(&strips, &shares, first, &styles, tidy, &mut xml);
            drop((strips, shares));
            deflate(&xml, level)
        },
        &mut take,
    )?;
    take(deflate(foot.as_bytes(), level)?)?;
    put(&LAST_BLOCK)?;
    Ok(Entry { method: DEFLATED, crc: crc.sum(), packed: 0, size })
}

/// The columns that say the same things again and again, by two pieces that are far from each other.
fn sharing(tasks: &[Task], body: &dyn Body, columns: usize) -> Vec<bool> {
    let Some(first) = tasks.first() else { return vec![false; columns] };
    let other = &tasks[tasks.len() / 2];
    let (first, other) = (body.strips(first.piece, columns), body.strips(other.piece, columns));
    first.iter().zip(&other).map(|(first, other)| is_shared(first, other)).collect()
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

/// The table of a big sheet was declared over one row.
fn right_range(xml: String, bigs: &[Big]) -> Outcome<String> {
    let Some(big) = bigs.iter().find(|big| xml.contains(&format!(" name=\"{}\"", big.table)))
    else {
        return Ok(xml);
    };
    let range = |rows: usize| {
        format!(" ref=\"A1:{}{}\"", column_name(big.columns.saturating_sub(1)), rows + 1)
    };
    let declared = range(1);
    if !xml.contains(&declared) {
        return Err(shape());
    }
    Ok(xml.replace(&declared, &range(big.rows.len())))
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
fn deflate(bytes: &[u8], level: u32) -> Outcome<Deflated> {
    let mut crc = Crc::new();
    crc.update(bytes);
    let mut deflater = Compress::new(Compression::new(level), false);
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
            bytes.extend(deflate(part, 3).unwrap().bytes);
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
        let table = String::new();
        let big = Big { sheet: 1, table, place: 0, columns: 1, mixed: vec![false], rows: 5..12 };
        let tasks: Vec<_> = tasks(&big, &[4, 4, 0, 4, 4])
            .into_iter()
            .map(|task| (task.piece, task.within, task.first))
            .collect();
        assert_eq!(tasks, [(1, 1..4, 2), (3, 0..4, 5)]);
    }
}
