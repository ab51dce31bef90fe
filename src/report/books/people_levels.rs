//! People × levels: who counts for which level that is held, how long, and what each level can spare.

use std::cmp::Reverse;

use crate::report::book::{Accent, Body, Sheet, SheetContent, ShownColumn, TablePart};
use crate::report::cell::{Cell, Look, Tone};

use super::context::Context;
use super::marks::{Mark, Marks, MarksLine};
use super::people::{PeopleNames, company_cells};
use super::person_key::PersonKey;

/// The name of its table in the workbook.
pub(crate) const TABLE: &str = "tblPeopleLevels";

/// The sheet; none where the run does not tell who counts.
#[must_use]
pub(crate) fn sheet(context: Context<'_>) -> Option<Sheet<'_>> {
    let marks = context.marks()?;
    Some(Sheet {
        name: context.sheet_name("people_levels").to_owned(),
        tab: None,
        content: SheetContent::Table(TablePart {
            name: TABLE.to_owned(),
            columns: columns(marks, context),
            body: Box::new(Matrix::of(marks, context)),
            empty: context.labels.get("word", "no_rows").to_owned(),
            frozen: PeopleNames::columns_kept(context),
        }),
    })
}

fn columns(marks: &Marks, context: Context<'_>) -> Vec<ShownColumn> {
    let labels = context.labels;
    let mut columns = PeopleNames::columns(context);
    let word = |key: &'static str| labels.get("mark", key).to_owned();
    let tones = vec![
        (word("counts"), Tone::Good),
        (word("pmc_only"), Tone::Bad),
        (word("pending"), Tone::Notice),
        (word("not_associated"), Tone::Bad),
    ];
    for title in marks.titles() {
        let name = format!("{} {}", title[1], title[2]);
        let mut column = ShownColumn::new(name.clone(), Look::Text)
            .meaning(labels.say("say", "counts_for", &[("level", &name)]))
            .accented(Accent::Words(tones.clone()));
        column.rule = "C6";
        columns.push(column);
    }
    columns
}

/// Rows that are made at a time.
const PIECE: usize = 4_096;

/// The rows, made into cells as they are asked for: many people in many levels are more cells than
/// memory should hold.
struct Matrix<'a> {
    context: Context<'a>,
    names: PeopleNames,
    marks: &'a Marks,
    lines: Vec<RowSubject>,
    sizes: Vec<usize>,
}

/// What a row is about.
enum RowSubject {
    Person(PersonKey),
    /// A company and the place of its total.
    Total(String, usize),
}

impl<'a> Matrix<'a> {
    fn of(marks: &'a Marks, context: Context<'a>) -> Self {
        let own = |line: MarksLine<'_>| match line {
            MarksLine::Person(person) => RowSubject::Person(person.clone()),
            MarksLine::Total(company, total) => RowSubject::Total(company.to_owned(), total),
        };
        let lines: Vec<RowSubject> = marks.lines().into_iter().map(own).collect();
        let sizes = lines.chunks(PIECE).map(<[RowSubject]>::len).collect();
        Self { context, names: PeopleNames::of(&marks.persons(), context), marks, lines, sizes }
    }

    fn row(&self, line: &RowSubject) -> Vec<Cell<'_>> {
        let (context, levels) = (self.context, 0..self.marks.titles().len());
        match line {
            RowSubject::Person(person) => {
                let own = self.marks.of_person(person);
                let mut cells = self.names.cells(person, context);
                cells.extend(levels.map(|place| {
                    let mark = own.and_then(|own| own.get(&place));
                    mark.map_or(Cell::Empty, |mark| Cell::text(word(*mark, context)))
                }));
                cells
            }
            RowSubject::Total(company, total) => {
                let mut cells = company_cells(company, context);
                let label = context.labels.get("column", TOTALS[*total]);
                cells.extend([Cell::text(label), Cell::Empty, Cell::Empty]);
                cells.extend(levels.map(|place| {
                    let own = self.marks.spare(company, place);
                    own.map_or(Cell::Empty, |own| Cell::text(context.labels.amount(own[*total])))
                }));
                cells
            }
        }
    }
}

impl Body for Matrix<'_> {
    fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    fn cells(&self, piece: usize) -> Vec<Cell<'_>> {
        let first = piece * PIECE;
        let last = self.lines.len().min(first + PIECE);
        self.lines[first..last].iter().flat_map(|line| self.row(line)).collect()
    }
}

/// What stands below the people of a company.
const TOTALS: [&str; 3] = ["need", "have", "people_margin"];

/// A mark in words.
#[must_use]
pub(crate) fn word(mark: Mark, context: Context<'_>) -> String {
    let labels = context.labels;
    match mark {
        Mark::Counts => labels.get("mark", "counts").to_owned(),
        Mark::PmcOnly => labels.get("mark", "pmc_only").to_owned(),
        Mark::Pending => labels.get("mark", "pending").to_owned(),
        Mark::Unlinked => labels.get("mark", "not_associated").to_owned(),
        Mark::Until(Reverse(day)) => {
            labels.say("mark", "until", &[("day", &labels.day(Some(day)))])
        }
    }
}
