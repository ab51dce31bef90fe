//! Words for nothing: what a cell says that means to say nothing.

use std::collections::BTreeSet;

/// Words such as `N/A`, compared trimmed and in lower case with their punctuation.
#[derive(Clone, Debug)]
pub struct Nothing {
    words: BTreeSet<String>,
    /// First bytes of the words and the length of the longest: nearly every cell is told from all of
    /// them by these.
    starts: [bool; 256],
    longest: usize,
}

/// They need no dialect.
const WORDS: [&str; 9] = ["na", "n/a", "#n/a", "-", "–", "—", "null", "none", "(blank)"];

impl Default for Nothing {
    fn default() -> Self {
        let mut nothing = Self { words: BTreeSet::new(), starts: [false; 256], longest: 0 };
        for word in WORDS {
            nothing.add(word);
        }
        nothing
    }
}

impl Nothing {
    pub fn add(&mut self, word: &str) {
        let word = word.trim().to_lowercase();
        // Lower case can be shorter or longer than what it is the lower case of.
        self.longest = self.longest.max(word.len() * 2);
        let upper = word.to_uppercase();
        for start in [&word, &upper].into_iter().filter_map(|text| text.bytes().next()) {
            self.starts[usize::from(start)] = true;
        }
        self.words.insert(word);
    }

    /// Whether the cell holds nothing but such a word.
    #[must_use]
    pub fn is(&self, cell: &str) -> bool {
        let Some(first) = cell.bytes().next() else { return false };
        if first > b' ' && first.is_ascii() && !self.starts[usize::from(first)] {
            return false;
        }
        let trimmed = cell.trim();
        trimmed.len() <= self.longest && self.words.contains(&trimmed.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_cell_is_such_a_word_in_any_case() {
        let mut nothing = Nothing::default();
        for cell in ["NA", "n/a", "#N/A", "-", " – ", "—", "Null", "NONE", "(Blank)", "\u{a0}-"]
        {
            assert!(nothing.is(cell), "{cell:?}");
        }
        for cell in ["", " ", "N A", "--", "NAN", "blank", "none.", "n/a n/a", "-1"] {
            assert!(!nothing.is(cell), "{cell:?}");
        }
        assert!(!nothing.is("(Ö)"));
        nothing.add("(Ö)");
        assert!(nothing.is("(ö)") && nothing.is(" (Ö)"));
    }
}
