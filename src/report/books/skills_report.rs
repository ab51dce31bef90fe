//! The skills report: every relevant skill of every user, whether it counts, and why.

use crate::report::book::Book;

use super::context::Context;
use super::{about, bind, partner_center_sheets, skills_sheets, skills_summary};

#[must_use]
pub(crate) fn book(context: Context<'_>) -> Book<'_> {
    let mut sheets = vec![
        skills_sheets::skills(context),
        skills_sheets::contacts(context),
        skills_sheets::team(context),
        skills_sheets::findings(context),
        skills_sheets::rejects(context),
    ];
    sheets.extend(partner_center_sheets::sheets(context));
    let summary = skills_summary::sheet(context, &sheets);
    bind(context, "skills_report.xlsx", "skills_report", summary, sheets, about::sheet)
}
