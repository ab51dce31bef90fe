//! The sheets of the skills report.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::base::Day;
use crate::report::book::{Accent, Sheet};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::view::Row;

use super::context::Context;
use super::field::Field;
use super::level_order::is_linked;
use super::mail;
use super::mirror::Mirror;
use super::next_lines;
use super::why::Why;

const VERDICTS: [(&str, Tone); 3] =
    [("counts", Tone::Good), ("pending", Tone::Notice), ("no", Tone::Bad)];

/// Partner Center's own columns in their order, then ours.
#[must_use]
pub(crate) fn skills(context: Context<'_>) -> Sheet<'_> {
    let as_of = context.facts.as_of;
    let why = Why::of(context.labels, as_of);
    let mut fields = vec![
        name("first_name"),
        name("last_name"),
        Field::text("work_email"),
        Field::mcid(context),
        Field::yes_no(context, "associated_pmc").by("A2"),
        Field::yes_no(context, "associated_pc").by("A2, A3"),
        Field::code(context, "skill_type", "skill_type"),
        Field::text("skill_code").looking(Look::Prose).widest(22),
        Field::text("skill_title").looking(Look::Prose).widest(34),
        Field::day("completed_on"),
        relevant_for(context).by("R1"),
        Field::day("expires_on").accented(Accent::Nearing(as_of)).by("R2"),
        Field::code(context, "verdict", "verdict").accented(context.tones("verdict", &VERDICTS)),
        Field::told("why", move |row, said| why.tell(row, said)).widest(58).by("S4"),
        Field::day("visible_on").by("V1"),
        Field::day("retired_on").by("R3"),
    ];
    if context.facts.several_companies() {
        fields.extend([Field::id("mpn_id"), Field::company(context)]);
    }
    Mirror {
        sheet: "skills_report",
        table: "tblSkills",
        of: "skills",
        fields,
        keep: Some(Box::new(move |row| is_shown(row, context))),
        order: None,
        frozen: 3,
        tab: None,
    }
    .sheet(context)
}

/// With a user, relevant, completed, and not retired for longer than retired skills are shown.
#[must_use]
pub(crate) fn is_shown(row: &Row<'_, '_>, context: Context<'_>) -> bool {
    let hidden = ["no_user", "not_relevant", "not_completed"];
    if hidden.iter().any(|reason| row.lists("reasons", reason)) {
        return false;
    }
    let Some(retired) = row.day("retired_on") else { return true };
    let through = context.facts.in_force.retired_display_months.after(retired);
    context.facts.as_of <= through || row.is("verdict", "counts")
}

/// Long names take a second line instead of the room of the others.
#[must_use]
pub(crate) fn name<'a>(column: &'static str) -> Field<'a> {
    Field::text(column).looking(Look::Prose).widest(20)
}

fn relevant_for(context: Context<'_>) -> Field<'_> {
    Field::list(context, "relevant_for").widest(30)
}

#[must_use]
pub(crate) fn contacts(context: Context<'_>) -> Sheet<'_> {
    let is_linked = is_linked(context.tables.get("contacts"));
    let healing = next_lines::healing(&next_lines::actions(context));
    Mirror {
        sheet: "contact_list",
        table: "tblContacts",
        of: "contacts",
        fields: vec![
            Field::number("rank").by("G2"),
            name("first_name"),
            name("last_name"),
            Field::made("work_email", Look::Text, move |row| mail(row, is_linked, context)),
            Field::mcid(context),
            Field::list(context, "restores").widest(30).by("G2"),
            Field::made("heals_on", Look::Date, move |row| Cell::day(heals_on(row, &healing)))
                .by("N1"),
            Field::list(context, "any_of").widest(36).by("G2"),
            Field::list(context, "helps").widest(30).by("G2"),
            Field::number("levels_lost").accented(Accent::Bars(None)).by("G2"),
            Field::number("requirements_counted").by("G2"),
            Field::number("skills").by("G2"),
            Field::list(context, "skill_codes").widest(30),
            Field::day("grace_ends_on").accented(Accent::Nearing(context.facts.as_of)).by("G1"),
            Field::number("days_left").by("G1"),
            Field::made("message_to_send", Look::Prose, move |row| {
                Cell::text(message(row, context))
            })
            .widest(60),
        ],
        keep: None,
        order: None,
        frozen: 4,
        tab: Some(Tone::Bad),
    }
    .sheet(context)
}

/// The day on which all that somebody restores is met again anyway.
fn heals_on(row: &Row<'_, '_>, healing: &BTreeMap<(String, String), Day>) -> Option<Day> {
    let (mpn_id, restores) = (row.text("mpn_id"), row.text("restores"));
    let day = |title: &str| healing.get(&(mpn_id.to_string(), title.to_owned())).copied();
    if restores.is_empty() || healing.is_empty() {
        return None;
    }
    let days: Option<Vec<Day>> = restores.split(';').map(day).collect();
    days?.into_iter().max()
}

/// The e-mail, which begins a mail with the text.
fn mail<'a>(row: &Row<'_, 'a>, is_linked: bool, context: Context<'_>) -> Cell<'a> {
    let email = row.text("work_email");
    if !is_linked {
        return Cell::text(email);
    }
    let mpn_id = row.text("mpn_id");
    let company = context.facts.company_name(&mpn_id);
    let subject = context.labels.say("message", "contact_subject", &[("company", company)]);
    mail::cell(&email, &subject, &message(row, context))
}

