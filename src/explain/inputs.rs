//! The rows of performance that make a value, as they stand in the files.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::assess::performance::{TRAILING_MONTHS, metric_key, places, seen_in};
use crate::assess::window::Window;
use crate::base::fold::fold;
use crate::base::{Amount, Day, Month};
use crate::programme::catalogue::{Aggregate, Measured, Requirement, RequirementKind, Tenants};
use crate::programme::in_words;
use crate::skills::Scene;
use crate::tables::kinds;
use crate::tables::schema::DATASET_METRICS;
use crate::tables::{Facts, Kind};

/// Rows that are told of one value; the others are counted.
const ROWS_MAX: usize = 24;

/// A value with the rows that it is made of.
#[derive(Serialize, Debug)]
pub struct InputsExplained {
    /// What it is, in words.
    pub value: String,
    /// Of several values the one that counts.
    pub counts: bool,
    pub first_month: String,
    pub last_month: String,
    /// Of a plain sum.
    pub sum: Option<String>,
    pub rows: Vec<String>,
    /// Rows beyond these.
    pub more: usize,
}

/// Whose rows are asked for: a company, and what a requirement is of.
pub(crate) struct PerformanceOf<'a> {
    pub scene: &'a Scene<'a>,
    pub company: u32,
    pub programme: &'a str,
    pub requirement: &'a Requirement,
}

/// A row of performance.
struct PerformanceRow {
    month: Month,
    row: usize,
    amount: Amount,
    /// The column of a dataset that is the metric; empty where the row names it.
    column: &'static str,
}

