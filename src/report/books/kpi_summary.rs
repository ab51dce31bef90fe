//! The Summary of the KPI report: the window, what falls out, what the anniversary needs.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Amount, Day, Month};
use crate::report::book::{
    Block, Chart, Content, Line, Page, Rest, Series, Shape, Sheet, TablePart,
};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::credits::excesses;
use crate::report::view::{Row, each};

use super::context::Context;
use super::risk_options::{Choice, Options, When};
use super::summary::{self, Light, ToDo};

/// Companies whose months are drawn.
const CHARTS_MAX: usize = 3;

/// The trailing window of a company.
#[derive(Default)]
struct Window {
    company: String,
    start: String,
    end: String,
    total: Amount,
    /// Month, KPI, and the day it falls out.
    months: Vec<(String, Amount, Option<Day>)>,
    /// Name of the option whose need is drawn, and the need.
    threshold: Option<(String, Amount)>,
    anniversaries: Vec<Anniversary>,
}

/// What the levels of the KPI report owe to their options.
struct Levels {
    options: Options,
    /// Company, competency and level of those that are met today.
    met: BTreeSet<[String; 3]>,
}

struct Anniversary {
    level: String,
    key: [String; 3],
    /// Where the options of the level begin on their sheet.
    row: usize,
    on: Day,
    needed: Amount,
    months_left: i64,
    last: String,
}

#[must_use]
pub fn sheet<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> Sheet<'a> {
    let windows = see(context);
    let lights: Vec<Light> = windows.iter().map(|window| light(window, context)).collect();
    let lights = if lights.is_empty() { vec![nothing(context)] } else { lights };
    let levels = levels(context);
    let todo = todo(&windows, &levels, context);
    let mut page = summary::begin(context, "kpi_report", &lights, todo, "tblNext");
    kept(&mut page, &windows, &levels, context);
    for (place, window) in windows.iter().enumerate().take(CHARTS_MAX) {
        let name =
            if place == 0 { "tblWindow".to_owned() } else { format!("tblWindow_{}", place + 1) };
        months(&mut page, window, &name, context);
    }
    directory(&mut page, context);
    summary::end(&mut page, context, "kpi_report", sheets);
    Sheet {
        name: context.sheet_name("summary").to_owned(),
        tab: Some(Tone::Notice),
        content: Content::Page(page),
    }
}

fn nothing(context: Context<'_>) -> Light {
    Light {
        tone: Tone::Muted,
        text: context.labels.get("light_says", "kpi_no_invoices").to_owned(),
    }
}

fn see(context: Context<'_>) -> Vec<Window> {
    let mut windows: BTreeMap<String, Window> = BTreeMap::new();
    let options = option_rows(context);
    each(context.tables.get("kpi_window"), |row| {
        let window = windows.entry(row.text("mpn_id").into_owned()).or_default();
        window.company = row.text("mpn_id").into_owned();
        window.start = row.text("window_start").into_owned();
        window.end = row.text("window_end").into_owned();
        window.total = row.amount("kpi_total").unwrap_or_default();
        if let Some(on) = row.day("anniversary_on") {
            window.anniversaries.push(Anniversary {
                key: option_key(&row),
                level: format!("{} {}", row.text("competency"), row.text("level")),
                row: options.get(&option_key(&row)).copied().unwrap_or(2),
                on,
                needed: row.amount("needed_by_anniversary").unwrap_or_default(),
                months_left: row.number("months_left").unwrap_or(0),
                last: row.text("anniversary_end").into_owned(),
            });
        }
    });
    see_months(&mut windows, context);
    see_options(&mut windows, context);
    windows.into_values().collect()
}

fn option_key(row: &Row<'_, '_>) -> [String; 3] {
    ["mpn_id", "competency", "level"].map(|column| row.text(column).into_owned())
}

/// The first row that each level has on the sheet of the options.
fn option_rows(context: Context<'_>) -> BTreeMap<[String; 3], usize> {
    let mut rows = BTreeMap::new();
    let mut number = 1;
    each(context.tables.get("kpi_options"), |row| {
        number += 1;
        rows.entry(option_key(&row)).or_insert(number);
    });
    rows
}

