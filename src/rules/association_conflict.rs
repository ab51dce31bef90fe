//! A3: no other company claims the MCID without a date

use crate::rules::card::{Asked, LinkFault, Rule, Span};

pub const RULE: Rule = Rule {
    id: "A3",
    code: "association_conflict",
    says: "no other company claims the MCID without a date",
    cites: "House rule: neither counts until it is settled",
    asked: Asked::OfSound,
    passes: |_| Span::unless_fault(LinkFault::Conflict),
    tells: |seen| {
        seen.if_it_fails(|| {
            "two companies claim the MCID and neither says since when; see the associations above"
                .to_owned()
        })
    },
};
