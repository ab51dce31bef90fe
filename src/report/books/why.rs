//! Why: the verdict on a skill as a sentence with its dates.

use crate::base::Day;
use crate::report::labels::Labels;
use crate::report::view::Row;

/// What the sentence says beyond the row: the as-of date.
#[must_use]
pub fn why(row: &Row<'_, '_>, labels: &Labels, as_of: Day) -> String {
    match &*row.text("verdict") {
        "counts" => counts(row, labels, as_of),
        _ => fails(row, labels),
    }
}

fn counts(row: &Row<'_, '_>, labels: &Labels, as_of: Day) -> String {
    let link = row.text("link");
    let visible = labels.day(row.day("visible_on"));
    let key = match &*link {
        "PMC grace" => "counts_pmc_grace",
        "Partner University" => "counts_partner_university",
        _ => "counts_pc",
    };
    let mut said = labels.say("why", key, &[("visible", &visible)]);
    if let Some(retired) = row.day("retired_on").filter(|day| *day < as_of) {
        add(
            &mut said,
            &labels.say("why", "but_retired", &[("retired", &labels.day(Some(retired)))]),
        );
    }
    if let Some(expires) = row.day("expires_on") {
        let days = expires.0.saturating_sub(as_of.0).to_string();
        let values = [("expires", &*labels.day(Some(expires))), ("days", &*days)];
        add(&mut said, &labels.say("why", "valid_through", &values));
    }
    said
}

fn fails(row: &Row<'_, '_>, labels: &Labels) -> String {
    let reason = row.text("reason");
    let days = |column| labels.day(row.day(column));
    let (completed, visible) = (days("completed_on"), days("visible_on"));
    let (expires, retired) = (days("expires_on"), days("retired_on"));
    let source = row.text("source");
    let values = [
        ("completed", &*completed),
        ("visible", &*visible),
        ("expires", &*expires),
        ("retired", &*retired),
        ("source", &*source),
        ("mcid", &*row.text("mcid")),
    ];
    let pmc_only = &*reason == "not_associated" && row.yes("associated_pmc") == Some(true);
    // A revoked or expired status may stand without a date, and so may a retirement.
    let key = match &*reason {
        _ if pmc_only => "not_associated_pmc",
        "expired" if expires.is_empty() => "expired_undated",
        "retired" if retired.is_empty() => "retired_undated",
        known => known,
    };
    let mut said = labels.say("why", key, &values);
    let others: Vec<String> = row
        .text("reasons")
        .split(';')
        .filter(|other| !other.is_empty() && *other != &*reason)
        .map(|other| labels.code("reason", other.into()).into_owned())
        .collect();
    if !others.is_empty() {
        add(&mut said, &labels.say("why", "also", &[("reasons", &others.join(", "))]));
    }
    said
}

fn add(said: &mut String, more: &str) {
    said.push(' ');
    said.push_str(more);
}
