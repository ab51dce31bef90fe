//! The Summary of the risk report: a line a level, what to do for it, margins and days of breach.

use std::collections::BTreeMap;

use crate::base::{Amount, Day};
use crate::report::book::{
    Block, Chart, Content, Line, Page, Rest, Series, Shape, Sheet, TablePart,
};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::view::{Row, each};

use super::context::Context;
use super::risk_sheets::{LevelKey, SEVERITIES, level_key};
use super::summary::{self, Light, ToDo};

const MARGINS_MAX: usize = 15;
const MONTHS_AHEAD: i32 = 12;
/// Signs of a name in a chart.
const NAME_MAX: usize = 60;

/// A level as the Summary sees it.
struct Level {
    key: LevelKey,
    name: String,
    state: String,
    severity: String,
    met: String,
    best_option: String,
    anniversary: Option<Day>,
    breach: Option<Day>,
    key_people: String,
    row: usize,
}

struct Seen {
    levels: Vec<Level>,
    /// What is missing of the best option, by level.
    missing: BTreeMap<LevelKey, Vec<String>>,
    /// What will be missing of it at the anniversary, by level.
    missing_then: BTreeMap<LevelKey, Vec<String>>,
    /// The smallest margin in people of the best option, by level.
    margins: BTreeMap<LevelKey, Amount>,
    /// What happens on a day to a level.
    causes: BTreeMap<(String, Day, String), String>,
}

#[must_use]
pub fn sheet<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> Sheet<'a> {
    let seen = see(context);
    let lights = [light(&seen, context)];
    let todo = seen.levels.iter().filter_map(|level| todo(level, &seen, context)).collect();
    let mut page = summary::begin(context, "competency_risk", &lights, todo, "tblNext");
    let labels = context.labels;
    page.put(Block::Charts);
    page.put(Block::Heading(labels.get("heading", "levels").to_owned()));
    page.put(Block::Table(level_lines(&seen, context)));
    summary::end(&mut page, context, "competency_risk", sheets);
    // The numbers behind the charts are read last.
    margins(&mut page, &seen, context);
    breaches(&mut page, &seen, context);
    Sheet {
        name: context.sheet_name("summary").to_owned(),
        tab: Some(Tone::Notice),
        content: Content::Page(page),
    }
}

fn see(context: Context<'_>) -> Seen {
    let mut levels = Vec::new();
    let mut number = 1;
    each(context.tables.get("levels"), |row| {
        number += 1;
        let text = |column| row.text(column).into_owned();
        let company = if context.facts.several_companies() {
            format!("{}: ", context.facts.company_name(&row.text("mpn_id")))
        } else {
            String::new()
        };
        levels.push(Level {
            key: level_key(&row),
            name: format!("{company}{} {}", row.text("competency"), row.text("level")),
            state: text("state"),
            severity: text("severity"),
            met: text("met"),
            best_option: text("best_option"),
            anniversary: row.day("anniversary_on"),
            breach: row.day("breach_on"),
            key_people: text("key_people"),
            row: number,
        });
    });
    let best: BTreeMap<LevelKey, String> =
        levels.iter().map(|level| (level.key.clone(), level.best_option.clone())).collect();
    let mut seen = Seen {
        levels,
        missing: BTreeMap::new(),
        missing_then: BTreeMap::new(),
        margins: BTreeMap::new(),
        causes: causes(context),
    };
    each(context.tables.get("requirements"), |row| {
        let key = level_key(&row);
        if best.get(&key).is_none_or(|option| *option != row.text("option")) {
            return;
        }
        if !row.is("met", "Yes") {
            let said = missing(&row, "have", context);
            seen.missing.entry(key.clone()).or_default().push(said);
        }
        let then = row.amount("have_at_anniversary");
        if then.zip(row.amount("need")).is_some_and(|(then, need)| then < need) {
            let said = missing(&row, "have_at_anniversary", context);
            seen.missing_then.entry(key.clone()).or_default().push(said);
        }
        if let (true, Some(margin)) = (row.is("kind", "people"), row.amount("margin")) {
            let least = seen.margins.entry(key).or_insert(margin);
            *least = (*least).min(margin);
        }
    });
    seen
}

/// A requirement with what it needs and what is there.
fn missing(row: &Row<'_, '_>, have: &'static str, context: Context<'_>) -> String {
    let labels = context.labels;
    let number = |column| row.amount(column).map_or("?".to_owned(), |n| labels.amount(n));
    let (need, have) = (number("need"), number(have));
    let values = [("name", &*row.text("requirement")), ("need", &need), ("have", &have)];
    labels.say("say", "requirement_missing", &values)
}

