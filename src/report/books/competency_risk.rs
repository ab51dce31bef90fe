//! The competency risk report: the day it breaks, and who can prevent it.

use crate::report::book::Book;

use super::context::Context;
use super::risk_sheets::{self, KeyPeople};
use super::{about, bind, risk_summary};

#[must_use]
pub fn book(context: Context<'_>) -> Book<'_> {
    let people = KeyPeople::of(context);
    let sheets = vec![
        risk_sheets::levels(context, &people),
        risk_sheets::requirements(context),
        risk_sheets::calendar(context),
        people.sheet(context),
        risk_sheets::changes(context),
    ];
    let summary = risk_summary::sheet(context, &sheets);
    bind(context, "competency_risk.xlsx", "competency_risk", summary, sheets, about::sheet)
}
