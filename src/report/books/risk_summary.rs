//! The Summary of the risk report: a line a level, what to do for it, margins and days of breach.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Amount, Day};
use crate::report::book::{
    Block, Chart, Content, Line, Page, Rest, Series, Shape, Sheet, TablePart,
};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::view::each;

use super::context::Context;
use super::risk_options::{Choice, Options, When};
use super::risk_repairs::{Found, Spares, option_key};
use super::risk_sheets::{LevelKey, SEVERITIES, level_key};
use super::summary::{self, Light, ToDo};
use crate::tables::Kind;

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
    met_then: bool,
    key_people: String,
    /// A higher level is met and not held.
    upgrade: bool,
    row: usize,
}

struct Seen {
    levels: Vec<Level>,
    options: Options,
    spares: Spares,
    /// Nobody said which levels are held.
    holds_unknown: bool,
    /// The ends of the renewal windows to come, by company, competency and level.
    windows: BTreeMap<[String; 3], Day>,
    /// The smallest margin in people of the best option, by level.
    margins: BTreeMap<LevelKey, Amount>,
    /// What happens on a day to a level.
    causes: BTreeMap<(String, Day, String), String>,
}

#[must_use]
pub fn sheet<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> Sheet<'a> {
    let seen = see(context);
    let lights = [light(&seen, context)];
    let mut todo: Vec<ToDo> =
        seen.levels.iter().filter_map(|level| todo(level, &seen, context)).collect();
    todo.extend(seen.holds_unknown.then(|| no_memberships(context)));
    let mut page = summary::begin(context, "competency_risk", &lights, todo, "tblNext");
    let labels = context.labels;
    page.put(Block::Charts);
    page.put(Block::Heading(labels.get("heading", "levels").to_owned()));
    page.put(Block::Table(level_lines(&seen, context)));
    summary::end(&mut page, context, "competency_risk", sheets);
    // The numbers behind the charts are read last, and on the screen only.
    page.put(Block::PrintEnd);
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
            met_then: row.is("met_at_anniversary", "Yes"),
            key_people: text("key_people"),
            upgrade: row.is("upgrade_available", "Yes"),
            row: number,
        });
    });
    let best: BTreeMap<LevelKey, String> =
        levels.iter().map(|level| (level.key.clone(), level.best_option.clone())).collect();
    let options = Options::of(context);
    let is_given = context.facts.files.iter().any(|file| file.kind == Kind::Memberships);
    let is_any_held = levels.iter().any(|level: &Level| !level.severity.is_empty());
    let mut seen = Seen {
        spares: Spares::of(&wanted(&levels, &options), context),
        options,
        holds_unknown: !is_given && !is_any_held,
        windows: windows(context),
        levels,
        margins: BTreeMap::new(),
        causes: causes(context),
    };
    each(context.tables.get("requirements"), |row| {
        let key = level_key(&row);
        if best.get(&key).is_none_or(|option| *option != row.text("option")) {
            return;
        }
        if let (true, Some(margin)) = (row.is("kind", "people"), row.amount("margin")) {
            let least = seen.margins.entry(key).or_insert(margin);
            *least = (*least).min(margin);
        }
    });
    seen
}

/// When the level lacks something: today, or only later.
fn lacks(level: &Level) -> When {
    if level.met == "No" { When::Now } else { When::Anniversary }
}

fn is_at_risk(level: &Level) -> bool {
    matches!(level.severity.as_str(), "critical" | "warning")
}

/// Options of levels at risk in which people are missing.
fn lacking<'o>(level: &Level, options: &'o Options) -> Vec<&'o Choice> {
    let when = lacks(level);
    let choices = options.nearest(&level.key, when, &level.best_option);
    if !is_at_risk(level) || choices.iter().any(|choice| choice.is_met(when)) {
        return Vec::new();
    }
    choices.into_iter().filter(|choice| choice.lacks_people(when)).collect()
}

fn wanted(levels: &[Level], options: &Options) -> BTreeSet<(String, String)> {
    let of_level = |level: &Level| {
        let [company, _, competency, _] = &level.key;
        lacking(level, options)
            .into_iter()
            .map(|choice| option_key(company, competency, &choice.name))
            .collect::<Vec<_>>()
    };
    levels.iter().flat_map(of_level).collect()
}

