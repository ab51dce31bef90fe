//! A2: the person's Microsoft Learning account is associated with the company.

use polars::prelude::{col, lit, when};

use crate::base::Day;
use crate::rules::card::{Asked, Facts, LinkFault, Rule, Span, day};

pub const RULE: Rule = Rule {
    id: "A2",
    code: "not_associated",
    says: "the person's learning account is associated with the company in Partner Center",
    cites: "Skills report in Partner Center, 2021: associate the account",
    asked: Asked::OfSound,
    passes: |_| Span {
        from: col(Facts::LINK_FROM),
        through: when(col(Facts::LINK_FAULT).eq(lit(LinkFault::NotAssociated as u8)))
            .then(day(Day::ALWAYS))
            .otherwise(col(Facts::LINK_THROUGH)),
    },
};