impl PerformanceOf<'_> {
    /// The rows of the sum that a performance requirement asks for.
    #[must_use]
    pub(crate) fn of_performance(&self) -> Option<InputsExplained> {
        let RequirementKind::Performance { metric } = &self.requirement.kind else { return None };
        let value = Measured { metric: metric.clone(), aggregate: Aggregate::Sum, except: vec![] };
        self.rows_of(&value, &[], true)
    }

    /// None without a source.
    #[must_use]
    pub(crate) fn rows_of(
        &self,
        value: &Measured,
        tenants: &[Tenants],
        counts: bool,
    ) -> Option<InputsExplained> {
        let facts = self.scene.facts(Kind::Performance)?;
        let counted = match value.aggregate {
            Aggregate::Tenants(place) => tenants.get(place),
            _ => None,
        };
        let mut found = self.found(facts, &value.metric, counted);
        let month = self.seen_in(&found);
        let months = match (value.aggregate, counted) {
            (_, Some(own)) => own.within_months,
            (Aggregate::Latest, _) => 1,
            _ => TRAILING_MONTHS,
        };
        let window = Window::before(month, months);
        let goes_back = value.aggregate == Aggregate::Growth
            || counted.is_some_and(|own| own.against_year_before);
        let year_before = goes_back.then(|| window.moved(-TRAILING_MONTHS));
        let is_in = |month| {
            window.contains(month) || year_before.is_some_and(|before| before.contains(month))
        };
        found.retain(|own| is_in(own.month));
        found.sort_by_key(|own| (own.month, own.row));
        let is_sum = matches!(value.aggregate, Aggregate::Sum | Aggregate::Latest);
        let sum: Amount = found.iter().map(|own| own.amount).sum();
        let of_tenants = counted.map(|own| format!(": {}", in_words::tenants(own)));
        Some(InputsExplained {
            value: in_words::measured(value) + &of_tenants.unwrap_or_default(),
            counts,
            first_month: year_before.unwrap_or(window).first.to_string(),
            last_month: window.last.to_string(),
            sum: is_sum.then(|| sum.to_string()),
            rows: found.iter().take(ROWS_MAX).map(|own| self.told(facts, own)).collect(),
            more: found.len().saturating_sub(ROWS_MAX),
        })
    }

    /// W4: a level with a window is seen by the months that are shown already.
    fn seen_in(&self, found: &[PerformanceRow]) -> Month {
        let scene = self.scene;
        let programme = scene.catalogue.programmes.iter().find(|own| own.id == self.programme);
        if !programme.is_some_and(|own| own.has_window(self.requirement.level)) {
            return scene.as_of.month();
        }
        let has_month = |month| found.iter().any(|own| own.month == month);
        seen_in(scene.as_of, scene.rules.score_refresh_day, has_month)
    }

    /// Of all months: the rows of the company that stand where the requirement looks.
    fn found(&self, facts: &Facts, metric: &str, counted: Option<&Tenants>) -> Vec<PerformanceRow> {
        let scene = self.scene;
        let programme = scene.catalogue.programmes.iter().find(|own| own.id == self.programme);
        let names = programme.map(|own| own.names_of(&self.requirement.competency));
        let places = places(&names.unwrap_or_default(), &standard(&self.requirement.option));
        let metric = counted.map_or(metric, |own| &own.metric);
        let keys: BTreeSet<String> = places.iter().map(|place| metric_key(place, metric)).collect();
        let (months, amounts) = (
            facts.days(kinds::Performance::MONTH),
            facts.amounts(kinds::Performance::CONTRIBUTION),
        );
        let text = |column: &str, row: usize| fold(scene.text(facts.text(column).at(row)));
        let is_own = |row: usize, metric: &str| {
            let (competency, mut option) = (text("competency", row), text("option", row));
            if !competency.is_empty() {
                option = standard(&option);
            }
            let place = format!("{competency}\n{option}");
            let is_placed = match counted {
                Some(own) if own.metric.is_empty() => places.contains(&place),
                _ => keys.contains(&metric_key(&place, metric)),
            };
            is_placed
                && self.is_of_company(facts.text(kinds::Performance::MPN_ID).at(row))
                && counted.is_none_or(|own| {
                    !text("tenant", row).is_empty()
                        && is_among(&own.workloads, &text("workload", row))
                        && is_among(&own.attributions, &text("attribution", row))
                })
        };
        let of_dataset = DATASET_METRICS.map(|column| (column, facts.amounts(column)));
        let mut found = Vec::new();
        for row in 0..facts.len() {
            let Some(month) = months.at(row).map(Day::month) else { continue };
            if let Some(amount) = amounts.at(row).filter(|_| is_own(row, &text("metric", row))) {
                found.push(PerformanceRow { month, row, amount, column: "" });
            }
            for (column, amounts) in &of_dataset {
                if let Some(amount) = amounts.at(row).filter(|_| is_own(row, column)) {
                    found.push(PerformanceRow { month, row, amount, column });
                }
            }
        }
        found
    }

    /// A row that names no company is of the only one.
    fn is_of_company(&self, mpn_id: u32) -> bool {
        let named = self.scene.setting.companies.find(self.scene.text(mpn_id));
        named.map_or(self.company == 0, |company| company == self.company)
    }

    fn told(&self, facts: &Facts, own: &PerformanceRow) -> String {
        let scene = self.scene;
        let (file, line) = (scene.file_name(facts.file(own.row)), facts.line(own.row));
        let text = |column: &str| scene.text(facts.text(column).at(own.row));
        let details: Vec<&str> = ["tenant", "workload", "attribution"]
            .into_iter()
            .map(text)
            .filter(|text| !text.is_empty())
            .collect();
        let of =
            if details.is_empty() { String::new() } else { format!(" ({})", details.join(", ")) };
        let metric = if own.column.is_empty() { text("metric") } else { own.column };
        format!("{file}:{line}: {} {metric} {}{of}", own.month, own.amount)
    }
}

/// An option without a name is `Standard`.
fn standard(option: &str) -> String {
    let folded = fold(option);
    if folded.is_empty() { "standard".to_owned() } else { folded }
}

/// All are meant where none is named.
fn is_among(folded: &[String], own: &str) -> bool {
    folded.is_empty() || folded.iter().any(|known| known == own)
}
