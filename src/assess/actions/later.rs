//! Later: people who are missing only on a later day than that on which a level breaks, or when what is raised is
//! shown (W4). Whoever does the rest does it in vain without them.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::assess::last_help::done_to_be_seen;
use crate::assess::standpoint::AskedOn;
use crate::base::Day;

use super::action::{Action, ActionKind, Urgency};
use super::earn;
use super::renew::{self, End, loses_place};
use super::supposed::Supposed;

/// Later days that are looked at.
const DAYS_MAX: usize = 4;

/// Adds what is asked for only then: it is told where the others are enough with it, and not without.
pub(super) fn add(
    supposed: &Supposed<'_, '_>,
    healed: &BTreeSet<LevelId>,
    actions: &mut Vec<Action>,
) {
    let levels = supposed.in_need().filter(|level| !healed.contains(level));
    let levels: Vec<LevelId> = levels.filter(|own| is_open(supposed, *own, actions)).collect();
    for level in levels {
        let Some(days) = days(supposed, level, actions) else { continue };
        let mut further = renewals(supposed, level, (&days, actions));
        for day in days {
            for own in earned(supposed, level, day) {
                let is_known = |it: &Action| it.kind == ActionKind::Earn && is_alike(it, &own);
                if !actions.iter().chain(&further).any(is_known) {
                    further.push(own);
                }
            }
        }
        let marked = further.into_iter().filter(|own| own.urgency != Urgency::None);
        actions.extend(marked.map(|own| Action { is_for_others: true, ..own }));
    }
}

fn is_alike(one: &Action, other: &Action) -> bool {
    (&one.level, &one.option, &one.through, &one.what)
        == (&other.level, &other.option, &other.through, &other.what)
}

/// Something is done for it, nothing is enough for good, and no renewal makes it last.
fn is_open(supposed: &Supposed<'_, '_>, level: LevelId, actions: &[Action]) -> bool {
    let title = supposed.title(level);
    let mut own = actions.iter().filter(|own| own.serves.contains(&level)).peekable();
    let is_enough = |own: &Action| {
        let saves = own.restores.contains(&title) || own.keeps.contains(&title);
        (saves && own.breaks_again_on.is_none()) || !own.renew_too.is_empty()
    };
    own.peek().is_some() && !own.any(is_enough)
}

/// The days on which more may be missing than today, or than when it breaks: of a level that is not met, the one
/// on which what is raised is shown; of one that breaks, those on which it is not met later.
fn days(supposed: &Supposed<'_, '_>, level: LevelId, actions: &[Action]) -> Option<Vec<Day>> {
    let breaks = supposed.breaks_on(level)?;
    let horizon = supposed.horizon(level);
    if !supposed.is_unmet(level) {
        let later = supposed.case.sweeps[level.0].days_not(level.1, horizon).into_iter();
        return Some(later.filter(|day| breaks < *day).take(DAYS_MAX).collect());
    }
    let raises =
        actions.iter().filter(|own| own.kind == ActionKind::Raise && own.serves.contains(&level));
    let deeds = raises.filter_map(|own| own.deed.as_ref());
    let shown = deeds.filter_map(|own| own.done(0)?.all_shown_on(supposed)).max()?;
    Some(vec![shown])
}

/// Of the option that is the nearest on the day on which it breaks: who is missing on a later one.
fn earned(supposed: &Supposed<'_, '_>, level: LevelId, day: Day) -> Vec<Action> {
    let Some(moment) = supposed.break_of(level) else { return Vec::new() };
    let grounds = &supposed.case.grounds;
    let first = grounds.choices(level, moment);
    let Some((place, _)) = grounds.best(&first) else { return Vec::new() };
    let later = AskedOn::Frozen(day);
    let all = grounds.choices(level, later);
    let Some((place, choice)) = all.iter().find(|own| own.0 == *place) else { return Vec::new() };
    let own = earn::of_choice(supposed, level, (*place, choice), later);
    let last = done_to_be_seen(day.plus_days(-1), &grounds.at);
    // What is not met before can be brought back as long as its window is open, or it is asked for so long.
    let is_due = !supposed.is_unmet(level) && supposed.window_ends_on(level).is_none();
    let own = own.into_iter().filter(|_| !is_due || supposed.as_of() <= last);
    let due = own.map(|own| Action { by_on: if is_due { last } else { own.by_on }, ..own });
    due.collect()
}

/// Certificates that can be renewed and end before what is raised is shown; of a level that breaks and asks for new
/// people, those that end while it can still be kept: fewer people may do, then.
fn renewals(
    supposed: &Supposed<'_, '_>,
    level: LevelId,
    (days, actions): (&[Day], &[Action]),
) -> Vec<Action> {
    let asks_people = |own: &Action| own.kind == ActionKind::Earn && own.serves.contains(&level);
    let last = match days.first() {
        Some(day) if supposed.is_unmet(level) => *day,
        _ if !supposed.is_unmet(level) && actions.iter().any(asks_people) => {
            supposed.window_ends_on(level).unwrap_or_else(|| supposed.horizon(level))
        }
        _ => return Vec::new(),
    };
    let case = supposed.case;
    let asked = case.grounds.at.ladder.skills(level, supposed.as_of());
    let is_own = |end: &End| {
        end.day <= last
            && end.opens_on(case) <= supposed.as_of()
            && asked.contains(&end.skill)
            && loses_place(supposed, end, level)
    };
    let ends = renew::ends(supposed).into_iter().filter(is_own);
    let served = BTreeSet::from([level]);
    let own =
        ends.filter_map(|end| renew::action(supposed, &end, (served.clone(), BTreeSet::new())));
    let is_known = |own: &Action| {
        let is_same = |it: &&Action| it.skill == own.skill && it.who == own.who;
        actions.iter().any(|it| it.kind == ActionKind::Renew && is_same(&it))
    };
    own.filter(|own| !is_known(own)).collect()
}
