//! Rows of performance that nothing looks at: a name that is written otherwise would be lost in silence.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Day;
use crate::base::fold::{did_you_mean, fold};
use crate::programme::catalogue::{Aggregate, Metric, Requirement, RequirementKind};
use crate::tables::kinds::Performance as Columns;
use crate::tables::{Facts, Finding, FindingCode, Kind};

use super::ladder::{Ladder, PlacedRequirement};
use super::performance::{metric_key, place_of_row};
use super::question::Question;

/// What requirements look at; names are folded.
struct LookedAt<'a> {
    as_of: Day,
    /// Each with the name as the programme writes it.
    competencies: BTreeMap<String, &'a str>,
    /// By competency, the options under which something is measured on the as-of date.
    options: BTreeMap<String, BTreeSet<&'a str>>,
    places: BTreeSet<&'a str>,
    /// The places of whatever day.
    places_ever: BTreeSet<&'a str>,
    metrics: BTreeSet<String>,
    /// Where tenants are counted by rows of any metric.
    any_metric: BTreeSet<&'a str>,
    /// By place, what is measured there on the as-of date.
    measured: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// By folded metric, the competencies and options that are measured by it.
    elsewhere: BTreeMap<String, BTreeSet<String>>,
    /// What is counted from rows of tenants: by the metric of these rows, empty where it is any.
    counted: BTreeMap<String, &'a str>,
}

/// Competencies that are named beside each other.
const NAMED_MAX: usize = 3;

impl<'a> LookedAt<'a> {
    fn of(ladder: &'a Ladder<'_>, question: &'a Question<'_>) -> Self {
        let mut all = Self {
            as_of: question.as_of,
            competencies: BTreeMap::new(),
            options: BTreeMap::new(),
            places: BTreeSet::new(),
            places_ever: BTreeSet::new(),
            metrics: BTreeSet::new(),
            any_metric: BTreeSet::new(),
            measured: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
            counted: BTreeMap::new(),
        };
        for programme in &question.catalogue.programmes {
            let own = programme.requirements.iter().map(|own| own.competency.as_str());
            for name in own.chain(programme.unpublished.iter().map(|own| own.name.as_str())) {
                all.competencies
                    .extend(programme.names_of(name).into_iter().map(|own| (own, name)));
            }
        }
        for placed in &ladder.requirements {
            all.add(placed);
        }
        all
    }

    fn add(&mut self, placed: &'a PlacedRequirement<'_>) {
        let mut metrics: Vec<&str> = Vec::new();
        match &placed.requirement.kind {
            RequirementKind::Performance { metric } => metrics.push(metric),
            RequirementKind::Score { metrics: own, tenants, .. } => {
                let values = own.iter().flat_map(Metric::values);
                for value in values {
                    let Aggregate::Tenants(count) = value.aggregate else {
                        metrics.push(&value.metric);
                        continue;
                    };
                    let by = tenants.get(count).map_or("", |own| &own.metric);
                    let places = placed.places.iter();
                    self.counted.extend(places.map(|place| (metric_key(place, &value.metric), by)));
                }
                for count in tenants {
                    if count.metric.is_empty() {
                        self.any_metric.extend(placed.places.iter().map(String::as_str));
                    } else {
                        metrics.push(&count.metric);
                    }
                }
            }
            _ => {}
        }
        if metrics.is_empty() {
            return;
        }
        for place in &placed.places {
            self.places_ever.insert(place);
            self.metrics.extend(metrics.iter().map(|metric| metric_key(place, metric)));
            if placed.in_force(self.as_of) {
                self.places.insert(place);
                let competency = place.split('\n').next().unwrap_or_default();
                let options = self.options.entry(competency.to_owned()).or_default();
                options.insert(&placed.requirement.option);
                self.measured.entry(place).or_default().extend(&metrics);
            }
        }
        let Requirement { competency, option, .. } = placed.requirement;
        for metric in metrics.iter().filter(|_| placed.in_force(self.as_of)) {
            let own = self.elsewhere.entry(fold(metric)).or_default();
            own.insert(format!("{competency} ({option})"));
        }
    }

