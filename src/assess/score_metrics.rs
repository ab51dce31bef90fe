//! C5a: each metric of each score, with its points, its gates and what it is measured by.

use std::collections::BTreeSet;

use crate::base::{Amount, Day, Month};
use crate::programme::catalogue::{
    Cap, Gate, Metric, MetricKind, Pays, Programme, RequirementKind, Tenants,
};
use crate::tables::Kind;
use crate::tables::output::Value;

use super::case::Case;
use super::ladder::RequirementId;
use super::projection::Sum;
use super::qualified::Qualified;
use super::question::{Question, TableCells, text};
use super::requirement::{Grounds, MetricHolders, PreparedRequirement};
use super::score::{self, MetricMeasure, best_way, counted, points};
use super::score_needs::{UnmetScore, gates_more};
use super::standing::LevelStanding;
use super::standpoint::AskedOn;
use super::tracked::{asked, seen_in};
use super::unit;

/// The rows of the table: every metric of every score in force.
#[must_use]
pub(crate) fn rows(case: &Case<'_, '_>, standings: &[LevelStanding]) -> Vec<TableCells> {
    let mut rows = Vec::new();
    for level in standings {
        for option in &level.options {
            for requirement in &option.requirements {
                let Some(score) = OfScore::of(case, requirement.id, level.anniversary_on) else {
                    continue;
                };
                let programme = programme_of(case, level);
                let tenants = tenants_of(case, requirement.id);
                for number in 0..score.metrics.len() {
                    let mut row = vec![
                        text(case.mpn_id()),
                        text(&level.programme),
                        text(&level.competency),
                        text(&level.level),
                        text(&option.name),
                        text(&requirement.name),
                        text(&score.metrics[number].name),
                    ];
                    row.extend(score.cells(number));
                    row.extend(score.counted_in(number, programme));
                    row.extend(score.months_missing(number, (requirement.id, tenants)));
                    let have = baseline_have(&score.crowds[number], score.grounds);
                    row.push(Value::amount(have.map(Sum::shown)));
                    rows.push(row);
                }
            }
        }
    }
    rows
}

fn programme_of<'c>(case: &'c Case<'_, '_>, level: &LevelStanding) -> Option<&'c Programme> {
    let all = &case.grounds.at.ladder.competencies;
    all.iter().map(|own| own.programme).find(|own| own.id == level.programme)
}

fn tenants_of<'c>(case: &'c Case<'_, '_>, id: RequirementId) -> &'c [Tenants] {
    match &case.grounds.placed(id).requirement.kind {
        RequirementKind::Score { tenants, .. } => tenants,
        _ => &[],
    }
}

/// One score, with what its metrics are measured by now and at the anniversary.
struct OfScore<'c, 'a> {
    question: &'c Question<'a>,
    grounds: &'c Grounds<'c>,
    metrics: &'c [Metric],
    caps: &'c [Cap],
    crowds: &'c [MetricHolders],
    /// By metric; none where it is not known.
    now: Vec<Option<MetricMeasure>>,
    then: Vec<Option<MetricMeasure>>,
    /// Where it is known not to be enough.
    short: Option<UnmetScore<'c>>,
}

impl<'c, 'a> OfScore<'c, 'a> {
    fn of(case: &'c Case<'c, 'a>, id: RequirementId, anniversary: Option<Day>) -> Option<Self> {
        let grounds = &case.grounds;
        let (Some((metrics, caps)), PreparedRequirement::Score(crowds)) =
            (grounds.parts(id), grounds.asked(id))
        else {
            return None;
        };
        let as_of = grounds.at.as_of;
        let measure = |moment| grounds.measure_each(id, moment);
        // K3; an anniversary in the past is judged on the as-of date.
        let then = anniversary.map(|day| {
            if day < as_of { AskedOn::Frozen(as_of) } else { AskedOn::Anniversary(day) }
        });
        let then = then.filter(|moment| grounds.placed(id).in_force(moment.day()));
        let now = measure(AskedOn::Frozen(as_of))?;
        let known: Option<Vec<MetricMeasure>> = now.iter().cloned().collect();
        let placed = grounds.placed(id);
        let (need, units) = (placed.requirement.need, placed.units);
        Some(Self {
            question: case.shared.question,
            grounds,
            metrics,
            caps,
            crowds,
            now,
            short: known.and_then(|known| UnmetScore::of((metrics, caps), known, need, units)),
            then: then.and_then(measure).unwrap_or_else(|| vec![None; metrics.len()]),
        })
    }

