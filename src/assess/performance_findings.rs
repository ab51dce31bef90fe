//! What is odd in the rows of performance: months that are not there, tenants of no country.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Month;
use crate::programme::catalogue::{Aggregate, Metric, RequirementKind};
use crate::tables::kinds;
use crate::tables::{Facts, Finding, FindingCode, Kind};

use super::case::Case;
use super::ladder::LevelId;
use super::question::Question;
use super::tracked::{asked, seen_in};

/// So many months are named.
const MONTHS_NAMED: usize = 6;

/// Values that are more than a sum, and lack all rows of a month that they look at: no contribution and
/// no export look alike there, so that it counts as nothing and is told.
#[must_use]
pub(crate) fn months_missing(case: &Case<'_, '_>) -> Vec<Finding> {
    let at = &case.grounds.at;
    let Some(performance) = at.performance else { return Vec::new() };
    if performance.is_empty() {
        return no_rows(case).into_iter().collect();
    }
    let in_force = at.ladder.requirements.iter().enumerate();
    let in_force = in_force.filter(|(_, placed)| placed.in_force(at.as_of));
    let mut missing: BTreeMap<(&str, &str, &str), Missing> = BTreeMap::new();
    for (id, placed) in in_force {
        let RequirementKind::Score { metrics, tenants, .. } = &placed.requirement.kind else {
            continue;
        };
        for value in metrics.iter().flat_map(Metric::values) {
            if value.aggregate == Aggregate::Sum {
                continue;
            }
            let asked = asked(performance, placed, tenants, value);
            let requirement = placed.requirement;
            let of = (
                requirement.competency.as_str(),
                requirement.option.as_str(),
                value.metric.as_str(),
            );
            let seen = seen_in(at, placed, (performance, &asked), at.as_of);
            let months = performance.months_missing(&asked, seen);
            let known = missing.entry(of).or_default();
            known.before.extend(&months.before);
            known.months.extend(months.own.iter().chain(&months.before));
            known.levels.extend(at.ladder.titles_of(id));
        }
    }
    missing.retain(|_, own| !own.months.is_empty());
    let company = u32::try_from(case.company).ok();
    let finding = |((competency, option, metric), own): ((&str, &str, &str), Missing)| {
        let (told, rest) = (told(&own.months), own.in_words());
        let message = format!(
            "{metric:?} of {competency} ({option}) has no rows of {told}, which count as nothing{rest}"
        );
        Finding::new(FindingCode::MonthsMissing, company, message)
    };
    missing.into_iter().map(finding).collect()
}

/// Of a company of which there is no row at all, though the source has some of others.
fn no_rows(case: &Case<'_, '_>) -> Option<Finding> {
    let (at, question) = (&case.grounds.at, case.shared.question);
    let rows = question.facts.get(&Kind::Performance).map_or(0, Facts::len);
    let is_measured = |level: &LevelId| {
        at.ladder.own(*level).any(|id| {
            let placed = case.grounds.placed(id);
            let kind = &placed.requirement.kind;
            let is_measured = match kind {
                RequirementKind::Performance { .. } => true,
                RequirementKind::Score { metrics, .. } => {
                    metrics.iter().flat_map(Metric::values).next().is_some()
                }
                _ => false,
            };
            is_measured && placed.in_force(at.as_of)
        })
    };
    let levels = case.held.keys().copied().filter(is_measured);
    let levels: Vec<String> = levels.map(|level| at.ladder.title(level)).collect();
    let message = format!(
        "performance has rows of other companies and none of this one, which counts as nothing; \
         the points of {} stand on it",
        levels.join(", ")
    );
    let company = u32::try_from(case.company).ok();
    let is_told = rows > 0 && !levels.is_empty();
    is_told.then(|| Finding::new(FindingCode::MonthsMissing, company, message))
}

/// Months without rows, and the levels whose points stand on them.
#[derive(Default)]
struct Missing {
    months: BTreeSet<Month>,
    /// Those of the year before, with which is compared.
    before: BTreeSet<Month>,
    levels: BTreeSet<String>,
}

impl Missing {
    /// In which of the two spans they are, and what stands on them.
    fn in_words(&self) -> String {
        let levels: Vec<&str> = self.levels.iter().map(String::as_str).collect();
        let stands = format!("the points of {} stand on it", levels.join(", "));
        if self.before.is_empty() {
            return format!("; {stands}");
        }
        let before = told(&self.before);
        format!("; {before} in the year before, so that growth may be too high; {stands}")
    }
}

fn told(months: &BTreeSet<Month>) -> String {
    let named: Vec<String> = months.iter().take(MONTHS_NAMED).map(Month::to_string).collect();
    let more = months.len().saturating_sub(MONTHS_NAMED);
    if more == 0 { named.join(", ") } else { format!("{} and {more} more", named.join(", ")) }
}

/// One finding a company, with the first of its rows; none where no row names a country.
#[must_use]
pub(crate) fn tenants_without_country(question: &Question<'_>) -> Vec<Finding> {
    let Some(facts) = question.facts.get(&Kind::Performance) else { return Vec::new() };
    let (tenants, countries) =
        (facts.text(kinds::Performance::TENANT), facts.text(kinds::Performance::COUNTRY));
    let ids = facts.text(kinds::Performance::MPN_ID);
    if !question.names_countries {
        return Vec::new();
    }
    let rows = 0..facts.len();
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
                .at(facts.file(*row), facts.line(*row)),
        );
    }
    findings
}
