//! The levels of a competency from the as-of date on, on each day on which something changes.

use crate::base::Day;

use super::held_levels::AskedLevel;
use super::ladder::RequirementId;
use super::met::Met;
use super::qualified::Qualified;
use super::requirement::{Grounds, MetricHolders, PreparedRequirement};
use super::standpoint::AskedOn;

/// States by day, the as-of date first; each holds until the next. Sums are frozen.
#[derive(Clone, Debug)]
pub struct Sweep {
    states: Vec<(Day, Vec<Met>)>,
}

impl Sweep {
    #[must_use]
    pub fn of(grounds: &Grounds<'_>, competency: usize, through: Day) -> Self {
        let as_of = grounds.at.as_of;
        let own = grounds.at.ladder.own_and_higher((competency, 0));
        let mut days: Vec<Day> = own.flat_map(|id| changes(grounds, id)).collect();
        days.retain(|day| as_of < *day && *day <= through);
        days.push(as_of);
        days.sort_unstable();
        days.dedup();
        let state = |day| (day, grounds.rungs(competency, AskedOn::Frozen(day)));
        Self { states: days.into_iter().map(state).collect() }
    }

    /// On the as-of date.
    #[must_use]
    pub fn now(&self) -> &[Met] {
        &self.states[0].1
    }

    /// On the as-of date or a day after it.
    #[must_use]
    pub fn on(&self, day: Day) -> &[Met] {
        let later = self.states.partition_point(|(from, _)| *from <= day);
        &self.states[later.max(1) - 1].1
    }

    /// The days through another on which something changes, the as-of date among them.
    pub fn days(&self, through: Day) -> impl Iterator<Item = Day> + '_ {
        self.states.iter().map(|(day, _)| *day).take_while(move |day| *day <= through)
    }

    /// The first day after the as-of date, and through another, on which a level is not met.
    #[must_use]
    pub fn first_no(&self, rung: usize, through: Day) -> Option<Day> {
        let later = self.states.iter().skip(1).take_while(|(day, _)| *day <= through);
        later.filter(|(_, met)| met[rung] == Met::No).map(|(day, _)| *day).next()
    }

    /// The first day after the as-of date, and through another, on which a level is met.
    #[must_use]
    pub fn first_yes(&self, rung: usize, through: Day) -> Option<Day> {
        let later = self.states.iter().skip(1).take_while(|(day, _)| *day <= through);
        later.filter(|(_, met)| met[rung].is_yes()).map(|(day, _)| *day).next()
    }

    /// The days through another from which on a level is not met until the next change.
    #[must_use]
    pub fn days_not(&self, rung: usize, through: Day) -> Vec<Day> {
        let own = self.states.iter().take_while(|(day, _)| *day <= through);
        own.filter(|(_, met)| met[rung] == Met::No).map(|(day, _)| *day).collect()
    }

    /// Met the day before, and not met that day.
    #[must_use]
    pub fn is_lost(&self, rung: usize, day: Day) -> bool {
        self.losses(day).any(|lost| lost == (day, rung))
    }

    /// Met the day before; and that day not met, or not known to be.
    #[must_use]
    pub fn is_met_no_more(&self, rung: usize, day: Day) -> bool {
        let mut turns = self.turns(day, |before, after| before.is_yes() && !after.is_yes());
        turns.any(|lost| lost == (day, rung))
    }

    /// Levels met the day before and not met that day.
    pub fn losses(&self, through: Day) -> impl Iterator<Item = (Day, usize)> + '_ {
        self.turns(through, |before, after| before.is_yes() && after == Met::No)
    }

    /// Levels not met the day before and met that day.
    pub fn gains(&self, through: Day) -> impl Iterator<Item = (Day, usize)> + '_ {
        self.turns(through, |before, after| before == Met::No && after.is_yes())
    }

    fn turns(
        &self,
        through: Day,
        is_turn: impl Fn(Met, Met) -> bool + Copy + 'static,
    ) -> impl Iterator<Item = (Day, usize)> + '_ {
        let pairs = self.states.windows(2).filter(move |pair| pair[1].0 <= through);
        pairs.flat_map(move |pair| {
            let (before, (day, after)) = (&pair[0].1, &pair[1]);
            let turns = move |rung: &usize| is_turn(before[*rung], after[*rung]);
            (0..after.len()).filter(turns).map(|rung| (*day, rung))
        })
    }
}

/// The days on which the answer to a requirement may change, whether it is in force included.
fn changes(grounds: &Grounds<'_>, id: RequirementId) -> Vec<Day> {
    let placed = grounds.placed(id);
    let mut days = vec![placed.from, placed.through.plus_days(1)];
    match grounds.asked(id) {
        PreparedRequirement::People(qualified) => days.extend(qualified.days()),
        PreparedRequirement::Score(crowds) => {
            days.extend(crowds.iter().flat_map(MetricHolders::all).flat_map(Qualified::days));
        }
        PreparedRequirement::Attested(span) => {
            days.extend(span.map(|(_, through)| through.plus_days(1)));
        }
        PreparedRequirement::Holds(levels) => {
            days.extend(levels.iter().flat_map(AskedLevel::days));
            let own = levels.iter().flat_map(|held| &held.levels);
            let below = own.flat_map(|level| grounds.at.ladder.own_and_higher((level.0, 0)));
            days.extend(below.flat_map(|id| changes(grounds, id)));
        }
        PreparedRequirement::Past
        | PreparedRequirement::Performance
        | PreparedRequirement::Learning(_) => {}
    }
    days.retain(|day| day.is_dated());
    days
}
