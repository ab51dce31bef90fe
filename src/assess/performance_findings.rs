//! What is odd in the rows of performance: months that are not there, tenants of no country.

use std::collections::BTreeSet;

use crate::base::Month;
use crate::programme::catalogue::{Aggregate, Measured, Metric, RequirementKind};
use crate::tables::{Finding, FindingCode, Kind};

use super::case::Case;
use super::performance::{TRAILING_MONTHS, metric_key};
use super::question::Question;
use super::window::Window;

/// So many months are named.
const MONTHS_NAMED: usize = 6;

/// Values that are more than a sum, and lack rows of a month inside the twelve: no contribution and no
/// export look alike there, so that it counts as nothing and is told.
#[must_use]
pub fn months_missing(case: &Case<'_, '_>) -> Vec<Finding> {
    let at = &case.grounds.at;
    let in_force = at.ladder.requirements.iter().filter(|placed| placed.in_force(at.as_of));
    let mut messages: BTreeSet<String> = BTreeSet::new();
    for placed in in_force {
        let RequirementKind::Score { metrics, .. } = &placed.requirement.kind else { continue };
        for value in metrics.iter().flat_map(Metric::values) {
            if matches!(value.aggregate, Aggregate::Sum | Aggregate::Tenants(_)) {
                continue;
            }
            let missing = missing(case, &placed.places, value);
            if !missing.is_empty() {
                messages.insert(format!(
                    "{:?} of {} ({}) has no rows of {}, which count as nothing",
                    value.metric,
                    placed.requirement.competency,
                    placed.requirement.option,
                    told(&missing)
                ));
            }
        }
    }
    let company = u32::try_from(case.company).ok();
    let finding = |message| Finding::new(FindingCode::MonthsMissing, company, message);
    messages.into_iter().map(finding).collect()
}

/// The months of the twelve that have no row, from the first month on that has one.
fn missing(case: &Case<'_, '_>, places: &[String], value: &Measured) -> Vec<Month> {
    let at = &case.grounds.at;
    let Some(performance) = at.performance else { return Vec::new() };
    let keys: Vec<String> = places.iter().map(|place| metric_key(place, &value.metric)).collect();
    let there: BTreeSet<Month> = performance.entries(&keys).map(|own| own.month).collect();
    let Some(first) = there.first() else { return Vec::new() };
    let window = Window::before(at.as_of.month(), TRAILING_MONTHS);
    window.months().filter(|month| month > first && !there.contains(month)).collect()
}

fn told(months: &[Month]) -> String {
    let named: Vec<String> = months.iter().take(MONTHS_NAMED).map(Month::to_string).collect();
    let more = months.len().saturating_sub(MONTHS_NAMED);
    if more == 0 { named.join(", ") } else { format!("{} and {more} more", named.join(", ")) }
}

/// One finding a company, with the first of its rows; none where no row names a country.
#[must_use]
pub fn tenants_without_country(question: &Question<'_>) -> Vec<Finding> {
    let Some(facts) = question.facts.get(&Kind::Performance) else { return Vec::new() };
    let (tenants, countries) = (facts.text("tenant"), facts.text("country"));
    let ids = facts.text("mpn_id");
    let rows = 0..facts.len();
    if rows.clone().all(|row| countries.at(row) == 0) {
        return Vec::new();
    }
    let mut found: Vec<(Option<usize>, BTreeSet<u32>)> =
        vec![(None, BTreeSet::new()); question.pipeline.companies.len()];
    for row in rows.filter(|row| tenants.at(*row) != 0 && countries.at(*row) == 0) {
        let of_company = &mut found[question.company(ids.at(row))];
        of_company.0.get_or_insert(row);
        of_company.1.insert(tenants.at(row));
    }
    let mut findings = Vec::new();
    for (company, (first, tenants)) in (0_u32..).zip(&found) {
        let Some(row) = first else { continue };
        let count = tenants.len();
        let who = if count == 1 { "tenant has" } else { "tenants have" };
        let message = format!("{count} {who} no country; what they use is counted all the same");
        findings.push(
            Finding::new(FindingCode::TenantWithoutCountry, Some(company), message)
                .at(facts.file(*row), facts.lines[*row]),
        );
    }
    findings
}
