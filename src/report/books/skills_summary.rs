//! The Summary of the skills report: who counts, what runs out, whom to ask.

use std::collections::BTreeMap;

use crate::base::{Amount, Day};
use crate::report::book::{Block, Chart, Content, Line, Page, Series, Shape, Sheet};
use crate::report::cell::Tone;
use crate::report::view::{Row, each};
use crate::tables::output::Rows;

use super::context::Context;
use super::skills_sheets::is_shown;
use super::summary::{self, Light, ToDo};

/// States of accounts, in the order of the chart.
const STATES: [(&str, Tone); 5] = [
    ("counts", Tone::Good),
    ("waits", Tone::Notice),
    ("does_not_count", Tone::Bad),
    ("no_skills", Tone::Warning),
    ("off_the_roll", Tone::Muted),
];
const DAYS_AHEAD: i32 = 90;
/// People to contact who have a row of their own.
const CONTACTS_NAMED: usize = 2;
/// Steps that are worth a row, with their urgency.
const STEPS: [(&str, u8); 4] = [
    ("merge_mcid", 2),
    (ASSOCIATE, 3),
    ("delete_and_add_again", 4),
    ("connect_partner_university", 4),
];
/// What contacts are asked for anyway.
const ASSOCIATE: &str = "associate_account";

/// What is counted over all tables.
#[derive(Default)]
struct Seen {
    states: [i64; 5],
    counting: i64,
    pending: i64,
    failing: i64,
    contacts: Vec<Contact>,
    /// By code: how many, their severity, the first row.
    findings: BTreeMap<String, (i64, String, usize)>,
    /// By step: how many accounts, the first row, and whose it is; less those who have a row of
    /// their own.
    steps: BTreeMap<String, (i64, usize, String)>,
    /// The steps of those, by the places of their contacts.
    own_steps: BTreeMap<usize, String>,
    expiring: Vec<(Day, usize)>,
    rejects: i64,
    /// By status: how many, the first row; none where Partner Center's report was not given.
    reconciled: Option<BTreeMap<String, (i64, usize)>>,
    /// Overdue skills whose evidence is ready for support.
    support: usize,
}

struct Contact {
    /// Company and work e-mail.
    key: (String, String),
    name: String,
    skills: i64,
    levels: i64,
    ends: Option<Day>,
    days_left: i64,
}

#[must_use]
pub fn page<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> Page<'a> {
    let seen = see(context);
    let mut lights = vec![light(&seen, context)];
    lights.extend(partner_center(&seen, context));
    let mut page =
        summary::begin(context, "skills_report", &lights, todo(&seen, context), "tblNext");
    let labels = context.labels;
    page.put(Block::Heading(labels.get("heading", "people_by_state").to_owned()));
    let rows = STATES
        .iter()
        .zip(seen.states)
        .map(|((state, _), count)| (labels.get("person_state", state).to_owned(), count))
        .collect();
    page.put(Block::Table(summary::counted(
        context,
        "tblPeople",
        ["person_state", "accounts"],
        rows,
    )));
    if seen.states.iter().any(|count| *count > 0) {
        page.charts.push(chart(&seen, context));
    }
    summary::end(&mut page, context, "skills_report", sheets);
    page
}

#[must_use]
pub fn sheet<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> Sheet<'a> {
    Sheet {
        name: context.sheet_name("summary").to_owned(),
        tab: Some(Tone::Notice),
        content: Content::Page(page(context, sheets)),
    }
}

fn see(context: Context<'_>) -> Seen {
    let mut seen = Seen::default();
    let as_of = context.facts.as_of;
    let mut row_number = 1;
    each(context.tables.get("skills"), |row| {
        if !is_shown(&row, context) {
            return;
        }
        row_number += 1;
        match &*row.text("verdict") {
            "counts" => seen.counting += 1,
            "pending" => seen.pending += 1,
            _ => seen.failing += 1,
        }
        let soon = row.day("expires_on").filter(|day| *day <= as_of.plus_days(DAYS_AHEAD));
        if let (Some(day), false) = (soon, row.is("verdict", "no")) {
            seen.expiring.push((day, row_number));
        }
    });
    each(context.tables.get("contacts"), |row| {
        seen.contacts.push(Contact {
            key: person(&row),
            name: full_name(&row),
            skills: row.number("skills").unwrap_or(0),
            levels: row.number("levels_lost").unwrap_or(0),
            ends: row.day("grace_ends_on"),
            days_left: row.number("days_left").unwrap_or(0),
        });
    });
    see_team(&mut seen, context);
    let mut number = 1;
    each(context.tables.get("findings"), |row| {
        number += 1;
        let entry = seen
            .findings
            .entry(row.text("code").into_owned())
            .or_insert_with(|| (0, row.text("severity").into_owned(), number));
        entry.0 += 1;
    });
    seen.rejects =
        i64::try_from(context.tables.get("rejects").map_or(0, Rows::len)).unwrap_or(i64::MAX);
    see_partner_center(&mut seen, context);
    seen
}

