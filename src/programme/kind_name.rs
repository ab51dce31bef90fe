//! What the kinds of requirements are called: in the files of a programme, in the tables, in the labels.

use super::catalogue::{Lasts, RequirementKind};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum KindName {
    People,
    Performance,
    Learning,
    Attested,
    Audit,
    Score,
    Holds,
}

impl KindName {
    const ALL: [Self; 7] = [
        Self::People,
        Self::Performance,
        Self::Learning,
        Self::Attested,
        Self::Audit,
        Self::Score,
        Self::Holds,
    ];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Performance => "performance",
            Self::Learning => "learning",
            Self::Attested => "attested",
            Self::Audit => "audit",
            Self::Score => "score",
            Self::Holds => "holds",
        }
    }

    /// The words with what they mean.
    pub(crate) fn choices() -> [(&'static str, Self); 7] {
        Self::ALL.map(|name| (name.word(), name))
    }

    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.word() == word)
    }

    /// Whether somebody has to confirm it, as no export says it.
    pub(crate) const fn is_fact(self) -> bool {
        matches!(self, Self::Attested | Self::Audit)
    }
}

impl RequirementKind {
    pub(crate) const fn name(&self) -> KindName {
        match self {
            Self::People { .. } => KindName::People,
            Self::Performance { .. } => KindName::Performance,
            Self::Learning { .. } => KindName::Learning,
            Self::Attested { lasts: Lasts::Days(_), .. } => KindName::Attested,
            Self::Attested { lasts: Lasts::Years(_), .. } => KindName::Audit,
            Self::Score { .. } => KindName::Score,
            Self::Holds { .. } => KindName::Holds,
        }
    }
}
