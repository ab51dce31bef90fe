//! Cells as bytes: all cells of a column have one width, and a text is the number that it has in a
//! dictionary.

use std::cmp::Ordering;

use crate::base::dictionary::Hashed;
use crate::base::{Amount, Day, Dictionary};
use crate::tables::Mcid;
use crate::tables::different::Different;
use crate::tables::output::{OutputType, Values};

/// What the cells of a column are, which decides their width.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SpilledType {
    Text,
    /// Texts that are made one by one: writers take them as they are.
    Owned,
    Mcid,
    Day,
    Number,
    Amount,
    YesNo,
}

/// What stands for no number and no amount.
const NO_NUMBER: i64 = i64::MIN;
const NO_AMOUNT: i128 = i128::MIN;

impl SpilledType {
    pub(super) fn of(values: &Values<'_>) -> Self {
        match values {
            Values::Text(_) | Values::Coded(_) => Self::Text,
            Values::Owned(_) => Self::Owned,
            Values::Mcids(_) => Self::Mcid,
            Values::Days(_) => Self::Day,
            Values::Numbers(_) => Self::Number,
            Values::Amounts(_) => Self::Amount,
            Values::YesNo(_) => Self::YesNo,
        }
    }

    /// Those of a table without rows.
    pub(super) fn of_nothing(of: OutputType) -> Self {
        match of {
            OutputType::Text => Self::Text,
            OutputType::Day => Self::Day,
            OutputType::Number => Self::Number,
            OutputType::Amount(_) => Self::Amount,
            OutputType::YesNo => Self::YesNo,
        }
    }

    pub(super) fn width(self) -> usize {
        match self {
            Self::Text | Self::Owned | Self::Day => 4,
            Self::Mcid | Self::Number => 8,
            Self::Amount => 16,
            Self::YesNo => 1,
        }
    }

    /// By what the rows of a table are sorted: texts by code points, empty first.
    pub(super) fn compare(self, a: &[u8], b: &[u8], texts: &Dictionary) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        match self {
            Self::Text | Self::Owned => texts.text(code(a)).cmp(texts.text(code(b))),
            Self::Mcid => mcid(a).to_string().cmp(&mcid(b).to_string()),
            Self::Day => dated(a).cmp(&dated(b)),
            Self::Number => i64::from_le_bytes(whole(a)).cmp(&i64::from_le_bytes(whole(b))),
            Self::Amount => i128::from_le_bytes(whole(a)).cmp(&i128::from_le_bytes(whole(b))),
            Self::YesNo => a.cmp(b),
        }
    }

    /// The cells again.
    pub(super) fn decoded<'t>(self, bytes: &[u8], texts: &'t Dictionary) -> Values<'t> {
        let each = bytes.chunks_exact(self.width());
        match self {
            Self::Text => Values::Text(each.map(|cell| texts.text(code(cell))).collect()),
            Self::Owned => {
                Values::Owned(each.map(|cell| texts.text(code(cell)).to_owned()).collect())
            }
            Self::Mcid => Values::Mcids(each.map(mcid).collect()),
            Self::Day => Values::Days(each.map(day).collect()),
            Self::Number => Values::Numbers(
                each.map(|cell| Some(i64::from_le_bytes(whole(cell))))
                    .map(|cell| cell.filter(|number| *number != NO_NUMBER))
                    .collect(),
            ),
            Self::Amount => Values::Amounts(
                each.map(|cell| i128::from_le_bytes(whole(cell)))
                    .map(|cell| (cell != NO_AMOUNT).then_some(Amount(cell)))
                    .collect(),
            ),
            Self::YesNo => Values::YesNo(
                each.map(|cell| match cell[0] {
                    0 => None,
                    yes => Some(yes == 2),
                })
                .collect(),
            ),
        }
    }
}

/// Puts the cells down.
pub(super) fn encode(values: &Values<'_>, texts: &mut Dictionary, bytes: &mut Vec<u8>) {
    match values {
        Values::Text(cells) => {
            let cells = cells.iter().map(|text| texts.code(text).to_le_bytes());
            bytes.extend(cells.flatten());
        }
        Values::Owned(cells) => {
            let cells = cells.iter().map(|text| texts.code(text).to_le_bytes());
            bytes.extend(cells.flatten());
        }
        Values::Coded(cells) => {
            let codes: Vec<u32> = std::iter::once("")
                .chain(cells.texts.iter().copied())
                .map(|t| texts.code(t))
                .collect();
            bytes.extend(cells.codes.iter().flat_map(|own| codes[*own as usize].to_le_bytes()));
        }
        Values::Mcids(cells) => bytes.extend(cells.iter().flat_map(|cell| cell.0.to_le_bytes())),
        Values::Days(cells) => bytes.extend(cells.iter().flat_map(|cell| cell.0.to_le_bytes())),
        Values::Numbers(cells) => {
            bytes.extend(cells.iter().flat_map(|cell| cell.unwrap_or(NO_NUMBER).to_le_bytes()));
        }
        Values::Amounts(cells) => {
            let number = |cell: &Option<Amount>| cell.map_or(NO_AMOUNT, |amount| amount.0);
            bytes.extend(cells.iter().flat_map(|cell| number(cell).to_le_bytes()));
        }
        Values::YesNo(cells) => {
            bytes.extend(cells.iter().map(|cell| cell.map_or(0, |yes| 1 + u8::from(yes))));
        }
    }
}

