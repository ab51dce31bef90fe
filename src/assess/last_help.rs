//! W3, N3: until when something done still brings a day on which a level is met to the window of its
//! anniversary.

use crate::base::{Amount, Day};

use super::case::Case;
use super::ladder::{LevelId, RequirementId};
use super::levels::ChoiceAnswer;
use super::met::Met;
use super::performance::shown_in;
use super::requirement::{Answer, Grounds, PreparedRequirement, Slot};
use super::score::{counted, is_lost, under};
use super::standpoint::{AskedOn, Standpoint};

/// How soon that what is done shows in a level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shows {
    /// On the day itself.
    AtOnce,
    /// What sums are made of: when its month is over.
    WithItsMonth,
    /// Skills: after the days until Partner Center shows them (V1).
    WithDelay,
}

impl Shows {
    const ALL: [Self; 3] = [Self::AtOnce, Self::WithItsMonth, Self::WithDelay];

    /// The last day on which what is done shows by a day.
    #[must_use]
    pub(crate) fn in_time_for(self, end: Day, at: &Standpoint<'_>) -> Day {
        match self {
            Self::AtOnce => end,
            Self::WithItsMonth => end.month().plus(-1).last_day(),
            Self::WithDelay => done_to_be_seen(end, at),
        }
    }

    /// The last day of what is seen on another day, in a level with a window (W4).
    #[must_use]
    pub(crate) fn done_by(self, seen_on: Day, at: &Standpoint<'_>) -> Day {
        match self {
            Self::WithItsMonth => shown_in(seen_on, at.rules.score_refresh_day).plus(-1).last_day(),
            Self::AtOnce | Self::WithDelay => self.in_time_for(seen_on, at),
        }
    }
}

/// V1: the last day on which what is done is seen by a day, with the days that it takes on the day on which it is
/// done.
#[must_use]
pub(crate) fn done_to_be_seen(end: Day, at: &Standpoint<'_>) -> Day {
    let is_seen = |day: &Day| day.plus_days(at.rules.visibility_days.on(*day)) <= end;
    let soonest = at.rules.visibility_days.on(at.as_of).max(at.rules.visibility_days.on(end));
    let days = (0..=soonest).map(|days| end.plus_days(-days));
    days.into_iter().find(is_seen).unwrap_or_else(|| end.plus_days(-soonest))
}

impl Case<'_, '_> {
    /// The last day on which what shows so still helps a held level with a window that none of its days
    /// has kept yet.
    #[must_use]
    pub fn helps_through(&self, level: LevelId, shows: Shows) -> Option<Day> {
        Some(shows.in_time_for(self.open_end(level)?, &self.grounds.at))
    }

    /// Of such a level that by itself is met on no day of its window: the last day on which all that is
    /// missing can be done in time, as far as that is known. None where no day of it is known.
    #[must_use]
    pub(super) fn last_help(&self, level: LevelId) -> Option<Day> {
        let (end, sweep) = (self.open_end(level)?, &self.sweeps[level.0]);
        let is_unmet = |day: Day| sweep.on(day)[level.1] == Met::No;
        if !self.days_ahead(level, end).all(is_unmet) {
            return None;
        }
        let last = |shows: &Shows| self.helps_through(level, *shows);
        let mut days: Vec<Day> = Shows::ALL.iter().filter_map(last).collect();
        days.sort_unstable();
        let is_enough = |day: &Day| self.is_attainable(level, end, &self.in_time(level, *day));
        let last = days.into_iter().rev().find(is_enough);
        // Nothing is lost while the sums of the last month that counts are not there yet (W4).
        let is_open = last.is_some_and(|day| self.grounds.at.as_of <= day) || {
            let mut in_time = self.in_time(level, self.grounds.at.as_of);
            in_time.push(Shows::WithItsMonth);
            !self.awaits_sums(end) || !self.is_attainable(level, end, &in_time)
        };
        last.filter(|_| is_open)
    }

    /// The score is refreshed with the last month that counts on a day to come, and nothing is there of it.
    fn awaits_sums(&self, end: Day) -> bool {
        let at = &self.grounds.at;
        let is_ahead = at.as_of < end.month().day(at.rules.score_refresh_day);
        let last = end.month().plus(-1);
        is_ahead && at.performance.is_some_and(|own| !own.has_month(last))
    }

