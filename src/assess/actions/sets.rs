//! Sets: which steps to a level are enough together, and until when.

use std::collections::BTreeMap;

use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::last_help::Shows;
use crate::assess::score_needs::least;
use crate::assess::standpoint::AskedOn;
use crate::base::{Amount, Day};

use super::action::{Action, ActionKind, Renewal};
use super::deed::Deed;
use super::done::Done;
use super::renewals::Renewals;
use super::supposed::Supposed;

/// Choices of so many of them that are tried.
const CHOICES_MAX: usize = 60;
/// Ways in which what is earned is tried.
const WAYS_MAX: usize = 12;

/// Steps of which all smaller sets are tried.
const STEPS_MAX: usize = 6;

/// What one person does soon: nobody has to learn or sell anything instead.
pub(super) const EASY: [ActionKind; 5] = [
    ActionKind::Associate,
    ActionKind::Renew,
    ActionKind::Attest,
    ActionKind::MergeMcid,
    ActionKind::DeleteAndAddAgain,
];
/// Of several people who are asked for one of these, any so many may be enough.
const OF_PEOPLE: [ActionKind; 2] = [ActionKind::Associate, ActionKind::Renew];

/// What is to come of a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SetGoal {
    /// The level is met up to its horizon.
    ForGood,
    /// So it is if certificates are renewed as well.
    IfRenewed,
    /// It is met up to the eve of a day.
    Until(Day),
}

/// A set that is enough, and what is known of it.
pub(super) struct Set {
    pub steps: Vec<usize>,
    pub want: SetGoal,
    /// The first day on which the level breaks all the same.
    pub breaks_on: Option<Day>,
    /// What is to be renewed so that it does not, or later.
    pub renewals: Vec<Renewal>,
}

/// Steps to one level.
pub(super) struct Trial<'t, 's, 'a> {
    pub supposed: &'t Supposed<'s, 'a>,
    pub actions: &'t [Action],
    pub level: LevelId,
    pub renewals: &'t Renewals<'s, 'a>,
    /// So many people are tried who earn what a step asks for; else as many as fill it.
    pub people: BTreeMap<usize, u32>,
    /// So much more is tried of a value that a step raises; else all that gives something.
    pub most: BTreeMap<usize, Amount>,
}

