//! R2: the certification is not revoked

use polars::prelude::col;

use crate::rules::card::{Asked, Facts, Rule, Span};

pub const RULE: Rule = Rule {
    id: "R2",
    code: "revoked",
    says: "the certification is not revoked",
    cites: "House rule: a revoked certification is not held",
    asked: Asked::Always,
    passes: |_| Span::where_true(col(Facts::IS_REVOKED).not()),
    tells: |seen| seen.if_it_fails(|| "the transcript says Revoked".to_owned()),
};
