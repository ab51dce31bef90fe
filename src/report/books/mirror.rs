//! Mirrors: sheets that show the rows of a published table, each column in words and in its look.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::report::book::{Body, HeldRows, Sheet, SheetContent, TablePart};
use crate::report::cell::{Cell, Tone};
use crate::report::strip::ColumnPiece;
use crate::report::view::{PIECE, Row, TablePiece};
use crate::report::write::stretches::ranges;
use crate::report::write::xlsx_table::SMALL_ROWS_MAX;
use crate::tables::columns;
use crate::tables::output::{BATCH_ROWS, Rows};

use super::context::Context;
use super::field::{CellMaker, Field, ShownRows};

type KeepRow<'a> = Box<dyn Fn(&Row<'_, 'a>) -> bool + Send + Sync + 'a>;
type RowOrder<'a> = Box<dyn Fn(&Row<'_, 'a>) -> u8 + Send + Sync + 'a>;

/// What a mirror shows of which table.
pub(crate) struct Mirror<'a> {
    /// Key of the sheet's name.
    pub sheet: &'static str,
    /// Name of the table in the workbook.
    pub table: &'static str,
    /// Name of the published table.
    pub of: &'static str,
    pub fields: Vec<Field<'a>>,
    pub keep: Option<KeepRow<'a>>,
    /// The place of a row among the others, where they do not stand as in the table.
    pub order: Option<RowOrder<'a>>,
    pub frozen: u16,
    pub tab: Option<Tone>,
}

/// A stretch of the table, and the rows of it that are shown: all, or these.
type MirroredPiece = (Range<usize>, Option<Vec<u16>>);

struct Mirrored<'a> {
    rows: &'a dyn Rows,
    makes: Vec<CellMaker<'a>>,
    pieces: Vec<MirroredPiece>,
    sizes: Vec<usize>,
}

impl<'a> Mirror<'a> {
    /// The sheet; with the company first where the run has several.
    #[must_use]
    pub(crate) fn sheet(self, context: Context<'a>) -> Sheet<'a> {
        self.sheet_of_first(usize::MAX, context)
    }

    /// The sheet with so many rows at most.
    #[must_use]
    pub(crate) fn sheet_of_first(mut self, most: usize, context: Context<'a>) -> Sheet<'a> {
        if context.facts.several_companies() && self.of != "skills" {
            self.fields.splice(0..0, [Field::id(columns::MPN_ID), Field::company(context)]);
            self.frozen += 2;
        }
        let columns = self.fields.iter().map(|field| field.column(context)).collect();
        let makes: Vec<CellMaker<'a>> = self.fields.into_iter().map(|field| field.make).collect();
        let body: Box<dyn Body + 'a> = match context.tables.get(self.of) {
            Some(rows) => {
                Box::new(Mirrored::new(rows, makes, (self.keep, self.order)).cut_at(most))
            }
            None => Box::new(HeldRows::of(Vec::new())),
        };
        Sheet {
            name: context.sheet_name(self.sheet).to_owned(),
            tab: self.tab,
            content: SheetContent::Table(TablePart {
                name: self.table.to_owned(),
                columns,
                body,
                empty: context.labels.get("word", "no_rows").to_owned(),
                frozen: self.frozen,
            }),
        }
    }
}

impl<'a> Mirrored<'a> {
    fn new(
        rows: &'a dyn Rows,
        makes: Vec<CellMaker<'a>>,
        (keep, order): (Option<KeepRow<'a>>, Option<RowOrder<'a>>),
    ) -> Self {
        let ranges =
            ranges(rows.len(), if rows.len() > SMALL_ROWS_MAX { BATCH_ROWS } else { PIECE });
        let pieces: Vec<MirroredPiece> = if keep.is_none() && order.is_none() {
            ranges.iter().map(|range| (range.clone(), None)).collect()
        } else {
            let of_piece = |range: &Range<usize>| {
                let piece = TablePiece::of(rows, range);
                let mut places: BTreeMap<u8, Vec<u16>> = BTreeMap::new();
                // A piece has fewer rows than the numbers hold.
                for (at, row) in (0_u16..).zip(piece.rows()) {
                    if keep.as_ref().is_none_or(|keep| keep(&row)) {
                        let place = order.as_ref().map_or(0, |order| order(&row));
                        places.entry(place).or_default().push(at);
                    }
                }
                (range.clone(), places)
            };
            let of_pieces: Vec<_> = ranges.par_iter().map(of_piece).collect();
            let placed = |(range, places): (Range<usize>, BTreeMap<u8, Vec<u16>>)| {
                places.into_iter().map(move |(place, rows)| (place, (range.clone(), Some(rows))))
            };
            let mut parts: Vec<(u8, MirroredPiece)> =
                of_pieces.into_iter().flat_map(placed).collect();
            parts.sort_by_key(|(place, _)| *place);
            parts.into_iter().map(|(_, part)| part).collect()
        };
        let size = |(range, shown): &MirroredPiece| shown.as_ref().map_or(range.len(), Vec::len);
        let sizes = pieces.iter().map(size).collect();
        Self { rows, makes, pieces, sizes }
    }

