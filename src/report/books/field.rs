//! A column of a mirror, and how its cells are made: one by one, or as a strip of many rows.

use std::borrow::Cow;

use crate::base::{Dictionary, Month};
use crate::report::book::{Accent, ShownColumn};
use crate::report::cell::{Cell, Look};
use crate::report::strip::{ColumnPiece, NO_TEXT, Texts, ids, said as said_of, texts};
use crate::report::view::{Row, TablePiece};
use crate::report::write::tidy::shortened;
use crate::tables::output::Values;

use super::context::Context;

type Tell<'a> = Box<dyn Fn(&Row<'_, 'a>, &mut String) + Send + Sync + 'a>;

/// How the cells of a column are made.
pub(super) enum CellMaker<'a> {
    /// The text of a column, or what is said for it.
    Text(&'static str, Box<dyn Fn(Cow<'a, str>) -> Cow<'a, str> + Send + Sync + 'a>),
    /// A text that is put together from a row.
    Told(Tell<'a>),
    /// What is said for Yes, No and Unknown.
    YesNo(&'static str, [&'a str; 3]),
    Day(&'static str),
    Cell(Box<dyn Fn(&Row<'_, 'a>) -> Cell<'a> + Send + Sync + 'a>),
}

/// A column of a mirror: its label, its look, and how its cells are made from a row.
pub(crate) struct Field<'a> {
    label: &'static str,
    header: Option<String>,
    look: Look,
    accent: Accent,
    rule: &'static str,
    widest: Option<u16>,
    pub(super) make: CellMaker<'a>,
}

impl<'a> Field<'a> {
    fn new(label: &'static str, look: Look, make: CellMaker<'a>) -> Self {
        Self { label, header: None, look, accent: Accent::None, rule: "", widest: None, make }
    }

    #[must_use]
    pub(crate) fn text(column: &'static str) -> Self {
        Self::new(column, Look::Text, CellMaker::Text(column, Box::new(|text| text)))
    }

    /// Digits that are a name.
    #[must_use]
    pub(crate) fn id(column: &'static str) -> Self {
        Self::text(column).looking(Look::Id)
    }

    /// A certification id, the same text on every sheet.
    #[must_use]
    pub(crate) fn mcid(context: Context<'a>) -> Self {
        let ids = context.mcids();
        let made = CellMaker::Text("mcid", Box::new(|id| ids.shown(id)));
        Self::new("mcid", Look::Id, made)
    }

    /// The name of the company of the row.
    #[must_use]
    pub(crate) fn company(context: Context<'a>) -> Self {
        let facts = context.facts;
        let named = move |id: Cow<'a, str>| match facts.names.get(&*id) {
            Some(name) => Cow::Borrowed(*name),
            None => id,
        };
        let made = CellMaker::Text("mpn_id", Box::new(named));
        Self::new("company", Look::Prose, made).widest(24)
    }

    /// The name of a requirement, a metric, its gate or an option.
    #[must_use]
    pub(crate) fn requirement(context: Context<'a>, column: &'static str) -> Self {
        let named = move |name: Cow<'a, str>| context.requirement(name);
        Self::new(column, Look::Prose, CellMaker::Text(column, Box::new(named))).widest(34)
    }

    /// A month, as a date that can be sorted and grouped.
    #[must_use]
    pub(crate) fn month(column: &'static str) -> Self {
        Self::made(column, Look::Month, move |row| {
            let text = row.text(column);
            match Month::from_iso(&text) {
                Some(month) => Cell::Day(month.first_day()),
                None => Cell::text(text),
            }
        })
    }

    /// A `;`-list, with a blank behind each separator so that it can be broken into lines; of one
    /// that no cell can hold the last entries are counted.
    #[must_use]
    pub(crate) fn list(context: Context<'a>, column: &'static str) -> Self {
        let more = move |count: usize| {
            let count = context.count(count as u64);
            context.labels.say("say", "and_more", &[("count", &count)])
        };
        let spaced = move |text: Cow<'a, str>| {
            if !text.contains(';') {
                return text;
            }
            let spaced = text.replace(';', "; ");
            Cow::Owned(shortened(&spaced, "; ", more).unwrap_or(spaced))
        };
        Self::new(column, Look::Prose, CellMaker::Text(column, Box::new(spaced)))
    }

    /// A code in words.
    #[must_use]
    pub(crate) fn code(context: Context<'a>, column: &'static str, group: &'static str) -> Self {
        let words = context.labels.group(group);
        let said = move |code: Cow<'a, str>| match words.and_then(|words| words.get(&*code)) {
            Some(word) => Cow::Borrowed(word.as_str()),
            None => code,
        };
        Self::new(column, Look::Text, CellMaker::Text(column, Box::new(said)))
    }

    /// Yes, No or Unknown, from text or from a yes/no column.
    #[must_use]
    pub(crate) fn yes_no(context: Context<'a>, column: &'static str) -> Self {
        let words = ["yes", "no", "unknown"].map(|word| context.labels.get("word", word));
        Self::new(column, Look::Text, CellMaker::YesNo(column, words))
    }

    #[must_use]
    pub(crate) fn day(column: &'static str) -> Self {
        Self::new(column, Look::Date, CellMaker::Day(column))
    }

    #[must_use]
    pub(crate) fn number(column: &'static str) -> Self {
        Self::made(column, Look::Integer, move |row| Cell::number(row.number(column)))
    }

    #[must_use]
    pub(crate) fn amount(column: &'static str, look: Look) -> Self {
        Self::made(column, look, move |row| Cell::amount(row.amount(column)))
    }

    #[must_use]
    pub(crate) fn made(
        label: &'static str,
        look: Look,
        make: impl Fn(&Row<'_, 'a>) -> Cell<'a> + Send + Sync + 'a,
    ) -> Self {
        Self::new(label, look, CellMaker::Cell(Box::new(make)))
    }

    /// A text that is put together from a row.
    #[must_use]
    pub(crate) fn told(
        label: &'static str,
        tell: impl Fn(&Row<'_, 'a>, &mut String) + Send + Sync + 'a,
    ) -> Self {
        Self::new(label, Look::Prose, CellMaker::Told(Box::new(tell)))
    }

    /// Under another label than the column's name.
    #[must_use]
    pub(crate) fn named(mut self, label: &'static str) -> Self {
        self.label = label;
        self
    }

    #[must_use]
    pub(crate) fn looking(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    #[must_use]
    pub(crate) fn accented(mut self, accent: Accent) -> Self {
        self.accent = accent;
        self
    }

    /// The rule that makes it.
    #[must_use]
    pub(crate) fn by(mut self, rule: &'static str) -> Self {
        self.rule = rule;
        self
    }

    #[must_use]
    pub(crate) fn widest(mut self, characters: u16) -> Self {
        self.widest = Some(characters);
        self
    }

    pub(super) fn column(&self, context: Context<'_>) -> ShownColumn {
        let labels = context.labels;
        let header =
            self.header.clone().unwrap_or_else(|| labels.get("column", self.label).to_owned());
        let means = labels.get("means", self.label);
        let note = if self.rule.is_empty() {
            means.to_owned()
        } else {
            labels.say("say", "note_with_rule", &[("means", means), ("rule", self.rule)])
        };
        let mut column = ShownColumn::new(header, self.look).meaning(means).noted(note);
        column.accent = self.accent.clone();
        column.rule = self.rule;
        if let Some(widest) = self.widest {
            column.widest = widest;
        }
        column
    }
}

