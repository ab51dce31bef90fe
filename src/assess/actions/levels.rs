//! N1: what a level itself asks for: to be paid, invoiced for, raised, attested, or waited for.

use std::collections::BTreeSet;

use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::levels::ChoiceAnswer;
use crate::assess::life_cycle::{Held, State};
use crate::assess::memberships::Unlisted;
use crate::assess::met::Met;
use crate::assess::requirement::Asked;
use crate::assess::standpoint::{Moment, Standpoint};
use crate::assess::window::Window;
use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::catalogue::RequirementKind;

use super::action::{Action, Fault, Kind, Named, Place, Urgency, named};
use super::done::Done;
use super::resting::Resting;
use super::supposed::Supposed;

/// Days before an anniversary from which it is time to pay.
const PAY_DAYS: i32 = 30;

/// A level with its best option now and its place, and its options at its anniversary if that is ahead.
pub(super) struct OfLevel<'s, 'a> {
    pub(super) supposed: &'s Supposed<'s, 'a>,
    pub(super) level: LevelId,
    now: Option<(usize, ChoiceAnswer)>,
    then: Vec<(usize, ChoiceAnswer)>,
    pub(super) held: Held,
}

#[must_use]
pub(super) fn actions(supposed: &Supposed<'_, '_>) -> Vec<Action> {
    let case = supposed.case;
    let mut actions = Vec::new();
    for level in supposed.levels() {
        let Some(held) = case.held.get(&level).copied() else { continue };
        let now = case.grounds.choices(level, Moment::Frozen(supposed.as_of()));
        let is_ahead = held.anniversary >= supposed.as_of();
        let then =
            is_ahead.then(|| case.grounds.choices(level, Moment::Anniversary(held.anniversary)));
        let then = then.unwrap_or_default();
        let best = case.grounds.best(&now).cloned();
        let own = OfLevel { supposed, level, now: best, then: then.clone(), held };
        actions.extend(own.pay());
        if case.is_safe(level) {
            continue;
        }
        actions.extend(own.wait());
        actions.extend(own.invoice());
        actions.extend(own.raise());
        actions.extend(own.attest());
        if let Some(other) = case.other_way(level, &now) {
            let other = OfLevel { supposed, level, now: Some(other.clone()), then, held };
            actions.extend(other.raise());
            actions.extend(other.attest());
        }
    }
    actions.extend(case.unlisted.iter().filter_map(|own| pay_unlisted(supposed, own)));
    actions
}

/// In its renewal window, or the anniversary is near.
fn is_due(held: Held, at: &Standpoint<'_>) -> bool {
    let (as_of, anniversary) = (at.as_of, held.anniversary);
    let is_near = as_of <= anniversary && anniversary <= as_of.plus_days(PAY_DAYS);
    is_near || held.state(as_of, at.rules) == State::RenewalWindow
}

/// K2a: what no programme lists is held, and lost unless it is paid.
fn pay_unlisted(supposed: &Supposed<'_, '_>, own: &Unlisted) -> Option<Action> {
    let (case, at) = (supposed.case, &supposed.case.grounds.at);
    if !is_due(own.held, at) {
        return None;
    }
    let is_late = at.as_of > own.held.anniversary;
    let row = [case.mpn_id(), "", &own.competency, &own.level];
    let by_on = own.held.renewal_window_ends_on(at.rules);
    Some(Action {
        urgency: if is_late { Urgency::Now } else { Urgency::Soon },
        level: Some(Named {
            competency: own.competency.clone(),
            level: own.level.clone(),
            programme: String::new(),
        }),
        keeps: BTreeSet::from([format!("{} {}", own.competency, own.level)]),
        rules: vec!["K1", "K2a"],
        stands_on: Some(Place::of("levels", &row)),
        ..Action::new(Kind::Pay, &own.competency, by_on)
    })
}

