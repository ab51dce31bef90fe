//! What is decided of a source as a whole, and holds for each part of it that is read apart.

use std::collections::BTreeMap;

use crate::base::Day;
use crate::tables::DateOrder;
use crate::tables::Kind;

/// By kind of source; what is not decided is found in the rows that are given.
pub type Decisions = BTreeMap<Kind, Decided>;

#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// In the order in which they are read: of two rows with one key the later holds.
    pub files: Vec<FileDecided>,
    /// Rows read and rejected of the whole source, where its limit has been looked at.
    pub counted: Option<Counted>,
    /// Columns that some row of the whole source fills, though none of this part may.
    pub filled: Vec<String>,
}

/// How many rows were read, and how many of them set aside.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counted {
    pub read: u64,
    pub rejected: u64,
}

/// What is decided of a file.
#[derive(Clone, Debug, Default)]
pub struct FileDecided {
    /// As the rows name it.
    pub name: String,
    /// The columns that it has; none for all of the table.
    pub columns: Option<Vec<String>>,
    /// By column: whether the day or the month comes first.
    pub date_orders: BTreeMap<String, DateOrder>,
    pub decimal: Option<char>,
    /// The day from which its age counts.
    pub fresh_on: Option<Day>,
}

/// What a shard is told of a source that it has no part of: nothing.
static NOTHING: Decided = Decided { files: Vec::new(), counted: None, filled: Vec::new() };

/// The decisions on a source.
#[must_use]
pub fn of_kind(decisions: &Decisions, kind: Kind) -> &Decided {
    decisions.get(&kind).unwrap_or(&NOTHING)
}

impl Decided {
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&FileDecided> {
        self.files.iter().find(|file| file.name == name)
    }
}

impl FileDecided {
    /// The orders by the places of the columns.
    #[must_use]
    pub fn orders(&self, kind: Kind) -> Vec<Option<DateOrder>> {
        let columns = kind.columns().iter();
        columns.map(|column| self.date_orders.get(column.name).copied()).collect()
    }
}