fn see_months(windows: &mut BTreeMap<String, Window>, context: Context<'_>) {
    let mut sums: BTreeMap<(String, String), Amount> = BTreeMap::new();
    each(context.tables.get("kpi_months"), |row| {
        let key = (row.text("mpn_id").into_owned(), row.text("month").into_owned());
        *sums.entry(key).or_default() += row.amount("kpi_value").unwrap_or_default();
    });
    let publish_day = context.facts.in_force.kpi_publish_day;
    let length = context.facts.in_force.kpi_window_months;
    for (company, window) in windows {
        let (Some(start), Some(end)) =
            (Month::from_iso(&window.start), Month::from_iso(&window.end))
        else {
            continue;
        };
        // Months without an invoice belong to the window too.
        for place in 0..=(end.0 - start.0).clamp(0, 120) {
            let month = start.plus(place);
            let sum = sums.get(&(company.clone(), month.to_string())).copied().unwrap_or_default();
            let falls_out = month.plus(length + 1).day(publish_day);
            window.months.push((month.to_string(), sum, Some(falls_out)));
        }
    }
}

/// The need that is drawn: the largest that the KPIs reach, else the smallest that they do not.
fn see_options(windows: &mut BTreeMap<String, Window>, context: Context<'_>) {
    each(context.tables.get("kpi_options"), |row| {
        let Some(window) = windows.get_mut(&*row.text("mpn_id")) else { return };
        let Some(need) = row.amount("kpi_need").filter(|need| *need > Amount::ZERO) else { return };
        let name = format!("{} {}", row.text("competency"), row.text("level"));
        let total = window.total;
        let better = window.threshold.as_ref().is_none_or(|(_, known)| {
            match (need <= total, *known <= total) {
                (true, true) => need > *known,
                (true, false) => true,
                (false, true) => false,
                (false, false) => need < *known,
            }
        });
        if better {
            window.threshold = Some((name, need));
        }
    });
}

/// The total once the oldest month has fallen out, with no new invoice.
fn next_total(window: &Window) -> Amount {
    window.total - window.months.first().map_or(Amount::ZERO, |(_, kpi, _)| *kpi)
}

fn light(window: &Window, context: Context<'_>) -> Light {
    let labels = context.labels;
    let (option, need) = window.threshold.clone().unwrap_or_default();
    let texts = [
        ("total", labels.amount(window.total)),
        ("start", window.start.clone()),
        ("end", window.end.clone()),
        ("need", labels.amount(need)),
        ("option", option),
        ("next", labels.amount(next_total(window))),
        ("company", context.facts.company_name(&window.company).to_owned()),
    ];
    let values: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let (tone, key) = if window.threshold.is_none() {
        (Tone::Notice, "kpi_no_threshold")
    } else if window.total < need {
        (Tone::Bad, "kpi_below")
    } else if next_total(window) < need {
        (Tone::Warning, "kpi_falls_below")
    } else {
        (Tone::Good, "kpi_above")
    };
    Light { tone, text: labels.say("light_says", key, &values) }
}

fn levels(context: Context<'_>) -> Levels {
    let mut met = BTreeSet::new();
    each(context.tables.get("levels"), |row| {
        if row.is("met", "Yes") {
            met.insert(option_key(&row));
        }
    });
    Levels { options: Options::of(context), met }
}

impl Levels {
    /// The option that keeps a level at its anniversary without any KPI.
    fn kept_without<'o>(&'o self, key: &'o [String; 3]) -> Option<&'o str> {
        let mut choices = self.options.titled(key);
        let kept = choices.find(|one| !one.needs_kpi() && one.is_met(When::Anniversary))?;
        Some(&kept.name)
    }

    /// What is expected at the anniversary if invoices go on as before, as the risk report has it.
    fn pace(&self, key: &[String; 3], context: Context<'_>) -> Option<String> {
        let labels = context.labels;
        let (expected, need) = self.options.titled(key).find_map(Choice::expected_kpi)?;
        let (expected, need) = (labels.amount(expected), labels.amount(need));
        Some(labels.say("todo", "kpi_pace", &[("expected", &expected), ("need", &need)]))
    }
}

/// The levels that another option keeps: nobody has to invoice anything for them.
fn kept(page: &mut Page<'_>, windows: &[Window], levels: &Levels, context: Context<'_>) {
    let labels = context.labels;
    let all = windows.iter().flat_map(|window| &window.anniversaries);
    let mut is_first = true;
    for own in all.filter(|one| one.needed > Amount::ZERO) {
        let Some(option) = levels.kept_without(&own.key) else { continue };
        if is_first {
            page.put(Block::Heading(labels.get("heading", "kept_without_kpi").to_owned()));
        }
        is_first = false;
        let day = labels.day(Some(own.on));
        let said = labels.say("say", "kept_without_kpi", &[("option", option), ("day", &day)]);
        page.put(Block::Fact(own.level.clone(), Cell::text(said)));
    }
}

