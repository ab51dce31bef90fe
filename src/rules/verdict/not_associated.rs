//! A2: the person's Microsoft Learning account is associated with the company.

use polars::prelude::{Expr, col, when};

use crate::base::Day;
use crate::rules::card::{About, AskedOf, Passes, Rule, day};
use crate::rules::chosen::LinkShown;
use crate::rules::frames::{JudgedRow, Stretched};
use crate::rules::link::Link;
use crate::rules::telling::{RuleAnswer, RuleOnRow};
use crate::tables::YesNo;

pub(crate) const RULE: Rule = Rule {
    id: "A2",
    code: "not_associated",
    says: "the person's learning account is associated with the company in Partner Center",
    cites: "Skills report in Partner Center, 2021: associate the account",
    asked: AskedOf::OfSound,
    about: About::Holding,
    passes: |_| Passes::Days {
        from: Some(col(JudgedRow::LINK_FROM)),
        through: Some(
            when(Link::NotAssociated.is_it())
                .then(day(Day::ALWAYS))
                .otherwise(col(JudgedRow::LINK_THROUGH)),
        ),
    },
    tells,
};

/// An association in Partner Center is in force.
#[must_use]
pub(crate) fn is_associated() -> Expr {
    col(Stretched::IN_PC)
}

fn tells(seen: &RuleOnRow<'_>) -> Option<RuleAnswer> {
    let is_university = seen.is(JudgedRow::IS_UNIVERSITY);
    if seen.fails() {
        let because = if is_university {
            "a skill of Partner University, which counts by access to it (A5 source), and the user has none"
        } else if seen.chosen.is_in_pmc() {
            "associated in PMC only, outside the grace after a known move"
        } else {
            "no association with the company is in force"
        };
        return Some(RuleAnswer::plain(because));
    }
    match seen.chosen.link() {
        LinkShown::Pc => Some(RuleAnswer::plain(evidence(seen).map_or_else(
            || "associated in Partner Center, see the associations above".to_owned(),
            |place| format!("associated in Partner Center, by A2e evidence seen in {place}"),
        ))),
        LinkShown::University => Some(RuleAnswer::plain(
            "a skill of Partner University, which counts by access to it (A5 source), and the user has it",
        )),
        LinkShown::PmcGrace | LinkShown::None => None,
    }
}

/// Where Partner Center's training export shows the association, if nothing else does.
fn evidence(seen: &RuleOnRow<'_>) -> Option<String> {
    let mut accounts = seen.at.people.accounts_of(seen.chosen.person);
    if seen.at.links.associations.are_given || accounts.any(|own| own.says_pc == YesNo::Yes) {
        return None;
    }
    let mut accounts = seen.at.people.accounts_of(seen.chosen.person);
    let row = accounts.find(|own| own.is_linked_by_evidence())?.evidence? as usize;
    let transcripts = seen.at.transcripts;
    Some(format!("{}:{}", (seen.names.file)(transcripts.file(row)), transcripts.line(row)))
}
