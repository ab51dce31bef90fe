//! Hashes of files: while they are written, and when they are read back.

use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::files::NewFile;
use crate::base::digest::hex;
use crate::base::ordinary;

/// The hash and the size of a file.
///
/// # Errors
/// When it cannot be read.
pub fn hash(path: &Path) -> io::Result<(String, u64)> {
    read_back(path).map(|(hash, file)| (hash, file.size))
}

/// What was handed to the disk: enough to know it again when the disk gives it back.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct BytesWritten {
    pub size: u64,
    pub checksum: u32,
}

/// Long reads: the bytes are only looked at.
const READ_BYTES: usize = 1 << 18;

/// Reads a file once, from its first byte to its last: its hash, and what it is known by.
///
/// # Errors
/// When it cannot be read.
pub fn read_back(path: &Path) -> io::Result<(String, BytesWritten)> {
    let mut file = ordinary::open(path)?.0;
    let (mut hasher, mut checksum, mut size) = (Sha256::new(), crc32fast::Hasher::new(), 0);
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&buffer[..count]);
        checksum.update(&buffer[..count]);
        size += count as u64;
    }
    Ok((hex(&hasher.finalize()), BytesWritten { size, checksum: checksum.finalize() }))
}

/// Hashes and counts what is written through it.
pub struct HashingWriter {
    file: NewFile,
    hasher: Sha256,
    size: u64,
}

impl HashingWriter {
    #[must_use]
    pub fn new(file: NewFile) -> Self {
        Self { file, hasher: Sha256::new(), size: 0 }
    }

    /// The file, the hash and the size of what was written.
    #[must_use]
    pub fn finish(self) -> (NewFile, String, u64) {
        (self.file, hex(&self.hasher.finalize()), self.size)
    }
}

impl Write for HashingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.hasher.update(&bytes[..count]);
        self.size += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
