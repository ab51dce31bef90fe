//! Files and folders that only their owner may read, brought to the disk before they are shown.
//!
//! Whatever changes the disk below an output folder is a call here, where tests let it fail.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use super::faults;
use crate::base::{Failure, Outcome};

/// A file that is being written.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    /// What is left to be said of a write that went half way.
    is_short: bool,
}

impl NewFile {
    /// Brings its bytes to the disk.
    ///
    /// # Errors
    /// When the disk says no.
    pub fn sync(&self) -> io::Result<()> {
        faults::before("flush a file")?;
        self.file.sync_all()
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_short {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        let allowed = faults::allowed(bytes.len())?;
        self.is_short = allowed < bytes.len();
        self.file.write(&bytes[..allowed])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A new file, readable by its owner only.
///
/// # Errors
/// When it is there already or cannot be made.
pub fn create_private(path: &Path) -> io::Result<NewFile> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    create(path, &mut options)
}

fn create(path: &Path, options: &mut OpenOptions) -> io::Result<NewFile> {
    faults::before("create a file")?;
    options.write(true).create_new(true).open(path).map(|file| NewFile { file, is_short: false })
}

/// A folder (and those above it that are missing), readable by its owner only.
///
/// # Errors
/// When it cannot be made.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    faults::before("create a folder")?;
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// A folder for others to see, and those above it.
///
/// # Errors
/// When it cannot be made.
pub fn create_folder(path: &Path) -> io::Result<()> {
    faults::before("create a folder")?;
    fs::create_dir_all(path)
}

/// Like a private folder, and the names of what was missing are brought to the disk.
///
/// # Errors
/// When it cannot be made.
pub fn create_private_folder_flushed(path: &Path) -> io::Result<()> {
    let above = path.ancestors().filter(|above| !above.as_os_str().is_empty());
    let missing: Vec<&Path> = above.take_while(|above| !above.exists()).collect();
    create_private_folder(path)?;
    for parent in missing.iter().rev().filter_map(|made| made.parent()) {
        let here = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
        match flush_folder(here) {
            // Who may write in a folder need not be allowed to read it.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            flushed => flushed?,
        }
    }
    Ok(())
}

/// Writes a whole file in one step: a reader sees the old bytes or the new ones. What could not be
/// written leaves nothing behind.
///
/// # Errors
/// When it cannot be written.
pub fn replace(path: &Path, hidden: &Path, bytes: &[u8]) -> io::Result<()> {
    put_with(path, hidden, bytes, create_private)
}

/// The same for a file that others may read.
///
/// # Errors
/// When it cannot be written.
pub fn put(path: &Path, hidden: &Path, bytes: &[u8]) -> io::Result<()> {
    put_with(path, hidden, bytes, |path| create(path, &mut OpenOptions::new()))
}

fn put_with(
    path: &Path,
    hidden: &Path,
    bytes: &[u8],
    create: fn(&Path) -> io::Result<NewFile>,
) -> io::Result<()> {
    remove_anything(hidden)?;
    let put = || {
        let mut file = create(hidden)?;
        file.write_all(bytes)?;
        file.sync()?;
        drop(file);
        rename(hidden, path)
    };
    put().inspect_err(|_| {
        // If even that fails, the next run clears it away.
        let _ = remove_anything(hidden);
    })?;
    path.parent().map_or(Ok(()), flush_folder)
}

/// Gives a file or a folder another name, in one step.
///
/// # Errors
/// When the disk says no.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    faults::before("rename")?;
    fs::rename(from, to)
}

/// Exchanges two files or folders in one step: at every instant both names are there.
///
/// # Errors
/// When the disk cannot do that, or says no.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
pub fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    faults::before("exchange")?;
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Other systems have no call for it.
///
/// # Errors
/// Always.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// A link to a name beside it, where the system has links for everybody.
///
/// # Errors
/// When it has none, or the disk says no.
#[cfg(unix)]
pub fn link(name: &str, path: &Path) -> io::Result<()> {
    faults::before("create a link")?;
    std::os::unix::fs::symlink(name, path)
}

/// Links need a right there that few accounts have, and a rename does not replace them.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub fn link(_name: &str, _path: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Brings the names in a folder to the disk.
///
/// # Errors
/// When the disk says no.
#[cfg(unix)]
pub fn flush_folder(path: &Path) -> io::Result<()> {
    faults::before("flush a folder")?;
    File::open(path)?.sync_all()
}

/// Other systems keep no promise about names, and have no call for it.
///
/// # Errors
/// Never.
#[cfg(not(unix))]
pub fn flush_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Brings the bytes of a file to the disk.
///
/// # Errors
/// When the disk says no.
pub fn flush_file(path: &Path) -> io::Result<()> {
    faults::before("flush a file")?;
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// What lies in a folder and below it, by relative path, sorted: folders and everything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    pub folders: Vec<PathBuf>,
    pub files: Vec<PathBuf>,
}

impl Tree {
    /// Links are not followed: they count as files.
    ///
    /// # Errors
    /// When a folder cannot be listed.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        let mut open = vec![PathBuf::new()];
        while let Some(below) = open.pop() {
            for entry in fs::read_dir(folder.join(&below))? {
                let entry = entry?;
                let path = below.join(entry.file_name());
                if entry.file_type()?.is_dir() {
                    tree.folders.push(path.clone());
                    open.push(path);
                } else {
                    tree.files.push(path);
                }
            }
        }
        tree.folders.sort();
        tree.files.sort();
        Ok(tree)
    }
}

