//! What the calendar tells: something that happens on a day.

use std::collections::BTreeSet;

use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::catalogue::SkillId;

use super::breach::BreachCause;
use super::ladder::{LevelId, RequirementId};

/// What happens on a day.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub day: Day,
    pub kind: &'static str,
    pub person: Option<u32>,
    pub skill: Option<SkillId>,
    pub level: Option<LevelId>,
    /// Of a level that no programme lists: competency and level as given.
    pub unlisted: Option<(String, String)>,
    /// What it is about, for asking which levels it touches: skills, or a fact.
    pub skills: Vec<SkillId>,
    pub fact: Option<String>,
    /// The levels lost because of it.
    pub lost: BTreeSet<String>,
    /// Those of them that are lost by it, and not only on the same day (K4).
    pub decides: BTreeSet<String>,
    /// The levels that are met again because of it.
    pub mends: BTreeSet<String>,
    /// The KPI that leaves.
    pub note: String,
}

impl Event {
    #[must_use]
    pub(crate) fn on(day: Day, kind: &'static str) -> Self {
        Self {
            day,
            kind,
            person: None,
            skill: None,
            level: None,
            unlisted: None,
            skills: Vec::new(),
            fact: None,
            lost: BTreeSet::new(),
            decides: BTreeSet::new(),
            mends: BTreeSet::new(),
            note: String::new(),
        }
    }

    #[must_use]
    pub(crate) fn of_level(day: Day, kind: &'static str, level: LevelId) -> Self {
        Self { level: Some(level), ..Self::on(day, kind) }
    }

    /// Whether it is what takes somebody, or a fact, out of what a level asks for. `fact_of` tells the fact
    /// that a requirement asks for.
    #[must_use]
    pub(crate) fn is_cause<'f>(
        &self,
        cause: &BreachCause,
        fact_of: impl Fn(RequirementId) -> Option<&'f str>,
    ) -> bool {
        match (self.person, &self.fact) {
            (Some(person), _) => {
                let is_of_skill = cause.skill.is_some_and(|skill| self.skills.contains(&skill));
                cause.person == Some(person) && is_of_skill
            }
            (None, Some(fact)) => fact_of(cause.requirement).is_some_and(|own| fold(own) == *fact),
            (None, None) => false,
        }
    }
}
