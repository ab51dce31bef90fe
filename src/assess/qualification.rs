//! W1–W3: the window of months in which one day is enough, and the last day in it that was.

use crate::base::Day;

use super::case::Case;
use super::ladder::LevelId;
use super::past::PastDays;
use super::standpoint::AskedOn;
use super::window::{Qualification, Window};

/// A level with its window on the as-of date, and that of its anniversary if it is held.
struct LevelWindows {
    level: LevelId,
    window: Window,
    renewal: Option<Window>,
    /// Whether the second still keeps it.
    is_alive: bool,
}

/// The first day before the as-of date that any window asks about.
#[must_use]
pub(crate) fn first_asked(case: &Case<'_, '_>) -> Option<Day> {
    let of_level = |own: &LevelWindows| {
        let windows = [Some(own.window), own.renewal].into_iter().flatten();
        windows.filter_map(|window| first_of(case, own.level, window)).min()
    };
    asked(case).iter().filter_map(of_level).min()
}

/// Of every level with a window. Without a past no window asks for one.
#[must_use]
pub(crate) fn qualifications(
    case: &Case<'_, '_>,
    past: Option<&PastDays<'_>>,
) -> Vec<(LevelId, Qualification)> {
    let qualification = |own: LevelWindows| {
        let last = |window| last_met(case, past, own.level, window);
        let enough_on = own.renewal.and_then(last);
        let (window, renewal) = (own.window, own.renewal);
        let renewed_on = enough_on.filter(|_| own.is_alive);
        let was_safe = enough_on.is_some() && !own.is_alive;
        (own.level, Qualification { window, renewal, on: last(window), renewed_on, was_safe })
    };
    asked(case).into_iter().map(qualification).collect()
}

/// The levels with a window that a programme lists on the as-of date.
fn asked(case: &Case<'_, '_>) -> Vec<LevelWindows> {
    let at = &case.grounds.at;
    let listed = at.ladder.levels().filter(|level| at.ladder.is_listed(*level, at.as_of));
    let window = |level: LevelId| {
        let months = at.ladder.window_months(level)?;
        let held = case.held.get(&level);
        Some(LevelWindows {
            level,
            window: Window::through(at.as_of.month(), months),
            renewal: held.map(|held| Window::through(held.anniversary.month(), months)),
            is_alive: held.is_some_and(|held| held.is_alive(at.as_of, at.rules)),
        })
    };
    listed.filter_map(window).collect()
}

/// Met today, by what is shown (W4), and today lies in the window.
fn is_met_today(case: &Case<'_, '_>, level: LevelId, window: Window) -> bool {
    let as_of = case.grounds.at.as_of;
    let is_shown = || case.grounds.rung(level, AskedOn::Shown(as_of)).is_yes();
    window.contains(as_of.month()) && case.sweeps[level.0].now()[level.1].is_yes() && is_shown()
}

/// The first day of a window for which the past has to be looked at.
fn first_of(case: &Case<'_, '_>, level: LevelId, window: Window) -> Option<Day> {
    let first = window.first.first_day();
    (first < case.grounds.at.as_of && !is_met_today(case, level, window)).then_some(first)
}

fn last_met(
    case: &Case<'_, '_>,
    past: Option<&PastDays<'_>>,
    level: LevelId,
    window: Window,
) -> Option<Day> {
    if is_met_today(case, level, window) {
        return Some(case.grounds.at.as_of);
    }
    let first = first_of(case, level, window)?;
    past?.last_met(level, first, window.last.last_day())
}
