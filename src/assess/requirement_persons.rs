//! Who counts for each people requirement, person metric and gate, by which skill, and how long.

use crate::base::{Amount, Day};
use crate::programme::catalogue::{MetricKind, RequirementKind, SkillId};

use super::case::Case;
use super::person_rows::PersonRows;
use super::qualified::Qualified;
use super::requirement::{PreparedRequirement, Slot};
use super::standing::{LevelStanding, OptionStanding, RequirementStanding};

/// Where a row belongs, before its person.
struct RequirementPlace<'a> {
    level: &'a LevelStanding,
    option: &'a OptionStanding,
    requirement: &'a RequirementStanding,
}

impl RequirementPlace<'_> {
    fn texts(&self, case: &Case<'_, '_>) -> [String; 6] {
        [
            case.mpn_id(),
            &self.level.programme,
            &self.level.competency,
            &self.level.level,
            &self.option.name,
            &self.requirement.name,
        ]
        .map(ToOwned::to_owned)
    }
}

/// The rows of the table; none where it is not known who holds what.
#[must_use]
pub(crate) fn rows(case: &Case<'_, '_>, standings: &[LevelStanding]) -> PersonRows {
    let mut rows = PersonRows::default();
    if !case.grounds.at.people_known {
        return rows;
    }
    for level in standings {
        for option in &level.options {
            for requirement in &option.requirements {
                let place = RequirementPlace { level, option, requirement };
                rows.begin(place.texts(case));
                match case.grounds.asked(requirement.id) {
                    PreparedRequirement::People(_) => of_people(case, &place, &mut rows),
                    PreparedRequirement::Score(_) => of_score(case, &place, &mut rows),
                    _ => {}
                }
            }
        }
    }
    rows
}

/// The persons counted: in a distinct group those who are assigned.
fn of_people(case: &Case<'_, '_>, place: &RequirementPlace<'_>, rows: &mut PersonRows) {
    for person in &place.requirement.persons {
        let Some(holder) = case.roster.holder(*person) else { continue };
        for own in skills(case, place, Slot::Own, holder) {
            rows.add("", email(case, holder), own, None);
        }
    }
}

/// Everyone who holds what a metric or a gate asks.
fn of_score(case: &Case<'_, '_>, place: &RequirementPlace<'_>, rows: &mut PersonRows) {
    let id = place.requirement.id;
    let RequirementKind::Score { metrics, .. } = &case.grounds.placed(id).requirement.kind else {
        return;
    };
    let PreparedRequirement::Score(crowds) = case.grounds.asked(id) else { return };
    for (number, (metric, crowd)) in metrics.iter().zip(crowds).enumerate() {
        if let (Some(own), MetricKind::PerPerson { points, .. }) = (&crowd.own, &metric.kind) {
            let slot = (Slot::Metric(number), metric.name.as_str());
            of_crowd(case, place, slot, (own, Some(*points)), rows);
        }
        for (gate, own) in crowd.gates.iter().enumerate() {
            let name = format!("{} (gate {})", metric.name, gate + 1);
            let slot = (Slot::Gate(number, gate), name.as_str());
            of_crowd(case, place, slot, (own, None), rows);
        }
    }
}

/// A person's points stand on the first of the person's rows.
fn of_crowd(
    case: &Case<'_, '_>,
    place: &RequirementPlace<'_>,
    (slot, metric): (Slot, &str),
    (crowd, points): (&Qualified, Option<Amount>),
    rows: &mut PersonRows,
) {
    for holder in crowd.persons(case.grounds.at.as_of) {
        for (number, own) in skills(case, place, slot, holder).into_iter().enumerate() {
            let points = points.filter(|_| number == 0);
            rows.add(metric, email(case, holder), own, points);
        }
    }
}

/// The skills that count on the as-of date, by code, each with its last day.
fn skills(
    case: &Case<'_, '_>,
    place: &RequirementPlace<'_>,
    slot: Slot,
    holder: u32,
) -> Vec<(SkillId, Day)> {
    let (grounds, id) = (&case.grounds, place.requirement.id);
    let Some(ask) = grounds.ask(id, slot) else { return Vec::new() };
    let as_of = grounds.at.as_of;
    let counting = |skill: &SkillId| {
        let held_through = case.holders.spans.held_through(*skill, holder, as_of)?;
        let through = held_through.min(grounds.skill_counts_through(id, *skill));
        (as_of <= through).then_some((*skill, through))
    };
    let mut skills: Vec<(SkillId, Day)> = ask.skills.iter().filter_map(counting).collect();
    let code = |skill: SkillId| grounds.at.catalogue.skills[skill as usize].code.as_str();
    skills.sort_unstable_by_key(|(skill, through)| (code(*skill), *through));
    skills.dedup();
    skills
}

/// The code of the e-mail under which a person is shown.
fn email(case: &Case<'_, '_>, holder: u32) -> u32 {
    case.shared.question.people.shown(case.roster.person(holder)).work_email
}
