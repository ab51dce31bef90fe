//! The sheets of the skills report.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::Day;
use crate::report::book::{Accent, Sheet};
use crate::report::cell::{Cell, Look, Tone};
use crate::report::view::Row;
use crate::tables::columns;

use super::context::Context;
use super::field::Field;
use super::level_order::is_linked;
use super::mail;
use super::mirror::Mirror;
use super::next_lines;
use super::why::WhySentences;

const VERDICTS: [(&str, Tone); 3] =
    [("counts", Tone::Good), ("pending", Tone::Notice), ("no", Tone::Bad)];

/// Partner Center's own columns in their order, then ours.
#[must_use]
pub(crate) fn skills(context: Context<'_>) -> Sheet<'_> {
    let as_of = context.facts.as_of;
    let why = WhySentences::of(context.labels, as_of);
    let mut fields = vec![
        name("first_name"),
        name("last_name"),
        Field::text(columns::WORK_EMAIL),
        Field::mcid(context),
        Field::yes_no(context, columns::ASSOCIATED_PMC).by("A2"),
        Field::yes_no(context, columns::ASSOCIATED_PC).by("A2, A3"),
        Field::code(context, columns::SKILL_TYPE, "skill_type"),
        Field::text(columns::SKILL_CODE).looking(Look::Prose).widest(22),
        Field::text(columns::SKILL_TITLE).looking(Look::Prose).widest(34),
        Field::day(columns::COMPLETED_ON),
        relevant_for(context).by("R1"),
        Field::day(columns::EXPIRES_ON).accented(Accent::Nearing(as_of)).by("R2"),
        Field::code(context, columns::VERDICT, "verdict")
            .accented(context.tones("verdict", &VERDICTS)),
        Field::told("why", move |row, said| why.tell(row, said)).widest(58).by("S4"),
        Field::day(columns::VISIBLE_ON).by("V1"),
        Field::day(columns::RETIRED_ON).by("R3"),
    ];
    if context.facts.several_companies() {
        fields.extend([Field::id(columns::MPN_ID), Field::company(context)]);
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
    if hidden.iter().any(|reason| row.lists(columns::REASONS, reason)) {
        return false;
    }
    let Some(retired) = row.day(columns::RETIRED_ON) else { return true };
    let through = context.facts.in_force.retired_display_months.after(retired);
    context.facts.as_of <= through || row.is(columns::VERDICT, "counts")
}

/// Long names take a second line instead of the room of the others.
#[must_use]
pub(crate) fn name<'a>(column: &'static str) -> Field<'a> {
    Field::text(column).looking(Look::Prose).widest(20)
}

