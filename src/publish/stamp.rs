//! The marks of a file: while they stay the same, so does what is in it.

use std::fs::{self, Metadata};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::timestamp::Timestamp;

/// A change within one tick of a file system's clock leaves no mark; two seconds is the slowest.
const TICK_SECONDS: i64 = 2;

/// The marks of a file as it lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileStamp {
    pub modified: Option<Timestamp>,
    /// When anything of it changed last; nobody can set it, unlike `modified`. Unix only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inode: Option<u64>,
}

impl FileStamp {
    /// The marks and the size of a file.
    ///
    /// # Errors
    /// When it is not there.
    pub fn of(path: &Path) -> std::io::Result<(Self, u64)> {
        let about = fs::metadata(path)?;
        Ok((Self::from_metadata(&about), about.len()))
    }

    #[must_use]
    pub fn from_metadata(about: &Metadata) -> Self {
        let modified = about.modified().ok().map(Timestamp::from);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let nanos = u32::try_from(about.ctime_nsec()).unwrap_or(0);
            let changed = Some(Timestamp::of(about.ctime(), nanos));
            Self { modified, changed, inode: Some(about.ino()) }
        }
        #[cfg(not(unix))]
        Self { modified, changed: None, inode: None }
    }

    /// Whether the file lay still long enough before the moment for every change to show.
    #[must_use]
    pub(super) fn is_settled(&self, before: Timestamp) -> bool {
        let settled = |mark: Timestamp| before.seconds_since(mark) > TICK_SECONDS;
        self.modified.is_some_and(settled) && self.changed.is_none_or(settled)
    }
}
