//! Exact decimal numbers: money, points, KPI. A float never touches them.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

/// A decimal number with ten places, exact up to eighteen digits before the decimal sign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(pub i128);

/// How many of these make one.
const ONE: i128 = 10_000_000_000;
const PLACES: usize = 10;
const INTEGER_DIGITS_MAX: usize = 18;

impl Amount {
    pub const ZERO: Self = Self(0);
    /// Decimal places that are kept.
    pub const PLACES: u32 = 10;

    #[must_use]
    pub fn whole(number: i64) -> Self {
        Self(i128::from(number) * ONE)
    }

    /// Reads `-1234.5678` (digits, one point, up to ten places); nothing else.
    #[must_use]
    pub fn from_plain(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
        let number = Self::from_parts(whole.as_bytes(), places.as_bytes())?;
        Some(if negative { -number } else { number })
    }

    /// The number with these digits before and behind the decimal sign.
    #[must_use]
    pub fn from_parts(whole: &[u8], places: &[u8]) -> Option<Self> {
        let significant = whole.iter().skip_while(|&&digit| digit == b'0').count();
        if whole.is_empty() || places.is_empty() || places.len() > PLACES {
            return None;
        }
        if significant > INTEGER_DIGITS_MAX {
            return None;
        }
        let mut number = 0_i128;
        for &digit in whole.iter().chain(places) {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + i128::from(digit - b'0');
        }
        for _ in places.len()..PLACES {
            number *= 10;
        }
        Some(Self(number))
    }

    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    #[must_use]
    pub fn times(self, factor: i64) -> Self {
        Self(self.0.saturating_mul(i128::from(factor)))
    }

    /// Rounded to so many places, halves away from zero.
    #[must_use]
    pub fn rounded(self, places: u32) -> Self {
        let step = ONE / 10_i128.pow(places.min(10));
        Self(divide_half_up(self.0, step) * step)
    }

    /// The next number of so many places that is not larger.
    #[must_use]
    pub fn rounded_down(self, places: u32) -> Self {
        let step = ONE / 10_i128.pow(places.min(10));
        Self(self.0.div_euclid(step) * step)
    }

    /// The next number of so many places that is not smaller.
    #[must_use]
    pub fn rounded_up(self, places: u32) -> Self {
        -(-self).rounded_down(places)
    }

    /// How many of another amount make this one, at least one.
    #[must_use]
    pub fn number_of(self, each: Self) -> u32 {
        let count = self.0.checked_div(each.0).unwrap_or(1);
        let is_more = self.0.checked_rem(each.0).is_some_and(|rest| rest > 0);
        u32::try_from(count + i128::from(is_more)).unwrap_or(1).max(1)
    }

    /// This divided by a whole number, rounded to so many places, halves away from zero.
    #[must_use]
    pub fn divided_by(self, divisor: i64, places: u32) -> Self {
        let step = ONE / 10_i128.pow(places.min(10));
        Self(divide_half_up(self.0, step * i128::from(divisor)) * step)
    }

    /// `self × part / whole`, rounded to so many places, halves away from zero. Exact while the
    /// product of the two has fewer than 38 digits, which holds for 0 ≤ part ≤ whole < 10^8.
    #[must_use]
    pub fn share(self, part: Self, whole: Self, places: u32) -> Self {
        let step = ONE / 10_i128.pow(places.min(10));
        let product = self.0.saturating_mul(part.0);
        Self(divide_half_up(product, whole.0.saturating_mul(step)) * step)
    }

    /// The number as tenths of a billionth, the unit of the Parquet columns and of comparisons.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        // The shortest decimal text is parsed, so that the float is the nearest to the decimal.
        self.to_string().parse().unwrap_or(f64::NAN)
    }
}

fn divide_half_up(number: i128, divisor: i128) -> i128 {
    if divisor == 0 {
        return 0;
    }
    let quotient = number / divisor;
    let rest = number % divisor;
    if rest.abs() * 2 >= divisor.abs() {
        quotient + rest.signum() * divisor.signum()
    } else {
        quotient
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Without trailing zeros, with `.` as decimal sign.
impl fmt::Display for Amount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            out.write_str("-")?;
        }
        let absolute = self.0.unsigned_abs();
        let one = ONE.unsigned_abs();
        write!(out, "{}", absolute / one)?;
        let places = absolute % one;
        if places == 0 {
            return Ok(());
        }
        let text = format!("{places:010}");
        write!(out, ".{}", text.trim_end_matches('0'))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::from_plain(text).unwrap()
    }

    #[test]
    fn sums_are_exact_where_binary_floats_are_not() {
        let sum: Amount = (0..10).map(|_| amount("0.1")).sum();
        assert_eq!(sum, Amount::whole(1));
        assert_eq!((amount("0.1") + amount("0.2")).to_string(), "0.3");
        assert_eq!(
            (amount("9007199254740993") + amount("0.0001")).to_string(),
            "9007199254740993.0001"
        );
    }

    #[test]
    fn halves_go_away_from_zero() {
        assert_eq!(amount("8.335").rounded(2).to_string(), "8.34");
        assert_eq!(amount("-8.335").rounded(2).to_string(), "-8.34");
        assert_eq!(amount("8.3349").rounded(2).to_string(), "8.33");
        assert_eq!(amount("10").share(amount("5"), amount("6"), 2).to_string(), "8.33");
        assert_eq!(amount("10").share(amount("1"), amount("16"), 2).to_string(), "0.63");
        assert_eq!(amount("10").divided_by(12, 4).to_string(), "0.8333");
    }

    #[test]
    fn what_is_no_plain_number_is_refused() {
        for wrong in ["", "-", ".5", "5.", "1e3", "1,5", "1.2.3", "1.00000000001", "1 000", "٣"] {
            assert_eq!(Amount::from_plain(wrong), None, "{wrong}");
        }
        assert_eq!(amount("-0.0").to_string(), "0");
        assert_eq!(amount("007.50").to_string(), "7.5");
    }
}
