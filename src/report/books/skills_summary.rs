//! The Summary of the skills report: what to do next, who counts, what runs out.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Amount, Day};
use crate::report::book::{
    Chart, ChartShape, LineStyle, PageBlock, Series, Sheet, SheetContent, SheetPage,
};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::view::{Row, each};
use crate::tables::output::Rows;
use crate::tables::{RejectCode, columns};

use super::context::Context;
use super::light::Light;
use super::skills_sheets::{REJECTS_SHOWN, full_name, is_shown};
use super::summary::{self, ToDo, Todos};
use super::todos::CompaniesOf;
use super::verdict::verdicts;
use super::{next_lines, next_table};

/// States of accounts, in the order of the chart.
const STATES: [(&str, Tone); 5] = [
    ("counts", Tone::Good),
    ("waits", Tone::Notice),
    ("does_not_count", Tone::Bad),
    ("no_skills", Tone::Warning),
    ("off_the_roll", Tone::Muted),
];
const DAYS_AHEAD: i32 = 90;
/// Days of grace that are few.
const CLOSING_DAYS: i64 = 30;
/// Steps that no action asks for, with their urgency.
const STEPS: [(&str, u8); 2] = [(ASSOCIATE, 3), ("connect_partner_university", 4)];
const ASSOCIATE: &str = "associate_account";

/// What is counted over all tables.
#[derive(Default)]
struct SummaryCounts {
    states: [i64; 5],
    counting: i64,
    pending: i64,
    failing: i64,
    contact_count: u64,
    /// The grace of a contact is over, or ends within a month.
    is_closing: bool,
    /// By code, with their severity.
    findings: BTreeMap<String, (RowTally, String)>,
    /// By step, with the name of the first person; less those whom an action asks.
    steps: BTreeMap<String, (RowTally, String)>,
    expiring: RowTally,
    /// The first skill that expires, with its row.
    first_expiring: Option<(Day, usize)>,
    /// Rows that are to be corrected, and the first of them.
    rejects: i64,
    first_reject: Option<usize>,
    /// By status: how many, the first row; none where Partner Center's report was not given.
    reconciled: Option<BTreeMap<String, (i64, usize)>>,
    /// Overdue skills whose evidence is ready for support.
    support: usize,
}

/// Rows of one kind: how many, the first, and of which companies.
#[derive(Default)]
struct RowTally {
    count: u64,
    row: usize,
    whose: CompaniesOf,
}

impl RowTally {
    fn see(&mut self, row: usize, mpn_id: &str) {
        if self.count == 0 {
            self.row = row;
        }
        self.count += 1;
        self.whose.see(mpn_id);
    }
}

#[must_use]
pub(crate) fn page<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> SheetPage<'a> {
    let labels = context.labels;
    let seen = see(&next_lines::asked(context.actions()), context);
    let verdict = verdicts(context);
    let mut own = vec![(labels.get("title", "skills_report"), light(&seen, context))];
    let compared = partner_center(&seen, context);
    own.extend(compared.map(|light| (labels.get("fact", "reconciliation"), light)));
    let mut page = summary::begin_with(context, "skills_report", verdict, own);
    next_table::put(&mut page, context, ("skills_report", sheets));
    summary::further(&mut page, context, todo(&seen, context));
    page.put(PageBlock::Heading(labels.get("heading", "people_by_state").to_owned()));
    let rows = STATES
        .iter()
        .zip(seen.states)
        .map(|((state, _), count)| {
            let word = labels.get("person_state", state);
            (word.to_owned(), Cell::text(word), count)
        })
        .collect();
    page.put(PageBlock::Table(summary::counted(
        context,
        "tblPeople",
        [("person_state", Look::Text), ("accounts", Look::Count)],
        rows,
    )));
    if seen.states.iter().any(|count| *count > 0) {
        page.charts.push(chart(&seen, context));
    }
    summary::end(&mut page, context, "skills_report", sheets);
    page
}

