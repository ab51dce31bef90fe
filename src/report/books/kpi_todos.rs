//! What the Summary of the KPI report looks at beside the actions: what falls out, options, odd lines.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Amount;
use crate::base::credits::LineKey;
use crate::report::classes::Class;
use crate::report::credits::{excesses, line_key};
use crate::report::view::each;
use crate::tables::columns;

use super::context::Context;
use super::kpi_windows::{WindowShown, option_key};
use super::summary::{self, ToDo, Todos};
use super::todos::CompaniesOf;

/// What the levels of the KPI report owe to their options, by company, competency and level.
pub(crate) struct OwedLevels {
    met: BTreeSet<[String; 3]>,
    /// Those that are held and not met today.
    due: BTreeSet<[String; 3]>,
}

impl OwedLevels {
    #[must_use]
    pub(crate) fn of(context: Context<'_>) -> Self {
        let mut told: BTreeSet<[String; 3]> = BTreeSet::new();
        for table in ["kpi_options", "kpi_window"] {
            each(context.tables.get(table), |row| {
                told.insert(option_key(&row));
            });
        }
        let (mut met, mut due) = (BTreeSet::new(), BTreeSet::new());
        each(context.tables.get("levels"), |row| {
            let key = option_key(&row);
            if row.is(columns::MET, "Yes") && told.contains(&key) {
                met.insert(key);
            } else if Class::of(&row) == Some(Class::NotMet) && told.contains(&key) {
                due.insert(key);
            }
        });
        Self { met, due }
    }
}

#[must_use]
pub(crate) fn todos(windows: &[WindowShown], levels: &OwedLevels, context: Context<'_>) -> Todos {
    let mut todos = Todos::default();
    for window in windows {
        todos.put(falls_out(window, context));
    }
    options(&mut todos, levels, context);
    findings(&mut todos, context);
    todos
}

fn of_one(mpn_id: &str, context: Context<'_>) -> String {
    let mut whose = CompaniesOf::default();
    whose.see(mpn_id);
    whose.in_words(context)
}

fn falls_out(window: &WindowShown, context: Context<'_>) -> Option<ToDo> {
    let labels = context.labels;
    let (month, _) = window.months?;
    let kpi = window.kpi(month);
    if kpi == Amount::ZERO {
        return None;
    }
    let (kpi, next) = (context.have(kpi), context.have(window.next_total()));
    let values = [("month", &*labels.month(month)), ("kpi", &kpi), ("next", &next)];
    Some(ToDo {
        urgency: 3,
        until: Some(window.falls_out_on(month)),
        whose: of_one(&window.company, context),
        topic: labels.get("topic", "falls_out").to_owned(),
        text: labels.say("todo", "falls_out", &values),
        sheet: context.sheet_name("trailing_months").to_owned(),
        row: window.first_row.unwrap_or(2),
    })
}

/// What is missing to the next option, of levels that no other option meets.
fn options(todos: &mut Todos, levels: &OwedLevels, context: Context<'_>) {
    let labels = context.labels;
    let mut row_number = 1;
    each(context.tables.get("kpi_options"), |row| {
        row_number += 1;
        let key = option_key(&row);
        if row.is(columns::MET, "Yes") || levels.met.contains(&key) {
            return;
        }
        let missing = row.text(columns::MISSING);
        let names = missing.split(';').map(|name| context.facts.translated(name));
        let missing = names.collect::<Vec<_>>().join(", ");
        let (need, have) = (row.amount(columns::KPI_NEED), row.amount(columns::KPI_HAVE));
        let is_short = need.zip(have).is_some_and(|(need, have)| have < need);
        let needed = need;
        let need = need.map_or_else(String::new, |need| labels.amount(need));
        let have = have.map_or_else(String::new, |have| context.have_of(have, needed));
        let values = [("missing", missing.as_str()), ("need", &need), ("have", &have)];
        todos.put(ToDo {
            urgency: if levels.due.contains(&key) { 0 } else { 4 },
            until: None,
            whose: of_one(&key[0], context),
            topic: format!("{} {}", key[1], key[2]),
            text: labels.say("todo", if is_short { "option_kpi" } else { "option" }, &values),
            sheet: context.sheet_name("options").to_owned(),
            row: row_number,
        });
    });
}

const OF_INVOICES: [&str; 4] = [
    "invoice_month_mismatch",
    "several_currencies",
    "negative_kpi_on_invoice",
    "invoice_in_future",
];
const TOO_LARGE: &str = "credit_note_too_large";

/// Findings of one kind, and the first line of the invoices that has it.
#[derive(Default)]
struct FindingGroup {
    count: u64,
    whose: CompaniesOf,
    first: Option<FirstRow>,
    row: Option<usize>,
}

enum FirstRow {
    Line(String, Option<i64>),
    Company(String),
    Credit(LineKey),
}

fn findings(todos: &mut Todos, context: Context<'_>) {
    let labels = context.labels;
    let mut found: BTreeMap<&str, FindingGroup> = BTreeMap::new();
    each(context.tables.get("findings"), |row| {
        let Some(code) = OF_INVOICES.iter().find(|code| row.is(columns::CODE, code)) else {
            return;
        };
        let own = found.entry(code).or_default();
        own.count += 1;
        own.whose.see(&row.text(columns::MPN_ID));
        own.first.get_or_insert_with(|| match row.number(columns::LINE) {
            None => FirstRow::Company(row.text(columns::MPN_ID).into_owned()),
            line => FirstRow::Line(row.text(columns::FILE).into_owned(), line),
        });
    });
    for excess in excesses(context.tables) {
        let own = found.entry(TOO_LARGE).or_default();
        own.count += 1;
        own.whose.see(&excess.line[0]);
        own.first.get_or_insert(FirstRow::Credit(excess.line));
    }
    find_rows(&mut found, context);
    for (code, own) in found {
        todos.put(ToDo {
            urgency: 5,
            until: None,
            whose: own.whose.in_words(context),
            topic: labels.get("finding", code).to_owned(),
            text: summary::counted_text(context, own.count, labels.get("finding_todo", code)),
            sheet: context.sheet_name("invoices").to_owned(),
            row: own.row.unwrap_or(2),
        });
    }
}

/// The rows of the first lines on the sheet of the invoices.
fn find_rows(found: &mut BTreeMap<&str, FindingGroup>, context: Context<'_>) {
    if found.is_empty() {
        return;
    }
    let mut number = 1;
    each(context.tables.get("invoices"), |row| {
        number += 1;
        for own in found.values_mut().filter(|own| own.row.is_none()) {
            let is_it = match &own.first {
                Some(FirstRow::Line(file, line)) => {
                    row.number(columns::LINE) == *line && row.is(columns::FILE, file)
                }
                Some(FirstRow::Company(company)) => row.is(columns::MPN_ID, company),
                Some(FirstRow::Credit(line)) => {
                    row.is(columns::DOCUMENT_TYPE, "Credit note") && line_key(&row) == *line
                }
                None => false,
            };
            if is_it {
                own.row = Some(number);
            }
        }
    });
}