fn todo(windows: &[Window], levels: &Levels, context: Context<'_>) -> Vec<ToDo> {
    let labels = context.labels;
    let mut todo = Vec::new();
    for window in windows {
        let needing = |one: &&Anniversary| {
            one.needed > Amount::ZERO && levels.kept_without(&one.key).is_none()
        };
        for anniversary in window.anniversaries.iter().filter(needing) {
            let (needed, on) =
                (labels.amount(anniversary.needed), labels.day(Some(anniversary.on)));
            let months = anniversary.months_left.to_string();
            let values = [
                ("needed", &*needed),
                ("day", &*on),
                ("months", &*months),
                ("last", &*anniversary.last),
            ];
            let is_open = anniversary.months_left > 0;
            let (urgency, key) = match anniversary.months_left {
                1..=3 => (0, "kpi_needed"),
                4.. => (2, "kpi_needed"),
                // Nobody can invoice in months that are over.
                _ => (4, "kpi_missed"),
            };
            let until = Month::from_iso(&anniversary.last).map(Month::last_day);
            let pace = levels.pace(&anniversary.key, context).filter(|_| is_open);
            todo.push(ToDo {
                urgency,
                until: until.filter(|_| is_open),
                topic: anniversary.level.clone(),
                text: with(labels.say("todo", key, &values), pace),
                sheet: context.sheet_name("options").to_owned(),
                row: anniversary.row,
            });
        }
        let falling = window.months.first().filter(|(_, kpi, _)| *kpi != Amount::ZERO);
        if let Some((month, kpi, falls_out)) = falling {
            let (kpi, next) = (labels.amount(*kpi), labels.amount(next_total(window)));
            let values = [("month", month.as_str()), ("kpi", &kpi), ("next", &next)];
            todo.push(ToDo {
                urgency: 3,
                until: *falls_out,
                topic: labels.get("topic", "falls_out").to_owned(),
                text: labels.say("todo", "falls_out", &values),
                sheet: context.sheet_name("trailing_months").to_owned(),
                row: 2,
            });
        }
    }
    options_to_do(&mut todo, levels, context);
    findings_to_do(&mut todo, context);
    todo
}

fn with(mut said: String, more: Option<String>) -> String {
    if let Some(more) = more {
        said.push(' ');
        said.push_str(&more);
    }
    said
}

/// What is missing to the next option, of levels that no other option meets.
fn options_to_do(todo: &mut Vec<ToDo>, levels: &Levels, context: Context<'_>) {
    let labels = context.labels;
    let mut row_number = 1;
    each(context.tables.get("kpi_options"), |row| {
        row_number += 1;
        if row.is("met", "Yes") || levels.met.contains(&option_key(&row)) {
            return;
        }
        let missing = row.text("missing").replace(';', ", ");
        let name = format!("{} {}", row.text("competency"), row.text("level"));
        let (need, have) = (row.amount("kpi_need"), row.amount("kpi_have"));
        let is_short = need.zip(have).is_some_and(|(need, have)| have < need);
        let number = |amount: Option<Amount>| amount.map_or(String::new(), |n| labels.amount(n));
        let (need, have) = (number(need), number(have));
        let values = [("missing", missing.as_str()), ("need", &need), ("have", &have)];
        let text = labels.say("todo", if is_short { "option_kpi" } else { "option" }, &values);
        todo.push(ToDo {
            urgency: 4,
            until: None,
            topic: name,
            text,
            sheet: context.sheet_name("options").to_owned(),
            row: row_number,
        });
    });
}

fn findings_to_do(todo: &mut Vec<ToDo>, context: Context<'_>) {
    const OF_INVOICES: [&str; 4] = [
        "invoice_month_mismatch",
        "several_currencies",
        "negative_kpi_on_invoice",
        "invoice_in_future",
    ];
    let labels = context.labels;
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    each(context.tables.get("findings"), |row| {
        if let Some(code) = OF_INVOICES.iter().find(|code| row.is("code", code)) {
            *counts.entry(code).or_default() += 1;
        }
    });
    let credits = i64::try_from(excesses(context.tables).len()).unwrap_or(i64::MAX);
    counts.extend((credits > 0).then_some(("credit_note_too_large", credits)));
    for (code, count) in counts {
        todo.push(ToDo {
            urgency: 5,
            until: None,
            topic: labels.get("finding", code).to_owned(),
            text: summary::counted_text(context, count, labels.get("finding_todo", code)),
            sheet: context.sheet_name("invoices").to_owned(),
            row: 2,
        });
    }
}

