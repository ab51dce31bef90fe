//! Shared texts: what many cells of big tables say is written once; the cells hold its number.

use std::borrow::Cow;

use foldhash::fast::RandomState;

use crate::base::Dictionary;
use crate::report::strip::{ColumnPiece, Texts};

use super::tidy::unfit;
use super::xml::escape;

/// The cell holds its text itself.
pub(crate) const OWN: u32 = u32::MAX;
/// Beyond so many texts of big tables the table of texts would be what fills the memory.
const TEXTS_MAX: usize = 1 << 16;
/// A column whose texts stand in this many cells each, on average, shares them.
const CELLS_A_TEXT: usize = 8;
/// So does one of whose cells, this one in so many, say what was said far above.
const AGAIN: usize = 4;
const END: &str = "</sst>";

/// The texts that the workbook library shared, and those that come after them.
pub(crate) struct SharedTexts {
    /// Code 0 is the empty text, which no cell shares.
    more: Dictionary,
    first: usize,
    cells: usize,
}

/// The numbers of the texts of a strip; none where the column shares none.
pub(crate) struct SharedNumbers(Vec<u32>);

impl SharedTexts {
    /// Continues the part that the workbook library wrote.
    #[must_use]
    pub(crate) fn after(xml: &str) -> Option<Self> {
        let number = |name: &str| -> Option<usize> {
            let rest = &xml[xml.find(&format!(" {name}=\""))? + name.len() + 3..];
            rest.split('"').next()?.parse().ok()
        };
        let (cells, first) = (number("count")?, number("uniqueCount")?);
        Some(Self { more: Dictionary::default(), first, cells })
    }

    /// Gives each text of a strip its number. Strips must come in their order.
    pub(crate) fn settle(&mut self, shares: &mut SharedNumbers, texts: &Texts<'_>) {
        for (times, text) in shares.0.iter_mut().zip(&texts.texts) {
            let number = if *times == 0 { OWN } else { self.number(text) };
            self.cells += if number == OWN { 0 } else { *times as usize };
            *times = number;
        }
    }

    fn number(&mut self, text: &str) -> u32 {
        let is_full = self.more.len() > TEXTS_MAX;
        let code = if is_full { self.more.find(text) } else { Some(self.more.code(text)) };
        let Some(code) = code else { return OWN };
        u32::try_from(self.first + code as usize - 1).unwrap_or(OWN)
    }

    /// The part with all its texts.
    #[must_use]
    pub(crate) fn part(&self, xml: &str) -> Option<Vec<u8>> {
        let texts = self.more.len() - 1;
        let begin = xml.find(" count=\"")?;
        let open = begin + xml[begin..].find('>')?;
        let end = xml.rfind(END)?;
        let mut part = Vec::with_capacity(xml.len() + texts * 64);
        part.extend_from_slice(&xml.as_bytes()[..begin]);
        let counts = format!(" count=\"{}\" uniqueCount=\"{}\"", self.cells, self.first + texts);
        part.extend_from_slice(counts.as_bytes());
        part.extend_from_slice(&xml.as_bytes()[open..end]);
        for code in (1..).take(texts) {
            part.extend_from_slice(b"<si><t>");
            escape(self.more.text(code), &mut part);
            part.extend_from_slice(b"</t></si>");
        }
        part.extend_from_slice(END.as_bytes());
        Some(part)
    }
}

impl SharedNumbers {
    /// No text of a strip is shared.
    #[must_use]
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// The texts that can be shared, each with how many cells say it, before they are settled.
    #[must_use]
    pub(crate) fn of(texts: &Texts<'_>) -> Self {
        let times = texts.times();
        let shared = |(text, times)| if is_plain(text) { times } else { 0 };
        Self(texts.texts.iter().map(|text| &**text).zip(times).map(shared).collect())
    }

    /// The number of a text by its place, if it is shared.
    #[must_use]
    pub(crate) fn number(&self, place: usize) -> Option<u32> {
        self.0.get(place).copied().filter(|number| *number != OWN)
    }
}

/// Whether a column says the same things again and again: in one piece, or in two that are far from
/// each other.
#[must_use]
pub(crate) fn is_shared(first: &ColumnPiece<'_>, other: &ColumnPiece<'_>) -> bool {
    let (ColumnPiece::Texts(first), ColumnPiece::Texts(other)) = (first, other) else {
        return false;
    };
    let cells = |times: &[u32]| times.iter().map(|times| *times as usize).sum::<usize>();
    let (times, more) = (first.times(), other.times());
    let said = times.iter().filter(|times| **times > 0).count();
    if said > 0 && said * CELLS_A_TEXT <= cells(&times) {
        return true;
    }
    let known: hashbrown::HashSet<&str, RandomState> =
        first.texts.iter().map(|text| &**text).collect();
    let again = |(text, times): (&Cow<'_, str>, &u32)| {
        if known.contains(&**text) { *times as usize } else { 0 }
    };
    let again: usize = other.texts.iter().zip(&more).map(again).sum();
    again > 0 && again * AGAIN >= cells(&more)
}

