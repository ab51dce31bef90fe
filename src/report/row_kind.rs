//! What a row of what to do is about: an action, or a level that no action serves.

use crate::assess::actions::action::ActionKind;

use super::classes::Class;

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum RowKind {
    Action(ActionKind),
    /// A level of this class.
    Level(Class),
    /// A level that nothing keeps at this renewal any more.
    Lost,
    #[default]
    Unknown,
}

const LOST: &str = "lost";

impl RowKind {
    /// By its name in `actions`, and in the labels.
    #[must_use]
    pub(crate) fn of(name: &str) -> Self {
        let action = ActionKind::ALL.into_iter().find(|kind| kind.name() == name);
        let class = || Class::ALL.into_iter().find(|class| class.name() == name);
        let is_lost = || (name == LOST).then_some(Self::Lost);
        action
            .map(Self::Action)
            .or_else(|| class().map(Self::Level))
            .or_else(is_lost)
            .unwrap_or_default()
    }

    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Action(kind) => kind.name(),
            Self::Level(class) => class.name(),
            Self::Lost => LOST,
            Self::Unknown => "",
        }
    }

    #[must_use]
    pub(crate) fn is_one_of(self, kinds: &[ActionKind]) -> bool {
        matches!(self, Self::Action(own) if kinds.contains(&own))
    }
}

impl PartialEq<ActionKind> for RowKind {
    fn eq(&self, kind: &ActionKind) -> bool {
        *self == Self::Action(*kind)
    }
}

impl PartialEq<Class> for RowKind {
    fn eq(&self, class: &Class) -> bool {
        *self == Self::Level(*class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_known_by_its_name() {
        let actions = ActionKind::ALL.map(RowKind::Action);
        let levels = Class::ALL.map(RowKind::Level);
        for kind in actions.into_iter().chain(levels).chain([RowKind::Lost, RowKind::Unknown]) {
            assert_eq!(RowKind::of(kind.name()), kind);
        }
    }
}
