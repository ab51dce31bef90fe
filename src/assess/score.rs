//! C5a: points of metrics, behind their gates and baselines, up to their caps.

use crate::base::Amount;
use crate::programme::catalogue::{Cap, Metric, MetricKind, Pays, PointsWay};

use super::projection::Sum;

/// What a metric is measured by: how many hold what it and each of its gates ask, and its values.
#[derive(Clone, Debug)]
pub struct MetricMeasure {
    pub own: u32,
    pub gates: Vec<u32>,
    /// Of each way to its points.
    pub values: Vec<Sum>,
    /// Of its baseline, where it has one.
    pub baseline: Option<Sum>,
}

/// The points of a score, and whether every metric and cap that must score does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Score {
    pub points: Amount,
    pub is_complete: bool,
}

impl Score {
    #[must_use]
    pub(crate) fn of(metrics: &[Metric], caps: &[Cap], measures: &[MetricMeasure]) -> Self {
        let own = metrics.iter().zip(measures).map(|(metric, measure)| points(metric, measure));
        let own: Vec<Amount> = own.collect();
        let counted = counted(metrics, caps, &own);
        let is_silent = |metric: &Metric, points: Amount| metric.must_score && points.is_zero();
        let metrics_score =
            !metrics.iter().zip(&own).any(|(metric, points)| is_silent(metric, *points));
        let caps_score = caps
            .iter()
            .enumerate()
            .all(|(place, cap)| !cap.must_score || !under(place, metrics, &own).is_zero());
        Self { points: counted.into_iter().sum(), is_complete: metrics_score && caps_score }
    }

    #[must_use]
    pub(crate) fn reaches(self, need: Amount) -> bool {
        self.is_complete && self.points >= need
    }
}

/// The points of the metrics that share a cap, all together.
#[must_use]
pub(crate) fn under(cap: usize, metrics: &[Metric], points: &[Amount]) -> Amount {
    let of_cap = metrics.iter().zip(points).filter(|(metric, _)| metric.cap == Some(cap));
    of_cap.map(|(_, points)| *points).sum()
}

/// What of its points each metric brings to the sum: under a cap the first ones fill it.
#[must_use]
pub(crate) fn counted(metrics: &[Metric], caps: &[Cap], points: &[Amount]) -> Vec<Amount> {
    let mut room: Vec<Amount> = caps.iter().map(|cap| cap.max).collect();
    let bring = |(metric, points): (&Metric, &Amount)| match metric.cap {
        None => *points,
        Some(cap) => {
            let brought = (*points).min(room[cap]);
            room[cap] = room[cap] - brought;
            brought
        }
    };
    metrics.iter().zip(points).map(bring).collect()
}

/// Whether more of a metric would bring more points to the sum.
#[must_use]
pub(crate) fn is_short(metrics: &[Metric], caps: &[Cap], points: &[Amount], place: usize) -> bool {
    let metric = &metrics[place];
    let has_room = |cap: usize| under(cap, metrics, points) < caps[cap].max;
    points[place] < metric.max && metric.cap.is_none_or(has_room)
}

/// Whether a metric, or all that share its cap, must give points and gives none.
#[must_use]
pub(crate) fn is_silent(metrics: &[Metric], caps: &[Cap], points: &[Amount], place: usize) -> bool {
    let metric = &metrics[place];
    let of_cap = |cap: usize| caps[cap].must_score && under(cap, metrics, points) <= Amount::ZERO;
    (metric.must_score && points[place] <= Amount::ZERO) || metric.cap.is_some_and(of_cap)
}

/// The points of a metric's own are rounded to so many places, before its gates are added.
const POINTS_PLACES: u32 = 2;

/// Each met gate gives its points; while one is unmet they are all there is. Below its baseline a metric
/// gives nothing at all.
#[must_use]
pub(crate) fn points(metric: &Metric, measure: &MetricMeasure) -> Amount {
    if !is_above_baseline(metric, measure) {
        return Amount::ZERO;
    }
    let gates = || metric.gates.iter().zip(&measure.gates);
    let is_met = |need: u32, have: u32| have >= need;
    let of_gates: Amount =
        gates().filter(|(gate, have)| is_met(gate.need, **have)).map(|(gate, _)| gate.points).sum();
    let is_open = gates().all(|(gate, have)| is_met(gate.need, *have));
    let own = if is_open { own_points(metric, measure) } else { Amount::ZERO };
    (of_gates + own).min(metric.max).max(Amount::ZERO)
}