fn see_partner_center(seen: &mut Seen, context: Context<'_>) {
    let Some(rows) = context.tables.get("reconciliation") else { return };
    let mut statuses = BTreeMap::new();
    let mut number = 1;
    each(Some(rows), |row| {
        number += 1;
        let entry = statuses.entry(row.text("status").into_owned()).or_insert((0, number));
        entry.0 += 1;
    });
    seen.reconciled = Some(statuses);
    seen.support = context.tables.get("support").map_or(0, Rows::len);
}

fn see_team(seen: &mut Seen, context: Context<'_>) {
    let mut number = 1;
    each(context.tables.get("team"), |row| {
        number += 1;
        let some = |column| row.number(column).unwrap_or(0) > 0;
        let state = if row.yes("active") == Some(false) {
            4
        } else if some("counting") {
            0
        } else if some("pending") {
            1
        } else if some("not_counting") {
            2
        } else {
            3
        };
        seen.states[state] += 1;
        let named = seen.contacts.iter().take(CONTACTS_NAMED);
        let is_of =
            |(id, email): &(String, String)| row.is("mpn_id", id) && row.is("work_email", email);
        let step = row.text("next_step");
        if let Some(place) = named.map(|one| &one.key).position(is_of) {
            seen.own_steps.insert(place, step.into_owned());
            return;
        }
        match seen.steps.get_mut(&*step) {
            Some(known) => known.0 += 1,
            None => {
                seen.steps.insert(step.into_owned(), (1, number, full_name(&row)));
            }
        }
    });
}

fn person(row: &Row<'_, '_>) -> (String, String) {
    (row.text("mpn_id").into_owned(), row.text("work_email").into_owned())
}

#[must_use]
pub fn full_name(row: &Row<'_, '_>) -> String {
    let (first, last) = (row.text("first_name"), row.text("last_name"));
    let name = format!("{first} {last}");
    if name.trim().is_empty() {
        row.text("work_email").into_owned()
    } else {
        name.trim().to_owned()
    }
}

fn light(seen: &Seen, context: Context<'_>) -> Light {
    let labels = context.labels;
    if seen.findings.contains_key("no_skills") || seen.counting + seen.pending + seen.failing == 0 {
        return Light { tone: Tone::Bad, text: labels.get("light_says", "no_skills").to_owned() };
    }
    let contacts = i64::try_from(seen.contacts.len()).unwrap_or(i64::MAX);
    let counts = [
        ("counting", labels.amount(Amount::whole(seen.counting))),
        ("pending", labels.amount(Amount::whole(seen.pending))),
        ("failing", labels.amount(Amount::whole(seen.failing))),
        ("contacts", labels.amount(Amount::whole(contacts))),
    ];
    let values: Vec<(&str, &str)> =
        counts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let errors = seen.findings.values().any(|(_, severity, _)| severity == "error");
    let closing = seen.contacts.iter().any(|one| one.days_left <= 30);
    let (tone, key) = if !seen.contacts.is_empty() {
        (if closing { Tone::Bad } else { Tone::Warning }, "skills_contacts")
    } else if errors {
        (Tone::Bad, "skills_counted")
    } else if seen.findings.values().any(|(_, severity, _)| severity == "warning") {
        (Tone::Warning, "skills_counted")
    } else {
        (Tone::Good, "skills_counted")
    };
    Light { tone, text: labels.say("light_says", key, &values) }
}

/// How far we and Partner Center's own report agree.
fn partner_center(seen: &Seen, context: Context<'_>) -> Option<Light> {
    let statuses = seen.reconciled.as_ref()?;
    let count = |status: &str| statuses.get(status).map_or(0, |(count, _)| *count);
    let (agrees, overdue, unexpected) = (count("agrees"), count("overdue"), count("unexpected"));
    let tone = if overdue > 0 {
        Tone::Warning
    } else if unexpected > 0 {
        Tone::Notice
    } else {
        Tone::Good
    };
    let labels = context.labels;
    let counts = [agrees, overdue, unexpected].map(|count| labels.amount(Amount::whole(count)));
    let values = [("agrees", &*counts[0]), ("overdue", &*counts[1]), ("unexpected", &*counts[2])];
    Some(Light { tone, text: labels.say("light_says", "reconciled", &values) })
}

/// Where a finding is best looked at: its evidence, else the finding.
fn place_of_finding(seen: &Seen, code: &str, row: usize) -> (&'static str, usize) {
    let first = |status| Some(seen.reconciled.as_ref()?.get(status)?.1);
    match (code, first("unexpected")) {
        ("overdue_in_partner_center", _) if seen.support > 0 => ("support_pack", 2),
        ("unexpected_in_partner_center", Some(first)) => ("reconciliation", first),
        _ => ("findings", row),
    }
}

