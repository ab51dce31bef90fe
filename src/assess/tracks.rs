//! C8: the facts that an option lacks and with which it would be the best one of its level.

use crate::base::Amount;

use super::ladder::RequirementId;
use super::levels::ChoiceAnswer;
use super::met::Met;
use super::requirement::{Answer, Grounds, PreparedRequirement};

impl Grounds<'_> {
    /// Facts that no export has and nobody attested, of options other than the best: one of them weighs as
    /// much as a whole score, so that a track that lacks nothing else stands behind one that has little. None
    /// of a level that is met, or of an option that asks for facts alone: nothing else speaks for that.
    #[must_use]
    pub(crate) fn deciding_facts(
        &self,
        choices: &[(usize, ChoiceAnswer)],
    ) -> Vec<(usize, RequirementId)> {
        let Some((best, nearest)) = self.best(choices) else { return Vec::new() };
        if nearest.met.is_yes() {
            return Vec::new();
        }
        let mut deciding = Vec::new();
        for (number, (place, choice)) in choices.iter().enumerate() {
            let facts: Vec<RequirementId> = self.facts_missing(choice).collect();
            if place == best || facts.is_empty() || facts.len() == choice.answers.len() {
                continue;
            }
            let mut attested = choices.to_vec();
            attested[number].1 = self.with_facts(choice);
            if self.best(&attested).is_some_and(|(best, _)| best == place) {
                deciding.extend(facts.into_iter().map(|fact| (*place, fact)));
            }
        }
        deciding
    }

    fn facts_missing(&self, choice: &ChoiceAnswer) -> impl Iterator<Item = RequirementId> {
        let is_fact =
            |id: RequirementId| matches!(self.asked(id), PreparedRequirement::Attested(_));
        let missing = choice.answers.iter().filter(|(_, answer)| answer.met == Met::No);
        missing.map(|(id, _)| *id).filter(move |id| is_fact(*id))
    }

    /// The option as it would be with all of them attested.
    fn with_facts(&self, choice: &ChoiceAnswer) -> ChoiceAnswer {
        let missing: Vec<RequirementId> = self.facts_missing(choice).collect();
        let answer = |(id, answer): &(RequirementId, Answer)| {
            let attested = Answer { have: Some(Amount::whole(1)), met: Met::Yes };
            (*id, if missing.contains(id) { attested } else { *answer })
        };
        let answers: Vec<(RequirementId, Answer)> = choice.answers.iter().map(answer).collect();
        ChoiceAnswer { met: Met::all(answers.iter().map(|(_, own)| own.met)), answers }
    }
}
