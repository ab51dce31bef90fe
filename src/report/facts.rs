//! What a run knows of itself, and the tables that it publishes: all that a report is made of.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::assess::directory::DirectoryEntry;
use crate::base::{Day, Month};
use crate::programme::catalogue::{Requirement, RequirementKind};
use crate::programme::pipeline::Company;
use crate::programme::{Catalogue, Citations, InForce, Parameters};
use crate::tables::output::Rows;
use crate::tables::{FileReport, Kind};

use super::mcids::Mcids;
use super::terms::Terms;

pub use super::tables::PublishedTables;

/// The run that a report tells of.
pub struct RunFacts<'a> {
    pub run_id: &'a str,
    /// The name of the pipeline.
    pub pipeline: &'a str,
    pub as_of: Day,
    /// The version of this program.
    pub version: &'a str,
    /// How small big sheets are made, from 1 to 9.
    pub compression: u32,
    pub companies: &'a [Company],
    /// How the levels stand, for the verdict of a run that does not publish them.
    pub levels: Option<&'a dyn Rows>,
    /// What they rest on, likewise.
    pub requirements: Option<&'a dyn Rows>,
    /// Their names by their ids, of those that have one.
    pub names: BTreeMap<&'a str, &'a str>,
    pub catalogue: &'a Catalogue,
    /// What requirements and metrics are called in the language of the reader, by their names.
    pub translations: BTreeMap<&'a str, &'a str>,
    /// How certification ids are shown, once somebody asked.
    pub mcids: OnceLock<Mcids>,
    pub parameters: &'a Parameters,
    pub in_force: &'a InForce,
    pub citations: &'a Citations,
    /// The ledger.
    pub files: &'a [FileReport],
    /// The newest date in the rows of each kind.
    pub newest: &'a [(Kind, Day)],
    /// The months of the discrepancy pack, where one was asked for; else the trailing window.
    pub discrepancy: Option<(Month, Month)>,
    pub directory: &'a [DirectoryEntry],
    /// The run that `changes` compares with.
    pub earlier_run: Option<&'a str>,
}

impl RunFacts<'_> {
    /// What the texts of actions go by.
    #[must_use]
    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms { as_of: self.as_of, rules: self.in_force, catalogue: self.catalogue }
    }

    #[must_use]
    pub fn several_companies(&self) -> bool {
        self.companies.len() > 1
    }

    /// The name of a requirement or a metric in the language of the reader.
    #[must_use]
    pub fn translated<'b>(&'b self, name: &'b str) -> &'b str {
        self.translations.get(name).copied().unwrap_or(name)
    }

    /// The key that a requirement is attested by, of a programme, a competency, a level and an option.
    #[must_use]
    pub(crate) fn attested_by(
        &self,
        [programme, competency, level, option]: [&str; 4],
        name: &str,
    ) -> Option<&str> {
        let mut all = self.catalogue.programmes.iter();
        let programme = all.find(|own| own.id == programme)?;
        let is_own = |own: &&Requirement| {
            own.name == name
                && own.option == option
                && own.competency == competency
                && programme.levels.get(own.level).is_some_and(|known| known == level)
        };
        let facts =
            programme.requirements.iter().filter(is_own).filter_map(|own| match &own.kind {
                RequirementKind::Attested { fact, .. } => Some((own, fact.as_str())),
                _ => None,
            });
        // Of the one of the day, where it had others before.
        facts.max_by_key(|(own, _)| own.in_force(self.as_of)).map(|(_, fact)| fact)
    }

    /// The name of a company, or its id where the pipeline has no name for it.
    #[must_use]
    pub fn company_name<'b>(&'b self, mpn_id: &'b str) -> &'b str {
        self.names.get(mpn_id).copied().unwrap_or(mpn_id)
    }
}

/// What the programmes say that their requirements are called in a language.
#[must_use]
pub(crate) fn translations<'a>(
    catalogue: &'a Catalogue,
    language: &str,
) -> BTreeMap<&'a str, &'a str> {
    let of_language = catalogue.programmes.iter().filter_map(|one| one.names.get(language));
    of_language.flatten().map(|(name, own)| (name.as_str(), own.as_str())).collect()
}

/// The names of companies by their ids.
#[must_use]
pub(crate) fn names_of(companies: &[Company]) -> BTreeMap<&str, &str> {
    let named = companies.iter().rev().filter(|company| !company.name.is_empty());
    named.map(|company| (company.mpn_id.as_str(), company.name.as_str())).collect()
}
