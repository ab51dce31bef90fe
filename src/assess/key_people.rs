//! C7: the people whose leaving makes a met level unmet, and how few of them suffice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::base::dictionary::Hashed;
use crate::programme::catalogue::{RequirementKind, Which};

use super::held_levels::AskedLevel;
use super::hitting::{BreakSearch, Prop, Smallest};
use super::ladder::{LevelId, LevelOption, RequirementId};
use super::levels::ChoiceAnswer;
use super::qualified::Qualified;
use super::requirement::{Grounds, MetricHolders, PreparedRequirement};
use super::shift::Shift;
use super::standpoint::AskedOn;

/// The smallest number of people whose leaving breaks a level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BusFactor {
    Exactly(usize),
    /// Where any of the options that the level is met through has a score (C7: exact for one, else
    /// this), also beside options without, and in a level that it hangs on; or where more would take too
    /// long to find out.
    TwoOrMore,
    /// Two are too few; whether three suffice would take too long to find out.
    ThreeOrMore,
    FourOrMore,
}

impl fmt::Display for BusFactor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(number) => write!(out, "{number}"),
            Self::TwoOrMore => out.write_str("2+"),
            Self::ThreeOrMore => out.write_str("3+"),
            Self::FourOrMore => out.write_str("4+"),
        }
    }
}

/// None and nobody where the level is not met, or nothing that people do breaks it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct KeyPeople {
    pub factor: Option<BusFactor>,
    /// Holders, in their order.
    pub holders: Vec<u32>,
}

/// A met option, by what breaks it; one that hangs on other levels for each way in which these are met.
#[derive(Clone, Default)]
struct MetOption {
    parts: Vec<Prop>,
    is_scored: bool,
    is_breakable: bool,
}

/// So many ways in which a level is met are looked at.
const WAYS_MAX: usize = 1000;

impl MetOption {
    /// Both at once.
    fn with(&self, other: &Self) -> Self {
        Self {
            parts: self.parts.iter().chain(&other.parts).cloned().collect(),
            is_scored: self.is_scored || other.is_scored,
            is_breakable: self.is_breakable || other.is_breakable,
        }
    }
}

