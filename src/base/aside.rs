//! Where rows are put that do not stay in memory: whoever puts them aside is handed the files.

use std::io::{Error, Read, Seek, Write};

use super::{Failure, Outcome};

/// What a file is read back from.
pub(crate) trait ReadAndSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadAndSeek for T {}

/// Hands out files by their names.
pub(crate) trait Disk: Send + Sync {
    /// A new file.
    ///
    /// # Errors
    /// When it cannot be made.
    fn create(&self, name: &str) -> Outcome<Box<dyn Write + Send + Sync>>;

    /// A file that is written, or being written.
    ///
    /// # Errors
    /// When it cannot be opened.
    fn open(&self, name: &str) -> Outcome<Box<dyn ReadAndSeek>>;

    /// A file that nobody needs any more.
    fn remove(&self, name: &str);

    /// The failure of a write.
    fn unwritten(&self, error: &Error) -> Failure;

    /// The failure of reading what was written.
    fn unread(&self, error: Error) -> Failure;
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;
    use std::io::{Cursor, Result};
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Files in memory.
    #[derive(Clone, Default)]
    pub(crate) struct Memory(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

    struct File(Memory, String);

    impl Write for File {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            let mut files = self.0.0.lock().unwrap();
            files.entry(self.1.clone()).or_default().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    impl Disk for Memory {
        fn create(&self, name: &str) -> Outcome<Box<dyn Write + Send + Sync>> {
            Ok(Box::new(File(self.clone(), name.to_owned())))
        }

        fn open(&self, name: &str) -> Outcome<Box<dyn ReadAndSeek>> {
            let bytes = self.0.lock().unwrap().get(name).cloned().unwrap_or_default();
            Ok(Box::new(Cursor::new(bytes)))
        }

        fn remove(&self, name: &str) {
            self.0.lock().unwrap().remove(name);
        }

        fn unwritten(&self, error: &Error) -> Failure {
            Failure::output(error.to_string())
        }

        fn unread(&self, error: Error) -> Failure {
            Failure::output(error.to_string())
        }
    }
}
