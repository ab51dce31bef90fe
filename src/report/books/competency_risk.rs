//! The competency risk report: the day it breaks, and who can prevent it.

use crate::report::book::Book;

use super::change_sheet::changes;
use super::context::Context;
use super::key_people::KeyPeopleLines;
use super::{about, bind, people_levels, risk_sheets, risk_summary, score_sheets};

#[must_use]
pub(crate) fn book(context: Context<'_>) -> Book<'_> {
    let people = KeyPeopleLines::of(context);
    let mut sheets = vec![
        risk_sheets::levels(context, &people),
        risk_sheets::requirements(context),
        risk_sheets::calendar(context),
        people.sheet(context),
    ];
    sheets.extend(people_levels::sheet(context));
    sheets.extend(score_sheets::sheets(context));
    sheets.push(changes(context));
    let summary = risk_summary::sheet(context, &sheets);
    bind(context, "competency_risk.xlsx", "competency_risk", summary, sheets, about::sheet)
}
