//! N3: until when what only puts off that a level breaks can be done so that it does.

use std::collections::BTreeSet;

use crate::assess::ladder::LevelId;
use crate::base::Day;

use super::action::Action;
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
