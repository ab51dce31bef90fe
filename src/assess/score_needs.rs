//! C5a: how much more of one metric alone would make a score enough.

use crate::base::Amount;
use crate::programme::catalogue::{Cap, Metric, MetricKind, Pays, PointsWay};

use super::ladder::RequirementId;
use super::requirement::Grounds;
use super::score::{MetricMeasure, Score, best_way, is_above_baseline};
use super::shift::Shift;
use super::standpoint::AskedOn;
use super::unit::{Units, is_whole};

/// More of a value is tried in steps of a hundredth; of what is counted, one by one.
const HUNDREDTHS: i64 = 100;

/// A score that is not enough, with what its metrics are measured by.
pub(crate) struct UnmetScore<'c> {
    metrics: &'c [Metric],
    caps: &'c [Cap],
    measures: Vec<MetricMeasure>,
    need: Amount,
    units: &'c Units,
}

impl Grounds<'_> {
    /// So much more of one metric alone, whose gates are open, makes a score enough; none where it is
    /// enough, or no amount does.
    #[must_use]
    pub fn enough_more(&self, id: RequirementId, place: usize, moment: AskedOn) -> Option<Amount> {
        let (metrics, caps) = self.parts(id)?;
        let measures = self.measures_on(id, moment)?;
        let is_open = gates_more(metrics.get(place)?, measures.get(place)?) == 0;
        let placed = self.placed(id);
        let short =
            UnmetScore::of((metrics, caps), measures, placed.requirement.need, placed.units)?;
        short.enough_more(place).filter(|_| is_open)
    }
}

impl Grounds<'_> {
    /// What a score is measured by, with those of its values raised that are supposed to be.
    #[must_use]
    pub(super) fn raised(
        &self,
        id: RequirementId,
        mut measures: Vec<MetricMeasure>,
        shift: Option<&Shift<'_>>,
    ) -> Vec<MetricMeasure> {
        let Some((metrics, _)) = self.parts(id) else { return measures };
        for own in shift.map_or(&[][..], Shift::each) {
            let Shift::Raises { requirement, metric, most } = own else { continue };
            let measured = metrics.get(*metric).zip(measures.get_mut(*metric));
            if let Some((metric, measure)) = measured.filter(|_| *requirement == id)
                && let Some((best, gap, _)) = gap(metric, measure, self.placed(id).units)
            {
                let more = most.map_or(gap, |most| most.min(gap));
                measure.values[best] = measure.values[best].plus(more);
            }
        }
        measures
    }

    /// In what steps one value of a score can be raised, and how many of them lead to where more of it gives
    /// nothing.
    #[must_use]
    pub fn raised_in(
        &self,
        id: RequirementId,
        place: usize,
        moment: AskedOn,
    ) -> Option<(Amount, i64)> {
        let (metrics, _) = self.parts(id)?;
        let measures = self.measures_on(id, moment)?;
        let units = self.placed(id).units;
        let (_, gap, step) = gap(metrics.get(place)?, measures.get(place)?, units)?;
        Some((step, steps(gap, step)?))
    }
}

/// How much more of the value that counts gives something, and in what steps it is raised.
fn gap(metric: &Metric, measure: &MetricMeasure, units: &Units) -> Option<(usize, Amount, Amount)> {
    let MetricKind::Measured(ways) = &metric.kind else { return None };
    let best = best_way(metric, measure)?;
    let (way, value) = (ways.get(best)?, measure.values.get(best)?);
    let gap = full_at(way)? - value.shown();
    let step = step_of(way, units);
    // What is counted one by one is raised by whole ones.
    let gap = step.times(steps(gap, step)?);
    Some((best, gap, step))
}

/// What is counted is raised one by one.
fn step_of(way: &PointsWay, units: &Units) -> Amount {
    if is_whole(&way.value, units) {
        Amount::whole(1)
    } else {
        Amount::whole(1).divided_by(HUNDREDTHS, 2)
    }
}

