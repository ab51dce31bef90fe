//! People × levels: who counts for which level that is held, how long, and what each level can spare.

use std::cmp::Reverse;

use crate::report::book::{Accent, Column, Content, Rest, Sheet, TablePart};
use crate::report::cell::{Cell, Look, Tone};

use super::context::Context;
use super::marks::{Line, Mark, Marks};
use super::people::{Names, company_cells};

/// The name of its table in the workbook.
pub const TABLE: &str = "tblPeopleLevels";

/// The sheet; none where the run does not tell who counts.
#[must_use]
pub fn sheet(context: Context<'_>) -> Option<Sheet<'_>> {
    let marks = Marks::of(context)?;
    Some(Sheet {
        name: context.sheet_name("people_levels").to_owned(),
        tab: None,
        content: Content::Table(TablePart {
            name: TABLE.to_owned(),
            columns: columns(&marks, context),
            body: Box::new(Rest::of(rows(&marks, context))),
            empty: context.labels.get("word", "no_rows").to_owned(),
            frozen: Names::columns_kept(context),
        }),
    })
}

fn columns(marks: &Marks, context: Context<'_>) -> Vec<Column> {
    let labels = context.labels;
    let mut columns = Names::columns(context);
    let word = |key: &'static str| labels.get("mark", key).to_owned();
    let tones = vec![
        (word("counts"), Tone::Good),
        (word("pmc_only"), Tone::Bad),
        (word("pending"), Tone::Notice),
    ];
    for title in marks.titles() {
        let name = format!("{} {}", title[1], title[2]);
        let mut column = Column::new(name.clone(), Look::Text)
            .meaning(labels.say("say", "counts_for", &[("level", &name)]))
            .accented(Accent::Words(tones.clone()));
        column.rule = "C6";
        columns.push(column);
    }
    columns
}

fn rows<'a>(marks: &Marks, context: Context<'a>) -> Vec<Vec<Cell<'a>>> {
    let names = Names::of(&marks.persons(), context);
    let levels = 0..marks.titles().len();
    let row = |line: Line<'_>| match line {
        Line::Person(person) => {
            let own = marks.of_person(person);
            let mut cells = names.cells(person, context);
            cells.extend(levels.clone().map(|place| {
                let mark = own.and_then(|own| own.get(&place));
                mark.map_or(Cell::Empty, |mark| Cell::text(word(*mark, context)))
            }));
            cells
        }
        Line::Total(company, total) => {
            let mut cells = company_cells(company, context);
            let label = context.labels.get("column", TOTALS[total]);
            cells.extend([Cell::text(label), Cell::Empty, Cell::Empty]);
            cells.extend(levels.clone().map(|place| {
                let own = marks.spare(company, place);
                own.map_or(Cell::Empty, |own| Cell::text(context.labels.amount(own[total])))
            }));
            cells
        }
    };
    marks.lines().into_iter().map(row).collect()
}

/// What stands below the people of a company.
const TOTALS: [&str; 3] = ["need", "have", "people_margin"];

/// A mark in words.
#[must_use]
pub fn word(mark: Mark, context: Context<'_>) -> String {
    let labels = context.labels;
    match mark {
        Mark::Counts => labels.get("mark", "counts").to_owned(),
        Mark::PmcOnly => labels.get("mark", "pmc_only").to_owned(),
        Mark::Pending => labels.get("mark", "pending").to_owned(),
        Mark::Until(Reverse(day)) => {
            labels.say("mark", "until", &[("day", &labels.day(Some(day)))])
        }
    }
}
