//! The chosen rows: one for each company, person and skill, and each row of nobody.

use polars::prelude::{DataFrame, PolarsResult};

use crate::base::Day;
use crate::link::FoundBy;
use crate::tables::ReadColumns;
use crate::tables::facts::SkillKey;

use super::frames::{JudgedRow, RuleAnswers};

/// The rules that fail, a bit each.
pub type Reasons = u16;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Verdict {
    Counts,
    Pending,
    No,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum ExpirySource {
    None,
    Given,
    Inferred,
}

/// What made a row count, as shown in `link`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum LinkShown {
    None,
    Pc,
    PmcGrace,
    University,
}

#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    pub row: u32,
    pub person: u32,
    pub found_by: FoundBy,
    pub verdict: Verdict,
    pub reasons: Reasons,
    pub skill: SkillKey,
    /// `ALWAYS` where the row is not linked.
    pub visible_on: Day,
    /// `FOREVER` where there is none.
    pub expires_on: Day,
    pub expiry: ExpirySource,
    pub link: LinkShown,
    pub pc: bool,
    pub pmc: bool,
}

impl Verdict {
    const ALL: [Self; 3] = [Self::Counts, Self::Pending, Self::No];
}

impl ExpirySource {
    const ALL: [Self; 3] = [Self::None, Self::Given, Self::Inferred];
}

impl LinkShown {
    const ALL: [Self; 4] = [Self::None, Self::Pc, Self::PmcGrace, Self::University];
}

/// The variant of a cell; cells are made from variants, so that there is always one.
fn variant<T: Copy>(all: &[T], cell: u8) -> T {
    all.get(usize::from(cell)).copied().unwrap_or(all[0])
}

/// The columns of a frame that a chosen row is read from.
pub(crate) const COLUMNS: [&str; 12] = [
    JudgedRow::TRANSCRIPT,
    JudgedRow::PERSON,
    JudgedRow::FOUND_BY,
    RuleAnswers::VERDICT,
    RuleAnswers::REASONS,
    JudgedRow::SKILL,
    RuleAnswers::VISIBLE_ON,
    JudgedRow::EXPIRES_ON,
    JudgedRow::EXPIRY,
    RuleAnswers::LINK_SHOWN,
    JudgedRow::ASSOCIATED_PC,
    JudgedRow::ASSOCIATED_PMC,
];

/// The rows of a frame in which the rules have answered.
///
/// # Errors
/// When a column is missing.
pub(crate) fn read(frame: &DataFrame) -> PolarsResult<Vec<Chosen>> {
    let (rows, persons) = (frame.ids(JudgedRow::TRANSCRIPT)?, frame.ids(JudgedRow::PERSON)?);
    let (found_by, verdicts) =
        (frame.words(JudgedRow::FOUND_BY)?, frame.words(RuleAnswers::VERDICT)?);
    let (reasons, skills) = (frame.ids(RuleAnswers::REASONS)?, frame.ids(JudgedRow::SKILL)?);
    let (visible, expires) =
        (frame.days(RuleAnswers::VISIBLE_ON)?, frame.days(JudgedRow::EXPIRES_ON)?);
    let (expiry, links) = (frame.words(JudgedRow::EXPIRY)?, frame.words(RuleAnswers::LINK_SHOWN)?);
    let (pc, pmc) =
        (frame.words(JudgedRow::ASSOCIATED_PC)?, frame.words(JudgedRow::ASSOCIATED_PMC)?);
    let chosen = |place: usize| Chosen {
        row: rows[place],
        person: persons[place],
        found_by: variant(&FoundBy::ALL, found_by[place]),
        verdict: variant(&Verdict::ALL, verdicts[place]),
        // There are fewer rules than bits.
        reasons: Reasons::try_from(reasons[place]).unwrap_or(Reasons::MAX),
        skill: SkillKey(skills[place]),
        visible_on: Day(visible[place]),
        expires_on: Day(expires[place]),
        expiry: variant(&ExpirySource::ALL, expiry[place]),
        link: variant(&LinkShown::ALL, links[place]),
        pc: pc[place] != 0,
        pmc: pmc[place] != 0,
    };
    Ok((0..frame.height()).map(chosen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_stands_where_its_cell_says() {
        assert!(Verdict::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
        assert!(ExpirySource::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
        assert!(LinkShown::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
        assert!(FoundBy::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
    }
}