fn todo(seen: &Seen, context: Context<'_>) -> Vec<ToDo> {
    let labels = context.labels;
    let mut todo = Vec::new();
    for (place, one) in seen.contacts.iter().enumerate().take(CONTACTS_NAMED) {
        let (skills, levels) = (one.skills.to_string(), one.levels.to_string());
        let ends = labels.day(one.ends);
        let values =
            [("name", &*one.name), ("skills", &*skills), ("levels", &*levels), ("ends", &*ends)];
        let is_open = one.days_left > 0;
        let own_step = seen.own_steps.get(&place).map(String::as_str);
        let key = match (is_open, one.ends) {
            (true, Some(_)) => "contact_open",
            (false, Some(_)) => "contact_past",
            _ => "contact_undated",
        };
        todo.push(ToDo {
            urgency: if one.levels > 0 { 1 } else { 3 },
            until: one.ends.filter(|_| is_open),
            topic: labels.get("topic", "contact").to_owned(),
            text: contact_text(labels.say("todo", key, &values), one, own_step, context),
            sheet: context.sheet_name("contact_list").to_owned(),
            row: place + 2,
        });
    }
    for (code, (count, severity, row)) in &seen.findings {
        let urgency = match severity.as_str() {
            "error" => 0,
            "warning" => 5,
            _ => continue,
        };
        let urgency = if code == "no_skills" { 0 } else { urgency };
        let (sheet, row) = place_of_finding(seen, code, *row);
        todo.push(ToDo {
            urgency,
            until: None,
            topic: labels.code("finding", code.as_str().into()).into_owned(),
            text: summary::counted_text(
                context,
                *count,
                &labels.code("finding_todo", code.as_str().into()),
            ),
            sheet: context.sheet_name(sheet).to_owned(),
            row,
        });
    }
    steps(seen, context, &mut todo);
    if let Some((day, row)) = seen.expiring.iter().min() {
        let count = seen.expiring.len().to_string();
        let day_said = labels.day(Some(*day));
        todo.push(ToDo {
            urgency: 2,
            until: Some(*day),
            topic: labels.get("topic", "expires").to_owned(),
            text: labels.say("todo", "expires", &[("count", &count), ("day", &day_said)]),
            sheet: context.sheet_name("skills_report").to_owned(),
            row: *row,
        });
    }
    if seen.rejects > 0 {
        let count = seen.rejects.to_string();
        todo.push(ToDo {
            urgency: 6,
            until: None,
            topic: labels.get("topic", "rejects").to_owned(),
            text: labels.say("todo", "rejects", &[("count", &count)]),
            sheet: context.sheet_name("rejected_rows").to_owned(),
            row: 2,
        });
    }
    todo
}

fn steps(seen: &Seen, context: Context<'_>, todo: &mut Vec<ToDo>) {
    let labels = context.labels;
    for (step, urgency) in STEPS {
        if let Some((count, row, name)) = seen.steps.get(step) {
            todo.push(ToDo {
                urgency,
                until: None,
                topic: labels.get("next_step", step).to_owned(),
                text: of_persons(context, name, *count, labels.get("step_todo", step)),
                sheet: context.sheet_name("team_status").to_owned(),
                row: *row,
            });
        }
    }
}

/// Whom to contact, with the next step where it is another one.
fn contact_text(
    asked: String,
    contact: &Contact,
    step: Option<&str>,
    context: Context<'_>,
) -> String {
    let known = STEPS.into_iter().map(|(known, _)| known).filter(|known| *known != ASSOCIATE);
    let Some(step) = known.into_iter().find(|known| step == Some(*known)) else { return asked };
    let more = of_persons(context, &contact.name, 1, context.labels.get("step_todo", step));
    format!("{asked} {more}")
}

/// What to do for a person, and for how many more.
fn of_persons(context: Context<'_>, name: &str, count: i64, text: &str) -> String {
    let more = (count - 1).to_string();
    let key = if count > 1 { "persons" } else { "person" };
    context.labels.say("todo", key, &[("name", name), ("more", &more), ("text", text)])
}

fn chart(seen: &Seen, context: Context<'_>) -> Chart {
    let labels = context.labels;
    let told: Vec<String> = STATES
        .iter()
        .zip(seen.states)
        .map(|((state, _), count)| format!("{}: {count}", labels.get("person_state", state)))
        .collect();
    let title = labels.get("heading", "people_by_state").to_owned();
    Chart {
        alternative: format!("{title}. {}", told.join(", ")),
        title,
        table: "tblPeople".to_owned(),
        categories: 0,
        series: vec![Series {
            name: labels.get("column", "accounts").to_owned(),
            column: 1,
            line: Line::Shape,
            tone: Tone::Notice,
            points: STATES.iter().map(|(_, tone)| *tone).collect(),
        }],
        shape: Shape::Bars,
        value_title: labels.get("column", "accounts").to_owned(),
        unit: summary::unit(&seen.states),
    }
}
