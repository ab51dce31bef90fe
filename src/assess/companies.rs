//! Several companies under assessment: the past of all in one plan, and the rows that come of each.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::base::{Day, Outcome};
use crate::rules::Holding;
use crate::tables::Finding;

use super::actions::table::CompanyActions;
use super::case::{Case, CaseInputs, SharedBasis};
use super::ladder::LevelId;
use super::past::{self, PastDays};
use super::person_rows::PersonRows;
use super::qualification::{self, qualifications};
use super::question::{Detail, TableCells};
use super::standing::{self, LevelStanding};
use super::standing_rows::{level_rows, requirement_rows};
use super::{
    actions, calendar, contacts, kpi, kpi_options, performance_findings, requirement_persons,
    score_changes, score_metrics, score_reconciliation,
};

/// Rows of the tables, of one company or of several.
#[derive(Default)]
pub(crate) struct CompanyRows {
    pub contacts: Vec<TableCells>,
    pub actions: Vec<CompanyActions>,
    pub levels: Vec<TableCells>,
    pub requirements: Vec<TableCells>,
    pub requirement_persons: PersonRows,
    pub score_metrics: Vec<TableCells>,
    pub score_changes: Vec<TableCells>,
    pub score_reconciliation: Vec<TableCells>,
    pub events: Vec<TableCells>,
    pub kpi_months: Vec<TableCells>,
    pub kpi_window: Vec<TableCells>,
    pub kpi_options: Vec<TableCells>,
    pub invoices: Vec<TableCells>,
    pub findings: Vec<Finding>,
    pub standings: Vec<LevelStanding>,
}

impl CompanyRows {
    pub(crate) fn append(&mut self, mut other: Self) {
        self.contacts.append(&mut other.contacts);
        self.actions.append(&mut other.actions);
        self.levels.append(&mut other.levels);
        self.requirements.append(&mut other.requirements);
        self.requirement_persons.append(other.requirement_persons);
        self.score_metrics.append(&mut other.score_metrics);
        self.score_changes.append(&mut other.score_changes);
        self.score_reconciliation.append(&mut other.score_reconciliation);
        self.events.append(&mut other.events);
        self.kpi_months.append(&mut other.kpi_months);
        self.kpi_window.append(&mut other.kpi_window);
        self.kpi_options.append(&mut other.kpi_options);
        self.invoices.append(&mut other.invoices);
        self.findings.append(&mut other.findings);
        self.standings.append(&mut other.standings);
    }
}

/// Assesses several companies.
///
/// # Errors
/// When the days before the as-of date cannot be judged.
pub(crate) fn assess_companies(
    shared: &SharedBasis<'_, '_>,
    companies: &[usize],
) -> Outcome<Vec<CompanyRows>> {
    let stand = |company: &usize| CaseInputs::of(shared, *company);
    let stands: Vec<CaseInputs<'_>> = companies.par_iter().map(stand).collect();
    let case = |stand| Case::of(shared, stand);
    let cases: Vec<Case<'_, '_>> = stands.par_iter().map(case).collect();
    let first_asked = |case: &Case<'_, '_>| Some((first_asked(case)?, case.company));
    let asking: Vec<(Day, usize)> = cases.iter().filter_map(first_asked).collect();
    let persons: Vec<u32> =
        asking.iter().flat_map(|(_, company)| &shared.persons[*company]).copied().collect();
    let counted = match asking.iter().map(|(first, _)| *first).min() {
        Some(first) if !persons.is_empty() => (shared.question.counted_before)(&persons, first)?,
        _ => Vec::new(),
    };
    let mut by_company: BTreeMap<usize, Vec<Holding>> = BTreeMap::new();
    for holding in counted {
        let company = shared.question.people.persons[holding.person as usize].company;
        by_company.entry(company as usize).or_default().push(holding);
    }
    let rows = |case: Case<'_, '_>| {
        let counted = by_company.get(&case.company).map_or(&[][..], Vec::as_slice);
        case.looking_back(counted).rows()
    };
    Ok(cases.into_par_iter().map(rows).collect())
}

/// The first day that is looked at: for a held level in force that is not met and not lapsed, and
/// for the windows of levels (W2). None where nothing asks.
#[must_use]
fn first_asked(case: &Case<'_, '_>) -> Option<Day> {
    let unmet = past::unmet(case).next().map(|_| past::first_unmet(case.grounds.at.as_of));
    [unmet, qualification::first_asked(case)].into_iter().flatten().min()
}

impl Case<'_, '_> {
    /// With what the days before the as-of date tell. `counted` is what counted then.
    fn looking_back(mut self, counted: &[Holding]) -> Self {
        let past = first_asked(&self).map(|first| PastDays::of(&self, first, counted));
        let since = |level| Some((level, past.as_ref()?.unmet_since(level)?));
        let unmet_since = past::unmet(&self).filter_map(since).collect();
        let qualified = qualifications(&self, past.as_ref()).into_iter().collect();
        (self.unmet_since, self.qualifications) = (unmet_since, qualified);
        let saved_through = |level: &LevelId| Some((*level, self.last_help(*level)?));
        let lapsing = |level: LevelId| Some((level, self.lapse_help(level)?));
        self.saved_through = self
            .qualifications
            .keys()
            .filter_map(saved_through)
            .chain(self.alive().filter_map(lapsing))
            .collect();
        self
    }

    fn rows(self) -> CompanyRows {
        let (contacts, levels) = rayon::join(|| contacts::rows(&self), || self.rows_of_levels());
        let (actions, mending) = actions::actions(&self, &contacts);
        let actions = vec![CompanyActions { mpn_id: self.mpn_id().to_owned(), actions, mending }];
        let (shared, company) = (self.shared, self.company);
        // The lists of all who count are long: who holds what is gone before they are made.
        drop(self);
        let requirements = requirement_rows(shared, company, &levels.standings);
        CompanyRows { contacts, actions, requirements, ..levels }
    }

    /// All tables but those of the contacts and of the requirements.
    fn rows_of_levels(&self) -> CompanyRows {
        let standings = standing::standings(self);
        let (score_reconciliation, open) = score_reconciliation::rows(self, &standings);
        let months = performance_findings::months_missing(self);
        let detail = self.shared.question.detail;
        CompanyRows {
            contacts: Vec::new(),
            actions: Vec::new(),
            levels: level_rows(self, &standings),
            requirements: Vec::new(),
            requirement_persons: if detail >= Detail::Persons {
                requirement_persons::rows(self, &standings)
            } else {
                PersonRows::default()
            },
            score_metrics: score_metrics::rows(self, &standings),
            score_changes: score_changes::rows(self, &standings),
            score_reconciliation,
            events: if detail >= Detail::Everything { calendar::rows(self) } else { Vec::new() },
            kpi_months: kpi::month_rows(self),
            kpi_window: kpi::window_rows(self),
            kpi_options: kpi_options::rows(self),
            invoices: Vec::new(),
            findings: kpi::several_currencies(self).into_iter().chain(open).chain(months).collect(),
            standings,
        }
    }
}
