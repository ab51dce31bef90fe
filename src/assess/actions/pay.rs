//! N1: a held level that is to be paid, and what else that keeps: levels that ask for it (C5c).

use std::collections::BTreeSet;

use crate::assess::life_cycle::{HeldTerm, LevelState};
use crate::assess::memberships::Unlisted;
use crate::assess::met::Met;
use crate::assess::standpoint::Standpoint;
use crate::base::fold::fold;

use super::action::{Action, ActionKind, LevelName, TableRow, Urgency};
use super::done::Done;
use super::levels::OfLevel;
use super::supposed::Supposed;

/// Days before an anniversary from which it is time to pay.
const PAY_DAYS: i32 = 30;

/// In its renewal window, or the anniversary is near.
fn is_due(held: HeldTerm, at: &Standpoint<'_>) -> bool {
    let (as_of, anniversary) = (at.as_of, held.anniversary);
    let is_near = as_of <= anniversary && anniversary <= as_of.plus_days(PAY_DAYS);
    is_near || held.state(as_of, at.rules) == LevelState::RenewalWindow
}

impl OfLevel<'_, '_> {
    /// In its renewal window, or the anniversary is near, and nothing says that it is not met: by its
    /// window it may have been enough on another day.
    pub(super) fn pay(&self) -> Option<Action> {
        let (case, at) = (self.supposed.case, &self.supposed.case.grounds.at);
        let is_unmet = case.sweeps[self.level.0].now()[self.level.1] == Met::No;
        if !is_due(self.held, at) || (is_unmet && !case.is_safe(self.level)) {
            return None;
        }
        let by_on = self.held.renewal_window_ends_on(at.rules);
        let competency = at.ladder.competencies[self.level.0].name;
        let action = self.action(ActionKind::Pay, competency, by_on, &["K1"]);
        let level = at.ladder.rung(self.level).name;
        let action = self.supposed.paying(action, self.held, (competency, level));
        // Unless it is paid the level is lost; but W3: what no day of its window keeps is met in vain today.
        let breaks_on = self.supposed.breaks_on(self.level);
        let is_lost_before = breaks_on.is_some_and(|day| day <= self.held.anniversary)
            && case.qualifications.contains_key(&self.level)
            && !case.is_safe(self.level)
            && case.qualifies_on(self.level).is_none();
        let own = if is_lost_before { BTreeSet::new() } else { self.title() };
        Some(Action { keeps: &action.keeps | &own, ..action })
    }
}

impl Supposed<'_, '_> {
    /// K2a: what no programme lists is held, and lost unless it is paid.
    pub(super) fn pay_unlisted(&self, own: &Unlisted) -> Option<Action> {
        let (case, at) = (self.case, &self.case.grounds.at);
        if !is_due(own.held, at) {
            return None;
        }
        let is_late = at.as_of > own.held.anniversary;
        let row = [case.mpn_id(), "", &own.competency, &own.level];
        let by_on = own.held.renewal_window_ends_on(at.rules);
        let action = Action {
            urgency: if is_late { Urgency::Now } else { Urgency::Soon },
            level: Some(LevelName {
                competency: own.competency.clone(),
                level: own.level.clone(),
                programme: String::new(),
            }),
            rules: vec!["K1", "K2a"],
            stands_on: Some(TableRow::of("levels", &row)),
            ..Action::new(ActionKind::Pay, &own.competency, by_on)
        };
        let action = self.paying(action, own.held, (&own.competency, &own.level));
        let title = BTreeSet::from([format!("{} {}", own.competency, own.level)]);
        Some(Action { keeps: &action.keeps | &title, ..action })
    }

    /// N6: the levels that ask for this one to be held, with it paid today for another year.
    fn paying(&self, action: Action, held: HeldTerm, (competency, level): (&str, &str)) -> Action {
        let rules = self.case.grounds.at.rules;
        let (competency, level) = (&*fold(competency), &*fold(level));
        let through = held.anniversary.plus_days(rules.subscription_days);
        let done = Done::Pays { competency, level, through };
        Action {
            restores: self.restores(&[done]),
            keeps: self.kept_titles(&self.keeps(&[done])),
            ..action
        }
    }
}
