//! One thing done: which levels are met then, and until when.

use std::collections::BTreeSet;

use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::met::Met;
use crate::assess::shift::Shift;
use crate::assess::standpoint::Moment;
use crate::assess::tracked::shown_in;
use crate::base::fold::fold;
use crate::base::{Amount, Day};
use crate::programme::catalogue::{RequirementKind, SkillId};
use crate::rules::Holding;

use super::supposed::Supposed;

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

    /// Whether a level is met then.
    #[must_use]
    pub fn is_met(self, supposed: &Supposed<'_, '_>, level: LevelId, moment: Moment) -> bool {
        let each = match self {
            Self::Several(all) => all,
            one => &[one],
        };
        let skills: Vec<Vec<SkillId>> = each.iter().map(|it| it.skills_on(moment.day())).collect();
        let shifts = each.iter().zip(&skills);
        let shifts: Vec<Shift<'_>> =
            shifts.filter_map(|(it, skills)| it.shift(skills, supposed, moment)).collect();
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
        moment: Moment,
    ) -> Option<Shift<'s>>
    where
        'd: 's,
    {
        match self {
            Self::Holds { holder, .. } => Some(Shift::Comes { holder, skills }),
            Self::Earns { people, skills } => Some(Shift::Join { people, skills }),
            Self::Attests { fact, on } => Some(Shift::Attests { fact, on }),
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
        let unmet = self.unmet(supposed, level);
        let first = unmet.into_iter().find(|it| !self.is_met(supposed, level, *it));
        let first = first.map(Moment::day).filter(|day| !supposed.is_kept_before(level, *day))?;
        (!self.qualifies(supposed, level)).then_some(first)
    }

    /// Whether a day of the window of its anniversary keeps a level if this is done, and none otherwise.
    fn qualifies(self, supposed: &Supposed<'_, '_>, level: LevelId) -> bool {
        let own = supposed.case.qualifications.get(&level);
        let starts_on = own.and_then(|own| own.starts_on());
        let last = || self.last_met(supposed, level);
        starts_on.is_some_and(|first| {
            supposed.case.qualifies_on(level).is_none() && last().is_some_and(|day| first <= day)
        })
    }

    /// Of a level with a window: the last day up to its end, and in it if it begins in time, on which the
    /// level is met if this is done.
    #[must_use]
    pub(super) fn last_met(self, supposed: &Supposed<'_, '_>, level: LevelId) -> Option<Day> {
        let own = supposed.case.qualifications.get(&level)?;
        let (end, as_of) = (own.ends_on()?, supposed.as_of());
        let first = own.starts_on().map_or(as_of, |day| day.max(as_of));
        let changes = supposed.case.sweeps[level.0].days(end).chain(self.ends(supposed));
        let changes = changes.chain(self.shown_on(supposed));
        let mut days: Vec<Day> = changes.filter(|day| as_of < *day && *day <= end).collect();
        days.extend([first, as_of]);
        days.sort_unstable();
        days.dedup();
        let mut last = end;
        for day in days.into_iter().rev() {
            if self.is_met(supposed, level, Moment::Frozen(day)) {
                return Some(last);
            }
            last = day.plus_days(-1);
        }
        None
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
    pub fn unmet(self, supposed: &Supposed<'_, '_>, level: LevelId) -> Vec<Moment> {
        let (sweep, horizon) = (&supposed.case.sweeps[level.0], supposed.horizon(level));
        let is_unmet = |day: &Day| {
            supposed.as_of() < *day && *day <= horizon && sweep.on(*day)[level.1] == Met::No
        };
        let mut days = sweep.days_not(level.1, horizon);
        days.extend(self.ends(supposed).into_iter().filter(is_unmet));
        // What heals by itself is looked at from then on.
        days.retain(|day| supposed.healing(level).is_none_or(|healed| healed < *day));
        days.sort_unstable();
        days.dedup();
        let then = supposed.unmet_then(level);
        let before = days.partition_point(|day| then.is_none_or(|then| *day <= then));
        let mut unmet: Vec<Moment> = days.into_iter().map(Moment::Frozen).collect();
        if let Some(then) = then {
            unmet.insert(before, Moment::Anniversary(then));
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
    moment: Moment,
) -> bool {
    let (grounds, as_of, day) = (&supposed.case.grounds, supposed.as_of(), moment.day());
    let shown = shown_in(&grounds.at, grounds.placed(id).is_shown_late, day);
    let is_closed = day == as_of || shown > as_of.month();
    let is_enough = |metric| {
        let more = grounds.enough_more(id, metric, moment);
        grounds.answer(id, moment).met.is_yes()
            || more.is_some_and(|more| most.is_none_or(|most| more <= most))
    };
    is_closed && metric.is_none_or(is_enough)
}
