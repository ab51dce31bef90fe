//! Measurements of one thing over several rounds: their median, the least and the most.

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Spread {
    pub median: f64,
    pub least: f64,
    pub most: f64,
}

impl Spread {
    /// None of no measurements.
    #[must_use]
    pub(crate) fn of(mut measured: Vec<f64>) -> Option<Self> {
        measured.sort_by(f64::total_cmp);
        let (&least, &most) = (measured.first()?, measured.last()?);
        let (before, after) = (measured[(measured.len() - 1) / 2], measured[measured.len() / 2]);
        Some(Self { median: f64::midpoint(before, after), least, most })
    }

    /// The least and the most.
    #[must_use]
    pub(crate) fn range(&self) -> String {
        format!("{:.3}–{:.3}", self.least, self.most)
    }
}

/// One thing by the other, round by round: a machine whose speed drifts does not spoil that. A round
/// that took no time that the clock could tell has no ratio.
#[must_use]
pub(crate) fn ratios(one: &[f64], other: &[f64]) -> Vec<f64> {
    let rounds = one.iter().zip(other).filter(|(_, other)| **other > 0.0);
    rounds.map(|(one, other)| one / other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_stands_in_the_middle() {
        let cases: [(&[f64], f64, f64, f64); 4] = [
            (&[2.0], 2.0, 2.0, 2.0),
            (&[4.0, 2.0], 3.0, 2.0, 4.0),
            (&[9.0, 1.0, 2.0], 2.0, 1.0, 9.0),
            (&[9.0, 1.0, 2.0, 3.0], 2.5, 1.0, 9.0),
        ];
        for (measured, median, least, most) in cases {
            let expected = Spread { median, least, most };
            assert_eq!(Spread::of(measured.to_vec()), Some(expected), "{measured:?}");
        }
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        // By medians it would be 2 / 2.
        let ratios = ratios(&[1.0, 2.0, 6.0], &[2.0, 4.0, 2.0]);
        assert_eq!(ratios, [0.5, 0.5, 3.0]);
        assert_eq!(Spread::of(ratios).map(|spread| spread.range()), Some("0.500–3.000".into()));
    }

    #[test]
    fn a_round_without_time_has_no_ratio() {
        assert_eq!(ratios(&[1.0, 1.0], &[0.0, 4.0]), [0.25]);
    }
}
