//! N1: a fact that a level rests on and that nobody attested, or that will be too old.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::ladder::LevelId;
use crate::assess::levels::ChoiceAnswer;
use crate::assess::requirement::PreparedRequirement;
use crate::assess::standpoint::AskedOn;
use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::catalogue::RequirementKind;

use super::action::{Action, ActionKind, Fault};
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
        let resting = self.supposed.resting(self.level, now, AskedOn::Frozen(as_of));
        let mut actions: Vec<Action> = Vec::new();
        for own in &resting {
            let PreparedRequirement::Attested(span) = self.supposed.case.grounds.asked(own.id)
            else {
                continue;
            };
            if span.is_none_or(|(_, through)| through < horizon) {
                let code = match span {
                    Some((_, through)) if *through < as_of => "attestation_ended",
                    Some(_) => "attestation_ends",
                    None => "not_attested",
                };
                actions.extend(self.attesting(own, code));
            }
        }
        let mut further: Vec<Action> = Vec::new();
        for own in self.deciding_facts(self.level) {
            further.extend(self.attesting(&own, "track_not_attested"));
        }
        further.extend(self.attesting_elsewhere(now, &resting));
        for action in further {
            if actions.iter().all(|own| own.fact() != action.fact()) {
                actions.push(action);
            }
        }
        actions
    }

    /// The facts of levels that it asks for: of those that it rests on, and of others where the fact alone is
    /// enough. Of levels with the same fact the one comes first that is met with it.
    fn attesting_elsewhere(&self, now: &ChoiceAnswer, resting: &[Resting]) -> Vec<Action> {
        let horizon = self.supposed.horizon(self.level);
        let rests_on = |level: LevelId| resting.iter().any(|own| own.level == level);
        let is_enough = |own: &Action| !own.restores.is_empty() || !own.keeps.is_empty();
        let mut found: Vec<((bool, bool), Action)> = Vec::new();
        for (level, is_open) in self.asked_for(now) {
            let deciding = if is_open { self.deciding_facts(level) } else { Vec::new() };
            let deciding = deciding.into_iter().map(|own| (own, "track_not_attested"));
            let ending = self.ending_facts(level, horizon).into_iter();
            for (own, code) in deciding.chain(ending.map(|own| (own, "attestation_ends"))) {
                let Some(action) = self.attesting(&own, code) else { continue };
                let is_told =
                    is_enough(&action) || (rests_on(level) && code == "track_not_attested");
                if is_told {
                    found.push(((!self.is_met_with(&own, action.by_on), !rests_on(level)), action));
                }
            }
        }
        found.sort_by_key(|(order, _)| *order);
        found.into_iter().map(|(_, action)| action).collect()
    }

    /// Whether the level whose fact it is would be met with it, when the one that asks for it is not.
    fn is_met_with(&self, own: &Resting, on: Day) -> bool {
        let supposed = self.supposed;
        let RequirementKind::Attested { fact, .. } =
            &supposed.case.grounds.placed(own.id).requirement.kind
        else {
            return false;
        };
        let moment = supposed.break_of(self.level);
        let done = Done::Attests { fact: &fold(fact), on };
        moment.is_some_and(|moment| done.is_met(supposed, own.level, moment))
    }

    fn attesting(&self, own: &Resting, code: &'static str) -> Option<Action> {
        let grounds = &self.supposed.case.grounds;
        let (PreparedRequirement::Attested(span), RequirementKind::Attested { fact, .. }) =
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
        let action = self.action(ActionKind::Attest, self.name_of(own.id), by_on, &["C5"]);
        let action = action.about(own, self.level, self.supposed);
        let on = if self.supposed.is_unmet(self.level) { as_of } else { by_on };
        let action = Action {
            deed: Some(Deed::Attests { fact: fold(fact), on }),
            restores: self.supposed.restores(&[now]),
            keeps: self.supposed.kept_titles(&self.supposed.keeps(&[done])),
            breaks_again_on: self.supposed.breaks_again_on(
                &self.served(),
                if self.supposed.is_unmet(self.level) { &now } else { &done },
            ),
            fault: Some(Fault { code, place: format!("[company.attested] \"{fact}\"") }),
            ..action
        };
        let action = action.timed(&self.served(), self.supposed);
        // Another track is not chosen for what is missing there: it is in no set that is enough together.
        let deed = action.deed.filter(|_| code != "track_not_attested");
        Some(Action { deed, ..action })
    }

    /// C8: the facts of other tracks of a level that are missing and with which they would be the best ones.
    fn deciding_facts(&self, level: LevelId) -> Vec<Resting> {
        let grounds = &self.supposed.case.grounds;
        let choices = grounds.choices(level, AskedOn::Frozen(self.supposed.as_of()));
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
        let choices = grounds.choices(level, AskedOn::Frozen(as_of)).into_iter();
        let answers = choices.flat_map(|(_, choice)| choice.answers);
        let is_ending = |id| match grounds.asked(id) {
            PreparedRequirement::Attested(Some((_, through))) => {
                as_of <= *through && *through < horizon
            }
            _ => false,
        };
        let ending = answers.filter(|(id, _)| is_ending(*id));
        ending.map(|(id, answer)| Resting { level, id, answer }).collect()
    }

    /// The levels of which the option asks that one or all are held or met (C5c), and whether nothing else
    /// is known to do that.
    fn asked_for(&self, choice: &ChoiceAnswer) -> BTreeMap<LevelId, bool> {
        let (grounds, today) = (&self.supposed.case.grounds, self.supposed.as_of());
        let mut levels: BTreeMap<LevelId, bool> = BTreeMap::new();
        for (id, _) in &choice.answers {
            let PreparedRequirement::Holds(asked) = grounds.asked(*id) else { continue };
            let open = self.supposed.open(*id, today);
            let open: BTreeSet<LevelId> =
                open.into_iter().flat_map(|own| own.levels.clone()).collect();
            for level in asked.iter().flat_map(|own| &own.levels) {
                *levels.entry(*level).or_default() |= open.contains(level);
            }
        }
        levels
    }
}
