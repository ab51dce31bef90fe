//! Tells quickly of most texts that none of some keys is in them.

use memchr::memmem::Finder;

/// The longest stretch of plain letters of each key, in lower case: whatever happens to the other
/// letters of a text when its case changes, these stay.
#[derive(Clone, Debug, Default)]
pub(super) struct Prefilter {
    needles: Vec<Finder<'static>>,
    /// A key has no such stretch.
    hits_always: bool,
}

impl Prefilter {
    /// Keys are in lower case.
    #[must_use]
    pub(super) fn of<'k>(keys: impl Iterator<Item = &'k str>) -> Self {
        let mut filter = Self::default();
        for key in keys {
            let parts =
                key.split(|letter: char| !letter.is_ascii() || letter == ' ' || letter == '-');
            match parts.max_by_key(|part| part.len()).filter(|part| !part.is_empty()) {
                Some(part) => filter.needles.push(Finder::new(part.as_bytes()).into_owned()),
                None => filter.hits_always = true,
            }
        }
        filter
    }

    /// False only if no key can be in these bytes, in whatever case.
    #[must_use]
    pub(super) fn may_hit(&self, bytes: &[u8]) -> bool {
        if self.hits_always {
            return true;
        }
        let lower = bytes.to_ascii_lowercase();
        self.needles.iter().any(|needle| needle.find(&lower).is_some())
    }
}

/// What is looked for says who is looked at.
impl PartialEq for Prefilter {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Prefilter {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_a_key_are_told_apart() {
        let filter = Prefilter::of(["anna.müller@contoso.com", "101"].into_iter());
        for text in ["ANNA.MÜLLER@CONTOSO.COM", "x 101", "nobody@LLER@contoso.com"] {
            assert!(filter.may_hit(text.as_bytes()), "{text}");
        }
        assert!(!filter.may_hit("anna.moller, 11".as_bytes()));
        assert!(!Prefilter::of(std::iter::empty()).may_hit(b"anything"));
        assert!(Prefilter::of(["李"].into_iter()).may_hit(b"anything"));
    }
}
