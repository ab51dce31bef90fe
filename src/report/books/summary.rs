//! What every Summary has: what this is, how old it is, what to do next, where things stand.

use std::borrow::Cow;

use crate::report::book::{HeldRows, PageBlock, Sheet, SheetPage, TablePart};
use crate::report::cell::{Cell, Look, SHEET_ROWS_MAX};
use crate::tables::output::Rows;

use super::context::Context;
use super::light::Light;
pub(crate) use super::todos::{ToDo, Todos};
use super::verdict::{Lights, word};

/// Widths of the columns of a Summary.
pub(crate) const WIDTHS: [f64; 6] = [50.0, 36.0, 13.0, 50.0, 30.0, 22.0];

/// Where the rows stand that a Summary has no room for.
#[derive(Clone, Copy)]
pub(crate) struct FurtherRows {
    pub sheet: &'static str,
    /// Its twin among the data files.
    pub file: &'static str,
}

/// Title and lights.
#[must_use]
pub(crate) fn begin<'a>(
    context: Context<'a>,
    book: &'static str,
    lights: &Lights,
) -> SheetPage<'a> {
    let labels = context.labels;
    let mut page = SheetPage::of_widths(&WIDTHS);
    page.put(PageBlock::Title(labels.get("title", book).to_owned()));
    let as_of = labels.day(Some(context.facts.as_of));
    let companies = context.companies();
    let values = [("company", companies.as_str()), ("date", as_of.as_str())];
    page.put(PageBlock::Subtitle(labels.say("say", "company_and_date", &values)));
    for light in &lights.lights {
        let word = word(light.tone, labels).to_owned();
        page.put(PageBlock::Light(light.tone, word, light.text.clone()));
    }
    if let Some(text) = &lights.left_out {
        page.put(not_all(context, text.clone()));
    }
    page
}

/// Title and the one verdict; where the run has none, the state of the book's own things stands for it,
/// else it is told below as facts: two lights would be two verdicts.
#[must_use]
pub(crate) fn begin_with<'a>(
    context: Context<'a>,
    book: &'static str,
    verdict: Option<Lights>,
    own: Vec<(&'a str, Light)>,
) -> SheetPage<'a> {
    let Some(verdict) = verdict else {
        let lights = own.into_iter().map(|(_, light)| light).collect();
        return begin(context, book, &Lights { lights, left_out: None });
    };
    let mut page = begin(context, book, &verdict);
    for (label, light) in own {
        page.put(PageBlock::Fact(label.to_owned(), Cell::text(light.text)));
    }
    page
}

/// What is worth a look beside the actions; nothing where there is nothing.
pub(crate) fn further<'a>(page: &mut SheetPage<'a>, context: Context<'a>, todos: Todos) {
    let all = todos.count();
    if all == 0 {
        return;
    }
    page.put(PageBlock::Heading(context.labels.get("heading", "further").to_owned()));
    let table = todos.table(context, "tblFurther");
    let shown = table.rows();
    page.put(PageBlock::Table(table));
    if shown < all {
        let [shown, all] = [shown, all].map(|count| context.count(count as u64));
        let values = [("shown", shown.as_str()), ("all", all.as_str())];
        page.put(not_all(context, context.labels.say("say", "some_further", &values)));
    }
}

/// Says how many rows of how many are shown, unless it is all of them.
pub(crate) fn left_out(
    page: &mut SheetPage<'_>,
    context: Context<'_>,
    (shown, all): (usize, usize),
    place: FurtherRows,
) {
    if shown >= all {
        return;
    }
    let [shown, all] = [shown, all].map(|count| context.count(count as u64));
    let values = [
        ("shown", shown.as_str()),
        ("all", all.as_str()),
        ("sheet", context.sheet_name(place.sheet)),
        ("file", place.file),
    ];
    page.put(not_all(context, context.labels.say("say", "worst_shown", &values)));
}

