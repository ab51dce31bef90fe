//! What the catalogue says of each skill on the as-of date: small, and so in plain code.

use polars::prelude::{Column, DataFrame, PolarsResult};

use crate::base::Day;
use crate::programme::{Catalogue, InForce};
use crate::tables::{Frame, SkillType};

use super::frames::SkillStanding;
use super::verdict::retired::counts_through;

#[derive(Clone, Copy)]
struct SkillFacts {
    is_named: bool,
    is_relevant: bool,
    retired_on: Day,
    counts_through: Day,
    is_assessment: bool,
}

/// Whether requirements name each skill, now or ever, and how long it counts for the kindest of
/// those in force. The last row is that of a skill which the catalogue does not have.
///
/// # Errors
/// When polars does not take the columns.
pub(super) fn of_skills(
    catalogue: &Catalogue,
    rules: &InForce,
    as_of: Day,
) -> PolarsResult<Frame<SkillStanding>> {
    let mut standings = standings(catalogue, rules, as_of);
    standings.push(SkillFacts {
        is_named: false,
        is_relevant: false,
        retired_on: Day::FOREVER,
        counts_through: Day::FOREVER,
        is_assessment: false,
    });
    macro_rules! column {
        ($name:ident, $of:expr) => {
            Column::new(SkillStanding::$name.into(), standings.iter().map($of).collect::<Vec<_>>())
        };
    }
    let places: Vec<u32> = (0..).take(standings.len()).collect();
    Frame::new(DataFrame::new_infer_height(vec![
        Column::new(SkillStanding::CATALOGUED.into(), places),
        column!(IS_NAMED, |own| u8::from(own.is_named)),
        column!(IS_RELEVANT, |own| u8::from(own.is_relevant)),
        column!(RETIRED_ON, |own| own.retired_on.0),
        column!(SKILL_COUNTS_THROUGH, |own| own.counts_through.0),
        column!(IS_ASSESSMENT, |own| u8::from(own.is_assessment)),
    ])?)
}

fn standings(catalogue: &Catalogue, rules: &InForce, as_of: Day) -> Vec<SkillFacts> {
    let assessment = SkillType::Assessment.word();
    let mut standings: Vec<SkillFacts> = catalogue
        .skills
        .iter()
        .map(|skill| SkillFacts {
            is_named: false,
            is_relevant: false,
            retired_on: skill.retired_on.unwrap_or(Day::FOREVER),
            counts_through: Day::ALWAYS,
            is_assessment: skill.skill_type == assessment,
        })
        .collect();
    for programme in &catalogue.programmes {
        for requirement in &programme.requirements {
            let in_force = programme.in_force(as_of) && requirement.in_force(as_of);
            for id in requirement.skills() {
                let standing = &mut standings[id as usize];
                standing.is_named = true;
                if in_force {
                    let skill = &catalogue.skills[id as usize];
                    let through = counts_through(requirement, id, skill, rules);
                    standing.is_relevant = true;
                    standing.counts_through = standing.counts_through.max(through);
                }
            }
        }
    }
    standings
}
