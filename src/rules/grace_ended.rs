//! G1: within the grace after the move from PMC an association in PMC is enough.

use crate::rules::card::{Asked, LinkFault, Rule, Span};

pub const RULE: Rule = Rule {
    id: "G1",
    code: "grace_ended",
    says: "the company moved from PMC so recently that an association in PMC is enough",
    cites: "Skills report in Partner Center, 2021: PMC users",
    asked: Asked::OfSound,
    passes: |_| Span::unless_fault(LinkFault::GraceEnded),
};
