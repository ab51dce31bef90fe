//! What is worth a look beside the actions: collected from everywhere, the most urgent first.

use crate::base::Day;
use crate::report::book::{HeldRows, TablePart};
use crate::report::cell::{Cell, Look, Target};

use super::context::Context;

/// As many are shown.
const SHOWN_MAX: usize = 12;

/// Something that somebody should do.
pub(crate) struct ToDo {
    /// The most urgent first.
    pub urgency: u8,
    pub until: Option<Day>,
    /// Of which companies it is; empty where that is said already, or where there is only one.
    pub whose: String,
    pub topic: String,
    pub text: String,
    pub sheet: String,
    /// Row of the sheet, from 1.
    pub row: usize,
}

/// The companies of rows that stand by company.
#[derive(Default)]
pub(crate) struct CompaniesOf {
    first: String,
    last: String,
    count: u64,
}

impl CompaniesOf {
    pub(crate) fn see(&mut self, mpn_id: &str) {
        if self.count > 0 && self.last == mpn_id {
            return;
        }
        if self.count == 0 {
            mpn_id.clone_into(&mut self.first);
        }
        mpn_id.clone_into(&mut self.last);
        self.count += 1;
    }

    /// The first, and how many more; nothing where the run has one company only.
    #[must_use]
    pub(crate) fn in_words(&self, context: Context<'_>) -> String {
        if self.first.is_empty() || !context.facts.several_companies() {
            return String::new();
        }
        let first = context.facts.company_name(&self.first);
        if self.count < 2 {
            return first.to_owned();
        }
        let values = [("first", first), ("count", &context.count(self.count - 1))];
        context.labels.say("say", "several_companies", &values)
    }
}

/// Those that may be shown, and how many there are.
#[derive(Default)]
pub(crate) struct Todos {
    kept: Vec<ToDo>,
    count: usize,
}

impl Todos {
    pub(crate) fn put(&mut self, todo: impl Into<Option<ToDo>>) {
        let Some(todo) = todo.into() else { return };
        self.count += 1;
        self.kept.push(todo);
        // Thousands of companies have thousands of things to do.
        if self.kept.len() > 8 * SHOWN_MAX {
            self.choose();
        }
    }

    /// How many there are.
    #[must_use]
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Keeps those that could be shown.
    fn choose(&mut self) {
        self.kept.sort_by_key(|one| (one.urgency, one.until.unwrap_or(Day::FOREVER)));
        self.kept.truncate(SHOWN_MAX);
    }

    #[must_use]
    pub(crate) fn table<'a>(mut self, context: Context<'a>, name: &str) -> TablePart<'a> {
        self.choose();
        let column = |key, look| context.column(key, look);
        TablePart {
            name: name.to_owned(),
            columns: vec![
                column("topic", Look::Prose),
                column("go_to", Look::Prose),
                column("until", Look::Date),
                column("what_to_do", Look::Prose),
            ],
            body: Box::new(HeldRows::of(
                self.kept.into_iter().map(|one| cells(one, context)).collect(),
            )),
            empty: context.labels.get("word", "nothing_to_do").to_owned(),
            frozen: 0,
        }
    }
}

fn cells(one: ToDo, context: Context<'_>) -> Vec<Cell<'_>> {
    let target = Target::of(&one.sheet, one.row);
    let row = target.row.to_string();
    let values = [("sheet", &*target.sheet), ("row", &*row)];
    let place = context.labels.say("say", "sheet_and_row", &values);
    let topic = if one.whose.is_empty() {
        one.topic
    } else {
        let values = [("company", one.whose.as_str()), ("text", &one.topic)];
        context.labels.say("say", "of_company", &values)
    };
    vec![
        Cell::text(topic),
        Cell::Link(place.into(), target),
        Cell::day(one.until),
        Cell::text(one.text),
    ]
}