impl OfLevel<'_, '_> {
    pub(super) fn action(
        &self,
        kind: Kind,
        what: &str,
        by_on: Day,
        rules: &[&'static str],
    ) -> Action {
        let action = Action::new(kind, what, by_on).serving(&self.served(), self.supposed);
        Action { rules: rules.to_vec(), stands_on: Some(self.row()), ..action }
    }

    /// Its row in `levels`.
    fn row(&self) -> Place {
        let case = self.supposed.case;
        let own = named(case, self.level);
        Place::of("levels", &[case.mpn_id(), &own.programme, &own.competency, &own.level])
    }

    pub(super) fn served(&self) -> BTreeSet<LevelId> {
        BTreeSet::from([self.level])
    }

    fn title(&self) -> BTreeSet<String> {
        BTreeSet::from([self.supposed.title(self.level)])
    }

    pub(super) fn name_of(&self, id: RequirementId) -> &str {
        &self.supposed.case.grounds.placed(id).requirement.name
    }

    /// In its renewal window, or the anniversary is near, and nothing says that it is not met: by its
    /// window it may have been enough on another day.
    fn pay(&self) -> Option<Action> {
        let (case, at) = (self.supposed.case, &self.supposed.case.grounds.at);
        let is_unmet = case.sweeps[self.level.0].now()[self.level.1] == Met::No;
        if !is_due(self.held, at) || (is_unmet && !case.is_safe(self.level)) {
            return None;
        }
        let by_on = self.held.renewal_window_ends_on(at.rules);
        let competency = at.ladder.competencies[self.level.0].name;
        let action = self.action(Kind::Pay, competency, by_on, &["K1"]);
        // Unless it is paid the level is lost, whatever counts for it.
        Some(Action { keeps: self.title(), ..action })
    }

    /// Not met today, and met again on a day that is known already.
    fn wait(&self) -> Option<Action> {
        let day = self.supposed.heals_on(self.level)?;
        let (horizon, sweep) =
            (self.supposed.horizon(self.level), &self.supposed.case.sweeps[self.level.0]);
        // One day of a window is enough.
        let mut later = sweep.days_not(self.level.1, horizon).into_iter();
        let has_window = self.supposed.window_ends_on(self.level).is_some();
        let again = later.find(|unmet| *unmet > day).filter(|_| !has_window);
        let competency = self.supposed.case.grounds.at.ladder.competencies[self.level.0].name;
        let action = self.action(Kind::Wait, competency, day, &["K4"]);
        Some(Action { restores: self.title(), breaks_again_on: again, ..action })
    }

    /// Learning KPIs are missing for the anniversary.
    fn invoice(&self) -> Option<Action> {
        let case = self.supposed.case;
        let (grounds, learning) = (&case.grounds, case.grounds.at.learning?);
        let window =
            Window::before(self.held.anniversary.month(), grounds.at.rules.kpi_window_months);
        let is_asked = |id: &RequirementId| grounds.placed(*id).in_force(grounds.at.as_of);
        let mut short = grounds.at.ladder.own(self.level).filter(is_asked).filter(|id| {
            let Asked::Learning(types) = grounds.asked(*id) else { return false };
            let secured = learning.secured(types, self.held.anniversary, grounds.at.rules);
            secured < grounds.placed(*id).requirement.need
        });
        let id = short.next()?;
        let by_on = window.last.last_day().max(self.supposed.as_of());
        let action = self.action(Kind::Invoice, self.name_of(id), by_on, &["L4"]);
        // What is invoiced after its window counts for the next anniversary only.
        let is_closed = window.last.last_day() < self.supposed.as_of();
        let action = if is_closed { action } else { self.saving(action, id) };
        Some(action.timed(&self.served(), self.supposed))
    }

    /// A fact of the option is not attested, or will be too old within the horizon; or another track lacks a
    /// fact and would be the best one with it.
    fn attest(&self) -> Vec<Action> {
        let (as_of, horizon) = (self.supposed.as_of(), self.supposed.horizon(self.level));
        let Some((_, now)) = &self.now else { return Vec::new() };
        let mut actions: Vec<Action> = Vec::new();
        for own in self.supposed.resting(self.level, now, Moment::Frozen(as_of)) {
            let Asked::Attested(span) = self.supposed.case.grounds.asked(own.id) else { continue };
            if span.is_none_or(|(_, through)| through < horizon) {
                let code = if span.is_some() { "attestation_ends" } else { "not_attested" };
                actions.extend(self.attesting(&own, code));
            }
        }
        for own in self.deciding_facts() {
            let action = self.attesting(&own, "track_not_attested");
            let is_new = |own: &Action| actions.iter().all(|known| known.what != own.what);
            actions.extend(action.filter(is_new));
        }
        actions
    }

    fn attesting(&self, own: &Resting, code: &'static str) -> Option<Action> {
        let grounds = &self.supposed.case.grounds;
        let (Asked::Attested(span), RequirementKind::Attested { fact, .. }) =
            (grounds.asked(own.id), &grounds.placed(own.id).requirement.kind)
        else {
            return None;
        };
        let as_of = self.supposed.as_of();
        // One day of its window is enough (W3).
        let by_on = span
            .map(|(_, through)| through)
            .filter(|last| *last >= as_of)
            .unwrap_or_else(|| self.supposed.last_day(self.level, false));
        let done = Done::Attests { fact: &fold(fact), on: by_on };
        let now = Done::Attests { fact: &fold(fact), on: as_of };
        let action = self.action(Kind::Attest, self.name_of(own.id), by_on, &["C5"]);
        let action = action.about(own, self.level, self.supposed);
        let action = Action {
            restores: self.supposed.restores(&[now]),
            keeps: self.supposed.kept_titles(&self.supposed.keeps(&[done])),
            breaks_again_on: self.supposed.breaks_again_on(&self.served(), &done),
            fault: Some(Fault { code, place: format!("[company.attested] \"{fact}\"") }),
            ..action
        };
        Some(action.timed(&self.served(), self.supposed))
    }

    /// C8: the facts of other tracks that are missing and with which they would be the best ones.
    fn deciding_facts(&self) -> Vec<Resting> {
        let grounds = &self.supposed.case.grounds;
        let choices = grounds.choices(self.level, Moment::Frozen(self.supposed.as_of()));
        let resting = |(place, id)| {
            let (_, choice) = choices.iter().find(|(own, _)| *own == place)?;
            let (_, answer) = choice.answers.iter().find(|(own, _)| *own == id)?;
            Some(Resting { level: self.level, id, answer: *answer })
        };
        grounds.deciding_facts(&choices).into_iter().filter_map(resting).collect()
    }

    /// What the best option rests on that is not met, now or at the anniversary: of the track that is best
    /// today, if it is there then.
    pub(super) fn unmet(&self) -> Vec<Resting> {
        let is_unmet = |own: &&(usize, ChoiceAnswer)| own.1.met == Met::No;
        let now = self.now.as_ref().filter(is_unmet);
        let same =
            self.now.as_ref().and_then(|(now, _)| self.then.iter().find(|(place, _)| place == now));
        let best = || self.supposed.case.grounds.best(&self.then);
        let then = same.or_else(best).filter(is_unmet);
        let today = now.map(|own| (own, Moment::Frozen(self.supposed.as_of())));
        let ahead = then.map(|own| (own, Moment::Anniversary(self.held.anniversary)));
        let mut unmet: Vec<Resting> = Vec::new();
        for ((_, choice), moment) in today.into_iter().chain(ahead) {
            for own in self.supposed.resting(self.level, choice, moment) {
                if own.is_unmet() && unmet.iter().all(|known| known.id != own.id) {
                    unmet.push(own);
                }
            }
        }
        unmet
    }

    /// N6: it restores the level where it is all that is missing now, and keeps it where it is all that
    /// will be missing at the anniversary.
    fn saving(&self, action: Action, id: RequirementId) -> Action {
        let is_all = |choice: Option<&(usize, ChoiceAnswer)>| {
            let choice = choice.filter(|(_, choice)| choice.met == Met::No);
            choice.is_some_and(|(_, choice)| {
                choice.answers.iter().all(|(own, answer)| *own == id || answer.met.is_yes())
            })
        };
        if self.supposed.is_unmet(self.level) {
            let restores = if is_all(self.now.as_ref()) {
                self.supposed.restored_with(self.level)
            } else {
                BTreeSet::new()
            };
            return Action { restores, ..action };
        }
        let then = self.supposed.case.grounds.best(&self.then);
        let is_enough = is_all(then) && self.supposed.breaks_by_sums(self.level);
        let keeps = if is_enough { self.title() } else { BTreeSet::new() };
        Action { keeps, ..action }
    }
}
