//! What is to be invoiced, as the table of what to do next tells it.

use crate::assess::actions::action::ActionKind;
use crate::base::Amount;
use crate::report::labels::Labels;
use crate::report::next::ActionRow;

use super::kpi_windows::Anniversary;

/// How many KPIs are missing, where that is known, and in which months they can be invoiced.
#[must_use]
pub(super) fn kpi(
    anniversaries: &[Anniversary],
    (company, action): (&str, &ActionRow),
    labels: &Labels,
) -> Option<String> {
    if action.kind != ActionKind::Invoice || action.is_unneeded {
        return None;
    }
    let key = [company, &action.competency, &action.level];
    let is_own = |own: &&Anniversary| own.key.each_ref().map(String::as_str) == key;
    let own = anniversaries.iter().find(is_own)?;
    let needed = labels.amount(own.needed.rounded_up(1));
    let (day, months) = (labels.day(Some(own.on)), own.months_left.to_string());
    let last = own.last.map(|month| labels.month(month)).unwrap_or_default();
    let values = [("needed", &*needed), ("day", &*day), ("months", &*months), ("last", &*last)];
    if action.is_for_renewal {
        return None;
    }
    let key = if own.months_left > 0 { "kpi_needed" } else { "kpi_missed" };
    let said = labels.say("todo", key, &values);
    (own.needed > Amount::ZERO).then(|| said.trim_end_matches('.').to_owned())
}