    /// Of the options of a level that is not met today: the nearest one that can still be enough, and in time
    /// where a window asks for that, where the best one cannot.
    #[must_use]
    pub fn other_way<'c>(
        &self,
        level: LevelId,
        choices: &'c [(usize, ChoiceAnswer)],
    ) -> Option<&'c (usize, ChoiceAnswer)> {
        let (grounds, as_of) = (&self.grounds, self.grounds.at.as_of);
        if self.sweeps[level.0].now()[level.1] != Met::No {
            return None;
        }
        let in_time = match self.open_end(level) {
            Some(_) => self.in_time(level, as_of),
            None => Shows::ALL.to_vec(),
        };
        let is_open = |own: &&(usize, ChoiceAnswer)| {
            is_mendable(grounds, &own.1, AskedOn::Frozen(as_of), &in_time)
                && self.are_people_in_reach(&own.1)
        };
        let nearest = grounds.nearest(choices).into_iter().enumerate();
        nearest
            .filter(|(_, own)| is_open(own))
            .map(|(place, own)| (place > 0).then_some(own))
            .next()?
    }

    /// Whether enough people can still have what its requirements of people lack.
    fn are_people_in_reach(&self, choice: &ChoiceAnswer) -> bool {
        let (grounds, as_of) = (&self.grounds, self.grounds.at.as_of);
        let mut unmet = choice.answers.iter().filter(|(_, answer)| answer.met == Met::No);
        unmet.all(|(id, answer)| {
            let of_people = matches!(grounds.asked(*id), PreparedRequirement::People(_));
            let short = answer.shortfall(grounds.placed(*id).requirement.need);
            let people = short.map_or(0, |short| short.number_of(Amount::whole(1)));
            !of_people || self.is_in_reach(*id, Slot::Own, people, as_of)
        })
    }

    /// K1: of a level without a window that is not met today: the last day on which what it lacks would have
    /// shown before it lapses, once that is past. Invoices may arrive late up to its end.
    #[must_use]
    pub(super) fn lapse_help(&self, level: LevelId) -> Option<Day> {
        let (grounds, sweep) = (&self.grounds, &self.sweeps[level.0]);
        let (as_of, rules) = (grounds.at.as_of, grounds.at.rules);
        let end = self.held.get(&level)?.renewal_window_ends_on(rules);
        let is_unmet = |day: Day| sweep.on(day)[level.1] == Met::No;
        if as_of > end
            || self.qualifications.contains_key(&level)
            || !sweep.days(end).all(is_unmet)
            || self.lacks_invoices_alone(level, end)
        {
            return None;
        }
        let last = |shows: &Shows| shows.in_time_for(end, &grounds.at);
        let in_time = |day: Day| -> Vec<Shows> {
            self.with_merges(Shows::ALL.into_iter().filter(|shows| day <= last(shows)).collect())
        };
        let mut days: Vec<Day> = Shows::ALL.iter().map(last).collect();
        days.sort_unstable();
        let helped =
            days.into_iter().rev().find(|day| self.is_attainable(level, end, &in_time(*day)))?;
        (helped < as_of).then_some(helped)
    }

    /// Whether invoices, and what else shows at once, could make one of its options enough.
    fn lacks_invoices_alone(&self, level: LevelId, end: Day) -> bool {
        let (grounds, now) = (&self.grounds, AskedOn::Frozen(self.grounds.at.as_of));
        let at_once: Vec<Shows> = Shows::ALL
            .into_iter()
            .filter(|shows| grounds.at.as_of <= shows.in_time_for(end, &grounds.at))
            .collect();
        let is_open = |(id, answer): &(RequirementId, Answer)| {
            answer.met != Met::No
                || matches!(
                    grounds.asked(*id),
                    PreparedRequirement::Learning(_) | PreparedRequirement::Holds(_)
                )
                || is_made_up(grounds, *id, now, &at_once)
        };
        let takes_invoices = |(id, _): &(RequirementId, Answer)| {
            matches!(
                grounds.asked(*id),
                PreparedRequirement::Learning(_) | PreparedRequirement::Holds(_)
            )
        };
        let rungs = grounds.at.ladder.competencies[level.0].rungs.len();
        let mut choices = (level.1..rungs).flat_map(|rung| grounds.choices((level.0, rung), now));
        choices.any(|(_, choice)| {
            choice.answers.iter().all(is_open) && choice.answers.iter().any(takes_invoices)
        })
    }

    /// The days of its window from today on, as far as anything changes; today where it is over.
    fn days_ahead(&self, level: LevelId, end: Day) -> impl Iterator<Item = Day> {
        let as_of = self.grounds.at.as_of;
        let starts_on = self.qualifications.get(&level).and_then(|own| own.starts_on());
        let first = starts_on.map_or(as_of, |day| day.max(as_of));
        let later = self.sweeps[level.0].days(end).filter(move |day| first < *day);
        std::iter::once(first).chain(later)
    }

    /// What shows in time if it is done on a day.
    fn in_time(&self, level: LevelId, day: Day) -> Vec<Shows> {
        let is_in_time =
            |shows: &Shows| self.helps_through(level, *shows).is_some_and(|last| day <= last);
        self.with_merges(Shows::ALL.into_iter().filter(is_in_time).collect())
    }

    /// People who are there once MCIDs are merged are seen at once.
    fn with_merges(&self, mut in_time: Vec<Shows>) -> Vec<Shows> {
        let is_at_once = in_time.contains(&Shows::AtOnce) && !in_time.contains(&Shows::WithDelay);
        if is_at_once && !self.if_merged().is_empty() {
            in_time.push(Shows::WithDelay);
        }
        in_time
    }

    /// The last day of the window of its anniversary.
    fn open_end(&self, level: LevelId) -> Option<Day> {
        let at = &self.grounds.at;
        let is_alive = self.held.get(&level).is_some_and(|held| held.is_alive(at.as_of, at.rules));
        let own = self.qualifications.get(&level).filter(|own| is_alive && !own.is_safe())?;
        own.ends_on()
    }

    /// Whether what shows in time could make an option enough, of the level or of a higher one, by what
    /// is known of some day up to the end of the window.
    fn is_attainable(&self, level: LevelId, end: Day, in_time: &[Shows]) -> bool {
        let grounds = &self.grounds;
        let rungs = grounds.at.ladder.competencies[level.0].rungs.len();
        self.days_ahead(level, end).map(AskedOn::Frozen).any(|moment| {
            let own = (level.1..rungs).map(|rung| grounds.choices((level.0, rung), moment));
            own.flatten().any(|(_, choice)| is_mendable(grounds, &choice, moment, in_time))
        })
    }
}

