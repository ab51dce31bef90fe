//! Outlets: files of the stage for those who write tables and books. What the disk says is kept in
//! its own words; the writers only tell that they could not write.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::base::{Failure, Outcome};
use crate::publish::Stage;
use crate::publish::files::{NewFile, unwritable};

/// The writers of Parquet and of packages put down a few bytes at a time.
const BUFFER_BYTES: usize = 1 << 18;

/// Opens files of a stage, and knows what went wrong with them first.
pub struct Outlets<'a> {
    stage: &'a Stage<'a>,
    trouble: Trouble,
}

type Trouble = Arc<Mutex<Option<Failure>>>;

/// A file of the stage.
pub struct Outlet {
    file: NewFile,
    path: PathBuf,
    trouble: Trouble,
}

impl<'a> Outlets<'a> {
    #[must_use]
    pub fn new(stage: &'a Stage<'a>) -> Self {
        Self { stage, trouble: Trouble::default() }
    }

    /// A new file for many small writes. Whoever writes it flushes it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(&self, name: &str) -> Outcome<BufWriter<Outlet>> {
        let file = self.stage.create(name)?;
        let path = self.stage.folder().join(name);
        let outlet = Outlet { file, path, trouble: Arc::clone(&self.trouble) };
        Ok(BufWriter::with_capacity(BUFFER_BYTES, outlet))
    }

    /// Writes one file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write<T>(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<Outlet>) -> Outcome<T>,
    ) -> Outcome<T> {
        let mut out = self.open(name)?;
        let written = write(&mut out);
        let flushed = out.flush().map_err(|error| self.stage.failed(name, &error));
        self.told(written.and_then(|written| flushed.map(|()| written)))
    }

    /// The outcome of writing, with what the disk said in place of what the writer made of it.
    ///
    /// # Errors
    /// When it was one already.
    pub fn told<T>(&self, written: Outcome<T>) -> Outcome<T> {
        written.map_err(|failure| {
            let first = self.trouble.lock().ok().and_then(|mut trouble| trouble.take());
            first.unwrap_or(failure)
        })
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).inspect_err(|error| {
            if error.kind() != io::ErrorKind::Interrupted
                && let Ok(mut trouble) = self.trouble.lock()
            {
                trouble.get_or_insert_with(|| unwritable(&self.path, error));
            }
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
