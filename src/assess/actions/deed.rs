//! A deed: what an action does, kept as long as it is asked what it would bring together with others.

use crate::assess::ladder::RequirementId;
use crate::base::{Amount, Day};
use crate::programme::catalogue::SkillId;
use crate::rules::Holding;

use super::done::Done;

/// What comes of an action.
#[derive(Clone, Debug)]
pub enum Deed {
    Holds {
        holder: u32,
        own: Vec<Holding>,
    },
    /// By one of these ways, whichever it will be.
    Earns {
        people: u32,
        ways: Vec<Vec<SkillId>>,
    },
    Attests {
        fact: String,
        on: Day,
    },
    Raises {
        id: RequirementId,
        metric: Option<usize>,
        most: Option<Amount>,
    },
}

impl Deed {
    /// In how many ways it can be done.
    #[must_use]
    pub(super) fn ways(&self) -> usize {
        match self {
            Self::Earns { ways, .. } => ways.len(),
            _ => 1,
        }
    }

    /// Done in one of its ways, the first again after the last.
    #[must_use]
    pub(super) fn done(&self, way: usize) -> Option<Done<'_>> {
        Some(match self {
            Self::Holds { holder, own } => Done::Holds { holder: *holder, own },
            Self::Earns { people, ways } => {
                let skills = ways.get(way.checked_rem(ways.len())?)?;
                Done::Earns { people: *people, skills }
            }
            Self::Attests { fact, on } => Done::Attests { fact, on: *on },
            Self::Raises { id, metric, most } => {
                Done::Raises { id: *id, metric: *metric, most: *most }
            }
        })
    }
}