/// The first event of a day that breaks a level, in words.
fn causes(context: Context<'_>) -> BTreeMap<(String, Day, String), String> {
    let mut causes = BTreeMap::new();
    each(context.tables.get("events"), |row| {
        let Some(day) = row.day("date") else { return };
        let event = context.labels.code("event", row.text("kind"));
        let parts = [event, row.text("skill_code"), row.text("work_email")];
        let said: Vec<&str> = parts.iter().map(|part| &**part).filter(|p| !p.is_empty()).collect();
        for level in row.text("effect").split(';') {
            let key = (row.text("mpn_id").into_owned(), day, level.to_owned());
            causes.entry(key).or_insert_with(|| said.join(", "));
        }
    });
    causes
}

/// Held, or on the way.
fn is_wanted(level: &Level) -> bool {
    !level.severity.is_empty() || matches!(level.state.as_str(), "Qualified" | "Started")
}

fn advice(level: &Level, seen: &Seen, context: Context<'_>) -> String {
    let labels = context.labels;
    let said = |all: &BTreeMap<LevelKey, Vec<String>>| {
        all.get(&level.key).map(|all| all.join("; ")).unwrap_or_default()
    };
    let (missing, missing_then) = (said(&seen.missing), said(&seen.missing_then));
    let [company, _, competency, name] = &level.key;
    let breach = labels.day(level.breach);
    let anniversary = labels.day(level.anniversary);
    let cause = level
        .breach
        .and_then(|day| seen.causes.get(&(company.clone(), day, format!("{competency} {name}"))))
        .map_or("", String::as_str);
    let people = level.key_people.replace(';', ", ");
    let key = match (level.severity.as_str(), level.met.as_str()) {
        (severity, "Yes") if severity != "unknown" && level.state == "Lapsed" => "lapsed_met",
        (severity, "No") if !severity.is_empty() && level.state == "Lapsed" => "lapsed_unmet",
        ("critical" | "warning", "No") => "unmet_now",
        ("critical" | "warning", _) if cause.is_empty() && missing_then.is_empty() => {
            "breaks_undue"
        }
        ("critical" | "warning", _) if cause.is_empty() => "breaks_then",
        ("critical" | "warning", _) => "breaks",
        ("fragile", _) => "fragile",
        ("ok", _) => "kept",
        ("unknown", _) => "unknown",
        (_, "Yes") => "qualified",
        _ => "started",
    };
    let values = [
        ("missing", missing.as_str()),
        ("missing_then", missing_then.as_str()),
        ("breach", breach.as_str()),
        ("cause", cause),
        ("people", people.as_str()),
        ("anniversary", anniversary.as_str()),
    ];
    labels.say("advice", key, &values)
}

fn todo(level: &Level, seen: &Seen, context: Context<'_>) -> Option<ToDo> {
    let urgency = match level.severity.as_str() {
        "critical" => 0,
        "warning" => 1,
        "fragile" => 2,
        "unknown" => 3,
        _ => return None,
    };
    Some(ToDo {
        urgency,
        until: level.breach.or(level.anniversary),
        topic: level.name.clone(),
        text: advice(level, seen, context),
        sheet: context.sheet_name("levels").to_owned(),
        row: level.row,
    })
}

fn light(seen: &Seen, context: Context<'_>) -> Light {
    let count = |severity: &str| seen.levels.iter().filter(|l| l.severity == severity).count();
    let held = seen.levels.iter().filter(|level| !level.severity.is_empty()).count();
    let (critical, warning) = (count("critical"), count("warning"));
    let (fragile, unknown) = (count("fragile"), count("unknown"));
    let counts = [critical, warning, fragile, unknown, held].map(|number| number.to_string());
    let names = ["critical", "warning", "fragile", "unknown", "held"];
    let values: Vec<(&str, &str)> =
        names.into_iter().zip(counts.iter().map(String::as_str)).collect();
    let (tone, key) = if held == 0 {
        (Tone::Notice, "risk_nothing_held")
    } else if critical > 0 {
        (Tone::Bad, "risk_counted")
    } else if warning > 0 {
        (Tone::Warning, "risk_counted")
    } else if unknown > 0 {
        (Tone::Muted, "risk_counted")
    } else if fragile > 0 {
        (Tone::Notice, "risk_counted")
    } else {
        (Tone::Good, "risk_counted")
    };
    Light { tone, text: context.labels.say("light_says", key, &values) }
}

