//! A1: the person has an active account of the company

use polars::prelude::col;

use crate::rules::card::{Asked, Facts, Rule, Span};

pub const RULE: Rule = Rule {
    id: "A1",
    code: "user_removed",
    says: "the person has an active account of the company",
    cites: "Skills report in Partner Center, 2021: users leave and join",
    asked: Asked::OfPersons,
    passes: |_| Span::through(col(Facts::ROLL_THROUGH)),
};
