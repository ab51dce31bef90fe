//! The different texts of a column: found once each, in the order of first sight.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// A column as numbers of its different texts.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Different<'a> {
    /// For each cell the number of its text, from 1; 0 for the empty ones, which have none.
    pub codes: Vec<u32>,
    pub texts: Vec<&'a str>,
}

impl<'a> Different<'a> {
    /// The text of a cell.
    #[must_use]
    pub fn text(&self, row: usize) -> &'a str {
        self.of_code(self.codes[row])
    }

    fn of_code(&self, code: u32) -> &'a str {
        if code == 0 { "" } else { self.texts[code as usize - 1] }
    }

    /// The texts of all cells.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        self.codes.iter().map(|code| self.of_code(*code))
    }
}

/// The different texts of these cells.
#[must_use]
pub(crate) fn different<'a>(cells: &[&'a str]) -> Different<'a> {
    different_up_to(cells, usize::MAX).unwrap_or_default()
}

/// The same; none if there are more than so many of them.
#[must_use]
pub(crate) fn different_up_to<'a>(cells: &[&'a str], texts_max: usize) -> Option<Different<'a>> {
    let mut all = Differing::with_capacity(cells.len());
    for &text in cells {
        all.push(text);
        if all.seen.texts.len() > texts_max {
            return None;
        }
    }
    Some(all.finish())
}

/// The different texts of cells that come one by one.
pub(crate) struct Differing<'a> {
    seen: TextsSeen<'a>,
    codes: Vec<u32>,
    /// The last one and its number.
    above: (&'a str, u32),
}

impl<'a> Differing<'a> {
    pub(crate) fn with_capacity(cells: usize) -> Self {
        Self { seen: TextsSeen::default(), codes: Vec::with_capacity(cells), above: ("", 0) }
    }

    pub(crate) fn push(&mut self, text: &'a str) {
        let (above, _) = self.above;
        if !is_same(text, above) && text != above {
            self.above = (text, if text.is_empty() { 0 } else { self.seen.code(text) });
        }
        self.codes.push(self.above.1);
    }

    #[must_use]
    pub(crate) fn finish(self) -> Different<'a> {
        Different { codes: self.codes, texts: self.seen.texts }
    }
}

/// Texts of the dictionaries come back from the same place, and to compare places is quick. What
/// is found does not depend on it: a text at a new place is looked up by its letters.
#[must_use]
pub(crate) fn is_same(a: &str, b: &str) -> bool {
    a.as_ptr() == b.as_ptr() && a.len() == b.len()
}

struct TextsSeen<'a> {
    texts: Vec<&'a str>,
    codes: HashTable<u32>,
    hasher: RandomState,
    /// The text that was last seen at one of the places which share a slot.
    places: Vec<(&'a str, u32)>,
}

/// Slots for places, 2 to the power of: the skills of a catalogue fit, and so does a core's cache.
const SLOT_BITS: u32 = 11;

impl Default for TextsSeen<'_> {
    fn default() -> Self {
        Self {
            texts: Vec::new(),
            codes: HashTable::new(),
            hasher: RandomState::default(),
            places: vec![("", 0); 1 << SLOT_BITS],
        }
    }
}

impl<'a> TextsSeen<'a> {
    fn code(&mut self, text: &'a str) -> u32 {
        let slot = slot(text);
        let (near, code) = self.places[slot];
        if is_same(near, text) {
            return code;
        }
        let code = self.code_of_letters(text) + 1;
        self.places[slot] = (text, code);
        code
    }

    fn code_of_letters(&mut self, text: &'a str) -> u32 {
        let (texts, hasher) = (&mut self.texts, &self.hasher);
        let entry = self.codes.entry(
            hasher.hash_one(text.as_bytes()),
            |&code| texts[code as usize] == text,
            |&code| hasher.hash_one(texts[code as usize].as_bytes()),
        );
        match entry {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(place) => {
                let code = u32::try_from(texts.len()).unwrap_or(u32::MAX);
                place.insert(code);
                texts.push(text);
                code
            }
        }
    }
}

/// The golden ratio spreads places that lie close to each other.
fn slot(text: &str) -> usize {
    let spread = (text.as_ptr().addr() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(spread >> (u64::BITS - SLOT_BITS)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_in_the_order_of_first_sight() {
        let found = different_up_to(&["b", "a", "", "a", "b", "c"], 3).unwrap();
        assert_eq!(found.codes, [1, 2, 0, 2, 1, 3]);
        assert_eq!(found.texts, ["b", "a", "c"]);
    }

    #[test]
    fn equal_texts_at_different_places_are_one() {
        let (one, other) = (String::from("one"), String::from("one"));
        let found = different_up_to(&[&one, &other, &one, "two", &other], 2).unwrap();
        assert_eq!(found.codes, [1, 1, 1, 2, 1]);
        assert_eq!(found.texts, ["one", "two"]);
    }

    #[test]
    fn texts_that_begin_at_the_same_place_are_told_apart_by_their_length() {
        let long = "abc";
        let found = different_up_to(&[long, &long[..1], long, &long[..2]], 3).unwrap();
        assert_eq!(found.texts, ["abc", "a", "ab"]);
        assert_eq!(found.codes, [1, 2, 1, 3]);
    }

    #[test]
    fn too_many_are_none() {
        assert_eq!(different_up_to(&["a", "b", "c"], 2), None);
        assert!(different_up_to(&["a", "b", "", "b"], 2).is_some());
    }

    #[test]
    fn more_texts_than_slots_are_still_found() {
        let texts: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
        let cells: Vec<&str> = texts.iter().chain(&texts).map(String::as_str).collect();
        let found = different_up_to(&cells, 10_000).unwrap();
        assert!(found.codes.iter().copied().eq((1..=10_000).chain(1..=10_000)));
    }
}
