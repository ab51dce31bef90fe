//! A6a: the transcript row belongs to a user of the company

use polars::prelude::col;

use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::frames::JudgedRow;

pub(crate) const RULE: Rule = Rule {
    id: "A6a",
    code: "no_user",
    says: "the transcript row belongs to a user of the company",
    cites: "Skills report in Partner Center, 2021: why skills may be missing",
    asked: AskedOf::Always,
    about: About::Soundness,
    passes: |_| Passes::Where(col(JudgedRow::HAS_USER)),
    tells: |_| None,
};
