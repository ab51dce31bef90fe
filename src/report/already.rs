//! Already: what somebody has that does not count yet, why not, and what to do about that.

use std::collections::BTreeSet;

use crate::base::Day;

use super::labels::Labels;

/// What somebody has, and why it does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Uncounted {
    pub(super) why: MissedBy,
    /// Nobody's where several people answer to the row.
    pub email: Option<String>,
    pub mcid: String,
    pub skills: BTreeSet<String>,
    pub shown_on: Option<Day>,
}

/// Reasons that can be mended, the easiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MissedBy {
    Pending,
    NotAssociated,
    Missing,
    /// Of who is not on the roll yet.
    Joining,
    University,
    Conflict,
    Elsewhere,
    Mismatch,
    /// And the account is associated no more than the MCID.
    MismatchApart,
    Ambiguous,
}

impl MissedBy {
    #[must_use]
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::NotAssociated => "not_associated",
            Self::Missing => "missing",
            Self::Joining => "joining",
            Self::University => "university",
            Self::Conflict => "conflict",
            Self::Elsewhere => "elsewhere",
            Self::Mismatch => "mismatch",
            Self::MismatchApart => "mismatch_apart",
            Self::Ambiguous => "ambiguous",
        }
    }
}

impl Uncounted {
    /// By e-mail, else the MCID whose they are.
    #[must_use]
    pub(crate) fn who(&self) -> String {
        self.email.clone().unwrap_or_else(|| format!("MCID {}", self.mcid))
    }

    #[must_use]
    pub(crate) fn email(&self) -> Option<&String> {
        self.email.as_ref()
    }

    /// What they have, why it does not count, and what to do about that.
    #[must_use]
    pub(crate) fn in_words(&self, who: &str, labels: &Labels) -> String {
        let skills = self.skills.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let (mcid, day) = (&*self.mcid, labels.day(self.shown_on));
        let values = [("who", who), ("skills", &*skills), ("mcid", mcid), ("day", &*day)];
        labels.say("uncounted", self.why.key(), &values)
    }
}
