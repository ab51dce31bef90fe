//! The table of actions: those of every company in their order, each with the row it stands on.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::question::{TableCells, text};
use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::tables::output::{OutputSchema, Rows, Value, Values, Whole};
use crate::tables::outputs;

use super::action::{Action, ActionKind, Renewal, TableRow, Urgency};
use super::moving::OtherCompany;
use super::rank::{groups, rank};

/// All actions of one company.
pub struct CompanyActions {
    pub mpn_id: String,
    pub actions: Vec<Action>,
    /// What mending an account or asking support about a skill would bring, where it brings anything.
    pub mending: Vec<Action>,
}

/// An action that no level asks for by itself: an account, an overdue skill, an input.
#[must_use]
pub(crate) fn further(kind: ActionKind, who: &str, what: &str, day: Day, serves: bool) -> Action {
    let mut action = Action::new(kind, what, day);
    action.urgency = if serves { Urgency::Soon } else { Urgency::None };
    if !who.is_empty() {
        action.who = vec![who.to_owned()];
    }
    action
}

/// The table. `tables` are those that rows are named of.
#[must_use]
pub(crate) fn table(companies: Vec<CompanyActions>, tables: &[&dyn Rows]) -> Whole {
    let wanted =
        companies.iter().flat_map(|own| &own.actions).filter_map(|it| it.stands_on.as_ref());
    let rows = row_numbers(wanted, tables);
    let mut all = Vec::new();
    for mut company in companies {
        rank(&mut company.actions);
        let numbers = groups(&company.actions);
        // Others speak of an action by its number, before all are in their order.
        let spoken_of = (1..).zip(&company.actions).filter(|(_, action)| action.number > 0);
        let ranks = spoken_of.map(|(rank, action)| (action.number, rank)).collect();
        for (place, (action, group)) in (1..).zip(company.actions.iter().zip(numbers)) {
            let mut cells = row(&company.mpn_id, place, action, group, &rows);
            cells.extend(spoken(action, &ranks));
            all.push(cells);
        }
    }
    Whole::sorted(&outputs::ACTIONS, all)
}

type RowNumbers = BTreeMap<&'static str, Hashed<Vec<String>, usize>>;

/// Rows are counted from 1.
const NO_ROW: usize = 0;

/// The rows that actions stand on, by the leading cells that name them.
fn row_numbers<'p>(wanted: impl Iterator<Item = &'p TableRow>, tables: &[&dyn Rows]) -> RowNumbers {
    let mut numbers = RowNumbers::new();
    for place in wanted {
        numbers.entry(place.table).or_default().entry_ref(&place.key).or_insert(NO_ROW);
    }
    for (name, keys) in &mut numbers {
        let Some(table) = tables.iter().find(|table| table.schema().name == *name) else {
            continue;
        };
        let cells = keys.keys().next().map_or(0, Vec::len);
        let places = naming(table.schema(), cells);
        let columns: Vec<Values<'_>> =
            places.into_iter().map(|place| table.column(place, 0, table.len())).collect();
        let mut key = vec![String::new(); columns.len()];
        for row in 0..table.len() {
            for (cell, column) in key.iter_mut().zip(&columns) {
                cell.clear();
                column.add_to(cell, row);
            }
            if let Some(number) = keys.get_mut(&key).filter(|number| **number == NO_ROW) {
                *number = row + 1;
            }
        }
    }
    numbers
}

/// The columns whose cells name a row: the leading ones, but the skill among the evidence for support.
fn naming(schema: &OutputSchema, cells: usize) -> Vec<usize> {
    if schema.name != outputs::SUPPORT.name {
        return (0..cells).collect();
    }
    let named = ["mpn_id", "work_email", "skill_code"].into_iter();
    named.filter_map(|name| schema.columns.iter().position(|own| own.name == name)).collect()
}

fn row(
    mpn_id: &str,
    rank: i64,
    action: &Action,
    group: Option<i64>,
    rows: &RowNumbers,
) -> TableCells {
    let level = action.level.as_ref();
    let mut why: Vec<String> = action.rules.iter().map(|rule| (*rule).to_owned()).collect();
    if let Some(place) = &action.stands_on
        && let Some(number) = rows.get(place.table).and_then(|own| own.get(&place.key))
        && *number != NO_ROW
    {
        why.push(format!("{}:{number}", place.table));
    }
    vec![
        text(mpn_id),
        Value::Number(Some(rank)),
        text(action.urgency.name()),
        text(action.kind.name()),
        Value::Text(action.who.join(";")),
        text(&action.what),
        Value::Day(Some(action.by_on)),
        text(level.map_or("", |own| own.competency.as_str())),
        text(level.map_or("", |own| own.level.as_str())),
        text(level.map_or("", |own| own.programme.as_str())),
        list(&action.restores),
        list(&action.keeps),
        text(&action.skill),
        Value::Number(group),
        Value::Text(why.join(";")),
        Value::Day(action.breaks_again_on),
        text(&action.option),
        text(&action.through),
        Value::amount(action.enough_more),
        text(action.fault.as_ref().map_or("", |fault| fault.code)),
        text(action.fault.as_ref().map_or("", |fault| fault.place.as_str())),
        Value::Day(action.helped_through),
        text(&action.unit),
    ]
}

fn list(titles: &BTreeSet<String>) -> Value {
    Value::Text(titles.iter().map(String::as_str).collect::<Vec<_>>().join(";"))
}

fn companies(all: &[OtherCompany]) -> Value {
    Value::Text(all.iter().map(OtherCompany::text).collect::<Vec<_>>().join(";"))
}

/// What it says of others, and what falls meanwhile.
fn spoken(action: &Action, ranks: &BTreeMap<usize, i64>) -> [Value; 15] {
    let mut with: Vec<i64> =
        action.enough_with.iter().filter_map(|it| ranks.get(it)).copied().collect();
    with.sort_unstable();
    let with: Vec<String> = with.into_iter().map(|rank| rank.to_string()).collect();
    let level = action.level.as_ref().map(|own| format!("{} {}", own.competency, own.level));
    let mut put_off: Vec<&str> = action.puts_off.iter().map(String::as_str).collect();
    if put_off.is_empty() && action.breaks_again_on.is_some() {
        put_off.extend(level.as_deref());
    }
    let fewer = action.enough_fewer.iter().map(|(level, count)| format!("{level} {count}"));
    let fewer: Vec<String> = fewer.collect();
    let falls: Vec<&str> = action.falls.iter().map(String::as_str).collect();
    let each = |all: &[Renewal]| all.iter().map(Renewal::text).collect::<Vec<_>>();
    let instead: Vec<String> =
        action.renew_instead.iter().map(|all| each(all).join(" + ")).collect();
    [
        Value::Text(with.join(";")),
        Value::Number(action.enough_of.and_then(|count| i64::try_from(count).ok())),
        Value::Text(action.enough_for.iter().map(String::as_str).collect::<Vec<_>>().join(";")),
        Value::Text(put_off.join(";")),
        Value::Text(falls.join(";")),
        Value::Number(action.after.and_then(|it| ranks.get(&it)).copied()),
        Value::Text(action.helps().into_iter().collect::<Vec<_>>().join(";")),
        Value::Text(each(&action.renew_too).join(";")),
        Value::Text(instead.join(";")),
        Value::Day(action.puts_off_by),
        companies(&action.leaves),
        Value::Day(action.allowed_from),
        list(&action.too_late_for),
        Value::Text(fewer.join(";")),
        companies(&action.elsewhere),
    ]
}
