//! A ZIP package written in one go, from pieces that were deflated on any core.

use std::io::Write;

use crate::base::{Failure, Outcome};

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const VERSION: u16 = 20;
/// Sizes follow the bytes of an entry.
const SIZES_FOLLOW: u16 = 8;
pub(crate) const DEFLATED: u16 = 8;
/// 1980-01-01, the first day there is: packages tell nothing of the clock.
const DATE: u16 = 0x21;

/// What is known of an entry once it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ZipEntry {
    pub method: u16,
    pub crc: u32,
    pub packed: u64,
    pub size: u64,
}

pub(crate) struct ZipStream<'o> {
    out: &'o mut (dyn Write + Send),
    written: u64,
    central: Vec<u8>,
    entries: u16,
}

impl<'o> ZipStream<'o> {
    pub(crate) fn new(out: &'o mut (dyn Write + Send)) -> Self {
        Self { out, written: 0, central: Vec::new(), entries: 0 }
    }

    fn put(&mut self, bytes: &[u8]) -> Outcome<()> {
        self.written += bytes.len() as u64;
        self.out
            .write_all(bytes)
            .map_err(|error| Failure::output("the workbook could not be written").because(error))
    }

    /// An entry that is already packed.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub(crate) fn packed(&mut self, name: &str, entry: ZipEntry, bytes: &[u8]) -> Outcome<()> {
        let offset = self.written;
        let header = local(name, 0, entry)?;
        self.put(&header)?;
        self.put(bytes)?;
        self.list(name, 0, entry, offset)
    }

    /// An entry that is packed while it is written: `fill` hands over deflated bytes.
    ///
    /// # Errors
    /// When the bytes cannot be written, or are more than the format holds.
    pub(crate) fn streamed(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut (dyn FnMut(&[u8]) -> Outcome<()> + Send)) -> Outcome<ZipEntry>,
    ) -> Outcome<()> {
        let offset = self.written;
        let unknown = ZipEntry { method: DEFLATED, crc: 0, packed: 0, size: 0 };
        let header = local(name, SIZES_FOLLOW, unknown)?;
        self.put(&header)?;
        let begin = self.written;
        let mut entry = fill(&mut |bytes| self.put(bytes))?;
        entry.packed = self.written - begin;
        let mut descriptor = Vec::new();
        number(&mut descriptor, DESCRIPTOR);
        sizes(&mut descriptor, entry)?;
        self.put(&descriptor)?;
        self.list(name, SIZES_FOLLOW, entry, offset)
    }

    fn list(&mut self, name: &str, flags: u16, entry: ZipEntry, offset: u64) -> Outcome<()> {
        let central = &mut self.central;
        number(central, CENTRAL);
        short(central, VERSION);
        fields(central, flags, entry)?;
        short(central, length(name)?);
        for _ in 0..4 {
            short(central, 0);
        }
        number(central, 0);
        number(central, small(offset)?);
        central.extend_from_slice(name.as_bytes());
        self.entries += 1;
        Ok(())
    }

    /// Writes the list of entries.
    ///
    /// # Errors
    /// When the bytes cannot be written.
    pub(crate) fn finish(mut self) -> Outcome<()> {
        let mut end = std::mem::take(&mut self.central);
        let (size, offset) = (small(end.len() as u64)?, small(self.written)?);
        number(&mut end, END);
        short(&mut end, 0);
        short(&mut end, 0);
        short(&mut end, self.entries);
        short(&mut end, self.entries);
        number(&mut end, size);
        number(&mut end, offset);
        short(&mut end, 0);
        self.put(&end)
    }
}

fn local(name: &str, flags: u16, entry: ZipEntry) -> Outcome<Vec<u8>> {
    let mut header = Vec::new();
    number(&mut header, LOCAL);
    fields(&mut header, flags, entry)?;
    short(&mut header, length(name)?);
    short(&mut header, 0);
    header.extend_from_slice(name.as_bytes());
    Ok(header)
}

fn fields(bytes: &mut Vec<u8>, flags: u16, entry: ZipEntry) -> Outcome<()> {
    short(bytes, VERSION);
    short(bytes, flags);
    short(bytes, entry.method);
    short(bytes, 0);
    short(bytes, DATE);
    sizes(bytes, entry)
}

fn sizes(bytes: &mut Vec<u8>, entry: ZipEntry) -> Outcome<()> {
    number(bytes, entry.crc);
    number(bytes, small(entry.packed)?);
    number(bytes, small(entry.size)?);
    Ok(())
}

fn short(bytes: &mut Vec<u8>, value: u16) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

fn number(bytes: &mut Vec<u8>, value: u32) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

fn length(name: &str) -> Outcome<u16> {
    u16::try_from(name.len()).map_err(|_| Failure::internal("a name in the package is too long"))
}

/// Spreadsheets do not reliably open packages of the large kind.
fn small(size: u64) -> Outcome<u32> {
    u32::try_from(size).map_err(|_| {
        Failure::output("the workbook would be larger than 4 GiB")
            .todo("use the data files, or leave this report out of the pipeline")
    })
}
