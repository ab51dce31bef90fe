//! Ties: the pairs of a person and an MCID that rows are found by, with the stretches of their link.
//! Which associations are in force on which day is no relation, but a sweep over the intervals of one
//! MCID: `link` does that in plain code. What links is decided by the rules, here over the frame.

use polars::prelude::{Column, DataFrame, PolarsResult};

use crate::base::Day;
use crate::link::attach::NO_PERSON;
use crate::link::{AssociationStretch, FoundBy};
use crate::tables::Frame;

use super::basis::Basis;
use super::frames::{LaterTie, Tie};
use super::link::Link;
use super::link_order::links;

/// One pair; its place in the list is its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct PersonAndMcid {
    pub person: u32,
    /// None where the rows were found by something else than an MCID.
    pub mcid: Option<u64>,
}

/// A stretch with one link.
struct LinkStretch {
    tie: u32,
    from: Day,
    link: Link,
    since: Day,
    own: AssociationStretch,
}

/// The numbers of the pairs that the rows stand in, and the pairs. The rows of a person stand
/// together.
#[must_use]
pub(super) fn numbered(
    rows: impl Iterator<Item = (u32, FoundBy, u64)>,
) -> (Vec<u32>, Vec<PersonAndMcid>) {
    let mut pairs: Vec<PersonAndMcid> = Vec::new();
    let mut of_person = 0;
    let numbers = rows.map(|(person, found_by, mcid)| {
        let pair = PersonAndMcid { person, mcid: (found_by == FoundBy::Mcid).then_some(mcid) };
        if pairs.last().is_some_and(|last| last.person != person) {
            of_person = pairs.len();
        }
        let known = pairs[of_person..].iter().position(|own| *own == pair);
        let place = known.map_or(pairs.len(), |place| of_person + place);
        if place == pairs.len() {
            pairs.push(pair);
        }
        u32::try_from(place).unwrap_or(u32::MAX)
    });
    (numbers.collect(), pairs)
}

/// The stretch of each pair that holds the as-of date, and the later ones that link.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(super) fn now_and_later(
    at: &Basis<'_>,
    pairs: &[PersonAndMcid],
) -> PolarsResult<(Frame<Tie>, Frame<LaterTie>)> {
    let stretches = (0..).zip(pairs).flat_map(|(tie, pair)| {
        let own = match pair.person {
            NO_PERSON => vec![AssociationStretch::nowhere(at.as_of)],
            person => at.links.stretches(person, pair.mcid),
        };
        own.into_iter().map(move |own| (tie, own))
    });
    let mut joined: Vec<LinkStretch> = Vec::new();
    for next in linked(stretches.collect())? {
        match joined.last_mut() {
            Some(last) if goes_on(last, &next) => last.own.through = next.own.through,
            _ => joined.push(next),
        }
    }
    let (mut now, mut later) = (Vec::new(), Vec::new());
    for own in joined {
        if now.len() == own.tie as usize {
            now.push(LinkStretch { from: Day::ALWAYS, ..own });
        } else if own.link.holds() {
            later.push(own);
        }
    }
    let accesses = now.iter().map(|own| {
        let person = pairs[own.tie as usize].person;
        if person == NO_PERSON {
            return (false, Day::FOREVER);
        }
        if !at.people.persons[person as usize].partner_university {
            return (false, Day::FOREVER);
        }
        let through = at.people.university_through(person, at.as_of);
        (true, through.unwrap_or(Day::FOREVER))
    });
    let accesses: Vec<(bool, Day)> = accesses.collect();
    let facts: Vec<PersonFacts> =
        pairs.iter().map(|pair| PersonFacts::of(at, pair.person)).collect();
    Ok((ties(&now, &accesses, &facts)?, later_ties(&later)?))
}

/// The stretches of each pair from a first day up to the one before the as-of date, each by what its
/// own days knew.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(super) fn earlier(
    at: &Basis<'_>,
    pairs: &[PersonAndMcid],
    first: Day,
) -> PolarsResult<Frame<Tie>> {
    let stretches = (0..).zip(pairs).flat_map(|(tie, pair)| {
        let own = at.links.earlier(pair.person, pair.mcid, first);
        own.into_iter().map(move |own| (tie, own))
    });
    let linked = linked(stretches.collect())?;
    let access = |own: &LinkStretch| {
        (at.links.had_university(pairs[own.tie as usize].person, own.from), own.own.through)
    };
    let accesses: Vec<(bool, Day)> = linked.iter().map(access).collect();
    ties(&linked, &accesses, &vec![PersonFacts::ON_THE_ROLL; linked.len()])
}

