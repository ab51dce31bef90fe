//! Stamps: a few bytes that are put down in one step. A block of fixed length is written and what is
//! too much taken back, which is quicker than to copy so many bytes as there are.

/// At most sixteen bytes.
#[derive(Clone, Copy)]
pub(crate) struct ShortBytes {
    /// The first byte lowest.
    bytes: u128,
    length: usize,
}

const LENGTH_MAX: usize = size_of::<u128>();

/// The length of most texts that are put down whole.
const BLOCK: usize = 32;

impl ShortBytes {
    /// Bytes beyond the sixteenth are lost; the caller has none.
    #[must_use]
    pub(crate) fn of(text: &str) -> Self {
        let mut bytes = [0; LENGTH_MAX];
        let length = text.len().min(LENGTH_MAX);
        bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
        Self { bytes: u128::from_le_bytes(bytes), length }
    }

    /// A number in digits.
    #[must_use]
    pub(crate) fn number(mut number: u32) -> Self {
        let mut stamp = Self { bytes: 0, length: 0 };
        loop {
            let digit = u128::from(b'0') + u128::from(number % 10);
            stamp.bytes = (stamp.bytes << 8) | digit;
            stamp.length += 1;
            number /= 10;
            if number == 0 {
                return stamp;
            }
        }
    }

    /// This, and another behind it.
    #[must_use]
    pub(crate) fn then(self, next: Self) -> Self {
        let length = self.length + next.length;
        debug_assert!(self.length < LENGTH_MAX && length <= LENGTH_MAX);
        Self { bytes: self.bytes | (next.bytes << (8 * self.length)), length }
    }

    pub(crate) fn put(self, to: &mut Vec<u8>) {
        let end = to.len() + self.length;
        to.extend_from_slice(&self.bytes.to_le_bytes());
        to.truncate(end);
    }
}

/// Puts down a part of some bytes.
pub(crate) fn put_part(bytes: &[u8], start: usize, end: usize, to: &mut Vec<u8>) {
    let Some(block) = bytes[start..].first_chunk::<BLOCK>() else {
        to.extend_from_slice(&bytes[start..end]);
        return;
    };
    let begin = to.len();
    to.extend_from_slice(block);
    if end - start <= BLOCK {
        to.truncate(begin + end - start);
    } else {
        to.extend_from_slice(&bytes[start + BLOCK..end]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(stamp: ShortBytes) -> String {
        let mut bytes = b"x".to_vec();
        stamp.put(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn stamps_are_put_behind_each_other() {
        assert_eq!(put(ShortBytes::of("")), "x");
        assert_eq!(
            put(ShortBytes::of("<c r=\"XFD").then(ShortBytes::number(1_048_576))),
            "x<c r=\"XFD1048576"
        );
        for number in [0, 7, 10, 99_999, u32::MAX] {
            assert_eq!(put(ShortBytes::number(number)), format!("x{number}"));
        }
    }

    #[test]
    fn parts_of_any_length_are_put_down_whole() {
        let bytes: Vec<u8> = (0..100).collect();
        for start in 0..100 {
            for end in start..100 {
                let mut to = vec![255];
                put_part(&bytes, start, end, &mut to);
                assert_eq!(to[1..], bytes[start..end]);
            }
        }
    }
}
