//! One thing done: which levels are met then, and until when.

use std::collections::BTreeSet;

use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::met::Met;
use crate::assess::shift::Shift;
use crate::assess::standpoint::AskedOn;
use crate::assess::tracked::shown_in;
use crate::base::fold::fold;
use crate::base::{Amount, Day};
use crate::programme::catalogue::{RequirementKind, SkillId};
use crate::rules::Holding;

use super::supposed::{Supposed, seen_on};

/// What somebody does, by what comes of it.
#[derive(Clone, Copy)]
pub enum Done<'d> {
    /// A holder has these skills, from when to when.
    Holds { holder: u32, own: &'d [Holding] },
    /// So many new people have these skills from today on.
    Earns { people: u32, skills: &'d [SkillId] },
    /// A fact, folded, is attested on a day.
    Attests { fact: &'d str, on: Day },
    /// A performance requirement, or a score by one of its values, is brought to be enough: by so much more
    /// of it at most, where that is said.
    Raises { id: RequirementId, metric: Option<usize>, most: Option<Amount> },
    /// The level of this name, folded, is renewed through a day.
    Pays { competency: &'d str, level: &'d str, through: Day },
    /// All of these, none of them several itself.
    Several(&'d [Done<'d>]),
}

impl<'d> Done<'d> {
    /// Whether it may be what these skills are asked for; of facts and sums that is not known.
    #[must_use]
    pub fn is_about(self, asked: &BTreeSet<SkillId>) -> bool {
        match self {
            Self::Holds { own, .. } => own.iter().any(|held| asked.contains(&held.skill)),
            Self::Earns { skills, .. } => skills.iter().any(|skill| asked.contains(skill)),
            Self::Attests { .. } | Self::Raises { .. } | Self::Pays { .. } => true,
            Self::Several(all) => all.iter().any(|it| it.is_about(asked)),
        }
    }

    /// What a holder has then.
    #[must_use]
    pub(super) fn holding(self) -> Option<(u32, &'d [Holding])> {
        match self {
            Self::Holds { holder, own } => Some((holder, own)),
            _ => None,
        }
    }

    /// Whether a level is met then.
    #[must_use]
    pub fn is_met(self, supposed: &Supposed<'_, '_>, level: LevelId, moment: AskedOn) -> bool {
        let each = match self {
            Self::Several(all) => all,
            one => &[one],
        };
        let skills: Vec<Vec<SkillId>> = each.iter().map(|it| it.skills_on(moment.day())).collect();
        let shifts = each.iter().zip(&skills);
        let is_alone = each.len() == 1;
        let shifts: Vec<Shift<'_>> = shifts
            .filter_map(|(it, skills)| it.shift(skills, supposed, moment, is_alone))
            .collect();
        let shift = match shifts.as_slice() {
            [] => return false,
            [one] => *one,
            all => Shift::Several(all),
        };
        let grounds = &supposed.case.grounds;
        grounds.rung_with(level, moment, Some(&shift)).is_yes()
    }

    /// The skills that a holder has on a day.
    fn skills_on(self, day: Day) -> Vec<SkillId> {
        let Self::Holds { own, .. } = self else { return Vec::new() };
        let on_day = own.iter().filter(|held| held.from <= day && day <= held.through);
        on_day.map(|held| held.skill).collect()
    }

    /// What is to be supposed; none of what is not enough by itself to be known to change anything.
    fn shift<'s>(
        self,
        skills: &'s [SkillId],
        supposed: &Supposed<'_, '_>,
        moment: AskedOn,
        is_alone: bool,
    ) -> Option<Shift<'s>>
    where
        'd: 's,
    {
        match self {
            Self::Holds { holder, .. } => Some(Shift::Comes { holder, skills }),
            Self::Earns { people, skills } => Some(Shift::Join { people, skills }),
            Self::Attests { fact, on } => Some(Shift::Attests { fact, on }),
            // With others it need not be enough by itself.
            Self::Raises { id, metric: Some(metric), most } if !is_alone => {
                is_over(supposed, id, moment).then_some(Shift::Raises {
                    requirement: id,
                    metric,
                    most,
                })
            }
            Self::Raises { id, metric, most } => is_raised(supposed, id, (metric, most), moment)
                .then_some(Shift::Meets { requirement: id }),
            Self::Pays { competency, level, through } => {
                Some(Shift::Renews { competency, level, through })
            }
            Self::Several(_) => None,
        }
    }

    /// The first day up to its horizon on which a level is not met although this is done, unless a day of its
    /// window keeps it (W3), before that or later.
    #[must_use]
    pub fn breaks_on(self, supposed: &Supposed<'_, '_>, level: LevelId) -> Option<Day> {
        self.first_unmet(supposed, level, self.unmet(supposed, level))
    }

    fn first_unmet(
        self,
        supposed: &Supposed<'_, '_>,
        level: LevelId,
        unmet: Vec<AskedOn>,
    ) -> Option<Day> {
        let first = unmet.into_iter().find(|it| !self.is_met(supposed, level, *it));
        let first = first.map(AskedOn::day).filter(|day| !supposed.is_kept_before(level, *day))?;
        (!self.qualifies(supposed, level)).then_some(first)
    }

    /// The first day on which a level is not met although this is done, for ever where there is none. None
    /// where this neither restores it, nor puts off that it breaks.
    #[must_use]
    pub(super) fn reach(
        self,
        supposed: &Supposed<'_, '_>,
        level: LevelId,
        is_delayed: bool,
    ) -> Option<Day> {
        let breaks = supposed.breaks_on(level)?;
        if !supposed.is_unmet(level) {
            let again = self.breaks_on(supposed, level).unwrap_or(Day::FOREVER);
            return (again > breaks).then_some(again);
        }
        let from = self.met_from(supposed, level, is_delayed)?;
        let mut unmet = self.unmet(supposed, level);
        unmet.retain(|it| it.day() >= from);
        if supposed.as_of() < from && from <= supposed.horizon(level) {
            unmet.insert(0, AskedOn::Frozen(from));
        }
        let again = self.first_unmet(supposed, level, unmet).unwrap_or(Day::FOREVER);
        // What is a part of sums may show only when others have left.
        (again > from).then_some(again)
    }

    /// Whether a level that is not met today is once this is seen (V1), and not without it.
    #[must_use]
    pub(super) fn shows_in(self, supposed: &Supposed<'_, '_>, level: LevelId) -> bool {
        let seen_on = seen_on(supposed.case);
        supposed.is_unmet(level)
            && !supposed.case.sweeps[level.0].on(seen_on)[level.1].is_yes()
            && self.is_met(supposed, level, AskedOn::Frozen(seen_on))
    }

    /// Of a level that is not met today: the day on which all of this is shown and it is met. What is a part of
    /// sums is looked at as if that were today.
    fn met_from(
        self,
        supposed: &Supposed<'_, '_>,
        level: LevelId,
        is_delayed: bool,
    ) -> Option<Day> {
        let (today, seen_on) = (supposed.as_of(), seen_on(supposed.case));
        let is_met = |day: &Day| self.is_met(supposed, level, AskedOn::Frozen(*day));
        if let Some(shown) = self.all_shown_on(supposed) {
            return is_met(&today).then_some(if is_delayed { shown.max(seen_on) } else { shown });
        }
        let first = if is_delayed { seen_on } else { today };
        [first, seen_on].into_iter().find(is_met)
    }

    /// Whether a day of the window of its anniversary keeps a level if this is done, and none otherwise.
    fn qualifies(self, supposed: &Supposed<'_, '_>, level: LevelId) -> bool {
        if supposed.case.qualifies_on(level).is_some() {
            return false;
        }
        let sweep = &supposed.case.sweeps[level.0];
        let own = supposed.case.qualifications.get(&level);
        let Some(starts_on) = own.and_then(|own| own.starts_on()) else { return false };
        let is_by_this = |day: Day| {
            starts_on <= day
                && !sweep.on(day)[level.1].is_yes()
                && self.is_met_in_window(supposed, level, day)
        };
        self.days_of_window(supposed, level)
            .is_some_and(|(days, _)| days.into_iter().any(is_by_this))
    }

    /// Of a level with a window: the last day up to its end, and in it if it begins in time, on which the
    /// level is met if this is done.
    #[must_use]
    pub(super) fn last_met(self, supposed: &Supposed<'_, '_>, level: LevelId) -> Option<Day> {
        let (days, end) = self.days_of_window(supposed, level)?;
        let mut last = end;
        for day in days.into_iter().rev() {
            if self.is_met_in_window(supposed, level, day) {
                return Some(last);
            }
            last = day.plus_days(-1);
        }
        None
    }

    /// Whether it is met on a day of what is to come, wherever in the window this is done: what is attested
    /// later lasts longer.
    fn is_met_in_window(self, supposed: &Supposed<'_, '_>, level: LevelId, day: Day) -> bool {
        let done = match self {
            Self::Attests { fact, on } => Self::Attests { fact, on: on.max(day) },
            other => other,
        };
        done.is_met(supposed, level, AskedOn::Frozen(day))
    }

    /// Of a level with a window: the days, from today on and in the window if it begins in time, from which
    /// on something changes if this is done, and the last day of the window.
    fn days_of_window(
        self,
        supposed: &Supposed<'_, '_>,
        level: LevelId,
    ) -> Option<(Vec<Day>, Day)> {
        let own = supposed.case.qualifications.get(&level)?;
        let (end, as_of) = (own.ends_on()?, supposed.as_of());
        let first = own.starts_on().map_or(as_of, |day| day.max(as_of));
        let changes = supposed.case.sweeps[level.0].days(end).chain(self.ends(supposed));
        let changes = changes.chain(self.shown_on(supposed));
        let mut days: Vec<Day> = changes.filter(|day| as_of < *day && *day <= end).collect();
        days.extend([first, as_of]);
        days.sort_unstable();
        days.dedup();
        Some((days, end))
    }

    /// The day on which all of it shows that is a part of sums.
    #[must_use]
    pub(super) fn all_shown_on(self, supposed: &Supposed<'_, '_>) -> Option<Day> {
        self.shown_on(supposed).into_iter().max()
    }

    /// The days on which something of it shows that is a part of sums (W4).
    fn shown_on(self, supposed: &Supposed<'_, '_>) -> Vec<Day> {
        match self {
            Self::Raises { id, .. } => {
                let (grounds, next) = (&supposed.case.grounds, supposed.as_of().month().plus(1));
                let is_late = grounds.placed(id).is_shown_late;
                vec![next.day(if is_late { grounds.at.rules.score_refresh_day } else { 1 })]
            }
            Self::Several(all) => all.iter().flat_map(|it| it.shown_on(supposed)).collect(),
            _ => Vec::new(),
        }
    }

    /// When it would not be met if this were not done: each day on which that or what is done changes.
    #[must_use]
    pub fn unmet(self, supposed: &Supposed<'_, '_>, level: LevelId) -> Vec<AskedOn> {
        let (sweep, horizon) = (&supposed.case.sweeps[level.0], supposed.horizon(level));
        let is_unmet = |day: &Day| {
            supposed.as_of() < *day && *day <= horizon && sweep.on(*day)[level.1] == Met::No
        };
        let mut days = sweep.days_not(level.1, horizon);
        let ends = self.ends(supposed).into_iter().chain(self.stops(supposed, level));
        days.extend(ends.filter(is_unmet));
        // What is raised for a level that is not met brings it back on the day on which it is shown.
        let shown_on = self.all_shown_on(supposed).filter(|_| supposed.is_unmet(level));
        if let Some(shown) = shown_on {
            days.retain(|day| shown <= *day);
            days.extend(Some(shown).filter(is_unmet));
        }
        // What heals by itself is looked at from then on.
        days.retain(|day| supposed.healing(level).is_none_or(|healed| healed < *day));
        days.sort_unstable();
        days.dedup();
        let then = supposed.unmet_then(level);
        let before = days.partition_point(|day| then.is_none_or(|then| *day <= then));
        let mut unmet: Vec<AskedOn> = days.into_iter().map(AskedOn::Frozen).collect();
        if let Some(then) = then {
            unmet.insert(before, AskedOn::Anniversary(then));
        }
        unmet
    }

    /// The first days of what is there only later.
    #[must_use]
    pub(super) fn begins(&self) -> BTreeSet<Day> {
        match self {
            Self::Holds { own, .. } => own.iter().map(|held| held.from).collect(),
            _ => BTreeSet::new(),
        }
    }

    /// R3: the first days on which something of it counts no more for a level, as it is retired.
    fn stops(self, supposed: &Supposed<'_, '_>, level: LevelId) -> Vec<Day> {
        let grounds = &supposed.case.grounds;
        let skills: BTreeSet<SkillId> = match self {
            Self::Holds { own, .. } => own.iter().map(|held| held.skill).collect(),
            Self::Earns { skills, .. } => skills.iter().copied().collect(),
            Self::Several(all) => {
                return all.iter().flat_map(|it| it.stops(supposed, level)).collect();
            }
            _ => return Vec::new(),
        };
        let last = |id| skills.iter().map(move |skill| (id, *skill));
        let all = grounds.at.ladder.own_and_higher(level).flat_map(last);
        let through = all.map(|(id, skill)| grounds.skill_counts_through(id, skill));
        through.filter(|day| day.is_dated()).map(|day| day.plus_days(1)).collect()
    }

    /// The first days on which something of it is over.
    fn ends(self, supposed: &Supposed<'_, '_>) -> Vec<Day> {
        match self {
            Self::Holds { own, .. } => {
                let ends = own.iter().filter(|held| held.through != Day::FOREVER);
                ends.map(|held| held.through.plus_days(1)).collect()
            }
            Self::Earns { .. } | Self::Raises { .. } => Vec::new(),
            Self::Pays { through, .. } => vec![through.plus_days(1)],
            Self::Several(all) => all.iter().flat_map(|it| it.ends(supposed)).collect(),
            Self::Attests { fact, on } => {
                let ladder = supposed.case.grounds.at.ladder;
                let lasting = ladder.requirements.iter().filter_map(|placed| {
                    match &placed.requirement.kind {
                        RequirementKind::Attested { fact: own, lasts } if fold(own) == fact => {
                            Some(lasts.through(on).plus_days(1))
                        }
                        _ => None,
                    }
                });
                lasting.collect()
            }
        }
    }
}

/// Whether some amount makes it enough: of a value of a score not any does. What is raised from today on
/// shows when its month is over, or later (W4).
fn is_raised(
    supposed: &Supposed<'_, '_>,
    id: RequirementId,
    (metric, most): (Option<usize>, Option<Amount>),
    moment: AskedOn,
) -> bool {
    let grounds = &supposed.case.grounds;
    let is_enough = |metric| {
        let more = grounds.enough_more(id, metric, moment);
        grounds.answer(id, moment).met.is_yes()
            || more.is_some_and(|more| most.is_none_or(|most| more <= most))
    };
    is_over(supposed, id, moment) && metric.is_none_or(is_enough)
}

/// Whether the month of today is over and shown by then; today it is looked at as if it were.
fn is_over(supposed: &Supposed<'_, '_>, id: RequirementId, moment: AskedOn) -> bool {
    let (grounds, as_of, day) = (&supposed.case.grounds, supposed.as_of(), moment.day());
    let shown = shown_in(&grounds.at, grounds.placed(id).is_shown_late, day);
    day == as_of || shown > as_of.month()
}
