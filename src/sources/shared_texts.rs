//! The texts that the cells of a workbook share: its reader makes room for as many as the part says
//! there are, and keeps them all.

use std::io::{self, Write};

/// Looks at the part while it is unpacked to nowhere.
#[derive(Default)]
pub(super) struct SharedTextsGuard {
    start: Vec<u8>,
    bytes: u64,
    /// Signs that begin an element: each text has one at least.
    marks: u64,
}

/// The part says at its start how many texts it has.
const START_BYTES: usize = 64 << 10;
/// What the texts may take, beyond twenty times the file.
const MEMORY_FREE_BYTES: u64 = 256 << 20;
/// A text takes a place of its own beside its bytes; most have several elements.
const BYTES_A_MARK: u64 = 12;

impl SharedTextsGuard {
    #[must_use]
    pub(super) fn are_in(part: &str) -> bool {
        part.to_lowercase().ends_with("sharedstrings.xml")
    }

    /// Whether there is room for them, for a file of so many bytes.
    #[must_use]
    pub(super) fn fit(&self, packed: u64) -> bool {
        let taken = self.bytes + self.marks * BYTES_A_MARK;
        let Some(count) = self.said_count() else { return false };
        count <= self.marks && taken <= packed.saturating_mul(20) + MEMORY_FREE_BYTES
    }

    /// How many texts the part says it has; none where it says so too late or not in digits.
    fn said_count(&self) -> Option<u64> {
        const NAME: &[u8] = b"uniqueCount";
        let whole = self.bytes <= START_BYTES as u64;
        let mut most = 0;
        for at in memchr::memmem::find_iter(&self.start, NAME) {
            let rest = self.start[at + NAME.len()..].trim_ascii_start();
            let Some(rest) = rest.strip_prefix(b"=") else { continue };
            let quoted = rest.trim_ascii_start();
            let digits = quoted.get(1..)?.split(|byte| !byte.is_ascii_digit()).next()?;
            let text = std::str::from_utf8(digits).ok()?;
            most = most.max(if text.is_empty() { 0 } else { text.parse().ok()? });
        }
        let has_begun = memchr::memmem::find(&self.start, b"sst").is_some();
        (whole || has_begun).then_some(most)
    }
}

impl Write for SharedTextsGuard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = START_BYTES.saturating_sub(self.start.len()).min(bytes.len());
        self.start.extend_from_slice(&bytes[..room]);
        self.bytes += bytes.len() as u64;
        self.marks += memchr::memchr_iter(b'<', bytes).count() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(part: &[u8], packed: u64) -> bool {
        let mut texts = SharedTextsGuard::default();
        for piece in part.chunks(7) {
            assert!(texts.write_all(piece).is_ok());
        }
        texts.fit(packed)
    }

    #[test]
    fn no_more_texts_are_said_than_there_are() {
        assert!(fit(b"<sst count='9' uniqueCount = \"1\"><si><t>x</t></si></sst>", 100));
        assert!(fit(b"<sst><si/></sst>", 100));
        assert!(!fit(b"<sst uniqueCount=\"99999999999\"><si><t>x</t></si></sst>", 100));
        assert!(!fit(b"<sst uniqueCount=\"999999999999999999999\"><si/></sst>", 100));
        let late = [b"<!--".as_slice(), &vec![b' '; START_BYTES], b"--><sst uniqueCount=\"9\">"];
        assert!(!fit(&late.concat(), 100));
    }

    #[test]
    fn texts_of_next_to_nothing_are_bounded_by_the_file() {
        let many = [b"<sst>".as_slice(), &b"<si/>".repeat(20_000_000)].concat();
        let mut texts = SharedTextsGuard::default();
        assert!(texts.write_all(&many).is_ok());
        assert!(!texts.fit(100_000));
        assert!(texts.fit(10_000_000));
    }
}
