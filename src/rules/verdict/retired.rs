//! R3: the skill is not retired, or was completed in time and still counts for a while.

use polars::prelude::{Expr, col, when};

use crate::base::Day;
use crate::programme::InForce;
use crate::programme::catalogue::{Requirement, Skill, SkillId};
use crate::rules::card::{About, AskedOf, Passes, Rule, day};
use crate::rules::frames::JudgedRow;
use crate::rules::telling::{RuleAnswer, RuleOnRow};
use crate::rules::verdict::not_relevant::naming;

pub(crate) const RULE: Rule = Rule {
    id: "R3",
    code: "retired",
    says: "the skill is not retired, or still counts since it was completed before",
    cites: "Skills report in Partner Center, 2021: retired skills; contribution indicators, 2021",
    asked: AskedOf::OfRelevant,
    about: About::Requirement,
    passes: |_| {
        Passes::through(
            when(is_completed_in_time())
                .then(col(JudgedRow::SKILL_COUNTS_THROUGH))
                .otherwise(day(Day::ALWAYS)),
        )
    },
    tells,
};

/// Completed while the skill was not retired.
#[must_use]
pub(crate) fn is_completed_in_time() -> Expr {
    col(JudgedRow::COMPLETED_ON).lt_eq(col(JudgedRow::RETIRED_ON))
}

/// The last day on which a skill that was completed in time counts for a requirement.
#[must_use]
pub(crate) fn counts_through(
    requirement: &Requirement,
    id: SkillId,
    skill: &Skill,
    rules: &InForce,
) -> Day {
    if let Some(until) = requirement.counts_through.get(&id) {
        return *until;
    }
    skill.retired_on.map_or(Day::FOREVER, |retired_on| {
        rules.retired_counts_months.on(retired_on).after(retired_on)
    })
}

fn tells(seen: &RuleOnRow<'_>) -> Option<RuleAnswer> {
    let (retired_on, last) = (seen.day(JudgedRow::RETIRED_ON), seen.through());
    let id = seen.chosen.skill.resolved().ok()?;
    // A last day may be set without a retirement.
    if !seen.is_asked() || (!retired_on.is_dated() && !last.is_dated()) {
        return None;
    }
    if seen.day(JudgedRow::COMPLETED_ON) > retired_on {
        return Some(RuleAnswer::plain(format!("retired {retired_on}, before it was completed")));
    }
    let retired = match retired_on {
        day if day > seen.at.as_of && day.is_dated() => {
            format!("retires {day}; completed before, it")
        }
        day if day.is_dated() => format!("retired {day}; completed before, it"),
        _ => "it is not retired, and".to_owned(),
    };
    let skill = &seen.at.catalogue.skills[id as usize];
    let kindest = naming(seen.at, id)
        .map(|(_, own)| own)
        .find(|own| counts_through(own, id, skill, seen.at.rules) == last)?;
    if !kindest.counts_through.contains_key(&id) {
        let because = format!("{retired} counts through {last}");
        return Some(RuleAnswer::reading(because, "retired_counts_months", retired_on));
    }
    let document = (seen.names.document)(&kindest.source);
    Some(RuleAnswer::plain(format!("{retired} counts through {last}, by {document}")))
}
