//! A Microsoft certification id as a packed number: in memory, to show, and to match.

use std::fmt;

/// A certification id: its number, and how many zeros stand before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Mcid(pub u64);

const NUMBER_BITS: u32 = 60;

impl Mcid {
    pub const NONE: Self = Self(0);

    /// Reads digits: at most 18 that count and 15 zeros before them.
    #[must_use]
    pub fn read(text: &[u8]) -> Option<Self> {
        let zeros = text.iter().take_while(|&&digit| digit == b'0').count();
        let significant = &text[zeros..];
        if text.is_empty() || zeros > 15 || significant.len() > 18 {
            return None;
        }
        let mut number = 0_u64;
        for &digit in significant {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + u64::from(digit - b'0');
        }
        Some(Self((zeros as u64) << NUMBER_BITS | number))
    }

    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Puts down the digits as they were written, without the detour over `fmt`.
    pub fn write(self, bytes: &mut Vec<u8>) {
        let zeros = usize::try_from(self.0 >> NUMBER_BITS).unwrap_or(0);
        bytes.extend_from_slice(&[b'0'; 15][..zeros]);
        if self.number() != 0 {
            bytes.extend_from_slice(itoa::Buffer::new().format(self.number()).as_bytes());
        }
    }

    /// What is compared: the number without its leading zeros.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0 & ((1 << NUMBER_BITS) - 1)
    }
}

/// As it was written.
impl fmt::Display for Mcid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for _ in 0..self.0 >> NUMBER_BITS {
            out.write_str("0")?;
        }
        if self.number() == 0 { Ok(()) } else { write!(out, "{}", self.number()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_is_shown() {
        for text in ["", "0", "000", "7", "00101", "000000000000000123456789012345678"] {
            let id = Mcid::read(text.as_bytes()).unwrap_or(Mcid::NONE);
            let mut bytes = b"x".to_vec();
            id.write(&mut bytes);
            assert_eq!(bytes, format!("x{id}").as_bytes());
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn leading_zeros_are_kept_for_showing_and_dropped_for_matching() {
        let (padded, plain) = (Mcid::read(b"00101").unwrap(), Mcid::read(b"101").unwrap());
        assert_ne!(padded, plain);
        assert_eq!(padded.number(), plain.number());
        assert_eq!(padded.to_string(), "00101");
        assert_eq!(Mcid::read(b"0").unwrap().to_string(), "0");
        assert!(!Mcid::read(b"0").unwrap().is_none());
        assert_eq!(Mcid::read(b"x1"), None);
        assert_eq!(Mcid::read(b""), None);
        assert_eq!(Mcid::read(b"1234567890123456789"), None);
    }
}
