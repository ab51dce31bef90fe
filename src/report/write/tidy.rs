//! Tidying: texts that a spreadsheet cell cannot hold are made to fit, and counted.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

/// The longest text of a cell, in UTF-16 units.
pub(crate) const UNITS_MAX: usize = 32_767;

/// How many texts of a book did not fit.
#[derive(Debug, Default)]
pub(crate) struct TextRepairs {
    cut: AtomicU64,
    replaced: AtomicU64,
}

/// What is wrong with a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct UnfitText {
    pub too_long: bool,
    pub has_controls: bool,
}

impl TextRepairs {
    #[must_use]
    pub(crate) fn cut(&self) -> u64 {
        self.cut.load(Ordering::Relaxed)
    }

    #[must_use]
    pub(crate) fn replaced(&self) -> u64 {
        self.replaced.load(Ordering::Relaxed)
    }

    /// The text as a cell can hold it: line ends as `\n`, characters that XML has not as U+FFFD, cut
    /// with `…`.
    pub(crate) fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.repeated(text, || 1)
    }

    /// A text that so many cells say; they are only counted where it does not fit.
    pub(crate) fn repeated<'t>(&self, text: &'t str, times: impl FnOnce() -> u64) -> Cow<'t, str> {
        let unfit = unfit(text);
        if unfit == UnfitText::default() && !text.as_bytes().contains(&b'\r') {
            return Cow::Borrowed(text);
        }
        let mut fitting = text.replace("\r\n", "\n").replace('\r', "\n");
        let times = times();
        if unfit.has_controls {
            self.replaced.fetch_add(times, Ordering::Relaxed);
            fitting = fitting.replace(cannot_be_held, "\u{FFFD}");
        }
        if unfit.too_long {
            self.cut.fetch_add(times, Ordering::Relaxed);
            fitting = cut(&fitting);
        }
        Cow::Owned(fitting)
    }
}

/// What a cell cannot hold of a text.
#[must_use]
pub(crate) fn unfit(text: &str) -> UnfitText {
    let too_long = is_too_long(text);
    let suspicious = text.bytes().any(|byte| byte < 0x20 || byte == 0xEF);
    UnfitText { too_long, has_controls: suspicious && text.contains(cannot_be_held) }
}

#[must_use]
pub(crate) fn is_too_long(text: &str) -> bool {
    // Units are never more than bytes and never fewer than a third of them, so that most texts need no
    // count. Of a `\r\n` one is left.
    text.len() > 3 * UNITS_MAX
        || (text.len() > UNITS_MAX
            && text.encode_utf16().count() - text.matches("\r\n").count() > UNITS_MAX)
}

/// A list that is too long for a cell with as many of its entries as fit, and how many more there
/// are; none for one that fits, or whose first entry does not fit alone.
#[must_use]
pub(crate) fn shortened(
    list: &str,
    between: &str,
    more: impl Fn(usize) -> String,
) -> Option<String> {
    if !is_too_long(list) {
        return None;
    }
    let entries: Vec<&str> = list.split(between).collect();
    // Room for the words behind, with the largest count.
    let tail = between.len() + more(entries.len()).encode_utf16().count();
    let mut room = UNITS_MAX.checked_sub(tail)?;
    let mut kept = 0;
    for entry in &entries {
        let units = entry.encode_utf16().count() + between.len();
        if units > room {
            break;
        }
        room -= units;
        kept += 1;
    }
    if kept == 0 {
        return None;
    }
    Some(format!("{}{between}{}", entries[..kept].join(between), more(entries.len() - kept)))
}

/// Characters that XML 1.0 has no way to write.
fn cannot_be_held(sign: char) -> bool {
    matches!(sign, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

fn cut(text: &str) -> String {
    let mut units = 0;
    let mut short = String::new();
    for sign in text.chars() {
        units += sign.len_utf16();
        if units >= UNITS_MAX {
            break;
        }
        short.push(sign);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_by_their_units() {
        let tidy = TextRepairs::default();
        let fits = "a".repeat(UNITS_MAX);
        assert_eq!(tidy.text(&fits), fits);
        let lines = format!("{}zz", "a\r\n".repeat(10_922));
        assert_eq!(tidy.text(&lines), lines.replace("\r\n", "\n"));
        let long = tidy.text(&"a".repeat(40_000)).into_owned();
        assert_eq!(long.encode_utf16().count(), UNITS_MAX);
        assert!(long.ends_with("a…"));
        let faces = tidy.text(&"😀".repeat(16_384)).into_owned();
        assert!(faces.encode_utf16().count() <= UNITS_MAX && faces.ends_with("😀…"));
        assert_eq!((tidy.cut(), tidy.replaced()), (2, 0));
    }

    #[test]
    fn the_entries_that_do_not_fit_are_counted() {
        let more = |count: usize| format!("… and {count} more");
        let list = |count: usize| vec!["anna.lindholm@fabrikam.example"; count].join("; ");
        assert_eq!(shortened(&list(1000), "; ", more), None);
        let short = shortened(&list(2000), "; ", more).unwrap();
        assert!(!is_too_long(&short) && short.len() > UNITS_MAX - 40);
        let kept = short.matches('@').count();
        assert!(short.ends_with(&format!("example; … and {} more", 2000 - kept)));
        assert_eq!(shortened(&"x".repeat(40_000), "; ", more), None);
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        let tidy = TextRepairs::default();
        assert_eq!(tidy.text("a\u{1}b\u{FFFF}c\td\r\ne\rf"), "a\u{FFFD}b\u{FFFD}c\td\ne\nf");
        assert_eq!(tidy.text("שלום 😀 \u{FEFF}x"), "שלום 😀 \u{FEFF}x");
        assert_eq!((tidy.cut(), tidy.replaced()), (0, 1));
    }
}
