//! K3: sums at the anniversary, by what is secured and the average of what was.

use crate::base::Amount;

/// A sum, or a sum of averages, kept as a fraction so that it compares exactly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sum {
    total: Amount,
    of: i64,
}

/// What is known inside the anniversary's window, and what the months that are still open bring
/// beyond it by the average of the trailing ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Projection {
    pub secured: Amount,
    /// Months that are still open.
    pub months_to_come: i64,
    /// What those bring beyond what is secured, times `months`.
    pub beyond: Amount,
    /// The sum of the trailing months, and how many they are.
    pub trailing: Amount,
    pub months: i64,
}

/// Averages are shown with so many places.
const PLACES_SHOWN: u32 = 4;

impl Sum {
    #[must_use]
    pub fn whole(total: Amount) -> Self {
        Self { total, of: 1 }
    }

    #[must_use]
    pub fn reaches(self, need: Amount) -> bool {
        self.total >= need.times(self.of)
    }

    /// How many whole units are in it; none in what is below nothing.
    #[must_use]
    pub fn whole_units(self, unit: Amount) -> i64 {
        let whole = unit.times(self.of).0;
        if whole <= 0 || self.total.0 <= 0 {
            return 0;
        }
        i64::try_from(self.total.0 / whole).unwrap_or(i64::MAX)
    }

    /// So much more.
    #[must_use]
    pub fn plus(self, amount: Amount) -> Self {
        Self { total: self.total + amount.times(self.of), of: self.of }
    }

    #[must_use]
    pub fn shown(self) -> Amount {
        if self.of == 1 { self.total } else { self.total.divided_by(self.of, PLACES_SHOWN) }
    }

    /// `points × this / full`, rounded half up to 2 places; `points` where this reaches `full`.
    #[must_use]
    pub fn share_of(self, points: Amount, full: Amount) -> Amount {
        if self.reaches(full) {
            return points;
        }
        points.share(self.total, full.times(self.of), 2)
    }
}

impl Projection {
    /// Secured, and what the open months bring beyond it.
    #[must_use]
    pub fn sum(self) -> Sum {
        Sum { total: self.secured.times(self.months) + self.beyond, of: self.months }
    }

    #[must_use]
    pub fn average(self) -> Amount {
        self.trailing.divided_by(self.months, PLACES_SHOWN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_compare_exactly_and_are_shown_with_four_places() {
        let projection = Projection {
            secured: Amount::whole(10),
            months_to_come: 4,
            beyond: Amount::whole(40),
            trailing: Amount::whole(10),
            months: 12,
        };
        let sum = projection.sum();
        assert_eq!(sum.shown().to_string(), "13.3333");
        assert!(sum.reaches(Amount::from_plain("13.3333333333").unwrap()));
        assert!(!sum.reaches(Amount::from_plain("13.3333333334").unwrap()));
        assert_eq!(projection.average().to_string(), "0.8333");
    }

    #[test]
    fn shares_are_rounded_half_up_to_two_places_and_capped() {
        let ten = Amount::whole(10);
        assert_eq!(
            Sum::whole(Amount::whole(5)).share_of(ten, Amount::whole(6)).to_string(),
            "8.33"
        );
        assert_eq!(Sum::whole(Amount::whole(7)).share_of(ten, Amount::whole(6)), ten);
        assert_eq!(
            Sum::whole(Amount::whole(-3)).share_of(ten, Amount::whole(6)),
            Amount::whole(-5)
        );
    }
}
