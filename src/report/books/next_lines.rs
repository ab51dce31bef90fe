//! What to do next: the lines of the actions that a Summary has room for, the same on every Summary.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::assess::actions::action::ActionKind;
use crate::base::Day;
use crate::report::instead::things_to_do;
use crate::report::lines::{Line, LineGroup};
use crate::report::next::ActionRow;
use crate::report::unserved::ActionRows;

/// Lines that are urgent.
const URGENT_MAX: usize = 50;
/// Lines of what heals by itself.
const HEALS_MAX: usize = 10;
/// Other lines are shown up to so many in all.
const OTHERS_MAX: usize = 20;

/// A line and the company whose it is.
pub(crate) struct CompanyLine<'a> {
    pub company: &'a str,
    pub line: Line<'a>,
    /// All actions of the company.
    pub others: &'a [ActionRow],
}

/// The lines that are shown, in their order, and how many there are.
pub(crate) struct ShownLines<'a> {
    pub lines: Vec<CompanyLine<'a>>,
    pub all: usize,
}

/// What heals by itself: company and level, with the day.
#[must_use]
pub(crate) fn healing(actions: &ActionRows) -> BTreeMap<(String, String), Day> {
    let mut days = BTreeMap::new();
    for (company, own) in actions {
        for action in own.iter().filter(|action| action.kind == ActionKind::Wait) {
            let levels = action.levels().into_iter().zip(action.by);
            days.extend(levels.map(|(level, day)| ((company.clone(), level), day)));
        }
    }
    days
}

/// Company and e-mail of those who are asked to associate.
#[must_use]
pub(crate) fn asked(actions: &ActionRows) -> BTreeSet<(String, String)> {
    let of_company = |(company, own): (&String, &Vec<ActionRow>)| {
        let asking = own.iter().filter(|action| action.kind == ActionKind::Associate);
        let key = |email: &String| (company.clone(), email.clone());
        asking.flat_map(|action| action.who.iter().map(key)).collect::<Vec<_>>()
    };
    actions.iter().flat_map(of_company).collect()
}

impl<'a> ShownLines<'a> {
    /// Those of all companies together: the urgent ones, what heals, and others as there is room.
    #[must_use]
    pub(crate) fn of(actions: &'a ActionRows) -> Self {
        let of_company = |(company, own): (&'a String, &'a Vec<ActionRow>)| {
            things_to_do(own).into_iter().map(move |line| CompanyLine {
                company,
                line,
                others: own,
            })
        };
        let mut all: Vec<CompanyLine<'a>> = actions.iter().flat_map(of_company).collect();
        if actions.len() > 1 {
            all.sort_by_key(|own| {
                let first = own.line.first;
                let saved = (Reverse(first.restores.len()), Reverse(first.keeps.len()));
                (own.line.place(), saved, first.by.unwrap_or(Day::FOREVER))
            });
        }
        let count = all.len();
        let (mut urgent, mut heals) = (0, 0);
        all.retain(|own| match own.line.place() {
            LineGroup::Now | LineGroup::Soon => is_counted(&mut urgent, URGENT_MAX),
            LineGroup::Heals => is_counted(&mut heals, HEALS_MAX),
            LineGroup::Later | LineGroup::Tidy => true,
        });
        let mut others = OTHERS_MAX.saturating_sub(urgent + heals);
        all.retain(|own| match own.line.place() {
            LineGroup::Later | LineGroup::Tidy if others == 0 => false,
            LineGroup::Later | LineGroup::Tidy => {
                others -= 1;
                true
            }
            _ => true,
        });
        Self { lines: all, all: count }
    }
}

/// Counts one more, as far as there is room.
fn is_counted(count: &mut usize, most: usize) -> bool {
    let has_room = *count < most;
    *count += usize::from(has_room);
    has_room
}
