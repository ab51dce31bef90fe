//! Where a company is looked at from: the day, and all that does not change with the holders of skills.

use std::collections::BTreeMap;

use crate::base::{Day, Dictionary};
use crate::programme::{Catalogue, InForce};

use super::ladder::Ladder;
use super::learning::Learning;
use super::memberships::Term;
use super::performance::Performance;

/// When requirements are asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AskedOn {
    /// Everything as on a day, but sums as on the as-of date (K4, K5).
    Frozen(Day),
    /// A day before the as-of date, as a run of that day would see it.
    Past(Day),
    /// The same, or the as-of date itself, by the performance that was shown by then (W4).
    Shown(Day),
    /// K3: at an anniversary that is not past, with sums projected.
    Anniversary(Day),
}

/// What does not change with the holders.
#[derive(Clone, Copy)]
pub struct Standpoint<'a> {
    pub ladder: &'a Ladder<'a>,
    pub catalogue: &'a Catalogue,
    pub rules: &'a InForce,
    pub dictionary: &'a Dictionary,
    pub as_of: Day,
    /// The first day that is asked about: the as-of date, or one before it.
    pub first: Day,
    /// Users and transcripts are not too old, and it is known who is associated.
    pub people_known: bool,
    /// None where not given or too old.
    pub performance: Option<&'a Performance>,
    pub learning: Option<&'a Learning>,
    /// Days by folded fact.
    pub attested: &'a BTreeMap<String, Day>,
    /// What memberships say that is held, and from when to when; none without such a source.
    pub terms: Option<&'a [Term]>,
}

impl AskedOn {
    #[must_use]
    pub fn day(self) -> Day {
        match self {
            Self::Frozen(day) | Self::Past(day) | Self::Shown(day) | Self::Anniversary(day) => day,
        }
    }
}
