//! Column builders: each cell of a chunk is read once, into the typed column it belongs to.

use std::borrow::Cow;

use crate::base::fold::{fold, fold_email};
use crate::base::{Amount, Day, Dictionary, Month};
use crate::programme::Dialect;
use crate::tables::{ColumnType, Mcid, RejectCode, Vocabulary};

use super::cell_rules::CellRules;
use super::date_text::{self, DateText};
use super::normal_text::normal_text;
use super::number_text;
use super::order::OrderEvidence;
use super::sets::Sets;

/// What stands in an empty cell of days or numbers until the column is whole.
pub const NO_DAY: i32 = i32::MIN;
/// What stands in an empty cell of amounts until the column is whole.
pub const NO_AMOUNT: i128 = i128::MIN;

/// A cell as it stands in the file; `number` is set for the numeric cells of a spreadsheet.
#[derive(Clone, Copy, Debug)]
pub struct WrittenCell<'a> {
    pub text: &'a str,
    pub number: Option<f64>,
    /// A number written with a point, whatever the decimal sign of the file.
    pub is_plain: bool,
}

impl<'a> WrittenCell<'a> {
    #[must_use]
    pub fn text(text: &'a str) -> Self {
        Self { text, number: None, is_plain: false }
    }
}

/// A column under construction.
pub enum Builder {
    Text(TextBuilder),
    Sets(SetBuilder),
    Mcid(Vec<Mcid>),
    Days(DayBuilder),
    Words(WordBuilder),
    Amounts { places: u32, cells: Vec<i128> },
    Numbers { of: ColumnType, cells: Vec<i32> },
}

pub struct TextBuilder {
    of: ColumnType,
    pub dictionary: Dictionary,
    /// Raw text seen before, so that each spelling is normalised once: raw code → code, or bad.
    raw: Dictionary,
    known: Vec<Result<u32, RejectCode>>,
    pub cells: Vec<u32>,
}

/// Addresses of which a row may have several, from one field or from several.
pub struct SetBuilder {
    pub dictionary: Dictionary,
    pub sets: Sets,
}

pub struct WordBuilder {
    pub vocabulary: Vocabulary,
    raw: Dictionary,
    known: Vec<Option<u8>>,
    pub cells: Vec<u8>,
}

pub struct DayBuilder {
    /// `yyyy-mm` is a value too, and a bad one is a bad value.
    months: bool,
    pub cells: Vec<i32>,
    pub evidence: OrderEvidence,
}

/// What became of a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CellTaken {
    Value,
    Empty,
    /// A date whose order is still open and which only one order would make a day.
    Evident,
    Bad(RejectCode),
}

impl Builder {
    #[must_use]
    pub fn of(of: ColumnType) -> Self {
        match of {
            ColumnType::Mcid => Self::Mcid(Vec::new()),
            ColumnType::Date | ColumnType::MonthOrDate => Self::Days(DayBuilder {
                months: of == ColumnType::MonthOrDate,
                cells: Vec::new(),
                evidence: OrderEvidence::default(),
            }),
            ColumnType::Word(vocabulary) => Self::Words(WordBuilder::of(vocabulary)),
            ColumnType::YesNo => Self::Words(WordBuilder::of(Vocabulary::YesNo)),
            ColumnType::Decimal(places) => Self::Amounts { places, cells: Vec::new() },
            ColumnType::MonthNumber | ColumnType::Year => Self::Numbers { of, cells: Vec::new() },
            ColumnType::Emails => {
                Self::Sets(SetBuilder { dictionary: Dictionary::default(), sets: Sets::default() })
            }
            ColumnType::Text
            | ColumnType::Parts
            | ColumnType::Email
            | ColumnType::UserId
            | ColumnType::MpnId
            | ColumnType::SourceName
            | ColumnType::SkillCode
            | ColumnType::Currency
            | ColumnType::LevelName => Self::Text(TextBuilder::of(of)),
        }
    }

    /// Drops the cells of a row that is set aside.
    pub fn truncate(&mut self, rows: usize) {
        match self {
            Self::Text(text) => text.cells.truncate(rows),
            Self::Sets(of) => of.sets.truncate(rows),
            Self::Mcid(cells) => cells.truncate(rows),
            Self::Days(days) => days.cells.truncate(rows),
            Self::Words(words) => words.cells.truncate(rows),
            Self::Amounts { cells, .. } => cells.truncate(rows),
            Self::Numbers { cells, .. } => cells.truncate(rows),
        }
    }

    /// An empty cell, for records that end early.
    pub fn push_empty(&mut self) {
        match self {
            Self::Text(text) => text.cells.push(0),
            // Its row is closed when all its fields are read.
            Self::Sets(_) => {}
            Self::Mcid(cells) => cells.push(Mcid::NONE),
            Self::Days(days) => days.cells.push(NO_DAY),
            Self::Words(words) => words.cells.push(0),
            Self::Amounts { cells, .. } => cells.push(NO_AMOUNT),
            Self::Numbers { cells, .. } => cells.push(NO_DAY),
        }
    }

