//! What was read: tables, rejects and the ledger.

use std::collections::BTreeMap;

use crate::base::Dictionary;
use crate::sources::walk::LeftOut;
use crate::tables::{Facts, FileReport, Kind, Rejects};

use super::aside::Aside;

/// Everything that was read.
pub struct Reading {
    pub dictionary: Dictionary,
    pub facts: BTreeMap<Kind, Facts>,
    pub files: Vec<FileReport>,
    pub rejects: Rejects,
    /// What patterns of files name and is no file to be read.
    pub left_out: Vec<(Kind, LeftOut)>,
    /// The transcripts, where they do not stay in memory; then there are none among the facts.
    pub(crate) aside: Option<Aside>,
}

impl Reading {
    /// Before anything is read.
    pub(super) fn empty() -> Self {
        Self {
            dictionary: Dictionary::default(),
            facts: BTreeMap::new(),
            files: Vec::new(),
            rejects: Rejects::default(),
            left_out: Vec::new(),
            aside: None,
        }
    }

    /// In the order of their table.
    pub(super) fn sort_rejects(&mut self) {
        let names: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        self.rejects.sort(&names);
    }
}
