//! A level as the Summary sees it.

use crate::base::Day;
use crate::report::classes::Class;

use super::level_key::CompanyLevelKey;

/// Of a company, with its best option.
pub(crate) struct RiskLevel {
    pub key: CompanyLevelKey,
    pub class: Option<Class>,
    pub name: String,
    pub state: String,
    pub severity: String,
    pub met: String,
    pub best_option: String,
    pub anniversary: Option<Day>,
    pub breach: Option<Day>,
    /// Since when it is not met.
    pub since: Option<Day>,
    /// W: the last day on which it was met, in the window that keeps it or else in that of today, and the end of its anniversary's window.
    pub qualified: Option<Day>,
    pub window_to: Option<Day>,
    /// The first day of that window, where it is still to come.
    pub window_opens_on: Option<Day>,
    /// The last day on which help still shows in it.
    pub helped_through: Option<Day>,
    /// That day, where it is past and nothing keeps the level at this renewal any more.
    pub lost_since: Option<Day>,
    /// The day ahead on which it keeps the level by itself.
    pub qualifies_on: Option<Day>,
    /// Of a level that is not held: the last day on which what qualifies it today still does.
    pub qualified_through: Option<Day>,
    /// Safe, whatever it is today.
    pub is_safe_by_window: bool,
    pub key_people: String,
    /// A higher level is met and not held.
    pub upgrade: bool,
    /// Its row on the sheet of the levels.
    pub row: usize,
}
