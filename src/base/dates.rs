//! Days and months: the only calendar arithmetic in the program.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

/// A calendar day, counted from 1970-01-01. No time zone, no time of day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A calendar month, counted as year × 12 + (month − 1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Month(pub i32);

const EPOCH_FROM_CE: i32 = 719_163;

impl Day {
    /// Before every day: an interval that starts here has no known start.
    pub const ALWAYS: Self = Self(i32::MIN);
    /// After every day: an interval that ends here has no known end.
    pub const FOREVER: Self = Self(i32::MAX);

    /// The day of a year, month and day of month, if there is such a day in the years 1 to 9999.
    #[must_use]
    pub fn of(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from_chrono)
    }

    /// Reads `yyyy-mm-dd` and nothing else.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return None;
        }
        Self::of(digits(&b[..4])?.cast_signed(), digits(&b[5..7])?, digits(&b[8..])?)
    }

    fn from_chrono(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH_FROM_CE)
    }

    /// Days since 1970-01-01, in the years 1 to 9999: others cannot be shown.
    #[must_use]
    pub fn clamped(self) -> i32 {
        self.0.clamp(-719_162, 2_932_896)
    }

    fn chrono(self) -> NaiveDate {
        let from_ce = self.clamped() + EPOCH_FROM_CE;
        NaiveDate::from_num_days_from_ce_opt(from_ce).unwrap_or(NaiveDate::MAX)
    }

    /// True for a day of the calendar, false for the two ends of time.
    #[must_use]
    pub fn is_dated(self) -> bool {
        self != Self::ALWAYS && self != Self::FOREVER
    }

    #[must_use]
    pub fn year(self) -> i32 {
        self.chrono().year()
    }

    #[must_use]
    pub fn month_of_year(self) -> u32 {
        self.chrono().month()
    }

    #[must_use]
    pub fn day_of_month(self) -> u32 {
        self.chrono().day()
    }

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub fn weekday(self) -> u32 {
        self.chrono().weekday().num_days_from_monday()
    }

    #[must_use]
    pub fn month(self) -> Month {
        let date = self.chrono();
        Month(date.year() * 12 + date.month0().cast_signed())
    }

    /// The ends of time stay where they are.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        if self.is_dated() { Self(self.0.saturating_add(days)) } else { self }
    }

    /// Keeps the day of the month, clamped to the end of a shorter month.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        if !self.is_dated() {
            return self;
        }
        let span = Months::new(months.unsigned_abs());
        let date = self.chrono();
        let moved =
            if months < 0 { date.checked_sub_months(span) } else { date.checked_add_months(span) };
        moved.map_or(Self::FOREVER, Self::from_chrono)
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn month_end(self) -> Self {
        if self.is_dated() { self.month().last_day() } else { self }
    }
}

impl Month {
    #[must_use]
    pub fn of(year: i32, month: u32) -> Option<Self> {
        ((1..=9999).contains(&year) && (1..=12).contains(&month))
            .then(|| Self(year * 12 + month.cast_signed() - 1))
    }

    /// Reads `yyyy-mm` and nothing else.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        if b.len() != 7 || b[4] != b'-' {
            return None;
        }
        Self::of(digits(&b[..4])?.cast_signed(), digits(&b[5..])?)
    }

    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }

    #[must_use]
    pub fn first_day(self) -> Day {
        self.day(1)
    }

    #[must_use]
    pub fn last_day(self) -> Day {
        self.plus(1).first_day().plus_days(-1)
    }

    /// The given day of this month, clamped to its last day.
    #[must_use]
    pub fn day(self, day: u32) -> Day {
        Day::of(self.year(), self.number(), day).unwrap_or_else(|| self.last_day_by_search())
    }

    fn last_day_by_search(self) -> Day {
        (28..=31)
            .rev()
            .find_map(|day| Day::of(self.year(), self.number(), day))
            .unwrap_or(Day::FOREVER)
    }
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0_u32, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
    })
}

impl Day {
    /// `yyyy-mm-dd`, for the writers of many days; of a day that is dated.
    #[must_use]
    pub fn iso(self) -> [u8; 10] {
        let (year, month, day) = self.civil();
        let [y1, y2] = two_digits(year / 100);
        let [y3, y4] = two_digits(year % 100);
        let ([m1, m2], [d1, d2]) = (two_digits(month), two_digits(day));
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
    }