    /// Names, titles, codes and the like are text whatever they say.
    fn has_nothing_words(&self) -> bool {
        match self {
            Self::Text(text) => matches!(
                text.of,
                ColumnType::Email | ColumnType::MpnId | ColumnType::UserId | ColumnType::Currency
            ),
            _ => true,
        }
    }

    /// Reads a cell and keeps it; a bad one is kept as empty, its row will not stay.
    pub fn push(&mut self, cell: WrittenCell<'_>, rules: &CellRules<'_>) -> CellTaken {
        if is_blank(cell.text) {
            self.push_empty();
            return CellTaken::Empty;
        }
        if self.has_nothing_words() && rules.dialect.nothing.is(cell.text) {
            self.push_empty();
            return CellTaken::Empty;
        }
        match self {
            Self::Text(text) => text.push(cell.text, rules),
            Self::Sets(sets) => sets.push(cell.text),
            Self::Mcid(cells) => {
                let id = Mcid::read(cell.text.trim().as_bytes());
                cells.push(id.unwrap_or_default());
                took(id.is_some(), RejectCode::BadMcid)
            }
            Self::Days(days) => days.push(cell, rules),
            Self::Words(words) => words.push(cell.text, rules.dialect),
            Self::Amounts { places, cells } => {
                let amount = read_amount(cell, rules.decimal, *places);
                cells.push(amount.map_or(NO_AMOUNT, |amount| amount.0));
                took(amount.is_some(), RejectCode::BadNumber)
            }
            Self::Numbers { of, cells } => {
                let number = read_number(*of, cell.text.trim(), rules.dialect);
                cells.push(number.unwrap_or(NO_DAY));
                took(number.is_some(), RejectCode::BadValue)
            }
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.is_empty() || (text.as_bytes()[0] <= b' ' || !text.is_ascii()) && text.trim().is_empty()
}

fn took(well: bool, otherwise: RejectCode) -> CellTaken {
    if well { CellTaken::Value } else { CellTaken::Bad(otherwise) }
}

fn read_amount(cell: WrittenCell<'_>, decimal: char, places: u32) -> Option<Amount> {
    let decimal = if cell.number.is_some() || cell.is_plain { '.' } else { decimal };
    number_text::read(cell.text, decimal, places)
}

fn read_number(of: ColumnType, text: &str, dialect: &Dialect) -> Option<i32> {
    let are_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if of == ColumnType::Year {
        return if text.len() == 4 && are_digits {
            text.parse().ok().filter(|year| *year >= 1)
        } else {
            None
        };
    }
    if text.len() <= 2 && are_digits {
        return text.parse().ok().filter(|month| (1..=12).contains(month));
    }
    dialect.months.get(&fold(text)).map(|month| month.cast_signed())
}

impl TextBuilder {
    fn of(of: ColumnType) -> Self {
        Self {
            of,
            dictionary: Dictionary::default(),
            raw: Dictionary::default(),
            known: vec![Ok(0)],
            cells: Vec::new(),
        }
    }

    fn push(&mut self, text: &str, rules: &CellRules<'_>) -> CellTaken {
        let read = if matches!(self.of, ColumnType::Text) {
            Ok(self.dictionary.code(text.trim()))
        } else if matches!(self.of, ColumnType::UserId) {
            Ok(self.dictionary.code(&text.trim().to_lowercase()))
        } else if matches!(self.of, ColumnType::Email) {
            // Nearly every address is another: remembering spellings would not pay.
            self.email(text)
        } else {
            let raw = self.raw.code(text) as usize;
            if raw == self.known.len() {
                let normal = normal_text(self.of, text.trim(), rules);
                self.known.push(normal.map(|text| self.dictionary.code(&text)));
            }
            self.known[raw]
        };
        self.cells.push(read.unwrap_or(0));
        read.map_or_else(CellTaken::Bad, |_| CellTaken::Value)
    }

    fn email(&mut self, text: &str) -> Result<u32, RejectCode> {
        let address = address(text.trim()).ok_or(RejectCode::BadEmail)?;
        Ok(self.dictionary.code(&address))
    }
}

/// An address as it is compared; none where there is no single `@` with something on both sides. With a
/// sign that no one sees in it, it would be another one for ever.
fn address(trimmed: &str) -> Option<Cow<'_, str>> {
    if trimmed.chars().any(char::is_control) {
        return None;
    }
    let mut around = trimmed.split('@');
    match (around.next(), around.next(), around.next()) {
        (Some(before), Some(after), None) if !before.is_empty() && !after.is_empty() => {}
        _ => return None,
    }
    let is_folded = trimmed.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    Some(if is_folded { trimmed.into() } else { fold_email(trimmed).into() })
}

impl SetBuilder {
    /// One part that is no address makes the cell a bad one.
    fn push(&mut self, text: &str) -> CellTaken {
        let mut took = CellTaken::Empty;
        for part in text.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()) {
            let Some(part) = without_mark(part) else { continue };
            let Some(address) = address(part) else { return CellTaken::Bad(RejectCode::BadEmail) };
            self.sets.put(self.dictionary.code(&address));
            took = CellTaken::Value;
        }
        took
    }
}

