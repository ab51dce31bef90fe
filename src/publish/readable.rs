//! Makes text of the bytes of a file that anybody may have saved, and bytes of it again.

/// How a text was saved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SavedAs {
    Utf8 {
        mark: bool,
    },
    Utf16 {
        little: bool,
        mark: bool,
    },
    /// One byte a letter; whatever the code page, the letters of most addresses are the same.
    Bytes,
}

const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// The text of the bytes; none if they are no text.
#[must_use]
pub(super) fn text(bytes: &[u8]) -> Option<(SavedAs, String)> {
    if let Some(rest) = bytes.strip_prefix(&MARK) {
        return Some((SavedAs::Utf8 { mark: true }, String::from_utf8_lossy(rest).into_owned()));
    }
    for (mark, little) in [([0xff, 0xfe], true), ([0xfe, 0xff], false)] {
        if let Some(rest) = bytes.strip_prefix(&mark) {
            return Some((SavedAs::Utf16 { little, mark: true }, wide(rest, little)));
        }
    }
    // Half of an unmarked UTF-16 text in Latin letters is zeros, all on one side.
    let zeros = |side: usize| bytes.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    if let (even, odd) = (zeros(0), zeros(1))
        && (even + odd) * 3 > bytes.len()
    {
        let little = odd > even;
        let most = even.max(odd) > 9 * even.min(odd);
        return most.then(|| (SavedAs::Utf16 { little, mark: false }, wide(bytes, little)));
    }
    let strange = bytes.iter().filter(|byte| **byte < 9 || (14..27).contains(*byte)).count();
    match std::str::from_utf8(bytes) {
        Ok(text) if strange * 10 <= bytes.len() => {
            Some((SavedAs::Utf8 { mark: false }, text.to_owned()))
        }
        Err(_) if strange * 100 <= bytes.len() => Some((SavedAs::Bytes, letters(bytes))),
        _ => None,
    }
}

/// Each byte as the letter of this number.
#[must_use]
pub(super) fn letters(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn wide(bytes: &[u8], little: bool) -> String {
    let pair = |pair: &[u8]| {
        let pair = [pair[0], *pair.get(1).unwrap_or(&0)];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    };
    char::decode_utf16(bytes.chunks(2).map(pair))
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

impl SavedAs {
    /// The text as it was saved before.
    #[must_use]
    pub(super) fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 { mark } => {
                let mark = if mark { &MARK[..] } else { &[] };
                [mark, text.as_bytes()].concat()
            }
            Self::Utf16 { little, mark } => {
                let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
                let bytes =
                    |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
                units.flat_map(bytes).collect()
            }
            // What replaced a person is plain; all other letters came from bytes.
            Self::Bytes => {
                text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_saved_as_they_were_read() {
        let whole = "work_email;Vorname\r\nanna@x.y;Änna\r\n";
        for saved in [
            SavedAs::Utf8 { mark: false },
            SavedAs::Utf8 { mark: true },
            SavedAs::Utf16 { little: true, mark: true },
            SavedAs::Utf16 { little: false, mark: true },
            SavedAs::Utf16 { little: true, mark: false },
            SavedAs::Utf16 { little: false, mark: false },
            SavedAs::Bytes,
        ] {
            let bytes = saved.bytes(whole);
            assert_eq!(text(&bytes), Some((saved, whole.to_owned())), "{saved:?}");
        }
        assert_eq!(text(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10"), None);
        assert_eq!(text(b""), Some((SavedAs::Utf8 { mark: false }, String::new())));
    }
}
