//! Outlets: files of the stage for those who write tables and books. What the disk says is kept in
//! its own words; the writers only tell that they could not write.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::{Failure, Outcome};
use crate::publish::Stage;
use crate::publish::files::{NewFile, unwritable};
use crate::publish::hashing::BytesWritten;

/// The writers of Parquet and of packages put down a few bytes at a time.
const BUFFER_BYTES: usize = 1 << 18;

/// Opens files of a stage, and knows what went wrong with them first.
pub(crate) struct Outlets<'a> {
    stage: &'a Stage<'a>,
    trouble: Trouble,
}

type Trouble = Arc<Mutex<Option<Failure>>>;

/// A file of the stage.
pub(crate) struct Outlet {
    file: NewFile,
    path: PathBuf,
    trouble: Trouble,
    seen: BytesSeen,
}

/// What an outlet wrote so far.
#[derive(Clone, Default)]
pub(crate) struct BytesSeen(Arc<Mutex<(u64, crc32fast::Hasher)>>);

impl BytesSeen {
    fn see(&self, bytes: &[u8]) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.0 += bytes.len() as u64;
        seen.1.update(bytes);
    }

    /// By what it is known when it is read back.
    #[must_use]
    pub(crate) fn written(&self) -> BytesWritten {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        BytesWritten { size: seen.0, checksum: seen.1.clone().finalize() }
    }
}

impl<'a> Outlets<'a> {
    #[must_use]
    pub(crate) fn new(stage: &'a Stage<'a>) -> Self {
        Self { stage, trouble: Trouble::default() }
    }

    /// A new file for many small writes. Whoever writes it flushes it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn open(&self, name: &str) -> Outcome<(BufWriter<Outlet>, BytesSeen)> {
        let file = self.stage.create(name)?;
        let path = self.stage.folder().join(name);
        let (trouble, seen) = (Arc::clone(&self.trouble), BytesSeen::default());
        let outlet = Outlet { file, path, trouble, seen: seen.clone() };
        Ok((BufWriter::with_capacity(BUFFER_BYTES, outlet), seen))
    }

    /// Writes one file; answers by what it is known when it is read back.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write<T>(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<Outlet>) -> Outcome<T>,
    ) -> Outcome<(T, BytesWritten)> {
        let (mut out, seen) = self.open(name)?;
        let written = write(&mut out);
        let flushed = out.flush().map_err(|error| self.stage.failed(name, &error));
        let written = self.told(written.and_then(|written| flushed.map(|()| written)))?;
        Ok((written, seen.written()))
    }

    /// The outcome of writing, with what the disk said in place of what the writer made of it.
    ///
    /// # Errors
    /// When it was one already.
    pub(crate) fn told<T>(&self, written: Outcome<T>) -> Outcome<T> {
        written.map_err(|failure| {
            let first = self.trouble.lock().ok().and_then(|mut trouble| trouble.take());
            first.unwrap_or(failure)
        })
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted
                && let Ok(mut trouble) = self.trouble.lock()
            {
                trouble.get_or_insert_with(|| unwritable(&self.path, error));
            }
        })?;
        self.seen.see(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
