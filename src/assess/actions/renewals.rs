//! Renewals: whose certificates are to be renewed as well, so that what somebody does lasts, and what could be
//! renewed instead, but only later.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::ladder::LevelId;
use crate::assess::met::Met;
use crate::assess::standpoint::AskedOn;
use crate::base::Day;
use crate::programme::catalogue::SkillId;
use crate::rules::Holding;

use super::action::{Action, ActionKind, Renewal, Urgency};
use super::deed::Deed;
use super::done::Done;
use super::renew::{self, End};
use super::supposed::{Supposed, only};

/// Actions of a company of which it is looked for, the first ones.
const ACTIONS_MAX: usize = 60;
/// Certificates that end on one day, and days on which some end, that are tried.
const ENDS_MAX: usize = 12;
const DAYS_MAX: usize = 4;
/// Ways in which what is earned is tried.
const WAYS_MAX: usize = 12;

/// Tells each action what is to be renewed too, or could be instead. What can be renewed today is an action
/// of its own.
pub(super) fn tell(supposed: &Supposed<'_, '_>, actions: &mut Vec<Action>) {
    if !actions.iter().any(is_asked) {
        return;
    }
    let trial = Renewals::of(supposed);
    let mut further: BTreeMap<(u32, SkillId, Day), (End, BTreeSet<LevelId>)> = BTreeMap::new();
    for action in actions.iter_mut().filter(|own| is_asked(own)).take(ACTIONS_MAX) {
        if let Some((level, too)) = trial.too(action) {
            action.renew_too = too.iter().map(|end| trial.renewal(end)).collect();
            for end in too.into_iter().filter(|end| trial.is_open(end) && trial.is_known(end)) {
                let key = (end.holder, end.skill, end.day);
                further.entry(key).or_insert((end, BTreeSet::new())).1.insert(level);
            }
        }
        if is_search(action) {
            let ways = trial.instead(action).into_iter();
            action.renew_instead =
                ways.map(|all| all.iter().map(|end| trial.renewal(end)).collect()).collect();
        }
    }
    renew::add(supposed, actions, further.into_values().collect());
}

fn is_asked(action: &Action) -> bool {
    let is_of_use = action.urgency != Urgency::None || action.kind == ActionKind::Wait;
    let may_not_last = action.breaks_again_on.is_some() || is_search(action);
    is_of_use && may_not_last && action.helped_through.is_none() && action.kind != ActionKind::Pay
}

/// Whether somebody has to be found for it, or something sold.
fn is_search(action: &Action) -> bool {
    matches!(action.kind, ActionKind::Earn | ActionKind::Raise)
}

/// The certificates of a company that end and can be renewed.
pub(super) struct Renewals<'s, 'a> {
    supposed: &'s Supposed<'s, 'a>,
    /// By the first day without it.
    ends: BTreeMap<Day, Vec<End>>,
}

impl<'s, 'a> Renewals<'s, 'a> {
    #[must_use]
    pub(super) fn of(supposed: &'s Supposed<'s, 'a>) -> Self {
        let mut ends: BTreeMap<Day, Vec<End>> = BTreeMap::new();
        for end in renew::ends(supposed) {
            ends.entry(end.day).or_default().push(end);
        }
        Self { supposed, ends }
    }

