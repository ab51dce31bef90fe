//! Facts: the accepted rows of one kind of source, a typed column each, with their origins.

use std::fmt;

use crate::base::{Amount, Day};

use super::schema::Kind;
use super::sets::Sets;

/// The rows of one kind, in the order of the files and of their lines.
#[derive(Clone, Debug)]
pub struct Facts {
    pub kind: Kind,
    /// By the place of the column in `Kind::columns`.
    pub columns: Vec<Cells>,
    /// Physical line (or spreadsheet row, or position in a transcript) of each row.
    pub lines: Vec<u32>,
    /// Row number at which each file of the kind starts, and at the end the number of rows.
    pub starts: Vec<u32>,
    /// Transcripts and the Partner Center report: the skill of each row, a `SkillKey`.
    pub skills: Vec<u32>,
    /// Places of the files in the ledger, as many as `starts` has entries but the last.
    pub files: Vec<u32>,
}

/// One column. Empty cells are code 0, `Mcid::NONE`, `NO_DAY`, word 0, `NO_AMOUNT`, 0.
#[derive(Clone, Debug)]
pub enum Cells {
    /// No file has the column.
    Absent,
    /// Codes of the common dictionary.
    Text(Vec<u32>),
    /// Sets of such codes.
    Sets(Sets),
    Mcid(Vec<Mcid>),
    /// Days since 1970-01-01.
    Days(Vec<i32>),
    /// Places in a vocabulary.
    Words(Vec<u8>),
    Amounts(Vec<i128>),
    /// Months (year × 12 + month − 1), month numbers, years.
    Numbers(Vec<i32>),
}

pub const NO_DAY: i32 = i32::MIN;
pub const NO_AMOUNT: i128 = i128::MIN;

/// A certification id: its number, and how many zeros stand before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Mcid(pub u64);

const NUMBER_BITS: u32 = 60;

impl Mcid {
    pub const NONE: Self = Self(0);

    /// Reads digits: at most 18 that count and 15 zeros before them.
    #[must_use]
    pub fn read(text: &[u8]) -> Option<Self> {
        let zeros = text.iter().take_while(|&&digit| digit == b'0').count();
        let significant = &text[zeros..];
        if text.is_empty() || zeros > 15 || significant.len() > 18 {
            return None;
        }
        let mut number = 0_u64;
        for &digit in significant {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + u64::from(digit - b'0');
        }
        Some(Self((zeros as u64) << NUMBER_BITS | number))
    }

    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Puts down the digits as they were written, without the detour over `fmt`.
    pub fn write(self, bytes: &mut Vec<u8>) {
        let zeros = usize::try_from(self.0 >> NUMBER_BITS).unwrap_or(0);
        bytes.extend_from_slice(&[b'0'; 15][..zeros]);
        if self.number() != 0 {
            bytes.extend_from_slice(itoa::Buffer::new().format(self.number()).as_bytes());
        }
    }

    /// What is compared: the number without its leading zeros.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0 & ((1 << NUMBER_BITS) - 1)
    }
}

/// As it was written.
impl fmt::Display for Mcid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for _ in 0..self.0 >> NUMBER_BITS {
            out.write_str("0")?;
        }
        if self.number() == 0 { Ok(()) } else { write!(out, "{}", self.number()) }
    }
}

/// A skill of the catalogue, or a text that the catalogue does not know.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SkillKey(pub u32);

const WRITTEN: u32 = 1 << 31;

impl SkillKey {
    #[must_use]
    pub fn known(skill: u32) -> Self {
        Self(skill)
    }

    /// By the code of the text in the dictionary.
    #[must_use]
    pub fn written(code: u32) -> Self {
        Self(code | WRITTEN)
    }

    /// The skill of the catalogue, or the dictionary's code of what was written.
    ///
    /// # Errors
    /// With the text's code, where the catalogue does not know the skill.
    pub fn resolved(self) -> Result<u32, u32> {
        if self.0 & WRITTEN == 0 { Ok(self.0) } else { Err(self.0 & !WRITTEN) }
    }
}

