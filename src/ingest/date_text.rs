//! Dates as people and programs write them, in five languages.

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::base::fold::fold;
use crate::tables::DateOrder;

/// What a cell says about a date.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DateText {
    Day(Day),
    /// Two numbers and a year: which one is the month depends on the column.
    Numbers {
        first: u32,
        second: u32,
        year: i32,
    },
    NoDate,
}

impl DateText {
    /// The day under an order; none where the order does not fit.
    #[must_use]
    pub fn under(self, order: DateOrder) -> Option<Day> {
        match (self, order) {
            (Self::Day(day), _) => Some(day),
            (Self::Numbers { first, second, year }, DateOrder::DayFirst) => {
                Day::of(year, second, first)
            }
            (Self::Numbers { first, second, year }, DateOrder::MonthFirst) => {
                Day::of(year, first, second)
            }
            _ => None,
        }
    }
}

/// Reads a date in any of the known forms; a time of day behind it is dropped.
#[must_use]
pub fn read(text: &str, months: &Hashed<String, u32>) -> DateText {
    if let Some(day) = Day::from_iso(text) {
        return DateText::Day(day);
    }
    let text = without_time(text.trim());
    match numeric(text) {
        DateText::NoDate => with_month_name(text, months).map_or(DateText::NoDate, DateText::Day),
        found => found,
    }
}

/// The serial numbers of days: what a spreadsheet shows as a date beyond them is a number like any other.
pub(super) const SERIALS: std::ops::Range<f64> = 1.0..2_958_466.0;

/// A spreadsheet's serial number, or the eight digits of a day that lost its cell format.
#[must_use]
pub fn read_serial(number: f64) -> Option<Day> {
    if !(1.0..100_000_000.0).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked above")]
    let whole = number.floor() as i32;
    if whole > 2_958_465 {
        return eight_digits(&whole.to_string());
    }
    // Spreadsheets count a 29 February 1900 that never was.
    match whole {
        60 => None,
        1..60 => Some(Day(whole - 25_568)),
        _ => Some(Day(whole - 25_569)),
    }
}

fn eight_digits(text: &str) -> Option<Day> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Day::of(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)
}

fn numeric(text: &str) -> DateText {
    if text.len() == 8
        && let Some(day) = eight_digits(text)
    {
        return DateText::Day(day);
    }
    let Some(separator) = text.chars().find(|letter| !letter.is_ascii_digit()) else {
        return DateText::NoDate;
    };
    if !matches!(separator, '-' | '/' | '.') {
        return DateText::NoDate;
    }
    let mut parts = text.split(separator);
    let (Some(a), Some(b), Some(c), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return DateText::NoDate;
    };
    if a.len() == 4 && separator != '.' {
        return match (number(a, 4), number(b, 2), number(c, 2)) {
            (Some(year), Some(month), Some(day)) => {
                Day::of(year.cast_signed(), month, day).map_or(DateText::NoDate, DateText::Day)
            }
            _ => DateText::NoDate,
        };
    }
    let (Some(first), Some(second), true, Some(year)) =
        (number(a, 2), number(b, 2), c.len() == 4, number(c, 4))
    else {
        return DateText::NoDate;
    };
    let numbers = DateText::Numbers { first, second, year: year.cast_signed() };
    if separator == '.' {
        // A point is day first under any order.
        return numbers.under(DateOrder::DayFirst).map_or(DateText::NoDate, DateText::Day);
    }
    let possible = numbers.under(DateOrder::DayFirst).or(numbers.under(DateOrder::MonthFirst));
    if possible.is_none() && !evident(first, second) { DateText::NoDate } else { numbers }
}

/// One part over 12 tells the order of its column even where the day does not exist (31/02).
fn evident(first: u32, second: u32) -> bool {
    (first > 12) != (second > 12) && first >= 1 && second >= 1
}

fn number(text: &str, length_max: usize) -> Option<u32> {
    if text.is_empty() || text.len() > length_max || !text.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    text.parse().ok()
}

/// `1 Mar 2021`, `1er mars 2021`, `1. März 2021`, `1 de marzo de 2021`, `Mar 1, 2021`.
fn with_month_name(text: &str, months: &Hashed<String, u32>) -> Option<Day> {
    if text.len() > 60 {
        return None;
    }
    let folded = fold(text);
    let mut parts = folded.split(' ').filter(|part| *part != "de");
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (day, month) = match (months.get(b), months.get(a)) {
        (Some(month), _) => (day_of_month(a)?, *month),
        (None, Some(month)) => (day_of_month(b)?, *month),
        (None, None) => return None,
    };
    let year = (c.len() == 4).then(|| number(c, 4)).flatten()?;
    Day::of(year.cast_signed(), month, day)
}

fn day_of_month(text: &str) -> Option<u32> {
    number(text.strip_suffix("er").unwrap_or(text), 2)
}

/// Cuts off ` 10:00`, `T10:00:00.5Z`, ` 12:00:00 AM`, with a zone or without.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let hour_start = text[..colon].trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    let hour_digits = colon - hour_start;
    if hour_start == 0 || !(1..=2).contains(&hour_digits) || !is_time(&text[hour_start..]) {
        return text;
    }
    let before = &text[..hour_start];
    if let Some(date) = before.strip_suffix(['T', 't']) {
        return date;
    }
    if before.ends_with(char::is_whitespace) {
        return before.trim_end().trim_end_matches(',');
    }
    text
}

