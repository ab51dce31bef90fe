//! N1: what a level itself asks for: to be paid, invoiced for, raised, attested, or waited for.

use std::collections::BTreeSet;

use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::levels::ChoiceAnswer;
use crate::assess::met::Met;
use crate::assess::requirement::{Asked, Moment};
use crate::assess::score::is_short;
use crate::assess::window::Window;
use crate::base::Day;
use crate::programme::catalogue::RequirementKind;

use super::supposed::Supposed;
use super::{Action, Kind, Place, named};

/// Days before an anniversary from which it is time to pay.
const PAY_DAYS: i32 = 30;

/// A level with its best option now, and at its anniversary if that is ahead.
struct Held<'s, 'a> {
    supposed: &'s Supposed<'s, 'a>,
    level: LevelId,
    now: Option<ChoiceAnswer>,
    then: Option<ChoiceAnswer>,
    anniversary: Day,
}

#[must_use]
pub fn actions(supposed: &Supposed<'_, '_>) -> Vec<Action> {
    let case = supposed.case;
    let mut actions = Vec::new();
    for level in supposed.levels() {
        let Some(held) = case.held.get(&level) else { continue };
        let best = |moment| {
            let choices = case.grounds.choices(level, moment);
            case.grounds.best(&choices).map(|(_, choice)| choice.clone())
        };
        let is_ahead = held.anniversary >= supposed.as_of();
        let held = Held {
            supposed,
            level,
            now: best(Moment::Frozen(supposed.as_of())),
            then: is_ahead.then(|| best(Moment::Anniversary(held.anniversary))).flatten(),
            anniversary: held.anniversary,
        };
        actions.extend(held.pay());
        if case.is_safe(level) {
            continue;
        }
        actions.extend(held.wait());
        actions.extend(held.invoice());
        actions.extend(held.raise());
        actions.extend(held.attest());
    }
    actions
}