impl Trial<'_, '_, '_> {
    /// The easiest of these that are enough together for good, or else as long as can be. Who would have to
    /// learn or sell something is asked only if the others are not enough for good.
    pub(super) fn found(&self, steps: &[usize], is_easy: bool) -> Option<Set> {
        let of_easy = |at: &usize| EASY.contains(&self.actions[*at].kind);
        let easy: Vec<usize> = steps.iter().copied().filter(of_easy).collect();
        let found = |steps: &[usize]| {
            let mut wants = [SetGoal::ForGood, SetGoal::IfRenewed].into_iter();
            wants.find_map(|want| self.enough(steps, want))
        };
        let found = found(&easy).or_else(|| if is_easy { None } else { found(steps) });
        if found.is_some() || is_easy {
            return found;
        }
        [&easy[..], steps].into_iter().find_map(|steps| {
            let longest = self.reach(steps)?;
            self.enough(steps, SetGoal::Until(longest))
        })
    }

    /// The easiest of these that are enough together, and of which none can be left out.
    fn enough(&self, steps: &[usize], want: SetGoal) -> Option<Set> {
        if steps.len() < 2 || !self.is_enough(steps, want) {
            return None;
        }
        // The more the better: no fewer of the first ones are enough than so many.
        let (mut few, mut many) = (1, steps.len());
        while few + 1 < many {
            let some = usize::midpoint(few, many);
            if self.is_enough(&steps[..some], want) {
                many = some;
            } else {
                few = some;
            }
        }
        let mut set = steps[..many].to_vec();
        for place in (0..set.len()).rev() {
            let mut less = set.clone();
            less.remove(place);
            if self.is_enough(&less, want) {
                set = less;
            }
        }
        (set.len() > 1).then(|| self.set(self.smallest(steps, set, want), want))
    }

    /// Of few steps the smallest set that is enough, the easiest of these.
    fn smallest(&self, steps: &[usize], set: Vec<usize>, want: SetGoal) -> Vec<usize> {
        if steps.len() > STEPS_MAX {
            return set;
        }
        let smaller = (2..set.len()).flat_map(|count| choices(steps, count));
        smaller.into_iter().find(|some| self.is_enough(some, want)).unwrap_or(set)
    }

    fn set(&self, steps: Vec<usize>, want: SetGoal) -> Set {
        let breaks_on = self.reach(&steps).filter(|day| *day != Day::FOREVER);
        let (renewals, _) = breaks_on.map(|day| self.renewed(&steps, day)).unwrap_or_default();
        Set { steps, want, breaks_on, renewals }
    }

    /// With others who are asked for the same: any so many of them as the set has are enough, if all choices
    /// are.
    pub(super) fn choice(&self, steps: &[usize], set: &Set) -> Option<Vec<usize>> {
        let kind_of = |at: &usize| self.actions[*at].kind;
        let kind = set.steps.first().map(kind_of).filter(|kind| OF_PEOPLE.contains(kind))?;
        if set.want == SetGoal::IfRenewed || !set.steps.iter().all(|at| kind_of(at) == kind) {
            return None;
        }
        let (count, mut members) = (set.steps.len(), set.steps.clone());
        let others = steps.iter().filter(|at| kind_of(at) == kind && !set.steps.contains(at));
        for other in others {
            if !is_few(members.len() + 1, count) {
                break;
            }
            let with_it = |some: &Vec<usize>| {
                let all = [some.as_slice(), &[*other]].concat();
                self.is_enough(&all, set.want)
            };
            if choices(&members, count - 1).iter().all(with_it) {
                members.push(*other);
            }
        }
        members.sort_unstable();
        (members.len() > count).then_some(members)
    }

    /// How many of these are enough for a level, whichever they are, where they are fewer than for this one.
    pub(super) fn fewer_for(&self, level: LevelId, members: &[usize], set: &Set) -> Option<usize> {
        let lower = Trial { level, people: BTreeMap::new(), most: BTreeMap::new(), ..*self };
        let is_person = |at: &usize| OF_PEOPLE.contains(&self.actions[*at].kind);
        if !members.iter().all(is_person) {
            return None;
        }
        let mut counts = (2..set.steps.len()).filter(|count| is_few(members.len(), *count));
        counts.find(|count| {
            choices(members, *count).iter().all(|some| lower.is_enough(some, set.want))
        })
    }

    /// Whether these are enough for another level, too.
    pub(super) fn is_enough_for(&self, level: LevelId, members: &[usize], set: &Set) -> bool {
        let other = Trial { level, people: BTreeMap::new(), most: BTreeMap::new(), ..*self };
        choices(members, set.steps.len()).iter().all(|some| other.is_enough(some, set.want))
    }

    /// Lets as few people as are enough earn what these steps ask for, and raises values by as little.
    pub(super) fn spare(&mut self, set: &Set) {
        for at in &set.steps {
            match self.actions[*at].deed {
                Some(Deed::Earns { people, .. }) => {
                    for fewer in 1..=people {
                        self.people.insert(*at, fewer);
                        if self.is_enough(&set.steps, set.want) {
                            break;
                        }
                    }
                }
                Some(Deed::Raises { id, metric: Some(metric), .. }) => {
                    self.raise_least(*at, (id, metric), set);
                }
                _ => {}
            }
        }
    }

    /// With what is easy beside it, where fewer people have to earn something then: only what spares them.
    pub(super) fn with_fewer_people(&mut self, steps: &[usize], set: Set) -> Set {
        let kind_of = |at: &usize| self.actions[*at].kind;
        let is_beside = |at: &&usize| EASY.contains(&kind_of(at)) && !set.steps.contains(at);
        let easy: Vec<usize> = steps.iter().filter(is_beside).copied().collect();
        let earns = set.steps.iter().any(|at| kind_of(at) == ActionKind::Earn);
        if !earns || easy.is_empty() || set.want == SetGoal::IfRenewed {
            return set;
        }
        let alone = self.spared(&set);
        let mut all = easy.clone();
        all.extend(&set.steps);
        let mut more = Set { steps: all, renewals: Vec::new(), ..set };
        let earning: Vec<usize> =
            set.steps.iter().copied().filter(|at| kind_of(at) == ActionKind::Earn).collect();
        self.people.clear();
        self.most.clear();
        self.without(&mut more, &earning);
        let people = if self.is_enough(&more.steps, set.want) { self.spared(&more) } else { alone };
        if people < alone {
            self.without(&mut more, &easy);
        }
        self.people.clear();
        self.most.clear();
        if people < alone { self.set(more.steps, more.want) } else { set }
    }

    /// Leaves out those of these steps, the last first, without which the others are enough.
    fn without(&self, set: &mut Set, some: &[usize]) {
        for at in some.iter().rev() {
            let less: Vec<usize> = set.steps.iter().copied().filter(|own| own != at).collect();
            if self.is_enough(&less, set.want) {
                set.steps = less;
            }
        }
    }

    /// So few people are enough, of all who earn something.
    fn spared(&mut self, set: &Set) -> u32 {
        self.people.clear();
        self.most.clear();
        self.spare(set);
        self.people.values().sum()
    }

    fn raise_least(&mut self, at: usize, (id, metric): (RequirementId, usize), set: &Set) {
        let (grounds, today) = (&self.supposed.case.grounds, self.supposed.as_of());
        let Some((step, most)) = grounds.raised_in(id, metric, AskedOn::Frozen(today)) else {
            return;
        };
        let enough = least(most, |more| {
            self.most.insert(at, step.times(more));
            self.is_enough(&set.steps, set.want)
        });
        match enough {
            Some(more) => self.most.insert(at, step.times(more)),
            None => self.most.remove(&at),
        };
    }

    /// The last day on which one of these can be done, by what is known of the days ahead: it is to show in the
    /// level's window, or else before the level breaks all the same; none where nothing ends it.
    pub(super) fn last(&self, step: usize, set: &Set) -> Option<Day> {
        // A certificate can be renewed up to its end.
        let kind = self.actions[step].kind;
        let shows = kind.shows().filter(|_| kind != ActionKind::Renew)?;
        let at = &self.supposed.case.grounds.at;
        if !self.supposed.case.qualifications.contains_key(&self.level) {
            let breaks = set.breaks_on.filter(|_| set.want != SetGoal::IfRenewed)?;
            return Some(shows.done_by(breaks.plus_days(-1), at));
        }
        let last =
            |way| Done::Several(&self.done(&set.steps, way)).last_met(self.supposed, self.level);
        let seen_on = (0..self.ways(&set.steps)).map(last).min()?;
        Some(seen_on.map_or(at.as_of.plus_days(-1), |day| shows.done_by(day, at)))
    }

    fn ways(&self, steps: &[usize]) -> usize {
        let deeds = steps.iter().filter_map(|at| self.actions[*at].deed.as_ref());
        deeds.map(Deed::ways).max().unwrap_or(1).min(WAYS_MAX)
    }

    fn done(&self, steps: &[usize], way: usize) -> Vec<Done<'_>> {
        let done = |at: &usize| match self.actions[*at].deed.as_ref()?.done(way)? {
            Done::Earns { people, skills } => {
                let people = self.people.get(at).copied().unwrap_or(people);
                Some(Done::Earns { people, skills })
            }
            Done::Raises { id, metric, most } => {
                Some(Done::Raises { id, metric, most: self.most.get(at).copied().or(most) })
            }
            done => Some(done),
        };
        steps.iter().filter_map(done).collect()
    }

    /// Whether these together restore the level, or keep it, for as long as it is wanted.
    pub(super) fn is_enough(&self, steps: &[usize], want: SetGoal) -> bool {
        let Some(day) = self.reach(steps) else { return false };
        match want {
            SetGoal::ForGood => day == Day::FOREVER,
            SetGoal::IfRenewed => day == Day::FOREVER || self.renewed(steps, day).1.is_none(),
            SetGoal::Until(least) => least <= day,
        }
    }

    /// The first day on which the level is not met although these are done, whichever way: for ever where
    /// there is none. None where they neither restore it nor put off that it breaks.
    fn reach(&self, steps: &[usize]) -> Option<Day> {
        let is_delayed =
            steps.iter().any(|at| self.actions[*at].kind.shows() == Some(Shows::WithDelay));
        let mut first = Day::FOREVER;
        for way in 0..self.ways(steps) {
            let done = self.done(steps, way);
            let all = Done::Several(&done);
            first = first.min(all.reach(self.supposed, self.level, is_delayed)?);
        }
        Some(first)
    }

    /// What is to be renewed so that a level does not break on a day although these are done, and when it
    /// breaks then.
    fn renewed(&self, steps: &[usize], day: Day) -> (Vec<Renewal>, Option<Day>) {
        let mut worst: Option<(Vec<Renewal>, Option<Day>)> = None;
        for way in 0..self.ways(steps) {
            let own = self.renewals.so_that_it_lasts(&self.done(steps, way), self.level, day);
            let is_worse = worst.as_ref().is_none_or(|(_, known)| match (own.1, *known) {
                (Some(own), Some(known)) => own < known,
                (own, known) => own.is_some() && known.is_none(),
            });
            if is_worse {
                worst = Some(own);
            }
        }
        worst.unwrap_or_else(|| (Vec::new(), Some(day)))
    }
}

/// Whether there are few choices of so many.
fn is_few(all: usize, count: usize) -> bool {
    let mut choices: usize = 1;
    for place in 0..count.min(all - count) {
        choices = choices * (all - place) / (place + 1);
        if choices > CHOICES_MAX {
            return false;
        }
    }
    true
}

/// All choices of so many.
fn choices(all: &[usize], count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for (place, first) in all.iter().enumerate() {
        for rest in choices(&all[place + 1..], count - 1) {
            found.push([vec![*first], rest].concat());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_choices_are_made_where_they_are_few() {
        assert_eq!(choices(&[7, 8, 9], 2), [vec![7, 8], vec![7, 9], vec![8, 9]]);
        assert_eq!(choices(&[7, 8], 2), [[7, 8]]);
        assert!(is_few(8, 3) && is_few(60, 1) && is_few(11, 2));
        assert!(!is_few(12, 2) && !is_few(40, 20));
    }
}
