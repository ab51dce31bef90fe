//! Cells: what a sheet shows at one place, and the named look it shows it in.

use std::borrow::Cow;

use crate::base::{Amount, Day};

/// One value of a sheet. Text stays text, whatever it begins with.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Cell<'a> {
    #[default]
    Empty,
    Text(Cow<'a, str>),
    Day(Day),
    Number(i64),
    Amount(Amount),
    /// A text that leads to a row of a sheet of the same book.
    Link(Cow<'a, str>, Target),
}

/// A place in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub sheet: String,
    /// Row of the sheet, from 1, as a reader counts.
    pub row: usize,
}

/// The named looks of the house; what they are in colours and formats stands in `style.rs`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Look {
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
    Integer,
    /// A whole number in a wide column, beside its label.
    Count,
    /// A number without signs between thousands: a year.
    Plain,
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
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A day, or an empty cell.
    #[must_use]
    pub fn day(day: Option<Day>) -> Self {
        day.filter(|day| day.is_dated()).map_or(Self::Empty, Self::Day)
    }

    #[must_use]
    pub fn number(number: Option<i64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }

    #[must_use]
    pub fn amount(amount: Option<Amount>) -> Self {
        amount.map_or(Self::Empty, Self::Amount)
    }

    #[must_use]
    pub fn link(text: impl Into<Cow<'a, str>>, sheet: &str, row: usize) -> Self {
        Self::Link(text.into(), Target { sheet: sheet.to_owned(), row })
    }
}
