//! `attain diff`: what changed between two stored runs, and why.

use serde::Serialize;

use crate::base::Outcome;
use crate::base::safe::SafeLines;
use crate::publish::changes::changes;
use crate::publish::editions::Edition;
use crate::tables::output::{Rows, Values};

use super::args::{DiffArguments, LogFormat};
use super::voice::{say, say_json};

/// One row of the changes.
#[derive(Serialize, Debug)]
struct ChangeRow<'a> {
    kind: &'a str,
    mpn_id: &'a str,
    work_email: &'a str,
    skill_code: &'a str,
    competency: &'a str,
    level: &'a str,
    before: &'a str,
    after: &'a str,
    cause: &'a str,
}

/// Compares two runs.
///
/// # Errors
/// When one of them is no run folder.
pub(crate) fn diff(of: &DiffArguments) -> Outcome<u8> {
    let found = changes(&Edition::stored(&of.before)?, &Edition::stored(&of.after)?)?;
    let batch = found.batch(0, found.len());
    let cell = |place: usize, row: usize| match &batch.columns[place] {
        Values::Text(cells) => cells[row],
        _ => "",
    };
    let changes = (0..found.len()).map(|row| ChangeRow {
        kind: cell(0, row),
        mpn_id: cell(1, row),
        work_email: cell(2, row),
        skill_code: cell(3, row),
        competency: cell(4, row),
        level: cell(5, row),
        before: cell(6, row),
        after: cell(7, row),
        cause: cell(8, row),
    });
    match of.format {
        LogFormat::Json => say_json(&changes.collect::<Vec<_>>()),
        LogFormat::Text => say(&in_words(changes)),
    }
}

fn in_words<'a>(changes: impl Iterator<Item = ChangeRow<'a>>) -> String {
    let mut text = SafeLines::default();
    for change in changes {
        let about =
            [change.mpn_id, change.work_email, change.skill_code, change.competency, change.level];
        let about: Vec<&str> = about.into_iter().filter(|cell| !cell.is_empty()).collect();
        let turn = match (change.before, change.after) {
            ("", "") => String::new(),
            (before, after) => format!(": {before} → {after}"),
        };
        let kind = change.kind.replace('_', " ");
        text.say(format_args!("{kind:<14} {}{turn} [{}]", about.join(" "), change.cause));
    }
    if text.is_empty() {
        text.say("nothing changed");
    }
    text.into_text()
}