/// Directories mark what an address is for: `SMTP:` is e-mail, what stands behind another mark
/// (`sip:`, `x500:`) is not.
fn without_mark(part: &str) -> Option<&str> {
    let Some((mark, rest)) = part.split_once(':') else { return Some(part) };
    if mark.trim().eq_ignore_ascii_case("smtp") {
        return Some(rest.trim());
    }
    let is_mark = !mark.is_empty() && mark.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_mark { None } else { Some(part) }
}

impl WordBuilder {
    fn of(vocabulary: Vocabulary) -> Self {
        Self { vocabulary, raw: Dictionary::default(), known: vec![Some(0)], cells: Vec::new() }
    }

    fn push(&mut self, text: &str, dialect: &Dialect) -> CellTaken {
        let raw = self.raw.code(text) as usize;
        if raw == self.known.len() {
            self.known.push(dialect.words.get(&(self.vocabulary, fold(text))).copied());
        }
        let word = self.known[raw];
        self.cells.push(word.unwrap_or(0));
        let otherwise = match self.vocabulary {
            Vocabulary::YesNo => RejectCode::BadYesNo,
            _ => RejectCode::BadValue,
        };
        took(word.is_some(), otherwise)
    }
}

impl DayBuilder {
    fn push(&mut self, cell: WrittenCell<'_>, rules: &CellRules<'_>) -> CellTaken {
        let day = match cell.number {
            Some(number) => date_text::read_serial(number),
            None => match self.read(cell.text, rules) {
                Ok(day) => day,
                Err(took) => return took,
            },
        };
        self.cells.push(day.map_or(NO_DAY, |day| day.0));
        took(day.is_some(), self.bad())
    }

    /// The day, or no day; or that it waits for the order of its column.
    fn read(&mut self, text: &str, rules: &CellRules<'_>) -> Result<Option<Day>, CellTaken> {
        if self.months
            && let Some(month) = Month::from_iso(text.trim())
        {
            return Ok(Some(month.first_day()));
        }
        match (date_text::read(text, &rules.dialect.months), rules.order) {
            (DateText::Day(day), _) => Ok(Some(day)),
            (DateText::NoDate, _) => Ok(None),
            (numbers, Some(order)) => Ok(numbers.under(order)),
            (DateText::Numbers { first, second, year }, None) => {
                self.cells.push(pending(first, second, year));
                let evident = self.evidence.see(first, second, text);
                Err(if evident { CellTaken::Evident } else { CellTaken::Value })
            }
        }
    }

    fn bad(&self) -> RejectCode {
        if self.months { RejectCode::BadValue } else { RejectCode::BadDate }
    }
}

const PENDING_BASE: i32 = i32::MIN + 1;
const PENDING_MAX: i32 = PENDING_BASE + 100 * 100 * 10_000;

/// A date whose order is not yet known, packed below all days.
pub(super) fn pending(first: u32, second: u32, year: i32) -> i32 {
    PENDING_BASE + (year * 100 + first.cast_signed()) * 100 + second.cast_signed()
}

/// The two numbers and the year of a packed date, none for a day or an empty cell.
#[must_use]
pub fn unpack_pending(cell: i32) -> Option<DateText> {
    if cell == NO_DAY || cell >= PENDING_MAX {
        return None;
    }
    let packed = cell - PENDING_BASE;
    Some(DateText::Numbers {
        first: (packed / 100 % 100).unsigned_abs(),
        second: (packed % 100).unsigned_abs(),
        year: packed / 10_000,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::normal_text::skill_code;

    #[test]
    fn skill_codes_have_one_form() {
        assert_eq!(skill_code(" az  104 "), "AZ-104");
        assert_eq!(skill_code("70-533"), "70-533");
    }

    #[test]
    fn an_address_has_no_control_signs() {
        assert_eq!(address("Ann@c.example").as_deref(), Some("ann@c.example"));
        for bad in
            ["ann@c.example\0", "an\0n@c.example", "ann@c.\u{7f}example", "\u{1b}ann@c.example"]
        {
            assert_eq!(address(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn pending_dates_come_back_as_they_went_in() {
        for (first, second, year) in [(1, 2, 2021), (31, 2, 1), (99, 99, 9999), (0, 1, 2020)] {
            let packed = pending(first, second, year);
            assert_eq!(unpack_pending(packed), Some(DateText::Numbers { first, second, year }));
        }
        assert_eq!(unpack_pending(-719_162), None);
        assert_eq!(unpack_pending(NO_DAY), None);
    }

    #[test]
    fn blank_cells_are_empty_whatever_their_spaces() {
        assert!(is_blank("") && is_blank("  ") && is_blank("\u{a0}") && is_blank("\t"));
        assert!(!is_blank("x") && !is_blank(" x") && !is_blank("é"));
    }
}
