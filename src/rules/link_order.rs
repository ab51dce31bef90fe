//! What links a person to the company on a day (A2, A3, G1): each rule says when it is so, and here
//! stands in which order they are asked.

use polars::prelude::{Column, DataFrame, Expr, PolarsResult, col, when};

use crate::base::Day;
use crate::link::{AssociationStretch, PersonLinks};
use crate::tables::{Frame, ReadColumns};

use super::frames::{JudgedRow, Stretched, Tie};
use super::link::Link;
use super::verdict::{
    associated_elsewhere, association_conflict, grace_ended, mcid_mismatch, not_associated,
    source_not_recognised,
};

/// The link of a stretch: the first that is so.
fn of_stretch() -> Expr {
    when(not_associated::is_associated())
        .then(Link::Pc.cell())
        .when(grace_ended::is_within_grace())
        .then(Link::PmcGrace.cell())
        .when(associated_elsewhere::is_elsewhere())
        .then(Link::Elsewhere.cell())
        .when(association_conflict::is_contested())
        .then(Link::Conflict.cell())
        .when(grace_ended::is_after_grace())
        .then(Link::GraceEnded.cell())
        .otherwise(Link::NotAssociated.cell())
}

/// The link of a row whose tie has one: an MCID that is nobody's links to nobody, wherever the skill
/// was earned, and Partner University skills travel by access to it.
#[must_use]
pub(crate) fn of_row() -> Expr {
    when(mcid_mismatch::is_nobodys())
        .then(Link::NotAssociated.cell())
        .when(col(JudgedRow::IS_UNIVERSITY))
        .then(source_not_recognised::link_by_access())
        .otherwise(col(Tie::LINK))
}

/// Where the row's own MCID is what links it, now and later.
#[must_use]
pub(crate) fn is_by_association() -> Expr {
    mcid_mismatch::is_nobodys().or(col(JudgedRow::IS_UNIVERSITY)).not()
}

/// The links of persons as wholes on the as-of date.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(crate) fn links_now(
    at: &PersonLinks<'_>,
    persons: impl Iterator<Item = u32>,
) -> PolarsResult<Vec<Link>> {
    let stretches: Vec<AssociationStretch> = persons.map(|person| at.now(person, None)).collect();
    Ok(links(&stretches.iter().collect::<Vec<_>>())?.into_iter().map(|(link, _)| link).collect())
}

/// The links of stretches, and since when the associations are in force that link. A start in PMC is
/// no start in PC: only the system that links tells since when.
///
/// # Errors
/// When polars cannot carry out the plan.
pub(crate) fn links(stretches: &[&AssociationStretch]) -> PolarsResult<Vec<(Link, Day)>> {
    let since = when(col(Tie::LINK).eq(Link::Pc.cell()))
        .then(col(Stretched::PC_SINCE))
        .otherwise(col(Stretched::PMC_SINCE));
    let decided = stretched(stretches)?
        .lazy()
        .select([
            of_stretch().alias(Tie::LINK),
            col(Stretched::PC_SINCE),
            col(Stretched::PMC_SINCE),
        ])
        .select([col(Tie::LINK), since.alias(Tie::ASSOCIATED_ON)])
        .collect()?;
    let links = decided.words(Tie::LINK)?.into_iter().map(Link::of);
    Ok(links.zip(decided.days(Tie::ASSOCIATED_ON)?.into_iter().map(Day)).collect())
}

fn stretched(stretches: &[&AssociationStretch]) -> PolarsResult<Frame<Stretched>> {
    macro_rules! column {
        ($name:ident, $of:expr) => {
            Column::new(Stretched::$name.into(), stretches.iter().map($of).collect::<Vec<_>>())
        };
    }
    Frame::new(DataFrame::new_infer_height(vec![
        column!(IN_PC, |own| own.standing.pc),
        column!(IN_PMC, |own| own.standing.pmc),
        column!(PC_SINCE, |own| own.standing.pc_since.0),
        column!(PMC_SINCE, |own| own.standing.pmc_since.0),
        column!(TAKEN_IN_PC, |own| own.standing.elsewhere_pc),
        column!(TAKEN_IN_PMC, |own| own.standing.elsewhere_pmc),
        column!(IS_CONTESTED, |own| own.standing.conflict()),
        column!(GRACE_IS_OPEN, |own| own.grace_is_open),
        column!(GRACE_IS_OVER, |own| own.grace_is_over),
    ])?)
}

#[cfg(test)]
mod tests {
    use crate::link::associations::AssociationStanding;

    use super::*;

    fn link(standing: AssociationStanding, grace: GraceOnDay) -> Link {
        let stretch = AssociationStretch {
            standing,
            grace_is_open: grace == GraceOnDay::Open,
            grace_is_over: grace == GraceOnDay::Over,
            ..AssociationStretch::nowhere(Day(0))
        };
        links(&[&stretch]).unwrap()[0].0
    }

    #[derive(Clone, Copy, PartialEq)]
    enum GraceOnDay {
        None,
        Open,
        Over,
    }

    #[test]
    fn what_is_so_first_is_the_link() {
        let none = AssociationStanding::default();
        let (pc, pmc) =
            (AssociationStanding { pc: true, ..none }, AssociationStanding { pmc: true, ..none });
        assert_eq!(link(none, GraceOnDay::Open), Link::NotAssociated);
        assert_eq!(link(pmc, GraceOnDay::None), Link::NotAssociated);
        assert_eq!(link(pmc, GraceOnDay::Open), Link::PmcGrace);
        assert_eq!(link(pmc, GraceOnDay::Over), Link::GraceEnded);
        assert_eq!(link(pc.or(pmc), GraceOnDay::Over), Link::Pc);
        let taken = AssociationStanding { elsewhere_pc: true, ..none };
        assert_eq!(link(taken, GraceOnDay::None), Link::Elsewhere);
        assert_eq!(link(taken.or(pmc), GraceOnDay::Open), Link::PmcGrace);
        assert_eq!(
            link(taken.or(pmc), GraceOnDay::Over),
            Link::Elsewhere,
            "before the ended grace"
        );
        assert_eq!(link(taken.or(pc), GraceOnDay::None), Link::Pc, "something else is in force");
        let contested = AssociationStanding { conflict_pmc: true, ..none };
        assert_eq!(link(contested, GraceOnDay::None), Link::Conflict);
        assert_eq!(link(contested.or(taken), GraceOnDay::None), Link::Elsewhere);
        assert_eq!(link(contested.or(pmc), GraceOnDay::Over), Link::Conflict);
    }

    #[test]
    fn the_system_that_links_says_since_when() {
        let both = AssociationStanding {
            pc: true,
            pmc: true,
            pc_since: Day(7),
            pmc_since: Day(3),
            ..AssociationStanding::default()
        };
        let of = |standing: AssociationStanding| AssociationStretch {
            standing,
            grace_is_open: true,
            ..AssociationStretch::nowhere(Day(0))
        };
        let pmc = of(AssociationStanding { pc: false, ..both });
        let linked = links(&[&of(both), &pmc]).unwrap();
        assert_eq!(linked, [(Link::Pc, Day(7)), (Link::PmcGrace, Day(3))]);
    }
}