/// True where there is no baseline.
#[must_use]
pub(crate) fn is_above_baseline(metric: &Metric, measure: &MetricMeasure) -> bool {
    let asked = metric.baseline.as_ref().zip(measure.baseline);
    asked.is_none_or(|(baseline, value)| value.reaches(baseline.at_least))
}

/// Below a baseline of the past: whatever is raised now gives nothing.
#[must_use]
pub(crate) fn is_lost(metric: &Metric, measure: &MetricMeasure) -> bool {
    let is_past = metric.baseline.as_ref().is_some_and(|own| own.is_past);
    is_past && !is_above_baseline(metric, measure)
}

fn own_points(metric: &Metric, measure: &MetricMeasure) -> Amount {
    match &metric.kind {
        MetricKind::PerPerson { points, .. } => {
            points.times(i64::from(measure.own)).divided_by(1, POINTS_PLACES)
        }
        MetricKind::Measured(ways) => {
            let best = best_way(metric, measure)
                .and_then(|place| Some(way_points(ways.get(place)?, *measure.values.get(place)?)));
            best.unwrap_or_default()
        }
    }
}

/// The way that gives most, of several the first; none of a metric that asks for people.
#[must_use]
pub(crate) fn best_way(metric: &Metric, measure: &MetricMeasure) -> Option<usize> {
    let MetricKind::Measured(ways) = &metric.kind else { return None };
    let mut best: Option<(usize, Amount)> = None;
    for (place, (way, value)) in ways.iter().zip(&measure.values).enumerate() {
        let points = way_points(way, *value);
        if best.is_none_or(|(_, most)| points > most) {
            best = Some((place, points));
        }
    }
    best.map(|(place, _)| place)
}

