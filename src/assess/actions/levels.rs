//! N1: what a level itself asks for: to be paid, invoiced for, raised, attested, or waited for.

use std::collections::BTreeSet;

use crate::assess::ladder::{LevelId, RequirementId};
use crate::assess::levels::ChoiceAnswer;
use crate::assess::life_cycle::HeldTerm;
use crate::assess::met::Met;
use crate::assess::requirement::PreparedRequirement;
use crate::assess::standpoint::AskedOn;
use crate::assess::window::Window;
use crate::base::{Amount, Day};

use super::action::{Action, ActionKind, TableRow, Urgency, named};
use super::deed::Deed;
use super::resting::Resting;
use super::supposed::Supposed;

/// A level with its best option now and its place, and its options at its anniversary if that is ahead.
pub(super) struct OfLevel<'s, 'a> {
    pub(super) supposed: &'s Supposed<'s, 'a>,
    pub(super) level: LevelId,
    pub(super) now: Option<(usize, ChoiceAnswer)>,
    then: Vec<(usize, ChoiceAnswer)>,
    pub(super) held: HeldTerm,
}

#[must_use]
pub(super) fn actions(supposed: &Supposed<'_, '_>) -> Vec<Action> {
    let case = supposed.case;
    let mut actions = Vec::new();
    for level in supposed.levels() {
        let Some(held) = case.held.get(&level).copied() else { continue };
        let now = case.grounds.choices(level, AskedOn::Frozen(supposed.as_of()));
        let is_ahead = held.anniversary >= supposed.as_of();
        let then =
            is_ahead.then(|| case.grounds.choices(level, AskedOn::Anniversary(held.anniversary)));
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
    actions.extend(case.unlisted.iter().filter_map(|own| supposed.pay_unlisted(own)));
    actions
}

impl OfLevel<'_, '_> {
    pub(super) fn action(
        &self,
        kind: ActionKind,
        what: &str,
        by_on: Day,
        rules: &[&'static str],
    ) -> Action {
        let action = Action::new(kind, what, by_on).serving(&self.served(), self.supposed);
        Action { rules: rules.to_vec(), stands_on: Some(self.row()), ..action }
    }

    /// Its row in `levels`.
    fn row(&self) -> TableRow {
        let case = self.supposed.case;
        let own = named(case, self.level);
        TableRow::of("levels", &[case.mpn_id(), &own.programme, &own.competency, &own.level])
    }

    pub(super) fn served(&self) -> BTreeSet<LevelId> {
        BTreeSet::from([self.level])
    }

    pub(super) fn title(&self) -> BTreeSet<String> {
        BTreeSet::from([self.supposed.title(self.level)])
    }

    pub(super) fn name_of(&self, id: RequirementId) -> &str {
        &self.supposed.case.grounds.placed(id).requirement.name
    }

    /// Not met today, and met again on a day that is known already.
    fn wait(&self) -> Option<Action> {
        let day = self.supposed.heals_on(self.level)?;
        let again = self.supposed.breaks_after(self.level, day);
        let competency = self.supposed.case.grounds.at.ladder.competencies[self.level.0].name;
        let action = self.action(ActionKind::Wait, competency, day, &["K4"]);
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
            let PreparedRequirement::Learning(types) = grounds.asked(*id) else { return false };
            let secured = learning.secured(types, self.held.anniversary, grounds.at.rules);
            secured < grounds.placed(*id).requirement.need
        });
        let id = short.next()?;
        let by_on = window.last.last_day().max(self.supposed.as_of());
        let action = self.action(ActionKind::Invoice, self.name_of(id), by_on, &["L4"]);
        // What is invoiced after its window counts for the next anniversary only; in the renewal window
        // the level is judged by what is visible then.
        let renewed_through = self.supposed.renewed_through(self.level);
        let shown = renewed_through.map(|day| Window::visible_on(day, grounds.at.rules).last);
        let last = shown.filter(|_| self.supposed.is_unmet(self.level));
        let is_closed = last.max(Some(window.last)) < Some(self.supposed.as_of().month());
        let deed = Some(Deed::Raises { id, metric: None, most: None });
        let mut action = match last {
            _ if !is_closed => Action { deed, ..self.saving(action, id) },
            // Only what arrives late of the months that count brings it back.
            Some(_) => self.saving(action, id),
            None => action,
        };
        let is_over = window.last < self.supposed.as_of().month();
        let is_for_renewal = is_over && (last.is_some() || !is_closed);
        if let (true, PreparedRequirement::Learning(types)) = (is_for_renewal, grounds.asked(id)) {
            // With so much in the last month that still counts it is enough on the day on which that is
            // published.
            let open = self.supposed.as_of().month();
            let through = last.filter(|_| is_closed).unwrap_or(open);
            let ahead = Window::before(through.plus(1), grounds.at.rules.kpi_window_months);
            let more = grounds.placed(id).requirement.need - learning.sum(ahead, types);
            action.enough_more = (more > Amount::ZERO).then(|| more.rounded_up(2));
        }
        let mut action = action.timed(&self.served(), self.supposed);
        // Nobody has to invoice anything where another option keeps it: it serves nothing but tidiness.
        if action.restores.is_empty() && action.keeps.is_empty() && self.is_kept_without_kpis() {
            action.urgency = Urgency::None;
        }
        Some(action)
    }

    fn is_kept_without_kpis(&self) -> bool {
        let asks_for_kpis = |id: &RequirementId| {
            matches!(self.supposed.case.grounds.asked(*id), PreparedRequirement::Learning(_))
        };
        self.then.iter().any(|(_, choice)| {
            choice.met.is_yes() && choice.answers.iter().all(|(id, _)| !asks_for_kpis(id))
        })
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
        let today = now.map(|own| (own, AskedOn::Frozen(self.supposed.as_of())));
        let ahead = then.map(|own| (own, AskedOn::Anniversary(self.held.anniversary)));
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
