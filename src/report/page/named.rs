//! Named: of whom a page tells by name.

use std::collections::BTreeSet;

use crate::report::already::Uncounted;

use super::company::{ActionRow, CompanyPage};

/// Persons of whom a page tells by name beside those who are asked to act.
const PERSONS_MAX: usize = 200;

/// Those on whom a held level hangs: who acts, whom to ask, who breaks it by leaving, whose day breaks it, and who
/// can renew what ends.
#[must_use]
pub(super) fn persons(company: &CompanyPage) -> BTreeSet<String> {
    let of_actions = company.actions.iter().flat_map(|action| &action.who);
    let restoring = company.contacts.iter().filter(|it| !it.restores.is_empty());
    let of_contacts = restoring.map(|contact| &contact.email);
    let held = company.levels.iter().filter(|level| level.class.is_some());
    let of_levels = held.flat_map(|level| &level.key_people);
    let of_events = company.events.iter().map(|event| &event.email);
    let mut persons = BTreeSet::new();
    let of_former = company.actions.iter().flat_map(|it| it.former.iter().map(|(_, own)| own));
    let uncounted = company.actions.iter().flat_map(|own| &own.uncounted);
    let of_former = of_former.chain(uncounted.filter_map(Uncounted::email));
    let of_former =
        of_former.chain(company.actions.iter().flat_map(|it| it.left.iter().map(|(_, own)| own)));
    let renewers: Vec<String> = company.actions.iter().flat_map(ActionRow::renewers).collect();
    let asked = of_actions.chain(of_former).chain(of_contacts);
    for email in asked.chain(of_levels).chain(of_events).chain(&renewers) {
        if persons.len() >= PERSONS_MAX {
            break;
        }
        if !email.is_empty() {
            persons.insert(email.clone());
        }
    }
    persons
}
