//! R4: the skill is completed

use polars::prelude::col;

use crate::rules::card::{Asked, Facts, Rule, Span};
use crate::rules::telling::Told;

pub const RULE: Rule = Rule {
    id: "R4",
    code: "not_completed",
    says: "the skill is completed",
    cites: "House rule: what lies ahead is not held yet",
    asked: Asked::Always,
    passes: |_| Span::from(col(Facts::COMPLETED_ON)),
    tells: |seen| {
        let done = seen.day(Facts::COMPLETED_ON);
        let ahead = if seen.fails() { ", which lies ahead" } else { "" };
        Some(Told::plain(format!("completed {done}{ahead}")))
    },
};
