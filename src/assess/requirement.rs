//! C1, C3–C5, C6: one requirement of one company on a day, or at an anniversary.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::base::fold::fold;
use crate::base::{Amount, Day, Dictionary};
use crate::programme::catalogue::{Metric, MetricKind, RequirementKind, SkillId};
use crate::programme::{Catalogue, InForce};
use crate::rules::retired::counts_through;

use super::holders::Holders;
use super::ladder::{Ladder, Placed, RequirementId};
use super::learning::{Learning, Types};
use super::met::Met;
use super::performance::Performance;
use super::projection::{Projection, Sum};
use super::qualified::{Ask, Qualified};
use super::score::{Measure, Score, points};
use super::shift::Shift;

/// When requirements are asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// Everything as on a day, but sums as on the as-of date (K4, K5).
    Frozen(Day),
    /// A day before the as-of date, as a run of that day would see it.
    Past(Day),
    /// K3: at an anniversary that is not past, with sums projected.
    Anniversary(Day),
}

/// What is there, and whether it is enough; nothing is there where it is not known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer {
    pub have: Option<Amount>,
    pub met: Met,
}

/// Everything about one company that its requirements are judged by.
pub struct Grounds<'a> {
    pub at: Standpoint<'a>,
    /// By requirement.
    asked: Vec<Asked>,
    /// Sums as on the as-of date, by requirement.
    frozen: Vec<Option<Answer>>,
}

/// What does not change with the holders.
#[derive(Clone, Copy)]
pub struct Standpoint<'a> {
    pub ladder: &'a Ladder<'a>,
    pub catalogue: &'a Catalogue,
    pub rules: &'a InForce,
    pub dictionary: &'a Dictionary,
    pub as_of: Day,
    /// The first day that is asked about: the as-of date, or one before it.
    pub first: Day,
    /// Users and transcripts are not too old, and it is known who is associated.
    pub people_known: bool,
    /// None where not given or too old.
    pub performance: Option<&'a Performance>,
    pub learning: Option<&'a Learning>,
    /// Days by folded fact.
    pub attested: &'a BTreeMap<String, Day>,
}

/// A requirement made ready to be asked on any day from the first one on.
pub enum Asked {
    /// Not in force any more.
    Past,
    People(Qualified),
    Performance,
    Learning(Types),
    /// The first and the last day on which the fact is fresh enough; none where it is not known on
    /// the as-of date.
    Attested(Option<(Day, Day)>),
    /// By metric.
    Score(Vec<Crowd>),
}

/// Who holds what a metric of a score and its gates ask.
pub struct Crowd {
    pub own: Option<Qualified>,
    pub gates: Vec<Qualified>,
    /// The sum of its performance metric on the as-of date, 0 for one that asks for people; none
    /// where it is not known.
    pub sum: Option<Sum>,
}

/// Who is counted in a requirement: its own people, those of a metric, or those of one of its gates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    Own,
    Metric(usize),
    Gate(usize, usize),
}

impl Moment {
    #[must_use]
    pub fn day(self) -> Day {
        match self {
            Self::Frozen(day) | Self::Past(day) | Self::Anniversary(day) => day,
        }
    }
}

impl Crowd {
    /// Its own people, or those of a gate.
    #[must_use]
    pub fn asks_people(&self) -> bool {
        self.own.is_some() || !self.gates.is_empty()
    }

    /// All that are counted, its own and those of its gates.
    pub fn all(&self) -> impl Iterator<Item = &Qualified> {
        self.own.iter().chain(&self.gates)
    }
}

impl Answer {
    pub const UNKNOWN: Self = Self { have: None, met: Met::Unknown };

    fn of(have: Amount, is_met: bool) -> Self {
        Self { have: Some(have), met: Met::of(is_met) }
    }

    /// So many people.
    #[must_use]
    pub fn count(have: usize, need: Amount) -> Self {
        let have = Amount::whole(i64::try_from(have).unwrap_or(i64::MAX));
        Self::of(have, have >= need)
    }

    fn sum(sum: Sum, need: Amount) -> Self {
        Self::of(sum.shown(), sum.reaches(need))
    }

    #[must_use]
    pub fn shortfall(self, need: Amount) -> Option<Amount> {
        self.have.map(|have| (need - have).max(Amount::ZERO))
    }
}

impl<'a> Grounds<'a> {
    #[must_use]
    pub fn of(at: Standpoint<'a>, holders: &Holders) -> Self {
        let places = &at.ladder.requirements;
        let asked = places.par_iter().map(|placed| asked(&at, holders, placed)).collect();
        let mut grounds = Self { at, asked, frozen: Vec::new() };
        grounds.frozen = (0..places.len()).map(|id| grounds.freeze(id)).collect();
        grounds
    }

