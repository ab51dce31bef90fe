//! A3: no other company was associated with the MCID later. Which claim ends which is decided in
//! `link::one_company`, where the days are; here stands what follows from it.

use polars::prelude::{Expr, col};

use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::frames::Stretched;
use crate::rules::link::Link;

pub(crate) const RULE: Rule = Rule {
    id: "A3",
    code: "associated_elsewhere",
    says: "no other company was associated with the MCID later",
    cites: "Competencies, 2017: one company at a time",
    asked: AskedOf::OfSound,
    about: About::Holding,
    passes: |_| Passes::Where(Link::Elsewhere.is_it().not()),
    tells: |seen| {
        seen.if_it_fails(|| {
            "a later association with another company ended it; see the associations above"
                .to_owned()
        })
    },
};

/// Taken away in a system in which nothing else is in force.
#[must_use]
pub(crate) fn is_elsewhere() -> Expr {
    let taken_in_pc = col(Stretched::TAKEN_IN_PC).and(col(Stretched::IN_PC).not());
    let taken_in_pmc = col(Stretched::TAKEN_IN_PMC).and(col(Stretched::IN_PMC).not());
    taken_in_pc.or(taken_in_pmc)
}