    fn cells(&self, number: usize) -> [Value; 15] {
        let (metric, crowd) = (&self.metrics[number], &self.crowds[number]);
        let now = self.now[number].as_ref();
        let shown =
            |measure: Option<&MetricMeasure>| measure.map(|measure| points(metric, measure));
        let count = |number: usize| Value::Number(i64::try_from(number).ok());
        [
            Value::amount(shown(now)),
            Value::amount(shown(self.then[number].as_ref())),
            Value::amount(Some(metric.max)),
            Value::YesNo(Some(metric.must_score)),
            self.gates_open(metric, crowd).map_or(Value::Number(None), count),
            count(metric.gates.len()),
            Value::amount(self.value(metric, crowd)),
            Value::amount(self.one_more(number)),
            Value::amount(self.counted(number)),
            text(metric.cap.map_or("", |cap| self.caps[cap].name.as_str())),
            text(self.measured_by(metric, crowd).unwrap_or_default()),
            Value::YesNo(is_above_baseline(metric, crowd, self.grounds)),
            self.gates_more(number),
            Value::amount(self.short.as_ref().and_then(|short| short.enough_more(number))),
            Value::Text(self.lines(metric, crowd)),
        ]
    }

    /// What it is counted in, and how many of it `one_more` is.
    fn counted_in(&self, number: usize, programme: Option<&Programme>) -> [Value; 2] {
        let (metric, crowd) = (&self.metrics[number], &self.crowds[number]);
        let way = self.best(metric, crowd);
        let step = self.one_more(number).and_then(|_| unit::step(metric, way));
        [text(programme.map_or("", |own| unit::unit(metric, way, own))), Value::amount(step)]
    }

    /// Of all that it looks at: the months that have no rows, those of the year before, and the last month.
    fn months_missing(&self, number: usize, of: (RequirementId, &[Tenants])) -> [Value; 3] {
        let ((id, tenants), at) = (of, &self.grounds.at);
        let (mut own, mut before) = (BTreeSet::new(), BTreeSet::new());
        let (placed, mut through) = (self.grounds.placed(id), None);
        for value in self.metrics[number].values() {
            let Some(performance) = at.performance else { continue };
            let asked = asked(performance, placed, tenants, value);
            let seen = seen_in(at, placed, (performance, &asked), at.as_of);
            through = through.max(Some(seen.plus(-1)));
            let missing = performance.months_missing(&asked, seen);
            own.extend(missing.own);
            before.extend(missing.before);
        }
        let through = through.map_or(String::new(), |month| month.to_string());
        let listed = |months: BTreeSet<Month>| {
            let months: Vec<String> = months.iter().map(Month::to_string).collect();
            Value::Text(months.join(";"))
        };
        [listed(own), listed(before), Value::Text(through)]
    }

    /// None where it is not known who holds what.
    fn gates_open(&self, metric: &Metric, crowd: &MetricHolders) -> Option<usize> {
        let at = &self.grounds.at;
        let gates = metric.gates.iter().zip(&crowd.gates);
        let is_open = |(gate, crowd): &(&Gate, &Qualified)| crowd.count(at.as_of) >= gate.need;
        (at.people_known || metric.gates.is_empty()).then(|| gates.filter(is_open).count())
    }

    /// Empty without gates.
    fn gates_more(&self, number: usize) -> Value {
        let metric = &self.metrics[number];
        let known = self.now[number].as_ref().filter(|_| !metric.gates.is_empty());
        Value::Number(known.map(|now| gates_more(metric, now).into()))
    }

