//! N1: a performance requirement, or a value in a score, that is short now or at the anniversary.

use std::collections::BTreeSet;

use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::score::{is_lost, is_short, is_silent};
use crate::assess::standpoint::AskedOn;
use crate::assess::tracked::shown_in;
use crate::base::{Amount, Day};
use crate::programme::catalogue::RequirementKind;

use super::action::{Action, ActionKind};
use super::deed::Deed;
use super::done::Done;
use super::levels::OfLevel;
use super::resting::Resting;
use super::supposed::{Supposed, seen_on};

impl OfLevel<'_, '_> {
    /// None of what heals by itself: nothing that is raised shows sooner.
    pub(super) fn raise(&self) -> Vec<Action> {
        if self.supposed.heals_for_good(self.level) {
            return Vec::new();
        }
        let grounds = &self.supposed.case.grounds;
        let today = AskedOn::Frozen(self.supposed.as_of());
        let mut actions = Vec::new();
        for own in self.unmet() {
            match &grounds.placed(own.id).requirement.kind {
                RequirementKind::Performance { .. } => {
                    actions.push(self.raising(&own, self.name_of(own.id), None));
                }
                RequirementKind::Score { metrics, caps, .. } => {
                    let Some(points) = grounds.metric_points(own.id, today) else { continue };
                    let has_all = own.has_its_points(self.level, self.supposed);
                    let measures = grounds.measure_each(own.id, today).unwrap_or_default();
                    let is_in_vain = |place: usize| {
                        let measure = measures.get(place).and_then(Option::as_ref);
                        measure.is_some_and(|measure| is_lost(&metrics[place], measure))
                    };
                    let short = metrics.iter().enumerate().filter(|(place, metric)| {
                        !metric.is_per_person()
                            && !is_in_vain(*place)
                            && is_short(metrics, caps, &points, *place)
                            && (!has_all || is_silent(metrics, caps, &points, *place))
                    });
                    let raising =
                        short.map(|(place, metric)| self.raising(&own, &metric.name, Some(place)));
                    actions.extend(raising);
                }
                _ => {}
            }
        }
        group(&mut actions);
        actions
    }

    /// Of a requirement, or of one metric of it. N6: with so much more of that alone as is enough the level
    /// is met, today or whenever it would not be up to its horizon.
    fn raising(&self, own: &Resting, what: &str, metric: Option<usize>) -> Action {
        let (supposed, served) = (self.supposed, self.served());
        let done = Done::Raises { id: own.id, metric, most: None };
        let of = (self.level, own.id);
        let enough_more = match metric {
            Some(metric) => supposed.enough_more(of, metric, done),
            None => self.month_more(own),
        };
        // Whoever raises it by no more than what is said.
        let most = enough_more.filter(|_| metric.is_some());
        let least = Done::Raises { id: own.id, metric, most };
        let keeps = supposed.keeps(&[done]);
        // Where it breaks before its anniversary, what is not over by then does not count; one day of a window
        // is enough.
        let without = keeps.iter().filter(|level| supposed.window_ends_on(**level).is_none());
        let breaks = without.filter_map(|level| supposed.breaks_on(*level)).min();
        // What is not met today can be brought back as long as it can be renewed (K1).
        let by_on = self
            .last_month_of(breaks, own.id)
            .max(supposed.shown_through(self.level, ActionKind::Raise).unwrap_or(supposed.as_of()));
        let rule = if metric.is_some() { "C5a" } else { "C3" };
        let action = self.action(ActionKind::Raise, what, by_on, &[rule]);
        let mut restores = supposed.restores(&[done]);
        // What shows only when others are gone restores nothing alone.
        let is_broken = supposed.is_unmet(self.level) && supposed.breaks_on(self.level).is_some();
        if is_broken && least.reach(supposed, self.level, false).is_none() {
            restores = &restores - &self.title();
        }
        let action = Action {
            restores,
            keeps: supposed.kept_titles(&keeps),
            breaks_again_on: supposed.breaks_again_on(&served, &least),
            deed: Some(Deed::Raises { id: own.id, metric, most }),
            enough_more,
            unit: metric.map(|metric| supposed.unit(own, metric)).unwrap_or_default(),
            ..action.about(own, self.level, supposed)
        };
        action.timed(&served, supposed)
    }

