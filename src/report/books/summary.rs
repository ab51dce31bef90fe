//! What every Summary has: what this is, how old it is, what to do next, where things stand.

use std::borrow::Cow;

use crate::base::Day;
use crate::report::book::{Block, Page, Rest, Sheet, TablePart};
use crate::report::cell::{Cell, Look, SHEET_ROWS_MAX, Target, Tone};

use super::context::Context;

/// Widths of the columns of a Summary.
pub const WIDTHS: [f64; 5] = [38.0, 64.0, 15.0, 34.0, 20.0];
/// Things to do that are shown.
const NEXT_MAX: usize = 5;

/// Something that somebody should do.
pub struct ToDo {
    /// The most urgent first.
    pub urgency: u8,
    pub until: Option<Day>,
    pub topic: String,
    pub text: String,
    pub sheet: String,
    /// Row of the sheet, from 1.
    pub row: usize,
}

/// The state of things at a glance.
pub struct Light {
    pub tone: Tone,
    pub text: String,
}

/// Title, light, and what to do next.
#[must_use]
pub fn begin<'a>(
    context: Context<'a>,
    book: &'static str,
    lights: &[Light],
    todo: Vec<ToDo>,
    table: &str,
) -> Page<'a> {
    let labels = context.labels;
    let mut page = Page::of_widths(&WIDTHS);
    page.put(Block::Title(labels.get("title", book).to_owned()));
    let as_of = labels.day(Some(context.facts.as_of));
    let companies = context.companies();
    let values = [("company", companies.as_str()), ("date", as_of.as_str())];
    page.put(Block::Subtitle(labels.say("say", "company_and_date", &values)));
    for light in lights {
        let word = labels.get("light", light_key(light.tone)).to_owned();
        page.put(Block::Light(light.tone, word, light.text.clone()));
    }
    page.put(Block::Heading(labels.get("heading", "next").to_owned()));
    page.put(Block::Table(next(context, todo, table)));
    page
}

fn light_key(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Notice => "notice",
        Tone::Warning => "warning",
        Tone::Bad => "bad",
        Tone::Muted => "unknown",
    }
}

fn next<'a>(context: Context<'a>, mut todo: Vec<ToDo>, table: &str) -> TablePart<'a> {
    todo.sort_by(|a, b| {
        let key = |one: &ToDo| (one.urgency, one.until.unwrap_or(Day::FOREVER));
        key(a).cmp(&key(b))
    });
    let rows = todo
        .into_iter()
        .take(NEXT_MAX)
        .map(|one| {
            let target = Target::of(&one.sheet, one.row);
            let row = target.row.to_string();
            let values = [("sheet", &*target.sheet), ("row", &*row)];
            let place = context.labels.say("say", "sheet_and_row", &values);
            vec![
                Cell::text(one.topic),
                Cell::text(one.text),
                Cell::day(one.until),
                Cell::Link(place.into(), target),
            ]
        })
        .collect();
    let column = |key, look| context.column(key, look);
    TablePart {
        name: table.to_owned(),
        columns: vec![
            column("topic", Look::Prose),
            column("what_to_do", Look::Prose),
            column("until", Look::Date),
            column("go_to", Look::Text),
        ],
        body: Box::new(Rest::of(rows)),
        empty: context.labels.get("word", "nothing_to_do").to_owned(),
        frozen: 0,
    }
}

/// What the book is, its sheets with links, the newest date of each input, and notices.
pub fn end<'a>(
    page: &mut Page<'a>,
    context: Context<'a>,
    book: &'static str,
    sheets: &[Sheet<'_>],
) {
    let labels = context.labels;
    let fact = |key: &'static str, text: String| {
        Block::Fact(labels.get("fact", key).to_owned(), Cell::Text(Cow::Owned(text)))
    };
    page.put(Block::Heading(labels.get("heading", "about_this").to_owned()));
    page.put(fact("what_this_is", labels.get("what_this_is", book).to_owned()));
    page.put(Block::Fact(labels.get("fact", "as_of").to_owned(), Cell::Day(context.facts.as_of)));
    for (kind, day) in context.facts.newest {
        let kind = labels.code("source_kind", Cow::Borrowed(kind.name()));
        let label = labels.say("fact", "newest", &[("source", &kind)]);
        page.put(Block::Fact(label, Cell::Day(*day)));
    }
    if book == "skills_report" && context.tables.get("reconciliation").is_none() {
        page.put(fact("reconciliation", labels.get("fact", "not_reconciled").to_owned()));
    }
    page.put(Block::Heading(labels.get("heading", "sheets").to_owned()));
    for sheet in sheets {
        let rows = Context::rows_of(sheets, &sheet.name);
        let link = Cell::link(sheet.name.clone(), &sheet.name, 1);
        page.put(Block::Entry(link, rows_shown(context, rows)));
    }
    let about = context.sheet_name("about");
    let text = labels.get("fact", "about").to_owned();
    page.put(Block::Entry(Cell::link(about, about, 1), text));
}

/// How many rows there are, and on how many sheets where one is not enough.
fn rows_shown(context: Context<'_>, rows: usize) -> String {
    let labels = context.labels;
    let shown = labels.amount(crate::base::Amount::whole(i64::try_from(rows).unwrap_or(i64::MAX)));
    let full = SHEET_ROWS_MAX;
    if rows > full {
        let parts = rows.div_ceil(full).to_string();
        labels.say("fact", "rows_continued", &[("rows", &shown), ("sheets", &parts)])
    } else {
        labels.say("fact", "rows", &[("rows", &shown)])
    }
}

/// What to do, and how often where that is more than once.
#[must_use]
pub fn counted_text(context: Context<'_>, count: i64, text: &str) -> String {
    if count == 1 {
        return text.to_owned();
    }
    context.labels.say("todo", "counted", &[("count", &count.to_string()), ("text", text)])
}

/// Few whole things are marked one by one, not by halves.
#[must_use]
pub fn unit(counts: &[i64]) -> Option<u32> {
    counts.iter().all(|count| (-10..=10).contains(count)).then_some(1)
}

/// A small table of words and numbers, to be drawn as a chart.
#[must_use]
pub fn counted<'a>(
    context: Context<'_>,
    table: &str,
    heads: [&'static str; 2],
    rows: Vec<(String, i64)>,
) -> TablePart<'a> {
    let cells =
        rows.into_iter().map(|(word, count)| vec![Cell::text(word), Cell::Number(count)]).collect();
    TablePart {
        name: table.to_owned(),
        columns: vec![context.column(heads[0], Look::Text), context.column(heads[1], Look::Count)],
        body: Box::new(Rest::of(cells)),
        empty: context.labels.get("word", "no_rows").to_owned(),
        frozen: 0,
    }
}
