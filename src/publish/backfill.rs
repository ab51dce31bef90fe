//! Back-filling: the as-of dates from A to B, every day, every week or every month on a day.

use crate::base::{Day, Failure, Month, Outcome};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum BackfillDays {
    Day,
    /// Every seventh day from the first.
    Week,
    /// On this day of each month, on the last one of a shorter month.
    MonthDay(u32),
}

impl BackfillDays {
    /// Reads `day`, `week` or `month-day:15`.
    ///
    /// # Errors
    /// For anything else.
    pub(crate) fn read(text: &str) -> Outcome<Self> {
        let month_day = |text: &str| {
            let day = text.strip_prefix("month-day:")?.parse().ok()?;
            (1..=31).contains(&day).then_some(Self::MonthDay(day))
        };
        match text {
            "day" => Ok(Self::Day),
            "week" => Ok(Self::Week),
            other => month_day(other).ok_or_else(|| {
                Failure::configuration(format!("`{other}` is no rhythm"))
                    .at("--every")
                    .todo("write day, week, or month-day:15 for the 15th of each month")
            }),
        }
    }
}

/// Reads `2020-01-01..2020-12-31`, both days included.
///
/// # Errors
/// When it is no such range, or ends before it begins.
pub(crate) fn range(text: &str) -> Outcome<(Day, Day)> {
    let wrong = |what: String| {
        Failure::configuration(what).at("--as-of").todo("write it as 2020-01-01..2020-12-31")
    };
    let ends = text.split_once("..");
    let days = ends.and_then(|(from, to)| Some((Day::from_iso(from)?, Day::from_iso(to)?)));
    let (from, to) = days.ok_or_else(|| wrong(format!("`{text}` is no range of dates")))?;
    if to < from {
        return Err(wrong(format!("the range ends on {to}, before it begins on {from}")));
    }
    Ok((from, to))
}

/// The days of the range, the first ones first.
#[must_use]
pub(crate) fn days(from: Day, to: Day, every: BackfillDays) -> Vec<Day> {
    let steps = |step| {
        let days = std::iter::successors(Some(from), move |day| Some(day.plus_days(step)));
        days.take_while(|day| *day <= to).collect()
    };
    match every {
        BackfillDays::Day => steps(1),
        BackfillDays::Week => steps(7),
        BackfillDays::MonthDay(number) => (from.month().0..=to.month().0)
            .map(|month| Month(month).day(number))
            .filter(|day| (from..=to).contains(day))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(range_text: &str, every: &str) -> Vec<String> {
        let (from, to) = range(range_text).unwrap();
        days(from, to, BackfillDays::read(every).unwrap()).iter().map(Day::to_string).collect()
    }

    #[test]
    fn both_ends_are_in_the_range() {
        assert_eq!(
            made("2021-02-27..2021-03-01", "day"),
            ["2021-02-27", "2021-02-28", "2021-03-01"]
        );
        assert_eq!(made("2021-03-01..2021-03-01", "day"), ["2021-03-01"]);
        assert_eq!(
            made("2021-03-01..2021-03-15", "week"),
            ["2021-03-01", "2021-03-08", "2021-03-15"]
        );
        assert_eq!(made("2021-03-01..2021-03-14", "week"), ["2021-03-01", "2021-03-08"]);
    }

    #[test]
    fn a_day_of_the_month_is_the_last_one_of_a_shorter_month() {
        assert_eq!(
            made("2020-12-15..2021-02-15", "month-day:15"),
            ["2020-12-15", "2021-01-15", "2021-02-15"]
        );
        assert_eq!(made("2020-12-16..2021-02-14", "month-day:15"), ["2021-01-15"]);
        assert_eq!(
            made("2020-01-31..2020-04-30", "month-day:31"),
            ["2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30"]
        );
        assert!(made("2021-03-16..2021-04-14", "month-day:15").is_empty());
    }

    #[test]
    fn what_is_no_range_or_rhythm_is_refused() {
        for wrong in ["", "2021-03-01", "2021-03-01..", "2021-03-02..2021-03-01", "a..b"] {
            assert!(range(wrong).is_err(), "{wrong}");
        }
        for wrong in ["", "month", "month-day:0", "month-day:32", "month-day:x", "Day"] {
            assert!(BackfillDays::read(wrong).is_err(), "{wrong}");
        }
    }
}
