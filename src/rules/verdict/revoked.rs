//! R2: the certification is not revoked

use polars::prelude::col;

use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::frames::JudgedRow;
use crate::tables::{SkillStatus, exact};

pub(crate) const RULE: Rule = Rule {
    id: "R2",
    code: "revoked",
    says: "the certification is not revoked",
    cites: "House rule: a revoked certification is not held",
    asked: AskedOf::Always,
    about: About::Holding,
    passes: |_| Passes::Where(col(JudgedRow::STATUS).neq(exact(SkillStatus::Revoked as u8))),
    tells: |seen| seen.if_it_fails(|| "the transcript says Revoked".to_owned()),
};
