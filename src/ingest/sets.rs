//! A column of sets of texts: each row has none, one or several codes of the common dictionary.

use polars::prelude::PolarsResult;
use polars_arrow::array::{ListArray, PrimitiveArray};
use polars_arrow::datatypes::ArrowDataType;

/// Sets, one a row; the codes of a row are ascending and each is there once, so that equal sets
/// are equal stretches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sets {
    codes: Vec<u32>,
    /// Where the codes of each row start, and at the end where those of the last one end.
    offsets: Vec<i64>,
}

impl Default for Sets {
    fn default() -> Self {
        Self::empty(0)
    }
}

impl Sets {
    /// So many rows with empty sets.
    #[must_use]
    pub fn empty(rows: usize) -> Self {
        Self { codes: Vec::new(), offsets: vec![0; rows + 1] }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the codes of a row start; behind the last row, where all codes end.
    fn start(&self, row: usize) -> usize {
        usize::try_from(self.offsets[row]).unwrap_or_default()
    }

    /// The codes of a row.
    #[must_use]
    pub fn at(&self, row: usize) -> &[u32] {
        &self.codes[self.start(row)..self.start(row + 1)]
    }

    /// Puts a code into the set of the row that is not yet closed.
    pub fn put(&mut self, code: u32) {
        self.codes.push(code);
    }

    /// Closes a row: its set is what was put since the row before.
    pub fn close(&mut self) {
        let start = self.start(self.len());
        self.codes[start..].sort_unstable();
        let mut kept = start;
        for at in start..self.codes.len() {
            if at == start || self.codes[at] != self.codes[kept - 1] {
                self.codes[kept] = self.codes[at];
                kept += 1;
            }
        }
        self.codes.truncate(kept);
        self.offsets.push(i64::try_from(kept).unwrap_or(i64::MAX));
    }

    /// Appends rows with empty sets until there are so many.
    pub fn extend_empty(&mut self, rows: usize) {
        let end = self.offsets[self.len()];
        self.offsets.resize(rows + 1, end);
    }

    /// Drops all rows from this one on.
    pub fn truncate(&mut self, rows: usize) {
        self.offsets.truncate(rows + 1);
        self.codes.truncate(self.start(self.len()));
    }

    /// Drops the rows from `start` on that are not to be kept.
    pub fn keep(&mut self, start: usize, keep: impl Fn(usize) -> bool) {
        let mut kept = Self::default();
        for row in (0..self.len()).filter(|row| *row < start || keep(*row)) {
            kept.codes.extend_from_slice(self.at(row));
            kept.close();
        }
        *self = kept;
    }

    /// The sets as lists.
    ///
    /// # Errors
    /// When polars does not take them.
    pub fn into_lists(self) -> PolarsResult<ListArray<i64>> {
        let codes = PrimitiveArray::from_vec(self.codes);
        let dtype = ListArray::<i64>::default_datatype(ArrowDataType::UInt32);
        ListArray::try_new(dtype, self.offsets.try_into()?, codes.boxed(), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[&[u32]]) -> Sets {
        let mut sets = Sets::default();
        for row in rows {
            row.iter().for_each(|code| sets.put(*code));
            sets.close();
        }
        sets
    }

    #[test]
    fn a_set_has_each_code_once_and_no_order_of_its_own() {
        let sets = of(&[&[3, 1, 3], &[], &[1, 3]]);
        assert_eq!(sets.at(0), [1, 3]);
        assert_eq!(sets.at(0), sets.at(2));
        assert!(sets.at(1).is_empty());
    }

    #[test]
    fn rows_are_dropped_with_their_codes() {
        let mut sets = of(&[&[1], &[2, 3], &[4]]);
        sets.keep(1, |row| row != 1);
        assert_eq!(sets, of(&[&[1], &[4]]));
        sets.extend_empty(3);
        assert_eq!(sets, of(&[&[1], &[4], &[]]));
        sets.truncate(1);
        assert_eq!(sets, of(&[&[1]]));
    }
}
