//! C5a: what the scores of a company are measured by, and the points that come of it.

use crate::base::Amount;
use crate::programme::catalogue::{Cap, Metric, RequirementKind};

use super::ladder::RequirementId;
use super::qualified::Qualified;
use super::requirement::{Answer, Grounds, MetricHolders, PreparedRequirement, Slot};
use super::score::{MetricMeasure, Score, points};
use super::standpoint::AskedOn;

impl Grounds<'_> {
    /// The score that comes of measures; unknown where a measure is.
    #[must_use]
    pub fn score(&self, id: RequirementId, measures: Option<Vec<MetricMeasure>>) -> Answer {
        let (Some((metrics, caps)), Some(measures)) = (self.parts(id), measures) else {
            return Answer::UNKNOWN;
        };
        let score = Score::of(metrics, caps, &measures);
        Answer::of(score.points, score.reaches(self.placed(id).requirement.need))
    }

    /// The metrics of a score and the caps that they share.
    #[must_use]
    pub fn parts(&self, id: RequirementId) -> Option<(&[Metric], &[Cap])> {
        match &self.placed(id).requirement.kind {
            RequirementKind::Score { metrics, caps, .. } => Some((metrics, caps)),
            _ => None,
        }
    }

    /// The points of each metric of a score, before caps; unknown where a measure is.
    #[must_use]
    pub fn metric_points(&self, id: RequirementId, moment: AskedOn) -> Option<Vec<Amount>> {
        let (metrics, _) = self.parts(id)?;
        let measures = self.measures_on(id, moment)?;
        Some(metrics.iter().zip(&measures).map(|(own, measure)| points(own, measure)).collect())
    }

    /// What each metric of a score is measured by, with everyone who qualifies.
    #[must_use]
    pub fn measures_on(&self, id: RequirementId, moment: AskedOn) -> Option<Vec<MetricMeasure>> {
        let PreparedRequirement::Score(crowds) = self.asked(id) else { return None };
        let count = |_: Slot, qualified: &Qualified| qualified.count(moment.day());
        self.measures(crowds, moment, count)
    }

    /// The same by metric: what is not known of one leaves the others.
    #[must_use]
    pub fn measure_each(
        &self,
        id: RequirementId,
        moment: AskedOn,
    ) -> Option<Vec<Option<MetricMeasure>>> {
        let PreparedRequirement::Score(crowds) = self.asked(id) else { return None };
        let count = |_: Slot, qualified: &Qualified| qualified.count(moment.day());
        let all = crowds.iter().enumerate();
        Some(all.map(|(place, crowd)| self.measure(place, crowd, moment, &count)).collect())
    }

    /// The same with `count` to count who qualifies.
    pub fn measures(
        &self,
        crowds: &[MetricHolders],
        moment: AskedOn,
        count: impl Fn(Slot, &Qualified) -> u32,
    ) -> Option<Vec<MetricMeasure>> {
        let places = 0..crowds.len();
        places.map(|metric| self.measure(metric, &crowds[metric], moment, &count)).collect()
    }

    /// The same for one metric.
    pub fn measure(
        &self,
        metric: usize,
        crowd: &MetricHolders,
        moment: AskedOn,
        count: &impl Fn(Slot, &Qualified) -> u32,
    ) -> Option<MetricMeasure> {
        if crowd.asks_people() && !self.at.people_known {
            return None;
        }
        let gates = crowd.gates.iter().enumerate();
        let values = crowd.values.iter().map(|value| value.on(&self.at, moment));
        Some(MetricMeasure {
            own: crowd.own.as_ref().map_or(0, |own| count(Slot::Metric(metric), own)),
            gates: gates.map(|(place, gate)| count(Slot::Gate(metric, place), gate)).collect(),
            values: values.collect::<Option<_>>()?,
            baseline: match &crowd.baseline {
                Some(value) => Some(value.on(&self.at, moment)?),
                None => None,
            },
        })
    }
}
