//! A6: the transcript's MCID is the one in the skills report

use polars::prelude::{Expr, col};

use crate::link::FoundBy;
use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::frames::JudgedRow;
use crate::tables::exact;
use crate::tables::kinds;

pub(crate) const RULE: Rule = Rule {
    id: "A6",
    code: "mcid_mismatch",
    says: "the transcript's MCID is the one in the skills report",
    cites: "Skills report in Partner Center, 2021: merging MCIDs",
    asked: AskedOf::OfPersons,
    about: About::Soundness,
    passes: |_| Passes::Where(is_mismatch().not()),
    tells: |seen| {
        seen.if_it_fails(|| {
            let row = seen.chosen.row as usize;
            let of_row = seen.at.transcripts.mcid(kinds::Transcripts::MCID).at(row);
            let own = seen.at.people.shown(seen.chosen.person).matched_mcid;
            format!("the transcript row has MCID {of_row}, the account has {own}")
        })
    },
};

/// The row stands under an MCID that is nobody's, its person has another.
#[must_use]
pub(crate) fn is_mismatch() -> Expr {
    found_by(FoundBy::OtherMcid)
}

/// The row stands under an MCID that is nobody's.
#[must_use]
pub(crate) fn is_nobodys() -> Expr {
    is_mismatch().or(found_by(FoundBy::NoMcid))
}

fn found_by(own: FoundBy) -> Expr {
    col(JudgedRow::FOUND_BY).eq(exact(own as u8))
}
