//! The scene: everything that was read and decided, for those who tell of it.

use std::collections::BTreeSet;

use crate::base::Day;
use crate::ingest::frame::Away;
use crate::ingest::read::{Reading, Setting};
use crate::link::{Associations, Attached, People, PersonLinks};
use crate::programme::{Catalogue, InForce, Pipeline};
use crate::rules::order::skill_text;
use crate::rules::{Basis, Judged};
use crate::tables::facts::SkillKey;
use crate::tables::{Facts, Kind, Mcid};

pub struct Scene<'a> {
    pub pipeline: &'a Pipeline,
    pub catalogue: &'a Catalogue,
    pub rules: &'a InForce,
    pub setting: &'a Setting<'a>,
    pub reading: &'a Reading,
    /// Without rows where the pipeline has no such source.
    pub users: &'a Facts,
    /// Without rows where the pipeline has no such source.
    pub transcripts: &'a Facts,
    pub people: &'a People,
    pub associations: &'a Associations,
    pub links: &'a PersonLinks<'a>,
    pub attached: &'a Attached,
    /// By company: nothing says who is associated (A2u).
    pub associations_unknown: &'a [bool],
    pub judged: &'a Judged,
    /// By company, its place in the order of MPN ids.
    pub company_ranks: &'a [u32],
    /// Persons whose account must be made anew before they can associate.
    pub remade: &'a BTreeSet<u32>,
    /// Rows that somebody else tells of, where they are nobody's.
    pub away: &'a Away,
    pub as_of: Day,
}

impl<'a> Scene<'a> {
    #[must_use]
    pub fn facts(&self, kind: Kind) -> Option<&'a Facts> {
        self.reading.facts.get(&kind)
    }

    /// What the rules stood on when they judged these transcripts.
    #[must_use]
    pub fn basis(&self, transcripts: &'a Facts) -> Basis<'a> {
        Basis {
            transcripts,
            people: self.people,
            attached: self.attached,
            links: self.links,
            catalogue: self.catalogue,
            rules: self.rules,
            dictionary: &self.reading.dictionary,
            company_ranks: self.company_ranks,
            remade: self.remade,
            as_of: self.as_of,
        }
    }

    #[must_use]
    pub fn text(&self, code: u32) -> &'a str {
        self.reading.dictionary.text(code)
    }

    #[must_use]
    pub fn mpn_id(&self, company: u32) -> &'a str {
        &self.pipeline.companies[company as usize].mpn_id
    }

    #[must_use]
    pub fn company_of(&self, person: u32) -> u32 {
        self.people.persons[person as usize].company
    }

    #[must_use]
    pub fn shown_email(&self, person: u32) -> &'a str {
        self.text(self.people.shown(person).work_email)
    }

    #[must_use]
    pub fn shown_mcid(&self, person: u32) -> Mcid {
        self.people.shown(person).mcid
    }

    #[must_use]
    pub fn file_name(&self, file: u32) -> &'a str {
        &self.reading.files[file as usize].name
    }

    /// The text a skill is shown with.
    #[must_use]
    pub fn skill_text(&self, key: SkillKey) -> &'a str {
        skill_text(key, self.catalogue, &self.reading.dictionary)
    }

    /// Where the requirements in force name a skill: `Competency (Option)`, each once, sorted.
    #[must_use]
    pub fn relevant_for(&self) -> Vec<String> {
        let mut named: Vec<Vec<String>> = vec![Vec::new(); self.catalogue.skills.len()];
        for programme in self.catalogue.programmes.iter().filter(|p| p.in_force(self.as_of)) {
            for requirement in programme.requirements.iter().filter(|r| r.in_force(self.as_of)) {
                let place = format!("{} ({})", requirement.competency, requirement.option);
                for skill in requirement.skills() {
                    named[skill as usize].push(place.clone());
                }
            }
        }
        named.into_iter().map(joined).collect()
    }
}

/// Sorted, without repeats, joined with `;`.
#[must_use]
pub(crate) fn joined(mut texts: Vec<String>) -> String {
    texts.sort_unstable();
    texts.dedup();
    texts.join(";")
}
