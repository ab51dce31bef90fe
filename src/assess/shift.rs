//! What is supposed: people more, one less, a fact attested anew, or a requirement that is met.

use crate::base::Day;
use crate::programme::catalogue::SkillId;

use super::ladder::RequirementId;

/// People who come or go, or a fact that somebody attests.
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
}
