//! C5a: each metric of each score, with its points, its gates and what it is measured by.

use crate::base::{Amount, Day};
use crate::programme::catalogue::{Gate, Metric, MetricKind, RequirementKind};
use crate::tables::output::Value;

use super::case::Case;
use super::ladder::RequirementId;
use super::projection::Sum;
use super::qualified::Qualified;
use super::question::{Row, text};
use super::requirement::{Asked, Crowd, Moment};
use super::score::{Measure, points};
use super::standing::LevelStanding;

/// The rows of the table: every metric of every score in force.
#[must_use]
pub fn rows(case: &Case<'_, '_>, standings: &[LevelStanding]) -> Vec<Row> {
    let mut rows = Vec::new();
    for level in standings {
        for option in &level.options {
            for requirement in &option.requirements {
                let id = requirement.id;
                let RequirementKind::Score { metrics } = &case.grounds.placed(id).requirement.kind
                else {
                    continue;
                };
                let Asked::Score(crowds) = case.grounds.asked(id) else { continue };
                for (number, (metric, crowd)) in metrics.iter().zip(crowds).enumerate() {
                    let mut row = vec![
                        text(case.mpn_id()),
                        text(&level.programme),
                        text(&level.competency),
                        text(&level.level),
                        text(&option.name),
                        text(&requirement.name),
                        text(&metric.name),
                    ];
                    let of_metric = OfMetric { case, id, number, metric, crowd };
                    row.extend(of_metric.cells(level.anniversary_on));
                    rows.push(row);
                }
            }
        }
    }
    rows
}

struct OfMetric<'c, 'a> {
    case: &'c Case<'c, 'a>,
    id: RequirementId,
    number: usize,
    metric: &'c Metric,
    crowd: &'c Crowd,
}

impl OfMetric<'_, '_> {
    fn cells(&self, anniversary: Option<Day>) -> [Value; 8] {
        let as_of = self.case.grounds.at.as_of;
        let now = self.measure(Moment::Frozen(as_of));
        let shown = |measure: &Option<Measure>| {
            measure.as_ref().map(|measure| points(self.metric, measure))
        };
        let count = |number: usize| Value::Number(i64::try_from(number).ok());
        [
            Value::Amount(shown(&now)),
            Value::Amount(anniversary.and_then(|day| shown(&self.at_anniversary(day)))),
            Value::Amount(Some(self.metric.max)),
            Value::YesNo(Some(self.metric.must_score)),
            self.gates_open().map_or(Value::Number(None), count),
            count(self.metric.gates.len()),
            Value::Amount(self.value()),
            Value::Amount(now.and_then(|now| self.one_more(&now))),
        ]
    }

    fn measure(&self, moment: Moment) -> Option<Measure> {
        let count = |_, qualified: &Qualified| qualified.count(moment.day());
        self.case.grounds.measure(self.id, self.number, self.crowd, moment, &count)
    }

    /// K3; an anniversary in the past is judged on the as-of date.
    fn at_anniversary(&self, day: Day) -> Option<Measure> {
        let as_of = self.case.grounds.at.as_of;
        let moment = if day < as_of { Moment::Frozen(as_of) } else { Moment::Anniversary(day) };
        self.case.grounds.placed(self.id).in_force(moment.day()).then(|| self.measure(moment))?
    }

    /// None where it is not known who holds what.
    fn gates_open(&self) -> Option<usize> {
        let at = &self.case.grounds.at;
        let gates = self.metric.gates.iter().zip(&self.crowd.gates);
        let is_open = |(gate, crowd): &(&Gate, &Qualified)| crowd.count(at.as_of) >= gate.need;
        (at.people_known || self.metric.gates.is_empty()).then(|| gates.filter(is_open).count())
    }

    /// Distinct people, or the sum of the performance metric.
    fn value(&self) -> Option<Amount> {
        let at = &self.case.grounds.at;
        match &self.crowd.own {
            Some(own) => at.people_known.then(|| Amount::whole(own.count(at.as_of).into())),
            None => self.crowd.sum.map(Sum::shown),
        }
    }

    /// With the gates as they are.
    fn one_more(&self, now: &Measure) -> Option<Amount> {
        let MetricKind::PerPerson { .. } = self.metric.kind else { return None };
        let more = Measure { own: now.own + 1, ..now.clone() };
        Some(points(self.metric, &more) - points(self.metric, now))
    }
}
