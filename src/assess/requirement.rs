//! C1, C3–C5, C6: one requirement of one company on a day, or at an anniversary.

use rayon::prelude::*;

use crate::base::fold::fold;
use crate::base::{Amount, Day};
use crate::programme::catalogue::{
    Aggregate, Metric, MetricKind, RequirementKind, SkillId, Tenants,
};
use crate::rules::verdict::retired::counts_through;

use super::aggregates::ValueOf;
use super::held_levels::AskedLevel;
use super::holders::Spans;
use super::ladder::{PlacedRequirement, RequirementId};
use super::learning::Types;
use super::met::Met;
use super::projection::{Projection, Sum};
use super::qualified::{Ask, Qualified};
use super::shift::Shift;
use super::standpoint::{AskedOn, Standpoint};
use super::tracked::{Tracked, seen_in, shown_in};

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
    asked: Vec<PreparedRequirement>,
    /// Sums as on the as-of date, by requirement.
    frozen: Vec<Option<Answer>>,
}

/// A requirement made ready to be asked on any day from the first one on.
pub enum PreparedRequirement {
    /// Not in force any more.
    Past,
    People(Qualified),
    Performance,
    Learning(Types),
    /// The first and the last day on which the fact is fresh enough; none where it is not known on
    /// the as-of date.
    Attested(Option<(Day, Day)>),
    /// By metric.
    Score(Vec<MetricHolders>),
    /// By level that is asked for.
    Holds(Vec<AskedLevel>),
}

/// Who holds what a metric of a score and its gates ask.
pub struct MetricHolders {
    pub own: Option<Qualified>,
    pub gates: Vec<Qualified>,
    /// The value of each way to its points; none of a metric that asks for people.
    pub values: Vec<Tracked>,
    pub baseline: Option<Tracked>,
}

/// Who is counted in a requirement: its own people, those of a metric, or those of one of its gates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    Own,
    Metric(usize),
    Gate(usize, usize),
}

impl MetricHolders {
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

    #[must_use]
    pub fn of(have: Amount, is_met: bool) -> Self {
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
    pub fn of(at: Standpoint<'a>, spans: &Spans) -> Self {
        let places = &at.ladder.requirements;
        let asked = places.par_iter().map(|placed| asked(&at, spans, placed)).collect();
        let mut grounds = Self { at, asked, frozen: Vec::new() };
        grounds.frozen = (0..places.len()).map(|id| grounds.freeze(id)).collect();
        grounds
    }

    #[must_use]
    pub fn placed(&self, id: RequirementId) -> &PlacedRequirement<'a> {
        &self.at.ladder.requirements[id]
    }

    #[must_use]
    pub fn asked(&self, id: RequirementId) -> &PreparedRequirement {
        &self.asked[id]
    }

    /// Everyone who qualifies; nobody for what is no people requirement.
    #[must_use]
    pub fn qualified(&self, id: RequirementId) -> Option<&Qualified> {
        match &self.asked[id] {
            PreparedRequirement::People(qualified) => Some(qualified),
            _ => None,
        }
    }

