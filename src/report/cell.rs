//! Cells: what a sheet shows at one place, and the named look it shows it in.

use std::borrow::Cow;

use crate::base::{Amount, Day};

/// Rows that a sheet has below its header.
pub(crate) const SHEET_ROWS_MAX: usize = 1_048_575;

/// One value of a sheet. Text stays text, whatever it begins with.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) enum Cell<'a> {
    #[default]
    Empty,
    Text(Cow<'a, str>),
    Day(Day),
    Number(i64),
    Amount(Amount),
    /// A text that leads to a row of a sheet of the same book.
    Link(Cow<'a, str>, Target),
    /// A text that begins a mail.
    Mail(Cow<'a, str>, String),
}

/// A place in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub sheet: String,
    /// Row of the sheet, from 1, as a reader counts.
    pub row: usize,
}

/// The named looks of the house; what they are in colours and formats stands in `style.rs`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Look {
    Title,
    Subtitle,
    Heading,
    Label,
    Header,
    Text,
    /// Text over several lines.
    Prose,
    /// Digits that are a name.
    Id,
    Date,
    /// A month, as its first day.
    Month,
    Integer,
    /// A whole number in a wide column, beside its label.
    Count,
    /// A number without signs between thousands: a year.
    Plain,
    Decimal1,
    Decimal2,
    Decimal4,
    /// Whole numbers without, others with two decimals.
    Mixed,
    Link,
    Light(Tone),
}

/// What a colour says. It never says it alone: the words stand in the cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Tone {
    Good,
    Notice,
    Warning,
    Bad,
    Muted,
}

impl<'a> Cell<'a> {
    /// A text, or an empty cell.
    #[must_use]
    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A day, or an empty cell.
    #[must_use]
    pub(crate) fn day(day: Option<Day>) -> Self {
        day.filter(|day| day.is_dated()).map_or(Self::Empty, Self::Day)
    }

    #[must_use]
    pub(crate) fn number(number: Option<i64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    #[must_use]
    pub(crate) fn amount(amount: Option<Amount>) -> Self {
        amount.map_or(Self::Empty, Self::Amount)
    }

    #[must_use]
    pub(crate) fn link(text: impl Into<Cow<'a, str>>, sheet: &str, row: usize) -> Self {
        Self::Link(text.into(), Target::of(sheet, row))
    }
}

impl Target {
    /// A row of a table sheet, on the sheet that it is continued on where the first is full.
    #[must_use]
    pub(crate) fn of(sheet: &str, row: usize) -> Self {
        match row.saturating_sub(2) / SHEET_ROWS_MAX {
            0 => Self { sheet: sheet.to_owned(), row },
            number => Self { sheet: continued(sheet, number), row: row - number * SHEET_ROWS_MAX },
        }
    }
}

/// The name of the sheet that continues another, the first of them being number 1.
#[must_use]
pub(crate) fn continued(sheet: &str, number: usize) -> String {
    if number == 0 { sheet.to_owned() } else { format!("{sheet} ({})", number + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_beyond_a_full_sheet_stand_on_the_next() {
        let target = |row| {
            let target = Target::of("Skills", row);
            (target.sheet, target.row)
        };
        assert_eq!(target(1), ("Skills".into(), 1));
        assert_eq!(target(1_048_576), ("Skills".into(), 1_048_576));
        assert_eq!(target(1_048_577), ("Skills (2)".into(), 2));
        assert_eq!(target(2_097_152), ("Skills (3)".into(), 2));
    }
}
