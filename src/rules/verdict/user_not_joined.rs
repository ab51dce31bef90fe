//! A1: the person's account was created by the day that is asked about.

use polars::prelude::col;

use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::frames::JudgedRow;
use crate::rules::verdict::user_removed::accounts;

pub(crate) const RULE: Rule = Rule {
    id: "A1",
    code: "user_not_joined",
    says: "the person's account is created",
    cites: "Skills report in Partner Center, 2021: users leave and join",
    asked: AskedOf::OfPersons,
    about: About::Soundness,
    passes: |_| Passes::Where(col(JudgedRow::HAS_JOINED)),
    tells: |seen| seen.if_it_fails(|| accounts(seen)),
};