impl Held<'_, '_> {
    fn action(&self, kind: Kind, what: &str, by_on: Day, rules: &[&'static str]) -> Action {
        let served = BTreeSet::from([self.level]);
        let action = Action::new(kind, what, by_on).serving(&served, self.supposed);
        Action { rules: rules.to_vec(), stands_on: Some(self.row()), ..action }
    }

    /// Its row in `levels`.
    fn row(&self) -> Place {
        let case = self.supposed.case;
        let own = named(case, self.level);
        Place::of("levels", &[case.mpn_id(), &own.programme, &own.competency, &own.level])
    }

    fn title(&self) -> BTreeSet<String> {
        BTreeSet::from([self.supposed.title(self.level)])
    }

    fn name_of(&self, id: RequirementId) -> &str {
        &self.supposed.case.grounds.placed(id).requirement.name
    }

    /// In its renewal window, or the anniversary is near, and nothing says that it is not met: by its
    /// window it may have been enough on another day.
    fn pay(&self) -> Option<Action> {
        let case = self.supposed.case;
        let (at, as_of) = (&case.grounds.at, self.supposed.as_of());
        let is_near = as_of <= self.anniversary && self.anniversary <= as_of.plus_days(PAY_DAYS);
        let is_due = self.supposed.is_in_window(self.level) || is_near;
        let is_unmet = case.sweeps[self.level.0].now()[self.level.1] == Met::No;
        if !is_due || (is_unmet && !case.is_safe(self.level)) {
            return None;
        }
        let by_on = self.anniversary.plus_days(at.rules.renewal_window_days);
        let competency = at.ladder.competencies[self.level.0].name;
        let action = self.action(Kind::Pay, competency, by_on, &["K1"]);
        // Unless it is paid the level is lost, whatever counts for it.
        Some(Action { keeps: self.title(), ..action })
    }

    /// Not met today, and met again on a day that is known already.
    fn wait(&self) -> Option<Action> {
        let sweep = &self.supposed.case.sweeps[self.level.0];
        if !self.supposed.is_unmet(self.level) {
            return None;
        }
        let horizon = self.supposed.horizon(self.level);
        // What comes after its window comes too late.
        let until = self.supposed.window_ends_on(self.level).unwrap_or(horizon);
        let day = sweep.first_yes(self.level.1, horizon.min(until))?;
        let competency = self.supposed.case.grounds.at.ladder.competencies[self.level.0].name;
        let action = self.action(Kind::Wait, competency, day, &["K4"]);
        Some(Action { restores: self.title(), ..action })
    }

    /// Learning KPIs are missing for the anniversary.
    fn invoice(&self) -> Option<Action> {
        let case = self.supposed.case;
        let (grounds, learning) = (&case.grounds, case.grounds.at.learning?);
        let window = Window::before(self.anniversary.month(), grounds.at.rules.kpi_window_months);
        let is_asked = |id: &RequirementId| grounds.placed(*id).in_force(grounds.at.as_of);
        let mut short = grounds.at.ladder.own(self.level).filter(is_asked).filter(|id| {
            let Asked::Learning(types) = grounds.asked(*id) else { return false };
            let secured = learning.secured(types, self.anniversary, grounds.at.rules);
            secured < grounds.placed(*id).requirement.need
        });
        let id = short.next()?;
        let by_on = window.last.last_day().max(self.supposed.as_of());
        let action = self.action(Kind::Invoice, self.name_of(id), by_on, &["L4"]);
        Some(self.saving(action, id))
    }

    /// A performance requirement, or a value in a score, is short now or at the anniversary.
    fn raise(&self) -> Vec<Action> {
        let grounds = &self.supposed.case.grounds;
        let last_month = self.anniversary.month().plus(-1).last_day();
        let by_on = last_month.max(self.supposed.as_of());
        let mut seen = BTreeSet::new();
        let mut actions = Vec::new();
        for id in self.unmet() {
            if !seen.insert(id) {
                continue;
            }
            match &grounds.placed(id).requirement.kind {
                RequirementKind::Performance { .. } => {
                    let action = self.action(Kind::Raise, self.name_of(id), by_on, &["C3"]);
                    actions.push(self.saving(action, id));
                }
                RequirementKind::Score { metrics, caps, .. } => {
                    let now = Moment::Frozen(self.supposed.as_of());
                    let Some(points) = grounds.metric_points(id, now) else { continue };
                    let short = metrics.iter().enumerate().filter(|(place, metric)| {
                        !metric.is_per_person() && is_short(metrics, caps, &points, *place)
                    });
                    actions.extend(short.map(|(_, metric)| {
                        self.action(Kind::Raise, &metric.name, by_on, &["C5a"])
                    }));
                }
                _ => {}
            }
        }
        actions
    }

    /// A fact of the option is not attested, or will be too old within the horizon.
    fn attest(&self) -> Vec<Action> {
        let grounds = &self.supposed.case.grounds;
        let (as_of, horizon) = (self.supposed.as_of(), self.supposed.horizon(self.level));
        let answers = self.now.iter().flat_map(|choice| &choice.answers);
        let mut actions = Vec::new();
        for (id, _) in answers {
            let Asked::Attested(span) = grounds.asked(*id) else { continue };
            let through = span.map(|(_, through)| through);
            if through.is_some_and(|through| through >= horizon) {
                continue;
            }
            // One day of its window is enough (W3).
            let ends_on = self.supposed.window_ends_on(self.level);
            let by_on = through.or(ends_on).map_or(as_of, |last| last.max(as_of));
            let action = self.action(Kind::Attest, self.name_of(*id), by_on, &["C5"]);
            actions.push(match through {
                Some(through) if through >= as_of => {
                    let is_enough = self.is_kept_by(*id, through);
                    Action {
                        keeps: if is_enough { self.title() } else { BTreeSet::new() },
                        ..action
                    }
                }
                _ => self.saving(action, *id),
            });
        }
        actions
    }

    /// Whether a level that breaks stays met up to its horizon if a requirement goes on being met behind
    /// a day.
    fn is_kept_by(&self, id: RequirementId, through: Day) -> bool {
        let (case, horizon) = (self.supposed.case, self.supposed.horizon(self.level));
        let days = case.sweeps[self.level.0].days_not(self.level.1, horizon);
        let is_met = |day: &Day| {
            let choices = case.grounds.choices(self.level, Moment::Frozen(*day));
            choices.iter().any(|(_, choice)| {
                choice.answers.iter().all(|(own, answer)| *own == id || answer.met.is_yes())
            })
        };
        !days.is_empty() && days.iter().all(|day| *day > through && is_met(day))
    }

    /// The requirements of the best options that are not met, now or at the anniversary.
    fn unmet(&self) -> Vec<RequirementId> {
        let now = self.now.iter().filter(|choice| choice.met == Met::No);
        let then = self.then.iter().filter(|choice| choice.met == Met::No);
        let answers = now.chain(then).flat_map(|choice| &choice.answers);
        answers.filter(|(_, answer)| answer.met == Met::No).map(|(id, _)| *id).collect()
    }

    /// N6: it restores the level where it is all that is missing now, and keeps it where it is all that
    /// will be missing at the anniversary.
    fn saving(&self, action: Action, id: RequirementId) -> Action {
        let is_all = |choice: &Option<ChoiceAnswer>| {
            let choice = choice.as_ref().filter(|choice| choice.met == Met::No);
            choice.is_some_and(|choice| {
                choice.answers.iter().all(|(own, answer)| *own == id || answer.met.is_yes())
            })
        };
        if self.supposed.is_unmet(self.level) {
            let restores = if is_all(&self.now) {
                self.supposed.restored_with(self.level)
            } else {
                BTreeSet::new()
            };
            return Action { restores, ..action };
        }
        // What breaks before its anniversary breaks by something else.
        let breaks = self.supposed.breaks_on(self.level).is_some();
        let keeps = if is_all(&self.then) && !breaks { self.title() } else { BTreeSet::new() };
        Action { keeps, ..action }
    }
}