    /// What is to be renewed so that a level does not break on a day although all of this is done, and when it
    /// breaks then.
    #[must_use]
    pub(super) fn so_that_it_lasts(
        &self,
        done: &[Done<'_>],
        level: LevelId,
        day: Day,
    ) -> (Vec<Renewal>, Option<Day>) {
        let step = LevelRenewals { trial: self, done, level, from: day };
        let all = step.lasting(day);
        let breaks = step.breaks_on(&all);
        (all.iter().map(|end| self.renewal(end)).collect(), breaks)
    }

    fn renewal(&self, end: &End) -> Renewal {
        let case = self.supposed.case;
        Renewal {
            email: case.shared.question.email(end.person).to_owned(),
            code: case.grounds.at.catalogue.skills[end.skill as usize].code.clone(),
            opens_on: end.opens_on(case),
            through: end.by_on,
        }
    }

    fn is_open(&self, end: &End) -> bool {
        end.opens_on(self.supposed.case) <= self.supposed.as_of()
    }

    /// Whether it counts by what is known, and not only by what is done.
    fn is_known(&self, end: &End) -> bool {
        self.ends.get(&end.day).is_some_and(|all| all.contains(end))
    }

    /// What is to be renewed so that a level that breaks again does not, or later, and which level that is.
    fn too(&self, action: &Action) -> Option<(LevelId, Vec<End>)> {
        let supposed = self.supposed;
        let again = action.breaks_again_on?;
        let deed = action.deed.as_ref();
        if deed.is_none() && action.kind != ActionKind::Wait {
            return None;
        }
        let ways = deed.map_or(1, Deed::ways).clamp(1, WAYS_MAX);
        let done: Vec<Vec<Done<'_>>> =
            (0..ways).map(|way| deed.and_then(|own| own.done(way)).into_iter().collect()).collect();
        let tried = action.serves.iter().flat_map(|level| done.iter().map(|done| (*level, done)));
        let mut found =
            tried.map(|(level, done)| LevelRenewals { trial: self, done, level, from: again });
        let step = found.find(|step| deed.is_none() || step.breaks_on(&[]) == Some(again))?;
        let mut all = step.lasting(again);
        // How much of a value is enough is not asked once more with others: as on the eve it is with them.
        if let (true, Some(Deed::Raises { .. })) = (all.is_empty(), deed) {
            all = step.ending(again);
            all.retain(|end| renew::loses_place(supposed, end, step.level));
        }
        (!all.is_empty()).then_some((step.level, all))
    }

    /// What its holders can renew only later, of the certificates whose end breaks the one level.
    fn instead(&self, action: &Action) -> Vec<Vec<End>> {
        let supposed = self.supposed;
        let Some(level) = only(&action.serves) else { return Vec::new() };
        let breaks = supposed.breaks_on(level).filter(|day| *day > supposed.as_of());
        let Some(day) = breaks else { return Vec::new() };
        if supposed.case.sweeps[level.0].on(day)[level.1] != Met::No {
            return Vec::new();
        }
        let step = LevelRenewals { trial: self, done: &[], level, from: day };
        let ends: Vec<End> =
            step.ending(day).into_iter().filter(|end| !self.is_open(end)).collect();
        let is_enough = |own: &[End]| step.breaks_on(own).is_none_or(|again| again > day);
        let single: Vec<Vec<End>> =
            ends.iter().map(|end| vec![end.clone()]).filter(|own| is_enough(own)).collect();
        if !single.is_empty() || !is_enough(&ends) {
            return single;
        }
        vec![least(&[], &ends, &|all| is_enough(all))]
    }
}

/// Those of the last ones that cannot be left out, behind the first ones.
#[must_use]
pub(super) fn least(first: &[End], last: &[End], is_enough: &dyn Fn(&[End]) -> bool) -> Vec<End> {
    let mut all = [first, last].concat();
    for place in (first.len()..all.len()).rev() {
        let mut less = all.clone();
        less.remove(place);
        if is_enough(&less) {
            all = less;
        }
    }
    all
}

/// What is done for a level, looked at from a day on.
struct LevelRenewals<'t, 's, 'a> {
    trial: &'t Renewals<'s, 'a>,
    done: &'t [Done<'t>],
    level: LevelId,
    from: Day,
}

impl LevelRenewals<'_, '_, '_> {
    /// The certificates that end on the days on which it breaks again, one day after the other.
    fn lasting(&self, again: Day) -> Vec<End> {
        let (mut all, mut day) = (Vec::new(), again);
        for _ in 0..DAYS_MAX {
            let here: Vec<End> = self.ending(day);
            let next = self.breaks_on(&[all.as_slice(), here.as_slice()].concat());
            if here.is_empty() || next.is_some_and(|next| next <= day) {
                break;
            }
            all = least(&all, &here, &|own| self.breaks_on(own) == next);
            match next {
                Some(next) => day = next,
                None => break,
            }
        }
        all
    }

    /// What ends on a day, of the certificates that the level asks for: of those that count, and of whose that
    /// count once this is done.
    fn ending(&self, day: Day) -> Vec<End> {
        let case = self.trial.supposed.case;
        let asked = case.grounds.at.ladder.skills(self.level, day);
        let known = self.trial.ends.get(&day).into_iter().flatten();
        let mut ends: Vec<End> = known.filter(|end| asked.contains(&end.skill)).cloned().collect();
        for (holder, own) in self.done.iter().filter_map(|done| done.holding()) {
            for held in own.iter().filter(|held| held.through.plus_days(1) == day) {
                let linked_through = case.endings.roll_through(held.person);
                let is_new = ends.iter().all(|end| (end.holder, end.skill) != (holder, held.skill));
                let by_on = renew::renewed_by(case, held.skill, day).filter(|_| {
                    is_new
                        && asked.contains(&held.skill)
                        && linked_through >= day
                        && case.endings.expires_on(held) == held.through
                });
                let Some(by_on) = by_on else { continue };
                let (person, skill) = (held.person, held.skill);
                ends.push(End { holder, person, skill, day, linked_through, by_on });
            }
        }
        ends.truncate(ENDS_MAX);
        ends
    }

    /// The first day from then on on which the level is not met although this is done and these are renewed.
    fn breaks_on(&self, renewed: &[End]) -> Option<Day> {
        let supposed = self.trial.supposed;
        let mut own: BTreeMap<u32, Vec<Holding>> = BTreeMap::new();
        for (holder, all) in self.done.iter().filter_map(|done| done.holding()) {
            own.entry(holder).or_default().extend(all.iter().copied());
        }
        for end in renewed {
            let known = || supposed.case.holders.of_holder(end.holder).to_vec();
            let all = own.entry(end.holder).or_insert_with(known);
            let ending = all.iter().find(|held| held.skill == end.skill).copied();
            all.extend(ending.map(|held| end.after(held)));
        }
        let mut done: Vec<Done<'_>> =
            own.iter().map(|(holder, own)| Done::Holds { holder: *holder, own }).collect();
        done.extend(self.done.iter().filter(|done| done.holding().is_none()));
        let all = Done::Several(&done);
        let later = all.unmet(supposed, self.level).into_iter().filter(|it| it.day() >= self.from);
        let mut unmet = later.filter(|it| !all.is_met(supposed, self.level, *it));
        let first = unmet.next().map(AskedOn::day);
        first.filter(|day| !supposed.is_kept_before(self.level, *day))
    }
}
