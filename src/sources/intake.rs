//! Opens a file, hashes what is read of it, unpacks gzip, and notices when it changes meanwhile.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::shared_texts::SharedTextsGuard;
use crate::base::digest::hex;
use crate::base::{Failure, Outcome, ordinary, shown};

/// What the first bytes say, whatever the name says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signature {
    Zip,
    Gzip,
    Parquet,
    /// The container of old Office files and of those with a password.
    Ole,
    Other,
}

/// A file as it was when it was opened.
pub struct Opened {
    pub path: PathBuf,
    pub bytes: u64,
    modified: Option<SystemTime>,
    pub signature: Signature,
    /// First bytes, as stored.
    pub start: Vec<u8>,
    counter: Arc<AtomicU64>,
    /// What the counter had before this file.
    counted: u64,
}

/// The bytes of a file, unpacked where it is packed; hashing goes on behind it.
pub struct Stream {
    reader: Box<dyn Read + Send>,
    state: Arc<Mutex<HashState>>,
}

/// A file of which any place can be read.
pub struct SeekableFile(File);

impl Read for SeekableFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Seek for SeekableFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[derive(Default)]
struct HashState {
    hasher: Sha256,
    bytes: u64,
}

const UNPACKED_MAX: u64 = 8 << 30;
/// One byte of gzip makes 1,032 at most; whatever comes near is no export.
const RATIO_MAX: u64 = 1000;
/// Small files of one repeated character pack beyond the ratio and harm nobody.
const RATIO_FREE_BYTES: u64 = 1 << 20;

/// Looks at a file before it is read.
///
/// # Errors
/// When it is missing, a directory, not readable or empty.
pub(crate) fn open(path: &Path) -> Outcome<Opened> {
    let mut start = Vec::new();
    let (file, about) = ordinary::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(4096).read_to_end(&mut start).map_err(|error| unreadable(path, &error))?;
    if start.is_empty() {
        return Err(Failure::input("the file is empty")
            .at(shown(path))
            .todo("export it again; an empty export usually means that the export failed"));
    }
    let signature = signature(&start);
    if signature == Signature::Ole {
        return Err(Failure::input("this is an old workbook (.xls) or one with a password")
            .at(shown(path))
            .todo("save it as .xlsx without a password"));
    }
    let modified = about.modified().ok();
    let (path, bytes, counter) = (path.to_owned(), about.len(), Arc::default());
    Ok(Opened { path, bytes, modified, signature, start, counter, counted: 0 })
}

fn signature(start: &[u8]) -> Signature {
    match start {
        // A file, the end of an empty archive, or a piece of a split one.
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Signature::Zip,
        [0x1f, 0x8b, ..] => Signature::Gzip,
        [b'P', b'A', b'R', b'1', ..] => Signature::Parquet,
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Signature::Ole,
        _ => Signature::Other,
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::input("the file is missing")
            .at(shown(path))
            .todo("put the export there, or correct `files` in the pipeline file");
    }
    match ordinary::input_failure(error) {
        Some(failure) => failure.at(shown(path)),
        None => Failure::input("the file cannot be read").at(shown(path)).because(error),
    }
}

impl Opened {
    /// The bytes that are read of the file, as stored, are counted here as well.
    #[must_use]
    pub fn counted_by(mut self, counter: Arc<AtomicU64>) -> Self {
        self.counted = counter.load(Relaxed);
        self.counter = counter;
        self
    }

