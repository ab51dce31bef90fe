//! A6: the transcript's MCID is the one in the skills report

use polars::prelude::col;

use crate::rules::card::{Asked, Facts, Rule, Span};

pub const RULE: Rule = Rule {
    id: "A6",
    code: "mcid_mismatch",
    says: "the transcript's MCID is the one in the skills report",
    cites: "Skills report in Partner Center, 2021: merging MCIDs",
    asked: Asked::OfPersons,
    passes: |_| Span::where_true(col(Facts::IS_MISMATCH).not()),
    tells: |seen| {
        seen.if_it_fails(|| {
            let row = seen.chosen.row as usize;
            let of_row = seen.at.transcripts.mcid("mcid").at(row);
            let own = seen.at.people.shown(seen.chosen.person).matched_mcid;
            format!("the transcript row has MCID {of_row}, the account has {own}")
        })
    },
};
