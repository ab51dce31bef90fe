//! The rejects of a run, sixteen bytes each: a file of nothing but dirt must not fill the memory.

use std::cmp::Ordering;
use std::fmt;

use rayon::slice::ParallelSliceMut;

use crate::base::Dictionary;

use super::rejects::{Reject, RejectCode, RejectDetail};
use super::schema::Kind;

/// Rejects in an order of their own; texts that repeat are kept once.
#[derive(Clone, Default)]
pub struct Rejects {
    entries: Vec<PackedReject>,
    texts: Dictionary,
    /// Files and lines that are kept instead.
    winners: Vec<(u32, u32)>,
}

#[derive(Clone, Copy)]
struct PackedReject {
    file: u32,
    line: u32,
    /// Of a cell the code of its text; of a repeat or conflict the place of its winner; of another
    /// whole record the code of what is said of it.
    more: u32,
    kind: u8,
    /// Place of the column; `NO_COLUMN` for a whole record.
    column: u8,
    code: u8,
}

const NO_COLUMN: u8 = u8::MAX;

impl Rejects {
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Drops all from this one on.
    pub fn truncate(&mut self, length: usize) {
        self.entries.truncate(length);
    }

    pub fn push(&mut self, reject: &Reject<'_>) {
        let more = match reject.detail {
            RejectDetail::Winner { file, line } => {
                self.winners.push((file, line));
                u32::try_from(self.winners.len() - 1).unwrap_or(u32::MAX)
            }
            RejectDetail::Said(text) => self.texts.code(text),
            RejectDetail::Plain => self.texts.code(reject.value),
        };
        self.entries.push(PackedReject {
            file: reject.file,
            line: reject.line,
            more,
            kind: place_of(&Kind::ALL, &reject.kind),
            column: reject.column.unwrap_or(NO_COLUMN),
            code: place_of(&RejectCode::ALL, &reject.code),
        });
    }

    /// Takes over the rejects of a stretch of a file.
    pub fn absorb(&mut self, other: &Self, file: u32) {
        let codes = self.texts.absorb(&other.texts);
        let winners = u32::try_from(self.winners.len()).unwrap_or(u32::MAX);
        self.winners.extend_from_slice(&other.winners);
        self.entries.extend(other.entries.iter().map(|entry| {
            let more =
                if entry.has_winner() { entry.more + winners } else { codes[entry.more as usize] };
            PackedReject { file, more, ..*entry }
        }));
    }

    /// Takes over all rejects of another list, each with its own file.
    pub fn append(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
            return;
        }
        let start = self.entries.len();
        self.absorb(&other, 0);
        for (entry, of) in self.entries[start..].iter_mut().zip(&other.entries) {
            entry.file = of.file;
        }
    }

    #[must_use]
    pub fn at(&self, place: usize) -> Reject<'_> {
        self.shown(self.entries[place])
    }

    pub fn iter(&self) -> impl Iterator<Item = Reject<'_>> {
        self.entries.iter().map(|entry| self.shown(*entry))
    }

    fn shown(&self, entry: PackedReject) -> Reject<'_> {
        let is_cell = entry.column != NO_COLUMN;
        let detail = if entry.has_winner() {
            let (file, line) = self.winners[entry.more as usize];
            RejectDetail::Winner { file, line }
        } else if is_cell || entry.more == 0 {
            RejectDetail::Plain
        } else {
            RejectDetail::Said(self.texts.text(entry.more))
        };
        Reject {
            kind: Kind::ALL[usize::from(entry.kind)],
            file: entry.file,
            line: entry.line,
            column: is_cell.then_some(entry.column),
            code: RejectCode::ALL[usize::from(entry.code)],
            value: if is_cell { self.texts.text(entry.more) } else { "" },
            detail,
        }
    }

    /// Brings them into the order in which they are published: by kind, file, line, then the
    /// other columns from left to right. `names` are the names of the files by their place.
    pub fn sort(&mut self, names: &[&str]) {
        let mut entries = std::mem::take(&mut self.entries);
        let name = |file: u32| names.get(file as usize).copied().unwrap_or_default();
        entries.par_sort_unstable_by(|a, b| {
            let files = if a.file == b.file {
                Ordering::Equal
            } else {
                (kind_of(a).name(), name(a.file)).cmp(&(kind_of(b).name(), name(b.file)))
            };
            files
                .then_with(|| a.line.cmp(&b.line))
                .then_with(|| self.compare_reasons(*a, *b, &name))
                .then_with(|| a.file.cmp(&b.file))
        });
        self.entries = entries;
    }

    fn compare_reasons<'a>(
        &self,
        a: PackedReject,
        b: PackedReject,
        name: &impl Fn(u32) -> &'a str,
    ) -> Ordering {
        let (a, b) = (self.shown(a), self.shown(b));
        a.column_name()
            .cmp(b.column_name())
            .then_with(|| a.code.name().cmp(b.code.name()))
            .then_with(|| a.value.cmp(b.value))
            .then_with(|| a.message(name).cmp(&b.message(name)))
    }
}

