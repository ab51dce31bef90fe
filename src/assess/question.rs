//! What is asked of the assessment, and what it answers with.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Day, Dictionary, Outcome};
use crate::ingest::rows::Companies;
use crate::link::{Links, People};
use crate::programme::{Catalogue, InForce, Pipeline};
use crate::rules::{Holding, Judged};
use crate::tables::facts::SkillKey;
use crate::tables::output::{Rows, Value, Whole};
use crate::tables::{Facts, Finding, Kind, outputs};

use super::actions::table::OfCompany;
use super::case::{self, CompanyRows, Shared};
use super::person_rows::RequirementPersons;
use super::standing::LevelStanding;
use super::{invoices, memberships, performance_findings};

/// A row of a table, in the order of its columns.
pub(crate) type Row = Vec<Value>;

/// Companies whose past is judged in one plan: enough for the plan to pay, few enough to stay small.
const COMPANIES_AT_ONCE: usize = 256;

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
    pub links: &'a Links<'a>,
    pub judged: &'a Judged,
    pub transcripts: &'a Facts,
    pub facts: &'a BTreeMap<Kind, Facts>,
    pub companies: &'a Companies,
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
    /// Places of the companies that are assessed; the others are context. None for all.
    pub only: Option<&'a [u32]>,
    pub as_of: Day,
}

pub struct Assessed {
    pub contacts: Whole,
    /// By company, as the pipeline names them: what its levels and contacts ask for.
    pub actions: Vec<OfCompany>,
    pub levels: Whole,
    pub requirements: Whole,
    pub requirement_persons: RequirementPersons,
    pub score_metrics: Whole,
    pub score_changes: Whole,
    /// None where Partner Center's own score was not given.
    pub score_reconciliation: Option<Whole>,
    pub events: Whole,
    pub kpi_months: Whole,
    pub kpi_window: Whole,
    pub kpi_options: Whole,
    pub invoices: Whole,
    pub findings: Vec<Finding>,
    /// What stands behind the levels, in the order of companies and of the catalogue.
    pub standings: Vec<LevelStanding>,
}

impl Assessed {
    /// Of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        let tables: [&dyn Rows; 11] = [
            &self.contacts,
            &self.levels,
            &self.requirements,
            &self.requirement_persons,
            &self.score_metrics,
            &self.score_changes,
            &self.events,
            &self.kpi_months,
            &self.kpi_window,
            &self.kpi_options,
            &self.invoices,
        ];
        let scores = self.score_reconciliation.iter().map(|table| table as &dyn Rows);
        tables.into_iter().chain(scores).map(|table| table.len() as u64).sum()
    }
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

/// Assesses every company: its levels and requirements, its calendar, its contacts, its KPI.
///
/// # Errors
/// When the days before the as-of date cannot be judged. What is not known is Unknown, and what is
/// odd is a finding.
pub fn assess(question: &Question<'_>) -> Outcome<Assessed> {
    let shared = Shared::of(question)?;
    let companies: Vec<usize> = match question.only {
        Some(places) => places.iter().map(|place| *place as usize).collect(),
        None => (0..question.pipeline.companies.len()).collect(),
    };
    let mut rows = CompanyRows::default();
    rows.findings.extend(memberships::findings(&shared.memberships, question, &shared.ladder));
    rows.findings.extend(performance_findings::tenants_without_country(question));
    if let Some(invoiced) = &shared.invoiced {
        rows.findings.extend(invoices::findings(question, &invoiced.lines)?);
        rows.invoices = invoices::rows(question, &invoiced.lines)?;
    }
    for several in companies.chunks(COMPANIES_AT_ONCE) {
        for part in case::assess_companies(&shared, several)? {
            rows.append(part);
        }
    }
    Ok(Assessed {
        contacts: Whole::sorted(&outputs::CONTACTS, rows.contacts),
        actions: rows.actions,
        levels: Whole::sorted(&outputs::LEVELS, rows.levels),
        requirements: Whole::sorted(&outputs::REQUIREMENTS, rows.requirements),
        requirement_persons: rows
            .requirement_persons
            .table(question.dictionary, question.catalogue),
        score_metrics: Whole::sorted(&outputs::SCORE_METRICS, rows.score_metrics),
        score_changes: Whole::sorted(&outputs::SCORE_CHANGES, rows.score_changes),
        score_reconciliation: question
            .facts
            .contains_key(&Kind::PartnerCenterScore)
            .then(|| Whole::sorted(&outputs::SCORE_RECONCILIATION, rows.score_reconciliation)),
        events: Whole::sorted(&outputs::EVENTS, rows.events),
        kpi_months: Whole::sorted(&outputs::KPI_MONTHS, rows.kpi_months),
        kpi_window: Whole::sorted(&outputs::KPI_WINDOW, rows.kpi_window),
        kpi_options: Whole::sorted(&outputs::KPI_OPTIONS, rows.kpi_options),
        invoices: Whole::sorted(&outputs::INVOICES, rows.invoices),
        findings: rows.findings,
        standings: rows.standings,
    })
}
