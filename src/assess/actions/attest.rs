//! N1: a fact that a level rests on and that nobody attested, or that will be too old.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::assess::levels::ChoiceAnswer;
use crate::assess::requirement::Asked;
use crate::assess::standpoint::Moment;
use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::catalogue::RequirementKind;

use super::action::{Action, Fault, Kind};
use super::deed::Deed;
use super::done::Done;
use super::levels::OfLevel;
use super::resting::Resting;

impl Action {
    /// Where the fact is written, whatever is wrong with it.
    fn fact(&self) -> Option<&str> {
        self.fault.as_ref().map(|fault| fault.place.as_str())
    }
}

impl OfLevel<'_, '_> {
    /// A fact of the option is not attested, or will be too old within the horizon; or another track lacks a
    /// fact and would be the best one with it.
    pub(super) fn attest(&self) -> Vec<Action> {
        let (as_of, horizon) = (self.supposed.as_of(), self.supposed.horizon(self.level));
        let Some((_, now)) = &self.now else { return Vec::new() };
        let resting = self.supposed.resting(self.level, now, Moment::Frozen(as_of));
        let mut actions: Vec<Action> = Vec::new();
        for own in &resting {
            let Asked::Attested(span) = self.supposed.case.grounds.asked(own.id) else { continue };
            if span.is_none_or(|(_, through)| through < horizon) {
                let code = if span.is_some() { "attestation_ends" } else { "not_attested" };
                actions.extend(self.attesting(own, code));
            }
        }
        let mut further: Vec<Action> = Vec::new();
        for own in self.deciding_facts(self.level) {
            further.extend(self.attesting(&own, "track_not_attested"));
        }
        let rests_on = |level: LevelId| resting.iter().any(|own| own.level == level);
        let mut levels = self.asked_for(now);
        levels.sort_by_key(|level| !rests_on(*level));
        // Of levels that it asks for and does not rest on, the facts that alone are enough.
        let is_enough = |own: &Action| !own.restores.is_empty() || !own.keeps.is_empty();
        for level in levels {
            let deciding = self.deciding_facts(level).into_iter();
            let deciding = deciding.filter_map(|own| self.attesting(&own, "track_not_attested"));
            further.extend(deciding.filter(|own| rests_on(level) || is_enough(own)));
            let ending = self.ending_facts(level, horizon).into_iter();
            let ending = ending.filter_map(|own| self.attesting(&own, "attestation_ends"));
            further.extend(ending.filter(is_enough));
        }
        for action in further {
            if actions.iter().all(|own| own.fact() != action.fact()) {
                actions.push(action);
            }
        }
        actions
    }

    fn attesting(&self, own: &Resting, code: &'static str) -> Option<Action> {
        let grounds = &self.supposed.case.grounds;
        let (Asked::Attested(span), RequirementKind::Attested { fact, .. }) =
            (grounds.asked(own.id), &grounds.placed(own.id).requirement.kind)
        else {
            return None;
        };
        let as_of = self.supposed.as_of();
        // One day of its window is enough (W3).
        let by_on = span
            .map(|(_, through)| through)
            .filter(|last| *last >= as_of)
            .unwrap_or_else(|| self.supposed.last_day(self.level, false));
        let done = Done::Attests { fact: &fold(fact), on: by_on };
        let now = Done::Attests { fact: &fold(fact), on: as_of };
        let action = self.action(Kind::Attest, self.name_of(own.id), by_on, &["C5"]);
        let action = action.about(own, self.level, self.supposed);
        // Another track is not chosen for what is missing there.
        let deed = (code != "track_not_attested").then(|| {
            let on = if self.supposed.is_unmet(self.level) { as_of } else { by_on };
            Deed::Attests { fact: fold(fact), on }
        });
        let action = Action {
            deed,
            restores: self.supposed.restores(&[now]),
            keeps: self.supposed.kept_titles(&self.supposed.keeps(&[done])),
            breaks_again_on: self.supposed.breaks_again_on(&self.served(), &done),
            fault: Some(Fault { code, place: format!("[company.attested] \"{fact}\"") }),
            ..action
        };
        Some(action.timed(&self.served(), self.supposed))
    }

    /// C8: the facts of other tracks of a level that are missing and with which they would be the best ones.
    fn deciding_facts(&self, level: LevelId) -> Vec<Resting> {
        let grounds = &self.supposed.case.grounds;
        let choices = grounds.choices(level, Moment::Frozen(self.supposed.as_of()));
        let resting = |(place, id)| {
            let (_, choice) = choices.iter().find(|(own, _)| *own == place)?;
            let (_, answer) = choice.answers.iter().find(|(own, _)| *own == id)?;
            Some(Resting { level, id, answer: *answer })
        };
        grounds.deciding_facts(&choices).into_iter().filter_map(resting).collect()
    }

    /// Of any option of a level: the facts that hold today and will be too old by a day.
    fn ending_facts(&self, level: LevelId, horizon: Day) -> Vec<Resting> {
        let (grounds, as_of) = (&self.supposed.case.grounds, self.supposed.as_of());
        let choices = grounds.choices(level, Moment::Frozen(as_of)).into_iter();
        let answers = choices.flat_map(|(_, choice)| choice.answers);
        let is_ending = |id| match grounds.asked(id) {
            Asked::Attested(Some((_, through))) => as_of <= *through && *through < horizon,
            _ => false,
        };
        let ending = answers.filter(|(id, _)| is_ending(*id));
        ending.map(|(id, answer)| Resting { level, id, answer }).collect()
    }

    /// The levels of which the option asks that one or all are held or met (C5c).
    fn asked_for(&self, choice: &ChoiceAnswer) -> Vec<LevelId> {
        let grounds = &self.supposed.case.grounds;
        let asked = choice.answers.iter().filter_map(|(id, _)| match grounds.asked(*id) {
            Asked::Holds(levels) => Some(levels),
            _ => None,
        });
        let levels: BTreeSet<LevelId> =
            asked.flatten().flat_map(|own| own.levels.iter().copied()).collect();
        levels.into_iter().collect()
    }
}
