//! Shared texts: what many cells of big tables say is written once; the cells hold its number.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::base::Dictionary;
use crate::report::cell::Cell;

use super::row_xml::escape;
use super::tidy::unfit;

/// The cell holds its text itself.
pub const OWN: u32 = u32::MAX;
/// Beyond so many texts of big tables the table of texts would be what fills the memory.
const TEXTS_MAX: usize = 1 << 16;
/// A column whose texts stand in this many cells each, on average, shares them.
const CELLS_A_TEXT: usize = 8;
const END: &str = "</sst>";

/// The texts that the workbook library shared, and those that come after them.
pub struct SharedTexts {
    /// Code 0 is the empty text, which no cell shares.
    more: Dictionary,
    first: usize,
    cells: usize,
}

/// Which texts of a piece are shared.
pub struct Shares {
    /// For each cell the place of its text in `texts`, or `OWN`.
    pub of_cells: Vec<u32>,
    /// The cell that says a text first; once settled, the number of the text.
    pub texts: Vec<u32>,
}

impl SharedTexts {
    /// Continues the part that the workbook library wrote.
    #[must_use]
    pub fn after(xml: &str) -> Option<Self> {
        let number = |name: &str| -> Option<usize> {
            let rest = &xml[xml.find(&format!(" {name}=\""))? + name.len() + 3..];
            rest.split('"').next()?.parse().ok()
        };
        let (cells, first) = (number("count")?, number("uniqueCount")?);
        Some(Self { more: Dictionary::default(), first, cells })
    }

    /// Gives each text of a piece its number. Pieces must come in their order.
    pub fn settle(&mut self, shares: &mut Shares, cells: &[Cell<'_>]) {
        for text in &mut shares.texts {
            *text = self.number(text_of(&cells[*text as usize]).unwrap_or_default());
        }
        let texts = &shares.texts;
        let shared = shares
            .of_cells
            .iter()
            .filter(|text| texts.get(**text as usize).is_some_and(|number| *number != OWN));
        self.cells += shared.count();
    }

    fn number(&mut self, text: &str) -> u32 {
        let code = match self.more.find(text) {
            Some(code) => code,
            None if self.more.len() > TEXTS_MAX => return OWN,
            None => self.more.code(text),
        };
        u32::try_from(self.first + code as usize - 1).unwrap_or(OWN)
    }

    /// The part with all its texts.
    #[must_use]
    pub fn part(&self, xml: &str) -> Option<Vec<u8>> {
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

impl Shares {
    /// Finds the texts of the columns that share them.
    #[must_use]
    pub fn of(cells: &[Cell<'_>], columns: &[bool]) -> Self {
        let hasher = RandomState::default();
        let mut shares = Self { of_cells: vec![OWN; cells.len()], texts: Vec::new() };
        let mut known: HashTable<u32> = HashTable::new();
        let said = |cell: u32| text_of(&cells[cell as usize]).unwrap_or_default();
        let shared = cells.iter().zip(columns.iter().cycle()).enumerate();
        for (place, (cell, _)) in shared.filter(|(_, (_, shared))| **shared) {
            let Some(text) = text_of(cell) else { continue };
            let texts = &mut shares.texts;
            let entry = known.entry(
                hasher.hash_one(text.as_bytes()),
                |&other| said(texts[other as usize]) == text,
                |&other| hasher.hash_one(said(texts[other as usize]).as_bytes()),
            );
            shares.of_cells[place] = match entry {
                Entry::Occupied(found) => *found.get(),
                Entry::Vacant(_) if !is_plain(text) => OWN,
                Entry::Vacant(vacant) => {
                    let code = u32::try_from(texts.len()).unwrap_or(OWN);
                    vacant.insert(code);
                    texts.push(u32::try_from(place).unwrap_or(OWN));
                    code
                }
            };
        }
        shares
    }
}

/// The columns of a piece that say the same things again and again.
#[must_use]
pub fn sharing(cells: &[Cell<'_>], columns: usize) -> Vec<bool> {
    let says_again = |column: usize| {
        let texts = || cells.iter().skip(column).step_by(columns.max(1)).filter_map(text_of);
        let different: hashbrown::HashSet<&str, RandomState> = texts().collect();
        !different.is_empty() && different.len() * CELLS_A_TEXT <= texts().count()
    };
    (0..columns).map(says_again).collect()
}

fn text_of<'c>(cell: &'c Cell<'_>) -> Option<&'c str> {
    match cell {
        Cell::Text(text) | Cell::Link(text, _) if !text.is_empty() => Some(text),
        _ => None,
    }
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

    const PART: &str = "<?xml?>\n<sst xmlns=\"x\" count=\"3\" uniqueCount=\"2\"><si><t>a</t></si>\
                        <si><t>b</t></si></sst>";

    fn texts<'a>(texts: &[&'a str]) -> Vec<Cell<'a>> {
        texts.iter().map(|text| Cell::text(*text)).collect()
    }

    #[test]
    fn texts_are_numbered_behind_those_of_the_library() {
        let mut shared = SharedTexts::after(PART).unwrap();
        let cells = texts(&["x", "own", "y<", "own", "x", "own", " z", "own"]);
        let mut shares = Shares::of(&cells, &[true, false]);
        shared.settle(&mut shares, &cells);
        assert_eq!(shares.texts, [2, 3]);
        assert_eq!(shares.of_cells, [0, OWN, 1, OWN, 0, OWN, OWN, OWN]);
        let part = String::from_utf8(shared.part(PART).unwrap()).unwrap();
        assert!(part.starts_with("<?xml?>\n<sst xmlns=\"x\" count=\"6\" uniqueCount=\"4\"><si>"));
        assert!(part.ends_with("<si><t>b</t></si><si><t>x</t></si><si><t>y&lt;</t></si></sst>"));
    }

    #[test]
    fn the_table_of_texts_has_an_end() {
        let mut shared = SharedTexts::after(PART).unwrap();
        let many: Vec<String> = (0..=TEXTS_MAX).map(|number| number.to_string()).collect();
        let cells: Vec<Cell<'_>> = many.iter().map(|text| Cell::text(text.as_str())).collect();
        let mut shares = Shares::of(&cells, &[true]);
        shared.settle(&mut shares, &cells);
        assert_eq!(shares.texts.iter().filter(|number| **number == OWN).count(), 1);
        assert_eq!(shares.texts.last(), Some(&OWN));
        let mut again = Shares::of(&cells[..1], &[true]);
        shared.settle(&mut again, &cells[..1]);
        assert_eq!(again.texts, [2]);
    }

    #[test]
    fn only_columns_that_repeat_themselves_share() {
        let many: Vec<String> = (0..16).map(|number| number.to_string()).collect();
        let mut cells = Vec::new();
        for text in &many {
            cells.extend([Cell::text("same"), Cell::text(text.as_str()), Cell::Number(1)]);
        }
        assert_eq!(sharing(&cells, 3), [true, false, false]);
    }
}
