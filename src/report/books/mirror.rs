//! Mirrors: sheets that show the rows of a published table, each column in words and in its look.

use std::ops::Range;

use rayon::prelude::*;

use crate::report::book::{Accent, Body, Column, Content, Rest, Sheet, TablePart};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::view::{PIECE, Piece, Row};
use crate::report::write::stretches::ranges;
use crate::tables::output::Rows;

use super::context::Context;

type Make<'a> = Box<dyn Fn(&Row<'_, 'a>) -> Cell<'a> + Sync + 'a>;
type Keep<'a> = Box<dyn Fn(&Row<'_, 'a>) -> bool + Sync + 'a>;

/// A column of a mirror: its label, its look, and how its cells are made from a row.
pub struct Field<'a> {
    label: &'static str,
    header: Option<String>,
    look: Look,
    accent: Accent,
    rule: &'static str,
    widest: Option<u16>,
    make: Make<'a>,
}

/// What a mirror shows of which table.
pub struct Mirror<'a> {
    /// Key of the sheet's name.
    pub sheet: &'static str,
    /// Name of the table in the workbook.
    pub table: &'static str,
    /// Name of the published table.
    pub of: &'static str,
    pub fields: Vec<Field<'a>>,
    pub keep: Option<Keep<'a>>,
    /// Rows that stand behind all others.
    pub last: Option<Keep<'a>>,
    pub frozen: u16,
    pub tab: Option<Tone>,
}

/// A stretch of the table, and the rows of it that are shown: all, or these.
type Part = (Range<usize>, Option<Vec<u16>>);

struct Mirrored<'a> {
    rows: &'a dyn Rows,
    makes: Vec<Make<'a>>,
    pieces: Vec<Part>,
    sizes: Vec<usize>,
}

impl<'a> Field<'a> {
    fn new(label: &'static str, look: Look, make: Make<'a>) -> Self {
        Self { label, header: None, look, accent: Accent::None, rule: "", widest: None, make }
    }

    #[must_use]
    pub fn text(column: &'static str) -> Self {
        Self::new(column, Look::Text, Box::new(move |row| Cell::text(row.text(column))))
    }

    /// Digits that are a name.
    #[must_use]
    pub fn id(column: &'static str) -> Self {
        Self::new(column, Look::Id, Box::new(move |row| Cell::text(row.text(column))))
    }

    /// A `;`-list, with a blank behind each separator so that it can be broken into lines.
    #[must_use]
    pub fn list(column: &'static str) -> Self {
        let make = move |row: &Row<'_, 'a>| {
            let text = row.text(column);
            if text.contains(';') { Cell::text(text.replace(';', "; ")) } else { Cell::text(text) }
        };
        Self::new(column, Look::Prose, Box::new(make))
    }

    /// A code in words.
    #[must_use]
    pub fn code(context: Context<'a>, column: &'static str, group: &'static str) -> Self {
        let words = context.labels.group(group);
        let make = move |row: &Row<'_, 'a>| {
            let code = row.text(column);
            match words.and_then(|words| words.get(&*code)) {
                Some(word) => Cell::text(word.as_str()),
                None => Cell::text(code),
            }
        };
        Self::new(column, Look::Text, Box::new(make))
    }

    /// Yes, No or Unknown, from text or from a yes/no column.
    #[must_use]
    pub fn yes_no(context: Context<'a>, column: &'static str) -> Self {
        let [yes, no, unknown] =
            ["yes", "no", "unknown"].map(|word| context.labels.get("word", word));
        let make = move |row: &Row<'_, 'a>| match row.yes(column) {
            Some(true) => Cell::text(yes),
            Some(false) => Cell::text(no),
            None => Cell::text(match &*row.text(column) {
                "Yes" => yes,
                "No" => no,
                "Unknown" => unknown,
                _ => "",
            }),
        };
        Self::new(column, Look::Text, Box::new(make))
    }

    #[must_use]
    pub fn day(column: &'static str) -> Self {
        Self::new(column, Look::Date, Box::new(move |row| Cell::day(row.day(column))))
    }

    #[must_use]
    pub fn number(column: &'static str) -> Self {
        Self::new(column, Look::Integer, Box::new(move |row| Cell::number(row.number(column))))
    }

    #[must_use]
    pub fn amount(column: &'static str, look: Look) -> Self {
        Self::new(column, look, Box::new(move |row| Cell::amount(row.amount(column))))
    }

