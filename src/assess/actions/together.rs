//! Together: of steps none of which is enough alone for a level, those that are enough with each other.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::assess::ladder::LevelId;
use crate::base::{Amount, Day};

use super::action::{Action, ActionKind, Urgency};
use super::renewals::Renewals;
use super::sets::{EASY, Set, Trial};
use super::supposed::Supposed;

/// Steps to one level that are tried together.
const STEPS_MAX: usize = 40;

/// What brings somebody's skills to count.
const FILLING: [ActionKind; 3] =
    [ActionKind::Associate, ActionKind::MergeMcid, ActionKind::DeleteAndAddAgain];

/// Tells the steps to each level with which others they restore or keep it, where that is found. Where
/// something easy alone does for good, only what is easy is told beside it.
pub(super) fn tell(supposed: &Supposed<'_, '_>, actions: &mut [Action]) {
    let saved = saved(actions);
    let mut telling =
        Telling { supposed, renewals: OnceCell::new(), saved: &saved, done: BTreeSet::new() };
    // What saves a higher level saves the lower ones of its competency, too.
    let mut levels: Vec<LevelId> = supposed.in_need().collect();
    levels.retain(|level| supposed.breaks_on(*level).is_some());
    levels.sort_by_key(|level| (level.0, Reverse(level.1)));
    for level in &levels {
        telling.tell(actions, *level, (true, false));
    }
    for level in &levels {
        if !saved.contains(&supposed.title(*level)) {
            telling.tell(actions, *level, (false, false));
        }
    }
    // What is done for one level may be enough for another one, with something else.
    for level in &levels {
        if !saved.contains(&supposed.title(*level)) {
            telling.tell(actions, *level, (true, true));
        }
    }
}

/// The levels that something easy alone restores or keeps for good.
fn saved(actions: &[Action]) -> BTreeSet<String> {
    let easy = actions.iter().filter(|own| EASY.contains(&own.kind));
    let lasting = easy.filter(|own| own.breaks_again_on.is_none());
    lasting.flat_map(|own| own.restores.iter().chain(&own.keeps)).cloned().collect()
}

struct Telling<'s, 'a> {
    supposed: &'s Supposed<'s, 'a>,
    renewals: OnceCell<Renewals<'s, 'a>>,
    /// The levels that something easy alone restores or keeps for good.
    saved: &'s BTreeSet<String>,
    /// The levels for which a set is told already.
    done: BTreeSet<LevelId>,
}

impl Telling<'_, '_> {
    /// Of what is easy alone, or of all; beside what is told of other levels, or not.
    fn tell(&mut self, actions: &mut [Action], level: LevelId, (is_easy, is_beside): (bool, bool)) {
        let supposed = self.supposed;
        let own = steps(supposed, actions, level, is_beside);
        if self.done.contains(&level) || own.len() < 2 {
            return;
        }
        let renewals = self.renewals.get_or_init(|| Renewals::of(supposed));
        let mut trial = Trial {
            supposed,
            actions,
            level,
            renewals,
            people: BTreeMap::new(),
            most: BTreeMap::new(),
        };
        let Some(set) = trial.found(&own, is_easy) else { return };
        let set = trial.with_fewer_people(&own, set);
        trial.spare(&set);
        let is_free = |at: &usize| trial.actions[*at].enough_with.is_empty();
        let choice = trial.choice(&own, &set).filter(|all| all.iter().all(is_free));
        let members = choice.as_ref().unwrap_or(&set.steps).clone();
        let last: Vec<Option<Day>> = members.iter().map(|at| trial.last(*at, &set)).collect();
        if last.iter().flatten().any(|day| *day < supposed.as_of()) || !members.iter().any(is_free)
        {
            return;
        }
        let people = std::mem::take(&mut trial.people);
        let more = std::mem::take(&mut trial.most);
        let levels = self.saved_too(&trial, &set, &members);
        let fewer: BTreeMap<String, usize> = levels
            .iter()
            .filter(|own| own.0 == level.0 && own.1 < level.1)
            .filter_map(|own| Some((supposed.title(*own), trial.fewer_for(*own, &members, &set)?)))
            .collect();
        let titles: BTreeSet<String> = levels.iter().map(|own| supposed.title(*own)).collect();
        self.done.extend(levels);
        // Who makes up an account of theirs fills a place already, and has nothing to earn for it.
        let filling: BTreeSet<String> = members
            .iter()
            .filter(|at| FILLING.contains(&actions[**at].kind))
            .flat_map(|at| actions[*at].who.iter().cloned())
            .collect();
        for (at, last) in members.iter().zip(last) {
            let others = members.iter().filter(|other| *other != at);
            let own = &mut actions[*at];
            own.number = at + 1;
            // It speaks of one set alone.
            if !own.enough_with.is_empty() {
                continue;
            }
            if own.kind == ActionKind::Earn {
                own.who.retain(|email| !filling.contains(email));
            }
            own.enough_fewer.clone_from(&fewer);
            own.by_on = last.map_or(own.by_on, |day| own.by_on.min(day));
            own.enough_with = others.map(|other| other + 1).collect();
            own.enough_of = choice.is_some().then_some(set.steps.len());
            own.enough_for.clone_from(&titles);
            own.lasts_with(&set, &titles);
            // Who is asked for something easier is not to be found anew.
            if let Some(count) = people.get(at).filter(|_| !own.unit.is_empty()) {
                let count = Amount::whole((*count).into());
                own.enough_more = Some(own.enough_more.map_or(count, |more| more.min(count)));
            }
            own.enough_more = more.get(at).copied().or(own.enough_more);
        }
    }

