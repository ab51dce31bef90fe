//! The newest day in the rows of each kind that is not after the as-of date.

use std::collections::BTreeMap;

use crate::base::{Day, Month};
use crate::tables::kinds::Invoices;
use crate::tables::{Facts, Kind};

/// Of each kind that has any.
#[must_use]
pub(crate) fn newest(facts: &BTreeMap<Kind, Facts>, as_of: Day) -> Vec<(Kind, Day)> {
    let of_kind = |kind: Kind| Some((kind, newest_of(facts.get(&kind)?, as_of)?));
    Kind::ALL.into_iter().filter_map(of_kind).collect()
}

/// Of the rows of one kind.
pub(super) fn newest_of(facts: &Facts, as_of: Day) -> Option<Day> {
    let days = facts.kind.columns().iter().filter_map(|column| {
        let days = facts.days(column.name);
        (0..facts.len()).filter_map(|row| days.at(row)).filter(|day| *day <= as_of).max()
    });
    let (years, months) = (facts.numbers(Invoices::YEAR), facts.numbers(Invoices::MONTH));
    let invoiced = (0..facts.len()).filter_map(|row| {
        let (year, month) = (years.at(row)?, months.at(row)?);
        let last = Month::of(year, month.unsigned_abs())?.last_day();
        (last <= as_of).then_some(last)
    });
    let invoiced = if facts.kind == Kind::Invoices { invoiced.max() } else { None };
    days.chain(invoiced).max()
}