/// That something is left out, and where it stands.
#[must_use]
pub(crate) fn not_all<'a>(context: Context<'_>, text: String) -> PageBlock<'a> {
    PageBlock::Fact(context.labels.get("fact", "not_all").to_owned(), Cell::text(text))
}

/// What the book is, its sheets with links, the newest date of each input, and notices.
pub(crate) fn end<'a>(
    page: &mut SheetPage<'a>,
    context: Context<'a>,
    book: &'static str,
    sheets: &[Sheet<'_>],
) {
    let labels = context.labels;
    let fact = |key: &'static str, text: String| {
        PageBlock::Fact(labels.get("fact", key).to_owned(), Cell::Text(Cow::Owned(text)))
    };
    page.put(PageBlock::Heading(labels.get("heading", "about_this").to_owned()));
    page.put(fact("what_this_is", labels.get("what_this_is", book).to_owned()));
    page.put(PageBlock::Fact(
        labels.get("fact", "as_of").to_owned(),
        Cell::Day(context.facts.as_of),
    ));
    for (kind, day) in context.facts.newest {
        let kind = labels.code("source_kind", Cow::Borrowed(kind.name()));
        let label = labels.say("fact", "newest", &[("source", &kind)]);
        page.put(PageBlock::Fact(label, Cell::Day(*day)));
    }
    if book == "skills_report" && context.tables.get("reconciliation").is_none() {
        page.put(fact("reconciliation", labels.get("fact", "not_reconciled").to_owned()));
    }
    page.put(PageBlock::Heading(labels.get("heading", "sheets").to_owned()));
    for sheet in sheets {
        let rows = Context::rows_of(sheets, &sheet.name);
        let link = Cell::link(sheet.name.clone(), &sheet.name, 1);
        page.put(PageBlock::Entry(link, rows_shown(context, &sheet.name, rows)));
    }
    let about = context.sheet_name("about");
    let text = labels.get("fact", "about").to_owned();
    page.put(PageBlock::Entry(Cell::link(about, about, 1), text));
}

/// How many rows there are, and on how many sheets where one is not enough.
fn rows_shown(context: Context<'_>, sheet: &str, rows: usize) -> String {
    let labels = context.labels;
    let rejects = context.tables.get("rejects").map_or(0, Rows::len);
    if sheet == context.sheet_name("rejected_rows") && rows < rejects {
        let [shown, all] = [rows, rejects].map(|count| context.count(count as u64));
        let values = [("shown", shown.as_str()), ("all", all.as_str())];
        return labels.say("say", "first_rejects", &values);
    }
    let shown = context.count(rows as u64);
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
pub(crate) fn counted_text(context: Context<'_>, count: u64, text: &str) -> String {
    if count == 1 {
        return text.to_owned();
    }
    context.labels.say("todo", "counted", &[("count", &context.count(count)), ("text", text)])
}

/// Few whole things are marked one by one, not by halves.
#[must_use]
pub(crate) fn unit(counts: &[i64]) -> Option<u32> {
    counts.iter().all(|count| (-10..=10).contains(count)).then_some(1)
}

/// A word for those who do not see the chart, the cell, and the number.
pub(crate) type Count<'a> = (String, Cell<'a>, i64);

/// A small table of words and numbers, to be drawn as a chart.
#[must_use]
pub(crate) fn counted<'a>(
    context: Context<'_>,
    table: &str,
    heads: [(&'static str, Look); 2],
    rows: Vec<Count<'a>>,
) -> TablePart<'a> {
    let cells = rows.into_iter().map(|(_, cell, count)| vec![cell, Cell::Number(count)]).collect();
    TablePart {
        name: table.to_owned(),
        columns: heads.into_iter().map(|(key, look)| context.column(key, look)).collect(),
        body: Box::new(HeldRows::of(cells)),
        empty: context.labels.get("word", "no_rows").to_owned(),
        frozen: 0,
    }
}
