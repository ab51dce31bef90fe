//! Ordinary files: opened without waiting for whoever may stand behind another kind of file.

use std::fmt;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::Failure;

/// A pipe without a writer would let `open` wait for ever.
#[cfg(any(target_os = "linux", target_os = "android"))]
const NO_WAIT: i32 = 0o4000;
#[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
const NO_WAIT: i32 = 0x4;

/// A configuration file or a program's own record beyond this is none.
pub(crate) const SMALL_FILE_BYTES_MAX: u64 = 16 << 20;

/// What lies there is no file that can be read from its start to its end, more than once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NoOrdinaryFile {
    Directory,
    Pipe,
    Socket,
    Device,
    Else,
}

/// A file is bigger than what it is read as may be.
#[derive(Debug)]
pub(crate) struct FileTooBig;

impl fmt::Display for NoOrdinaryFile {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Directory => "a directory",
            Self::Pipe => "a pipe",
            Self::Socket => "a socket",
            Self::Device => "a device",
            Self::Else => "something else",
        };
        write!(out, "this is {what}, not a file")
    }
}

impl fmt::Display for FileTooBig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let most = SMALL_FILE_BYTES_MAX >> 20;
        write!(out, "the file is bigger than {most} MiB, which no file of this kind is")
    }
}

impl std::error::Error for NoOrdinaryFile {}
impl std::error::Error for FileTooBig {}

/// Opens a file for reading. Links are followed, `/dev/stdin` to a file that stands behind it too.
///
/// # Errors
/// When it is not there, may not be read, or is no ordinary file: `NoOrdinaryFile` says what it is.
pub(crate) fn open(path: &Path) -> io::Result<(File, Metadata)> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(NO_WAIT);
    }
    let file = match options.open(path) {
        Ok(file) => file,
        // A socket cannot be opened at all.
        Err(error) => {
            return Err(std::fs::metadata(path).map_or(error, |about| of_another_kind(&about)));
        }
    };
    let about = file.metadata()?;
    if about.is_file() {
        return Ok((file, about));
    }
    Err(of_another_kind(&about))
}

/// The whole of a small file.
///
/// # Errors
/// As for `open`, and when it is bigger than a small file may be: `FileTooBig`.
pub(crate) fn read_small(path: &Path) -> io::Result<Vec<u8>> {
    let (file, _) = open(path)?;
    let mut bytes = Vec::new();
    file.take(SMALL_FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > SMALL_FILE_BYTES_MAX {
        return Err(io::Error::other(FileTooBig));
    }
    Ok(bytes)
}

/// The failure of an input that is no ordinary file; none where it cannot be read for another reason.
#[must_use]
pub(crate) fn input_failure(error: &io::Error) -> Option<Failure> {
    let of = error.get_ref()?.downcast_ref::<NoOrdinaryFile>()?;
    let todo = match of {
        NoOrdinaryFile::Directory => "name the files in it, for example with /*.csv",
        _ => "write what comes through it into a file first, and name that",
    };
    Some(Failure::input(of.to_string()).todo(todo))
}

/// What lies there instead of a file, where that is why it cannot be read.
#[must_use]
pub(crate) fn told(error: &io::Error) -> Option<String> {
    let inner = error.get_ref()?;
    let no_file = inner.downcast_ref::<NoOrdinaryFile>().map(ToString::to_string);
    no_file.or_else(|| inner.downcast_ref::<FileTooBig>().map(ToString::to_string))
}

fn of_another_kind(about: &Metadata) -> io::Error {
    if about.is_file() {
        return io::Error::from(io::ErrorKind::PermissionDenied);
    }
    io::Error::other(kind(about))
}

/// What it is, if it is no file.
#[must_use]
pub(crate) fn kind(about: &Metadata) -> NoOrdinaryFile {
    let of = about.file_type();
    if of.is_dir() {
        return NoOrdinaryFile::Directory;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if of.is_fifo() {
            return NoOrdinaryFile::Pipe;
        }
        if of.is_socket() {
            return NoOrdinaryFile::Socket;
        }
        if of.is_char_device() || of.is_block_device() {
            return NoOrdinaryFile::Device;
        }
    }
    NoOrdinaryFile::Else
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(path: &Path) -> String {
        open(path).err().and_then(|error| told(&error)).unwrap_or_default()
    }

    #[test]
    fn a_file_is_opened_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        std::fs::write(&file, "text").unwrap();
        assert_eq!(open(&file).unwrap().1.len(), 4);
        assert_eq!(read_small(&file).unwrap(), b"text");
        assert_eq!(refused(folder.path()), "this is a directory, not a file");
        assert_eq!(
            open(&folder.path().join("none")).err().map(|error| error.kind()),
            Some(io::ErrorKind::NotFound)
        );
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        assert_eq!(refused(&pipe), "this is a pipe, not a file");
        let socket = folder.path().join("socket");
        let _kept = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert_eq!(refused(&socket), "this is a socket, not a file");
        assert_eq!(refused(Path::new("/dev/zero")), "this is a device, not a file");
        assert_eq!(refused(Path::new("/dev/null")), "this is a device, not a file");
    }

    #[test]
    fn a_small_file_has_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big");
        std::fs::File::create(&path).unwrap().set_len(SMALL_FILE_BYTES_MAX + 1).unwrap();
        let error = read_small(&path).err().unwrap();
        assert!(told(&error).unwrap().contains("bigger than 16 MiB"), "{error}");
    }
}