/// Texts as those who write want them: numbered in the order in which they are seen.
pub(super) fn different<'t>(bytes: &[u8], texts: &'t Dictionary) -> Different<'t> {
    let mut found = Different::default();
    let mut numbers: Hashed<u32, u32> = Hashed::default();
    let (mut above, mut number) = (0, 0);
    for cell in bytes.chunks_exact(SpilledType::Text.width()) {
        let own = code(cell);
        if own != above {
            (above, number) = (own, 0);
            if own != 0 {
                number = *numbers.entry(own).or_insert_with(|| {
                    found.texts.push(texts.text(own));
                    u32::try_from(found.texts.len()).unwrap_or(u32::MAX)
                });
            }
        }
        found.codes.push(number);
    }
    found
}

/// The number of a text.
pub(super) fn code(cell: &[u8]) -> u32 {
    u32::from_le_bytes(whole(cell))
}

fn mcid(cell: &[u8]) -> Mcid {
    Mcid(u64::from_le_bytes(whole(cell)))
}

fn day(cell: &[u8]) -> Day {
    Day(i32::from_le_bytes(whole(cell)))
}

fn dated(cell: &[u8]) -> Option<Day> {
    Some(day(cell)).filter(|day| day.is_dated())
}

/// A cell is as wide as its column.
fn whole<const N: usize>(cell: &[u8]) -> [u8; N] {
    cell.try_into().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through_the_disk(values: &Values<'_>, texts: &mut Dictionary) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(values, texts, &mut bytes);
        bytes
    }

    #[test]
    fn every_cell_comes_back_as_it_was() {
        let mut texts = Dictionary::default();
        let amount = Amount::from_plain("-12.0000000001");
        let all = [
            Values::Text(vec!["b", "", "a", "b"]),
            Values::Owned(vec!["x".to_owned(), String::new()]),
            Values::Mcids(vec![Mcid::NONE, Mcid::read(b"00123").unwrap_or_default()]),
            Values::Days(vec![Day::FOREVER, Day::ALWAYS, Day(-3)]),
            Values::Numbers(vec![None, Some(-1), Some(0)]),
            Values::Amounts(vec![None, amount]),
            Values::YesNo(vec![None, Some(false), Some(true)]),
        ];
        for values in all {
            let bytes = through_the_disk(&values, &mut texts);
            let cells = SpilledType::of(&values);
            assert_eq!(bytes.len(), cells.width() * values.len());
            assert_eq!(cells.decoded(&bytes, &texts), values);
        }
    }

    #[test]
    fn texts_are_numbered_as_the_writers_number_them() {
        let mut texts = Dictionary::default();
        texts.code("unlike");
        let cells = ["b", "a", "", "a", "a", "b"];
        let bytes = through_the_disk(&Values::Text(cells.to_vec()), &mut texts);
        let coded = crate::tables::different::different(&cells);
        assert_eq!(different(&bytes, &texts), coded);
        assert_eq!(through_the_disk(&Values::Coded(coded), &mut texts), bytes);
    }

    #[test]
    fn what_is_not_there_sorts_first() {
        let mut texts = Dictionary::default();
        let ordered = [
            Values::Text(vec!["", "Z", "a", "é"]),
            Values::Days(vec![Day::FOREVER, Day(-3), Day(4)]),
            Values::Numbers(vec![None, Some(-1), Some(10)]),
            Values::Amounts(vec![None, Amount::from_plain("-1"), Amount::from_plain("2")]),
            Values::YesNo(vec![None, Some(false), Some(true)]),
        ];
        for values in ordered {
            let (bytes, cells) = (through_the_disk(&values, &mut texts), SpilledType::of(&values));
            let each: Vec<&[u8]> = bytes.chunks_exact(cells.width()).collect();
            let is_before = |pair: &[&[u8]]| cells.compare(pair[0], pair[1], &texts).is_lt();
            assert!(each.windows(2).all(is_before), "{values:?}");
        }
    }
}