impl<'c> UnmetScore<'c> {
    /// None where the score is enough.
    #[must_use]
    pub(crate) fn of(
        (metrics, caps): (&'c [Metric], &'c [Cap]),
        measures: Vec<MetricMeasure>,
        need: Amount,
        units: &'c Units,
    ) -> Option<Self> {
        let short = Self { metrics, caps, measures, need, units };
        (!short.is_enough(&short.measures)).then_some(short)
    }

    fn is_enough(&self, measures: &[MetricMeasure]) -> bool {
        Score::of(self.metrics, self.caps, measures).reaches(self.need)
    }

    /// So many more people, or so much more of the value that counts, once the gates are open: 0 where
    /// that is all it takes. None where no amount of this metric alone is enough.
    #[must_use]
    pub(crate) fn enough_more(&self, place: usize) -> Option<Amount> {
        let (metric, mut measures) = (&self.metrics[place], self.measures.clone());
        for (gate, have) in metric.gates.iter().zip(&mut measures[place].gates) {
            *have = gate.need.max(*have);
        }
        if self.is_enough(&measures) {
            return Some(Amount::ZERO);
        }
        if !is_above_baseline(metric, &measures[place]) {
            return None;
        }
        match &metric.kind {
            MetricKind::PerPerson { points, .. } => {
                let most = steps(metric.max, *points)?;
                let own = measures[place].own;
                let people = least(most, |more| {
                    measures[place].own =
                        own.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
                    self.is_enough(&measures)
                })?;
                Some(Amount::whole(people))
            }
            MetricKind::Measured(ways) => {
                let best = best_way(metric, &measures[place])?;
                let (way, value) = (ways.get(best)?, *measures[place].values.get(best)?);
                let step = step_of(way, self.units);
                let most = steps(full_at(way)? - value.shown(), step)?;
                let more = least(most, |more| {
                    measures[place].values[best] = value.plus(step.times(more));
                    self.is_enough(&measures)
                })?;
                Some(step.times(more))
            }
        }
    }
}

/// People who are missing in the gates of a metric, gate by gate.
#[must_use]
pub(crate) fn gates_more(metric: &Metric, measure: &MetricMeasure) -> u32 {
    let missing = |(need, have): (u32, &u32)| need.saturating_sub(*have);
    metric.gates.iter().map(|gate| gate.need).zip(&measure.gates).map(missing).sum()
}

/// The value from which on more of it gives nothing.
fn full_at(way: &PointsWay) -> Option<Amount> {
    match way.pays {
        Pays::ProRata { full_at } | Pays::AllOrNothing { full_at } => Some(full_at),
        Pays::PerUnit { full_at: Some(full_at), .. } => Some(full_at),
        Pays::PerUnit { points, unit, full_at: None } => Some(unit.times(steps(way.max, points)?)),
    }
}

/// So many steps lead at least so far; none where there is nowhere to go.
fn steps(to: Amount, step: Amount) -> Option<i64> {
    if to <= Amount::ZERO || step <= Amount::ZERO {
        return None;
    }
    i64::try_from((to.0 + step.0 - 1) / step.0).ok()
}