fn level_lines<'a>(seen: &Seen, context: Context<'a>) -> TablePart<'a> {
    let labels = context.labels;
    let sheet = context.sheet_name("levels");
    let rows = seen
        .levels
        .iter()
        .filter(|level| is_wanted(level))
        .map(|level| {
            let severity = labels.code("severity", level.severity.clone().into()).into_owned();
            vec![
                Cell::link(level.name.clone(), sheet, level.row),
                Cell::text(advice(level, seen, context)),
                Cell::day(level.breach.or(level.anniversary)),
                Cell::text(labels.code("state", level.state.clone().into()).into_owned()),
                Cell::text(severity),
            ]
        })
        .collect();
    let tones = context.tones("severity", &SEVERITIES);
    TablePart {
        name: "tblAtAGlance".to_owned(),
        columns: vec![
            context.column("competency_and_level", Look::Text),
            context.column("what_to_do", Look::Prose),
            context.column("breach_or_anniversary", Look::Date),
            context.column("state", Look::Text),
            context.column("risk", Look::Text).accented(tones),
        ],
        body: Box::new(Rest::of(rows)),
        empty: labels.get("word", "no_rows").to_owned(),
        frozen: 0,
    }
}

fn margins(page: &mut Page<'_>, seen: &Seen, context: Context<'_>) {
    let mut rows: Vec<(String, i64)> = seen
        .levels
        .iter()
        .filter(|level| is_wanted(level))
        .filter_map(|level| Some((short(&level.name), whole(*seen.margins.get(&level.key)?))))
        .collect();
    rows.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    rows.truncate(MARGINS_MAX);
    let tone = |margin: i64| match margin {
        ..0 => Tone::Bad,
        0 => Tone::Warning,
        _ => Tone::Good,
    };
    let points = rows.iter().map(|(_, margin)| tone(*margin)).collect();
    put_counted(
        page,
        context,
        Counted {
            heading: "margins",
            table: "tblMargins",
            heads: ["competency_and_level", "people_margin"],
            rows,
            points,
            shape: Shape::Bars,
        },
    );
}

/// Short enough for the axis of a chart.
fn short(name: &str) -> String {
    if name.chars().count() <= NAME_MAX {
        return name.to_owned();
    }
    let kept: String = name.chars().take(NAME_MAX - 1).collect();
    format!("{}…", kept.trim_end())
}

fn whole(amount: Amount) -> i64 {
    i64::try_from(amount.0 / Amount::whole(1).0).unwrap_or(i64::MAX)
}

/// How many levels break in each of the next twelve months.
fn breaches(page: &mut Page<'_>, seen: &Seen, context: Context<'_>) {
    let first = context.facts.as_of.month();
    let rows: Vec<(String, i64)> = (0..=MONTHS_AHEAD)
        .map(|ahead| {
            let month = first.plus(ahead);
            let breaking = |level: &&Level| level.breach.is_some_and(|day| day.month() == month);
            let count = seen.levels.iter().filter(breaking).count();
            (month.to_string(), i64::try_from(count).unwrap_or(i64::MAX))
        })
        .collect();
    put_counted(
        page,
        context,
        Counted {
            heading: "breaches",
            table: "tblBreaches",
            heads: ["month", "levels_broken"],
            points: vec![Tone::Bad; rows.len()],
            rows,
            shape: Shape::Columns,
        },
    );
}

struct Counted {
    heading: &'static str,
    table: &'static str,
    heads: [&'static str; 2],
    rows: Vec<(String, i64)>,
    points: Vec<Tone>,
    shape: Shape,
}

/// A small table and its chart.
fn put_counted(page: &mut Page<'_>, context: Context<'_>, counted: Counted) {
    let labels = context.labels;
    let title = labels.get("heading", counted.heading).to_owned();
    let told: Vec<String> =
        counted.rows.iter().map(|(word, count)| format!("{word}: {count}")).collect();
    page.put(Block::Heading(title.clone()));
    let counts: Vec<i64> = counted.rows.iter().map(|(_, count)| *count).collect();
    // Nothing to see is said by the table alone.
    if !counts.is_empty() && (counted.shape == Shape::Bars || counts.iter().any(|n| *n != 0)) {
        page.charts.push(Chart {
            alternative: format!("{title}. {}", told.join(", ")),
            title,
            table: counted.table.to_owned(),
            categories: 0,
            series: vec![Series {
                name: labels.get("column", counted.heads[1]).to_owned(),
                column: 1,
                line: Line::Shape,
                tone: Tone::Notice,
                points: counted.points,
            }],
            shape: counted.shape,
            value_title: labels.get("column", counted.heads[1]).to_owned(),
            unit: summary::unit(&counts),
        });
    }
    let table = summary::counted(context, counted.table, counted.heads, counted.rows);
    page.put(Block::Table(table));
}
