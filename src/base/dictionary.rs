//! Dictionaries: each distinct text is kept once and stands for itself as a number.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::HashTable;

/// The code of the empty text, which is no text.
pub const EMPTY: u32 = 0;

/// Texts by code and codes by text. Codes are given in the order of first sight, so that the same
/// texts in the same order get the same codes everywhere.
#[derive(Clone)]
pub struct Dictionary {
    arena: String,
    ends: Vec<usize>,
    codes: HashTable<u32>,
    hasher: RandomState,
}

impl Default for Dictionary {
    fn default() -> Self {
        let mut dictionary = Self {
            arena: String::new(),
            ends: Vec::new(),
            codes: HashTable::new(),
            hasher: RandomState::default(),
        };
        dictionary.code("");
        dictionary
    }
}

impl Dictionary {
    /// The code of a text, a new one if it was not seen before.
    pub fn code(&mut self, text: &str) -> u32 {
        let hash = self.hasher.hash_one(text.as_bytes());
        let (arena, ends, hasher) = (&self.arena, &self.ends, &self.hasher);
        let entry = self.codes.entry(
            hash,
            |&code| slice(arena, ends, code) == text,
            |&code| hasher.hash_one(slice(arena, ends, code).as_bytes()),
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(found) => *found.get(),
            hashbrown::hash_table::Entry::Vacant(place) => {
                let code = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
                place.insert(code);
                self.arena.push_str(text);
                self.ends.push(self.arena.len());
                code
            }
        }
    }

    /// The code of a text that was seen before.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text.as_bytes());
        self.codes.find(hash, |&code| self.text(code) == text).copied()
    }

    #[must_use]
    pub fn text(&self, code: u32) -> &str {
        slice(&self.arena, &self.ends, code)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.len() <= 1
    }

    /// Takes over the texts of another dictionary; answers its codes in this one.
    pub fn absorb(&mut self, other: &Self) -> Vec<u32> {
        (0..other.ends.len())
            .map(|code| self.code(slice(&other.arena, &other.ends, code_of(code))))
            .collect()
    }
}

fn code_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn slice<'a>(arena: &'a str, ends: &[usize], code: u32) -> &'a str {
    let index = code as usize;
    let start = if index == 0 { 0 } else { ends[index - 1] };
    &arena[start..ends[index]]
}

/// Tables by quick keys. Nothing that is published may take its order from one.
pub type Hashed<K, V> = hashbrown::HashMap<K, V, RandomState>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_the_order_of_first_sight() {
        let mut dictionary = Dictionary::default();
        assert_eq!(dictionary.code(""), EMPTY);
        assert_eq!([dictionary.code("b"), dictionary.code("a"), dictionary.code("b")], [1, 2, 1]);
        assert_eq!(dictionary.text(2), "a");
        assert_eq!(dictionary.find("c"), None);
        let mut whole = Dictionary::default();
        whole.code("a");
        assert_eq!(whole.absorb(&dictionary), [0, 2, 1]);
    }
}
