//! A3: an MCID is associated with one company at a time. Which of several claims ends the others, and which
//! contest each other. What follows from it for a skill is said by the rules `associated_elsewhere` and
//! `association_conflict`.

use crate::base::Day;

use super::association::{AssociatedCompany, Association, System};

/// Whether another company's association ended this one (A3).
#[must_use]
pub(crate) fn is_ended_elsewhere(of_mcid: &[Association], place: usize, as_of: Day) -> bool {
    let own = &of_mcid[place];
    // Undated ones are of one day: PC elsewhere beats PMC, but not where it stands against PC.
    let beats = |other: &Association| {
        !own.from.is_dated()
            && !other.from.is_dated()
            && (other.system, own.system) == (System::Pc, System::Pmc)
            && !has_undated_pc(of_mcid, own.holder)
    };
    loses_its_day(of_mcid, own)
        || of_mcid.iter().any(|other| {
            other.holder != own.holder
                && other.from <= as_of
                && (other.system == System::Pc || own.system == System::Pmc)
                && (other.from > own.from || beats(other))
                && !loses_its_day(of_mcid, other)
        })
}

fn has_undated_pc(of_mcid: &[Association], holder: AssociatedCompany) -> bool {
    of_mcid
        .iter()
        .any(|own| own.holder == holder && own.system == System::Pc && !own.from.is_dated())
}

/// Of several that start on one day one company wins: the later line of the later file, PC before
/// PMC, and be it removed on that day. The others never were in force, and end nothing.
#[must_use]
pub(crate) fn loses_its_day(of_mcid: &[Association], own: &Association) -> bool {
    if !own.from.is_dated() {
        return false;
    }
    let last = |system: System| {
        of_mcid.iter().rev().find(|other| other.from == own.from && other.system == system)
    };
    let winner = match own.system {
        System::Pc => last(System::Pc),
        System::Pmc => last(System::Pc).or_else(|| last(System::Pmc)),
    };
    winner.is_some_and(|winner| winner.holder != own.holder)
}

/// Another company has the MCID in the same system, and neither has a date.
#[must_use]
pub(crate) fn is_contested(of_mcid: &[Association], place: usize, day: Day, as_of: Day) -> bool {
    let own = &of_mcid[place];
    !own.from.is_dated()
        && of_mcid.iter().enumerate().any(|(other_place, other)| {
            other.holder != own.holder
                && other.system == own.system
                && !other.from.is_dated()
                && other.until > day
                && !is_ended_elsewhere(of_mcid, other_place, as_of)
        })
}
