//! A3: no other company has the MCID since

use crate::rules::card::{Asked, LinkFault, Rule, Span};

pub const RULE: Rule = Rule {
    id: "A3",
    code: "associated_elsewhere",
    says: "no other company has the MCID since",
    cites: "Competencies, 2017: one company at a time",
    asked: Asked::OfSound,
    passes: |_| Span::unless_fault(LinkFault::Elsewhere),
    tells: |seen| {
        seen.if_it_fails(|| {
            "a later association with another company ended it; see the associations above"
                .to_owned()
        })
    },
};
