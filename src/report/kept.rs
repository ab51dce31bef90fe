//! Kept without KPIs: levels for which nobody has to invoice anything, as another option keeps them at their
//! anniversary. The pace of invoices is no such reason: it holds only if they go on.

use std::collections::BTreeMap;

use crate::programme::kind_name::KindName;
use crate::tables::columns;
use crate::tables::output::Rows;

use super::view::each;

/// The name of that option, by company, competency and level.
#[must_use]
pub(crate) fn kept_without_kpi(requirements: Option<&dyn Rows>) -> BTreeMap<[String; 3], String> {
    let mut options: BTreeMap<([String; 3], [String; 2]), bool> = BTreeMap::new();
    each(requirements, |row| {
        let text = |column| row.text(column).into_owned();
        let level = ["mpn_id", "competency", "level"].map(text);
        let need = row.amount(columns::NEED).unwrap_or_default();
        let is_there = row.amount(columns::HAVE_AT_ANNIVERSARY).is_some_and(|have| have >= need);
        let is_kept = is_there && !row.is(columns::KIND, KindName::Learning.word());
        *options.entry((level, ["programme", "option"].map(text))).or_insert(true) &= is_kept;
    });
    let mut kept = BTreeMap::new();
    for ((level, [_, option]), _) in options.into_iter().filter(|(_, is_kept)| *is_kept) {
        kept.entry(level).or_insert(option);
    }
    kept
}
