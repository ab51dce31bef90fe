//! Kept without KPIs: levels for which nobody has to invoice anything, as another option keeps them at their
//! anniversary. The pace of invoices is no such reason: it holds only if they go on.

use std::collections::BTreeMap;

use crate::programme::kind_name::KindName;
use crate::tables::columns;
use crate::tables::output::Rows;

use super::view::each;

/// What names a level, and an option of it.
const LEVEL: [&str; 3] = [columns::MPN_ID, columns::COMPETENCY, columns::LEVEL];
const WAY: [&str; 2] = [columns::PROGRAMME, columns::OPTION];

/// An option, and whether all that it asks for is there at the anniversary.
type KeptWay = (([String; 3], [String; 2]), bool);

/// The name of that option, by company, competency and level.
#[must_use]
pub(crate) fn kept_without_kpi(requirements: Option<&dyn Rows>) -> BTreeMap<[String; 3], String> {
    let mut options: BTreeMap<([String; 3], [String; 2]), bool> = BTreeMap::new();
    // The requirements of an option stand together: only for the first is it looked up.
    let mut above: Option<KeptWay> = None;
    each(requirements, |row| {
        let need = row.amount(columns::NEED).unwrap_or_default();
        let is_there = row.amount(columns::HAVE_AT_ANNIVERSARY).is_some_and(|have| have >= need);
        let is_kept = is_there && !row.is(columns::KIND, KindName::Learning.word());
        let has = |columns: &[&'static str], texts: &[String]| {
            columns.iter().zip(texts).all(|(column, text)| row.is(column, text))
        };
        match &mut above {
            Some(((level, way), are_kept)) if has(&WAY, way) && has(&LEVEL, level) => {
                *are_kept &= is_kept;
            }
            _ => {
                let text = |column| row.text(column).into_owned();
                let next = ((LEVEL.map(text), WAY.map(text)), is_kept);
                put(&mut options, above.replace(next));
            }
        }
    });
    put(&mut options, above);
    let mut kept = BTreeMap::new();
    for ((level, [_, option]), _) in options.into_iter().filter(|(_, is_kept)| *is_kept) {
        kept.entry(level).or_insert(option);
    }
    kept
}

fn put(options: &mut BTreeMap<([String; 3], [String; 2]), bool>, way: Option<KeptWay>) {
    if let Some((option, is_kept)) = way {
        *options.entry(option).or_insert(true) &= is_kept;
    }
}
