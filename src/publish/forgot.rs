//! What was found of a person who is forgotten, and what was done with it, folder by folder.

use std::fmt;

use super::erase_rows::Erased;
use crate::base::{Exit, safe};

pub(super) const BESIDE: &str = "beside the runs";

/// What was touched in one folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FolderTouched {
    pub folder: String,
    pub erased: Erased,
    pub rewritten: Vec<String>,
    pub removed: Vec<String>,
    /// What somebody must look at, and why.
    pub left: Vec<(String, &'static str)>,
}

impl FolderTouched {
    pub(super) fn is_nothing(&self) -> bool {
        self.rewritten.is_empty() && self.removed.is_empty() && self.left.is_empty()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Forgot {
    pub searched: usize,
    /// How many e-mails, certification ids and names the runs knew the person by.
    pub keys: [usize; 3],
    pub touched: Vec<FolderTouched>,
}

impl Forgot {
    /// 0, or 3 when somebody must look at something.
    #[must_use]
    pub(crate) fn exit_code(&self) -> u8 {
        if self.left() == 0 { Exit::Done } else { Exit::Input }.number()
    }

    /// How many files somebody must look at.
    #[must_use]
    pub(crate) fn left(&self) -> usize {
        self.touched.iter().map(|touched| touched.left.len()).sum()
    }
}

impl fmt::Display for Forgot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for touched in &self.touched {
            let FolderTouched { folder, erased, rewritten, removed, left } = touched;
            let Erased { rows, cells, .. } = erased;
            let folder = safe::line(folder);
            writeln!(out, "{folder}: {rows} rows removed, {cells} cells cleaned")?;
            for (what, files) in [("rewritten", rewritten), ("removed", removed)] {
                for file in files {
                    writeln!(out, "  {file}: {what}")?;
                }
            }
            for (file, why) in left {
                writeln!(out, "  {file}: {why}")?;
            }
        }
        let hits = self.touched.iter().filter(|touched| touched.folder != BESIDE).count();
        let [emails, mcids, names] = self.keys;
        writeln!(out, "known by {emails} e-mails, {mcids} MCIDs and {names} names")?;
        writeln!(out, "something was done in {hits} of {} folders", self.searched)?;
        if !self.touched.is_empty() {
            writeln!(out, "a new run shows the person again for as long as the inputs do")?;
        }
        Ok(())
    }
}