/// Whether all that an option lacks can be made up by what shows in time.
fn is_mendable(
    grounds: &Grounds<'_>,
    choice: &ChoiceAnswer,
    moment: AskedOn,
    in_time: &[Shows],
) -> bool {
    let mut unmet = choice.answers.iter().filter(|(_, answer)| answer.met == Met::No);
    unmet.all(|(id, _)| is_made_up(grounds, *id, moment, in_time))
}

/// The same of one requirement. Levels that it asks for are those levels' own matter.
fn is_made_up(
    grounds: &Grounds<'_>,
    id: RequirementId,
    moment: AskedOn,
    in_time: &[Shows],
) -> bool {
    let has = |shows: Shows| in_time.contains(&shows);
    match grounds.asked(id) {
        PreparedRequirement::Past => false,
        PreparedRequirement::People(_) => has(Shows::WithDelay),
        PreparedRequirement::Performance | PreparedRequirement::Learning(_) => {
            has(Shows::WithItsMonth)
        }
        PreparedRequirement::Attested(_) | PreparedRequirement::Holds(_) => has(Shows::AtOnce),
        PreparedRequirement::Score(_) => is_score_made_up(grounds, id, moment, in_time),
    }
}

/// With the most that each metric can give, where more of it shows in time.
fn is_score_made_up(
    grounds: &Grounds<'_>,
    id: RequirementId,
    moment: AskedOn,
    in_time: &[Shows],
) -> bool {
    let (Some((metrics, caps)), Some(points)) =
        (grounds.parts(id), grounds.metric_points(id, moment))
    else {
        return true;
    };
    let has = |shows: Shows| in_time.contains(&shows);
    let measures = grounds.measure_each(id, moment).unwrap_or_default();
    let most = metrics.iter().zip(points).enumerate().map(|(place, (metric, points))| {
        let measure = measures.get(place).and_then(Option::as_ref);
        if measure.is_some_and(|measure| is_lost(metric, measure)) {
            return points;
        }
        let asks_people = metric.is_per_person() || !metric.gates.is_empty();
        let is_sum = !metric.is_per_person() && has(Shows::WithItsMonth);
        let is_open = is_sum || (asks_people && has(Shows::WithDelay));
        if is_open { metric.max } else { points }
    });
    let most: Vec<Amount> = most.collect();
    let all: Amount = counted(metrics, caps, &most).into_iter().sum();
    let mut must = metrics.iter().zip(&most).filter(|(metric, _)| metric.must_score);
    let mut caps = caps.iter().enumerate().filter(|(_, cap)| cap.must_score);
    all >= grounds.placed(id).requirement.need
        && must.all(|(_, points)| *points > Amount::ZERO)
        && caps.all(|(place, _)| under(place, metrics, &most) > Amount::ZERO)
}
