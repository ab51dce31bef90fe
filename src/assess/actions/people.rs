//! N1, G2: whom to ask to associate in Partner Center.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::assess::question::Row;
use crate::assess::restores::Restored;
use crate::tables::output::Value;

use super::supposed::Supposed;
use super::{Action, Kind, Place, Urgency};

/// Places of the columns of `contacts`.
const RANK: usize = 1;
const EMAIL: usize = 2;
const LEVELS_LOST: usize = 6;
const RESTORES: usize = 12;
const HELPS: usize = 13;
const ANY_OF: usize = 14;

/// One for each contact on whom a level hangs.
#[must_use]
pub fn associations(supposed: &Supposed<'_, '_>, contacts: &[Row]) -> Vec<Action> {
    contacts.iter().filter_map(|contact| association(supposed, contact)).collect()
}

fn association(supposed: &Supposed<'_, '_>, contact: &Row) -> Option<Action> {
    let restored = Restored { restores: list(&contact[RESTORES]), helps: list(&contact[HELPS]) };
    let lost = matches!(contact[LEVELS_LOST], Value::Number(Some(lost)) if lost > 0);
    if restored.restores.is_empty() && restored.helps.is_empty() && !lost {
        return None;
    }
    let is_choice = !words(&contact[ANY_OF]).is_empty();
    let (email, rank) = (words(&contact[EMAIL]), number(&contact[RANK]));
    let action = bringing(supposed, Kind::Associate, restored);
    let serves_nothing = action.urgency == Urgency::None;
    Some(Action {
        urgency: if serves_nothing { Urgency::Later } else { action.urgency },
        who: vec![email],
        group: is_choice.then(|| group(&action)),
        rules: vec!["G2"],
        stands_on: Some(Place::of("contacts", &[supposed.case.mpn_id(), &rank])),
        ..action
    })
}

/// Of a person whose skills would restore and help these levels (G2).
#[must_use]
pub fn bringing(supposed: &Supposed<'_, '_>, kind: Kind, restored: Restored) -> Action {
    let (restored, helped) = (supposed.needed(restored.restores), supposed.needed(restored.helps));
    let served: BTreeSet<LevelId> = supposed.titled(&restored.union(&helped).cloned().collect());
    // While a grace runs, what is met through it is kept, and nothing is lost before it ends.
    let (restores, keeps): (BTreeSet<String>, BTreeSet<String>) =
        restored.into_iter().partition(|title| {
            let own = supposed.titled(&BTreeSet::from([title.clone()]));
            own.iter().any(|level| supposed.is_unmet(*level))
        });
    let days = served.iter().map(|level| supposed.last_day(*level, true));
    let by_on = days.min().unwrap_or(supposed.as_of());
    Action { restores, keeps, ..Action::new(kind, "", by_on).serving(&served, supposed) }
}

/// N5: who brings the same is an alternative.
#[must_use]
pub fn group(action: &Action) -> String {
    action.restores.iter().chain(&action.keeps).cloned().collect::<Vec<_>>().join(";")
}

fn words(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        _ => String::new(),
    }
}

fn number(value: &Value) -> String {
    match value {
        Value::Number(Some(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn list(value: &Value) -> BTreeSet<String> {
    words(value).split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
