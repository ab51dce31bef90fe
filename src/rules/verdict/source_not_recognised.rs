//! A5: the skill comes from a recognised source

use polars::prelude::{Expr, col, when};

use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::frames::{JudgedRow, Tie};
use crate::rules::link::Link;
use crate::rules::telling::RuleAnswer;
use crate::tables::flag;

pub(crate) const RULE: Rule = Rule {
    id: "A5",
    code: "source_not_recognised",
    says: "the skill comes from a recognised source",
    cites: "Skills report in Partner Center, 2021: note on recognised sources",
    asked: AskedOf::Always,
    about: About::Soundness,
    passes: |_| Passes::Where(col(JudgedRow::IS_RECOGNISED)),
    tells: |seen| {
        let of =
            if seen.is(JudgedRow::IS_RECOGNISED) { "is one of them" } else { "is none of them" };
        let because = format!("the source is {}, which {of}", seen.source());
        Some(RuleAnswer::reading(because, "recognised_sources", seen.at.as_of))
    },
};

/// What links a skill of Partner University: access to it, and nothing else.
#[must_use]
pub(crate) fn link_by_access() -> Expr {
    when(flag(Tie::HAS_ACCESS)).then(Link::Pc.cell()).otherwise(Link::NotAssociated.cell())
}
