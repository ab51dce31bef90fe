//! Some rows of a table, as a table.

use crate::tables::output::{Batch, OutputSchema, Rows, Values, Whole};

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
pub fn take(stretches: &mut Vec<(usize, usize)>, row: usize) {
    match stretches.last_mut() {
        Some(last) if last.1 == row => last.1 += 1,
        _ => stretches.push((row, row + 1)),
    }
}

/// The rows of some stretches of a table that is held whole.
#[must_use]
pub fn whole(table: &Whole, stretches: &[(usize, usize)]) -> Whole {
    let columns = table.batch.columns.iter().map(|values| {
        let mut own = empty(values);
        for (start, end) in stretches {
            append(&mut own, part(values, *start, *end));
        }
        own
    });
    Whole { schema: table.schema, batch: Batch { columns: columns.collect() } }
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

fn empty(of: &Values<'static>) -> Values<'static> {
    part(of, 0, 0)
}

fn part(of: &Values<'static>, start: usize, end: usize) -> Values<'static> {
    match of {
        Values::Text(cells) => Values::Text(cells[start..end].to_vec()),
        Values::Owned(cells) => Values::Owned(cells[start..end].to_vec()),
        Values::Mcids(cells) => Values::Mcids(cells[start..end].to_vec()),
        Values::Days(cells) => Values::Days(cells[start..end].to_vec()),
        Values::Numbers(cells) => Values::Numbers(cells[start..end].to_vec()),
        Values::Amounts(cells) => Values::Amounts(cells[start..end].to_vec()),
        Values::YesNo(cells) => Values::YesNo(cells[start..end].to_vec()),
    }
}