    /// Year, month and day of month, without the tables of chrono. Years are counted from March, so
    /// that a leap day is the last day of its year; the months from March on then take turns as
    /// 31 and 30 days in fives, which 153 days in 5 months says.
    fn civil(self) -> (u32, u32, u32) {
        const FROM_MARCH_OF_YEAR_0: u32 = 719_468;
        const DAYS_OF_400_YEARS: u32 = 146_097;
        let days = FROM_MARCH_OF_YEAR_0.wrapping_add_signed(self.clamped());
        let (era, day_of_era) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
        let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leap_days) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        (400 * era + year_of_era + u32::from(month <= 2), month, day)
    }
}

/// Of a number below 100.
fn two_digits(number: u32) -> [u8; 2] {
    [number / 10, number % 10].map(|digit| b'0' + digit.to_le_bytes()[0])
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_dated() {
            return Ok(());
        }
        out.write_str(std::str::from_utf8(&self.iso()).unwrap_or_default())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.year(), self.number())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ALWAYS => out.write_str("always"),
            Self::FOREVER => out.write_str("forever"),
            _ => fmt::Display::fmt(self, out),
        }
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// So many days, in English.
#[must_use]
pub(crate) fn in_days(days: i32) -> String {
    let word = if days == 1 { "day" } else { "days" };
    format!("{days} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::from_iso(text).unwrap()
    }

    #[test]
    fn months_keep_the_day_or_clamp_to_the_end() {
        assert_eq!(day("2020-08-31").plus_months(6), day("2021-02-28"));
        assert_eq!(day("2019-08-31").plus_months(6), day("2020-02-29"));
        assert_eq!(day("2020-02-29").plus_months(12), day("2021-02-28"));
        assert_eq!(day("2021-01-31").plus_months(1), day("2021-02-28"));
        assert_eq!(day("2021-03-31").plus_months(-1), day("2021-02-28"));
        assert_eq!(day("2021-02-28").plus_months(6), day("2021-08-28"));
    }

    #[test]
    fn days_are_written_as_the_calendar_has_them() {
        let written = |day: Day| String::from_utf8(day.iso().to_vec()).unwrap();
        let shown = |day: Day| day.chrono().format("%Y-%m-%d").to_string();
        let every_day = day("1900-01-01").0..=day("2200-12-31").0;
        for day in every_day.map(Day) {
            assert_eq!(written(day), shown(day));
        }
        for text in ["0001-01-01", "0004-02-29", "1600-02-29", "2400-02-29", "9999-12-31"] {
            assert_eq!(written(day(text)), text);
        }
        assert_eq!(written(Day(i32::MIN + 1)), "0001-01-01");
        assert_eq!(written(Day(i32::MAX - 1)), "9999-12-31");
    }

    #[test]
    fn month_ends_follow_the_leap_year() {
        assert_eq!(day("2020-02-03").month_end(), day("2020-02-29"));
        assert_eq!(day("1900-02-03").month_end(), day("1900-02-28"));
        assert_eq!(day("2021-12-31").month_end(), day("2021-12-31"));
    }

    #[test]
    fn only_real_days_are_read() {
        for wrong in
            ["2021-02-29", "2021-13-01", "2021-00-10", "0000-01-01", "2021-1-1", "21-01-01"]
        {
            assert_eq!(Day::from_iso(wrong), None, "{wrong}");
        }
        assert_eq!(day("1970-01-02").0, 1);
        assert_eq!(day("0001-01-01").to_string(), "0001-01-01");
    }

    #[test]
    fn months_count_over_the_year() {
        let december = Month::from_iso("2019-12").unwrap();
        assert_eq!(december.plus(1).to_string(), "2020-01");
        assert_eq!(december.plus(-12).to_string(), "2018-12");
        assert_eq!(december.last_day(), day("2019-12-31"));
        assert_eq!(Month::from_iso("2021-02").unwrap().day(31), day("2021-02-28"));
    }

    #[test]
    fn the_ends_of_time_do_not_move() {
        assert_eq!(Day::FOREVER.plus_days(1), Day::FOREVER);
        assert_eq!(Day::ALWAYS.plus_months(-1), Day::ALWAYS);
        assert_eq!(Day::FOREVER.to_string(), "");
    }
}
