//! N1: where several people are to be found for a level, those who only have to associate, to renew or to have an
//! account mended, and with whom fewer are enough.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::base::{Amount, Day};

use super::action::{Action, ActionKind, Urgency};
use super::deed::Deed;
use super::done::Done;
use super::supposed::{Supposed, only};

/// What those do who have it already.
const OF_PERSONS: [ActionKind; 4] = [
    ActionKind::Associate,
    ActionKind::MergeMcid,
    ActionKind::DeleteAndAddAgain,
    ActionKind::Renew,
];
/// People and ways that are tried.
const STEPS_MAX: usize = 12;
const WAYS_MAX: usize = 12;

/// A way to a level beside that of an action: fewer people, and what others do.
struct Way {
    level: LevelId,
    /// The level, and others that are met for good by the same.
    titles: BTreeSet<String>,
    people: u32,
    steps: Vec<usize>,
    breaks_on: Option<Day>,
}

/// Adds to each action that asks for several people and is enough alone the one that asks for fewer.
pub(super) fn add(supposed: &Supposed<'_, '_>, actions: &mut Vec<Action>) {
    for of in 0..actions.len() {
        let Some(way) = way(supposed, actions, of) else { continue };
        let title = BTreeSet::from([supposed.title(way.level)]);
        actions.push(fewer(&actions[of], way.people));
        let members: Vec<usize> = way.steps.iter().copied().chain([actions.len() - 1]).collect();
        for at in &members {
            let with = members.iter().filter(|other| *other != at).map(|other| other + 1).collect();
            let own = &mut actions[*at];
            own.number = at + 1;
            // It speaks of one set alone.
            if own.enough_with.is_empty() {
                own.enough_with = with;
                own.enough_for.clone_from(&way.titles);
                own.breaks_again_on = way.breaks_on;
                own.puts_off =
                    if way.breaks_on.is_some() { title.clone() } else { BTreeSet::new() };
            }
        }
    }
}

/// Of a level without a window for which nothing else is told.
fn way(supposed: &Supposed<'_, '_>, actions: &[Action], of: usize) -> Option<Way> {
    let action = &actions[of];
    let level = only(&action.serves).filter(|_| action.kind == ActionKind::Earn)?;
    let title = supposed.title(level);
    let is_saved = |own: &Action| own.restores.contains(&title) || own.keeps.contains(&title);
    let is_told = actions.iter().any(|own| own.enough_for.contains(&title));
    let Some(Deed::Earns { people, ways }) = &action.deed else { return None };
    if !is_saved(action) || is_told || supposed.window_ends_on(level).is_some() {
        return None;
    }
    let is_step = |own: &Action| {
        OF_PERSONS.contains(&own.kind)
            && own.serves.contains(&level)
            && own.urgency != Urgency::None
            && own.helped_through.is_none()
            && own.leaves.is_empty()
            && own.allowed_from.is_none()
    };
    let steps = (0..actions.len()).filter(|at| is_step(&actions[*at]) && !is_saved(&actions[*at]));
    let mut steps: Vec<usize> = steps.take(STEPS_MAX).collect();
    let reach_of = |level: LevelId, people: u32, steps: &[usize]| -> Option<Day> {
        let mut first = Day::FOREVER;
        for skills in ways.iter().take(WAYS_MAX) {
            let others = steps.iter().filter_map(|at| actions[*at].deed.as_ref()?.done(0));
            let done: Vec<Done<'_>> = others.chain([Done::Earns { people, skills }]).collect();
            first = first.min(Done::Several(&done).reach(supposed, level, true)?);
        }
        Some(first)
    };
    let reach = |people: u32, steps: &[usize]| reach_of(level, people, steps);
    let alone = reach(*people, &[])?;
    let is_enough =
        |people: u32, steps: &[usize]| reach(people, steps).is_some_and(|day| alone <= day);
    let people = (1..*people).find(|people| is_enough(*people, &steps))?;
    for place in (0..steps.len()).rev() {
        let mut less = steps.clone();
        less.remove(place);
        if is_enough(people, &less) {
            steps = less;
        }
    }
    let breaks_on = reach(people, &steps).filter(|day| *day != Day::FOREVER);
    if steps.is_empty() {
        return None;
    }
    // Nobody has to be found for each of several levels that the same person is enough for.
    let others = supposed.in_need().filter(|own| {
        let title = supposed.title(*own);
        *own != level
            && !actions.iter().any(|it| it.enough_for.contains(&title))
            && supposed.window_ends_on(*own).is_none()
            && reach_of(*own, people, &steps) == Some(Day::FOREVER)
    });
    let titles = others.chain([level]).map(|own| supposed.title(own)).collect();
    Some(Way { level, titles, people, steps, breaks_on })
}

/// The same action for fewer people, which alone are not enough.
fn fewer(action: &Action, people: u32) -> Action {
    let deed = action.deed.as_ref().map(|deed| match deed {
        Deed::Earns { ways, .. } => Deed::Earns { people, ways: ways.clone() },
        other => other.clone(),
    });
    Action {
        restores: BTreeSet::new(),
        keeps: BTreeSet::new(),
        group: None,
        enough_more: Some(Amount::whole(people.into())),
        deed,
        ..action.clone()
    }
}
