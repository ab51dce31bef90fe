//! A level that another one asks for: where it stands in the programmes, and when it is held Active.

use crate::base::Day;
use crate::base::fold::fold;
use crate::programme::catalogue::HeldLevel;

use super::ladder::LevelId;
use super::shift::Shift;
use super::standpoint::Standpoint;

/// A level that is asked for, by its places in the programmes.
#[derive(Clone, Debug)]
pub struct AskedLevel {
    pub levels: Vec<LevelId>,
    /// All its names, and that of its rung, folded.
    names: Vec<String>,
    rung: String,
    /// From when to when it is held Active.
    pub terms: Vec<(Day, Day)>,
}

impl AskedLevel {
    #[must_use]
    pub fn of(at: &Standpoint<'_>, held: &HeldLevel, levels: &[LevelId]) -> Self {
        let (competency, rung) = (fold(&held.competency), fold(&held.level));
        let mut names = vec![competency.clone()];
        for programme in &at.catalogue.programmes {
            let own = programme.requirements.iter().map(|own| &own.competency);
            for of in own.chain(programme.unpublished.iter().map(|own| &own.name)) {
                let of = programme.names_of(of);
                if of.contains(&competency) {
                    names.extend(of);
                }
            }
        }
        let own = at.terms.unwrap_or_default().iter();
        let own = own.filter(|term| term.level == rung && names.contains(&term.competency));
        let terms = own.map(|term| (term.from, term.through)).collect();
        Self { levels: levels.to_vec(), names, rung, terms }
    }

    /// Whether it answers to a name, folded.
    #[must_use]
    pub fn is_called(&self, competency: &str, level: &str) -> bool {
        self.rung == level && self.names.iter().any(|name| name == competency)
    }

    /// Whether it is held Active on a day because somebody pays for it, as supposed.
    #[must_use]
    pub fn is_renewed(&self, day: Day, shift: Option<&Shift<'_>>) -> bool {
        let renews = |own: &Shift<'_>| match own {
            Shift::Renews { competency, level, through } => {
                day <= *through && self.is_called(competency, level)
            }
            _ => false,
        };
        shift.is_some_and(|shift| shift.each().iter().any(renews))
    }

    #[must_use]
    pub fn is_held(&self, day: Day) -> bool {
        self.terms.iter().any(|(from, through)| *from <= day && day <= *through)
    }

    /// The days on which it begins or ends to be held.
    pub fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.terms.iter().flat_map(|(from, through)| [*from, through.plus_days(1)])
    }
}
