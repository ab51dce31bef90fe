//! How the levels stand for which somebody is asked to act, in words.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::life_cycle::LevelState;
use crate::base::Day;
use crate::report::classes::{Class, breaks_on, lapses_on, lost_since, safe_by};
use crate::report::labels::Labels;
use crate::report::next::ActionRow;
use crate::report::view::each;
use crate::tables::columns;

use super::context::Context;

/// How a level stands, as far as somebody is asked to act for it.
pub(super) struct LevelOutlook {
    pub class: Class,
    pub since: Option<Day>,
    breach: Option<Day>,
    anniversary: Option<Day>,
    is_in_window: bool,
    /// Nothing keeps it at this renewal any more.
    is_lost: bool,
    /// Its window keeps it.
    pub is_kept: bool,
}

/// Company and `Competency Level`.
pub(super) type TitleKey = (String, String);

/// What comes of a renewal that keeps nothing alone.
#[must_use]
pub(super) fn spare(
    standings: &BTreeMap<TitleKey, LevelOutlook>,
    (company, action): (&str, &ActionRow),
    labels: &Labels,
) -> Option<String> {
    let title = action.title()?;
    let standing = standings.get(&(company.to_owned(), title.clone()))?;
    let key = action.spare_key(standing.class)?;
    Some(labels.say("next", key, &[("level", &title)]))
}

impl LevelOutlook {
    #[must_use]
    pub(super) fn in_words(&self, title: &str, context: Context<'_>) -> String {
        let labels = context.labels;
        let (key, day) = match self.class {
            _ if self.is_lost => ("lost", self.lapses_on(context)),
            Class::RenewalWindow if self.is_kept => ("unpaid", self.window_end(context)),
            Class::NotMet if self.since.is_some() => ("unmet_since", self.since),
            Class::NotMet => ("unmet", None),
            Class::RenewalWindow => ("window", self.window_end(context)),
            Class::Breaks => ("breaks", self.breach),
            Class::OnePerson => ("one_person", None),
            Class::NotJudged => ("not_judged", self.anniversary),
            Class::Lapsed | Class::Safe => ("safe", self.anniversary),
        };
        let day = labels.day(day);
        let said = labels.say("next", key, &[("level", title), ("day", &day)]);
        match self.window_end(context) {
            Some(end) if self.class == Class::NotMet && !self.is_lost => {
                let end = labels.day(Some(end));
                let ends = labels.say("advice", "renewal_window", &[("day", &end)]);
                format!("{said}. {}", ends.trim_end_matches('.'))
            }
            _ => said,
        }
    }

    fn lapses_on(&self, context: Context<'_>) -> Option<Day> {
        let days = context.facts.in_force.renewal_window_days;
        self.anniversary.map(|day| lapses_on(day, days))
    }

    fn window_end(&self, context: Context<'_>) -> Option<Day> {
        let days = context.facts.in_force.renewal_window_days;
        self.anniversary.filter(|_| self.is_in_window).map(|day| day.plus_days(days))
    }
}

/// Of each of these, as far as they are held.
#[must_use]
pub(super) fn standings(
    wanted: &BTreeSet<TitleKey>,
    context: Context<'_>,
) -> BTreeMap<TitleKey, LevelOutlook> {
    let mut standings = BTreeMap::new();
    if wanted.is_empty() {
        return standings;
    }
    each(context.levels(), |row| {
        let Some(class) = Class::of(&row) else { return };
        let title = format!("{} {}", row.text(columns::COMPETENCY), row.text(columns::LEVEL));
        let key = (row.text(columns::MPN_ID).into_owned(), title);
        if wanted.contains(&key) {
            standings.entry(key).or_insert_with(|| LevelOutlook {
                class,
                since: row.day(columns::UNMET_SINCE),
                breach: breaks_on(&row),
                anniversary: row.day(columns::ANNIVERSARY_ON),
                is_in_window: row.is(columns::STATE, LevelState::RenewalWindow.name()),
                is_lost: lost_since(&row, context.facts.as_of).is_some(),
                is_kept: safe_by(&row).is_some(),
            });
        }
    });
    standings
}
