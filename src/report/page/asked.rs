//! What an action asks for by name: a requirement, a metric of it or a gate, and the skills that it takes.

use crate::report::books::context::Context;
use crate::report::silent::{PublishedMetric, caps_of, silent};
use crate::report::takes::{Takes, requirement_of, takes};

use super::company::{ActionRow, CompanyPage, LevelKey, MetricRow, RequirementRow};

pub(super) struct AskedRequirement<'a> {
    pub requirement: &'a RequirementRow,
    pub metric: Option<&'a MetricRow>,
    pub gate: Option<&'a str>,
}

/// Whether an action serves a level.
pub(super) fn is_of(action: &ActionRow, key: &LevelKey) -> bool {
    key.competency == action.competency
        && key.level == action.level
        && key.programme == action.programme
}

/// Of the metrics of a score: what must give points and gives none.
pub(super) fn silent_of<'c>(
    score: &RequirementRow,
    metrics: impl Iterator<Item = &'c MetricRow>,
    context: Context<'_>,
) -> Vec<String> {
    let given = |own: &MetricRow| PublishedMetric {
        name: own.name.clone(),
        cap: own.cap.clone(),
        must_score: own.must_score,
        points: own.points,
    };
    let metrics: Vec<PublishedMetric> = metrics.map(given).collect();
    let LevelKey { programme, competency, level, .. } = &score.key;
    let key = [programme, competency, level, &score.option, &score.name];
    silent(&metrics, caps_of(context.facts, key.map(String::as_str)))
}

impl<'a> AskedRequirement<'a> {
    pub(super) fn of(company: &'a CompanyPage, action: &'a ActionRow) -> Option<Self> {
        let (name, gate) = action.gate();
        let requirements = || company.requirements.iter().chain(&company.acted_on);
        let metric_of = |one: &RequirementRow| {
            company.metrics.iter().chain(&company.metrics_acted_on).find(|metric| {
                metric.key == one.key
                    && metric.option == one.option
                    && metric.requirement == one.name
                    && metric.name == name
            })
        };
        let row = action.stands_on().filter(|(table, _)| *table == "requirements");
        let row = row.and_then(|(_, number)| number.checked_sub(1));
        let is_named = |one: &&RequirementRow| {
            is_of(action, &one.key)
                && (action.option.is_empty() || one.option == action.option)
                && (one.name == name || metric_of(one).is_some())
        };
        let of_row = requirements().find(|one| Some(one.row) == row);
        let requirement = of_row.or_else(|| requirements().find(is_named))?;
        let metric = metric_of(requirement);
        Some(Self { requirement, metric, gate })
    }

    /// Of a score: what must give points and gives none.
    pub(super) fn silent(&self, company: &CompanyPage, context: Context<'_>) -> Vec<String> {
        let RequirementRow { key, option, name, .. } = self.requirement;
        let metrics = company.metrics.iter().chain(&company.metrics_acted_on);
        let is_own =
            |it: &&MetricRow| it.key == *key && it.option == *option && it.requirement == *name;
        silent_of(self.requirement, metrics.filter(is_own), context)
    }

    /// As the programme has them on the as-of date; none of what asks for no people.
    pub(super) fn skills<'c>(&self, context: Context<'c>) -> Option<Takes<'c>> {
        let RequirementRow { key, option, name, .. } = self.requirement;
        let LevelKey { programme, competency, level, .. } = key;
        let key = [programme, competency, level, option, name].map(String::as_str);
        let facts = context.facts;
        let listed = requirement_of(key, facts.catalogue, facts.as_of)?;
        takes(listed, self.metric.map_or("", |own| &own.name), self.gate)
    }
}
