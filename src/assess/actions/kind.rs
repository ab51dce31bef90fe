//! N1: what kind of thing is done.

/// What kind of thing is done. The order decides when all else is equal (N1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ActionKind {
    Pay,
    Associate,
    Renew,
    Earn,
    Invoice,
    Raise,
    Attest,
    MergeMcid,
    DeleteAndAddAgain,
    Support,
    MendInput,
    Wait,
}

impl ActionKind {
    pub const ALL: [Self; 12] = [
        Self::Pay,
        Self::Associate,
        Self::Renew,
        Self::Earn,
        Self::Invoice,
        Self::Raise,
        Self::Attest,
        Self::MergeMcid,
        Self::DeleteAndAddAgain,
        Self::Support,
        Self::MendInput,
        Self::Wait,
    ];

    /// What restores or keeps a level, the easiest first: who only has to click comes before what has to be
    /// learnt, sold or waited for.
    pub(crate) const WAYS: [Self; 8] = [
        Self::Associate,
        Self::Renew,
        Self::Attest,
        Self::MergeMcid,
        Self::DeleteAndAddAgain,
        Self::Earn,
        Self::Invoice,
        Self::Raise,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Associate => "associate",
            Self::Renew => "renew",
            Self::Earn => "earn",
            Self::Invoice => "invoice",
            Self::Raise => "raise",
            Self::Attest => "attest",
            Self::MergeMcid => "merge_mcid",
            Self::DeleteAndAddAgain => "delete_and_add_again",
            Self::Support => "support",
            Self::MendInput => "mend_input",
            Self::Wait => "wait",
        }
    }
}