fn way_points(way: &PointsWay, value: Sum) -> Amount {
    match way.pays {
        Pays::ProRata { full_at } => value.share_of(way.max, full_at),
        Pays::AllOrNothing { full_at } if value.reaches(full_at) => way.max,
        Pays::AllOrNothing { .. } => Amount::ZERO,
        Pays::PerUnit { full_at: Some(full_at), .. } if value.reaches(full_at) => way.max,
        Pays::PerUnit { points, unit, .. } => {
            points.times(value.whole_units(unit)).divided_by(1, POINTS_PLACES).min(way.max)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::catalogue::{Aggregate, Baseline, Gate, Measured};

    fn amount(text: &str) -> Amount {
        Amount::from_plain(text).unwrap()
    }

    fn metric(kind: MetricKind, gates: &[(u32, &str)]) -> Metric {
        let gates = gates
            .iter()
            .map(|(need, points)| Gate { need: *need, any_of: vec![], points: amount(points) })
            .collect();
        let max = amount("10");
        Metric {
            name: String::new(),
            kind,
            max,
            must_score: true,
            gates,
            baseline: None,
            cap: None,
        }
    }

    fn per_person(gates: &[(u32, &str)]) -> Metric {
        metric(MetricKind::PerPerson { any_of: vec![], points: amount("4") }, gates)
    }

    fn measure(own: u32, gates: &[u32], values: &[&str]) -> MetricMeasure {
        let values = values.iter().map(|value| Sum::whole(amount(value))).collect();
        MetricMeasure { own, gates: gates.to_vec(), values, baseline: None }
    }

    fn one(pays: Pays) -> MetricKind {
        MetricKind::Measured(vec![way(pays, "10")])
    }

    fn way(pays: Pays, max: &str) -> PointsWay {
        let value = Measured { metric: String::new(), aggregate: Aggregate::Sum, except: vec![] };
        PointsWay { value, pays, max: amount(max) }
    }

    fn per_unit(points: &str, unit: &str) -> Pays {
        Pays::PerUnit { points: amount(points), unit: amount(unit), full_at: None }
    }

    fn measured(metric: &Metric, own: u32, gates: &[u32], sum: &str) -> String {
        let measure = measure(own, gates, &[sum]);
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
        let kind = |full| one(Pays::ProRata { full_at: amount(full) });
        assert_eq!(measured(&metric(kind("6"), &[]), 0, &[], "5"), "8.33");
        assert_eq!(measured(&metric(kind("6"), &[(1, "1.5")]), 0, &[1], "5"), "9.83");
        assert_eq!(measured(&metric(kind("6"), &[(1, "2")]), 0, &[1], "5"), "10");
        assert_eq!(measured(&metric(kind("6"), &[]), 0, &[], "-5"), "0");
        assert_eq!(measured(&metric(kind("6"), &[]), 0, &[], "7"), "10");
    }

    #[test]
    fn all_or_nothing_asks_for_the_full_value() {
        let metric = metric(one(Pays::AllOrNothing { full_at: amount("10") }), &[]);
        assert_eq!(measured(&metric, 0, &[], "9.9999"), "0");
        assert_eq!(measured(&metric, 0, &[], "10"), "10");
    }

    #[test]
    fn who_must_score_and_does_not_spoils_it() {
        let metrics = [per_person(&[])];
        let measure = |own| [measure(own, &[], &[])];
        assert!(Score::of(&metrics, &[], &measure(1)).reaches(amount("4")));
        assert!(!Score::of(&metrics, &[], &measure(1)).reaches(amount("4.01")));
        assert!(!Score::of(&metrics, &[], &measure(0)).reaches(Amount::ZERO));
    }

    #[test]
    fn whole_units_are_paid_for() {
        let paid = |value| measured(&metric(one(per_unit("3", "2")), &[]), 0, &[], value);
        assert_eq!(
            ["-4", "0", "1.9999", "2", "5.5", "6", "8"].map(paid),
            ["0", "0", "0", "3", "6", "9", "10"]
        );
        let odd = metric(one(per_unit("3.335", "1")), &[]);
        assert_eq!(
            ["1", "2", "3"].map(|value| measured(&odd, 0, &[], value)),
            ["3.34", "6.67", "10"]
        );
    }

    #[test]
    fn six_of_thirds_are_full() {
        let pays =
            Pays::PerUnit { points: amount("1.6"), unit: amount("1"), full_at: Some(amount("6")) };
        let metric = metric(one(pays), &[]);
        assert_eq!(
            ["5", "6", "7"].map(|value| measured(&metric, 0, &[], value)),
            ["8", "10", "10"]
        );
    }

    #[test]
    fn the_best_of_several_ways_counts_and_the_first_of_equals() {
        let ways = vec![
            way(Pays::ProRata { full_at: amount("10") }, "10"),
            way(Pays::ProRata { full_at: amount("20") }, "10"),
        ];
        let metric = metric(MetricKind::Measured(ways), &[]);
        let of = |first, second| {
            let measure = measure(0, &[], &[first, second]);
            (points(&metric, &measure).to_string(), best_way(&metric, &measure))
        };
        assert_eq!(of("5", "8"), ("5".to_owned(), Some(0)));
        assert_eq!(of("3", "8"), ("4".to_owned(), Some(1)));
        assert_eq!(of("4", "8"), ("4".to_owned(), Some(0)));
        assert_eq!(of("0", "0"), ("0".to_owned(), Some(0)));
    }

    #[test]
    fn a_cap_holds_for_the_sum_under_it() {
        let under = |points: &str| Metric {
            cap: Some(0),
            must_score: false,
            ..metric(MetricKind::PerPerson { any_of: vec![], points: amount(points) }, &[])
        };
        let metrics = [under("6"), under("5"), per_person(&[])];
        let cap = Cap { name: String::new(), max: amount("8"), must_score: true };
        let score = |first, second| {
            let measures =
                [measure(first, &[], &[]), measure(second, &[], &[]), measure(1, &[], &[])];
            Score::of(&metrics, std::slice::from_ref(&cap), &measures)
        };
        assert_eq!(score(1, 1).points.to_string(), "12");
        assert!(score(0, 1).is_complete && score(1, 0).is_complete);
        assert!(!score(0, 0).is_complete);
        let own = [amount("6"), amount("5"), amount("4")];
        let caps = [cap.clone()];
        assert_eq!(
            counted(&metrics, &caps, &own).iter().map(Amount::to_string).collect::<Vec<_>>(),
            ["6", "2", "4"]
        );
        assert!(!is_short(&metrics, &caps, &own, 0) && is_short(&metrics, &caps, &own, 2));
    }

    #[test]
    fn below_its_baseline_a_metric_gives_nothing() {
        let value = Measured { metric: String::new(), aggregate: Aggregate::Sum, except: vec![] };
        let baseline = Some(Baseline { value, at_least: amount("5"), is_past: false });
        let metric = Metric { baseline, ..per_person(&[(1, "2")]) };
        let paid = |value: &str| {
            let baseline = Some(Sum::whole(amount(value)));
            points(&metric, &MetricMeasure { baseline, ..measure(1, &[1], &[]) }).to_string()
        };
        assert_eq!(["4.9999", "5"].map(paid), ["0", "6"]);
    }

    /// The examples of the pages of May 2026, as they print them, but for those that contradict
    /// themselves: how many hold what step one, step two and the scoring step ask.
    #[test]
    fn the_examples_of_the_pages_give_the_printed_points() {
        let step = |need, points: &str| Gate { need, any_of: vec![], points: amount(points) };
        let paid = |max: &str, points: &str, gates: Vec<Gate>, steps: &[u32], own: u32| {
            let metric = Metric {
                max: amount(max),
                gates,
                ..metric(MetricKind::PerPerson { any_of: vec![], points: amount(points) }, &[])
            };
            points_of(&metric, own, steps)
        };
        let enterprise = || vec![step(2, "0"), step(2, "0")];
        let smb = || vec![step(1, "4"), step(1, "4")];
        let data = |gates, steps: &[u32], own| paid("40", "4", gates, steps, own);
        assert_eq!(data(enterprise(), &[2, 2], 3), "12");
        assert_eq!(data(enterprise(), &[2, 2], 2), "8");
        assert_eq!(data(enterprise(), &[2, 0], 2), "0");
        assert_eq!(data(enterprise(), &[1, 2], 2), "0");
        assert_eq!(data(smb(), &[2, 2], 3), "20");
        assert_eq!(data(smb(), &[2, 2], 2), "16");
        assert_eq!(data(smb(), &[2, 0], 2), "4");
        assert_eq!(data(smb(), &[0, 0], 2), "0");
        let azure = |gates, steps: &[u32], own| paid("20", "4", gates, steps, own);
        assert_eq!(azure(vec![step(2, "0")], &[2], 2), "8");
        assert_eq!(azure(vec![step(2, "0")], &[1], 2), "0");
        assert_eq!(azure(vec![step(1, "4")], &[2], 2), "12");
        assert_eq!(azure(vec![step(1, "4")], &[1], 2), "12");
        assert_eq!(azure(vec![step(1, "4")], &[0], 2), "0");
        // The page prints 6.67 for each; six of them are 40, three 20 and two 13.3.
        let security = |steps: &[u32], own| paid("40", "6.6666666667", enterprise(), steps, own);
        assert_eq!([3, 2, 6].map(|own| security(&[2, 2], own)), ["20", "13.33", "40"]);
        assert_eq!((security(&[2, 0], 2), security(&[1, 2], 2)), ("0".into(), "0".into()));
        let security = |steps: &[u32], own| paid("40", "8", smb(), steps, own);
        assert_eq!(security(&[2, 2], 3), "32");
        assert_eq!((security(&[2, 0], 2), security(&[0, 0], 2)), ("4".into(), "0".into()));
    }

    /// Usage growth of Modern Work: 2,000 by DPOR and 1,500 by CPOR are 15 and 45, and 30 is the most.
    #[test]
    fn the_examples_of_usage_growth_give_the_printed_points() {
        let of = |first: (&str, &str), second: (&str, &str)| {
            let full = |full_at: &str| Pays::ProRata { full_at: amount(full_at) };
            let kind =
                MetricKind::Measured(vec![way(full(first.0), "30"), way(full(second.0), "30")]);
            let metric = Metric { max: amount("30"), ..metric(kind, &[]) };
            points(&metric, &measure(0, &[], &[first.1, second.1])).to_string()
        };
        assert_eq!(of(("1000", "1500"), ("4000", "2000")), "30");
        assert_eq!(of(("1000", "0"), ("4000", "2000")), "15");
        assert_eq!(of(("500", "1000"), ("2000", "1000")), "30");
        assert_eq!(of(("500", "0"), ("2000", "1000")), "15");
    }

    fn points_of(metric: &Metric, own: u32, gates: &[u32]) -> String {
        points(metric, &measure(own, gates, &[])).to_string()
    }
}
