//! What a column of a source is: its type and its words, what must be filled, and what makes two rows the
//! same.

use polars::prelude::{DataType, FrozenCategories, PolarsResult};

use crate::base::Amount;

use super::words::{
    DocumentType, KnownLevel, KnownSource, MembershipStatus, SkillStatus, SkillType, System,
    UserStatus, YesNo,
};

/// A column: its canonical name, its type, whether its cells may be empty, and what it says.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub of: ColumnType,
    pub need: Need,
    pub means: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Need {
    Required,
    Optional,
    /// An empty cell stands for this word.
    Else(&'static str),
    /// At least one column of the kind's identity (or skill, or month) is needed.
    OneOf(OneOf),
}

/// Columns of which a file must have one, and a row a value in one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OneOf {
    Identity,
    Skill,
    /// `month` and `year`, or `invoice_date`.
    Month,
    /// `anniversary_on` or `pmc_expires_on`.
    Anniversary,
}

/// A part of what makes two rows the same; columns by their names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyPart {
    /// The cell as it is.
    Cell(&'static str),
    /// A name, compared like a header.
    Folded(&'static str),
    /// The company that `mpn_id` names: its locations are one.
    Company,
    /// `mpn_id` as written, else the only company's.
    MpnId,
    /// The skill that code or title name.
    Skill,
    /// The first identity that is filled: MCID, user id, work e-mail, learner's e-mail.
    Identity,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnType {
    Text,
    /// A text of all cells whose headers name it.
    Parts,
    Email,
    /// Several addresses, `;` or `,` between them: a set.
    Emails,
    /// Digits as text, leading zeros kept.
    MpnId,
    Mcid,
    Word(Vocabulary),
    /// Recognised sources in canonical English, others as written.
    SourceName,
    YesNo,
    Date,
    /// Decimals with at most so many places.
    Decimal(u32),
    SkillCode,
    /// 1–12 or a month name.
    MonthNumber,
    Year,
    /// `yyyy-mm` or a date in the month.
    MonthOrDate,
    Currency,
    /// Compared without regard to case.
    UserId,
    /// Silver, Gold, or a level that a programme of the pipeline has.
    LevelName,
}

/// A closed list of values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Vocabulary {
    YesNo,
    UserStatus,
    SkillStatus,
    MembershipStatus,
    DocumentType,
    SkillType,
    Source,
    Level,
    System,
}

impl Vocabulary {
    pub const ALL: [Self; 9] = [
        Self::YesNo,
        Self::UserStatus,
        Self::SkillStatus,
        Self::MembershipStatus,
        Self::DocumentType,
        Self::SkillType,
        Self::Source,
        Self::Level,
        Self::System,
    ];

    /// The table's name in a dialect file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::YesNo => "yes_no",
            Self::UserStatus => "user_status",
            Self::SkillStatus => "skill_status",
            Self::MembershipStatus => "membership_status",
            Self::DocumentType => "document_type",
            Self::SkillType => "skill_type",
            Self::Source => "source",
            Self::Level => "level",
            Self::System => "system",
        }
    }

    /// The canonical words; a cell keeps the place of its word here, 0 for none.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::YesNo => YesNo::WORDS,
            Self::UserStatus => UserStatus::WORDS,
            Self::SkillStatus => SkillStatus::WORDS,
            Self::MembershipStatus => MembershipStatus::WORDS,
            Self::DocumentType => DocumentType::WORDS,
            Self::SkillType => SkillType::WORDS,
            Self::Source => KnownSource::WORDS,
            Self::Level => KnownLevel::WORDS,
            Self::System => System::WORDS,
        }
    }

    /// An Enum of the words; the empty one stands where nothing is said.
    ///
    /// # Errors
    /// When a word stands there twice.
    pub fn dtype(self) -> PolarsResult<DataType> {
        let categories = FrozenCategories::new(self.words().iter().copied())?;
        Ok(DataType::from_frozen_categories(categories))
    }
}

/// How many digits an amount may have.
pub(crate) const AMOUNT_DIGITS: usize = 38;

impl ColumnType {
    /// What its cells are in a frame. Texts are codes of the common dictionary: of Categoricals each
    /// text would be hashed and kept a second time, for polars takes no dictionary but its own, and
    /// gives its numbers in the order in which threads come along.
    ///
    /// # Errors
    /// When polars does not take a vocabulary.
    pub fn dtype(self) -> PolarsResult<DataType> {
        Ok(match self {
            Self::Text
            | Self::Parts
            | Self::Email
            | Self::MpnId
            | Self::SourceName
            | Self::SkillCode
            | Self::Currency
            | Self::UserId
            | Self::LevelName => DataType::UInt32,
            Self::Emails => DataType::List(Box::new(DataType::UInt32)),
            // The number and how many zeros stand before it, packed; 0 where there is none.
            Self::Mcid => DataType::UInt64,
            Self::Word(vocabulary) => vocabulary.dtype()?,
            Self::YesNo => Vocabulary::YesNo.dtype()?,
            // Of a month its first day.
            Self::Date | Self::MonthOrDate => DataType::Date,
            Self::Decimal(_) => DataType::Decimal(AMOUNT_DIGITS, Amount::PLACES as usize),
            Self::MonthNumber | Self::Year => DataType::Int32,
        })
    }
}
