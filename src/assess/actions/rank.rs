//! N4, N5: the order of a company's actions, and the numbers of those of which any one is enough.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::action::{Action, ActionKind, Urgency};

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

/// N5: numbers from 1, in the order of the first action of each group: of those of one kind that are
/// alternatives, and of ways of several kinds to the same levels.
#[must_use]
pub(super) fn groups(actions: &[Action]) -> Vec<Option<i64>> {
    let saved: Vec<Option<BTreeSet<&str>>> = actions.iter().map(saved).collect();
    let mut kinds: BTreeMap<&BTreeSet<&str>, BTreeSet<ActionKind>> = BTreeMap::new();
    for (action, own) in actions.iter().zip(&saved) {
        if let Some(own) = own {
            kinds.entry(own).or_default().insert(action.kind);
        }
    }
    let mut numbers: BTreeMap<&BTreeSet<&str>, i64> = BTreeMap::new();
    let all = actions.iter().zip(&saved);
    all.map(|(action, own)| {
        let own = own.as_ref()?;
        if action.group.is_none() && kinds.get(own).is_none_or(|kinds| kinds.len() < 2) {
            return None;
        }
        let next = i64::try_from(numbers.len()).unwrap_or(i64::MAX - 1) + 1;
        Some(*numbers.entry(own).or_insert(next))
    })
    .collect()
}

/// The levels for which something that helps in time is enough alone.
fn saved(action: &Action) -> Option<BTreeSet<&str>> {
    let is_way = ActionKind::WAYS.contains(&action.kind)
        && action.urgency != Urgency::None
        && action.helped_through.is_none();
    let titles = action.restores.iter().chain(&action.keeps);
    let own: BTreeSet<&str> = titles.filter(|_| is_way).map(String::as_str).collect();
    (!own.is_empty()).then_some(own)
}

#[cfg(test)]
mod tests {
    use super::super::action::Urgency;
    use super::*;
    use crate::base::Day;

    fn action(
        urgency: Urgency,
        kind: ActionKind,
        restores: &[&str],
        by_on: i32,
        who: &str,
    ) -> Action {
        let mut action = Action::new(kind, "", Day(by_on));
        action.urgency = urgency;
        action.restores = restores.iter().map(|it| (*it).to_owned()).collect();
        action.who = vec![who.to_owned()];
        action
    }

    #[test]
    fn the_urgent_come_first_and_then_those_that_restore_most() {
        let mut actions = vec![
            action(Urgency::Later, ActionKind::Pay, &["a", "b", "c"], 1, "a"),
            action(Urgency::Now, ActionKind::Renew, &["a"], 5, "a"),
            action(Urgency::Now, ActionKind::Associate, &["a", "b"], 9, "b"),
            action(Urgency::Now, ActionKind::Pay, &["a"], 5, "a"),
            action(Urgency::Now, ActionKind::Pay, &["a"], 4, "z"),
            action(Urgency::None, ActionKind::Wait, &["a"], 0, ""),
        ];
        rank(&mut actions);
        let order: Vec<(ActionKind, i32)> =
            actions.iter().map(|own| (own.kind, own.by_on.0)).collect();
        assert_eq!(
            order,
            [
                (ActionKind::Associate, 9),
                (ActionKind::Pay, 4),
                (ActionKind::Pay, 5),
                (ActionKind::Renew, 5),
                (ActionKind::Pay, 1),
                (ActionKind::Wait, 0),
            ]
        );
    }

    #[test]
    fn groups_are_numbered_as_they_come() {
        let saving = |kind, titles: &[&str], group: Option<&str>| {
            let mut own = action(Urgency::Now, kind, titles, 0, "");
            own.group = group.map(str::to_owned);
            own
        };
        let all = [
            saving(ActionKind::Associate, &["x"], Some("x")),
            saving(ActionKind::Associate, &["y"], None),
            saving(ActionKind::Renew, &["z"], Some("z")),
            saving(ActionKind::Associate, &["x"], Some("x")),
            saving(ActionKind::Renew, &["z"], Some("z")),
        ];
        assert_eq!(groups(&all), [Some(1), None, Some(2), Some(1), Some(2)]);
    }

    #[test]
    fn ways_of_several_kinds_to_the_same_levels_are_one_group() {
        let saving = |kind, titles: &[&str]| action(Urgency::Now, kind, titles, 0, "");
        let late = |own| Action { helped_through: Some(Day(0)), ..own };
        let all = [
            saving(ActionKind::Earn, &["x"]),
            saving(ActionKind::MergeMcid, &["x"]),
            saving(ActionKind::Pay, &["y"]),
            saving(ActionKind::Earn, &["y"]),
            saving(ActionKind::Raise, &["x", "y"]),
            late(saving(ActionKind::Attest, &["y"])),
        ];
        assert_eq!(groups(&all), [Some(1), Some(1), None, None, None, None]);
    }
}
