//! What the calendar tells: something that happens on a day.

use std::collections::BTreeSet;

use crate::base::Day;
use crate::programme::catalogue::SkillId;

use super::ladder::LevelId;

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
            note: String::new(),
        }
    }

    #[must_use]
    pub(crate) fn of_level(day: Day, kind: &'static str, level: LevelId) -> Self {
        Self { level: Some(level), ..Self::on(day, kind) }
    }
}
