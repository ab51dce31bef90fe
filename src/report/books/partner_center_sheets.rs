//! The sheets that hold our skills against Partner Center's own report, and the evidence for what is
//! overdue there.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::book::Sheet;
use crate::report::cell::{Cell, Look, Tone};
use crate::report::view::{Row, each};
use crate::report::write::xlsx_table::SMALL_ROWS_MAX;
use crate::tables::columns;

use super::context::Context;
use super::field::Field;
use super::mirror::Mirror;
use super::skills_sheets::{full_name, is_shown, name};

pub(crate) const STATUSES: [(&str, Tone); 3] =
    [("agrees", Tone::Good), ("overdue", Tone::Bad), ("unexpected", Tone::Warning)];

/// Company, work e-mail, skill.
type ReportedSkill = [String; 3];

/// Both sheets; none where Partner Center's report was not given, as there is nothing to hold against.
#[must_use]
pub(crate) fn sheets(context: Context<'_>) -> Vec<Sheet<'_>> {
    if context.tables.get("reconciliation").is_none() {
        return Vec::new();
    }
    let mut support = support(context);
    if let crate::report::book::SheetContent::Table(table) = &mut support.content {
        context.labels.get("word", "nothing_overdue").clone_into(&mut table.empty);
    }
    vec![reconciliation(context), support]
}

/// V2: every skill that we or Partner Center have, and what explains a difference.
fn reconciliation(context: Context<'_>) -> Sheet<'_> {
    Mirror {
        sheet: "reconciliation",
        table: "tblReconciliation",
        of: "reconciliation",
        fields: vec![
            Field::code(context, columns::STATUS, "reconciled")
                .named("reconciled")
                .accented(context.tones("reconciled", &STATUSES))
                .by("V2"),
            Field::code(context, columns::CLASS, "explanation")
                .named("explanation")
                .looking(Look::Prose)
                .widest(34)
                .by("V2"),
            linked_email(context, "reconciliation"),
            Field::mcid(context),
            skill(),
            Field::day(columns::VISIBLE_ON).by("V1"),
            Field::number(columns::DAYS_WAITED).by("V2"),
            Field::text(columns::FILE).named("transcript_file"),
            Field::number(columns::LINE).named("transcript_line"),
            Field::text(columns::REPORT_FILE),
            Field::number(columns::REPORT_LINE),
        ],
        keep: None,
        order: None,
        frozen: 3,
        tab: None,
    }
    .sheet(context)
}

/// S2: what Partner Center's support asks for, a row for each overdue skill.
fn support(context: Context<'_>) -> Sheet<'_> {
    Mirror {
        sheet: "support_pack",
        table: "tblSupport",
        of: "support",
        fields: vec![
            name("first_name"),
            name("last_name"),
            linked_email(context, "support"),
            Field::mcid(context),
            Field::yes_no(context, columns::ASSOCIATED_PC).by("A2, A3"),
            Field::day(columns::ASSOCIATED_ON).by("A2"),
            skill(),
            Field::text(columns::SKILL_TITLE).looking(Look::Prose).widest(34),
            Field::day(columns::COMPLETED_ON),
            Field::day(columns::EXPIRES_ON).by("R2"),
            Field::day(columns::VISIBLE_ON).by("V1"),
            Field::number(columns::DAYS_WAITED).by("S2"),
            Field::text(columns::USER_FILE),
            Field::number(columns::USER_LINE),
            Field::text(columns::TRANSCRIPT_FILE),
            Field::number(columns::TRANSCRIPT_LINE),
            Field::made("text_for_support", Look::Prose, move |row| message(row, context))
                .widest(60),
        ],
        keep: None,
        order: None,
        frozen: 3,
        tab: Some(Tone::Warning),
    }
    .sheet(context)
}

/// A text that can be pasted into a support request as it stands.
fn message<'a>(row: &Row<'_, 'a>, context: Context<'_>) -> Cell<'a> {
    let labels = context.labels;
    let full_name = full_name(row);
    let number =
        |column| row.number(column).map_or_else(String::new, |number: i64| number.to_string());
    let mpn_id = row.text(columns::MPN_ID);
    let texts = [
        ("name", full_name),
        ("company", context.facts.company_name(&mpn_id).to_owned()),
        ("mpn_id", mpn_id.into_owned()),
        ("email", row.text(columns::WORK_EMAIL).into_owned()),
        ("mcid", context.mcids().shown(row.text(columns::MCID)).into_owned()),
        ("skill", row.text(columns::SKILL_CODE).into_owned()),
        ("completed", labels.day(row.day(columns::COMPLETED_ON))),
        ("visible", labels.day(row.day(columns::VISIBLE_ON))),
        ("days", number("days_waited")),
    ];
    let values: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Cell::text(labels.say("message", "support", &values))
}

fn skill<'a>() -> Field<'a> {
    Field::text(columns::SKILL_CODE).looking(Look::Prose).widest(34)
}

/// The e-mail leads to the skill on the Skills report. It is short enough for one line: not every
/// program wraps links.
fn linked_email<'a>(context: Context<'a>, table: &'static str) -> Field<'a> {
    let rows = skill_rows(context, table);
    let sheet = context.sheet_name("skills_report");
    Field::made("linked_email", Look::Text, move |row| {
        let email = row.text(columns::WORK_EMAIL);
        match rows.get(&skill_key(row)) {
            Some(place) if !email.is_empty() => Cell::link(email, sheet, *place),
            _ => Cell::text(email),
        }
    })
}

fn skill_key(row: &Row<'_, '_>) -> ReportedSkill {
    [columns::MPN_ID, columns::WORK_EMAIL, columns::SKILL_CODE]
        .map(|column| row.text(column).into_owned())
}

/// The rows on the Skills report of the skills that a table names; none for tables that are too
/// large for links.
fn skill_rows(context: Context<'_>, table: &str) -> BTreeMap<ReportedSkill, usize> {
    let mut rows = BTreeMap::new();
    if context.tables.get(table).is_none_or(|rows| rows.len() > SMALL_ROWS_MAX) {
        return rows;
    }
    let mut wanted = BTreeSet::new();
    each(context.tables.get(table), |row| {
        wanted.insert(skill_key(&row));
    });
    let mut number = 1;
    each(context.tables.get("skills"), |row| {
        if !is_shown(&row, context) {
            return;
        }
        number += 1;
        let key = skill_key(&row);
        if wanted.contains(&key) {
            rows.entry(key).or_insert(number);
        }
    });
    rows
}
