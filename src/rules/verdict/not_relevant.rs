//! R1: a requirement in force names the skill

use polars::prelude::col;

use crate::programme::catalogue::{Programme, Requirement, SkillId};
use crate::rules::basis::Basis;
use crate::rules::card::{About, AskedOf, Passes, Rule};
use crate::rules::frames::JudgedRow;
use crate::rules::telling::{RuleAnswer, RuleOnRow};

pub(crate) const RULE: Rule = Rule {
    id: "R1",
    code: "not_relevant",
    says: "a requirement in force names the skill",
    cites: "Skills report in Partner Center, 2021: relevant for competencies or programmes",
    asked: AskedOf::Always,
    about: About::Requirement,
    passes: |_| Passes::Where(col(JudgedRow::IS_RELEVANT)),
    tells: |seen| Some(RuleAnswer::plain(named_by(seen))),
};

/// The requirements in force that name a skill, each with its programme.
pub(crate) fn naming<'a>(
    at: &'a Basis<'_>,
    id: SkillId,
) -> impl Iterator<Item = (&'a Programme, &'a Requirement)> {
    let in_force = at.catalogue.programmes.iter().filter(|own| own.in_force(at.as_of));
    in_force.flat_map(move |programme| {
        let own = programme.requirements.iter().filter(move |requirement| {
            requirement.in_force(at.as_of) && requirement.skills().any(|skill| skill == id)
        });
        own.map(move |requirement| (programme, requirement))
    })
}

/// The first requirements that name the skill.
fn named_by(seen: &RuleOnRow<'_>) -> String {
    const SHOWN: usize = 3;
    let Ok(id) = seen.chosen.skill.resolved() else {
        return "the catalogue does not know the skill".to_owned();
    };
    let named: Vec<String> = naming(seen.at, id)
        .map(|(programme, own)| {
            let (level, name) = (&programme.levels[own.level], &own.name);
            let document = (seen.names.document)(&own.source);
            format!("{} {level} ({}), {name:?}, by {document}", own.competency, own.option)
        })
        .collect();
    if named.is_empty() {
        return "no requirement in force names it".to_owned();
    }
    let more = match named.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let shown = named.into_iter().take(SHOWN).collect::<Vec<_>>().join("; ");
    format!("named by {shown}{more}")
}
