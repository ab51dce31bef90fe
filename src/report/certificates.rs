//! Certificates: until when those are valid that somebody is asked to renew.

use std::collections::BTreeMap;

use crate::assess::actions::action::ActionKind;
use crate::tables::columns;
use crate::tables::output::Rows;

use super::next::ActionRow;
use super::view::each;

/// Tells each action that asks for a renewal until when the certificate is valid: what retires is to be renewed
/// before that.
pub(super) fn tell(all: &mut BTreeMap<String, Vec<ActionRow>>, events: Option<&dyn Rows>) {
    let mut ending: BTreeMap<usize, Vec<&mut ActionRow>> = BTreeMap::new();
    for action in all.values_mut().flatten().filter(|action| action.kind == ActionKind::Renew) {
        action.valid_through = action.by;
        let row = action.stands_on().filter(|(table, _)| *table == "events").map(|(_, row)| row);
        if let Some(row) = row {
            ending.entry(row).or_default().push(action);
        }
    }
    if ending.is_empty() {
        return;
    }
    let mut number = 0;
    each(events, |row| {
        number += 1;
        for action in ending.get_mut(&number).into_iter().flatten() {
            action.valid_through = row.day(columns::DATE).map(|day| day.plus_days(-1));
        }
    });
}
