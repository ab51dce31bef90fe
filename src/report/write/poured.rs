//! Sheets that are poured: what is asked of each, and what became of it.

use std::ops::Range;

use crate::report::cell::Look;

/// A sheet whose rows are poured in last.
pub(super) struct SheetToStream {
    /// Number of the sheet in the package, from 1.
    pub sheet: usize,
    /// Name of its table.
    pub table: String,
    /// Place of the sheet in the book.
    pub place: usize,
    pub columns: usize,
    pub mixed: Vec<bool>,
    pub rows: Range<usize>,
    /// Of a table that is read line by line, which has wrapped texts and links: how its columns look,
    /// and how wide they are.
    pub wrapped: Option<Vec<(Look, f64)>>,
}

impl SheetToStream {
    pub(super) fn part(&self) -> String {
        format!("xl/worksheets/sheet{}.xml", self.sheet)
    }

    pub(super) fn relations_part(&self) -> String {
        format!("xl/worksheets/_rels/sheet{}.xml.rels", self.sheet)
    }

    /// Whether a part is written with the sheet.
    pub(super) fn has_relations(&self, part: &str) -> bool {
        self.wrapped.is_some() && part == self.relations_part()
    }
}

/// A sheet that was poured, by the name of its part, and the blocks that it was poured in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StreamedSheet {
    pub part: String,
    pub blocks: Vec<DeflatedBlock>,
}

/// A block that was deflated on its own, and what it is when it is inflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DeflatedBlock {
    pub packed: u64,
    pub size: u64,
    pub crc: u32,
    pub of: BlockOf,
}

/// What a block of a sheet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockOf {
    /// All up to the end of the header.
    Head,
    /// So many rows.
    Rows(usize),
    /// What stands behind the rows, or a part of it.
    Foot,
}
