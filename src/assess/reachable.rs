//! R3: what can still be earned of what is asked, and whether enough people can have it.

use std::collections::BTreeSet;

use crate::base::Day;
use crate::programme::catalogue::SkillId;

use super::case::Case;
use super::ladder::RequirementId;
use super::requirement::Slot;

impl Case<'_, '_> {
    /// What is asked and can still be earned: what was retired before today is refused to whoever
    /// completes it now.
    pub(super) fn open_skills(&self, id: RequirementId, slot: Slot) -> Vec<SkillId> {
        let (grounds, as_of) = (&self.grounds, self.grounds.at.as_of);
        let is_open = |skill: &SkillId| {
            let retired_on = grounds.at.catalogue.skills[*skill as usize].retired_on;
            retired_on.is_none_or(|day| as_of <= day)
                && as_of <= grounds.skill_counts_through(id, *skill)
        };
        let asked = grounds.ask(id, slot).map_or(&[][..], |ask| ask.skills);
        asked.iter().copied().filter(is_open).collect()
    }

    /// Whether so many more people can have what is asked: nobody earns more than is open, and who has some of
    /// the rest is one of few.
    pub(super) fn is_in_reach(&self, id: RequirementId, slot: Slot, people: u32, day: Day) -> bool {
        let open: BTreeSet<SkillId> = self.open_skills(id, slot).into_iter().collect();
        let Some(ask) = self.grounds.ask(id, slot) else { return true };
        if ask.at_least <= open.len() {
            return true;
        }
        let asked: BTreeSet<SkillId> = ask.skills.iter().copied().collect();
        let near = self.holders.holdings.chunk_by(|a, b| a.person == b.person).filter(|own| {
            let on_day = own.iter().filter(|held| held.from <= day && day <= held.through);
            let held: BTreeSet<SkillId> =
                on_day.map(|held| held.skill).filter(|skill| asked.contains(skill)).collect();
            let more = open.difference(&held).count();
            held.len() < ask.at_least && ask.at_least <= held.len() + more
        });
        people as usize <= near.take(people as usize).count()
    }
}