    #[must_use]
    pub fn placed(&self, id: RequirementId) -> &Placed<'a> {
        &self.at.ladder.requirements[id]
    }

    #[must_use]
    pub fn asked(&self, id: RequirementId) -> &Asked {
        &self.asked[id]
    }

    /// Everyone who qualifies; nobody for what is no people requirement.
    #[must_use]
    pub fn qualified(&self, id: RequirementId) -> Option<&Qualified> {
        match &self.asked[id] {
            Asked::People(qualified) => Some(qualified),
            _ => None,
        }
    }

    /// Everyone who qualifies for it, for its metrics or for their gates.
    #[must_use]
    pub fn all_qualified(&self, id: RequirementId) -> Vec<&Qualified> {
        match &self.asked[id] {
            Asked::People(qualified) => vec![qualified],
            Asked::Score(crowds) => crowds.iter().flat_map(Crowd::all).collect(),
            _ => Vec::new(),
        }
    }

    /// The requirement by itself: distinct groups are for options to settle (C2).
    #[must_use]
    pub fn answer(&self, id: RequirementId, moment: Moment) -> Answer {
        self.answer_with(id, moment, None)
    }

    /// The same with one person more or less.
    #[must_use]
    pub fn answer_with(
        &self,
        id: RequirementId,
        moment: Moment,
        shift: Option<&Shift<'_>>,
    ) -> Answer {
        let (need, day) = (self.placed(id).requirement.need, moment.day());
        match (&self.asked[id], moment) {
            (Asked::People(_), _) if !self.at.people_known => Answer::UNKNOWN,
            (Asked::People(qualified), _) => {
                let have = self.shifted_count(id, Slot::Own, qualified, day, shift);
                Answer::count(have as usize, need)
            }
            (Asked::Attested(span), _) => {
                let is_met = span.is_some_and(|(from, through)| from <= day && day <= through);
                Answer::of(Amount::whole(i64::from(is_met)), is_met)
            }
            (Asked::Score(crowds), _) => {
                let count = |slot, qualified: &Qualified| {
                    self.shifted_count(id, slot, qualified, day, shift)
                };
                self.score(id, self.measures(id, crowds, moment, count))
            }
            (_, Moment::Frozen(_)) => {
                self.frozen[id].unwrap_or(Answer { have: None, met: Met::No })
            }
            (_, Moment::Past(_)) => self
                .sum_of_past(id, day)
                .map_or(Answer::UNKNOWN, |sum| Answer::sum(Sum::whole(sum), need)),
            (_, Moment::Anniversary(_)) => {
                let known = self.projection(id, day);
                known.map_or(Answer::UNKNOWN, |known| Answer::sum(known.sum(), need))
            }
        }
    }

    /// A sum over the window of a day before the as-of date, by what that day knew.
    fn sum_of_past(&self, id: RequirementId, day: Day) -> Option<Amount> {
        match &self.asked[id] {
            Asked::Learning(types) => Some(self.at.learning?.known_on(types, day, self.at.rules)),
            Asked::Performance => {
                let keys = self.placed(id).metric_keys.first()?;
                Some(self.at.performance?.trailing(keys, day))
            }
            _ => None,
        }
    }

    /// How the sum of a performance or learning requirement moves on to an anniversary.
    #[must_use]
    pub fn projection(&self, id: RequirementId, anniversary: Day) -> Option<Projection> {
        let at = &self.at;
        match &self.asked[id] {
            Asked::Learning(types) => {
                Some(at.learning?.projection(types, anniversary, at.as_of, at.rules))
            }
            Asked::Performance => {
                let keys = self.placed(id).metric_keys.first()?;
                Some(at.performance?.projection(keys, anniversary, at.as_of))
            }
            _ => None,
        }
    }

    /// C3: what is beside the trailing sum.
    #[must_use]
    pub fn anniversary_year(&self, id: RequirementId, anniversary: Day) -> Option<Amount> {
        let Asked::Performance = &self.asked[id] else { return None };
        let keys = self.placed(id).metric_keys.first()?;
        Some(self.at.performance?.anniversary_year(keys, anniversary, self.at.as_of))
    }

    /// The score that comes of measures; unknown where a measure is.
    #[must_use]
    pub fn score(&self, id: RequirementId, measures: Option<Vec<Measure>>) -> Answer {
        let requirement = self.placed(id).requirement;
        let (RequirementKind::Score { metrics }, Some(measures)) = (&requirement.kind, measures)
        else {
            return Answer::UNKNOWN;
        };
        let score = Score::of(metrics, &measures);
        Answer::of(score.points, score.reaches(requirement.need))
    }

    /// The points of each metric of a score; unknown where a measure is.
    #[must_use]
    pub fn metric_points(&self, id: RequirementId, moment: Moment) -> Option<Vec<Amount>> {
        let (RequirementKind::Score { metrics }, Asked::Score(crowds)) =
            (&self.placed(id).requirement.kind, &self.asked[id])
        else {
            return None;
        };
        let count = |_: Slot, qualified: &Qualified| qualified.count(moment.day());
        let measures = self.measures(id, crowds, moment, count)?;
        Some(metrics.iter().zip(&measures).map(|(own, measure)| points(own, measure)).collect())
    }

    /// What each metric of a score is measured by, with `count` to count who qualifies.
    pub fn measures(
        &self,
        id: RequirementId,
        crowds: &[Crowd],
        moment: Moment,
        count: impl Fn(Slot, &Qualified) -> u32,
    ) -> Option<Vec<Measure>> {
        let places = 0..crowds.len();
        places.map(|metric| self.measure(id, metric, &crowds[metric], moment, &count)).collect()
    }

    /// The same for one metric.
    pub fn measure(
        &self,
        id: RequirementId,
        metric: usize,
        crowd: &Crowd,
        moment: Moment,
        count: &impl Fn(Slot, &Qualified) -> u32,
    ) -> Option<Measure> {
        if crowd.asks_people() && !self.at.people_known {
            return None;
        }
        let gates = crowd.gates.iter().enumerate();
        Some(Measure {
            own: crowd.own.as_ref().map_or(0, |own| count(Slot::Metric(metric), own)),
            gates: gates.map(|(place, gate)| count(Slot::Gate(metric, place), gate)).collect(),
            sum: self.metric_sum(&self.placed(id).metric_keys[metric], crowd, moment)?,
        })
    }

    /// The value of a metric; 0 for one that asks for people.
    #[must_use]
    pub fn metric_sum(&self, keys: &[String], crowd: &Crowd, moment: Moment) -> Option<Sum> {
        match moment {
            Moment::Anniversary(day) if !keys.is_empty() => {
                Some(self.at.performance?.projection(keys, day, self.at.as_of).sum())
            }
            Moment::Past(day) if !keys.is_empty() => {
                Some(Sum::whole(self.at.performance?.trailing(keys, day)))
            }
            _ => crowd.sum,
        }
    }

    /// Sums on the as-of date.
    fn freeze(&self, id: RequirementId) -> Option<Answer> {
        let (at, need) = (&self.at, self.placed(id).requirement.need);
        let of = |sum: Option<Amount>| {
            sum.map_or(Answer::UNKNOWN, |sum| Answer::sum(Sum::whole(sum), need))
        };
        match &self.asked[id] {
            Asked::Learning(types) => {
                Some(of(at.learning.map(|own| own.trailing(types, at.as_of, at.rules))))
            }
            Asked::Performance => {
                let keys = self.placed(id).metric_keys.first()?;
                Some(of(at.performance.map(|own| own.trailing(keys, at.as_of))))
            }
            _ => None,
        }
    }
}

