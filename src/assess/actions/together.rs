//! Together: of steps none of which is enough alone for a level, those that are enough with each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::ladder::LevelId;
use crate::assess::standpoint::Moment;
use crate::base::{Amount, Day};

use super::action::{Action, Kind, Urgency};
use super::deed::Deed;
use super::done::Done;
use super::supposed::Supposed;

/// Steps to one level that are tried together.
const STEPS_MAX: usize = 40;
/// Choices of so many of them that are tried.
const CHOICES_MAX: usize = 60;
/// Ways in which what is earned is tried.
const WAYS_MAX: usize = 12;

/// The easiest first.
const KINDS: [Kind; 6] =
    [Kind::Associate, Kind::Renew, Kind::Attest, Kind::Earn, Kind::Invoice, Kind::Raise];
/// What one person does soon: nobody has to learn or sell anything instead.
const EASY: [Kind; 3] = [Kind::Associate, Kind::Renew, Kind::Attest];

/// Tells the steps to each level with which others they restore or keep it, where that is found and nothing
/// easy alone does.
pub(super) fn tell(supposed: &Supposed<'_, '_>, actions: &mut [Action]) {
    let easy = actions.iter().filter(|own| EASY.contains(&own.kind));
    let saved: BTreeSet<&String> =
        easy.flat_map(|own| own.restores.iter().chain(&own.keeps)).collect();
    let breaks = supposed.in_need().filter(|level| supposed.breaks_on(*level).is_some());
    let levels: Vec<LevelId> =
        breaks.filter(|level| !saved.contains(&supposed.title(*level))).collect();
    for level in levels {
        let title = supposed.title(level);
        let is_own = |action: &Action| {
            let saves = action.restores.contains(&title) || action.keeps.contains(&title);
            is_step(action) && !saves && action.serves.contains(&level)
        };
        let mut own: Vec<usize> = (0..actions.len()).filter(|at| is_own(&actions[*at])).collect();
        own.sort_by_key(|at| {
            (KINDS.iter().position(|kind| *kind == actions[*at].kind), actions[*at].by_on, *at)
        });
        own.truncate(STEPS_MAX);
        let mut trial = Trial { supposed, actions, level, people: BTreeMap::new() };
        let Some(set) = trial.enough(&own) else { continue };
        trial.spare(&set);
        let choice = trial.any_of(&own, set.len());
        let members = if choice { people(actions, &own) } else { set.clone() };
        let last: Vec<Option<Day>> = members.iter().map(|at| trial.last(*at, &set)).collect();
        if last.iter().flatten().any(|day| *day < supposed.as_of()) {
            continue;
        }
        let people = trial.people;
        for (at, last) in members.iter().zip(last) {
            let others = members.iter().filter(|other| *other != at);
            let with = others.map(|other| other + 1).collect();
            let of = choice.then_some(set.len());
            let own = &mut actions[*at];
            own.by_on = last.map_or(own.by_on, |day| own.by_on.min(day));
            (own.enough_with, own.enough_of, own.number) = (with, of, at + 1);
            own.enough_for.clone_from(&title);
            // Of gates and requirements of people it is told elsewhere how many are missing.
            if own.enough_more.is_none() && !own.unit.is_empty() {
                own.enough_more = people.get(at).map(|count| Amount::whole((*count).into()));
            }
        }
    }
}

fn is_step(action: &Action) -> bool {
    let is_in_time = action.helped_through.is_none() && action.urgency != Urgency::None;
    // It speaks of one level alone.
    let is_free = action.enough_with.is_empty();
    is_in_time && is_free && action.deed.is_some() && KINDS.contains(&action.kind)
}

/// Those of these that ask one person to associate.
fn people(actions: &[Action], steps: &[usize]) -> Vec<usize> {
    steps.iter().copied().filter(|at| actions[*at].kind == Kind::Associate).collect()
}

/// Steps to one level.
struct Trial<'t, 's, 'a> {
    supposed: &'t Supposed<'s, 'a>,
    actions: &'t [Action],
    level: LevelId,
    /// So many people are tried who earn what a step asks for; else as many as fill it.
    people: BTreeMap<usize, u32>,
}

impl Trial<'_, '_, '_> {
    /// The easiest of these that are enough together, and of which none can be left out.
    fn enough(&self, steps: &[usize]) -> Option<Vec<usize>> {
        if steps.len() < 2 || !self.is_enough(steps) {
            return None;
        }
        // The more the better: no fewer of the first ones are enough than so many.
        let (mut few, mut many) = (1, steps.len());
        while few + 1 < many {
            let some = usize::midpoint(few, many);
            if self.is_enough(&steps[..some]) {
                many = some;
            } else {
                few = some;
            }
        }
        let mut set = steps[..many].to_vec();
        for place in (0..set.len()).rev() {
            let mut less = set.clone();
            less.remove(place);
            if self.is_enough(&less) {
                set = less;
            }
        }
        Some(set).filter(|set| set.len() > 1)
    }

    /// Lets as few people as are enough earn what these steps ask for.
    fn spare(&mut self, set: &[usize]) {
        for at in set {
            let Some(Deed::Earns { people, .. }) = self.actions[*at].deed else { continue };
            for fewer in 1..=people {
                self.people.insert(*at, fewer);
                if self.is_enough(set) {
                    break;
                }
            }
        }
    }

    /// The last day on which one of these can be done for a level with a window, by what is known of the days
    /// ahead; none for one without.
    fn last(&self, step: usize, set: &[usize]) -> Option<Day> {
        // A certificate can be renewed up to its end.
        let shows = self.actions[step].kind.shows().filter(|_| {
            self.actions[step].kind != Kind::Renew
                && self.supposed.case.qualifications.contains_key(&self.level)
        })?;
        let last = |way| Done::Several(&self.done(set, way)).last_met(self.supposed, self.level);
        let at = &self.supposed.case.grounds.at;
        let seen_on = (0..self.ways(set)).map(last).min()?;
        Some(seen_on.map_or(at.as_of.plus_days(-1), |day| shows.done_by(day, at)))
    }

    fn ways(&self, steps: &[usize]) -> usize {
        let deeds = steps.iter().filter_map(|at| self.actions[*at].deed.as_ref());
        deeds.map(super::deed::Deed::ways).max().unwrap_or(1).min(WAYS_MAX)
    }

    fn done(&self, steps: &[usize], way: usize) -> Vec<Done<'_>> {
        let done = |at: &usize| match self.actions[*at].deed.as_ref()?.done(way)? {
            Done::Earns { people, skills } => {
                let people = self.people.get(at).copied().unwrap_or(people);
                Some(Done::Earns { people, skills })
            }
            done => Some(done),
        };
        steps.iter().filter_map(done).collect()
    }

    /// Whether any so many of those who are asked to associate are enough, and there is a choice.
    fn any_of(&self, steps: &[usize], count: usize) -> bool {
        let people = people(self.actions, steps);
        let is_choice = people.len() > count && is_few(people.len(), count);
        is_choice && choices(&people, count).iter().all(|some| self.is_enough(some))
    }

    /// Whether these together restore the level, or keep it.
    fn is_enough(&self, steps: &[usize]) -> bool {
        (0..self.ways(steps)).all(|way| {
            let done = self.done(steps, way);
            let all = Done::Several(&done);
            if self.supposed.is_unmet(self.level) {
                all.is_met(self.supposed, self.level, Moment::Frozen(self.supposed.as_of()))
            } else {
                all.breaks_on(self.supposed, self.level).is_none()
            }
        })
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
