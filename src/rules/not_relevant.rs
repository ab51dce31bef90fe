//! R1: a requirement in force names the skill

use polars::prelude::col;

use crate::rules::card::{Asked, Facts, Rule, Span};

pub const RULE: Rule = Rule {
    id: "R1",
    code: "not_relevant",
    says: "a requirement in force names the skill",
    cites: "Skills report in Partner Center, 2021: relevant for competencies or programmes",
    asked: Asked::Always,
    passes: |_| Span::where_true(col(Facts::IS_RELEVANT)),
};