    /// The last day of the last month that is closed at the anniversary, or shown on the day on which it
    /// breaks before (W4); not before the as-of date.
    fn last_month_of(&self, breaks: Option<Day>, id: RequirementId) -> Day {
        let (at, anniversary) = (&self.supposed.case.grounds.at, self.held.anniversary);
        let is_late = at.ladder.requirements[id].is_shown_late;
        let month = match breaks.filter(|day| *day < anniversary) {
            Some(day) => shown_in(at, is_late, day),
            None => anniversary.month(),
        };
        month.plus(-1).last_day().max(self.supposed.as_of())
    }

    /// C3: of a requirement that is short today, so much more in the month of today makes it enough when that
    /// month is over. The oldest month of the sum no longer counts then.
    fn month_more(&self, own: &Resting) -> Option<Amount> {
        let (supposed, placed) = (self.supposed, self.supposed.case.grounds.placed(own.id));
        let at = &supposed.case.grounds.at;
        let is_short = supposed.is_unmet(self.level) && own.is_unmet();
        let performance = at.performance.filter(|_| is_short)?;
        let closed_on = supposed.as_of().month().plus(1).first_day();
        let more = placed.requirement.need - performance.trailing(&placed.sum_keys, closed_on);
        // The table has two places.
        (more > Amount::ZERO).then(|| more.rounded_up(2))
    }
}

impl Supposed<'_, '_> {
    /// So much more of a metric makes its score enough: today, or whenever it would not be up to the horizon.
    pub(super) fn enough_more(
        &self,
        (level, id): (LevelId, RequirementId),
        metric: usize,
        done: Done<'_>,
    ) -> Option<Amount> {
        let grounds = &self.case.grounds;
        let moments = if self.is_unmet(level) {
            // Who only waits to be seen is there when whoever is found today is (V1), and whose certificate
            // ends meanwhile is gone when what is raised is shown (W4).
            let shown_on = done.all_shown_on(self).filter(|day| *day <= self.horizon(level));
            let is_of_people = matches!(done, Done::Earns { .. });
            let own = if is_of_people { Some(seen_on(self.case)) } else { shown_on };
            vec![AskedOn::Frozen(own.unwrap_or(self.as_of()))]
        } else {
            done.unmet(self, level)
        };
        let short = moments.into_iter().filter(|it| !grounds.answer(id, *it).met.is_yes());
        let more: Vec<Option<Amount>> =
            short.map(|moment| grounds.enough_more(id, metric, moment)).collect();
        let each = more.iter().flatten().copied().collect();
        self.enough_in_window(level, each, done)
            .or_else(|| more.into_iter().collect::<Option<Vec<Amount>>>()?.into_iter().max())
    }

    /// W3: one day of its window keeps a level; the least that is enough on one, of what is on several days.
    fn enough_in_window(
        &self,
        level: LevelId,
        mut all: Vec<Amount>,
        done: Done<'_>,
    ) -> Option<Amount> {
        let Done::Raises { id, metric, .. } = done else { return None };
        if self.is_unmet(level) || self.window_ends_on(level).is_none() {
            return None;
        }
        all.sort_unstable();
        all.dedup();
        let with = |most: &Amount| Done::Raises { id, metric, most: Some(*most) };
        all.into_iter().find(|most| with(most).breaks_on(self, level).is_none())
    }
}

/// N5: each of several values that alone is enough for the same levels is an alternative.
fn group(actions: &mut [Action]) {
    let saved = |own: &Action| -> BTreeSet<String> {
        own.restores.iter().chain(&own.keeps).cloned().collect()
    };
    let all: Vec<BTreeSet<String>> = actions.iter().map(saved).collect();
    for (place, action) in actions.iter_mut().enumerate() {
        let alike = all.iter().filter(|own| **own == all[place]).count();
        if alike > 1 && !all[place].is_empty() {
            let names: Vec<&str> = all[place].iter().map(String::as_str).collect();
            action.group = Some(names.join(";"));
        }
    }
}
