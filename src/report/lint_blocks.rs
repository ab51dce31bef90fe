//! Looks through a poured sheet on all cores: its blocks were deflated on their own, and each is
//! inflated on its own.

use std::io::{self, Read, Seek, SeekFrom};

use crc32fast::Hasher;
use flate2::{Decompress, FlushDecompress};
use rayon::prelude::*;

use super::lint_scan::{Scan, scan_part};
use super::write::deflated::LAST_BLOCK;
use super::write::poured::{BlockOf, DeflatedBlock};

/// Where a sheet lies in the file, and what the file says of it.
pub(super) struct PackedSheet {
    pub start: u64,
    pub packed: u64,
    pub size: u64,
    pub crc: u32,
}

/// Of the blocks of rows one in so many is inflated and looked into. That all of them are on the disk
/// as they were made is told by the checksum of the file; what they were made of was counted then.
const LOOKED_INTO: usize = 8;

/// Reads a sheet.
///
/// # Errors
/// When it cannot be read, or is not what the file says of it.
pub(super) fn scan_blocks<R: Read + Seek>(
    open: &(impl Fn() -> io::Result<R> + Sync),
    entry: &PackedSheet,
    blocks: &[DeflatedBlock],
) -> io::Result<Scan> {
    let mut ends = Vec::with_capacity(blocks.len());
    let (mut end, mut crc, mut size) = (entry.start, Hasher::new(), 0);
    for block in blocks {
        end += block.packed;
        size += block.size;
        crc.combine(&Hasher::new_with_initial_len(block.crc, block.size));
        ends.push(end);
    }
    let last = read_at(&mut open()?, end, LAST_BLOCK.len() as u64)?;
    if last != LAST_BLOCK || end + last.len() as u64 != entry.start + entry.packed {
        return Err(broken("its end is not where it must be"));
    }
    if crc.finalize() != entry.crc || size != entry.size {
        return Err(broken("its bytes are not those that were written"));
    }
    let parts: Vec<Scan> = blocks
        .par_iter()
        .zip(&ends)
        .enumerate()
        .map_init(open, |file, (place, (block, end))| {
            if let BlockOf::Rows(rows) = block.of
                && place % LOOKED_INTO != 1
            {
                return Ok(Scan { rows, ..Scan::default() });
            }
            let file = file.as_mut().map_err(|error| io::Error::from(error.kind()))?;
            let xml = inflated(&read_at(file, end - block.packed, block.packed)?, block.size)?;
            if crc32fast::hash(&xml) != block.crc {
                return Err(broken("a block has other bytes than were written"));
            }
            looked_into(&xml, block.of)
        })
        .collect::<io::Result<_>>()?;
    let mut scan = Scan::default();
    for part in &parts {
        scan.add(part);
    }
    Ok(scan)
}

fn looked_into(xml: &[u8], of: BlockOf) -> io::Result<Scan> {
    let scan = scan_part(xml, of);
    match of {
        BlockOf::Rows(rows) if scan.rows != rows => Err(broken("a block has other rows")),
        _ => Ok(scan),
    }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn read_at(file: &mut (impl Read + Seek), start: u64, length: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The bytes of a block that must be so many.
fn inflated(packed: &[u8], size: u64) -> io::Result<Vec<u8>> {
    // One more than it has shows a block that is longer.
    let mut bytes = Vec::with_capacity(usize::try_from(size).map_err(io::Error::other)? + 1);
    let mut inflater = Decompress::new(false);
    inflater.decompress_vec(packed, &mut bytes, FlushDecompress::Sync)?;
    let is_whole = inflater.total_in() == packed.len() as u64 && bytes.len() as u64 == size;
    if is_whole { Ok(bytes) } else { Err(broken("a block is not what was written")) }
}
