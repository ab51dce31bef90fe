//! A5: the skill comes from a recognised source

use polars::prelude::col;

use crate::rules::card::{Asked, Facts, Rule, Span};

pub const RULE: Rule = Rule {
    id: "A5",
    code: "source_not_recognised",
    says: "the skill comes from a recognised source",
    cites: "Skills report in Partner Center, 2021: note on recognised sources",
    asked: Asked::Always,
    passes: |_| Span::where_true(col(Facts::IS_RECOGNISED)),
};