/// A text that can be sent as it stands.
fn message(row: &Row<'_, '_>, context: Context<'_>) -> String {
    let first = row.text("first_name");
    let name = if first.is_empty() { row.text("work_email") } else { first };
    let mpn_id = row.text("mpn_id");
    let codes = row.text("skill_codes").replace(';', ", ");
    let grace = context.labels.day(row.day("grace_ends_on"));
    let open = row.number("days_left").unwrap_or(0) > 0;
    let key = match (open, row.day("grace_ends_on")) {
        (true, Some(_)) => "contact_open",
        (false, Some(_)) => "contact_past",
        _ => "contact_undated",
    };
    let values = [
        ("name", &*name),
        ("company", context.facts.company_name(&mpn_id)),
        ("email", &*row.text("work_email")),
        ("mcid", &*context.mcids().shown(row.text("mcid"))),
        ("skills", codes.as_str()),
        ("ends", grace.as_str()),
    ];
    let said = context.labels.say("message", key, &values);
    // The id may not be known.
    if row.text("mcid").is_empty() { said.replace(" (MCID )", "") } else { said }
}

const STEPS: [(&str, Tone); 7] = [
    ("delete_and_add_again", Tone::Bad),
    ("merge_mcid", Tone::Bad),
    ("associate_account", Tone::Bad),
    ("connect_partner_university", Tone::Warning),
    ("renew", Tone::Warning),
    ("wait", Tone::Notice),
    ("none", Tone::Good),
];

#[must_use]
pub(crate) fn team(context: Context<'_>) -> Sheet<'_> {
    Mirror {
        sheet: "team_status",
        table: "tblTeam",
        of: "team",
        fields: vec![
            name("first_name"),
            name("last_name"),
            Field::text("work_email"),
            Field::yes_no(context, "active").by("A1"),
            Field::yes_no(context, "partner_university").by("S1"),
            Field::yes_no(context, "associated_pc").by("A2, A3"),
            Field::yes_no(context, "associated_pmc").by("A2"),
            Field::mcid(context),
            Field::number("counting").by("S1"),
            Field::number("pending").by("V1"),
            Field::number("not_counting").by("S1"),
            Field::code(context, "reason", "reason").named("first_reason").by("S1"),
            Field::code(context, "next_step", "next_step")
                .accented(context.tones("next_step", &STEPS))
                .by("S1"),
        ],
        keep: None,
        order: None,
        frozen: 3,
        tab: None,
    }
    .sheet(context)
}

const FINDING_TONES: [(&str, Tone); 3] =
    [("error", Tone::Bad), ("warning", Tone::Warning), ("info", Tone::Notice)];

#[must_use]
pub(crate) fn findings(context: Context<'_>) -> Sheet<'_> {
    let labels = context.labels;
    Mirror {
        sheet: "findings",
        table: "tblFindings",
        of: "findings",
        fields: vec![
            Field::code(context, "severity", "finding_severity")
                .accented(context.tones("finding_severity", &FINDING_TONES)),
            Field::code(context, "code", "finding")
                .named("finding")
                .looking(Look::Prose)
                .widest(34),
            Field::made("what_to_do", Look::Prose, move |row| {
                Cell::text(known(labels.code("finding_todo", row.text("code"))))
            }),
            Field::text("work_email"),
            Field::mcid(context),
            Field::text("skill_code"),
            Field::text("message").named("details").looking(Look::Prose).widest(50),
            Field::text("file"),
            Field::number("line"),
        ],
        keep: None,
        order: None,
        frozen: 2,
        tab: None,
    }
    .sheet(context)
}

/// A code without words has no advice.
fn known(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains(' ') { text } else { Cow::Borrowed("") }
}

/// Rows that lose nothing.
const DUPLICATES: [&str; 2] = ["duplicate_row", "duplicate_key_conflict"];

/// Rows of the sheet at most: nobody reads more, and the data file has them all.
pub(crate) const REJECTS_SHOWN: usize = 100_000;

/// What is really wrong first, repeated rows last.
#[must_use]
pub(crate) fn rejects(context: Context<'_>) -> Sheet<'_> {
    Mirror {
        sheet: "rejected_rows",
        table: "tblRejects",
        of: "rejects",
        fields: vec![
            Field::code(context, "source_kind", "source_kind"),
            Field::text("file"),
            Field::number("line"),
            Field::text("column").named("rejected_column"),
            Field::code(context, "code", "reject").named("reject_reason").looking(Look::Prose),
            Field::text("value").named("rejected_value").looking(Look::Prose).widest(40),
            Field::text("message").named("details").looking(Look::Prose).widest(50),
        ],
        keep: None,
        order: Some(Box::new(|row| u8::from(DUPLICATES.iter().any(|code| row.is("code", code))))),
        frozen: 3,
        tab: None,
    }
    .sheet_of_first(REJECTS_SHOWN, context)
}
