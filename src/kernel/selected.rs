//! Some rows of a table, as a table.

use crate::tables::output::{OutputSchema, Rows, Values};

/// Some rows of a table.
pub struct Selected<'a> {
    table: Box<dyn Rows + 'a>,
    stretches: Vec<(usize, usize)>,
    length: usize,
}

impl<'a> Selected<'a> {
    /// These rows, in ascending order.
    pub fn of(table: Box<dyn Rows + 'a>, rows: &mut dyn Iterator<Item = usize>) -> Self {
        let mut stretches = Vec::new();
        rows.for_each(|row| take(&mut stretches, row));
        Self::of_stretches(table, stretches)
    }

    #[must_use]
    pub fn of_stretches(table: Box<dyn Rows + 'a>, stretches: Vec<(usize, usize)>) -> Self {
        let length = stretches.iter().map(|(start, end)| end - start).sum();
        Self { table, stretches, length }
    }
}

/// Puts a row to the stretches of those before it.
pub(super) fn take(stretches: &mut Vec<(usize, usize)>, row: usize) {
    match stretches.last_mut() {
        Some(last) if last.1 == row => last.1 += 1,
        _ => stretches.push((row, row + 1)),
    }
}

impl Rows for Selected<'_> {
    fn schema(&self) -> &'static OutputSchema {
        self.table.schema()
    }

    fn len(&self) -> usize {
        self.length
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        let mut column: Option<Values<'_>> = None;
        let mut before = 0;
        for (from, to) in &self.stretches {
            let length = to - from;
            let (first, last) = (start.max(before), end.min(before + length));
            if first < last {
                let (first, last) = (from + first - before, from + last - before);
                let more = self.table.column(place, first, last);
                match &mut column {
                    None => column = Some(more),
                    Some(column) => append(column, more),
                }
            }
            before += length;
        }
        column.unwrap_or_else(|| self.table.column(place, 0, 0))
    }
}

fn append<'a>(to: &mut Values<'a>, more: Values<'a>) {
    match (to, more) {
        (Values::Text(to), Values::Text(more)) => to.extend(more),
        (Values::Owned(to), Values::Owned(more)) => to.extend(more),
        (Values::Mcids(to), Values::Mcids(more)) => to.extend(more),
        (Values::Days(to), Values::Days(more)) => to.extend(more),
        (Values::Numbers(to), Values::Numbers(more)) => to.extend(more),
        (Values::Amounts(to), Values::Amounts(more)) => to.extend(more),
        (Values::YesNo(to), Values::YesNo(more)) => to.extend(more),
        // A column is of one kind from end to end.
        _ => {}
    }
}
