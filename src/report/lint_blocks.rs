//! Reads a poured sheet back on all cores: its blocks were deflated on their own, and each is inflated
//! on its own. What is found is what one reader from the first byte to the last would find.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::{Crc, Decompress, FlushDecompress};
use rayon::prelude::*;

use super::lint_scan::{Scan, scan_part};
use super::write::package::{Block, LAST_BLOCK};

/// Where a sheet lies in the file, and what the file says of it.
pub struct Entry {
    pub start: u64,
    pub packed: u64,
    pub size: u64,
    pub crc: u32,
}

/// Reads a sheet.
///
/// # Errors
/// When it cannot be read, or is not what the file says of it.
pub fn scan_blocks<R: Read + Seek>(
    open: &(impl Fn() -> io::Result<R> + Sync),
    entry: &Entry,
    blocks: &[Block],
) -> io::Result<Scan> {
    let mut ends = Vec::with_capacity(blocks.len());
    let mut end = entry.start;
    for block in blocks {
        end += block.packed;
        ends.push(end);
    }
    let last = read_at(&mut open()?, end, LAST_BLOCK.len() as u64)?;
    if last != LAST_BLOCK || end + last.len() as u64 != entry.start + entry.packed {
        return Err(broken("its end is not where it must be"));
    }
    let parts: Vec<(Scan, Crc)> = blocks
        .par_iter()
        .zip(&ends)
        .enumerate()
        .map_init(open, |file, (place, (block, end))| {
            let file = file.as_mut().map_err(|error| io::Error::from(error.kind()))?;
            let xml = inflated(&read_at(file, end - block.packed, block.packed)?, block.size)?;
            let mut crc = Crc::new();
            crc.update(&xml);
            let is_last = place + 1 == blocks.len();
            Ok((scan_part(&xml, place == 0, is_last), crc))
        })
        .collect::<io::Result<_>>()?;
    let (mut scan, mut crc, mut size) = (Scan::default(), Crc::new(), 0);
    for ((part, of_part), block) in parts.into_iter().zip(blocks) {
        scan.add(&part);
        crc.combine(&of_part);
        size += block.size;
    }
    if crc.sum() != entry.crc || size != entry.size {
        return Err(broken("its bytes are not those that were written"));
    }
    Ok(scan)
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