impl Facts {
    /// No rows and no files.
    #[must_use]
    pub fn none(kind: Kind) -> Self {
        Self {
            kind,
            columns: kind.columns().iter().map(|_| Cells::Absent).collect(),
            lines: Vec::new(),
            starts: vec![0],
            skills: Vec::new(),
            files: Vec::new(),
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn cells(&self, column: &str) -> &Cells {
        self.kind.column(column).map_or(&Cells::Absent, |place| &self.columns[place])
    }

    /// The place of a row's file in the ledger.
    #[must_use]
    pub fn file(&self, row: usize) -> u32 {
        let after = self.starts.partition_point(|&start| start as usize <= row);
        self.files[after - 1]
    }

    #[must_use]
    pub fn text(&self, column: &str) -> TextColumn<'_> {
        match self.cells(column) {
            Cells::Text(codes) => TextColumn(Some(codes)),
            _ => TextColumn(None),
        }
    }

    /// A column whose cells hold several texts, such as `other_emails` of `users`: the codes of a row
    /// are ascending and each is there once, e-mail addresses folded like those of `work_email`.
    #[must_use]
    pub fn sets(&self, column: &str) -> SetColumn<'_> {
        match self.cells(column) {
            Cells::Sets(sets) => SetColumn(Some(sets)),
            _ => SetColumn(None),
        }
    }

    #[must_use]
    pub fn mcid(&self, column: &str) -> McidColumn<'_> {
        match self.cells(column) {
            Cells::Mcid(ids) => McidColumn(Some(ids)),
            _ => McidColumn(None),
        }
    }

    #[must_use]
    pub fn days(&self, column: &str) -> DayColumn<'_> {
        match self.cells(column) {
            Cells::Days(days) => DayColumn(Some(days)),
            _ => DayColumn(None),
        }
    }

    #[must_use]
    pub fn words(&self, column: &str) -> WordColumn<'_> {
        match self.cells(column) {
            Cells::Words(words) => WordColumn(Some(words)),
            _ => WordColumn(None),
        }
    }

    #[must_use]
    pub fn amounts(&self, column: &str) -> AmountColumn<'_> {
        match self.cells(column) {
            Cells::Amounts(amounts) => AmountColumn(Some(amounts)),
            _ => AmountColumn(None),
        }
    }

    #[must_use]
    pub fn numbers(&self, column: &str) -> NumberColumn<'_> {
        match self.cells(column) {
            Cells::Numbers(numbers) => NumberColumn(Some(numbers)),
            _ => NumberColumn(None),
        }
    }
}

/// A column of sets that may be absent, read cell by cell.
#[derive(Clone, Copy)]
pub struct SetColumn<'a>(pub Option<&'a Sets>);

impl<'a> SetColumn<'a> {
    #[must_use]
    pub fn at(self, row: usize) -> &'a [u32] {
        self.0.map_or(&[], |sets| sets.at(row))
    }

    #[must_use]
    pub fn is_absent(self) -> bool {
        self.0.is_none()
    }
}

macro_rules! column {
    ($name:ident, $cell:ty, $answer:ty, $empty:expr, $read:expr) => {
        /// A column that may be absent, read cell by cell.
        #[derive(Clone, Copy)]
        pub struct $name<'a>(pub Option<&'a Vec<$cell>>);

        impl $name<'_> {
            #[must_use]
            pub fn at(self, row: usize) -> $answer {
                self.0.map_or($empty, |cells| $read(cells[row]))
            }

            #[must_use]
            pub fn is_absent(self) -> bool {
                self.0.is_none()
            }
        }
    };
}

column!(TextColumn, u32, u32, 0, |code| code);
column!(McidColumn, Mcid, Mcid, Mcid::NONE, |id| id);
column!(WordColumn, u8, u8, 0, |word| word);
column!(NumberColumn, i32, Option<i32>, None, |n: i32| (n != NO_DAY).then_some(n));
column!(DayColumn, i32, Option<Day>, None, |day: i32| (day != NO_DAY).then_some(Day(day)));
column!(AmountColumn, i128, Option<Amount>, None, |a: i128| (a != NO_AMOUNT).then_some(Amount(a)));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_shown() {
        for text in ["", "0", "000", "7", "00101", "000000000000000123456789012345678"] {
            let id = Mcid::read(text.as_bytes()).unwrap_or(Mcid::NONE);
            let mut bytes = b"x".to_vec();
            id.write(&mut bytes);
            assert_eq!(bytes, format!("x{id}").as_bytes());
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn leading_zeros_are_kept_for_showing_and_dropped_for_matching() {
        let (padded, plain) = (Mcid::read(b"00101").unwrap(), Mcid::read(b"101").unwrap());
        assert_ne!(padded, plain);
        assert_eq!(padded.number(), plain.number());
        assert_eq!(padded.to_string(), "00101");
        assert_eq!(Mcid::read(b"0").unwrap().to_string(), "0");
        assert!(!Mcid::read(b"0").unwrap().is_none());
        assert_eq!(Mcid::read(b"x1"), None);
        assert_eq!(Mcid::read(b""), None);
        assert_eq!(Mcid::read(b"1234567890123456789"), None);
    }
}