#[must_use]
pub(crate) fn sheet<'a>(context: Context<'a>, sheets: &[Sheet<'_>]) -> Sheet<'a> {
    Sheet {
        name: context.sheet_name("summary").to_owned(),
        tab: Some(Tone::Notice),
        content: SheetContent::Page(page(context, sheets)),
    }
}

fn see(asked: &BTreeSet<(String, String)>, context: Context<'_>) -> SummaryCounts {
    let mut seen = SummaryCounts::default();
    let as_of = context.facts.as_of;
    let mut row_number = 1;
    each(context.tables.get("skills"), |row| {
        if !is_shown(&row, context) {
            return;
        }
        row_number += 1;
        match &*row.text(columns::VERDICT) {
            "counts" => seen.counting += 1,
            "pending" => seen.pending += 1,
            _ => seen.failing += 1,
        }
        let soon = row.day(columns::EXPIRES_ON).filter(|day| *day <= as_of.plus_days(DAYS_AHEAD));
        if let (Some(day), false) = (soon, row.is(columns::VERDICT, "no")) {
            seen.expiring.see(row_number, &row.text(columns::MPN_ID));
            let first = seen.first_expiring.get_or_insert((day, row_number));
            *first = (*first).min((day, row_number));
        }
    });
    each(context.tables.get("contacts"), |row| {
        seen.contact_count += 1;
        seen.is_closing |= row.number(columns::DAYS_LEFT).unwrap_or(0) <= CLOSING_DAYS;
    });
    see_team(&mut seen, asked, context);
    let mut number = 1;
    each(context.tables.get("findings"), |row| {
        number += 1;
        let entry = seen.findings.entry(row.text(columns::CODE).into_owned()).or_default();
        entry.0.see(number, &row.text(columns::MPN_ID));
        entry.1 = row.text(columns::SEVERITY).into_owned();
    });
    // Of an exact repeat one row is kept, and nothing is to be corrected.
    let mut number = 1;
    each(context.tables.get("rejects"), |row| {
        number += 1;
        if !row.is(columns::CODE, RejectCode::DuplicateRow.name()) {
            seen.rejects += 1;
            seen.first_reject = seen.first_reject.or(Some(number));
        }
    });
    see_partner_center(&mut seen, context);
    seen
}

fn see_partner_center(seen: &mut SummaryCounts, context: Context<'_>) {
    let Some(rows) = context.tables.get("reconciliation") else { return };
    let mut statuses = BTreeMap::new();
    let mut number = 1;
    each(Some(rows), |row| {
        number += 1;
        let entry = statuses.entry(row.text(columns::STATUS).into_owned()).or_insert((0, number));
        entry.0 += 1;
    });
    seen.reconciled = Some(statuses);
    seen.support = context.tables.get("support").map_or(0, Rows::len);
}

fn see_team(seen: &mut SummaryCounts, asked: &BTreeSet<(String, String)>, context: Context<'_>) {
    let mut number = 1;
    each(context.tables.get("team"), |row| {
        number += 1;
        let some = |column| row.number(column).unwrap_or(0) > 0;
        let state = if row.yes(columns::ACTIVE) == Some(false) {
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
        let step = row.text(columns::NEXT_STEP);
        if *step == *ASSOCIATE && asked.contains(&person(&row)) {
            return;
        }
        if !seen.steps.contains_key(&*step) {
            seen.steps.insert(step.to_string(), (RowTally::default(), full_name(&row)));
        }
        if let Some((tally, _)) = seen.steps.get_mut(&*step) {
            tally.see(number, &row.text(columns::MPN_ID));
        }
    });
}

fn person(row: &Row<'_, '_>) -> (String, String) {
    (row.text(columns::MPN_ID).into_owned(), row.text(columns::WORK_EMAIL).into_owned())
}

fn light(seen: &SummaryCounts, context: Context<'_>) -> Light {
    let labels = context.labels;
    if seen.findings.contains_key("no_skills") || seen.counting + seen.pending + seen.failing == 0 {
        return Light { tone: Tone::Bad, text: labels.get("light_says", "no_skills").to_owned() };
    }
    let counts = [
        ("counting", labels.amount(Amount::whole(seen.counting))),
        ("pending", labels.amount(Amount::whole(seen.pending))),
        ("failing", labels.amount(Amount::whole(seen.failing))),
        ("contacts", context.count(seen.contact_count)),
    ];
    let values: Vec<(&str, &str)> =
        counts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let has = |wanted: &str| seen.findings.values().any(|(_, severity)| severity == wanted);
    let (tone, key) = if seen.contact_count > 0 {
        (if seen.is_closing { Tone::Bad } else { Tone::Warning }, "skills_contacts")
    } else if has("error") {
        (Tone::Bad, "skills_counted")
    } else if has("warning") {
        (Tone::Warning, "skills_counted")
    } else {
        (Tone::Good, "skills_counted")
    };
    Light { tone, text: labels.say("light_says", key, &values) }
}

/// How far we and Partner Center's own report agree.
fn partner_center(seen: &SummaryCounts, context: Context<'_>) -> Option<Light> {
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
fn place_of_finding(seen: &SummaryCounts, code: &str, row: usize) -> (&'static str, usize) {
    let first = |status| Some(seen.reconciled.as_ref()?.get(status)?.1);
    match (code, first("unexpected")) {
        ("overdue_in_partner_center", _) if seen.support > 0 => ("support_pack", 2),
        ("unexpected_in_partner_center", Some(first)) => ("reconciliation", first),
        _ => ("findings", row),
    }
}

fn todo(seen: &SummaryCounts, context: Context<'_>) -> Todos {
    let mut todo = Todos::default();
    findings(seen, context, &mut todo);
    steps(seen, context, &mut todo);
    expiring(seen, context, &mut todo);
    if seen.rejects > 0 {
        let labels = context.labels;
        let count = labels.amount(Amount::whole(seen.rejects));
        todo.put(ToDo {
            urgency: 6,
            until: None,
            whose: String::new(),
            topic: labels.get("topic", "rejects").to_owned(),
            text: match usize::try_from(seen.rejects) {
                Ok(all) if all > REJECTS_SHOWN => {
                    let shown = i64::try_from(REJECTS_SHOWN).unwrap_or(i64::MAX);
                    let shown = labels.amount(Amount::whole(shown));
                    labels.say("todo", "rejects_cut", &[("count", &count), ("shown", &shown)])
                }
                _ => labels.say("todo", "rejects", &[("count", &count)]),
            },
            sheet: context.sheet_name("rejected_rows").to_owned(),
            row: seen.first_reject.unwrap_or(2),
        });
    }
    todo
}

fn findings(seen: &SummaryCounts, context: Context<'_>, todo: &mut Todos) {
    let labels = context.labels;
    for (code, (tally, severity)) in &seen.findings {
        let urgency = match severity.as_str() {
            "error" => 0,
            "warning" => 5,
            _ => continue,
        };
        let urgency = if code == "no_skills" { 0 } else { urgency };
        let (sheet, row) = place_of_finding(seen, code, tally.row);
        todo.put(ToDo {
            urgency,
            until: None,
            whose: tally.whose.in_words(context),
            topic: labels.code("finding", code.as_str().into()).into_owned(),
            text: summary::counted_text(
                context,
                tally.count,
                &labels.code("finding_todo", code.as_str().into()),
            ),
            sheet: context.sheet_name(sheet).to_owned(),
            row,
        });
    }
}

fn expiring(seen: &SummaryCounts, context: Context<'_>, todo: &mut Todos) {
    let labels = context.labels;
    if let Some((day, row)) = seen.first_expiring {
        let count = context.count(seen.expiring.count);
        let day_said = labels.day(Some(day));
        todo.put(ToDo {
            urgency: 2,
            until: Some(day),
            whose: seen.expiring.whose.in_words(context),
            topic: labels.get("topic", "expires").to_owned(),
            text: labels.say("todo", "expires", &[("count", &count), ("day", &day_said)]),
            sheet: context.sheet_name("skills_report").to_owned(),
            row,
        });
    }
}

fn steps(seen: &SummaryCounts, context: Context<'_>, todo: &mut Todos) {
    let labels = context.labels;
    for (step, urgency) in STEPS {
        if let Some((tally, name)) = seen.steps.get(step) {
            todo.put(ToDo {
                urgency,
                until: None,
                whose: tally.whose.in_words(context),
                topic: labels.get("next_step", step).to_owned(),
                text: of_persons(context, name, tally.count, labels.get("step_todo", step)),
                sheet: context.sheet_name("team_status").to_owned(),
                row: tally.row,
            });
        }
    }
}

/// What to do for a person, and for how many more.
fn of_persons(context: Context<'_>, name: &str, count: u64, text: &str) -> String {
    let more = context.count(count.saturating_sub(1));
    let key = if count > 1 { "persons" } else { "person" };
    context.labels.say("todo", key, &[("name", name), ("more", &more), ("text", text)])
}

fn chart(seen: &SummaryCounts, context: Context<'_>) -> Chart {
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
            line: LineStyle::Shape,
            tone: Tone::Notice,
            points: STATES.iter().map(|(_, tone)| *tone).collect(),
        }],
        shape: ChartShape::Bars,
        value_title: labels.get("column", "accounts").to_owned(),
        unit: summary::unit(&seen.states),
    }
}
