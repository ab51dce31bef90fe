//! Exact fractions: what C8 compares, sums of shortfall / need.

use std::cmp::Ordering;

use crate::base::Amount;

/// Not negative, in lowest terms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ratio {
    part: i128,
    whole: i128,
}

impl Ratio {
    pub(crate) const ZERO: Self = Self { part: 0, whole: 1 };
    pub(crate) const ONE: Self = Self { part: 1, whole: 1 };

    /// A need of nothing is never short.
    #[must_use]
    pub(crate) fn of(part: Amount, whole: Amount) -> Self {
        if whole.0 <= 0 || part.0 <= 0 {
            return Self::ZERO;
        }
        Self::lowest(part.0, whole.0)
    }

    fn lowest(part: i128, whole: i128) -> Self {
        let common = common_divisor(part, whole).max(1);
        Self { part: part / common, whole: whole / common }
    }

    /// The sum; where it would need more than 38 digits it is cut to eighteen places.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Self {
        let common = common_divisor(self.whole, other.whole).max(1);
        let exact = || {
            let left = self.part.checked_mul(other.whole / common)?;
            let right = other.part.checked_mul(self.whole / common)?;
            let whole = (self.whole / common).checked_mul(other.whole)?;
            Some(Self::lowest(left.checked_add(right)?, whole))
        };
        exact().unwrap_or_else(|| Self::lowest(self.cut().saturating_add(other.cut()), CUT))
    }

    fn cut(self) -> i128 {
        let places = (self.part % self.whole).checked_mul(CUT).map_or(0, |rest| rest / self.whole);
        (self.part / self.whole).saturating_mul(CUT).saturating_add(places)
    }
}

const CUT: i128 = 1_000_000_000_000_000_000;

fn common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By whole parts, then by the turned-over rests: no product can overflow.
impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        let (a, b) = (self.part / self.whole, other.part / other.whole);
        let (rest_a, rest_b) = (self.part % self.whole, other.part % other.whole);
        a.cmp(&b).then_with(|| match (rest_a, rest_b) {
            (0, 0) => Ordering::Equal,
            (0, _) => Ordering::Less,
            (_, 0) => Ordering::Greater,
            _ => Self { part: other.whole, whole: rest_b }
                .cmp(&Self { part: self.whole, whole: rest_a }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(part: i64, whole: i64) -> Ratio {
        Ratio::of(Amount::whole(part), Amount::whole(whole))
    }

    #[test]
    fn three_thirds_are_one() {
        let thirds = ratio(1, 3).plus(ratio(1, 3)).plus(ratio(1, 3));
        assert_eq!(thirds, Ratio::ONE);
        assert!(ratio(1, 3).plus(ratio(1, 3)) < ratio(667, 1000));
        assert!(ratio(3, 2) > ratio(4, 3) && ratio(5, 0) == Ratio::ZERO);
    }
}
