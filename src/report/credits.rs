//! The credit notes of the table of invoices that take back more than was invoiced.

use crate::base::credits::{Credits, Excess, LineKey};
use crate::tables::columns;

use super::facts::PublishedTables;
use super::view::{Row, each};

/// In the order of companies and numbers.
#[must_use]
pub(crate) fn excesses(tables: &PublishedTables<'_>) -> Vec<Excess> {
    let mut credits = Credits::default();
    each(tables.get("invoices"), |row| {
        if row.is(columns::DOCUMENT_TYPE, "Credit note") {
            credits.credit(line_key(&row), row.amount(columns::KPI_VALUE).unwrap_or_default());
        }
    });
    if credits.is_empty() {
        return Vec::new();
    }
    each(tables.get("invoices"), |row| {
        if row.is(columns::DOCUMENT_TYPE, "Invoice") {
            credits.invoice(line_key(&row), row.amount(columns::KPI_VALUE).unwrap_or_default());
        }
    });
    credits.excesses()
}

#[must_use]
pub(crate) fn line_key(row: &Row<'_, '_>) -> LineKey {
    [columns::MPN_ID, columns::INVOICE_NO, columns::OMLP_TYPE, columns::PURCHASE_UNIT]
        .map(|name| row.text(name).into_owned())
}