fn windows(context: Context<'_>) -> BTreeMap<[String; 3], Day> {
    let mut windows = BTreeMap::new();
    each(context.tables.get("events"), |row| {
        let (true, Some(day)) = (row.is("kind", "renewal_window_ends"), row.day("date")) else {
            return;
        };
        let key = ["mpn_id", "competency", "level"].map(|column| row.text(column).into_owned());
        windows.entry(key).or_insert(day);
    });
    windows
}

/// The spare skills for each option of the level in which people are missing.
fn repairs<'o>(level: &Level, seen: &'o Seen) -> Vec<(&'o Choice, Found)> {
    let [company, _, competency, _] = &level.key;
    let when = lacks(level);
    let until = level.breach.or(level.anniversary);
    let found = |choice: &'o Choice| {
        let option = (company.as_str(), competency.as_str(), choice.name.as_str());
        let counts = |person: &str| choice.counts(person, when);
        (choice, seen.spares.found(option, when, until, counts))
    };
    lacking(level, &seen.options).into_iter().map(found).collect()
}

/// Whether waiting skills are all that it takes: people are all that is missing today, and nothing
/// is at the anniversary.
fn mends(level: &Level, choice: &Choice) -> bool {
    level.met == "No"
        && level.met_then
        && choice.lacks_people_only(When::Now)
        && choice.is_met(When::Anniversary)
}

fn mends_on(level: &Level, seen: &Seen) -> Option<Day> {
    let mending =
        |(choice, found): (&Choice, Found)| found.visible_on().filter(|_| mends(level, choice));
    repairs(level, seen).into_iter().filter_map(mending).min()
}

/// The day by which something should be done, or on which nothing needs to be any more.
fn until(level: &Level, seen: &Seen, context: Context<'_>) -> Option<Day> {
    if let Some(day) = mends_on(level, seen) {
        return Some(day);
    }
    if let Some(day) = level.breach.filter(|day| *day > context.facts.as_of) {
        return Some(day);
    }
    window_end(level, seen).or(level.anniversary).filter(|day| *day >= context.facts.as_of)
}

/// Of a level in its renewal window.
fn window_end(level: &Level, seen: &Seen) -> Option<Day> {
    let [company, _, competency, name] = &level.key;
    let key = [company, competency, name].map(Clone::clone);
    seen.windows.get(&key).copied().filter(|_| level.state == "Renewal window")
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
    let said = |when| seen.options.missing(&level.key, when, &level.best_option, labels);
    let (missing, missing_then) = (said(When::Now), said(When::Anniversary));
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
        (_, "Yes") if seen.holds_unknown => "not_known_held",
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
    let mut said = vec![labels.say("advice", key, &values)];
    said.extend(behind(level, seen, context));
    said.join(" ")
}

/// What can be done about it, and by whom.
fn behind(level: &Level, seen: &Seen, context: Context<'_>) -> Vec<String> {
    let labels = context.labels;
    let mut said = Vec::new();
    for (choice, found) in repairs(level, seen) {
        said.extend(found.in_words(mends(level, choice), context));
    }
    if is_at_risk(level) {
        let choices = seen.options.nearest(&level.key, lacks(level), &level.best_option);
        let facts: Vec<&str> =
            choices.iter().take(1).flat_map(|choice| choice.unattested(lacks(level))).collect();
        let values = [("facts", &*facts.join(", "))];
        said.extend((!facts.is_empty()).then(|| labels.say("repair", "attest", &values)));
    }
    if let Some(day) = window_end(level, seen).filter(|_| level.met != "Yes") {
        let day = labels.day(Some(day));
        said.push(labels.say("advice", "renewal_window", &[("day", &day)]));
    }
    said.extend(level.upgrade.then(|| labels.get("advice", "upgrade").to_owned()));
    said
}

/// Without them nothing can be at risk, which is no good news.
fn no_memberships(context: Context<'_>) -> ToDo {
    let labels = context.labels;
    ToDo {
        urgency: 0,
        until: None,
        topic: labels.get("source_kind", Kind::Memberships.name()).to_owned(),
        text: labels.get("todo", "no_memberships").to_owned(),
        sheet: context.sheet_name("about").to_owned(),
        row: 1,
    }
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
        until: until(level, seen, context),
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
    let (tone, key) = if seen.holds_unknown {
        (Tone::Muted, "risk_no_memberships")
    } else if held == 0 {
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
                Cell::day(until(level, seen, context).or(level.anniversary)),
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
