//! Requirements of other levels: held Active on the day, or met.

use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::catalogue::{HeldLevel, RequirementKind, Which};

use super::ladder::{LevelId, RequirementId};
use super::life_cycle::Held;
use super::memberships::Membership;
use super::met::Met;
use super::question::Question;
use super::requirement::{Grounds, Moment, Standpoint};
use super::shift::Shift;

/// The days on which a level is held Active; names are folded.
#[derive(Clone, Debug)]
pub struct Term {
    pub competency: String,
    pub level: String,
    pub from: Day,
    pub through: Day,
}

/// A level that is asked for, by its places in the programmes.
#[derive(Clone, Debug)]
pub struct HeldAsked {
    pub levels: Vec<LevelId>,
    /// From when to when it is held Active.
    pub terms: Vec<(Day, Day)>,
}

impl HeldAsked {
    #[must_use]
    pub fn of(at: &Standpoint<'_>, held: &HeldLevel, levels: &[LevelId]) -> Self {
        let (competency, rung) = (fold(&held.competency), fold(&held.level));
        let mut names = vec![competency.clone()];
        for programme in &at.catalogue.programmes {
            let own = programme.requirements.iter().map(|own| &own.competency);
            for of in own.chain(programme.unpublished.iter().map(|own| &own.name)) {
                let of = programme.names_of(of);
                if of.contains(&competency) {
                    names.extend(of);
                }
            }
        }
        let own = at.terms.unwrap_or_default().iter();
        let own = own.filter(|term| term.level == rung && names.contains(&term.competency));
        Self { levels: levels.to_vec(), terms: own.map(|term| (term.from, term.through)).collect() }
    }

    #[must_use]
    pub fn is_held(&self, day: Day) -> bool {
        self.terms.iter().any(|(from, through)| *from <= day && day <= *through)
    }

    /// The days on which it begins or ends to be held.
    pub fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.terms.iter().flat_map(|(from, through)| [*from, through.plus_days(1)])
    }
}

/// The terms of a company's memberships that have begun by the as-of date.
#[must_use]
pub(crate) fn terms(
    memberships: &[Membership],
    company: usize,
    question: &Question<'_>,
) -> Vec<Term> {
    let own = memberships.iter().filter(|own| own.company == company);
    let known = own.filter(|own| own.purchased_on <= question.as_of);
    let term = |own: &Membership| Term {
        competency: own.competency.clone(),
        level: own.level.clone(),
        from: own.purchased_on,
        through: Held::of(own.anniversary_on, &own.competency, question.rules).anniversary,
    };
    known.map(term).collect()
}

impl Grounds<'_> {
    /// What is not met is unknown where no source says what is held.
    #[must_use]
    pub fn holds(
        &self,
        id: RequirementId,
        levels: &[HeldAsked],
        moment: Moment,
        shift: Option<&Shift<'_>>,
    ) -> Met {
        let RequirementKind::Holds { which, .. } = self.placed(id).requirement.kind else {
            return Met::Unknown;
        };
        let mut met = levels.iter().map(|level| self.holds_one(level, moment, shift));
        match which {
            Which::Any => Met::any(&mut met),
            Which::All => Met::all(&mut met),
        }
    }

    #[must_use]
    pub fn holds_one(&self, level: &HeldAsked, moment: Moment, shift: Option<&Shift<'_>>) -> Met {
        if level.is_held(moment.day()) {
            return Met::Yes;
        }
        let own = level.levels.iter();
        let met = own.map(|(competency, rung)| self.rungs_with(*competency, moment, shift)[*rung]);
        match Met::any(met) {
            Met::No if self.at.terms.is_none() => Met::Unknown,
            met => met,
        }
    }
}
