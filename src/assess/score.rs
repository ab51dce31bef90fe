//! C5a: points of metrics, behind their gates, up to their caps.

use crate::base::Amount;
use crate::programme::catalogue::{Metric, MetricKind};

use super::projection::Sum;

/// What a metric is measured by: how many hold what it and each of its gates ask, and the sum of
/// its performance metric.
#[derive(Clone, Debug)]
pub struct Measure {
    pub own: u32,
    pub gates: Vec<u32>,
    pub sum: Sum,
}

/// The points of a score, and whether every metric that must score does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Score {
    pub points: Amount,
    pub is_complete: bool,
}

impl Score {
    #[must_use]
    pub fn of(metrics: &[Metric], measures: &[Measure]) -> Self {
        let mut score = Self { points: Amount::ZERO, is_complete: true };
        for (metric, measure) in metrics.iter().zip(measures) {
            let points = points(metric, measure);
            score.points += points;
            score.is_complete &= !metric.must_score || points > Amount::ZERO;
        }
        score
    }

    #[must_use]
    pub fn reaches(self, need: Amount) -> bool {
        self.is_complete && self.points >= need
    }
}

/// The points of a metric's own are rounded to so many places, before its gates are added.
const POINTS_PLACES: u32 = 2;

/// Each met gate gives its points; while one is unmet they are all there is.
#[must_use]
pub fn points(metric: &Metric, measure: &Measure) -> Amount {
    let gates = || metric.gates.iter().zip(&measure.gates);
    let is_met = |need: u32, have: u32| have >= need;
    let of_gates: Amount =
        gates().filter(|(gate, have)| is_met(gate.need, **have)).map(|(gate, _)| gate.points).sum();
    let is_open = gates().all(|(gate, have)| is_met(gate.need, *have));
    let own = if is_open { own_points(metric, measure) } else { Amount::ZERO };
    (of_gates + own).min(metric.max).max(Amount::ZERO)
}

fn own_points(metric: &Metric, measure: &Measure) -> Amount {
    match &metric.kind {
        MetricKind::PerPerson { points, .. } => {
            points.times(i64::from(measure.own)).divided_by(1, POINTS_PLACES)
        }
        MetricKind::ProRata { full_at, .. } => measure.sum.share_of(metric.max, *full_at),
        MetricKind::AllOrNothing { full_at, .. } if measure.sum.reaches(*full_at) => metric.max,
        MetricKind::AllOrNothing { .. } => Amount::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::catalogue::Gate;

    fn amount(text: &str) -> Amount {
        Amount::from_plain(text).unwrap()
    }

    fn metric(kind: MetricKind, gates: &[(u32, &str)]) -> Metric {
        let gates = gates
            .iter()
            .map(|(need, points)| Gate { need: *need, any_of: vec![], points: amount(points) })
            .collect();
        Metric { name: String::new(), kind, max: amount("10"), must_score: true, gates }
    }

    fn per_person(gates: &[(u32, &str)]) -> Metric {
        metric(MetricKind::PerPerson { any_of: vec![], points: amount("4") }, gates)
    }

    fn measured(metric: &Metric, own: u32, gates: &[u32], sum: &str) -> String {
        let measure = Measure { own, gates: gates.to_vec(), sum: Sum::whole(amount(sum)) };
        points(metric, &measure).to_string()
    }

    #[test]
    fn gates_give_their_points_and_open_the_rest() {
        let both = per_person(&[(1, "2"), (2, "1")]);
        assert_eq!(measured(&both, 2, &[1, 2], "0"), "10");
        assert_eq!(measured(&both, 1, &[1, 2], "0"), "7");
        assert_eq!(measured(&both, 2, &[1, 1], "0"), "2");
        assert_eq!(measured(&both, 2, &[0, 2], "0"), "1");
        assert_eq!(measured(&both, 0, &[0, 0], "0"), "0");
        assert_eq!(measured(&per_person(&[(1, "12")]), 2, &[1], "0"), "10");
    }

    #[test]
    fn points_for_people_are_rounded_too() {
        let kind = MetricKind::PerPerson { any_of: vec![], points: amount("3.333") };
        assert_eq!(measured(&metric(kind.clone(), &[]), 1, &[], "0"), "3.33");
        assert_eq!(measured(&metric(kind, &[(1, "1")]), 2, &[1], "0"), "7.67");
    }

    #[test]
    fn pro_rata_is_rounded_before_the_gates_are_added() {
        let kind = |full| MetricKind::ProRata { metric: String::new(), full_at: amount(full) };
        assert_eq!(measured(&metric(kind("6"), &[]), 0, &[], "5"), "8.33");
        assert_eq!(measured(&metric(kind("6"), &[(1, "1.5")]), 0, &[1], "5"), "9.83");
        assert_eq!(measured(&metric(kind("6"), &[(1, "2")]), 0, &[1], "5"), "10");
        assert_eq!(measured(&metric(kind("6"), &[]), 0, &[], "-5"), "0");
        assert_eq!(measured(&metric(kind("6"), &[]), 0, &[], "7"), "10");
    }

    #[test]
    fn all_or_nothing_asks_for_the_full_value() {
        let kind = MetricKind::AllOrNothing { metric: String::new(), full_at: amount("10") };
        let metric = metric(kind, &[]);
        assert_eq!(measured(&metric, 0, &[], "9.9999"), "0");
        assert_eq!(measured(&metric, 0, &[], "10"), "10");
    }

    #[test]
    fn who_must_score_and_does_not_spoils_it() {
        let metrics = [per_person(&[])];
        let measure = |own| [Measure { own, gates: vec![], sum: Sum::whole(Amount::ZERO) }];
        assert!(Score::of(&metrics, &measure(1)).reaches(amount("4")));
        assert!(!Score::of(&metrics, &measure(1)).reaches(amount("4.01")));
        assert!(!Score::of(&metrics, &measure(0)).reaches(Amount::ZERO));
    }
}
