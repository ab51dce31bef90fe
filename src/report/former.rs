//! Who had a certificate that somebody is asked to earn, and let it expire: the first to be asked. Who has left,
//! or will, is not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::ActionKind;
use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::tables::columns;
use crate::tables::output::Rows;

use super::next::ActionRow;
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
    /// Whose still holds, and who has left.
    left: BTreeSet<(Reverse<Day>, String)>,
}

/// Tells each action that asks for a certificate who had it; without any there is nothing to look for.
pub(super) fn tell(
    all: &mut BTreeMap<String, Vec<ActionRow>>,
    (skills, team): (Option<&dyn Rows>, Option<&dyn Rows>),
    terms: Terms<'_>,
) {
    let mut wanted: Hashed<String, Vec<(usize, Former)>> = Hashed::default();
    for (company, own) in all.iter() {
        for (place, action) in
            own.iter().enumerate().filter(|(_, action)| action.kind == ActionKind::Earn)
        {
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
    let removed = removed(team, &wanted);
    for (company, own) in wanted {
        let Some(actions) = all.get_mut(&company) else { continue };
        let removed_on =
            |email: &str| removed.get(&[company.as_str(), email].map(str::to_owned)).copied();
        for (place, former) in own {
            let left = former.left().into_iter();
            actions[place].left = left.map(|email| (removed_on(&email), email)).collect();
            actions[place].former = former.expired(&|email| removed_on(email).is_none());
        }
    }
}

/// From when on whoever leaves is gone, of those who are to be named, by company and e-mail: the last day of
/// several accounts.
fn removed(
    team: Option<&dyn Rows>,
    named: &Hashed<String, Vec<(usize, Former)>>,
) -> BTreeMap<[String; 2], Day> {
    let emails = |all: &[(usize, Former)]| -> BTreeSet<String> {
        let each = all.iter().flat_map(|(_, own)| own.expired.iter().chain(&own.left));
        each.map(|(_, email)| email.clone()).collect()
    };
    let named: Hashed<&str, BTreeSet<String>> =
        named.iter().map(|(company, all)| (company.as_str(), emails(all))).collect();
    let mut removed: BTreeMap<[String; 2], Option<Day>> = BTreeMap::new();
    each(team, |row| {
        let email = row.text(columns::WORK_EMAIL);
        let company = row.text(columns::MPN_ID);
        if !named.get(&*company).is_some_and(|own| own.contains(&*email)) {
            return;
        }
        let day = row.day(columns::REMOVED_ON);
        let known = removed.entry([company.into_owned(), email.into_owned()]).or_insert(day);
        *known = known.zip(day).map(|(a, b)| a.max(b));
    });
    removed.into_iter().filter_map(|(key, day)| Some((key, day?))).collect()
}

fn codes(action: &ActionRow, terms: Terms<'_>) -> Option<BTreeSet<String>> {
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
    let has_left = row.is(columns::REASONS, "user_removed");
    if !has && !has_left && expired.is_none() {
        return;
    }
    for (_, own) in actions.iter_mut().filter(|(_, own)| own.codes.contains(&*code)) {
        let email = row.text(columns::WORK_EMAIL).into_owned();
        match expired {
            _ if has_left => {
                let day = row.day(columns::EXPIRES_ON).unwrap_or(Day::FOREVER);
                own.left.insert((Reverse(day), email));
            }
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
    /// Who has left with one of them, of several first whose would hold longest.
    fn left(&self) -> Vec<String> {
        let mut named: BTreeSet<&String> = BTreeSet::new();
        let once = self.left.iter().map(|(_, email)| email).filter(|email| named.insert(email));
        once.take(NAMED_MAX).cloned().collect()
    }

    /// Who had one of them, has none now and stays; the latest first.
    fn expired(self, stays: &dyn Fn(&str) -> bool) -> Vec<(Day, String)> {
        let mut named: BTreeSet<String> = BTreeSet::new();
        let lost = self.expired.into_iter().filter(|(_, email)| !self.has.contains(email));
        let lost = lost.filter(|(_, email)| stays(email));
        let once = lost.filter(|(_, email)| named.insert(email.clone()));
        once.map(|(day, email)| (day.0, email)).take(NAMED_MAX).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expired(day: i32, email: &str) -> (Reverse<Day>, String) {
        (Reverse(Day(day)), email.to_owned())
    }

    #[test]
    fn nobody_who_leaves_is_asked_and_who_has_left_is_told_apart() {
        let own = Former {
            expired: BTreeSet::from([expired(20, "ann"), expired(10, "bob"), expired(5, "cat")]),
            has: BTreeSet::from(["cat".to_owned()]),
            left: BTreeSet::from([expired(90, "dan"), expired(70, "dan"), expired(80, "eve")]),
            ..Former::default()
        };
        assert_eq!(own.left(), ["dan", "eve"]);
        assert_eq!(own.expired(&|email| email != "ann"), [(Day(10), "bob".to_owned())]);
    }
}