impl PackedReject {
    fn has_winner(&self) -> bool {
        self.column == NO_COLUMN && RejectCode::ALL[usize::from(self.code)].is_duplicate()
    }
}

fn kind_of(entry: &PackedReject) -> Kind {
    Kind::ALL[usize::from(entry.kind)]
}

fn place_of<T: PartialEq>(all: &[T], wanted: &T) -> u8 {
    let place = all.iter().position(|one| one == wanted).unwrap_or_default();
    u8::try_from(place).unwrap_or_default()
}

impl fmt::Debug for Rejects {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(line: u32, value: &'static str) -> Reject<'static> {
        Reject {
            kind: Kind::Users,
            file: 0,
            line,
            column: Some(0),
            code: RejectCode::BadEmail,
            value,
            detail: RejectDetail::Plain,
        }
    }

    fn record(file: u32, code: RejectCode, detail: RejectDetail<'static>) -> Reject<'static> {
        Reject { kind: Kind::Users, file, line: 7, column: None, code, value: "", detail }
    }

    #[test]
    fn what_goes_in_comes_out() {
        let all = [
            cell(1, "x"),
            cell(2, ""),
            record(0, RejectCode::RaggedRow, RejectDetail::Plain),
            record(0, RejectCode::UnclosedQuote, RejectDetail::Said("lost")),
            record(0, RejectCode::DuplicateRow, RejectDetail::Winner { file: 3, line: 9 }),
        ];
        let mut list = Rejects::default();
        for reject in &all {
            list.push(reject);
        }
        assert_eq!(list.iter().collect::<Vec<_>>(), all);
        assert_eq!(size_of::<PackedReject>(), 16);
        let mut whole = Rejects::default();
        whole.push(&record(1, RejectCode::DuplicateRow, RejectDetail::Winner { file: 1, line: 1 }));
        whole.push(&cell(4, "y"));
        whole.absorb(&list, 5);
        whole.append(list);
        assert_eq!(whole.at(2).file, 5);
        assert_eq!(whole.at(2).value, "x");
        assert_eq!(whole.at(6).detail, all[4].detail);
        assert_eq!(whole.iter().skip(7).collect::<Vec<_>>(), all);
    }

    #[test]
    fn the_order_is_that_of_the_published_table() {
        let mut list = Rejects::default();
        let elsewhere = Reject { file: 1, ..cell(1, "z") };
        for reject in [&cell(2, "b"), &cell(2, "a"), &cell(1, "c"), &elsewhere] {
            list.push(reject);
        }
        list.sort(&["b.csv", "a.csv"]);
        let order: Vec<_> =
            list.iter().map(|reject| (reject.file, reject.line, reject.value)).collect();
        assert_eq!(order, [(1, 1, "z"), (0, 1, "c"), (0, 2, "a"), (0, 2, "b")]);
    }
}