    /// With so many rows at most.
    fn cut_at(mut self, most: usize) -> Self {
        if most == usize::MAX {
            return self;
        }
        let mut left = most;
        for ((range, shown), size) in self.pieces.iter_mut().zip(&mut self.sizes) {
            *size = (*size).min(left);
            match shown {
                Some(places) => places.truncate(left),
                None => range.end = range.end.min(range.start + left),
            }
            left -= *size;
        }
        let used = self.sizes.iter().rposition(|size| *size > 0).map_or(0, |place| place + 1);
        self.pieces.truncate(used);
        self.sizes.truncate(used);
        self
    }

    /// A piece, and the rows of it that are shown.
    fn piece(&self, piece: usize) -> Option<(TablePiece<'a>, ShownRows<'_>)> {
        let (range, shown) = self.pieces.get(piece)?;
        Some((TablePiece::of(self.rows, range), shown_of(range, shown.as_deref())))
    }
}

fn shown_of<'p>(range: &Range<usize>, shown: Option<&'p [u16]>) -> ShownRows<'p> {
    shown.map_or(ShownRows::All(range.len()), ShownRows::These)
}

impl Body for Mirrored<'_> {
    fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    fn cells(&self, piece: usize) -> Vec<Cell<'_>> {
        let Some((piece, shown)) = self.piece(piece) else { return Vec::new() };
        let mut cells = Vec::with_capacity(shown.len() * self.makes.len());
        for place in shown.places() {
            let row = piece.row(place);
            cells.extend(self.makes.iter().map(|make| make.cell(&row)));
        }
        cells
    }

    fn strips(&self, piece: usize, _: usize) -> Vec<ColumnPiece<'_>> {
        let Some((range, shown)) = self.pieces.get(piece) else { return Vec::new() };
        let shown = shown_of(range, shown.as_deref());
        let piece = TablePiece::coded(self.rows, range);
        self.makes.iter().map(|make| make.strip(&piece, &shown)).collect()
    }

    fn of_table(&self) -> Option<&'static str> {
        Some(self.rows.schema().name)
    }

    fn place_of(&self, row: usize) -> Option<usize> {
        let mut before = 0;
        for ((range, shown), size) in self.pieces.iter().zip(&self.sizes) {
            let at = range.contains(&row).then(|| row - range.start);
            let place = match (at, shown) {
                (Some(at), None) => Some(at),
                (Some(at), Some(places)) => {
                    u16::try_from(at).ok().and_then(|at| places.binary_search(&at).ok())
                }
                (None, _) => None,
            };
            if let Some(place) = place {
                return Some(before + place);
            }
            before += size;
        }
        None
    }
}
