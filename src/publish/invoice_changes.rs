//! Whether the invoice lines of a company came and went between two runs, or were corrected.

use std::collections::{BTreeMap, BTreeSet};

use super::causes::{ChangeCause, INVOICE, INVOICE_KEY};
use super::editions::{Edition, Row, TablePair, side_by_side};
use crate::base::Outcome;
use crate::base::dictionary::Hashed;

/// In the order of the table, which has the month before the number: of one key there may be rows in several
/// places.
const INVOICES: TablePair<'static> = TablePair {
    table: "invoices",
    columns: &INVOICE,
    keys: 5,
    telling: INVOICE.len(),
    first_decides: false,
};

/// The keys of the lines that only one of the runs has as they are, before and after.
type InvoiceSides = [BTreeSet<Vec<String>>; 2];

/// By company, of those whose lines differ. A run without the table tells nothing.
///
/// # Errors
/// When a stored table cannot be read.
pub(crate) fn of_invoices(
    before: &Edition<'_>,
    after: &Edition<'_>,
) -> Outcome<Hashed<String, ChangeCause>> {
    let mut by_company: BTreeMap<String, InvoiceSides> = BTreeMap::new();
    side_by_side(before, after, &INVOICES, |old, new| {
        for (side, (own, other)) in [(old, new), (new, old)].into_iter().enumerate() {
            for row in own.iter().filter(|row| !other.contains(row)) {
                let sides = by_company.entry(row[0].clone()).or_default();
                sides[side].insert(key(row));
            }
        }
    })?;
    let cause = |[before, after]: &InvoiceSides| {
        if before == after { ChangeCause::Correction } else { ChangeCause::Input }
    };
    Ok(by_company.iter().map(|(company, sides)| (company.clone(), cause(sides))).collect())
}

fn key(row: &Row) -> Vec<String> {
    INVOICE_KEY.iter().map(|place| row[*place].clone()).collect()
}
