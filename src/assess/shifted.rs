//! What a requirement would be with people more, one less, or a fact attested anew.

use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::catalogue::{MetricKind, RequirementKind, SkillId};
use crate::rules::verdict::retired::counts_through;

use super::ladder::RequirementId;
use super::qualified::{Ask, Qualified};
use super::requirement::{Grounds, Slot};
use super::shift::{PeopleShift, Shift};

impl Grounds<'_> {
    /// How many qualify on a day.
    #[must_use]
    pub fn shifted_count(
        &self,
        id: RequirementId,
        slot: Slot,
        qualified: &Qualified,
        day: Day,
        shift: Option<&Shift<'_>>,
    ) -> u32 {
        let count = qualified.count(day);
        match shift.and_then(Shift::of_people) {
            None => count,
            Some(PeopleShift::Comes { holder, skills }) => {
                let is_new = !qualified.holds(holder, day) && self.is_met_by(id, slot, skills, day);
                count + u32::from(is_new)
            }
            Some(PeopleShift::Join { people, skills }) => {
                count + if self.is_met_by(id, slot, skills, day) { people } else { 0 }
            }
            Some(PeopleShift::Goes { holder }) => count - u32::from(qualified.holds(holder, day)),
            Some(PeopleShift::Several(all)) => {
                let own = qualified.persons(day);
                self.persons_with(id, slot, own, day, all).len().try_into().unwrap_or(u32::MAX)
            }
        }
    }

    /// Those who qualify, less who goes and with who comes.
    fn persons_with(
        &self,
        id: RequirementId,
        slot: Slot,
        mut persons: Vec<u32>,
        day: Day,
        all: &[Shift<'_>],
    ) -> Vec<u32> {
        let goes =
            |own: &u32| all.iter().any(|it| matches!(it, Shift::Goes { holder } if holder == own));
        persons.retain(|own| !goes(own));
        let mut joined = 0;
        for shift in all {
            match shift {
                Shift::Comes { holder, skills } if self.is_met_by(id, slot, skills, day) => {
                    persons.push(*holder);
                }
                Shift::Join { people, skills } => {
                    if self.is_met_by(id, slot, skills, day) {
                        // Nobody of the company has these numbers.
                        persons.extend((joined..joined + people).map(|new| u32::MAX - new));
                    }
                    joined += people;
                }
                _ => {}
            }
        }
        persons.sort_unstable();
        persons.dedup();
        persons
    }

    /// Who qualifies for a people requirement on a day, in the order of the holders.
    #[must_use]
    pub fn shifted_persons(
        &self,
        id: RequirementId,
        day: Day,
        shift: Option<&Shift<'_>>,
    ) -> Vec<u32> {
        let Some(qualified) = self.qualified(id) else { return Vec::new() };
        let mut persons = qualified.persons(day);
        match shift.and_then(Shift::of_people) {
            Some(PeopleShift::Comes { holder, skills }) => {
                if let Err(place) = persons.binary_search(&holder)
                    && self.is_met_by(id, Slot::Own, skills, day)
                {
                    persons.insert(place, holder);
                }
            }
            Some(PeopleShift::Join { people, skills })
                if self.is_met_by(id, Slot::Own, skills, day) =>
            {
                // Nobody of the company has these numbers.
                persons.extend((0..people).rev().map(|new| u32::MAX - new));
            }
            Some(PeopleShift::Goes { holder }) => persons.retain(|own| *own != holder),
            Some(PeopleShift::Several(all)) => {
                persons = self.persons_with(id, Slot::Own, persons, day, all);
            }
            Some(PeopleShift::Join { .. }) | None => {}
        }
        persons
    }

    /// Whether the skills of one person are what is asked for on a day.
    #[must_use]
    pub fn is_met_by(&self, id: RequirementId, slot: Slot, skills: &[SkillId], day: Day) -> bool {
        let Some(ask) = self.ask(id, slot) else { return false };
        let is_first = |(place, skill): &(usize, &SkillId)| !skills[..*place].contains(skill);
        let own = skills.iter().enumerate().filter(is_first).map(|(_, skill)| skill);
        let has = |skill: &&SkillId| ask.skills.contains(skill) && self.counts_on(id, **skill, day);
        ask.at_least > 0 && own.filter(has).take(ask.at_least).count() == ask.at_least
    }

    /// What a requirement, a metric or a gate asks of a person.
    #[must_use]
    pub fn ask(&self, id: RequirementId, slot: Slot) -> Option<Ask<'_>> {
        match (&self.placed(id).requirement.kind, slot) {
            (RequirementKind::People { group, .. }, Slot::Own) => Some(Ask::group(group)),
            (RequirementKind::Score { metrics, .. }, Slot::Metric(metric)) => {
                match &metrics.get(metric)?.kind {
                    MetricKind::PerPerson { any_of, .. } => Some(Ask::any_of(any_of)),
                    MetricKind::Measured(_) => None,
                }
            }
            (RequirementKind::Score { metrics, .. }, Slot::Gate(metric, gate)) => {
                Some(Ask::any_of(&metrics.get(metric)?.gates.get(gate)?.any_of))
            }
            _ => None,
        }
    }

    /// The first and the last day on which a fact is fresh enough that is attested as supposed.
    #[must_use]
    pub fn attested(&self, id: RequirementId, shift: Option<&Shift<'_>>) -> Option<(Day, Day)> {
        let RequirementKind::Attested { fact: own, lasts } = &self.placed(id).requirement.kind
        else {
            return None;
        };
        let own = fold(own);
        let anew = |shift: &Shift<'_>| match shift {
            Shift::Attests { fact, on } if own == *fact => Some((*on, lasts.through(*on))),
            _ => None,
        };
        shift?.each().iter().find_map(anew)
    }

    /// Whether it asks for a skill at all.
    #[must_use]
    pub fn asks_for(&self, id: RequirementId, slot: Slot, skill: SkillId) -> bool {
        self.ask(id, slot).is_some_and(|ask| ask.skills.contains(&skill))
    }

    /// R3 is by requirement.
    fn counts_on(&self, id: RequirementId, skill: SkillId, day: Day) -> bool {
        day <= self.skill_counts_through(id, skill)
    }

    /// The last day on which a skill may count for a requirement.
    #[must_use]
    pub fn skill_counts_through(&self, id: RequirementId, skill: SkillId) -> Day {
        let of_catalogue = &self.at.catalogue.skills[skill as usize];
        counts_through(self.placed(id).requirement, skill, of_catalogue, self.at.rules)
    }
}
