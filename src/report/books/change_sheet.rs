//! K6, since last time: the sheet of what changed, in words.

use crate::report::book::{Sheet, SheetContent};
use crate::report::cell::{Cell, Look, Tone};
use crate::tables::columns;

use super::context::Context;
use super::field::Field;
use super::mirror::Mirror;

const CHANGES: [(&str, Tone); 9] = [
    ("person_joined", Tone::Good),
    ("skill_gained", Tone::Good),
    ("level_won", Tone::Good),
    ("person_left", Tone::Warning),
    ("skill_lost", Tone::Bad),
    ("level_lost", Tone::Bad),
    ("skill_changed", Tone::Notice),
    ("level_changed", Tone::Notice),
    ("level_met", Tone::Notice),
];

#[must_use]
pub(crate) fn changes(context: Context<'_>) -> Sheet<'_> {
    let in_words = |column: &'static str| {
        Field::made(column, Look::Text, move |row| {
            Cell::text(state_in_words(context, &row.text(column)))
        })
    };
    let mut sheet = Mirror {
        sheet: "changes",
        table: "tblChanges",
        of: "changes",
        fields: vec![
            Field::code(context, columns::KIND, "change")
                .named("change")
                .accented(context.tones("change", &CHANGES))
                .by("K6"),
            Field::text(columns::WORK_EMAIL),
            Field::text(columns::SKILL_CODE).looking(Look::Prose).widest(34),
            Field::text(columns::COMPETENCY),
            Field::text(columns::LEVEL),
            in_words("before"),
            in_words("after"),
            Field::code(context, columns::CAUSE, "cause"),
        ],
        keep: None,
        order: None,
        frozen: 1,
        tab: None,
    }
    .sheet(context);
    if let (SheetContent::Table(table), None) = (&mut sheet.content, context.tables.get("changes"))
    {
        context.labels.get("word", "no_earlier_run").clone_into(&mut table.empty);
    }
    sheet
}

/// `verdict (reason)`, `state (severity)` or whether a level is met, in words.
#[must_use]
pub(crate) fn state_in_words(context: Context<'_>, text: &str) -> String {
    let labels = context.labels;
    if let Some(word) = ["yes", "no", "unknown"].into_iter().find(|word| is_capital(word, text)) {
        return labels.get("word", word).to_owned();
    }
    let (first, second) = match text.rsplit_once(" (") {
        Some((first, second)) => (first, second.trim_end_matches(')')),
        None => (text, ""),
    };
    let known = |groups: &[&str], code: &str| {
        let word = groups.iter().find_map(|group| labels.find(group, code));
        word.unwrap_or(code).to_owned()
    };
    // `Active (extended)` is a state of its own.
    let whole = labels.code("state", text.to_owned().into());
    if whole != text || second.is_empty() {
        return known(&["verdict", "state"], text);
    }
    let second = known(&["reason", "severity", "class"], second);
    let first = known(&["verdict", "state"], first);
    // A level that has lapsed is so by its state and by its severity.
    if first == second { first } else { format!("{first} ({second})") }
}

/// The verdict is `no`, what is met is `No`.
fn is_capital(word: &str, text: &str) -> bool {
    text.starts_with(char::is_uppercase) && text.eq_ignore_ascii_case(word)
}