/// The least number up to the most one that is enough: what is enough stays so with more.
pub(crate) fn least(most: i64, mut is_enough: impl FnMut(i64) -> bool) -> Option<i64> {
    if !is_enough(most) {
        return None;
    }
    let (mut too_few, mut enough) = (0, most);
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if is_enough(middle) {
            enough = middle;
        } else {
            too_few = middle;
        }
    }
    Some(enough)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::projection::Sum;
    use crate::programme::catalogue::{Aggregate, Gate, Measured};

    fn amount(text: &str) -> Amount {
        Amount::from_plain(text).unwrap()
    }

    fn metric(kind: MetricKind, max: i64) -> Metric {
        Metric {
            name: String::new(),
            kind,
            max: Amount::whole(max),
            must_score: true,
            gates: Vec::new(),
            baseline: None,
            cap: None,
        }
    }

    fn people(max: i64) -> Metric {
        metric(MetricKind::PerPerson { any_of: vec![], points: Amount::whole(4) }, max)
    }

    fn value(pays: Pays, max: i64) -> Metric {
        let value =
            Measured { metric: "Value".to_owned(), aggregate: Aggregate::Sum, except: vec![] };
        let way = PointsWay { value, pays, max: Amount::whole(max) };
        metric(MetricKind::Measured(vec![way]), max)
    }

    fn measure(own: u32, value: &[&str]) -> MetricMeasure {
        let values = value.iter().map(|text| Sum::whole(amount(text))).collect();
        MetricMeasure { own, gates: Vec::new(), values, baseline: None }
    }

    fn more(metrics: &[Metric], measures: &[MetricMeasure], need: i64) -> Vec<Option<String>> {
        let units = Units::new();
        let short = UnmetScore::of((metrics, &[]), measures.to_vec(), Amount::whole(need), &units);
        let short = short.unwrap();
        let told = |place| short.enough_more(place).map(|more: Amount| more.to_string());
        (0..metrics.len()).map(told).collect()
    }

    #[test]
    fn the_least_that_is_enough_is_told_of_each_metric_alone() {
        let full = Pays::ProRata { full_at: Amount::whole(300) };
        let metrics = [people(20), value(full, 30)];
        let measures = [measure(2, &[]), measure(0, &["100"])];
        // 8 and 10 of 27: three more people make 20 and 10; 90 more of the value 8 and 19.
        assert_eq!(more(&metrics, &measures, 27), [Some("3".into()), Some("89.95".into())]);
        assert_eq!(more(&metrics, &measures, 38), [None, Some("199.95".into())]);
        assert_eq!(more(&metrics, &measures, 39), [None, None]);
        let units = Units::new();
        assert!(
            UnmetScore::of((&metrics, &[]), measures.to_vec(), Amount::whole(18), &units).is_none()
        );
    }

    #[test]
    fn what_is_counted_one_by_one_is_raised_by_whole_ones() {
        let full = Pays::ProRata { full_at: Amount::whole(300) };
        let metrics = [value(full, 30)];
        let units = Units::from([("value".to_owned(), "users".to_owned())]);
        let short = |have| {
            let measures = vec![measure(0, &[have])];
            let short = UnmetScore::of((&metrics, &[]), measures, Amount::whole(19), &units);
            short.unwrap().enough_more(0).unwrap().to_string()
        };
        assert_eq!(["100", "100.33", "99.6"].map(short), ["90", "90", "91"]);
    }

    #[test]
    fn units_and_thresholds_are_reached_whole() {
        let unit =
            Pays::PerUnit { points: Amount::whole(5), unit: Amount::whole(10), full_at: None };
        let all = Pays::AllOrNothing { full_at: amount("12.5") };
        let metrics = [value(unit, 25), value(all, 10)];
        let measures = [measure(0, &["14.5"]), measure(0, &["12"])];
        // Both must score: without the second nothing of the first is enough.
        assert_eq!(more(&metrics, &measures, 15), [None, Some("0.5".into())]);
        let measures = [measure(0, &["14.5"]), measure(0, &["13"])];
        assert_eq!(more(&metrics, &measures, 25), [Some("15.5".into()), None]);
    }

    #[test]
    fn gates_are_opened_first_and_what_is_below_its_baseline_is_no_help() {
        let mut gated = people(20);
        gated.gates = vec![
            Gate { need: 2, any_of: vec![], points: Amount::ZERO },
            Gate { need: 1, any_of: vec![], points: Amount::whole(3) },
        ];
        let shut = MetricMeasure { gates: vec![0, 0], ..measure(1, &[]) };
        assert_eq!(gates_more(&gated, &shut), 3);
        let metrics = [gated];
        // 4 of the person behind them, and 3 of the second gate.
        assert_eq!(more(&metrics, std::slice::from_ref(&shut), 7), [Some("0".into())]);
        assert_eq!(more(&metrics, &[shut], 8), [Some("1".into())]);
    }
}
