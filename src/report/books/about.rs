//! About: where everything comes from, and what every column means.

use std::borrow::Cow;

use crate::base::Day;
use crate::programme::parameters::{Dated, ParameterValue};
use crate::report::book::{HeldRows, PageBlock, Sheet, SheetContent, SheetPage, TablePart};
use crate::report::cell::{Cell, Look};

use super::context::Context;

const WIDTHS: [f64; 7] = [30.0, 46.0, 18.0, 18.0, 15.0, 15.0, 54.0];
/// Looked up for other days than the as-of date: all their values are shown.
const OF_OTHER_DAYS: [&str; 3] =
    ["role_based_validity_months", "retired_counts_months", "extension"];

#[must_use]
pub(crate) fn sheet<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> Sheet<'a> {
    let labels = context.labels;
    let facts = context.facts;
    let mut page = SheetPage::of_widths(&WIDTHS);
    let name = context.sheet_name("about").to_owned();
    page.put(PageBlock::Title(name.clone()));
    let mut fact = |key: &'static str, cell: Cell<'a>| {
        page.put(PageBlock::Fact(labels.get("fact", key).to_owned(), cell));
    };
    fact("run", Cell::text(facts.run_id));
    fact("pipeline", Cell::text(facts.pipeline));
    fact("as_of", Cell::Day(facts.as_of));
    fact("program", Cell::text(format!("attain {}", facts.version)));
    fact("companies", Cell::text(context.companies()));
    if let Some(earlier) = facts.earlier_run {
        fact("earlier_run", Cell::text(earlier));
    }
    fact("checked", Cell::text(labels.get("fact", "checked_says")));
    for (heading, table) in [
        ("parameters", parameters(context)),
        ("inputs", inputs(context)),
        ("dictionary", dictionary(context, sheets)),
    ] {
        page.put(PageBlock::Heading(labels.get("heading", heading).to_owned()));
        page.put(PageBlock::Table(table));
    }
    Sheet { name, tab: None, content: SheetContent::Page(page) }
}

fn table<'a>(
    context: Context<'a>,
    name: &str,
    columns: &[(&'static str, Look)],
    rows: Vec<Vec<Cell<'a>>>,
) -> TablePart<'a> {
    let column = |(key, look): &(&'static str, Look)| context.column(key, *look);
    TablePart {
        name: name.to_owned(),
        columns: columns.iter().map(column).collect(),
        body: Box::new(HeldRows::of(rows)),
        empty: context.labels.get("word", "no_rows").to_owned(),
        frozen: 0,
    }
}

/// Every parameter with the value in force, since when, and the document it comes from.
fn parameters(context: Context<'_>) -> TablePart<'_> {
    let as_of = context.facts.as_of;
    let mut rows = Vec::new();
    for (name, parameter) in &context.facts.parameters.all {
        let all = OF_OTHER_DAYS.contains(&name.as_str());
        for dated in parameter
            .values
            .iter()
            .filter(|dated| all || is_in_force(dated, &parameter.values, as_of))
        {
            rows.push(parameter_row(context, name, &parameter.meaning, &parameter.unit, dated));
        }
    }
    table(
        context,
        "tblParameters",
        &[
            ("parameter", Look::Prose),
            ("parameter_means", Look::Prose),
            ("value", Look::Prose),
            ("unit", Look::Text),
            ("valid_from", Look::Date),
            ("source_id", Look::Prose),
            ("source_place", Look::Prose),
        ],
        rows,
    )
}

/// The last one that begins on or before the day; before the first one, the first.
fn is_in_force(dated: &Dated, values: &[Dated], as_of: Day) -> bool {
    let later = values.partition_point(|value| value.from <= as_of);
    values.get(later.saturating_sub(1)).is_some_and(|value| value.from == dated.from)
}

fn parameter_row<'a>(
    context: Context<'a>,
    name: &'a str,
    meaning: &'a str,
    unit: &'a str,
    dated: &'a Dated,
) -> Vec<Cell<'a>> {
    let labels = context.labels;
    let means = labels.code("parameter", Cow::Borrowed(name));
    let means = if means == name { Cow::Borrowed(meaning) } else { means };
    let citation = context.facts.citations.all.get(&dated.source);
    let source = citation.map_or(dated.source.as_str(), |citation| citation.title.as_str());
    let place = match citation {
        Some(citation) => format!("{} ({})", dated.place, citation.url),
        None => dated.place.clone(),
    };
    vec![
        Cell::text(name),
        Cell::text(means),
        value(context, &dated.value),
        Cell::text(labels.code("unit", Cow::Borrowed(unit))),
        Cell::day(Some(dated.from)),
        Cell::text(source),
        Cell::text(place),
    ]
}

fn value<'a>(context: Context<'a>, value: &'a ParameterValue) -> Cell<'a> {
    let labels = context.labels;
    match value {
        ParameterValue::Number { number, month_end: false } => Cell::Number(i64::from(*number)),
        ParameterValue::Number { number, month_end: true } => {
            Cell::text(labels.say("say", "to_month_end", &[("number", &number.to_string())]))
        }
        ParameterValue::Numbers(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(i32::to_string).collect();
            Cell::text(numbers.join("; "))
        }
        ParameterValue::Names(names) => Cell::text(names.join("; ")),
        ParameterValue::Range { through, except, .. } => {
            let (through, except) = (labels.day(Some(*through)), except.join(", "));
            let key = if except.is_empty() { "range" } else { "range_but" };
            Cell::text(labels.say("say", key, &[("until", &through), ("except", &except)]))
        }
    }
}

/// Every input with what became of its rows.
fn inputs(context: Context<'_>) -> TablePart<'_> {
    let labels = context.labels;
    let count = |number: u64| Cell::Number(i64::try_from(number).unwrap_or(i64::MAX));
    let rows = context
        .facts
        .files
        .iter()
        .map(|file| {
            vec![
                Cell::text(labels.code("source_kind", Cow::Borrowed(file.kind.name()))),
                Cell::text(file.name.as_str()),
                count(file.read),
                count(file.used),
                count(file.duplicates),
                count(file.rejected),
                Cell::text(format!("SHA-256 {}", file.sha256)),
            ]
        })
        .collect();
    table(
        context,
        "tblInputs",
        &[
            ("source_kind", Look::Text),
            ("file", Look::Prose),
            ("rows_read", Look::Integer),
            ("rows_used", Look::Integer),
            ("rows_duplicate", Look::Integer),
            ("rows_rejected", Look::Integer),
            ("fingerprint", Look::Prose),
        ],
        rows,
    )
}

/// Every column of every sheet: what it means, and the rule that makes it.
fn dictionary<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> TablePart<'a> {
    let mut rows = Vec::new();
    for sheet in sheets {
        let tables: Vec<&TablePart<'_>> = match &sheet.content {
            SheetContent::Table(table) => vec![table],
            SheetContent::Page(page) => page
                .blocks
                .iter()
                .filter_map(
                    |block| if let PageBlock::Table(table) = block { Some(table) } else { None },
                )
                .collect(),
        };
        for table in tables {
            for column in table.columns.iter().filter(|column| !column.means.is_empty()) {
                rows.push(vec![
                    Cell::text(column.header.clone()),
                    Cell::text(column.means.clone()),
                    Cell::text(sheet.name.clone()),
                    Cell::text(column.rule),
                ]);
            }
        }
    }
    table(
        context,
        "tblDictionary",
        &[
            ("dictionary_column", Look::Prose),
            ("dictionary_means", Look::Prose),
            ("dictionary_sheet", Look::Prose),
            ("dictionary_rule", Look::Prose),
        ],
        rows,
    )
}
