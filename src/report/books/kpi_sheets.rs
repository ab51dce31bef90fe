//! The sheets of the learning KPI report.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Month;
use crate::base::credits::LineKey;
use crate::report::book::{Accent, Sheet};
use crate::report::cell::{Cell, Look};
use crate::report::credits::{excesses, line_key};
use crate::report::view::{Row, each};
use crate::tables::columns;

use super::context::Context;
use super::field::Field;
use super::mirror::Mirror;

#[must_use]
pub(crate) fn months(context: Context<'_>) -> Sheet<'_> {
    let length = context.facts.in_force.kpi_window_months;
    Mirror {
        sheet: "trailing_months",
        table: "tblMonths",
        of: "kpi_months",
        fields: vec![
            Field::month(columns::MONTH).by("L2"),
            Field::text(columns::OMLP_TYPE),
            Field::text(columns::CURRENCY),
            Field::amount(columns::KPI_VALUE, Look::Decimal4)
                .accented(Accent::Bars(None))
                .by("L1, L3"),
            Field::amount(columns::REVENUE_VALUE, Look::Decimal2).by("L1, L3"),
            Field::number(columns::INVOICES).by("L1"),
            Field::day(columns::VISIBLE_ON).named("published_on").by("L2"),
            Field::yes_no(context, columns::IN_WINDOW).by("L3"),
            Field::made("falls_out_on", Look::Date, move |row| falls_out(row, length)).by("L5"),
        ],
        keep: None,
        order: None,
        frozen: 1,
        tab: None,
    }
    .sheet(context)
}

/// A month of the window is displaced when the month one window later is published.
fn falls_out<'a>(row: &Row<'_, '_>, length: i32) -> Cell<'a> {
    if row.yes(columns::IN_WINDOW) != Some(true) {
        return Cell::Empty;
    }
    let published = row.day(columns::VISIBLE_ON);
    let month = Month::from_iso(&row.text(columns::MONTH));
    let (Some(published), Some(month)) = (published, month) else { return Cell::Empty };
    let later = month.plus(length + 1);
    Cell::Day(later.day(published.day_of_month()))
}

#[must_use]
pub(crate) fn invoices(context: Context<'_>) -> Sheet<'_> {
    let excesses: BTreeSet<LineKey> =
        excesses(context.tables).into_iter().map(|excess| excess.line).collect();
    Mirror {
        sheet: "invoices",
        table: "tblInvoices",
        of: "invoices",
        fields: vec![
            Field::month(columns::MONTH).by("L2"),
            Field::id(columns::INVOICE_NO),
            Field::text(columns::OMLP_TYPE),
            Field::text(columns::PURCHASE_UNIT),
            Field::amount(columns::QUANTITY, Look::Mixed),
            Field::amount(columns::KPI_VALUE, Look::Decimal4).by("L1"),
            Field::amount(columns::REVENUE_VALUE, Look::Decimal2).by("L1"),
            Field::text(columns::CURRENCY),
            Field::code(context, columns::DOCUMENT_TYPE, "document_type"),
            Field::yes_no(context, columns::COUNTS)
                .named("invoice_counts")
                .accented(context.yes_no_tones())
                .by("L1"),
            Field::made("why", Look::Text, move |row| why(context, row, &excesses)),
            Field::text(columns::FILE),
            Field::number(columns::LINE),
        ],
        keep: None,
        order: None,
        frozen: 2,
        tab: None,
    }
    .sheet(context)
}

/// Why a line does not count, or what is odd about one that does.
fn why<'a>(context: Context<'a>, row: &Row<'_, 'a>, excesses: &BTreeSet<LineKey>) -> Cell<'a> {
    let is_credit = !excesses.is_empty() && row.is(columns::DOCUMENT_TYPE, "Credit note");
    if is_credit && excesses.contains(&line_key(row)) {
        return Cell::text(context.labels.get("finding", "credit_note_too_large"));
    }
    Cell::text(context.labels.code("invoice_reason", row.text(columns::REASON)))
}

#[must_use]
pub(crate) fn options(context: Context<'_>) -> Sheet<'_> {
    Mirror {
        sheet: "options",
        table: "tblOptions",
        of: "kpi_options",
        fields: vec![
            Field::text(columns::COMPETENCY),
            Field::text(columns::LEVEL),
            Field::requirement(context, columns::OPTION),
            Field::yes_no(context, columns::MET).accented(context.yes_no_tones()).by("L6"),
            Field::amount(columns::KPI_NEED, Look::Decimal4).by("L6"),
            Field::amount(columns::KPI_HAVE, Look::Decimal4).by("L3"),
            Field::number(columns::MCT_NEED).by("L6"),
            Field::number(columns::MCT_HAVE).by("L6"),
            Field::number(columns::EXAMS_NEED).by("L6"),
            Field::number(columns::EXAMS_HAVE).by("L6"),
            Field::made("missing", Look::Prose, move |row| {
                let missing = row.text(columns::MISSING);
                let names = missing.split(';').map(|name| context.facts.translated(name));
                Cell::text(names.collect::<Vec<_>>().join("; "))
            })
            .by("L6"),
            Field::text(columns::PROGRAMME),
        ],
        keep: None,
        order: None,
        frozen: 2,
        tab: None,
    }
    .sheet(context)
}

/// First and last month of the pack, by company: as chosen, else the trailing window.
#[must_use]
pub(crate) fn pack_windows(context: Context<'_>) -> BTreeMap<String, (String, String)> {
    let mut windows = BTreeMap::new();
    each(context.tables.get("kpi_window"), |row| {
        let window = (
            row.text(columns::WINDOW_START).into_owned(),
            row.text(columns::WINDOW_END).into_owned(),
        );
        windows.insert(row.text(columns::MPN_ID).into_owned(), window);
    });
    for company in context.facts.companies {
        if let Some((from, to)) = company.discrepancy.or(context.facts.discrepancy) {
            windows.insert(company.mpn_id.clone(), (from.to_string(), to.to_string()));
        }
    }
    windows
}

/// L7: what support asks for when its dashboard disagrees.
#[must_use]
pub(crate) fn discrepancy_pack(context: Context<'_>) -> Sheet<'_> {
    let windows = pack_windows(context);
    let part = |place: usize| {
        move |row: &Row<'_, '_>| {
            let month = row.text(columns::MONTH);
            let number = month.split('-').nth(place).and_then(|part| part.parse().ok());
            Cell::number(number)
        }
    };
    Mirror {
        sheet: "discrepancy_pack",
        table: "tblDiscrepancy",
        of: "invoices",
        fields: vec![
            Field::made("pack_month", Look::Plain, part(1)).by("L7"),
            Field::made("pack_year", Look::Plain, part(0)).by("L7"),
            Field::text(columns::OMLP_TYPE).by("L7"),
            Field::text(columns::PURCHASE_UNIT).by("L7"),
            Field::id(columns::INVOICE_NO).named("pack_invoice").by("L7"),
            Field::amount(columns::KPI_VALUE, Look::Decimal4).by("L7"),
            Field::amount(columns::REVENUE_VALUE, Look::Decimal2).by("L7"),
        ],
        keep: Some(Box::new(move |row| {
            row.yes(columns::COUNTS) == Some(true)
                && windows.get(&*row.text(columns::MPN_ID)).is_some_and(|(from, to)| {
                    let month = row.text(columns::MONTH);
                    from.as_str() <= &*month && &*month <= to.as_str()
                })
        })),
        order: None,
        frozen: 0,
        tab: None,
    }
    .sheet(context)
}
