//! A5: the skill comes from a recognised source

use polars::prelude::col;

use crate::rules::card::{Asked, Facts, Rule, Span};
use crate::rules::telling::Told;

pub const RULE: Rule = Rule {
    id: "A5",
    code: "source_not_recognised",
    says: "the skill comes from a recognised source",
    cites: "Skills report in Partner Center, 2021: note on recognised sources",
    asked: Asked::Always,
    passes: |_| Span::where_true(col(Facts::IS_RECOGNISED)),
    tells: |seen| {
        let of = if seen.is(Facts::IS_RECOGNISED) { "is one of them" } else { "is none of them" };
        let because = format!("the source is {}, which {of}", seen.source());
        Some(Told::reading(because, "recognised_sources", seen.at.as_of))
    },
};
