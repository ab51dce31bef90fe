//! N3: until when what only puts off that a level breaks can be done so that it does.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::base::Day;

use super::action::{Action, ActionKind};
use super::supposed::Supposed;

/// Tells each action that only puts off the last day on which it does, where it helps longer; one that comes
/// too late for that puts off nothing.
pub(super) fn tell(supposed: &Supposed<'_, '_>, actions: &mut [Action]) {
    for action in actions.iter_mut().filter(|own| own.breaks_again_on.is_some()) {
        let Some(last) = puts_off_through(action, supposed) else { continue };
        if last < supposed.as_of() {
            action.breaks_again_on = None;
            action.puts_off.clear();
        } else if last < action.by_on {
            action.puts_off_by = Some(last);
        }
    }
    for action in actions {
        action.puts_nothing_off(supposed);
    }
}

/// The last day on which what is done shows when the first of the levels that it puts off would not be met.
fn puts_off_through(action: &Action, supposed: &Supposed<'_, '_>) -> Option<Day> {
    let shows = action.kind.shows()?;
    let (case, at) = (supposed.case, &supposed.case.grounds.at);
    let levels: BTreeSet<LevelId> = if action.puts_off.is_empty() {
        action.serves.clone()
    } else {
        supposed.titled(&action.puts_off)
    };
    let last = |level: &LevelId| {
        let day = supposed.breaks_on(*level).filter(|day| supposed.as_of() < *day)?;
        let is_shown_late = case.qualifications.contains_key(level);
        Some(if is_shown_late { shows.done_by(day, at) } else { shows.in_time_for(day, at) })
    };
    levels.iter().filter_map(last).min()
}

impl Action {
    /// What is not met today, and not restored by it, is not put off by it either, unless others are enough
    /// with it.
    fn puts_nothing_off(&mut self, supposed: &Supposed<'_, '_>) {
        let is_open = |level: &LevelId| {
            supposed.is_unmet(*level) && !self.restores.contains(&supposed.title(*level))
        };
        if !self.enough_with.is_empty() || self.kind == ActionKind::Wait {
            return;
        }
        let open: BTreeSet<String> =
            self.serves.iter().filter(|own| is_open(own)).map(|own| supposed.title(*own)).collect();
        self.puts_off.retain(|title| !open.contains(title));
        if !self.serves.is_empty() && open.len() == self.serves.len() {
            (self.breaks_again_on, self.puts_off_by) = (None, None);
        }
    }
}