    /// The level, and the other ones that the set saves for as long: lower ones of its competency, and others.
    fn saved_too(
        &self,
        trial: &Trial<'_, '_, '_>,
        set: &Set,
        members: &[usize],
    ) -> BTreeSet<LevelId> {
        let (level, supposed) = (trial.level, self.supposed);
        let is_whole = members.len() == set.steps.len();
        // What no step is asked for, or what heals by itself, is none of their doing.
        let is_served = |own: &LevelId| {
            members.iter().any(|at| trial.actions[*at].serves.contains(own))
                && supposed.heals_on(*own).is_none()
        };
        let open = supposed.in_need().filter(|own| {
            *own != level
                && (own.0 == level.0 || is_served(own))
                && supposed.breaks_on(*own).is_some()
                && !self.done.contains(own)
                && !self.saved.contains(&supposed.title(*own))
        });
        // Any so many people who make a level met make the lower ones met.
        let is_lower = |own: &LevelId| own.0 == level.0 && own.1 < level.1;
        let is_saved =
            |own: &LevelId| (is_lower(own) && !is_whole) || trial.is_enough_for(*own, members, set);
        open.filter(|own| own.0 != level.0 || is_lower(own))
            .filter(is_saved)
            .chain([level])
            .collect()
    }
}

/// What brings the level nearer and neither restores nor keeps it, the easiest first.
fn steps(
    supposed: &Supposed<'_, '_>,
    actions: &[Action],
    level: LevelId,
    is_beside: bool,
) -> Vec<usize> {
    let title = supposed.title(level);
    let is_own = |action: &Action| {
        let saves = action.restores.contains(&title) || action.keeps.contains(&title);
        // It speaks of one set alone.
        let is_free = action.enough_with.is_empty() || is_beside;
        is_step(action) && is_free && !saves && action.serves.contains(&level)
    };
    let mut own: Vec<usize> = (0..actions.len()).filter(|at| is_own(&actions[*at])).collect();
    own.sort_by_key(|at| {
        (
            ActionKind::WAYS.iter().position(|kind| *kind == actions[*at].kind),
            actions[*at].by_on,
            *at,
        )
    });
    own.truncate(STEPS_MAX);
    own
}

fn is_step(action: &Action) -> bool {
    let is_in_time = action.helped_through.is_none() && action.urgency != Urgency::None;
    is_in_time && action.deed.is_some() && ActionKind::WAYS.contains(&action.kind)
}

impl Action {
    /// Until when it is enough with the others of a set, and what is to be renewed so that it is for longer.
    fn lasts_with(&mut self, set: &Set, titles: &BTreeSet<String>) {
        self.breaks_again_on = set.breaks_on;
        self.puts_off = if set.breaks_on.is_some() { titles.clone() } else { BTreeSet::new() };
        self.renew_too.clone_from(&set.renewals);
    }
}