fn relevant_for(context: Context<'_>) -> Field<'_> {
    Field::list(context, columns::RELEVANT_FOR).widest(30)
}

#[must_use]
pub(crate) fn contacts(context: Context<'_>) -> Sheet<'_> {
    let is_linked = is_linked(context.tables.get("contacts"));
    let healing = Arc::new(next_lines::healing(context.actions()));
    let [of_mail, of_message] = [Arc::clone(&healing), Arc::clone(&healing)];
    Mirror {
        sheet: "contact_list",
        table: "tblContacts",
        of: "contacts",
        fields: vec![
            Field::number(columns::RANK).by("G2"),
            name("first_name"),
            name("last_name"),
            Field::made("work_email", Look::Text, move |row| {
                mail(row, is_linked && !is_spared(row, &of_mail, context), context)
            }),
            Field::mcid(context),
            Field::list(context, columns::RESTORES).widest(30).by("G2"),
            Field::made("heals_on", Look::Date, move |row| Cell::day(heals_on(row, &healing)))
                .by("N1"),
            Field::list(context, columns::ANY_OF).widest(36).by("G2"),
            Field::list(context, columns::HELPS).widest(30).by("G2"),
            Field::number(columns::LEVELS_LOST).accented(Accent::Bars(None)).by("G2"),
            Field::number(columns::REQUIREMENTS_COUNTED).by("G2"),
            Field::number(columns::SKILLS).by("G2"),
            Field::list(context, columns::SKILL_CODES).widest(30),
            Field::day(columns::GRACE_ENDS_ON)
                .accented(Accent::Nearing(context.facts.as_of))
                .by("G1"),
            Field::number(columns::DAYS_LEFT).by("G1"),
            Field::made("message_to_send", Look::Prose, move |row| {
                let is_spared = is_spared(row, &of_message, context);
                Cell::text(if is_spared { spared(row, context) } else { message(row, context) })
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
    let (mpn_id, restores) = (row.text(columns::MPN_ID), row.text(columns::RESTORES));
    let day = |title: &str| healing.get(&(mpn_id.to_string(), title.to_owned())).copied();
    if restores.is_empty() || healing.is_empty() {
        return None;
    }
    let days: Option<Vec<Day>> = restores.split(';').map(day).collect();
    days?.into_iter().max()
}

/// Whether all that somebody restores is met again before anybody could see it.
fn is_spared(
    row: &Row<'_, '_>,
    healing: &BTreeMap<(String, String), Day>,
    context: Context<'_>,
) -> bool {
    heals_on(row, healing).is_some_and(|day| day <= context.facts.terms().seen_on())
}

/// That nobody needs to ask them.
fn spared(row: &Row<'_, '_>, context: Context<'_>) -> String {
    context.labels.say("next", "spared", &[("who", &full_name(row))])
}

pub(crate) fn full_name(row: &Row<'_, '_>) -> String {
    let (first, last) = (row.text(columns::FIRST_NAME), row.text(columns::LAST_NAME));
    let name = format!("{first} {last}");
    if name.trim().is_empty() {
        row.text(columns::WORK_EMAIL).into_owned()
    } else {
        name.trim().to_owned()
    }
}

/// The e-mail, which begins a mail with the text.
fn mail<'a>(row: &Row<'_, 'a>, is_linked: bool, context: Context<'_>) -> Cell<'a> {
    let email = row.text(columns::WORK_EMAIL);
    if !is_linked {
        return Cell::text(email);
    }
    let mpn_id = row.text(columns::MPN_ID);
    let company = context.facts.company_name(&mpn_id);
    let subject = context.labels.say("message", "contact_subject", &[("company", company)]);
    mail::cell(&email, &subject, &message(row, context))
}

/// A text that can be sent as it stands.
fn message(row: &Row<'_, '_>, context: Context<'_>) -> String {
    let first = row.text(columns::FIRST_NAME);
    let name = if first.is_empty() { row.text(columns::WORK_EMAIL) } else { first };
    let mpn_id = row.text(columns::MPN_ID);
    let codes = row.text(columns::SKILL_CODES).replace(';', ", ");
    let grace = context.labels.day(row.day(columns::GRACE_ENDS_ON));
    let open = row.number(columns::DAYS_LEFT).unwrap_or(0) > 0;
    let key = match (open, row.day(columns::GRACE_ENDS_ON)) {
        (true, Some(_)) => "contact_open",
        (false, Some(_)) => "contact_past",
        _ => "contact_undated",
    };
    let values = [
        ("name", &*name),
        ("company", context.facts.company_name(&mpn_id)),
        ("email", &*row.text(columns::WORK_EMAIL)),
        ("mcid", &*context.mcids().shown(row.text(columns::MCID))),
        ("skills", codes.as_str()),
        ("ends", grace.as_str()),
    ];
    let said = context.labels.say("message", key, &values);
    // The id may not be known.
    if row.text(columns::MCID).is_empty() { said.replace(" (MCID )", "") } else { said }
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
            Field::text(columns::WORK_EMAIL),
            Field::yes_no(context, columns::ACTIVE).by("A1"),
            Field::yes_no(context, columns::PARTNER_UNIVERSITY).by("S1"),
            Field::yes_no(context, columns::ASSOCIATED_PC).by("A2, A3"),
            Field::yes_no(context, columns::ASSOCIATED_PMC).by("A2"),
            Field::mcid(context),
            Field::number(columns::COUNTING).by("S1"),
            Field::number(columns::PENDING).by("V1"),
            Field::number(columns::NOT_COUNTING).by("S1"),
            Field::code(context, columns::REASON, "reason").named("first_reason").by("S1"),
            Field::code(context, columns::NEXT_STEP, "next_step")
                .accented(context.tones("next_step", &STEPS))
                .by("S1"),
            Field::day(columns::REMOVED_ON).by("A1"),
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
            Field::code(context, columns::SEVERITY, "finding_severity")
                .accented(context.tones("finding_severity", &FINDING_TONES)),
            Field::code(context, columns::CODE, "finding")
                .named("finding")
                .looking(Look::Prose)
                .widest(34),
            Field::made("what_to_do", Look::Prose, move |row| {
                Cell::text(known(labels.code("finding_todo", row.text(columns::CODE))))
            }),
            Field::text(columns::WORK_EMAIL),
            Field::mcid(context),
            Field::text(columns::SKILL_CODE),
            Field::text(columns::MESSAGE).named("details").looking(Look::Prose).widest(50),
            Field::text(columns::FILE),
            Field::number(columns::LINE),
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
            Field::code(context, columns::SOURCE_KIND, "source_kind"),
            Field::text(columns::FILE),
            Field::number(columns::LINE),
            Field::text(columns::COLUMN).named("rejected_column"),
            Field::code(context, columns::CODE, "reject")
                .named("reject_reason")
                .looking(Look::Prose),
            Field::text(columns::VALUE).named("rejected_value").looking(Look::Prose).widest(40),
            Field::text(columns::MESSAGE).named("details").looking(Look::Prose).widest(50),
        ],
        keep: None,
        order: Some(Box::new(|row| {
            u8::from(DUPLICATES.iter().any(|code| row.is(columns::CODE, code)))
        })),
        frozen: 3,
        tab: None,
    }
    .sheet_of_first(REJECTS_SHOWN, context)
}
