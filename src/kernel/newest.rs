//! The newest day on which something happened, in the rows of each kind and up to the as-of date.

use std::collections::BTreeMap;

use crate::base::{Day, Month};
use crate::tables::kinds::{Invoices, Memberships, Transcripts};
use crate::tables::{Facts, Kind};

/// Days on which something ends that was known before: they tell nothing of how new an input is.
const ENDS: [&str; 3] =
    [Transcripts::EXPIRES_ON, Memberships::ANNIVERSARY_ON, Memberships::PMC_EXPIRES_ON];

/// Of each kind that has any.
#[must_use]
pub(crate) fn newest(facts: &BTreeMap<Kind, Facts>, as_of: Day) -> Vec<(Kind, Day)> {
    let of_kind = |kind: Kind| Some((kind, newest_of(facts.get(&kind)?, as_of)?));
    Kind::ALL.into_iter().filter_map(of_kind).collect()
}

/// Of the rows of one kind.
pub(super) fn newest_of(facts: &Facts, as_of: Day) -> Option<Day> {
    let columns = facts.kind.columns().iter().filter(|column| !ENDS.contains(&column.name));
    let days = columns.filter_map(|column| {
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