    /// Why nothing looks at a row; none where something does, or where nothing of its competency is
    /// measured at all.
    fn reason(&self, [competency, option, metric]: [&str; 3]) -> Option<String> {
        let named = fold(competency);
        let Some(shown) = self.competencies.get(&named) else {
            let known = self.competencies.values().copied();
            let near = nearest(competency, known.collect());
            return Some(format!("no programme has the competency {competency:?}{near}"));
        };
        let options = self.options.get(&named)?;
        let own = if option.trim().is_empty() { "Standard" } else { option };
        let place = place_of_row(&named, &fold(option));
        if !self.places.contains(place.as_str()) {
            let options: Vec<&str> = options.iter().copied().collect();
            let options = options.join(", ");
            let is_of_another_day = self.places_ever.contains(place.as_str());
            let on = if is_of_another_day { format!(" on {}", self.as_of) } else { String::new() };
            return Some(format!(
                "{shown} is not measured under the option {own:?}{on}, but under {options}"
            ));
        }
        let is_known = self.any_metric.contains(place.as_str())
            || self.metrics.contains(&metric_key(&place, metric));
        (!is_known).then(|| {
            let near = self.instead(&place, metric);
            format!("nothing of {shown} ({own}) is measured by {metric:?}{near}")
        })
    }

    /// What a row with a metric that its place does not look at may have meant.
    fn instead(&self, place: &str, metric: &str) -> String {
        let here = self.measured.get(place).cloned().unwrap_or_default();
        let by = here.iter().copied().collect::<Vec<_>>().join(", ");
        if let Some(of) = self.counted.get(&metric_key(place, metric)) {
            let of = if of.is_empty() { String::new() } else { format!(" of {of}") };
            return format!("; it is counted from rows{of} that name a tenant");
        }
        let near = nearest(metric, here);
        if !near.is_empty() {
            return near;
        }
        match self.elsewhere.get(&fold(metric)) {
            Some(of) => {
                let of: Vec<&str> = of.iter().take(NAMED_MAX).map(String::as_str).collect();
                format!(", but by {by}; it is a metric of {}", of.join(", "))
            }
            None => format!(", but by {by}"),
        }
    }
}

fn nearest(written: &str, known: BTreeSet<&str>) -> String {
    let found = did_you_mean(written, known);
    found.map(|name| format!("; the closest: {name}")).unwrap_or_default()
}

/// One finding for each name that nothing looks at, with the first of its rows. Rows that name no
/// competency are for all of them, and datasets have columns that nobody asks for: nothing is said there.
#[must_use]
pub(crate) fn findings(question: &Question<'_>, ladder: &Ladder<'_>) -> Vec<Finding> {
    let Some(facts) = question.facts.get(&Kind::Performance) else { return Vec::new() };
    let looked_at = LookedAt::of(ladder, question);
    let mut first_rows: BTreeMap<(usize, [u32; 3]), usize> = BTreeMap::new();
    let names = [Columns::COMPETENCY, Columns::OPTION, Columns::METRIC].map(|own| facts.text(own));
    let (ids, amounts) = (facts.text(Columns::MPN_ID), facts.amounts(Columns::CONTRIBUTION));
    for row in (0..facts.len()).filter(|row| names[0].at(*row) != 0 && amounts.at(*row).is_some()) {
        let key = (question.company(ids.at(row)), names.map(|own| own.at(row)));
        first_rows.entry(key).or_insert(row);
    }
    let mut told: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for ((company, codes), row) in first_rows {
        let texts = codes.map(|code| question.dictionary.text(code).trim());
        if let Some(reason) = looked_at.reason(texts) {
            let first = told.entry((company, reason)).or_insert(row);
            *first = row.min(*first);
        }
    }
    told.into_iter().map(|((company, reason), row)| finding(facts, company, reason, row)).collect()
}

fn finding(facts: &Facts, company: usize, reason: String, row: usize) -> Finding {
    let company = u32::try_from(company).ok();
    Finding::new(FindingCode::PerformanceUnmatched, company, reason)
        .at(facts.file(row), facts.line(row))
}
