//! Lasting: who still has something, and is there, on the day on which a level breaks: nobody else is of use then.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::tables::columns;

use super::action_tables::ActionTables;
use super::classes::breaks_on;
use super::next::ActionRow;
use super::view::{Row, each};

/// What is known of the days ahead, for the companies of a list.
pub(super) struct DaysAhead {
    /// Of a company, a competency and a level.
    breaks: BTreeMap<[String; 3], Day>,
    /// Of a company and an e-mail.
    leaves: Hashed<[String; 2], Day>,
    /// Skills that count no more for a level, with its title, of a company.
    stops: BTreeSet<[String; 3]>,
    /// V1: the day on which what is done today is seen.
    seen_on: Day,
}

impl DaysAhead {
    #[must_use]
    pub(super) fn of(told: ActionTables<'_>, companies: &BTreeSet<String>, seen_on: Day) -> Self {
        let mut ahead = Self {
            breaks: BTreeMap::new(),
            leaves: Hashed::default(),
            stops: BTreeSet::new(),
            seen_on,
        };
        let own = |row: &Row<'_, '_>| {
            let company = row.text(columns::MPN_ID);
            companies.contains(&*company).then(|| company.into_owned())
        };
        each(told.levels, |row| {
            let (Some(company), Some(day)) = (own(&row), breaks_on(&row)) else { return };
            let [competency, level] =
                [columns::COMPETENCY, columns::LEVEL].map(|name| row.text(name).into_owned());
            ahead.breaks.insert([company, competency, level], day);
        });
        each(told.team, |row| {
            let (Some(company), Some(day)) = (own(&row), row.day(columns::REMOVED_ON)) else {
                return;
            };
            ahead.leaves.insert([company, row.text(columns::WORK_EMAIL).into_owned()], day);
        });
        each(told.events, |row| {
            if !row.is(columns::KIND, "skill_stops_counting") {
                return;
            }
            let Some(company) = own(&row) else { return };
            for level in row.list(columns::BREAKS) {
                let code = row.text(columns::SKILL_CODE).into_owned();
                ahead.stops.insert([company.clone(), code, level]);
            }
        });
        ahead
    }

    /// Whether the row of a skill is of use on the day on which the level of an action breaks, as far as is known.
    #[must_use]
    pub(super) fn lasts(&self, company: &str, action: &ActionRow, row: &Row<'_, '_>) -> bool {
        let key = [company, &action.competency, &action.level].map(str::to_owned);
        let Some(breaks) = self.breaks.get(&key).map(|day| self.seen_on.max(*day)) else {
            return true;
        };
        let is_valid = row.day(columns::EXPIRES_ON).is_none_or(|day| breaks <= day);
        let email = [company.to_owned(), row.text(columns::WORK_EMAIL).into_owned()];
        let stays = self.leaves.get(&email).is_none_or(|day| breaks < *day);
        let title = format!("{} {}", action.competency, action.level);
        let stop = [company.to_owned(), row.text(columns::SKILL_CODE).into_owned(), title];
        is_valid && stays && !self.stops.contains(&stop)
    }
}
