//! N4, N5: the order of a company's actions, and the numbers of those of which any one is enough.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::action::{Action, Kind};

/// By urgency, then by what is restored and kept, by the day, the kind, the person and the thing. Who leaves
/// another company, or may not associate yet, stands behind those alike of whom that is not so.
pub(super) fn rank(actions: &mut [Action]) {
    actions.sort_by(|a, b| {
        let key = |own: &Action| {
            (
                own.urgency,
                Reverse(own.restores.len()),
                Reverse(own.keeps.len()),
                own.by_on,
                own.kind,
                !own.leaves.is_empty(),
                own.allowed_from.is_some(),
            )
        };
        key(a)
            .cmp(&key(b))
            .then_with(|| a.who.cmp(&b.who))
            .then_with(|| a.what.cmp(&b.what))
            .then_with(|| a.level.cmp(&b.level))
    });
}

/// Numbers from 1, in the order of the first action of each group.
#[must_use]
pub(super) fn groups(actions: &[Action]) -> Vec<Option<i64>> {
    let mut numbers: BTreeMap<(Kind, &str), i64> = BTreeMap::new();
    actions
        .iter()
        .map(|action| {
            let group = action.group.as_deref()?;
            let next = i64::try_from(numbers.len()).unwrap_or(i64::MAX - 1) + 1;
            Some(*numbers.entry((action.kind, group)).or_insert(next))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::action::Urgency;
    use super::*;
    use crate::base::Day;

    fn action(urgency: Urgency, kind: Kind, restores: &[&str], by_on: i32, who: &str) -> Action {
        let mut action = Action::new(kind, "", Day(by_on));
        action.urgency = urgency;
        action.restores = restores.iter().map(|it| (*it).to_owned()).collect();
        action.who = vec![who.to_owned()];
        action
    }

    #[test]
    fn the_urgent_come_first_and_then_those_that_restore_most() {
        let mut actions = vec![
            action(Urgency::Later, Kind::Pay, &["a", "b", "c"], 1, "a"),
            action(Urgency::Now, Kind::Renew, &["a"], 5, "a"),
            action(Urgency::Now, Kind::Associate, &["a", "b"], 9, "b"),
            action(Urgency::Now, Kind::Pay, &["a"], 5, "a"),
            action(Urgency::Now, Kind::Pay, &["a"], 4, "z"),
            action(Urgency::None, Kind::Wait, &["a"], 0, ""),
        ];
        rank(&mut actions);
        let order: Vec<(Kind, i32)> = actions.iter().map(|own| (own.kind, own.by_on.0)).collect();
        assert_eq!(
            order,
            [
                (Kind::Associate, 9),
                (Kind::Pay, 4),
                (Kind::Pay, 5),
                (Kind::Renew, 5),
                (Kind::Pay, 1),
                (Kind::Wait, 0),
            ]
        );
    }

    #[test]
    fn groups_are_numbered_as_they_come() {
        let grouped = |kind, group: Option<&str>| {
            let mut own = action(Urgency::Now, kind, &[], 0, "");
            own.group = group.map(str::to_owned);
            own
        };
        let all = [
            grouped(Kind::Associate, Some("x")),
            grouped(Kind::Associate, None),
            grouped(Kind::Renew, Some("x")),
            grouped(Kind::Associate, Some("x")),
        ];
        assert_eq!(groups(&all), [Some(1), None, Some(2), Some(1)]);
    }
}
