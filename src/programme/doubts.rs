//! What is odd in a programme and no error: it is said once, and the run goes on.

use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::catalogue::{
    Catalogue, Programme, Requirement, RequirementKind, SkillGroup, SkillId,
};
use crate::programme::parameters::DatedSpans;
use crate::programme::score;

/// What can be seen from a programme alone.
pub(super) fn about(programme: &Programme) -> Vec<String> {
    let requirements = &programme.requirements;
    requirements.iter().flat_map(|requirement| about_one(programme, requirement)).collect()
}

/// What the months that a retired skill still counts show beyond that.
pub(super) fn about_retirements(catalogue: &Catalogue, counts: &DatedSpans) -> Vec<String> {
    let retired = |skill: SkillId| {
        let retired_on = catalogue.skill(skill).retired_on;
        retired_on.map_or(Day::FOREVER, |day| counts.on(day).after(day))
    };
    let mut doubts = Vec::new();
    for programme in &catalogue.programmes {
        for requirement in &programme.requirements {
            doubts.extend(beyond_reach(programme, requirement, &retired));
        }
    }
    doubts
}

fn about_one(programme: &Programme, requirement: &Requirement) -> Vec<String> {
    let mut doubts = Vec::new();
    if requirement.need.is_zero() {
        doubts.push(said(programme, requirement, "needs 0 and is always met"));
    }
    if requirement.from > programme.through || requirement.through < programme.from {
        doubts.push(said(programme, requirement, "is never in force while the programme is"));
    }
    if let RequirementKind::People { distinct: Some(group), .. } = &requirement.kind {
        let mates = programme.requirements.iter().filter(|other| shares(requirement, other, group));
        if mates.count() == 1 {
            let what = format!("is alone in the distinct group \"{group}\"");
            doubts.push(said(programme, requirement, &what));
        }
    }
    if let RequirementKind::Score { metrics, caps, .. } = &requirement.kind {
        let most = score::most(metrics, caps);
        if most < requirement.need {
            let what = format!("can never be met: its metrics give {most} points at most");
            doubts.push(said(programme, requirement, &what));
        }
        let gates = metrics.iter().flat_map(|metric| &metric.gates);
        if gates.into_iter().any(|gate| gate.need == 0) {
            doubts.push(said(programme, requirement, "has a gate that needs 0 and is always open"));
        }
    }
    doubts.extend(beyond_reach(programme, requirement, &|_| Day::FOREVER));
    doubts
}

fn shares(one: &Requirement, other: &Requirement, group: &str) -> bool {
    let same_option = one.competency == other.competency
        && one.level == other.level
        && one.option == other.option;
    match &other.kind {
        RequirementKind::People { distinct: Some(name), .. } => {
            same_option && fold(name) == fold(group)
        }
        _ => false,
    }
}

/// Too few of the skills still count when the requirement begins.
fn beyond_reach(
    programme: &Programme,
    requirement: &Requirement,
    retired: &dyn Fn(SkillId) -> Day,
) -> Option<String> {
    let RequirementKind::People { group, .. } = &requirement.kind else {
        return None;
    };
    let first = requirement.from.max(programme.from);
    let last = |skill: &SkillId| {
        requirement.counts_through.get(skill).copied().unwrap_or_else(|| retired(*skill))
    };
    let left = group.skills().iter().filter(|skill| last(skill) >= first).count();
    let wanted = match group {
        SkillGroup::AnyOf(_) => 1,
        SkillGroup::AllOf(skills) => skills.len(),
        SkillGroup::AtLeast(count, _) => *count as usize,
    };
    let what = "can be met by nobody: its skills no longer count when it begins";
    (left < wanted && !requirement.need.is_zero()).then(|| said(programme, requirement, what))
}

fn said(programme: &Programme, requirement: &Requirement, what: &str) -> String {
    format!("{}:{}: \"{}\" {what}", programme.file, requirement.line, requirement.name)
}
