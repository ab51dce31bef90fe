//! Widths and heights: columns as wide as what they show, within bounds, and rows as high as their
//! wrapped text. Programs that open the file do not all fit the heights themselves.

use crate::report::book::ShownColumn;
use crate::report::cell::{Cell, Look};
use crate::report::strip::ColumnPiece;
use crate::report::style;

/// The longest text of each column, in characters.
pub(crate) struct Widths {
    header: Vec<usize>,
    longest: Vec<usize>,
}

impl Widths {
    #[must_use]
    pub(crate) fn of(headers: &[String]) -> Self {
        // A header may stand on two lines, but its longest word on one, beside the filter's button.
        let widest_word =
            |text: &String| text.split_whitespace().map(|word| word.chars().count()).max();
        let header = headers
            .iter()
            .map(|text| (text.chars().count().div_ceil(2)).max(widest_word(text).unwrap_or(0)) + 4)
            .collect();
        Self { header, longest: vec![0; headers.len()] }
    }

    /// The same with the cells of a piece.
    #[must_use]
    pub(crate) fn seen(&self, strips: &[ColumnPiece<'_>]) -> Self {
        let longest = strips.iter().map(|strip| match strip {
            ColumnPiece::Texts(texts) => {
                let said = texts.texts.iter().zip(texts.times()).filter(|(_, times)| *times > 0);
                said.map(|(text, _)| length_of(text)).max().unwrap_or(0)
            }
            ColumnPiece::Days(days) if days.iter().any(|day| day.is_dated()) => DAY_LENGTH,
            ColumnPiece::Days(_) => 0,
            ColumnPiece::Cells(cells) => cells.iter().map(length).max().unwrap_or(0),
        });
        Self { header: self.header.clone(), longest: longest.collect() }
    }

    /// Columns as wide as the other's where those are wider.
    pub(crate) fn add(&mut self, other: &Self) {
        for (longest, own) in self.longest.iter_mut().zip(&other.longest) {
            *longest = (*longest).max(*own);
        }
    }
}

/// The room of a day.
const DAY_LENGTH: usize = 11;

fn length_of(text: &str) -> usize {
    text.lines().map(|line| line.chars().map(wide).sum()).max().unwrap_or(0)
}

/// Digits are shown with signs between thousands, and two or four places.
fn length(cell: &Cell<'_>) -> usize {
    match cell {
        Cell::Empty => 0,
        Cell::Text(text) | Cell::Link(text, _) | Cell::Mail(text, _) => length_of(text),
        Cell::Day(_) => DAY_LENGTH,
        Cell::Number(number) => {
            let digits = number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1;
            digits + digits / 3 + 2
        }
        Cell::Amount(amount) => {
            let whole = amount.abs().0 / crate::base::Amount::whole(1).0;
            let digits = whole.checked_ilog10().unwrap_or(0) as usize + 1;
            digits + digits / 3 + 8
        }
    }
}

/// Signs of East Asia and faces take the room of two.
fn wide(sign: char) -> usize {
    if matches!(sign, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{FFDC}' | '\u{1F300}'..) {
        2
    } else {
        1
    }
}

/// The width of a column whose long texts are wrapped, or of one where they are not.
#[must_use]
pub(crate) fn fitted(widths: &Widths, place: usize, column: &ShownColumn, wraps: bool) -> f64 {
    let header = widths.header.get(place).copied().unwrap_or(0);
    let longest = widths.longest.get(place).copied().unwrap_or(0) + 2;
    let unwrapped = !wraps && column.look == Look::Prose;
    let widest = if unwrapped { style::UNWRAPPED_MAX } else { column.widest.min(style::WIDTH_MAX) };
    let most = usize::from(widest);
    let least = match column.look {
        Look::Date | Look::Month => usize::from(style::WIDTH_MIN) + 3,
        _ => usize::from(style::WIDTH_MIN),
    };
    let width = longest.min(most).max(header.min(most)).max(least);
    u16::try_from(width).map_or(f64::from(style::WIDTH_MAX), f64::from)
}

/// A unit of width holds a digit; most letters are narrower.
const SIGNS_PER_UNIT: f64 = 1.14;
/// Height of a line of text, in points.
const LINE: f64 = 15.0;
/// Longer texts are read in the cell's own line.
pub(crate) const LINES_MAX: usize = 12;

/// The height of so many lines.
#[must_use]
pub(crate) fn height(lines: usize) -> f64 {
    LINE * f64::from(u16::try_from(lines.clamp(1, LINES_MAX)).unwrap_or(1)) + 1.5
}

/// The lines of a cell that is wrapped at a width, as its words fall.
#[must_use]
pub(crate) fn lines_of(cell: &Cell<'_>, width: f64) -> usize {
    match cell {
        Cell::Text(text) | Cell::Link(text, _) | Cell::Mail(text, _) => lines(text, width),
        _ => 1,
    }
}

/// The same of a text.
#[must_use]
pub(crate) fn lines(text: &str, width: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 255")]
    let room = ((width.max(2.0) - 1.0) * SIGNS_PER_UNIT).max(1.0) as usize;
    text.lines().map(|line| wrapped(line, room)).sum::<usize>().max(1)
}

/// The lines of a text that nothing wraps, as its words fall into a width.
#[must_use]
pub(crate) fn broken(text: &str, width: f64) -> Vec<String> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small length")]
    let room = width.max(20.0) as usize;
    let (mut lines, mut used) = (vec![String::new()], 0);
    for word in text.split_inclusive([' ', '\n']) {
        let length: usize = word.trim_end().chars().map(wide).sum();
        if used > 0 && used + length > room {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word.trim_end_matches('\n'));
        }
        used += word.chars().map(wide).sum::<usize>();
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

fn wrapped(line: &str, room: usize) -> usize {
    let (mut lines, mut used) = (1, 0);
    for word in line.split_inclusive([' ', '-', '/']) {
        let length: usize = word.chars().map(wide).sum();
        let shown = word.trim_end().chars().map(wide).sum::<usize>();
        if used > 0 && used + shown > room {
            lines += 1;
            used = 0;
        }
        // A word without a place to break it runs over as many lines as it needs.
        lines += shown.saturating_sub(1) / room;
        used = if shown > room { length % room } else { used + length };
        if lines > LINES_MAX {
            break;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, width: f64) -> usize {
        lines_of(&Cell::text(text), width)
    }

    #[test]
    fn what_nothing_wraps_is_broken_between_words() {
        assert_eq!(broken("", 30.0), [""]);
        assert_eq!(broken("one two three four five six", 30.0).len(), 1);
        let two = broken("one two three four five six seven", 30.0);
        assert_eq!(two, ["one two three four five six", "seven"]);
        assert_eq!(broken(&"x".repeat(90), 30.0), ["x".repeat(90)]);
    }

    #[test]
    fn words_fall_into_lines() {
        assert_eq!(of("", 10.0), 1);
        assert_eq!(of("one two", 10.0), 1);
        assert_eq!(of("one two three", 10.0), 2);
        assert_eq!(of("one\ntwo", 40.0), 2);
        assert_eq!(of("aaaaaaaaaaaaaaaaaaaaaaaaaaa", 10.0), 3);
        assert_eq!(lines_of(&Cell::Number(5), 3.0), 1);
    }
}
