//! Parts of a table that are sorted each by itself, sorted into one.

use std::cmp::Ordering;
use std::io::{self, Write};

use crate::base::Dictionary;
use crate::tables::output::{BATCH_ROWS, OutputSchema};

use super::cells::SpilledType;
use super::part::{PartWriter, SpilledPart, WrittenPart};

/// The rows of several parts in their order.
pub(crate) struct Merged {
    pub(crate) laid: WrittenPart,
    /// Of each part, and of each of its rows, the place among all.
    pub(crate) places: Vec<Vec<u32>>,
}

/// Rows that are read ahead of each part.
const AHEAD: usize = 4096;

/// Sorts the first rows of the parts, so many of each, into one part. They are sorted as their table
/// is: by its bold columns, then by the others from left to right. Equal rows stay in the order of
/// their parts.
///
/// # Errors
/// When the disk says no.
pub(crate) fn merged<W: Write>(
    schema: &'static OutputSchema,
    parts: &[(&SpilledPart, usize)],
    texts: &Dictionary,
    out: &mut PartWriter<W>,
) -> io::Result<Merged> {
    let filled = parts.iter().find(|(part, rows)| *rows > 0 && part.laid.rows > 0);
    let Some((first, _)) = filled else {
        return Ok(Merged {
            laid: WrittenPart::nothing(schema),
            places: vec![Vec::new(); parts.len()],
        });
    };
    let cells = first.laid.cells.clone();
    let order = MergeOrder { places: places(schema), cells: &cells, texts };
    let cursors = parts.iter().map(|(part, rows)| PartCursor::new(part, *rows));
    let mut cursors: Vec<PartCursor<'_>> = cursors.collect::<io::Result<_>>()?;
    let mut places: Vec<Vec<u32>> =
        parts.iter().map(|(_, rows)| Vec::with_capacity(*rows)).collect();
    let mut waiting: Vec<usize> = Vec::new();
    for (place, cursor) in cursors.iter().enumerate() {
        if !cursor.is_at_end() {
            order.insert(&mut waiting, place, &cursors);
        }
    }
    let mut laid = WrittenPart::of_cells(schema, cells.clone());
    let mut columns: Vec<Vec<u8>> = vec![Vec::new(); cells.len()];
    let (mut rows, mut all) = (0, 0_u32);
    // The last one waiting is the next row.
    while let Some(next) = waiting.pop() {
        cursors[next].put(&mut columns);
        places[next].push(all);
        (rows, all) = (rows + 1, all + 1);
        if rows == BATCH_ROWS {
            out.chunk(&mut laid, &columns, rows)?;
            columns.iter_mut().for_each(Vec::clear);
            rows = 0;
        }
        cursors[next].advance()?;
        if !cursors[next].is_at_end() {
            order.insert(&mut waiting, next, &cursors);
        }
    }
    if rows > 0 {
        out.chunk(&mut laid, &columns, rows)?;
    }
    Ok(Merged { laid, places })
}

/// The columns in the order in which rows are compared.
fn places(schema: &OutputSchema) -> Vec<usize> {
    let mut places: Vec<usize> = (0..schema.columns.len()).collect();
    places.sort_by_key(|place| match schema.columns[*place].sorted {
        0 => (1, 0, *place),
        bold => (0, bold, *place),
    });
    places
}

struct MergeOrder<'a> {
    places: Vec<usize>,
    cells: &'a [SpilledType],
    texts: &'a Dictionary,
}

impl MergeOrder<'_> {
    /// The greatest stands first.
    fn insert(&self, waiting: &mut Vec<usize>, own: usize, cursors: &[PartCursor<'_>]) {
        let is_after = |other: &usize| self.compare(*other, own, cursors).is_gt();
        let place = waiting.partition_point(is_after);
        waiting.insert(place, own);
    }

    fn compare(&self, a: usize, b: usize, cursors: &[PartCursor<'_>]) -> Ordering {
        let of_column = |place: &usize| {
            let cells = self.cells[*place];
            let cell = |own: usize| cursors[own].cell(*place, cells.width());
            cells.compare(cell(a), cell(b), self.texts)
        };
        let unlike = self.places.iter().map(of_column).find(|order| order.is_ne());
        unlike.unwrap_or_else(|| a.cmp(&b))
    }
}

/// Where the reading of a part has come to.
struct PartCursor<'a> {
    part: &'a SpilledPart,
    end: usize,
    /// Of what is read ahead: its first row, and its columns.
    first: usize,
    columns: Vec<Vec<u8>>,
    row: usize,
}

impl<'a> PartCursor<'a> {
    fn new(part: &'a SpilledPart, end: usize) -> io::Result<Self> {
        let columns = vec![Vec::new(); part.laid.cells.len()];
        let mut cursor = Self { part, end: end.min(part.laid.rows), first: 0, columns, row: 0 };
        cursor.fill()?;
        Ok(cursor)
    }

    fn fill(&mut self) -> io::Result<()> {
        self.first = self.row;
        let rows = (self.row, self.end.min(self.row + AHEAD));
        for (place, bytes) in self.columns.iter_mut().enumerate() {
            bytes.clear();
            self.part.read(place, rows, bytes)?;
        }
        Ok(())
    }

    fn is_at_end(&self) -> bool {
        self.row >= self.end
    }

    fn advance(&mut self) -> io::Result<()> {
        self.row += 1;
        if self.row - self.first == AHEAD { self.fill() } else { Ok(()) }
    }

    fn cell(&self, place: usize, width: usize) -> &[u8] {
        let at = (self.row - self.first) * width;
        &self.columns[place][at..at + width]
    }

    fn put(&self, columns: &mut [Vec<u8>]) {
        for (place, to) in columns.iter_mut().enumerate() {
            to.extend_from_slice(self.cell(place, self.part.laid.cells[place].width()));
        }
    }
}
