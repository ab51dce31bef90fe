//! K4: the day on which a held level breaks, what causes it, and what is missing then.

use crate::base::{Amount, Day};
use crate::programme::catalogue::{RequirementKind, SkillId};
use crate::rules::verdict::retired::counts_through;

use super::case::Case;
use super::ladder::{LevelId, RequirementId};
use super::levels::ChoiceAnswer;
use super::met::Met;
use super::standpoint::AskedOn;

/// Why a requirement is not met any more.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct BreachCause {
    pub requirement: RequirementId,
    /// The rule that decides it.
    pub rule: &'static str,
    pub person: Option<u32>,
    pub skill: Option<SkillId>,
    /// The first day on which it is so.
    pub day: Day,
}

/// A breach with all that it comes with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Breach {
    pub day: Option<Day>,
    pub causes: Vec<BreachCause>,
    /// What each option is short of on that day, the nearest option first.
    pub shortfalls: Vec<(RequirementId, Amount)>,
}

impl BreachCause {
    fn of(requirement: RequirementId, rule: &'static str, day: Day) -> Self {
        Self { requirement, rule, person: None, skill: None, day }
    }
}

impl Case<'_, '_> {
    /// Of a level that is at risk.
    #[must_use]
    pub fn breach(&self, level: LevelId, anniversary: Day, met: Met) -> Breach {
        let as_of = self.grounds.at.as_of;
        let sweep = &self.sweeps[level.0];
        let on = |day, moment: AskedOn, causes| Breach {
            day: Some(day),
            causes,
            shortfalls: self.shortfalls(level, moment),
        };
        if met == Met::No {
            let now = AskedOn::Frozen(as_of);
            return on(as_of, now, self.unmet(level, now));
        }
        if let Some(day) = sweep.first_no(level.1, anniversary) {
            return on(day, AskedOn::Frozen(day), self.losses(level, day));
        }
        let at = AskedOn::Anniversary(anniversary);
        on(anniversary, at, self.unmet(level, at))
    }

    fn shortfalls(&self, level: LevelId, moment: AskedOn) -> Vec<(RequirementId, Amount)> {
        let choices = self.grounds.choices(level, moment);
        let need = |id: RequirementId| self.grounds.placed(id).requirement.need;
        let nearest = self.grounds.nearest(&choices);
        let answers = nearest.into_iter().flat_map(|(_, choice)| &choice.answers);
        // A score that has its points may lack something that must give some.
        let is_short = |met: Met, short: Amount| short > Amount::ZERO || met == Met::No;
        answers
            .filter_map(|(id, own)| Some((*id, own.met, own.shortfall(need(*id))?)))
            .filter(|(_, met, short)| is_short(*met, *short))
            .map(|(id, _, short)| (id, short))
            .collect()
    }

    /// The requirements of the best option that are not met, by the rule that asks for them.
    fn unmet(&self, level: LevelId, moment: AskedOn) -> Vec<BreachCause> {
        let choices = self.grounds.choices(level, moment);
        let Some((_, best)) = self.grounds.best(&choices) else { return Vec::new() };
        self.unmet_of(best, moment.day())
    }

    fn unmet_of(&self, choice: &ChoiceAnswer, day: Day) -> Vec<BreachCause> {
        let unmet = choice.answers.iter().filter(|(_, answer)| answer.met == Met::No);
        unmet.map(|(id, _)| BreachCause::of(*id, self.rule(*id), day)).collect()
    }

    fn rule(&self, id: RequirementId) -> &'static str {
        match &self.grounds.placed(id).requirement.kind {
            RequirementKind::People { distinct: Some(_), .. } => "C2",
            RequirementKind::People { .. } => "C1",
            RequirementKind::Performance { .. } => "C3",
            RequirementKind::Learning { .. } => "C4",
            RequirementKind::Attested { .. } => "C5",
            RequirementKind::Score { .. } => "C5a",
            RequirementKind::Holds { .. } => "C5c",
        }
    }

    /// What was there the day before, in the options that were met, and is not there that day.
    pub(super) fn losses(&self, level: LevelId, day: Day) -> Vec<BreachCause> {
        let rungs = self.grounds.at.ladder.competencies[level.0].rungs.len();
        let before = AskedOn::Frozen(day.plus_days(-1));
        let mut causes = Vec::new();
        for rung in level.1..rungs {
            for (place, choice) in self.grounds.choices((level.0, rung), before) {
                if choice.met == Met::Yes {
                    self.losses_of((level.0, rung), place, day, &mut causes);
                }
            }
        }
        causes.sort();
        causes.dedup();
        if causes.is_empty() { self.unmet(level, AskedOn::Frozen(day)) } else { causes }
    }

    fn losses_of(&self, level: LevelId, option: usize, day: Day, causes: &mut Vec<BreachCause>) {
        let choice = &self.grounds.at.ladder.rung(level).options[option];
        for id in &choice.requirements {
            let placed = self.grounds.placed(*id);
            let (was, is) = (placed.in_force(day.plus_days(-1)), placed.in_force(day));
            if was != is {
                causes.push(BreachCause::of(*id, "C", day));
            }
        }
        let Some(after) = self.grounds.choice(choice, AskedOn::Frozen(day)) else { return };
        for (id, _) in after.answers.iter().filter(|(_, answer)| answer.met == Met::No) {
            let people = self.people_lost(*id, day);
            if people.is_empty() {
                causes.push(BreachCause::of(*id, self.rule(*id), day));
            }
            causes.extend(people);
        }
    }

    /// Who qualified the day before and does not that day, with the skills that ended.
    fn people_lost(&self, id: RequirementId, day: Day) -> Vec<BreachCause> {
        let eve = day.plus_days(-1);
        let mut lost: Vec<u32> = Vec::new();
        for qualified in self.grounds.all_qualified(id) {
            let after = qualified.persons(day);
            let before = qualified.persons(eve).into_iter();
            lost.extend(before.filter(|holder| after.binary_search(holder).is_err()));
        }
        lost.sort_unstable();
        lost.dedup();
        lost.into_iter().flat_map(|holder| self.skills_lost(id, holder, day)).collect()
    }

    fn skills_lost(&self, id: RequirementId, holder: u32, day: Day) -> Vec<BreachCause> {
        let (requirement, at) = (self.grounds.placed(id).requirement, &self.grounds.at);
        let (person, eve) = (self.roster.person(holder), day.plus_days(-1));
        let mut causes = Vec::new();
        for held in self.holders.of_holder(holder) {
            if !requirement.skills().any(|skill| skill == held.skill) || held.from > eve {
                continue;
            }
            let of_catalogue = &at.catalogue.skills[held.skill as usize];
            let counts = counts_through(requirement, held.skill, of_catalogue, at.rules);
            let rules = if held.through == eve {
                self.endings.rules_of(held, person)
            } else if counts == eve && held.through > eve {
                vec!["R3"]
            } else {
                continue;
            };
            causes.extend(rules.into_iter().map(|rule| BreachCause {
                requirement: id,
                rule,
                person: Some(person),
                skill: Some(held.skill),
                day,
            }));
        }
        causes
    }
}
