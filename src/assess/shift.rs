//! What is supposed: people more, one less, a fact attested anew, a requirement that is met, a value that is
//! raised, or a level that is renewed.

use crate::base::{Amount, Day};
use crate::programme::catalogue::SkillId;

use super::ladder::RequirementId;

/// People who come or go, a fact that somebody attests, or a level that somebody pays for.
#[derive(Clone, Copy, Debug)]
pub enum Shift<'a> {
    /// The holder has these skills that day, whatever is known of it otherwise.
    Comes { holder: u32, skills: &'a [SkillId] },
    /// So many new people have these skills.
    Join { people: u32, skills: &'a [SkillId] },
    /// All skills of the holder are gone.
    Goes { holder: u32 },
    /// The fact, folded, is attested on a day.
    Attests { fact: &'a str, on: Day },
    /// The requirement is met, whatever that takes.
    Meets { requirement: RequirementId },
    /// One value of a score is raised: by no more than so much of it, where that is said, else until more of it
    /// gives nothing.
    Raises { requirement: RequirementId, metric: usize, most: Option<Amount> },
    /// The level of this name, folded, is held Active from the as-of date through a day.
    Renews { competency: &'a str, level: &'a str, through: Day },
    /// All of these, none of them several itself. Whose skills are gone may have others in the same breath.
    Several(&'a [Shift<'a>]),
}

/// What of a supposition changes who counts.
#[derive(Clone, Copy, Debug)]
pub enum PeopleShift<'a> {
    Comes { holder: u32, skills: &'a [SkillId] },
    Join { people: u32, skills: &'a [SkillId] },
    Goes { holder: u32 },
    Several(&'a [Shift<'a>]),
}

impl<'a> Shift<'a> {
    /// None where the same people count as without it.
    #[must_use]
    pub fn of_people(&self) -> Option<PeopleShift<'a>> {
        match *self {
            Self::Comes { holder, skills } => Some(PeopleShift::Comes { holder, skills }),
            Self::Join { people, skills } => Some(PeopleShift::Join { people, skills }),
            Self::Goes { holder } => Some(PeopleShift::Goes { holder }),
            Self::Several(all) => Some(PeopleShift::Several(all)),
            Self::Attests { .. }
            | Self::Meets { .. }
            | Self::Raises { .. }
            | Self::Renews { .. } => None,
        }
    }

    /// What is supposed, one by one.
    #[must_use]
    pub fn each(&'a self) -> &'a [Self] {
        match self {
            Self::Several(all) => all,
            one => std::slice::from_ref(one),
        }
    }
}
