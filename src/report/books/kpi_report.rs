//! The learning KPI report: the trailing twelve months, exact and provable.

use crate::report::book::Book;

use super::context::Context;
use super::{about, bind, kpi_sheets, kpi_summary};

#[must_use]
pub(crate) fn book(context: Context<'_>) -> Book<'_> {
    let sheets = vec![
        kpi_sheets::months(context),
        kpi_sheets::invoices(context),
        kpi_sheets::options(context),
        kpi_sheets::discrepancy_pack(context),
    ];
    let summary = kpi_summary::sheet(context, &sheets);
    bind(context, "kpi_report.xlsx", "kpi_report", summary, sheets, about::sheet)
}
