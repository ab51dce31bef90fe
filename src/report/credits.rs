//! The credit notes of the table of invoices that take back more than was invoiced.

use crate::base::credits::{Credits, Excess, LineKey};

use super::facts::Tables;
use super::view::{Row, each};

/// In the order of companies and numbers.
#[must_use]
pub(crate) fn excesses(tables: &Tables<'_>) -> Vec<Excess> {
    let mut credits = Credits::default();
    each(tables.get("invoices"), |row| {
        if row.is("document_type", "Credit note") {
            credits.credit(line_key(&row), row.amount("kpi_value").unwrap_or_default());
        }
    });
    if credits.is_empty() {
        return Vec::new();
    }
    each(tables.get("invoices"), |row| {
        if row.is("document_type", "Invoice") {
            credits.invoice(line_key(&row), row.amount("kpi_value").unwrap_or_default());
        }
    });
    credits.excesses()
}

#[must_use]
pub(crate) fn line_key(row: &Row<'_, '_>) -> LineKey {
    ["mpn_id", "invoice_no", "omlp_type", "purchase_unit"].map(|name| row.text(name).into_owned())
}
