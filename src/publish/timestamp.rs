//! A moment in UTC, as text and back, and spans such as `26h`. The clock is asked elsewhere.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::base::Day;

const DAY_SECONDS: i64 = 86_400;

/// Seconds since 1970-01-01T00:00:00Z, and the nanoseconds after them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp {
    seconds: i64,
    nanos: u32,
}

impl Timestamp {
    /// Reads `2021-03-01T02:00:05Z`, with or without a fraction.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let mut parts = clock.split(':').map(two_digits);
        let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
        if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let days = i64::from(Day::from_iso(day)?.0);
        let seconds = days * DAY_SECONDS + hour * 3600 + minute * 60 + second;
        Some(Self { seconds, nanos: format!("{fraction:0<9}").parse().ok()? })
    }

    /// The day in UTC.
    #[must_use]
    pub fn day(self) -> Day {
        Day(i32::try_from(self.seconds.div_euclid(DAY_SECONDS)).unwrap_or(Day::FOREVER.0))
    }

    /// Whole seconds from an earlier moment to this one; negative if that one is later.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.seconds.saturating_sub(earlier.seconds)
    }

    /// The time from an earlier moment to this one, none below zero.
    #[must_use]
    pub fn seconds_after(self, earlier: Self) -> f64 {
        let whole = self.seconds_since(earlier);
        let nanos = i64::from(self.nanos) - i64::from(earlier.nanos);
        let millis = (whole.saturating_mul(1000) + nanos / 1_000_000).max(0);
        Duration::from_millis(millis.unsigned_abs()).as_secs_f64()
    }

    /// Without what is finer than a millisecond.
    #[must_use]
    pub fn to_millis(self) -> Self {
        Self { nanos: self.nanos / 1_000_000 * 1_000_000, ..self }
    }

    /// By seconds and nanoseconds, as file systems give them.
    #[must_use]
    pub fn of(seconds: i64, nanos: u32) -> Self {
        Self { seconds, nanos: nanos.min(999_999_999) }
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self::of(seconds(after), after.subsec_nanos()),
            Err(before) => {
                let before = before.duration();
                match before.subsec_nanos() {
                    0 => Self::of(-seconds(before), 0),
                    nanos => Self::of(-seconds(before) - 1, 1_000_000_000 - nanos),
                }
            }
        }
    }
}

fn seconds(span: Duration) -> i64 {
    i64::try_from(span.as_secs()).unwrap_or(i64::MAX)
}

fn two_digits(text: &str) -> Option<i64> {
    let plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = self.seconds.rem_euclid(DAY_SECONDS);
        write!(out, "{}T{:02}:{:02}:{:02}", self.day(), clock / 3600, clock / 60 % 60, clock % 60)?;
        if self.nanos != 0 {
            let fraction = format!("{:09}", self.nanos);
            write!(out, ".{}", fraction.trim_end_matches('0'))?;
        }
        out.write_str("Z")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_text(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is no UTC time")))
    }
}

/// Reads a span: a whole number and `s`, `m`, `h`, `d` or `w`.
#[must_use]
pub(crate) fn span(text: &str) -> Option<Duration> {
    let unit = text.chars().next_back()?;
    let number = text.strip_suffix(unit)?;
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(seconds).map(Duration::from_secs)
}

/// A number of seconds for people: `3 days 4 h`, `26 h 10 min`, `50 s`.
#[must_use]
pub(crate) fn spoken(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600, seconds / 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0 | 1, hours, minutes) => format!("{hours} h {} min", minutes % 60),
        (days, hours, _) => format!("{days} days {} h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_they_are_written() {
        for text in ["2021-03-01T02:00:05Z", "1969-12-31T23:59:59.5Z", "2024-02-29T23:00:00.001Z"] {
            assert_eq!(Timestamp::from_text(text).unwrap().to_string(), text);
        }
        let time = UNIX_EPOCH - Duration::from_millis(500);
        assert_eq!(Timestamp::from(time).to_string(), "1969-12-31T23:59:59.5Z");
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for wrong in ["2021-03-01T02:00:05", "2021-02-30T02:00:05Z", "2021-03-01T24:00:00Z", "Z"] {
            assert_eq!(Timestamp::from_text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn spans_have_a_number_and_a_unit() {
        assert_eq!(span("26h"), Some(Duration::from_hours(26)));
        assert_eq!(span("30d"), Some(Duration::from_hours(720)));
        for wrong in ["", "h", "26", "-1h", "1.5h", "3 d", "99999999999999999999w"] {
            assert_eq!(span(wrong), None, "{wrong}");
        }
        assert_eq!(spoken(93_900), "26 h 5 min");
        assert_eq!(spoken(200_000), "2 days 7 h");
    }
}