    /// The file's bytes, unpacked if it is gzip.
    ///
    /// # Errors
    /// When the file cannot be opened any more.
    pub fn stream(&self, unpacked_max: Option<u64>) -> Outcome<Stream> {
        let (file, _) =
            ordinary::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        let state = Arc::new(Mutex::new(HashState::default()));
        // A file that is read again starts from its beginning.
        self.counter.store(self.counted, Relaxed);
        let counter = Arc::clone(&self.counter);
        let hashing = Hashing { file, state: Arc::clone(&state), counter };
        let reader: Box<dyn Read + Send> = if self.signature == Signature::Gzip {
            let packed = self.bytes;
            let most = unpacked_max.unwrap_or(UNPACKED_MAX);
            let unpacked =
                flate2::read::MultiGzDecoder::new(io::BufReader::with_capacity(1 << 16, hashing));
            Box::new(Bounded { reader: unpacked, given: 0, packed, most })
        } else {
            Box::new(hashing)
        };
        Ok(Stream { reader, state })
    }

    /// The hash of the whole file, once the stream has been read to its end.
    ///
    /// # Errors
    /// When the file is not the one any more that was opened.
    pub fn finish(&self, mut stream: Stream) -> Outcome<String> {
        io::copy(&mut stream.reader, &mut io::sink()).map_err(|error| self.failed(&error))?;
        let (hash, bytes) = match stream.state.lock() {
            Ok(mut state) => {
                let hasher = std::mem::take(&mut state.hasher);
                (hex(&hasher.finalize()), state.bytes)
            }
            Err(_) => return Err(Failure::internal("a reader died while it was hashing")),
        };
        let about =
            std::fs::metadata(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        if bytes != self.bytes
            || about.len() != self.bytes
            || about.modified().ok() != self.modified
        {
            return Err(Failure::input("the file changed while it was read")
                .at(shown(&self.path))
                .todo("run again when the export is complete"));
        }
        Ok(hash)
    }

    /// A failure of the stream in the words of its cause.
    #[must_use]
    pub fn failed(&self, error: &io::Error) -> Failure {
        if let Some(bomb) = error.get_ref().and_then(|inner| inner.downcast_ref::<Bomb>()) {
            return Failure::input(bomb.to_string()).at(shown(&self.path)).todo(bomb.todo());
        }
        if self.signature == Signature::Gzip {
            return Failure::input("the gzip file is broken or cut off")
                .at(shown(&self.path))
                .todo("export or copy it again")
                .because(error);
        }
        unreadable(&self.path, error)
    }

    /// The file itself, to be read at any place.
    ///
    /// # Errors
    /// When it cannot be opened any more.
    pub fn places(&self) -> Outcome<SeekableFile> {
        let opened = ordinary::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        Ok(SeekableFile(opened.0))
    }

    /// Whether it may unpack to so many bytes.
    ///
    /// # Errors
    /// When that is too much, by itself or for a file of its size.
    pub fn check_unpacked(&self, given: u64, unpacked_max: Option<u64>) -> Outcome<()> {
        match bomb(given, self.bytes, unpacked_max.unwrap_or(UNPACKED_MAX)) {
            Some(bomb) => Err(self.failed(&io::Error::other(bomb))),
            None => Ok(()),
        }
    }

    /// Checks that a ZIP package unpacks to no more than it may, by unpacking it to nowhere.
    ///
    /// # Errors
    /// When it is broken or would unpack to too much.
    pub fn check_package(&self, unpacked_max: Option<u64>) -> Outcome<()> {
        let (file, _) =
            ordinary::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        let broken = |error: &dyn std::fmt::Display| {
            Failure::input("the workbook is broken: it is no readable ZIP package")
                .at(shown(&self.path))
                .todo("save it again as .xlsx or .csv")
                .because(error)
        };
        let mut package = zip::ZipArchive::new(file).map_err(|error| broken(&error))?;
        let most = unpacked_max.unwrap_or(UNPACKED_MAX);
        let mut total = 0;
        for place in 0..package.len() {
            let part = package.by_index(place).map_err(|error| broken(&error))?;
            let has_texts = part.name().is_ok_and(|name| SharedTextsGuard::are_in(&name));
            let mut texts = SharedTextsGuard::default();
            let mut bounded = Bounded { reader: part, given: total, packed: self.bytes, most };
            let copied = if has_texts {
                io::copy(&mut bounded, &mut texts)
            } else {
                io::copy(&mut bounded, &mut io::sink())
            };
            copied.map_err(|error| {
                if error.get_ref().is_some_and(
                    <dyn std::error::Error + std::marker::Send + std::marker::Sync + 'static>::is::<
                        Bomb,
                    >,
                ) {
                    self.failed(&error)
                } else {
                    broken(&error)
                }
            })?;
            if has_texts && !texts.fit(self.bytes) {
                return Err(broken(&"the texts of its cells are more than a file of its size has"));
            }
            total = bounded.given;
        }
        Ok(())
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

struct Hashing {
    file: File,
    state: Arc<Mutex<HashState>>,
    counter: Arc<AtomicU64>,
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        if let Ok(mut state) = self.state.lock() {
            state.hasher.update(&buffer[..count]);
            state.bytes += count as u64;
        }
        self.counter.fetch_add(count as u64, Relaxed);
        Ok(count)
    }
}

/// Refuses to unpack more than it may.
struct Bounded<R> {
    reader: R,
    given: u64,
    packed: u64,
    most: u64,
}

/// More than may be unpacked, by bytes or by the ratio.
#[derive(Debug)]
enum Bomb {
    Bytes(u64),
    Ratio,
}

impl Bomb {
    /// The ratio is no setting: nothing packs so well and is a table.
    fn todo(&self) -> &'static str {
        match self {
            Self::Bytes(_) => {
                "unpack it yourself if it is what it should be, or raise max_unpacked_bytes"
            }
            Self::Ratio => "unpack it yourself if it is what it should be",
        }
    }
}

impl std::fmt::Display for Bomb {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(most) => write!(out, "the file unpacks to more than {most} bytes"),
            Self::Ratio => write!(out, "the file unpacks to more than {RATIO_MAX} times its size"),
        }
    }
}