/// The months of a window with their running sum, as a table, a spark and a chart.
fn months<'a>(page: &mut Page<'a>, window: &Window, name: &str, context: Context<'a>) {
    let labels = context.labels;
    let heading =
        labels.say("heading", "window", &[("start", &window.start), ("end", &window.end)]);
    let title = if context.facts.several_companies() {
        format!("{heading}: {}", context.facts.company_name(&window.company))
    } else {
        heading
    };
    page.put(Block::Heading(title.clone()));
    page.put(Block::Table(month_table(window, name, context)));
    page.put(Block::Spark {
        label: labels.get("fact", "spark").to_owned(),
        table: name.to_owned(),
        column: 2,
    });
    page.charts.push(chart(window, name, title, context));
}

fn month_table<'a>(window: &Window, name: &str, context: Context<'a>) -> TablePart<'a> {
    let labels = context.labels;
    let need = window.threshold.as_ref().map(|(_, need)| *need);
    let (mut running, mut left) = (Amount::ZERO, window.total);
    let rows = window
        .months
        .iter()
        .map(|(month, kpi, falls_out)| {
            running += *kpi;
            left = left - *kpi;
            let (day, left) = (labels.day(*falls_out), labels.amount(left));
            let text = labels.say("say", "falls_out", &[("day", &day), ("left", &left)]);
            vec![
                Cell::text(month.clone()),
                Cell::text(text),
                Cell::Amount(*kpi),
                Cell::Amount(running),
                Cell::amount(need),
            ]
        })
        .collect();
    TablePart {
        name: name.to_owned(),
        columns: vec![
            context.column("month", Look::Text),
            context.column("falls_out", Look::Prose),
            context.column("kpi_value", Look::Decimal4),
            context.column("kpi_running", Look::Decimal4),
            context.column("kpi_threshold", Look::Decimal4),
        ],
        body: Box::new(Rest::of(rows)),
        empty: labels.get("word", "no_rows").to_owned(),
        frozen: 0,
    }
}

fn chart(window: &Window, name: &str, title: String, context: Context<'_>) -> Chart {
    let labels = context.labels;
    let told: Vec<String> = window
        .months
        .iter()
        .map(|(month, kpi, _)| format!("{month}: {}", labels.amount(*kpi)))
        .collect();
    let series = |key: &'static str, column, line, tone| Series {
        name: labels.get("column", key).to_owned(),
        column,
        line,
        tone,
        points: Vec::new(),
    };
    let mut all = vec![
        series("kpi_value", 2, Line::Shape, Tone::Notice),
        series("kpi_running", 3, Line::Solid, Tone::Good),
    ];
    if let Some((option, need)) = &window.threshold {
        let mut threshold = series("kpi_threshold", 4, Line::Dashed, Tone::Bad);
        threshold.name = format!("{option}: {}", labels.amount(*need));
        all.push(threshold);
    }
    Chart {
        alternative: format!("{title}. {}", told.join(", ")),
        title,
        table: name.to_owned(),
        categories: 0,
        series: all,
        shape: Shape::Columns,
        value_title: labels.get("column", "kpi_value").to_owned(),
        unit: None,
    }
}

/// L8: whether the company can stand in the directory, and when.
fn directory(page: &mut Page<'_>, context: Context<'_>) {
    let labels = context.labels;
    if context.facts.directory.is_empty() {
        return;
    }
    page.put(Block::Heading(labels.get("heading", "directory").to_owned()));
    for entry in context.facts.directory {
        let faults: Vec<&str> =
            entry.faults.iter().copied().map(|fault| labels.get("directory", fault)).collect();
        let faults = faults.join(", ");
        let days = [entry.submit_from, entry.submit_through, entry.visible_on]
            .map(|day| labels.day(Some(day)));
        let values = [
            ("faults", faults.as_str()),
            ("from", days[0].as_str()),
            ("through", days[1].as_str()),
            ("visible", days[2].as_str()),
        ];
        let key = if faults.is_empty() { "ready" } else { "faulty" };
        let text = labels.say("directory", key, &values);
        let name = context.facts.company_name(&entry.mpn_id).to_owned();
        page.put(Block::Fact(name, Cell::text(text)));
    }
}