fn linked(stretches: Vec<(u32, AssociationStretch)>) -> PolarsResult<Vec<LinkStretch>> {
    let links = links(&stretches.iter().map(|(_, own)| own).collect::<Vec<_>>())?;
    let linked = stretches.into_iter().zip(links).map(|((tie, own), (link, since))| LinkStretch {
        tie,
        from: own.from,
        link,
        since,
        own,
    });
    Ok(linked.collect())
}

/// Stretches that follow each other are one where nothing changes that is decided or shown.
fn goes_on(last: &LinkStretch, next: &LinkStretch) -> bool {
    let told = |one: &LinkStretch| {
        (one.tie, one.link, one.since, one.own.pc, one.own.pmc, one.own.conflict)
    };
    told(last) == told(next)
}

/// What is told of the person in every tie.
#[derive(Clone, Copy)]
struct PersonFacts {
    roll_through: Day,
    has_joined: bool,
    pc: bool,
    pmc: bool,
}

impl PersonFacts {
    /// Stretches before the as-of date are of days on the roll alone.
    const ON_THE_ROLL: Self =
        Self { roll_through: Day::FOREVER, has_joined: true, pc: false, pmc: false };

    fn of(at: &Basis<'_>, person: u32) -> Self {
        if person == NO_PERSON {
            return Self::ON_THE_ROLL;
        }
        let whole = at.links.now(person, None);
        let own = &at.people.persons[person as usize];
        Self {
            roll_through: if own.is_to_join { Day::FOREVER } else { own.roll_through },
            has_joined: !own.is_to_join,
            pc: whole.pc,
            pmc: whole.pmc,
        }
    }
}

fn ties(
    linked: &[LinkStretch],
    accesses: &[(bool, Day)],
    facts: &[PersonFacts],
) -> PolarsResult<Frame<Tie>> {
    macro_rules! column {
        ($name:ident, $rows:ident, $of:expr) => {
            Column::new(Tie::$name.into(), $rows.iter().map($of).collect::<Vec<_>>())
        };
    }
    Frame::new(DataFrame::new_infer_height(vec![
        column!(TIE, linked, |own| own.tie),
        column!(LINK, linked, |own| own.link as u8),
        column!(LINK_FROM, linked, |own| own.from.0),
        column!(LINK_THROUGH, linked, |own| own.own.through.0),
        column!(ASSOCIATED_ON, linked, |own| own.since.0),
        column!(IS_IN_PMC, linked, |own| u8::from(own.own.pmc)),
        column!(HAS_ACCESS, accesses, |own| u8::from(own.0)),
        column!(ACCESS_THROUGH, accesses, |own| own.1.0),
        column!(ROLL_THROUGH, facts, |own| own.roll_through.0),
        column!(HAS_JOINED, facts, |own| u8::from(own.has_joined)),
        column!(ASSOCIATED_PC, facts, |own| u8::from(own.pc)),
        column!(ASSOCIATED_PMC, facts, |own| u8::from(own.pmc)),
    ])?)
}

fn later_ties(linked: &[LinkStretch]) -> PolarsResult<Frame<LaterTie>> {
    macro_rules! column {
        ($name:ident, $of:expr) => {
            Column::new(LaterTie::$name.into(), linked.iter().map($of).collect::<Vec<_>>())
        };
    }
    Frame::new(DataFrame::new_infer_height(vec![
        column!(TIE, |own| own.tie),
        column!(LINK, |own| own.link as u8),
        column!(LINK_FROM, |own| own.from.0),
        column!(LINK_THROUGH, |own| own.own.through.0),
        column!(ASSOCIATED_ON, |own| own.since.0),
    ])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_one_number_and_only_rows_found_by_an_mcid_have_one_of_their_own() {
        let rows = [
            (4, FoundBy::Mcid, 101),
            (4, FoundBy::Mcid, 102),
            (4, FoundBy::WorkEmail, 0),
            (4, FoundBy::Mcid, 101),
            (4, FoundBy::OtherMcid, 999),
            (9, FoundBy::Mcid, 101),
            (9, FoundBy::UserId, 0),
        ];
        let (numbers, pairs) = numbered(rows.into_iter());
        assert_eq!(numbers, [0, 1, 2, 0, 2, 3, 4]);
        let of = |person, mcid| PersonAndMcid { person, mcid };
        assert_eq!(
            pairs,
            [of(4, Some(101)), of(4, Some(102)), of(4, None), of(9, Some(101)), of(9, None)]
        );
    }
}
