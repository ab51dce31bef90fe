//! Who had a certificate that somebody is asked to earn, and let it expire: the first to be asked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::tables::columns;
use crate::tables::output::Rows;

use super::next::Action;
use super::takes::{requirement_of, takes};
use super::terms::Terms;
use super::view::{Row, each};

/// So many are named: those who had it last.
const NAMED_MAX: usize = 3;

/// Of one action: the codes that it asks for, and whose have expired.
#[derive(Default)]
struct Former {
    codes: BTreeSet<String>,
    /// Who has one of them all the same, or will soon.
    has: BTreeSet<String>,
    /// The latest first.
    expired: BTreeSet<(Reverse<Day>, String)>,
}

/// Tells each action that asks for a certificate who had it; without any there is nothing to look for.
pub(super) fn tell(
    all: &mut BTreeMap<String, Vec<Action>>,
    skills: Option<&dyn Rows>,
    terms: Terms<'_>,
) {
    let mut wanted: Hashed<String, Vec<(usize, Former)>> = Hashed::default();
    for (company, own) in all.iter() {
        for (place, action) in own.iter().enumerate().filter(|(_, action)| action.kind == "earn") {
            let Some(codes) = codes(action, terms) else { continue };
            let former = Former { codes, ..Former::default() };
            wanted.entry(company.clone()).or_default().push((place, former));
        }
    }
    if wanted.is_empty() {
        return;
    }
    each(skills, |row| {
        if let Some(own) = wanted.get_mut(&*row.text(columns::MPN_ID)) {
            see(own, &row);
        }
    });
    for (company, own) in wanted {
        let Some(actions) = all.get_mut(&company) else { continue };
        for (place, former) in own {
            actions[place].former = former.expired();
        }
    }
}

fn codes(action: &Action, terms: Terms<'_>) -> Option<BTreeSet<String>> {
    let (name, gate) = action.gate();
    let requirement = requirement_of(action.requirement_key(), terms.catalogue, terms.as_of)?;
    let skills = takes(requirement, name, gate)?.skills.iter();
    Some(skills.map(|id| terms.catalogue.skill(*id).code.clone()).collect())
}

/// Looks at a row of the table of skills: of each person and skill there is one.
fn see(actions: &mut [(usize, Former)], row: &Row<'_, '_>) {
    let code = row.text(columns::SKILL_CODE);
    if !actions.iter().any(|(_, own)| own.codes.contains(&*code)) {
        return;
    }
    let has = row.is(columns::VERDICT, "counts") || row.is(columns::VERDICT, "pending");
    let expired = row.day(columns::EXPIRES_ON).filter(|_| row.is(columns::REASONS, "expired"));
    if !has && expired.is_none() {
        return;
    }
    for (_, own) in actions.iter_mut().filter(|(_, own)| own.codes.contains(&*code)) {
        let email = row.text(columns::WORK_EMAIL).into_owned();
        match expired {
            Some(day) => {
                own.expired.insert((Reverse(day), email));
            }
            None => {
                own.has.insert(email);
            }
        }
    }
}

impl Former {
    /// Who had one of them and has none now, the latest first.
    fn expired(self) -> Vec<(Day, String)> {
        let mut named: BTreeSet<String> = BTreeSet::new();
        let lost = self.expired.into_iter().filter(|(_, email)| !self.has.contains(email));
        let once = lost.filter(|(_, email)| named.insert(email.clone()));
        once.map(|(day, email)| (day.0, email)).take(NAMED_MAX).collect()
    }
}
