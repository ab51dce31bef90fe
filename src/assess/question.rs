//! What is asked of the assessment.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Day, Dictionary, Outcome};
use crate::ingest::rows::KnownCompanies;
use crate::link::{People, PersonLinks};
use crate::programme::{Catalogue, InForce, Pipeline};
use crate::rules::{Counting, Holding, Judged};
use crate::tables::facts::SkillKey;
use crate::tables::output::Value;
use crate::tables::{Facts, Kind};

/// A row of a table, in the order of its columns.
pub(crate) type TableCells = Vec<Value>;

/// Judges days before the as-of date as runs of those days would.
pub(crate) type CountedBefore<'a> = dyn Fn(&[u32], Day) -> Outcome<Vec<Holding>> + Sync + 'a;

/// How much somebody reads: the largest tables are not made for nobody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Detail {
    /// Levels and requirements.
    Levels,
    /// And who counts for each requirement.
    Persons,
    /// And the calendar, as the risk report shows it.
    Everything,
}

pub struct Question<'a> {
    pub pipeline: &'a Pipeline,
    pub catalogue: &'a Catalogue,
    pub rules: &'a InForce,
    pub dictionary: &'a Dictionary,
    pub people: &'a People,
    pub links: &'a PersonLinks<'a>,
    pub judged: &'a Judged,
    pub counting: &'a Counting,
    pub transcripts: &'a Facts,
    pub facts: &'a BTreeMap<Kind, Facts>,
    pub companies: &'a KnownCompanies,
    /// By company: nothing says who is associated, and what hangs on people is Unknown (A2u).
    pub associations_unknown: &'a [bool],
    /// What counted for persons from a first day up to the one before the as-of date.
    pub counted_before: &'a CountedBefore<'a>,
    /// Persons with skills that Partner Center should show and does not (V2).
    pub overdue: &'a [(u32, SkillKey)],
    /// Sources stale beyond `error_after`, and therefore Unknown.
    pub stale: &'a BTreeSet<Kind>,
    pub file_name: &'a (dyn Fn(u32) -> &'a str + Sync),
    pub detail: Detail,
    /// Whether the table of invoices is made.
    pub lists_invoices: bool,
    /// Places of the companies that are assessed; the others are context. None for all.
    pub only: Option<&'a [u32]>,
    /// Whether any row of performance names the country of a tenant.
    pub names_countries: bool,
    pub as_of: Day,
}

impl Question<'_> {
    /// The company of a row by the code of its MPN id; without one it is the only company.
    #[must_use]
    pub fn company(&self, mpn_id: u32) -> usize {
        let found =
            if mpn_id == 0 { None } else { self.companies.find(self.dictionary.text(mpn_id)) };
        found.map_or(0, |company| company as usize)
    }

    /// The work e-mail under which a person is shown.
    #[must_use]
    pub fn email(&self, person: u32) -> &str {
        self.dictionary.text(self.people.shown(person).work_email)
    }

    /// Who holds what for a company: the sources are not too old, and something says who is associated.
    #[must_use]
    pub fn are_people_known(&self, company: usize) -> bool {
        let is_stale = |kind: &Kind| self.stale.contains(kind);
        let is_unknown = self.associations_unknown.get(company).copied().unwrap_or_default();
        !is_unknown && ![Kind::Users, Kind::Transcripts].iter().any(is_stale)
    }

    /// Given, and not too old to be believed.
    #[must_use]
    pub fn is_known(&self, kind: Kind) -> bool {
        self.facts.contains_key(&kind) && !self.stale.contains(&kind)
    }
}

/// Text as a cell.
#[must_use]
pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
