//! A3: no other company claims the MCID without a date. Which claims contest each other is decided in
//! `link::one_company`, where the days are; here stands what follows from it.

use polars::prelude::{Expr, col};

use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::frames::Stretched;
use crate::rules::link::Link;

pub(crate) const RULE: Rule = Rule {
    id: "A3",
    code: "association_conflict",
    says: "no other company claims the MCID without a date",
    cites: "House rule: neither counts until it is settled",
    asked: AskedOf::OfSound,
    about: About::Holding,
    passes: |_| Passes::Where(Link::Conflict.is_it().not()),
    tells: |seen| {
        seen.if_it_fails(|| {
            "two companies claim the MCID and neither says since when; see the associations above"
                .to_owned()
        })
    },
};

/// Claimed by two companies, and nothing tells which came later.
#[must_use]
pub(crate) fn is_contested() -> Expr {
    col(Stretched::IS_CONTESTED)
}
