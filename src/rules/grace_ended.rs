//! G1: within the grace after the move from PMC an association in PMC is enough.

use crate::rules::card::{Asked, LinkFault, Rule, Span};
use crate::rules::judge::LinkShown;
use crate::rules::telling::{Seen, Told};

pub const RULE: Rule = Rule {
    id: "G1",
    code: "grace_ended",
    says: "the company moved from PMC so recently that an association in PMC is enough",
    cites: "Skills report in Partner Center, 2021: PMC users",
    asked: Asked::OfSound,
    passes: |_| Span::unless_fault(LinkFault::GraceEnded),
    tells,
};

fn tells(seen: &Seen<'_>) -> Option<Told> {
    let (moved, ends) = seen.grace()?;
    let because = if seen.fails() {
        format!("the company moved on {moved}; {ends} was the first day without grace")
    } else if seen.chosen.link == LinkShown::PmcGrace {
        let last = ends.plus_days(-1);
        format!(
            "associated in PMC only; the company moved on {moved}, so that counts through {last}"
        )
    } else {
        return None;
    };
    Some(Told::reading(because, "pmc_grace_months", seen.at.as_of))
}
