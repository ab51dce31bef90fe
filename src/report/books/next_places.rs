//! Where each thing to do stands: a row of a sheet of this book, else of another book.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::ActionKind;
use crate::report::book::Sheet;
use crate::report::cell::{Cell, Target};

use super::context::Context;
use super::kpi_windows::option_rows;
use super::level_order::{places, sheet_rows};
use super::next_lines::{CompanyLine, ShownLines};
use super::risk_sheets::calendar_rows;

/// The published tables that actions stand on: the book and the sheet that show them.
const SHEETS: [(&str, &str, &str); 6] = [
    ("contacts", "skills_report", "contact_list"),
    ("team", "skills_report", "team_status"),
    ("support", "skills_report", "support_pack"),
    ("levels", "competency_risk", "levels"),
    ("requirements", "competency_risk", "requirements"),
    ("events", "competency_risk", "calendar"),
];

/// Table and row, from 1.
type RowOfTable = (String, usize);

/// The rows of the lines of one book.
pub(crate) struct BookPlaces<'a> {
    context: Context<'a>,
    book: &'static str,
    /// The names of the sheets that this book has.
    sheets: BTreeSet<String>,
    /// Rows of the sheets that do not stand as in their tables.
    moved: BTreeMap<RowOfTable, usize>,
    /// Company, competency and level, as the options of the KPIs have them.
    options: BTreeMap<[String; 3], usize>,
}

impl<'a> BookPlaces<'a> {
    #[must_use]
    pub(crate) fn of(
        chosen: &ShownLines<'_>,
        context: Context<'a>,
        (book, sheets): (&'static str, &[Sheet<'_>]),
    ) -> Self {
        let stands_on = chosen.lines.iter().filter_map(|own| own.line.first.stands_on());
        let wanted: BTreeSet<RowOfTable> =
            stands_on.map(|(table, row)| (table.to_owned(), row)).collect();
        let on_levels = sheet_rows(&places(context));
        let rows_of = |table: &str| -> BTreeSet<usize> {
            wanted.iter().filter(|(of, _)| of == table).map(|(_, row)| *row).collect()
        };
        let of_levels = rows_of("levels").into_iter().filter_map(|row| {
            Some((("levels".to_owned(), row), *on_levels.get(row.checked_sub(1)?)?))
        });
        let of_events = calendar_rows(&rows_of("events"), context).into_iter();
        let of_events = of_events.map(|(row, shown)| (("events".to_owned(), row), shown));
        Self {
            context,
            book,
            sheets: sheets.iter().map(|sheet| sheet.name.clone()).collect(),
            moved: of_levels.chain(of_events).collect(),
            options: if book == "kpi_report" { option_rows(context) } else { BTreeMap::new() },
        }
    }

    /// A link into this book, or the name of the place in another.
    #[must_use]
    pub(crate) fn cell(&self, own: &CompanyLine<'_>) -> Cell<'a> {
        let (context, first) = (self.context, own.line.first);
        let key = [own.company, &first.competency, &first.level].map(str::to_owned);
        let is_of_kpi = first.kind == ActionKind::Invoice;
        if let Some(row) = self.options.get(&key).filter(|_| is_of_kpi) {
            return self.link(context.sheet_name("options"), *row);
        }
        let (table, row) = match first.stands_on() {
            Some((table, row)) => {
                let moved = self.moved.get(&(table.to_owned(), row)).copied();
                (table, moved.unwrap_or(row + 1))
            }
            // What concerns an input is told where all inputs stand.
            None if first.kind == ActionKind::MendInput => {
                return self.link(context.sheet_name("about"), 1);
            }
            None => return Cell::Empty,
        };
        let Some((_, book, sheet)) = SHEETS.iter().find(|(of, ..)| *of == table) else {
            return Cell::Empty;
        };
        let sheet = context.sheet_name(sheet);
        if *book == self.book && self.sheets.contains(sheet) {
            return self.link(sheet, row);
        }
        // Another book may not be made in this run.
        let signs = if *book == "skills_report" { "skills" } else { "levels" };
        if context.tables.get(signs).is_none() {
            return Cell::Empty;
        }
        Cell::text(format!("{book}.xlsx: {}", self.in_words(&Target::of(sheet, row))))
    }

    fn in_words(&self, target: &Target) -> String {
        let row = target.row.to_string();
        let values = [("sheet", target.sheet.as_str()), ("row", &row)];
        self.context.labels.say("say", "sheet_and_row", &values)
    }

    fn link(&self, sheet: &str, row: usize) -> Cell<'a> {
        let target = Target::of(sheet, row);
        Cell::Link(self.in_words(&target).into(), target)
    }
}
