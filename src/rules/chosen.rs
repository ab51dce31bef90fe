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

/// There are as many as transcripts: what is small is packed.
#[derive(Clone, Copy, Debug)]
pub struct Chosen {
    pub row: u32,
    pub person: u32,
    pub skill: SkillKey,
    /// `ALWAYS` where the row is not linked.
    pub visible_on: Day,
    /// `FOREVER` where there is none.
    pub expires_on: Day,
    pub reasons: Reasons,
    words: Words,
}

/// What has few variants, two bits or three each.
#[derive(Clone, Copy, Debug)]
struct Words(u16);

/// From which bit on a word is packed.
mod bit {
    pub(super) const FOUND_BY: u32 = 0;
    pub(super) const VERDICT: u32 = 3;
    pub(super) const EXPIRY: u32 = 5;
    pub(super) const LINK: u32 = 7;
    pub(super) const PC: u32 = 9;
    pub(super) const PMC: u32 = 10;
}

impl Words {
    /// The word is below the number of its variants.
    fn with(self, first: u32, word: u8) -> Self {
        Self(self.0 | u16::from(word) << first)
    }

    fn word(self, first: u32, end: u32) -> u8 {
        let [low, _] = (self.0 >> first & ((1 << (end - first)) - 1)).to_le_bytes();
        low
    }
}

impl Chosen {
    #[must_use]
    pub fn found_by(&self) -> FoundBy {
        variant(&FoundBy::ALL, self.words.word(bit::FOUND_BY, bit::VERDICT))
    }

    #[must_use]
    pub fn verdict(&self) -> Verdict {
        variant(&Verdict::ALL, self.words.word(bit::VERDICT, bit::EXPIRY))
    }

    #[must_use]
    pub fn expiry(&self) -> ExpirySource {
        variant(&ExpirySource::ALL, self.words.word(bit::EXPIRY, bit::LINK))
    }

    #[must_use]
    pub fn link(&self) -> LinkShown {
        variant(&LinkShown::ALL, self.words.word(bit::LINK, bit::PC))
    }

    #[must_use]
    pub fn is_in_pc(&self) -> bool {
        self.words.word(bit::PC, bit::PMC) != 0
    }

    #[must_use]
    pub fn is_in_pmc(&self) -> bool {
        self.words.word(bit::PMC, u16::BITS) != 0
    }
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
        skill: SkillKey(skills[place]),
        visible_on: Day(visible[place]),
        expires_on: Day(expires[place]),
        // There are fewer rules than bits.
        reasons: Reasons::try_from(reasons[place]).unwrap_or(Reasons::MAX),
        words: Words(0)
            .with(bit::FOUND_BY, variant(&FoundBy::ALL, found_by[place]) as u8)
            .with(bit::VERDICT, variant(&Verdict::ALL, verdicts[place]) as u8)
            .with(bit::EXPIRY, variant(&ExpirySource::ALL, expiry[place]) as u8)
            .with(bit::LINK, variant(&LinkShown::ALL, links[place]) as u8)
            .with(bit::PC, u8::from(pc[place] != 0))
            .with(bit::PMC, u8::from(pmc[place] != 0)),
    };
    Ok((0..frame.height()).map(chosen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_packed_beside_each_other() {
        let chosen = |words| Chosen {
            row: 0,
            person: 0,
            skill: SkillKey(0),
            visible_on: Day::ALWAYS,
            expires_on: Day::FOREVER,
            reasons: 0,
            words,
        };
        let full = FoundBy::ALL.len() - 1;
        let words = Words(0)
            .with(bit::FOUND_BY, u8::try_from(full).unwrap())
            .with(bit::EXPIRY, ExpirySource::Inferred as u8)
            .with(bit::PC, 1);
        let own = chosen(words);
        assert_eq!((own.found_by(), own.verdict()), (FoundBy::Ambiguous, Verdict::Counts));
        assert_eq!((own.expiry(), own.link()), (ExpirySource::Inferred, LinkShown::None));
        assert_eq!((own.is_in_pc(), own.is_in_pmc()), (true, false));
        let words = Words(0)
            .with(bit::VERDICT, Verdict::No as u8)
            .with(bit::LINK, LinkShown::University as u8)
            .with(bit::PMC, 1);
        let own = chosen(words);
        assert_eq!((own.found_by(), own.verdict()), (FoundBy::Nobody, Verdict::No));
        assert_eq!((own.expiry(), own.link()), (ExpirySource::None, LinkShown::University));
        assert_eq!((own.is_in_pc(), own.is_in_pmc()), (false, true));
        assert!(FoundBy::ALL.len() <= 8 && Verdict::ALL.len() <= 4);
        assert!(ExpirySource::ALL.len() <= 4 && LinkShown::ALL.len() <= 4);
        assert_eq!(size_of::<Chosen>(), 24);
    }

    #[test]
    fn a_variant_stands_where_its_cell_says() {
        assert!(Verdict::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
        assert!(ExpirySource::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
        assert!(LinkShown::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
        assert!(FoundBy::ALL.iter().enumerate().all(|(place, own)| *own as usize == place));
    }
}