/// R3 is by requirement: each skill counts for this one through a day of its own.
fn asked(at: &Standpoint<'_>, holders: &Holders, placed: &Placed<'_>) -> Asked {
    let requirement = placed.requirement;
    if placed.until < at.first {
        return Asked::Past;
    }
    let held = |skill: SkillId| {
        let of_catalogue = &at.catalogue.skills[skill as usize];
        holders.spans(skill, counts_through(requirement, skill, of_catalogue, at.rules))
    };
    let any_of = |skills: &[SkillId]| Qualified::of(&Ask::any_of(skills), held);
    match &requirement.kind {
        RequirementKind::People { group, .. } => {
            Asked::People(Qualified::of(&Ask::group(group), held))
        }
        RequirementKind::Performance { .. } => Asked::Performance,
        RequirementKind::Learning { omlp_types } => {
            Asked::Learning(Types::of(omlp_types, at.dictionary))
        }
        RequirementKind::Attested { fact, max_age_days } => {
            let known = at.attested.get(&fold(fact)).filter(|day| **day <= at.as_of);
            Asked::Attested(known.map(|day| (*day, day.plus_days(*max_age_days))))
        }
        RequirementKind::Score { metrics } => {
            let crowd = |(metric, keys): (&Metric, &Vec<String>)| Crowd {
                own: match &metric.kind {
                    MetricKind::PerPerson { any_of: skills, .. } => Some(any_of(skills)),
                    _ => None,
                },
                gates: metric.gates.iter().map(|gate| any_of(&gate.any_of)).collect(),
                sum: match &metric.kind {
                    MetricKind::PerPerson { .. } => Some(Sum::whole(Amount::ZERO)),
                    _ => at.performance.map(|own| Sum::whole(own.trailing(keys, at.as_of))),
                },
            };
            Asked::Score(metrics.iter().zip(&placed.metric_keys).map(crowd).collect())
        }
    }
}
