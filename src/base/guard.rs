//! Guards: a `'` in front of a text that a spreadsheet would run as a formula.

use std::borrow::Cow;

const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A spreadsheet would run it.
#[must_use]
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(SIGNS)
}

#[must_use]
pub(crate) fn guarded(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_formula(&text) { Cow::Owned(format!("'{text}")) } else { text }
}

/// The text without its guard. One that came with a `'` of its own loses that.
#[must_use]
pub(crate) fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_come_off_as_they_were_put_on() {
        for text in ["=a", "+a", "-1", "@", "\tx", "\rx"] {
            let with = guarded(Cow::Borrowed(text));
            assert_eq!(with, format!("'{text}"));
            assert_eq!(unguarded(&with), text);
        }
        for text in ["", "a", "'a", "a=", "'"] {
            assert_eq!(guarded(Cow::Borrowed(text)), text);
            assert_eq!(unguarded(text), text);
        }
    }
}
