//! Options and levels: what is met on a day, and which option is the best one (C2, C5b, C8).

use std::cmp::Reverse;

use super::ladder::{LevelId, LevelOption, RequirementId};
use super::matching;
use super::met::Met;
use super::ratio::Ratio;
use super::requirement::{Answer, Grounds, PreparedRequirement, Slot};
use super::shift::Shift;
use super::standpoint::AskedOn;
use crate::base::{Amount, Day};

/// An option on a day, with its requirements that are in force then.
#[derive(Clone, Debug)]
pub struct ChoiceAnswer {
    pub met: Met,
    pub answers: Vec<(RequirementId, Answer)>,
}

/// People requirements of one option that may not count a person twice, in catalogue order.
pub(crate) type DistinctGroup = Vec<RequirementId>;

impl Grounds<'_> {
    /// None where no requirement of the option is in force.
    #[must_use]
    pub fn choice(&self, choice: &LevelOption<'_>, moment: AskedOn) -> Option<ChoiceAnswer> {
        self.choice_with(choice, moment, None)
    }

    /// The same with one person more or less.
    #[must_use]
    pub fn choice_with(
        &self,
        choice: &LevelOption<'_>,
        moment: AskedOn,
        shift: Option<&Shift<'_>>,
    ) -> Option<ChoiceAnswer> {
        let day = moment.day();
        let answer = |id| (id, self.answer_with(id, moment, shift));
        let mut answers: Vec<(RequirementId, Answer)> =
            self.in_force(choice, day).map(answer).collect();
        if answers.is_empty() {
            return None;
        }
        if self.at.people_known {
            for group in self.groups(choice, day) {
                self.settle(&group, day, shift, &mut answers);
            }
        }
        let met = Met::all(answers.iter().map(|(_, answer)| answer.met));
        Some(ChoiceAnswer { met, answers })
    }

    pub fn in_force<'c>(
        &'c self,
        choice: &'c LevelOption<'_>,
        day: Day,
    ) -> impl Iterator<Item = RequirementId> + 'c {
        choice.requirements.iter().copied().filter(move |id| self.placed(*id).in_force(day))
    }

    /// The distinct groups of an option on a day.
    #[must_use]
    pub fn groups(&self, choice: &LevelOption<'_>, day: Day) -> Vec<DistinctGroup> {
        let mut groups: Vec<(&str, DistinctGroup)> = Vec::new();
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
    pub fn shares(&self, choice: &LevelOption<'_>, id: RequirementId, day: Day) -> bool {
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
    pub fn persons(&self, choice: &LevelOption<'_>, day: Day) -> Vec<(RequirementId, Vec<u32>)> {
        let alone = self.in_force(choice, day).filter(|id| !self.shares(choice, *id, day));
        let qualified = |id| self.qualified(id).map(|own| (id, own.persons(day)));
        let mut persons: Vec<(RequirementId, Vec<u32>)> = alone.filter_map(qualified).collect();
        for group in self.groups(choice, day) {
            persons.extend(group.iter().copied().zip(self.assigned(&group, day, None)));
        }
        persons
    }

    /// C2: who is assigned to each requirement of a group.
    #[must_use]
    pub fn assigned(
        &self,
        group: &[RequirementId],
        day: Day,
        shift: Option<&Shift<'_>>,
    ) -> Vec<Vec<u32>> {
        let needs: Vec<usize> = group.iter().map(|id| self.places(*id)).collect();
        let candidates: Vec<Vec<u32>> =
            group.iter().map(|id| self.shifted_persons(*id, day, shift)).collect();
        matching::fill(&needs, &candidates)
    }

    /// The persons that a requirement needs.
    #[must_use]
    pub fn places(&self, id: RequirementId) -> usize {
        people(self.placed(id).requirement.need)
    }

    fn settle(
        &self,
        group: &[RequirementId],
        day: Day,
        shift: Option<&Shift<'_>>,
        answers: &mut [(RequirementId, Answer)],
    ) {
        for (id, have) in group.iter().zip(self.filled(group, day, shift)) {
            let need = self.placed(*id).requirement.need;
            for (_, answer) in answers.iter_mut().filter(|(of, _)| of == id) {
                *answer = Answer::count(have, need);
            }
        }
    }

    /// How many places of each requirement of a group are filled.
    fn filled(&self, group: &[RequirementId], day: Day, shift: Option<&Shift<'_>>) -> Vec<usize> {
        let needs: Vec<usize> = group.iter().map(|id| self.places(*id)).collect();
        let count = |id: &RequirementId| {
            let own = self.qualified(*id);
            own.map_or(0, |own| self.shifted_count(*id, Slot::Own, own, day, shift))
        };
        let counts: Vec<usize> = group.iter().map(|id| count(id) as usize).collect();
        // With enough for each there is no need to try who goes where.
        if matching::is_surely_filled(&needs, &counts) {
            needs
        } else {
            self.assigned(group, day, shift).iter().map(Vec::len).collect()
        }
    }

    fn are_filled(&self, group: &DistinctGroup, day: Day, shift: Option<&Shift<'_>>) -> bool {
        let filled = self.filled(group, day, shift);
        group.iter().zip(filled).all(|(id, filled)| filled >= self.places(*id))
    }

    /// Whether an option is met, where nobody asks by what: the first No settles it. None where no requirement
    /// of it is in force.
    fn choice_is_met(
        &self,
        choice: &LevelOption<'_>,
        moment: AskedOn,
        shift: Option<&Shift<'_>>,
    ) -> Option<Met> {
        let (day, mut met) = (moment.day(), None);
        for id in self.in_force(choice, day) {
            let own = self.answer_with(id, moment, shift).met;
            if own == Met::No {
                // Whoever is kept apart, there are no more people.
                return Some(Met::No);
            }
            met = Some(met.map_or(own, |met: Met| met.min(own)));
        }
        let met = met?;
        let are_apart = self.at.people_known
            && !self.groups(choice, day).iter().all(|group| self.are_filled(group, day, shift));
        Some(if are_apart { Met::No } else { met })
    }

    /// The level's options that are there on a day, with their places.
    #[must_use]
    pub fn choices(&self, level: LevelId, moment: AskedOn) -> Vec<(usize, ChoiceAnswer)> {
        self.choices_with(level, moment, None)
    }

    /// The same with one person more or less.
    #[must_use]
    pub fn choices_with(
        &self,
        level: LevelId,
        moment: AskedOn,
        shift: Option<&Shift<'_>>,
    ) -> Vec<(usize, ChoiceAnswer)> {
        let options = &self.at.ladder.rung(level).options;
        let answer =
            |(at, choice)| self.choice_with(choice, moment, shift).map(|answer| (at, answer));
        options.iter().enumerate().filter_map(answer).collect()
    }

    /// All levels of a competency: any option suffices, and a Yes passes down.
    #[must_use]
    pub fn rungs(&self, competency: usize, moment: AskedOn) -> Vec<Met> {
        let mut met = vec![Met::No; self.at.ladder.competencies[competency].rungs.len()];
        let mut above = Met::No;
        for (rung, met) in met.iter_mut().enumerate().rev() {
            *met = match above {
                Met::Yes => Met::Yes,
                _ => self.own_options((competency, rung), moment, None),
            };
            above = *met;
        }
        met
    }

    /// One of them.
    #[must_use]
    pub fn rung(&self, level: LevelId, moment: AskedOn) -> Met {
        self.rung_with(level, moment, None)
    }

    /// The same with one person more or less.
    #[must_use]
    pub fn rung_with(&self, level: LevelId, moment: AskedOn, shift: Option<&Shift<'_>>) -> Met {
        let own = self.own_options(level, moment, shift);
        let mut higher = level.1 + 1..self.at.ladder.competencies[level.0].rungs.len();
        let implies = |rung| self.own_options((level.0, rung), moment, shift).is_yes();
        if own.is_yes() || higher.any(implies) { Met::Yes } else { own }
    }

    /// Whether a level is met by its own options.
    fn own_options(&self, level: LevelId, moment: AskedOn, shift: Option<&Shift<'_>>) -> Met {
        let mut met = Met::No;
        for choice in &self.at.ladder.rung(level).options {
            let own = self.choice_is_met(choice, moment, shift).unwrap_or(Met::No);
            if own.is_yes() {
                return own;
            }
            met = met.max(own);
        }
        met
    }

    /// C8: the met option, else the nearest one; of several met ones that are all scores the one with the most
    /// points, as Microsoft takes the track with the higher total; the first in the catalogue among equals.
    #[must_use]
    pub fn best<'c>(
        &self,
        choices: &'c [(usize, ChoiceAnswer)],
    ) -> Option<&'c (usize, ChoiceAnswer)> {
        self.nearest(choices).into_iter().next()
    }

    /// All options, the best one first.
    #[must_use]
    pub fn nearest<'c>(
        &self,
        choices: &'c [(usize, ChoiceAnswer)],
    ) -> Vec<&'c (usize, ChoiceAnswer)> {
        let mut met = choices.iter().filter(|(_, own)| own.met.is_yes());
        let are_scored = met.all(|(_, choice)| self.points(choice).is_some());
        let points = |choice: &ChoiceAnswer| {
            let is_asked = are_scored && choice.met.is_yes();
            Reverse(self.points(choice).filter(|_| is_asked).unwrap_or_default())
        };
        let mut all: Vec<_> = choices.iter().collect();
        all.sort_by_cached_key(|choice| {
            let (is_met, unmet, short) = self.distance(choice);
            (is_met, unmet, short, points(&choice.1), choice.0)
        });
        all
    }

    /// The sum over the scores of an option; none where it has no score.
    fn points(&self, choice: &ChoiceAnswer) -> Option<Amount> {
        let is_score = |id: RequirementId| matches!(self.asked(id), PreparedRequirement::Score(_));
        let scores = choice.answers.iter().filter(|(id, _)| is_score(*id));
        scores.map(|(_, answer)| answer.have.unwrap_or_default()).reduce(|a, b| a + b)
    }

    /// Of several levels the one whose best option is nearest, with that option; the first among equals.
    #[must_use]
    pub fn nearest_level(
        &self,
        levels: impl Iterator<Item = LevelId>,
        moment: AskedOn,
    ) -> Option<(LevelId, (usize, ChoiceAnswer))> {
        let best = |level| {
            let choices = self.choices(level, moment);
            self.best(&choices).cloned().map(|choice| (level, choice))
        };
        levels.filter_map(best).min_by_key(|(_, choice)| self.distance(choice))
    }

    fn distance(&self, (_, choice): &(usize, ChoiceAnswer)) -> (Reverse<bool>, usize, Ratio) {
        let unmet = choice.answers.iter().filter(|(_, answer)| !answer.met.is_yes());
        let short = choice
            .answers
            .iter()
            .map(|(id, answer)| self.short(*id, *answer))
            .fold(Ratio::ZERO, Ratio::plus);
        (Reverse(choice.met.is_yes()), unmet.count(), short)
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
