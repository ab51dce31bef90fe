//! The assessment of every company, and what comes of it.

use crate::base::Outcome;
use crate::tables::output::{Rows, Whole};
use crate::tables::{Finding, Kind, outputs};

use super::actions::table::CompanyActions;
use super::case::SharedBasis;
use super::companies::{CompanyRows, assess_companies};
use super::person_rows::RequirementPersons;
use super::question::Question;
use super::standing::LevelStanding;
use super::{invoices, memberships, performance_findings, performance_unmatched};

/// Companies whose past is judged in one plan: enough for the plan to pay, few enough to stay small.
const COMPANIES_AT_ONCE: usize = 256;

pub struct Assessed {
    pub contacts: Whole,
    /// By company, as the pipeline names them: what its levels and contacts ask for.
    pub actions: Vec<CompanyActions>,
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

/// Assesses every company: its levels and requirements, its calendar, its contacts, its KPI.
///
/// # Errors
/// When the days before the as-of date cannot be judged. What is not known is Unknown, and what is
/// odd is a finding.
pub fn assess(question: &Question<'_>) -> Outcome<Assessed> {
    let shared = SharedBasis::of(question)?;
    let companies: Vec<usize> = match question.only {
        Some(places) => places.iter().map(|place| *place as usize).collect(),
        None => (0..question.pipeline.companies.len()).collect(),
    };
    let mut rows = CompanyRows::default();
    rows.findings.extend(memberships::findings(&shared.memberships, question, &shared.ladder));
    rows.findings.extend(performance_findings::tenants_without_country(question));
    rows.findings.extend(performance_unmatched::findings(question, &shared.ladder));
    if let Some(invoiced) = &shared.invoiced {
        rows.findings.extend(invoices::findings(question, &invoiced.lines)?);
        if question.lists_invoices {
            rows.invoices = invoices::rows(question, &invoiced.lines)?;
        }
    }
    for several in companies.chunks(COMPANIES_AT_ONCE) {
        for part in assess_companies(&shared, several)? {
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