impl<'a> CellMaker<'a> {
    pub(super) fn cell(&self, row: &Row<'_, 'a>) -> Cell<'a> {
        match self {
            Self::Text(column, say) => Cell::text(say(row.text(column))),
            Self::Told(tell) => {
                let mut told = String::new();
                tell(row, &mut told);
                Cell::text(told)
            }
            Self::YesNo(column, words) => match row.yes(column) {
                Some(yes) => Cell::text(words[usize::from(!yes)]),
                None => Cell::text(said(&row.text(column), words)),
            },
            Self::Day(column) => Cell::day(row.day(column)),
            Self::Cell(make) => make(row),
        }
    }

    /// The cells of these rows of a piece.
    pub(super) fn strip(&self, piece: &TablePiece<'a>, rows: &ShownRows<'_>) -> ColumnPiece<'a> {
        match (self, self.column().and_then(|column| piece.values(column))) {
            (Self::Text(_, say), Some(Values::Text(cells))) => {
                let cells: Vec<&str> = rows.places().map(|place| cells[place]).collect();
                ColumnPiece::Texts(texts(&cells, |text| say(Cow::Borrowed(text))))
            }
            (Self::Text(_, say), Some(Values::Coded(cells))) => {
                ColumnPiece::Texts(said_of(cells, rows.places(), |text| say(Cow::Borrowed(text))))
            }
            (Self::Text(_, say), Some(Values::Mcids(cells))) => {
                ColumnPiece::Texts(ids(rows.places().map(|place| cells[place]), say))
            }
            (Self::YesNo(_, words), Some(Values::YesNo(cells))) => {
                let number = |yes: Option<bool>| yes.map_or(NO_TEXT, |yes| 2 - u32::from(yes));
                let of_rows = rows.places().map(|place| number(cells[place])).collect();
                let texts = words[..2].iter().map(|word| Cow::Borrowed(*word)).collect();
                ColumnPiece::Texts(Texts { of_rows, texts })
            }
            (Self::Day(_), Some(Values::Days(cells))) => {
                ColumnPiece::Days(rows.places().map(|place| cells[place]).collect())
            }
            (Self::Told(tell), _) => {
                // Each different text is told for many rows; its code is its number.
                let (mut told, mut known) = (String::new(), Dictionary::default());
                let number = |place| {
                    told.clear();
                    tell(&piece.row(place), &mut told);
                    known.code(&told)
                };
                let of_rows = rows.places().map(number).collect();
                let texts = (1..).take(known.len() - 1).map(|code| known.text(code).to_owned());
                ColumnPiece::Texts(Texts { of_rows, texts: texts.map(Cow::Owned).collect() })
            }
            _ => ColumnPiece::of(rows.places().map(|place| self.cell(&piece.row(place))).collect()),
        }
    }

    /// The column that it shows.
    fn column(&self) -> Option<&'static str> {
        match self {
            Self::Text(column, _) | Self::YesNo(column, _) | Self::Day(column) => Some(column),
            Self::Told(_) | Self::Cell(_) => None,
        }
    }
}

/// Yes, No or Unknown in words.
fn said<'a>(text: &str, [yes, no, unknown]: &[&'a str; 3]) -> &'a str {
    match text {
        "Yes" => yes,
        "No" => no,
        "Unknown" => unknown,
        _ => "",
    }
}

/// The rows of a piece that are shown.
pub(super) enum ShownRows<'p> {
    All(usize),
    These(&'p [u16]),
}

impl ShownRows<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::All(rows) => *rows,
            Self::These(places) => places.len(),
        }
    }

    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        (0..self.len()).map(|row| match self {
            Self::All(_) => row,
            Self::These(places) => usize::from(places[row]),
        })
    }
}
