//! A2: the person's Microsoft Learning account is associated with the company.

use polars::prelude::{col, lit, when};

use crate::base::Day;
use crate::rules::card::{Asked, Facts, LinkFault, Rule, Span, day};
use crate::rules::judge::LinkShown;
use crate::rules::telling::{Seen, Told};

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
    tells,
};

fn tells(seen: &Seen<'_>) -> Option<Told> {
    let is_university = seen.is(Facts::IS_UNIVERSITY);
    if seen.fails() {
        let because = if is_university {
            "a Partner University skill, and the user has no access to Partner University"
        } else if seen.chosen.pmc {
            "associated in PMC only, outside the grace after a known move"
        } else {
            "no association with the company is in force"
        };
        return Some(Told::plain(because));
    }
    match seen.chosen.link {
        LinkShown::Pc => {
            Some(Told::plain("associated in Partner Center, see the associations above"))
        }
        LinkShown::University => {
            Some(Told::plain("a Partner University skill, and the user has access to it"))
        }
        LinkShown::PmcGrace | LinkShown::None => None,
    }
}
