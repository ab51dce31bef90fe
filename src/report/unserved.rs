//! Unserved: where it stands what a level lacks, or will, for which nobody can do anything that is known.

use std::collections::BTreeMap;

use crate::assess::actions::action::{ActionKind, Urgency};
use crate::base::Day;
use crate::tables::columns;
use crate::tables::output::Rows;

use super::action_tables::ActionTables;
use super::certificates;
use super::classes::{Class, breaks_on};
use super::former;
use super::leaving;
use super::measured;
use super::next::{ActionRow, LAST, by_company};
use super::row_kind::RowKind;
use super::terms::Terms;
use super::uncounted;
use super::view::{Row, each};

/// Companies with their actions.
pub(crate) type ActionRows = BTreeMap<String, Vec<ActionRow>>;

/// The last day of all that is known to bring a level back: nothing else is enough on a later one.
pub(crate) fn last_help(actions: &[ActionRow], name: &String) -> Option<Day> {
    let restoring = actions.iter().filter(|it| it.restores.contains(name));
    restoring
        .filter(|it| !it.kind.is_one_of(&[ActionKind::Pay, ActionKind::Wait]))
        .filter_map(|it| it.by)
        .max()
}

/// The actions of each company by rank, and behind them its levels that none serves, each with the row where
/// that stands.
#[must_use]
pub(crate) fn actions_by_company(told: ActionTables<'_>, terms: Terms<'_>) -> ActionRows {
    let mut all = by_company(told.actions, told.levels, told.requirements, terms);
    point(&mut all, told.requirements, told.events);
    certificates::tell(&mut all, told.events);
    leaving::tell(&mut all, told.levels);
    leaving::compare(&mut all);
    former::tell(&mut all, (told.skills, told.team), terms);
    uncounted::tell(&mut all, told, terms);
    measured::tell(&mut all, told.score_metrics, terms);
    all
}

impl ActionRow {
    /// What a reader should know of a level that no action serves.
    pub(super) fn of_level(row: &Row<'_, '_>, number: usize, class: Class) -> Option<Self> {
        let (urgency, rule) = match class {
            Class::NotMet | Class::RenewalWindow => (Urgency::Now, "K4"),
            Class::Breaks => (Urgency::Soon, "K4"),
            Class::OnePerson => (Urgency::Later, "C7"),
            Class::Lapsed | Class::NotJudged | Class::Safe => return None,
        };
        let is_of_people = class == Class::OnePerson;
        Some(Self {
            rank: LAST,
            urgency,
            kind: RowKind::Level(class),
            who: if is_of_people { row.list(columns::KEY_PEOPLE) } else { Vec::new() },
            by: breaks_on(row).filter(|_| class == Class::Breaks),
            competency: row.text(columns::COMPETENCY).into_owned(),
            level: row.text(columns::LEVEL).into_owned(),
            programme: row.text(columns::PROGRAMME).into_owned(),
            option: row.text(columns::BEST_OPTION).into_owned(),
            why: format!("{rule};levels:{number}"),
            ..Self::default()
        })
    }

    /// What no action of this renewal is for any more, though nothing asks for more.
    pub(super) fn lost(row: &Row<'_, '_>, number: usize, lapses_on: Option<Day>) -> Option<Self> {
        let own = Self::of_level(row, number, Class::NotMet)?;
        let (kind, urgency) = (RowKind::Lost, Urgency::Soon);
        let rule = if row.day(columns::WINDOW_TO).is_some() { "W3" } else { "K1" };
        let why = format!("{rule};levels:{number}");
        Some(Self { kind, urgency, why, lost_on: lapses_on, ..own })
    }
}

/// Company, programme, competency and level.
type ServedKey = [String; 4];

/// Sends what no action serves to its requirement that is not met, or to what happens on the day it breaks.
fn point(all: &mut ActionRows, requirements: Option<&dyn Rows>, events: Option<&dyn Rows>) {
    let mut lacking: BTreeMap<ServedKey, (&mut ActionRow, String)> = BTreeMap::new();
    let mut breaking: BTreeMap<[String; 2], &mut ActionRow> = BTreeMap::new();
    for (company, own) in all {
        for action in own.iter_mut().filter(|action| action.is_of_level()) {
            let level = format!("{} {}", action.competency, action.level);
            let option = std::mem::take(&mut action.option);
            if action.kind == Class::NotMet {
                let own = [&action.programme, &action.competency, &action.level].map(Clone::clone);
                let [programme, competency, level] = own;
                lacking.insert([company.clone(), programme, competency, level], (action, option));
            } else if action.kind == Class::Breaks {
                breaking.insert([company.clone(), level], action);
            }
        }
    }
    if !lacking.is_empty() {
        each_numbered(requirements, |row, number| {
            if !row.is(columns::MET, "No") {
                return;
            }
            let Some((action, option)) = lacking.get_mut(&key(row)) else { return };
            if action.what.is_empty() && row.is(columns::OPTION, option) {
                action.what = row.text(columns::REQUIREMENT).into_owned();
                action.why = format!("K4;requirements:{number}");
            }
        });
    }
    if !breaking.is_empty() {
        each_numbered(events, |row, number| {
            for level in row.list(columns::BREAKS) {
                let key = [row.text(columns::MPN_ID).into_owned(), level];
                let action = breaking.get_mut(&key);
                let action = action.filter(|it| it.by.is_some() && it.by == row.day(columns::DATE));
                if let Some(action) = action.filter(|it| !it.why.contains(";events:")) {
                    action.why = format!("K4;events:{number}");
                }
            }
        });
    }
}

fn each_numbered(rows: Option<&dyn Rows>, mut tell: impl FnMut(&Row<'_, '_>, usize)) {
    let mut number = 0;
    each(rows, |row| {
        number += 1;
        tell(&row, number);
    });
}

fn key(row: &Row<'_, '_>) -> ServedKey {
    let own = [columns::MPN_ID, columns::PROGRAMME, columns::COMPETENCY, columns::LEVEL];
    own.map(|column| row.text(column).into_owned())
}
