//! R3: the skill is not retired, or was completed in time and still counts for a while.

use polars::prelude::{col, when};

use crate::base::Day;
use crate::programme::InForce;
use crate::programme::catalogue::{Requirement, Skill, SkillId};
use crate::rules::card::{Asked, Facts, Rule, Span, day};

pub const RULE: Rule = Rule {
    id: "R3",
    code: "retired",
    says: "the skill is not retired, or still counts since it was completed before",
    cites: "Skills report in Partner Center, 2021: retired skills; contribution indicators, 2021",
    asked: Asked::OfRelevant,
    passes: |_| {
        Span::through(
            when(col(Facts::COMPLETED_ON).gt(col(Facts::RETIRED_ON)))
                .then(day(Day::ALWAYS))
                .otherwise(col(Facts::COUNTS_THROUGH)),
        )
    },
};

/// The last day on which a skill that was completed in time counts for a requirement.
#[must_use]
pub fn counts_through(
    requirement: &Requirement,
    id: SkillId,
    skill: &Skill,
    rules: &InForce,
) -> Day {
    if let Some(until) = requirement.counts_until.get(&id) {
        return *until;
    }
    skill.retired_on.map_or(Day::FOREVER, |retired_on| {
        rules.retired_counts_months.on(retired_on).after(retired_on)
    })
}