impl std::error::Error for Bomb {}

fn bomb(given: u64, packed: u64, most: u64) -> Option<Bomb> {
    if given > most {
        return Some(Bomb::Bytes(most));
    }
    (given > RATIO_FREE_BYTES && given / RATIO_MAX > packed).then_some(Bomb::Ratio)
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.given += count as u64;
        match bomb(self.given, self.packed, self.most) {
            Some(bomb) => Err(io::Error::other(bomb)),
            None => Ok(count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounded(given: u64, packed: u64, most: u64) -> Option<String> {
        let mut reader = Bounded { reader: io::repeat(0).take(1), given, packed, most };
        let error = reader.read(&mut [0]).err()?;
        error.get_ref()?.downcast_ref::<Bomb>().map(|bomb| format!("{bomb}; {}", bomb.todo()))
    }

    #[test]
    fn the_content_tells_a_zip_even_an_empty_one() {
        assert_eq!(signature(b"PK\x05\x06\0\0"), Signature::Zip);
        assert_eq!(signature(b"PK\x03\x04"), Signature::Zip);
        assert_eq!(signature(b"PK,name"), Signature::Other);
        assert_eq!(signature(b"\x1f\x8b\x08"), Signature::Gzip);
        assert_eq!(signature(b"PAR1\x15\0"), Signature::Parquet);
        assert_eq!(signature(b"PAR,name"), Signature::Other);
        assert_eq!(signature(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Signature::Ole);
    }

    #[test]
    fn only_the_limit_of_bytes_can_be_raised() {
        let by_size = bounded(100, 1000, 100).unwrap_or_default();
        assert!(by_size.contains("100 bytes") && by_size.contains("max_unpacked_bytes"));
        let by_ratio = bounded(RATIO_FREE_BYTES + 2000, 1, u64::MAX).unwrap_or_default();
        assert!(by_ratio.contains("1000 times") && !by_ratio.contains("max_unpacked_bytes"));
        assert_eq!(bounded(RATIO_FREE_BYTES, RATIO_FREE_BYTES, u64::MAX), None);
    }
}
