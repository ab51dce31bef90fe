//! Takes: the skills that a requirement, a metric of it or one of its gates takes of a person.

use crate::base::Day;
use crate::programme::Catalogue;
use crate::programme::catalogue::{
    Metric, MetricKind, Requirement, RequirementKind, SkillGroup, SkillId,
};

use super::labels::Labels;
use super::next::ActionRow;

/// Codes that a sentence names.
const SKILLS_MAX: usize = 6;

/// Skills of which a person is to have so many, and the sentence that says so.
pub(crate) struct Takes<'a> {
    pub key: &'static str,
    pub at_least: u32,
    pub skills: &'a [SkillId],
}

/// A requirement as its programme has it on a day: by programme, competency, level, option where one is
/// named, and its name or that of one of its metrics.
#[must_use]
pub(crate) fn requirement_of<'c>(
    key: [&str; 5],
    catalogue: &'c Catalogue,
    as_of: Day,
) -> Option<&'c Requirement> {
    let [id, competency, level, option, name] = key;
    let programme = catalogue.programmes.iter().find(|own| own.id == id)?;
    programme.requirements.iter().find(|own| {
        own.competency == competency
            && programme.levels.get(own.level).is_some_and(|own| own == level)
            && (option.is_empty() || own.option == option)
            && own.in_force(as_of)
            && (own.name == name || metric_of(own, name).is_some())
    })
}

/// The skills that somebody new may earn for what an action asks for, in words.
#[must_use]
pub(crate) fn takes_in_words(
    action: &ActionRow,
    catalogue: &Catalogue,
    as_of: Day,
    labels: &Labels,
) -> Option<String> {
    let (name, gate) = action.gate();
    let requirement = requirement_of(action.requirement_key(), catalogue, as_of)?;
    let takes = takes(requirement, name, gate)?;
    let all = takes.skills.iter().map(|id| catalogue.skill(*id));
    // What was retired before today is refused to whoever completes it now.
    let open = all.filter(|own| own.retired_on.is_none_or(|day| as_of <= day));
    let mut codes: Vec<String> = open.map(|own| own.code.clone()).collect();
    if codes.len() > SKILLS_MAX {
        let more = (codes.len() - SKILLS_MAX).to_string();
        codes.truncate(SKILLS_MAX);
        codes.push(labels.say("say", "and_more", &[("count", &more)]));
    }
    let values = [("skills", &*codes.join(", ")), ("count", &*takes.at_least.to_string())];
    Some(labels.say("action_why", takes.key, &values))
}

/// A metric of a score, by its name.
#[must_use]
pub(crate) fn metric_of<'c>(requirement: &'c Requirement, name: &str) -> Option<&'c Metric> {
    match &requirement.kind {
        RequirementKind::Score { metrics, .. } => metrics.iter().find(|own| own.name == name),
        _ => None,
    }
}

/// Of people: what the requirement takes; of a score: the metric of this name, or its gate.
#[must_use]
pub(crate) fn takes<'c>(
    requirement: &'c Requirement,
    metric: &str,
    gate: Option<&str>,
) -> Option<Takes<'c>> {
    let (key, at_least, skills) = match &requirement.kind {
        RequirementKind::People { group: SkillGroup::AnyOf(skills), .. } => {
            ("takes_any", 1, skills)
        }
        RequirementKind::People { group: SkillGroup::AllOf(skills), .. } => {
            ("takes_all", 1, skills)
        }
        RequirementKind::People { group: SkillGroup::AtLeast(least, skills), .. } => {
            ("takes_some", *least, skills)
        }
        RequirementKind::Score { .. } => {
            let metric = metric_of(requirement, metric)?;
            let gate = gate.and_then(|number| number.parse::<usize>().ok()?.checked_sub(1));
            match (gate, &metric.kind) {
                (Some(gate), _) => ("takes_any", 1, &metric.gates.get(gate)?.any_of),
                (None, MetricKind::PerPerson { any_of, .. }) => ("takes_any", 1, any_of),
                (None, MetricKind::Measured(_)) => return None,
            }
        }
        _ => return None,
    };
    Some(Takes { key, at_least, skills })
}