    /// Of each way to the points of a metric.
    fn values(&self, crowd: &MetricHolders) -> Option<Vec<Sum>> {
        let now = AskedOn::Frozen(self.grounds.at.as_of);
        crowd.values.iter().map(|value| value.on(&self.grounds.at, now)).collect()
    }

    fn best(&self, metric: &Metric, crowd: &MetricHolders) -> Option<usize> {
        let values = self.values(crowd)?;
        best_way(metric, &MetricMeasure { own: 0, gates: Vec::new(), values, baseline: None })
    }

    /// Distinct people, or the value that counts.
    fn value(&self, metric: &Metric, crowd: &MetricHolders) -> Option<Amount> {
        let at = &self.grounds.at;
        match &crowd.own {
            Some(own) => at.people_known.then(|| Amount::whole(own.count(at.as_of).into())),
            None => Some(self.values(crowd)?.get(self.best(metric, crowd)?)?.shown()),
        }
    }

    fn measured_by<'m>(&self, metric: &'m Metric, crowd: &MetricHolders) -> Option<&'m str> {
        let MetricKind::Measured(ways) = &metric.kind else { return None };
        Some(ways.get(self.best(metric, crowd)?)?.value.metric.as_str())
    }

    /// The input lines of the value that counts: of many the first, and how many more.
    fn lines(&self, metric: &Metric, crowd: &MetricHolders) -> String {
        let best = self.best(metric, crowd).and_then(|best| crowd.values.get(best));
        let (Some(value), Some(facts)) = (best, self.question.facts.get(&Kind::Performance)) else {
            return String::new();
        };
        let (rows, count) = value.rows();
        let line = |row: &u32| {
            let row = *row as usize;
            format!("{}:{}", (self.question.file_name)(facts.file(row)), facts.line(row))
        };
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        if count > rows.len() {
            lines.push(format!("+{}", count - rows.len()));
        }
        lines.join(";")
    }

    /// With the gates as they are: what one more person, or one more unit, adds to the sum.
    fn one_more(&self, number: usize) -> Option<Amount> {
        let (metric, now) = (&self.metrics[number], self.now[number].as_ref()?);
        let mut more = now.clone();
        match &metric.kind {
            MetricKind::PerPerson { .. } => more.own += 1,
            MetricKind::Measured(ways) => {
                let unit = |pays: Pays| match pays {
                    Pays::PerUnit { unit, .. } => Some(unit),
                    _ => None,
                };
                ways.iter().find_map(|way| unit(way.pays))?;
                for (way, value) in ways.iter().zip(&mut more.values) {
                    *value = value.plus(unit(way.pays).unwrap_or_default());
                }
            }
        }
        let before = points(metric, now);
        let after = points(metric, &more);
        Some((after - before).min(self.room(number).unwrap_or(after)))
    }

    /// What its cap leaves free; none without a cap.
    fn room(&self, number: usize) -> Option<Amount> {
        let cap = self.metrics[number].cap?;
        let under = score::under(cap, self.metrics, &self.points()?);
        Some((self.caps[cap].max - under).max(Amount::ZERO))
    }

    fn counted(&self, number: usize) -> Option<Amount> {
        if self.metrics[number].cap.is_none() {
            return Some(points(&self.metrics[number], self.now[number].as_ref()?));
        }
        counted(self.metrics, self.caps, &self.points()?).get(number).copied()
    }

    /// Of all metrics.
    fn points(&self) -> Option<Vec<Amount>> {
        let all = self.metrics.iter().zip(&self.now);
        all.map(|(metric, measure)| Some(points(metric, measure.as_ref()?))).collect()
    }
}

/// None where there is no baseline, or it is not known.
fn is_above_baseline(
    metric: &Metric,
    crowd: &MetricHolders,
    grounds: &Grounds<'_>,
) -> Option<bool> {
    let asked = metric.baseline.as_ref()?;
    Some(baseline_have(crowd, grounds)?.reaches(asked.at_least))
}

/// What there is of it.
fn baseline_have(crowd: &MetricHolders, grounds: &Grounds<'_>) -> Option<Sum> {
    crowd.baseline.as_ref()?.on(&grounds.at, AskedOn::Frozen(grounds.at.as_of))
}