    #[must_use]
    pub fn made(
        label: &'static str,
        look: Look,
        make: impl Fn(&Row<'_, 'a>) -> Cell<'a> + Sync + 'a,
    ) -> Self {
        Self::new(label, look, Box::new(make))
    }

    /// Under another label than the column's name.
    #[must_use]
    pub fn named(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    #[must_use]
    pub fn headed(mut self, header: String) -> Self {
        self.header = Some(header);
        self
    }

    #[must_use]
    pub fn looking(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    #[must_use]
    pub fn accented(mut self, accent: Accent) -> Self {
        self.accent = accent;
        self
    }

    /// The rule that makes it.
    #[must_use]
    pub fn by(mut self, rule: &'static str) -> Self {
        self.rule = rule;
        self
    }

    #[must_use]
    pub fn widest(mut self, characters: u16) -> Self {
        self.widest = Some(characters);
        self
    }

    fn column(&self, context: Context<'_>) -> Column {
        let labels = context.labels;
        let header =
            self.header.clone().unwrap_or_else(|| labels.get("column", self.label).to_owned());
        let means = labels.get("means", self.label);
        let note = if self.rule.is_empty() {
            means.to_owned()
        } else {
            labels.say("say", "note_with_rule", &[("means", means), ("rule", self.rule)])
        };
        let mut column = Column::new(header, self.look).meaning(means).noted(note);
        column.accent = self.accent.clone();
        column.rule = self.rule;
        if let Some(widest) = self.widest {
            column.widest = widest;
        }
        column
    }
}

impl<'a> Mirror<'a> {
    /// The sheet; with the company first where the run has several.
    #[must_use]
    pub fn sheet(mut self, context: Context<'a>) -> Sheet<'a> {
        if context.facts.several_companies() && self.of != "skills" {
            self.fields.insert(0, Field::id("mpn_id"));
            self.frozen += 1;
        }
        let columns = self.fields.iter().map(|field| field.column(context)).collect();
        let makes: Vec<Make<'a>> = self.fields.into_iter().map(|field| field.make).collect();
        let body: Box<dyn Body + 'a> = match context.tables.get(self.of) {
            Some(rows) => Box::new(Mirrored::new(rows, makes, (self.keep, self.last))),
            None => Box::new(Rest::of(Vec::new())),
        };
        Sheet {
            name: context.sheet_name(self.sheet).to_owned(),
            tab: self.tab,
            content: Content::Table(TablePart {
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
        makes: Vec<Make<'a>>,
        (keep, last): (Option<Keep<'a>>, Option<Keep<'a>>),
    ) -> Self {
        let ranges = ranges(rows.len(), PIECE);
        let chosen = |is_shown: &(dyn Fn(&Row<'_, 'a>) -> bool + Sync)| {
            let of_piece = |range: &Range<usize>| {
                let piece = Piece::of(rows, range);
                // A piece has fewer rows than the numbers hold.
                let shown = (0_u16..).zip(piece.rows()).filter(|(_, row)| is_shown(row));
                (range.clone(), Some(shown.map(|(at, _)| at).collect()))
            };
            ranges.par_iter().map(of_piece).collect::<Vec<Part>>()
        };
        let is_kept = |row: &Row<'_, 'a>| keep.as_ref().is_none_or(|keep| keep(row));
        let pieces: Vec<Part> = match (&keep, &last) {
            (None, None) => ranges.iter().map(|range| (range.clone(), None)).collect(),
            (_, None) => chosen(&is_kept),
            (_, Some(last)) => {
                let mut pieces = chosen(&|row| is_kept(row) && !last(row));
                pieces.extend(chosen(&|row| is_kept(row) && last(row)));
                pieces
            }
        };
        let size = |(range, shown): &Part| shown.as_ref().map_or(range.len(), Vec::len);
        let sizes = pieces.iter().map(size).collect();
        Self { rows, makes, pieces, sizes }
    }
}

impl Body for Mirrored<'_> {
    fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    fn cells(&self, piece: usize) -> Vec<Cell<'_>> {
        let Some((range, shown)) = self.pieces.get(piece) else { return Vec::new() };
        let rows = Piece::of(self.rows, range);
        let mut cells = Vec::with_capacity(self.sizes[piece] * self.makes.len());
        let mut make_all = |row| cells.extend(self.makes.iter().map(|make| make(&row)));
        match shown {
            Some(places) => places.iter().for_each(|at| make_all(rows.row(usize::from(*at)))),
            None => rows.rows().for_each(make_all),
        }
        cells
    }
}
