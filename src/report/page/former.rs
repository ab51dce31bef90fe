//! Who had a certificate that somebody is asked to earn, and let it expire.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::base::Day;
use crate::report::books::context::Context;
use crate::report::view::Row;
use crate::tables::columns;

use super::asked::Asked;
use super::company::{Company, Former};

/// So many are named: those who had it last.
const NAMED_MAX: usize = 3;

/// What the actions of a company ask for; without any there is nothing to look for.
pub(super) fn ask(company: &mut Company, context: Context<'_>) {
    let catalogue = context.facts.catalogue;
    let mut former = Vec::new();
    for action in company.actions.iter().filter(|action| action.kind == "earn") {
        let Some(asked) = Asked::of(company, action) else { continue };
        let Some(takes) = asked.skills(context) else { continue };
        let codes = takes.skills.iter().map(|id| catalogue.skill(*id).code.clone()).collect();
        former.push((action.row, Former { codes, ..Former::default() }));
    }
    company.former = former.into_iter().collect();
}

/// Looks at a row of the table of skills: of each person and skill there is one.
pub(super) fn see(company: &mut Company, row: &Row<'_, '_>) {
    let has = row.is(columns::VERDICT, "counts") || row.is(columns::VERDICT, "pending");
    let expired = row.day(columns::EXPIRES_ON).filter(|_| row.is(columns::REASONS, "expired"));
    if !has && expired.is_none() {
        return;
    }
    let code = row.text(columns::SKILL_CODE);
    for own in company.former.values_mut().filter(|own| own.codes.contains(&*code)) {
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
    pub(super) fn expired(&self) -> impl Iterator<Item = (Day, &String)> {
        let mut named: BTreeSet<&String> = BTreeSet::new();
        let lost = self.expired.iter().filter(|(_, email)| !self.has.contains(email));
        let once = lost.filter(move |(_, email)| named.insert(email));
        once.map(|(day, email)| (day.0, email)).take(NAMED_MAX)
    }
}
