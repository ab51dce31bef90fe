//! The order in which judged rows are published: by company, shown e-mail, and the text of the skill.

use rayon::prelude::*;

use crate::base::Dictionary;
use crate::base::SortText;
use crate::base::dictionary::Hashed;
use crate::programme::Catalogue;
use crate::tables::facts::SkillKey;

use super::basis::Basis;

/// All persons by company and shown e-mail.
#[must_use]
pub(crate) fn persons_in_order(at: &Basis<'_>) -> Vec<u32> {
    let mut persons: Vec<(u32, SortText<'_>, u32)> = (0..)
        .zip(&at.people.persons)
        .map(|(place, person)| {
            let email = at.dictionary.text(at.people.shown(place).work_email);
            (at.company_ranks[person.company as usize], SortText::of(email), place)
        })
        .collect();
    persons.par_sort_unstable();
    persons.into_iter().map(|(_, _, person)| person).collect()
}

/// The place of each skill in the order of the texts that they are shown with.
#[derive(Default)]
pub(crate) struct SkillRanks {
    /// Of those of the catalogue.
    known: Vec<u32>,
    /// Of others, by the code of what was written.
    written: Hashed<u32, u32>,
}

impl SkillRanks {
    #[must_use]
    pub(crate) fn of(at: &Basis<'_>) -> Self {
        let mut written: Hashed<u32, u32> = Hashed::default();
        let mut last = None;
        for code in at.transcripts.skills().iter().filter_map(|key| SkillKey(*key).resolved().err())
        {
            if last != Some(code) {
                written.insert(code, 0);
                last = Some(code);
            }
        }
        let known = (0..).take(at.catalogue.skills.len()).map(SkillKey::known);
        let mut keys: Vec<SkillKey> =
            known.chain(written.keys().map(|code| SkillKey::written(*code))).collect();
        keys.sort_by_key(|key| (skill_text(*key, at.catalogue, at.dictionary), key.0));
        let mut known = vec![0; at.catalogue.skills.len()];
        for (key, rank) in keys.into_iter().zip(0..) {
            match key.resolved() {
                Ok(skill) => known[skill as usize] = rank,
                Err(code) => {
                    written.insert(code, rank);
                }
            }
        }
        Self { known, written }
    }

    /// No two skills have one place; where no order was asked for, all do.
    #[must_use]
    pub(crate) fn rank(&self, skill: SkillKey) -> u32 {
        match skill.resolved() {
            Ok(skill) => self.known.get(skill as usize).copied().unwrap_or_default(),
            Err(code) => self.written.get(&code).copied().unwrap_or_default(),
        }
    }
}

/// The text a skill is shown with: the catalogue's code, else what was written.
#[must_use]
pub(crate) fn skill_text<'a>(
    key: SkillKey,
    catalogue: &'a Catalogue,
    dictionary: &'a Dictionary,
) -> &'a str {
    match key.resolved() {
        Ok(skill) => &catalogue.skills[skill as usize].code,
        Err(code) => dictionary.text(code),
    }
}
