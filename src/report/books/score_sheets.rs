//! The sheets of who counts for what, of what each part of a score brings, when that changes, and of what
//! Partner Center shows.

use crate::base::Amount;
use crate::report::book::{Accent, Sheet};
use crate::report::cell::{Cell, Look};
use crate::report::view::Row;
use crate::tables::columns;

use super::context::Context;
use super::field::Field;
use super::mirror::Mirror;

/// All three; those without rows have no sheet, as most companies have no score.
#[must_use]
pub(crate) fn sheets(context: Context<'_>) -> Vec<Sheet<'_>> {
    let has_rows = |table| context.tables.get(table).is_some_and(|rows| !rows.is_empty());
    let mut sheets = Vec::new();
    sheets.extend(has_rows("requirement_persons").then(|| who_counts(context)));
    sheets.extend(has_rows("score_metrics").then(|| scores(context)));
    sheets.extend(has_rows("score_changes").then(|| changes(context)));
    sheets.extend(has_rows("score_reconciliation").then(|| reconciled(context)));
    sheets
}

/// Our points beside those of Partner Center's own score page, and what explains a difference.
fn reconciled(context: Context<'_>) -> Sheet<'_> {
    Mirror {
        sheet: "scores_compared",
        table: "tblScoresCompared",
        of: "score_reconciliation",
        fields: vec![
            Field::text(columns::COMPETENCY),
            Field::requirement(context, columns::OPTION),
            Field::requirement(context, columns::METRIC).by("C5a"),
            Field::amount(columns::OURS, Look::Mixed).by("C5a"),
            Field::amount(columns::THEIRS, Look::Mixed),
            Field::amount(columns::DIFFERENCE, Look::Mixed),
            Field::day(columns::THEIRS_ON),
            Field::code(context, columns::BECAUSE, "score_because").looking(Look::Prose).widest(34),
        ],
        keep: None,
        order: None,
        frozen: 3,
        tab: None,
    }
    .sheet(context)
}

/// C6: each person with each skill that counts for a requirement, and how long.
fn who_counts(context: Context<'_>) -> Sheet<'_> {
    Mirror {
        sheet: "who_counts",
        table: "tblWhoCounts",
        of: "requirement_persons",
        fields: vec![
            Field::text(columns::COMPETENCY),
            Field::text(columns::LEVEL),
            Field::requirement(context, columns::OPTION),
            Field::requirement(context, columns::REQUIREMENT),
            Field::requirement(context, columns::METRIC).by("C5a"),
            Field::text(columns::WORK_EMAIL).by("C6"),
            Field::text(columns::SKILL_CODE).looking(Look::Prose).widest(34),
            Field::day(columns::COUNTS_THROUGH)
                .accented(Accent::Nearing(context.facts.as_of))
                .by("K3"),
            Field::amount(columns::POINTS, Look::Mixed).by("C5a"),
            Field::text(columns::PROGRAMME),
        ],
        keep: None,
        order: None,
        frozen: 2,
        tab: None,
    }
    .sheet(context)
}

/// C5a: the points of each metric against the most that it gives, and what one more person brings.
fn scores(context: Context<'_>) -> Sheet<'_> {
    Mirror {
        sheet: "scores",
        table: "tblScores",
        of: "score_metrics",
        fields: vec![
            Field::text(columns::COMPETENCY),
            Field::text(columns::LEVEL),
            Field::requirement(context, columns::OPTION),
            Field::requirement(context, columns::METRIC).by("C5a"),
            Field::amount(columns::POINTS, Look::Mixed).by("C5a"),
            Field::amount(columns::MAX, Look::Mixed).by("C5a"),
            Field::made("points_share", Look::Integer, share).accented(Accent::Bars(Some(100))),
            Field::amount(columns::POINTS_AT_ANNIVERSARY, Look::Mixed).by("K3"),
            Field::amount(columns::COUNTED, Look::Mixed).by("C5a"),
            Field::amount(columns::ONE_MORE, Look::Mixed).by("C5a"),
            Field::number(columns::GATES_MORE).by("C5a"),
            Field::amount(columns::ENOUGH_MORE, Look::Mixed).by("C5a"),
            Field::amount(columns::MEASURE, Look::Mixed).by("C5a"),
            Field::requirement(context, columns::MEASURED_BY).by("C5a"),
            Field::yes_no(context, columns::BASELINE).by("C5a"),
            Field::requirement(context, columns::CAP).by("C5a"),
            Field::list(context, columns::LINES).widest(44),
            Field::number(columns::GATES_OPEN).by("C5a"),
            Field::number(columns::GATES).by("C5a"),
            Field::yes_no(context, columns::MUST_SCORE).by("C5a"),
            Field::requirement(context, columns::REQUIREMENT),
            Field::text(columns::PROGRAMME),
            Field::code(context, columns::UNIT, "counted_in").by("C5a"),
            Field::amount(columns::STEP, Look::Mixed).by("C5a"),
            Field::list(context, columns::MONTHS_MISSING).widest(34),
            Field::list(context, columns::MONTHS_MISSING_BEFORE).widest(34),
            Field::text(columns::MEASURED_THROUGH).by("W4"),
        ],
        keep: None,
        order: None,
        frozen: 2,
        tab: None,
    }
    .sheet(context)
}

/// K5: the days ahead on which a metric gives more or less, because of whom, and what is left then.
fn changes(context: Context<'_>) -> Sheet<'_> {
    let events = context.labels.group("event");
    Mirror {
        sheet: "score_changes",
        table: "tblScoreChanges",
        of: "score_changes",
        fields: vec![
            Field::day(columns::DATE).accented(Accent::Nearing(context.facts.as_of)).by("K5"),
            Field::text(columns::COMPETENCY),
            Field::text(columns::LEVEL),
            Field::requirement(context, columns::OPTION),
            Field::requirement(context, columns::METRIC).by("C5a"),
            Field::amount(columns::SCORE_CHANGE, Look::Mixed).by("C5a"),
            Field::amount(columns::METRIC_POINTS, Look::Mixed).by("C5a"),
            Field::amount(columns::SCORE_POINTS, Look::Mixed).by("C5a"),
            Field::amount(columns::NEED, Look::Mixed).by("C5a"),
            Field::yes_no(context, columns::SCORE_MET).accented(context.yes_no_tones()).by("C5a"),
            Field::list(context, columns::MOVED_BY).widest(48).by("K5"),
            Field::list(context, columns::MOVED_SKILLS).widest(34).by("K5"),
            Field::made("moved_how", Look::Prose, move |row| {
                let how = row.text(columns::MOVED_HOW);
                let word = |code| events.and_then(|all| all.get(code)).map_or(code, String::as_str);
                let words: Vec<&str> = how.split(';').map(word).collect();
                Cell::text(words.join("; "))
            })
            .widest(34)
            .by("K5"),
            Field::requirement(context, columns::REQUIREMENT),
            Field::text(columns::PROGRAMME),
        ],
        keep: None,
        order: None,
        frozen: 2,
        tab: None,
    }
    .sheet(context)
}

/// The points in hundredths of the most.
fn share<'a>(row: &Row<'_, '_>) -> Cell<'a> {
    match (row.amount(columns::POINTS), row.amount(columns::MAX)) {
        (Some(points), Some(most)) if most > Amount::ZERO => {
            Cell::Amount(points.times(100).share(Amount::whole(1), most, 0))
        }
        _ => Cell::Empty,
    }
}