fn is_time(text: &str) -> bool {
    let mut rest = text;
    let Some(hour) = take_number(&mut rest, 2) else { return false };
    let Some(after) = rest.strip_prefix(':') else { return false };
    rest = after;
    let Some(minute) = take_number(&mut rest, 2) else { return false };
    if hour > 24 || minute > 59 {
        return false;
    }
    if let Some(after) = rest.strip_prefix(':') {
        rest = after;
        match take_number(&mut rest, 2) {
            Some(second) if second <= 60 => {}
            _ => return false,
        }
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            rest = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
            if rest.len() == after.len() {
                return false;
            }
        }
    }
    is_half_day_and_zone(rest.trim())
}

fn is_half_day_and_zone(text: &str) -> bool {
    let upper = text.to_ascii_uppercase().replace(['.', '\u{a0}', '\u{202f}'], "");
    let rest =
        upper.strip_prefix("AM").or_else(|| upper.strip_prefix("PM")).unwrap_or(&upper).trim();
    if matches!(rest, "" | "Z" | "UTC" | "GMT") {
        return true;
    }
    let rest = rest.strip_prefix("UTC").or_else(|| rest.strip_prefix("GMT")).unwrap_or(rest);
    let Some(offset) = rest.strip_prefix(['+', '-']) else { return false };
    let digits = offset.bytes().filter(u8::is_ascii_digit).count();
    let others = offset.len() - digits;
    matches!(digits, 1..=4) && (others == 0 || (others == 1 && offset.contains(':')))
}

fn take_number(text: &mut &str, digits_max: usize) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = number(&text[..digits], digits_max)?;
    *text = &text[digits..];
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months() -> Hashed<String, u32> {
        let words = [
            ("mar", 3),
            ("mars", 3),
            ("march", 3),
            ("marz", 3),
            ("marzo", 3),
            ("fevrier", 2),
            ("mrz", 3),
        ];
        words.into_iter().map(|(word, month)| (word.to_owned(), month)).collect()
    }

    fn shown(text: &str) -> String {
        match read(text, &months()) {
            DateText::Day(day) => day.to_string(),
            DateText::Numbers { first, second, year } => format!("{first}?{second}?{year}"),
            DateText::NoDate => "-".into(),
        }
    }

    #[test]
    fn forms_that_need_no_order() {
        for text in [
            "2021-03-01",
            "2021-03-01T10:00:00Z",
            "20210301",
            "2021/03/01",
            "1 Mar 2021",
            "1 mars 2021",
            "Mar 1, 2021",
            "01.03.2021",
            "1er mars 2021",
            "1. März 2021",
            "1 de marzo de 2021",
            "2021-03-01 10:00",
            "2021-03-01 10:00:00",
            "Mar 1, 2021 12:00:00 AM",
            " 2021-03-01 ",
            "2021-03-01T10:00:00.1234567+02:00",
            "01.03.2021 00:00",
            "2021-03-01 10:00:00 UTC",
            "1-Mar-2021",
            "1. Mrz. 2021",
            "20210301 10:00",
            "2021-03-01T10:00:00.000Z",
            "1 March 2021, 10:00",
        ] {
            assert_eq!(shown(text), "2021-03-01", "{text}");
        }
    }

    #[test]
    fn day_and_month_may_be_open() {
        assert_eq!(shown("03/01/2021"), "3?1?2021");
        assert_eq!(shown("3-1-2021 12:00:00 AM"), "3?1?2021");
        assert_eq!(shown("31/02/2021"), "31?2?2021");
        assert_eq!(shown("13/13/2021"), "-");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2021",
            "01/02/21",
            "1 Mar 21",
            "31.02.2021",
            "2021-02-29",
            "2021-13-01",
            "44256",
            "soon",
            "0000-01-01",
            "00/01/2021",
            "2021-03-01 25:00",
            "2021-03-01 10:61",
            "2021-03-01x",
            "1/2/3/2021",
            "2021-03",
            "March 2021",
            "12:30",
            "2021.03.01",
            "1/2-2021",
            "99991231235959",
        ] {
            assert_eq!(shown(text), "-", "{text}");
        }
    }

    #[test]
    fn serial_numbers_of_spreadsheets() {
        assert_eq!(read_serial(44256.0), Day::from_iso("2021-03-01"));
        assert_eq!(read_serial(44256.75), Day::from_iso("2021-03-01"));
        assert_eq!(read_serial(1.0), Day::from_iso("1900-01-01"));
        assert_eq!(read_serial(59.0), Day::from_iso("1900-02-28"));
        assert_eq!(read_serial(60.0), None);
        assert_eq!(read_serial(61.0), Day::from_iso("1900-03-01"));
        assert_eq!(read_serial(20_210_301.0), Day::from_iso("2021-03-01"));
        assert_eq!(read_serial(0.5), None);
        assert_eq!(read_serial(f64::NAN), None);
    }
}
