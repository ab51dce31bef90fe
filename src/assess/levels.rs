//! Options and levels: what is met on a day, and which option is the best one (C2, C5b, C8).

use std::cmp::Reverse;

use super::ladder::{Choice, LevelId, RequirementId};
use super::matching;
use super::met::Met;
use super::ratio::Ratio;
use super::requirement::{Answer, Grounds, Moment};
use crate::base::{Amount, Day};

/// An option on a day, with its requirements that are in force then.
#[derive(Clone, Debug)]
pub struct ChoiceAnswer {
    pub met: Met,
    pub answers: Vec<(RequirementId, Answer)>,
}

/// People requirements of one option that may not count a person twice, in catalogue order.
pub type Group = Vec<RequirementId>;

impl Grounds<'_> {
    /// None where no requirement of the option is in force.
    #[must_use]
    pub fn choice(&self, choice: &Choice<'_>, moment: Moment) -> Option<ChoiceAnswer> {
        let day = moment.day();
        let mut answers: Vec<(RequirementId, Answer)> =
            self.in_force(choice, day).map(|id| (id, self.answer(id, moment))).collect();
        if answers.is_empty() {
            return None;
        }
        if self.at.people_known {
            for group in self.groups(choice, day) {
                self.settle(&group, day, &mut answers);
            }
        }
        let met = Met::all(answers.iter().map(|(_, answer)| answer.met));
        Some(ChoiceAnswer { met, answers })
    }

    pub fn in_force<'c>(
        &'c self,
        choice: &'c Choice<'_>,
        day: Day,
    ) -> impl Iterator<Item = RequirementId> + 'c {
        choice.requirements.iter().copied().filter(move |id| self.placed(*id).in_force(day))
    }

    /// The distinct groups of an option on a day.
    #[must_use]
    pub fn groups(&self, choice: &Choice<'_>, day: Day) -> Vec<Group> {
        let mut groups: Vec<(&str, Group)> = Vec::new();
        for id in self.in_force(choice, day) {
            let Some(name) = self.distinct(id) else { continue };
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, group)) => group.push(id),
                None => groups.push((name, vec![id])),
            }
        }
        // A name that nothing else of the option has on that day keeps nobody apart.
        groups.into_iter().map(|(_, group)| group).filter(|group| group.len() > 1).collect()
    }

    /// Whether another requirement of the option in force has the same distinct group.
    #[must_use]
    pub fn shares(&self, choice: &Choice<'_>, id: RequirementId, day: Day) -> bool {
        self.distinct(id).is_some_and(|name| {
            self.in_force(choice, day)
                .any(|other| other != id && self.distinct(other) == Some(name))
        })
    }

    #[must_use]
    pub fn distinct(&self, id: RequirementId) -> Option<&str> {
        self.placed(id).distinct.as_deref()
    }

    /// The persons counted by each people requirement of an option on a day.
    #[must_use]
    pub fn persons(&self, choice: &Choice<'_>, day: Day) -> Vec<(RequirementId, Vec<u32>)> {
        let alone = self.in_force(choice, day).filter(|id| !self.shares(choice, *id, day));
        let qualified = |id| self.qualified(id).map(|own| (id, own.persons(day)));
        let mut persons: Vec<(RequirementId, Vec<u32>)> = alone.filter_map(qualified).collect();
        for group in self.groups(choice, day) {
            persons.extend(group.iter().copied().zip(self.assigned(&group, day)));
        }
        persons
    }

    /// C2: who is assigned to each requirement of a group.
    #[must_use]
    pub fn assigned(&self, group: &[RequirementId], day: Day) -> Vec<Vec<u32>> {
        let needs: Vec<usize> = group.iter().map(|id| self.places(*id)).collect();
        let candidates: Vec<Vec<u32>> = group
            .iter()
            .map(|id| self.qualified(*id).map(|own| own.persons(day)).unwrap_or_default())
            .collect();
        matching::fill(&needs, &candidates)
    }

    /// The persons that a requirement needs.
    #[must_use]
    pub fn places(&self, id: RequirementId) -> usize {
        people(self.placed(id).requirement.need)
    }

    fn settle(&self, group: &[RequirementId], day: Day, answers: &mut [(RequirementId, Answer)]) {
        let needs: Vec<usize> = group.iter().map(|id| self.places(*id)).collect();
        let count = |id: &RequirementId| self.qualified(*id).map_or(0, |own| own.count(day));
        let counts: Vec<usize> = group.iter().map(|id| count(id) as usize).collect();
        // With enough for each there is no need to try who goes where.
        let have: Vec<usize> = if matching::is_surely_filled(&needs, &counts) {
            needs
        } else {
            self.assigned(group, day).iter().map(Vec::len).collect()
        };
        for (id, have) in group.iter().zip(have) {
            let need = self.placed(*id).requirement.need;
            for (_, answer) in answers.iter_mut().filter(|(of, _)| of == id) {
                *answer = Answer::count(have, need);
            }
        }
    }

    /// The level's options that are there on a day, with their places.
    #[must_use]
    pub fn choices(&self, level: LevelId, moment: Moment) -> Vec<(usize, ChoiceAnswer)> {
        let options = &self.at.ladder.rung(level).options;
        let answer = |(at, choice)| self.choice(choice, moment).map(|answer| (at, answer));
        options.iter().enumerate().filter_map(answer).collect()
    }

    /// All levels of a competency: any option suffices, and a Yes passes down.
    #[must_use]
    pub fn rungs(&self, competency: usize, moment: Moment) -> Vec<Met> {
        let count = self.at.ladder.competencies[competency].rungs.len();
        let mut met = vec![Met::No; count];
        let mut is_implied = false;
        for rung in (0..count).rev() {
            let own = self.choices((competency, rung), moment);
            met[rung] = Met::any(own.iter().map(|(_, answer)| answer.met));
            is_implied |= met[rung].is_yes();
            if is_implied {
                met[rung] = Met::Yes;
            }
        }
        met
    }

    /// C8: the met option, else the nearest one; the first in the catalogue among equals.
    #[must_use]
    pub fn best<'c>(
        &self,
        choices: &'c [(usize, ChoiceAnswer)],
    ) -> Option<&'c (usize, ChoiceAnswer)> {
        choices.iter().min_by_key(|choice| self.distance(choice))
    }

    /// All options, the best one first.
    #[must_use]
    pub fn nearest<'c>(
        &self,
        choices: &'c [(usize, ChoiceAnswer)],
    ) -> Vec<&'c (usize, ChoiceAnswer)> {
        let mut all: Vec<_> = choices.iter().collect();
        all.sort_by_cached_key(|choice| self.distance(choice));
        all
    }

    fn distance(
        &self,
        (place, choice): &(usize, ChoiceAnswer),
    ) -> (Reverse<bool>, usize, Ratio, usize) {
        let unmet = choice.answers.iter().filter(|(_, answer)| !answer.met.is_yes());
        let short = choice
            .answers
            .iter()
            .map(|(id, answer)| self.short(*id, *answer))
            .fold(Ratio::ZERO, Ratio::plus);
        (Reverse(choice.met.is_yes()), unmet.count(), short, *place)
    }

    /// Shortfall / need; one where it is not known.
    fn short(&self, id: RequirementId, answer: Answer) -> Ratio {
        let need = self.placed(id).requirement.need;
        answer.shortfall(need).map_or(Ratio::ONE, |short| Ratio::of(short, need))
    }
}

/// How many people make an amount.
fn people(need: Amount) -> usize {
    let one = Amount::whole(1).0;
    usize::try_from((need.0.max(0) + one - 1) / one).unwrap_or(usize::MAX)
}
