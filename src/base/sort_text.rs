//! Texts that are sorted: their first letters are at hand, so that most comparisons end there.

/// A text to sort by. It sorts as the text does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SortText<'a> {
    /// The first letters as a number, as they sort; nothing sorts before every letter.
    first: u64,
    text: &'a str,
}

impl<'a> SortText<'a> {
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        let mut first = [0; 8];
        let length = text.len().min(first.len());
        first[..length].copy_from_slice(&text.as_bytes()[..length]);
        Self { first: u64::from_be_bytes(first), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_sort_as_their_texts() {
        let texts =
            ["", "\0", "a", "a\0", "a\0b", "ab", "abcdefgh", "abcdefgh\0", "abcdefghi", "Å", "é"];
        for a in texts {
            for b in texts {
                assert_eq!(SortText::of(a).cmp(&SortText::of(b)), a.cmp(b), "{a:?} {b:?}");
            }
        }
    }
}
