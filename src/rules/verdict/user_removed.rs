//! A1: the person has an active account of the company

use polars::prelude::col;

use crate::base::Day;
use crate::link::Account;
use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::frames::JudgedRow;
use crate::rules::telling::{RuleAnswer, RuleOnRow};

pub(crate) const RULE: Rule = Rule {
    id: "A1",
    code: "user_removed",
    says: "the person has an active account of the company",
    cites: "Skills report in Partner Center, 2021: users leave and join",
    asked: AskedOf::OfPersons,
    about: About::Soundness,
    passes: |_| Passes::through(col(JudgedRow::ROLL_THROUGH)),
    // Who has not joined is told so by the next rule.
    tells: |seen| seen.is(JudgedRow::HAS_JOINED).then(|| RuleAnswer::plain(accounts(seen))),
};

/// The accounts of the person, each with the days that put it on the roll or off.
pub(super) fn accounts(seen: &RuleOnRow<'_>) -> String {
    let tell = |account: &Account| {
        let created = match account.created_on {
            day if day.is_dated() => format!(", created {day}"),
            _ => String::new(),
        };
        let removed = match (account.is_removed, account.removed_on) {
            (true, Day::FOREVER) => ", status Removed".to_owned(),
            (true, day) => format!(", status Removed, removed {day}"),
            (false, Day::FOREVER) => String::new(),
            (false, day) => format!(", removed {day}"),
        };
        format!("{}:{}{created}{removed}", (seen.names.file)(account.file), account.line)
    };
    let accounts = seen.at.people.accounts_of(seen.chosen.person).map(tell);
    accounts.collect::<Vec<_>>().join("; ")
}
