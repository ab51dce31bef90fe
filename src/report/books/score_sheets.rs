//! The sheets of who counts for what, of what each part of a score brings, when that changes, and of what
//! Partner Center shows.

use crate::base::Amount;
use crate::report::book::{Accent, Sheet};
use crate::report::cell::{Cell, Look};
use crate::report::view::Row;

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
            Field::text("competency"),
            Field::requirement(context, "option"),
            Field::requirement(context, "metric").by("C5a"),
            Field::amount("ours", Look::Mixed).by("C5a"),
            Field::amount("theirs", Look::Mixed),
            Field::amount("difference", Look::Mixed),
            Field::day("theirs_on"),
            Field::code(context, "because", "score_because").looking(Look::Prose).widest(34),
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
            Field::text("competency"),
            Field::text("level"),
            Field::requirement(context, "option"),
            Field::requirement(context, "requirement"),
            Field::requirement(context, "metric").by("C5a"),
            Field::text("work_email").by("C6"),
            Field::text("skill_code").looking(Look::Prose).widest(34),
            Field::day("counts_through").accented(Accent::Nearing(context.facts.as_of)).by("K3"),
            Field::amount("points", Look::Mixed).by("C5a"),
            Field::text("programme"),
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
            Field::text("competency"),
            Field::text("level"),
            Field::requirement(context, "option"),
            Field::requirement(context, "metric").by("C5a"),
            Field::amount("points", Look::Mixed).by("C5a"),
            Field::amount("max", Look::Mixed).by("C5a"),
            Field::made("points_share", Look::Integer, share).accented(Accent::Bars(Some(100))),
            Field::amount("points_at_anniversary", Look::Mixed).by("K3"),
            Field::amount("counted", Look::Mixed).by("C5a"),
            Field::amount("one_more", Look::Mixed).by("C5a"),
            Field::number("gates_more").by("C5a"),
            Field::amount("enough_more", Look::Mixed).by("C5a"),
            Field::amount("measure", Look::Mixed).by("C5a"),
            Field::requirement(context, "measured_by").by("C5a"),
            Field::yes_no(context, "baseline").by("C5a"),
            Field::requirement(context, "cap").by("C5a"),
            Field::list(context, "lines").widest(44),
            Field::number("gates_open").by("C5a"),
            Field::number("gates").by("C5a"),
            Field::yes_no(context, "must_score").by("C5a"),
            Field::requirement(context, "requirement"),
            Field::text("programme"),
            Field::code(context, "unit", "counted_in").by("C5a"),
            Field::amount("step", Look::Mixed).by("C5a"),
            Field::list(context, "months_missing").widest(34),
            Field::list(context, "months_missing_before").widest(34),
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
            Field::day("date").accented(Accent::Nearing(context.facts.as_of)).by("K5"),
            Field::text("competency"),
            Field::text("level"),
            Field::requirement(context, "option"),
            Field::requirement(context, "metric").by("C5a"),
            Field::amount("score_change", Look::Mixed).by("C5a"),
            Field::amount("metric_points", Look::Mixed).by("C5a"),
            Field::amount("score_points", Look::Mixed).by("C5a"),
            Field::amount("need", Look::Mixed).by("C5a"),
            Field::yes_no(context, "score_met").accented(context.yes_no_tones()).by("C5a"),
            Field::list(context, "moved_by").widest(48).by("K5"),
            Field::list(context, "moved_skills").widest(34).by("K5"),
            Field::made("moved_how", Look::Prose, move |row| {
                let how = row.text("moved_how");
                let word = |code| events.and_then(|all| all.get(code)).map_or(code, String::as_str);
                let words: Vec<&str> = how.split(';').map(word).collect();
                Cell::text(words.join("; "))
            })
            .widest(34)
            .by("K5"),
            Field::requirement(context, "requirement"),
            Field::text("programme"),
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
    match (row.amount("points"), row.amount("max")) {
        (Some(points), Some(most)) if most > Amount::ZERO => {
            Cell::Amount(points.times(100).share(Amount::whole(1), most, 0))
        }
        _ => Cell::Empty,
    }
}