    /// Everyone who qualifies for it, for its metrics or for their gates.
    #[must_use]
    pub fn all_qualified(&self, id: RequirementId) -> Vec<&Qualified> {
        match &self.asked[id] {
            PreparedRequirement::People(qualified) => vec![qualified],
            PreparedRequirement::Score(crowds) => {
                crowds.iter().flat_map(MetricHolders::all).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The requirement by itself: distinct groups are for options to settle (C2).
    #[must_use]
    pub fn answer(&self, id: RequirementId, moment: AskedOn) -> Answer {
        self.answer_with(id, moment, None)
    }

    /// The same with one person more or less.
    #[must_use]
    pub fn answer_with(
        &self,
        id: RequirementId,
        moment: AskedOn,
        shift: Option<&Shift<'_>>,
    ) -> Answer {
        let (need, day) = (self.placed(id).requirement.need, moment.day());
        let meets =
            |own: &Shift<'_>| matches!(own, Shift::Meets { requirement } if *requirement == id);
        if shift.is_some_and(|shift| shift.each().iter().any(meets)) {
            return Answer::of(need, true);
        }
        match (&self.asked[id], moment) {
            (PreparedRequirement::People(_), _) if !self.at.people_known => Answer::UNKNOWN,
            (PreparedRequirement::People(qualified), _) => {
                let have = self.shifted_count(id, Slot::Own, qualified, day, shift);
                Answer::count(have as usize, need)
            }
            (PreparedRequirement::Attested(span), _) => {
                let anew = self.attested(id, shift);
                let mut spans = span.iter().chain(&anew);
                let is_met = spans.any(|(from, through)| *from <= day && day <= *through);
                Answer::of(Amount::whole(i64::from(is_met)), is_met)
            }
            (PreparedRequirement::Holds(levels), _) => {
                let met = self.holds(id, levels, moment, shift);
                let have = (met != Met::Unknown).then(|| Amount::whole(met.is_yes().into()));
                Answer { have, met }
            }
            (PreparedRequirement::Score(crowds), _) => {
                let count = |slot, qualified: &Qualified| {
                    self.shifted_count(id, slot, qualified, day, shift)
                };
                let measures = self.measures(crowds, moment, count);
                self.score(id, measures.map(|own| self.raised(id, own, shift)))
            }
            (_, AskedOn::Frozen(_)) => {
                self.frozen[id].unwrap_or(Answer { have: None, met: Met::No })
            }
            (_, AskedOn::Past(_) | AskedOn::Shown(_)) => self
                .sum_of_past(id, moment)
                .map_or(Answer::UNKNOWN, |sum| Answer::sum(Sum::whole(sum), need)),
            (_, AskedOn::Anniversary(_)) => {
                let known = self.projection(id, day);
                known.map_or(Answer::UNKNOWN, |known| Answer::sum(known.sum(), need))
            }
        }
    }

    /// W4: the day by whose closed months a sum is seen.
    fn seen_on(&self, id: RequirementId, day: Day) -> Day {
        let (at, placed) = (&self.at, self.placed(id));
        let asked =
            ValueOf::Rows { keys: placed.sum_keys.clone(), aggregate: Aggregate::Sum, except: &[] };
        let seen = at.performance.map(|own| seen_in(at, placed, (own, &asked), day));
        seen.map_or(day, |month| month.last_day().min(day))
    }

    /// A sum over the window of a day before the as-of date, by what that day knew.
    fn sum_of_past(&self, id: RequirementId, moment: AskedOn) -> Option<Amount> {
        let day = moment.day();
        match &self.asked[id] {
            PreparedRequirement::Learning(types) => {
                Some(self.at.learning?.known_on(types, day, self.at.rules))
            }
            PreparedRequirement::Performance => {
                let keys = &self.placed(id).sum_keys;
                let seen_on = match moment {
                    AskedOn::Shown(_) => {
                        let month = shown_in(&self.at, self.placed(id).is_shown_late, day);
                        month.last_day().min(day)
                    }
                    _ => self.seen_on(id, day),
                };
                Some(self.at.performance?.trailing(keys, seen_on))
            }
            _ => None,
        }
    }

    /// How the sum of a performance or learning requirement moves on to an anniversary.
    #[must_use]
    pub fn projection(&self, id: RequirementId, anniversary: Day) -> Option<Projection> {
        let at = &self.at;
        match &self.asked[id] {
            PreparedRequirement::Learning(types) => {
                Some(at.learning?.projection(types, anniversary, at.as_of, at.rules))
            }
            PreparedRequirement::Performance => {
                let keys = &self.placed(id).sum_keys;
                Some(at.performance?.projection(keys, anniversary, self.seen_on(id, self.at.as_of)))
            }
            _ => None,
        }
    }

    /// C3: what is beside the trailing sum.
    #[must_use]
    pub fn anniversary_year(&self, id: RequirementId, anniversary: Day) -> Option<Amount> {
        let PreparedRequirement::Performance = &self.asked[id] else { return None };
        let keys = &self.placed(id).sum_keys;
        Some(self.at.performance?.anniversary_year(
            keys,
            anniversary,
            self.seen_on(id, self.at.as_of),
        ))
    }

    /// Sums on the as-of date.
    fn freeze(&self, id: RequirementId) -> Option<Answer> {
        let (at, need) = (&self.at, self.placed(id).requirement.need);
        let of = |sum: Option<Amount>| {
            sum.map_or(Answer::UNKNOWN, |sum| Answer::sum(Sum::whole(sum), need))
        };
        match &self.asked[id] {
            PreparedRequirement::Learning(types) => {
                Some(of(at.learning.map(|own| own.trailing(types, at.as_of, at.rules))))
            }
            PreparedRequirement::Performance => {
                let keys = &self.placed(id).sum_keys;
                Some(of(at.performance.map(|own| own.trailing(keys, self.seen_on(id, at.as_of)))))
            }
            _ => None,
        }
    }
}

/// R3 is by requirement: each skill counts for this one through a day of its own.
fn asked(
    at: &Standpoint<'_>,
    spans: &Spans,
    placed: &PlacedRequirement<'_>,
) -> PreparedRequirement {
    let requirement = placed.requirement;
    if placed.through < at.first {
        return PreparedRequirement::Past;
    }
    let held = |skill: SkillId| {
        let of_catalogue = &at.catalogue.skills[skill as usize];
        spans.through(skill, counts_through(requirement, skill, of_catalogue, at.rules))
    };
    let any_of = |skills: &[SkillId]| Qualified::of(&Ask::any_of(skills), held);
    match &requirement.kind {
        RequirementKind::People { group, .. } => {
            PreparedRequirement::People(Qualified::of(&Ask::group(group), held))
        }
        RequirementKind::Performance { .. } => PreparedRequirement::Performance,
        RequirementKind::Learning { omlp_types } => {
            PreparedRequirement::Learning(Types::of(omlp_types, at.dictionary))
        }
        RequirementKind::Attested { fact, lasts } => {
            let known = at.attested.get(&fold(fact)).filter(|day| **day <= at.as_of);
            PreparedRequirement::Attested(known.map(|day| (*day, lasts.through(*day))))
        }
        RequirementKind::Holds { levels, .. } => PreparedRequirement::Holds(
            levels
                .iter()
                .zip(&placed.asks_for)
                .map(|(own, all)| AskedLevel::of(at, own, all))
                .collect(),
        ),
        RequirementKind::Score { metrics, tenants, .. } => {
            let crowd = |metric: &Metric| MetricHolders {
                own: match &metric.kind {
                    MetricKind::PerPerson { any_of: skills, .. } => Some(any_of(skills)),
                    MetricKind::Measured(_) => None,
                },
                gates: metric.gates.iter().map(|gate| any_of(&gate.any_of)).collect(),
                ..values(at, placed, metric, tenants)
            };
            PreparedRequirement::Score(metrics.iter().map(crowd).collect())
        }
    }
}

/// What a metric is measured by, with nobody in its crowd yet.
fn values(
    at: &Standpoint<'_>,
    placed: &PlacedRequirement<'_>,
    metric: &Metric,
    tenants: &[Tenants],
) -> MetricHolders {
    let tracked = |value| Tracked::of(at, placed, tenants, value);
    MetricHolders {
        own: None,
        gates: Vec::new(),
        values: match &metric.kind {
            MetricKind::PerPerson { .. } => Vec::new(),
            MetricKind::Measured(ways) => ways.iter().map(|way| tracked(&way.value)).collect(),
        },
        baseline: metric.baseline.as_ref().map(|own| tracked(&own.value)),
    }
}