/// A text that needs no tidying and no care for its blanks.
fn is_plain(text: &str) -> bool {
    let has_breaks = text.bytes().any(|byte| matches!(byte, b'\n' | b'\r'));
    let fits = {
        let unfit = unfit(text);
        !unfit.too_long && !unfit.has_controls
    };
    fits && !has_breaks && text.trim().len() == text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::strip::texts;

    const PART: &str = "<?xml?>\n<sst xmlns=\"x\" count=\"3\" uniqueCount=\"2\"><si><t>a</t></si>\
                        <si><t>b</t></si></sst>";

    fn said<'a>(cells: &[&'a str]) -> Texts<'a> {
        texts(cells, Cow::Borrowed)
    }

    fn numbers(shares: &SharedNumbers, texts: &Texts<'_>) -> Vec<Option<u32>> {
        (0..texts.texts.len()).map(|place| shares.number(place)).collect()
    }

    #[test]
    fn texts_are_numbered_behind_those_of_the_library() {
        let mut shared = SharedTexts::after(PART).unwrap();
        let cells = said(&["x", "y<", "", "x", " z"]);
        let mut shares = SharedNumbers::of(&cells);
        shared.settle(&mut shares, &cells);
        assert_eq!(numbers(&shares, &cells), [Some(2), Some(3), None]);
        assert_eq!(numbers(&SharedNumbers::none(), &cells), [None, None, None]);
        let part = String::from_utf8(shared.part(PART).unwrap()).unwrap();
        assert!(part.starts_with("<?xml?>\n<sst xmlns=\"x\" count=\"6\" uniqueCount=\"4\"><si>"));
        assert!(part.ends_with("<si><t>b</t></si><si><t>x</t></si><si><t>y&lt;</t></si></sst>"));
    }

    #[test]
    fn rows_that_were_cut_away_share_nothing() {
        let mut shared = SharedTexts::after(PART).unwrap();
        let mut strip = ColumnPiece::Texts(said(&["x", "y", "y"]));
        strip.cut(&(1..3));
        let ColumnPiece::Texts(cells) = strip else { panic!() };
        let mut shares = SharedNumbers::of(&cells);
        shared.settle(&mut shares, &cells);
        assert_eq!(numbers(&shares, &cells), [None, Some(2)]);
        assert_eq!((shared.cells, shared.more.len()), (5, 2));
    }

    #[test]
    fn the_table_of_texts_has_an_end() {
        let mut shared = SharedTexts::after(PART).unwrap();
        let many: Vec<String> = (0..=TEXTS_MAX).map(|number| number.to_string()).collect();
        let cells = texts(&many.iter().map(String::as_str).collect::<Vec<_>>(), Cow::Borrowed);
        let mut shares = SharedNumbers::of(&cells);
        shared.settle(&mut shares, &cells);
        let numbers = numbers(&shares, &cells);
        assert_eq!(numbers.iter().filter(|number| number.is_none()).count(), 1);
        assert_eq!(numbers.last(), Some(&None));
        let again = said(&["0"]);
        let mut shares = SharedNumbers::of(&again);
        shared.settle(&mut shares, &again);
        assert_eq!(shares.number(0), Some(2));
    }

    #[test]
    fn only_columns_that_repeat_themselves_share() {
        let many: Vec<String> = (0..32).map(|number| number.to_string()).collect();
        let of = |range: std::ops::Range<usize>| {
            let cells: Vec<&str> = many[range].iter().map(String::as_str).collect();
            ColumnPiece::Texts(said(&cells))
        };
        assert!(!is_shared(&of(0..16), &of(16..32)), "each is said once");
        assert!(is_shared(&of(0..16), &of(8..24)), "half of them are said again");
        assert!(!is_shared(&of(0..16), &of(13..29)));
        let same = ColumnPiece::Texts(said(&["same"; 8]));
        assert!(is_shared(&same, &of(0..16)), "one says the same over and over");
        assert!(!is_shared(&ColumnPiece::Cells(Vec::new()), &same));
        assert!(!is_shared(&of(0..0), &of(0..0)));
    }
}