/// Removes a file, a link or a folder with all that is in it; nothing there is fine.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_anything(path: &Path) -> io::Result<()> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if about.is_dir() { remove_folder(path) } else { remove_file(path) }
}

fn remove_file(path: &Path) -> io::Result<()> {
    faults::before("remove a file")?;
    fs::remove_file(path)
}

/// The system follows no link on its way; a test wants to stop it at each step.
fn remove_folder(path: &Path) -> io::Result<()> {
    if faults::is_planned() {
        let tree = Tree::of(path)?;
        tree.files.iter().try_for_each(|file| remove_file(&path.join(file)))?;
        // What lies deeper sorts later.
        for folder in tree.folders.iter().rev() {
            faults::before("remove a folder")?;
            fs::remove_dir(path.join(folder))?;
        }
    }
    faults::before("remove a folder")?;
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            open_up(path)?;
            fs::remove_dir_all(path)
        }
        removed => removed,
    }
}

/// Folders that their owner may not write keep what is in them; it is ours to let go all the same.
#[cfg(unix)]
fn open_up(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            open_up(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn open_up(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// A file of a folder by its relative path, if that stays in the folder and no link is on its way.
#[must_use]
pub fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    let mut parts = 0;
    for part in Path::new(name).components() {
        let Component::Normal(part) = part else { return None };
        path.push(part);
        parts += 1;
        if fs::symlink_metadata(&path).is_ok_and(|about| about.is_symlink()) {
            return None;
        }
    }
    (parts > 0).then_some(path)
}

/// A relative path with `/` on every system, as the manifest has it.
#[must_use]
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The failure of a write, in the words of its cause.
#[must_use]
pub fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let (what, todo) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ("the disk is full", "free some space and run again; what is published is not lost")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            "this may not be written",
            "let this account write there, or choose another folder with --out",
        ),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => (
            "something else is in the place of an output",
            "move it away, or choose another folder with --out",
        ),
        io::ErrorKind::FileTooLarge => (
            "the file is larger than this account may write",
            "raise its limit on the size of files (ulimit -f) and run again",
        ),
        _ => ("this cannot be written", "mend the cause below and run again"),
    };
    Failure::output(what).at(path.display()).todo(todo).because(error)
}

/// The failure of reading back what an earlier run wrote.
#[must_use]
pub fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let (what, todo) = match error.kind() {
        io::ErrorKind::PermissionDenied => (
            "this account has no right to read what an earlier run wrote",
            "ask as the account that publishes there",
        ),
        _ => {
            ("what an earlier run wrote cannot be read", "restore it, or move that run folder away")
        }
    };
    Failure::input(what).at(path.display()).todo(todo).because(error)
}

/// Puts the path to the error.
pub trait AtPath<T> {
    /// # Errors
    /// With the failure of a write to this path.
    fn writing(self, path: &Path) -> Outcome<T>;
    /// # Errors
    /// With the failure of reading back this path.
    fn reading(self, path: &Path) -> Outcome<T>;
}

impl<T> AtPath<T> for io::Result<T> {
    fn writing(self, path: &Path) -> Outcome<T> {
        self.map_err(|error| unwritable(path, &error))
    }

    fn reading(self, path: &Path) -> Outcome<T> {
        self.map_err(|error| unreadable(path, &error))
    }
}