impl Grounds<'_> {
    #[must_use]
    pub fn key_people(&self, level: LevelId) -> KeyPeople {
        let Some(options) = self.met_options(level) else {
            let holders = self.breaking_by_trying(level);
            let is_one = !holders.is_empty();
            let factor = if is_one { BusFactor::Exactly(1) } else { BusFactor::TwoOrMore };
            return KeyPeople { factor: Some(factor), holders };
        };
        if options.is_empty() || options.iter().any(|option| !option.is_breakable) {
            return KeyPeople::default();
        }
        let is_scored = options.iter().any(|option| option.is_scored);
        let parts: Vec<Vec<Prop>> = options.into_iter().map(|option| option.parts).collect();
        let problem = BreakSearch::of(&parts);
        let holders = problem.alone();
        let factor = if !holders.is_empty() {
            BusFactor::Exactly(1)
        } else if is_scored {
            BusFactor::TwoOrMore
        } else {
            match problem.smallest() {
                Smallest::Exactly(number) => BusFactor::Exactly(number),
                Smallest::AtLeast(2) => BusFactor::TwoOrMore,
                Smallest::AtLeast(3) => BusFactor::ThreeOrMore,
                Smallest::AtLeast(_) => BusFactor::FourOrMore,
            }
        };
        KeyPeople { factor: Some(factor), holders }
    }

    /// The holders without whom a met level is not met.
    #[must_use]
    pub fn breaking_alone(&self, level: LevelId) -> Vec<u32> {
        let Some(options) = self.met_options(level) else {
            return self.breaking_by_trying(level);
        };
        let options: Vec<Vec<Prop>> = options.into_iter().map(|option| option.parts).collect();
        if options.is_empty() { Vec::new() } else { BreakSearch::of(&options).alone() }
    }

    /// The same of a level that is met in too many ways to look at each.
    fn breaking_by_trying(&self, level: LevelId) -> Vec<u32> {
        let day = self.at.as_of;
        let people: BTreeSet<u32> = self
            .at
            .ladder
            .decide(level, day)
            .into_iter()
            .flat_map(|id| self.all_qualified(id))
            .flat_map(|own| own.persons(day))
            .collect();
        let is_needed = |holder: &u32| {
            let goes = Shift::Goes { holder: *holder };
            !self.rung_with(level, AskedOn::Frozen(day), Some(&goes)).is_yes()
        };
        people.into_iter().filter(is_needed).collect()
    }

    /// Those of the level and of the higher ones, which imply it; none where they are too many.
    fn met_options(&self, level: LevelId) -> Option<Vec<MetOption>> {
        let now = AskedOn::Frozen(self.at.as_of);
        let competency = &self.at.ladder.competencies[level.0];
        let mut options = Vec::new();
        for rung in level.1..competency.rungs.len() {
            for (place, answer) in self.choices((level.0, rung), now) {
                if answer.met.is_yes() {
                    let choice = &competency.rungs[rung].options[place];
                    options.extend(self.ways_of(choice, &answer)?);
                }
            }
        }
        (options.len() <= WAYS_MAX).then_some(options)
    }

    /// The ways in which a met option is met: several where it hangs on levels that are.
    fn ways_of(&self, choice: &LevelOption<'_>, answer: &ChoiceAnswer) -> Option<Vec<MetOption>> {
        let mut ways = vec![self.met_option(choice, answer)];
        for (id, _) in &answer.answers {
            let PreparedRequirement::Holds(levels) = self.asked(*id) else { continue };
            for held in self.ways_to_hold(*id, levels)? {
                let both = |way: &MetOption| held.iter().map(|own| way.with(own)).collect();
                let all: Vec<Vec<MetOption>> = ways.iter().map(both).collect();
                ways = all.concat();
                if ways.len() > WAYS_MAX {
                    return None;
                }
            }
        }
        Some(ways)
    }

    /// By level that must be there, or once where any of them is enough: the ways in which it is. What is
    /// held stays so whoever leaves.
    fn ways_to_hold(
        &self,
        id: RequirementId,
        levels: &[AskedLevel],
    ) -> Option<Vec<Vec<MetOption>>> {
        let ways = |asked: &AskedLevel| {
            if asked.is_held(self.at.as_of) {
                return Some(vec![MetOption::default()]);
            }
            let all: Option<Vec<_>> =
                asked.levels.iter().map(|level| self.met_options(*level)).collect();
            Some(all?.concat())
        };
        let all: Vec<Vec<MetOption>> = levels.iter().map(ways).collect::<Option<_>>()?;
        match self.placed(id).requirement.kind {
            RequirementKind::Holds { which: Which::Any, .. } => Some(vec![all.concat()]),
            _ => Some(all),
        }
    }

    /// Levels that it hangs on aside.
    fn met_option(&self, choice: &LevelOption<'_>, answer: &ChoiceAnswer) -> MetOption {
        let day = self.at.as_of;
        let mut option = MetOption::default();
        for (id, _) in &answer.answers {
            match (self.asked(*id), self.shares(choice, *id, day)) {
                (PreparedRequirement::People(qualified), false) => {
                    let need = self.places(*id);
                    option.is_breakable |= need > 0;
                    option.parts.push(Prop::Keep { need, people: qualified.persons(day) });
                }
                (PreparedRequirement::Score(crowds), _) => {
                    option.is_scored = true;
                    option.is_breakable |= self.scores_without_people(*id, crowds);
                    option.parts.push(Prop::Alone { people: self.score_breakers(*id, crowds) });
                }
                _ => {}
            }
        }
        for group in self.groups(choice, day) {
            let needs: Vec<usize> = group.iter().map(|id| self.places(*id)).collect();
            let persons = |id: &RequirementId| self.qualified(*id).map(|own| own.persons(day));
            let people = group.iter().map(|id| persons(id).unwrap_or_default()).collect();
            option.is_breakable |= needs.iter().any(|need| *need > 0);
            option.parts.push(Prop::Distinct { needs, people });
        }
        option
    }

    /// True where the score is not reached when everyone leaves.
    fn scores_without_people(&self, id: RequirementId, crowds: &[MetricHolders]) -> bool {
        let nobody = self.measures(crowds, AskedOn::Frozen(self.at.as_of), |_, _| 0);
        !self.score(id, nobody).met.is_yes()
    }

    /// Everyone without whom the score is not reached. Who is in the same crowds is alike.
    fn score_breakers(&self, id: RequirementId, crowds: &[MetricHolders]) -> Vec<u32> {
        let day = self.at.as_of;
        let crowds_of_all = crowds.iter().flat_map(MetricHolders::all);
        let mut member: Hashed<u32, Vec<usize>> = Hashed::default();
        for (place, qualified) in crowds_of_all.enumerate() {
            for person in qualified.persons(day) {
                member.entry(person).or_default().push(place);
            }
        }
        let mut alike: BTreeMap<Vec<usize>, Vec<u32>> = BTreeMap::new();
        for (person, places) in member {
            alike.entry(places).or_default().push(person);
        }
        let is_needed = |people: &Vec<u32>| {
            let without =
                |_, crowd: &Qualified| crowd.count(day) - u32::from(crowd.holds(people[0], day));
            let measures = self.measures(crowds, AskedOn::Frozen(day), without);
            !self.score(id, measures).met.is_yes()
        };
        let mut breakers: Vec<u32> = alike.into_values().filter(is_needed).flatten().collect();
        breakers.sort_unstable();
        breakers
    }
}
