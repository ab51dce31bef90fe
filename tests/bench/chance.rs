//! Numbers that look random and are the same on every machine.

/// A stream of numbers: xorshift64*, seeded through FNV-1a.
pub(crate) struct Chance {
    state: u64,
}

impl Chance {
    /// Streams of different names do not resemble each other.
    #[must_use]
    pub(crate) fn new(seed: u64, stream: &str) -> Self {
        let seeded = seed.to_le_bytes();
        let bytes = seeded.iter().chain(stream.as_bytes());
        let state = bytes.fold(0xCBF2_9CE4_8422_2325, |state: u64, byte| {
            (state ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        // Nothing but zero would follow zero.
        Self { state: state.max(1) }
    }

    fn step(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// From 0 to below the limit, which is at most 2³².
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        ((self.step() >> 32) * limit) >> 32
    }

    /// From 0 to below the limit, small ones more often: a few users hold much, most hold little.
    pub(crate) fn low(&mut self, limit: u64) -> u64 {
        self.below(limit) * self.below(limit) / limit
    }

    /// True so many times in a thousand.
    pub(crate) fn in_thousand(&mut self, times: u64) -> bool {
        self.below(1000) < times
    }

    /// A place in a list of this length.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or_default()
    }

    /// One of a list that is not empty.
    pub(crate) fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.place(list.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(mut chance: Chance) -> Vec<u64> {
        (0..100).map(|_| chance.below(1 << 32)).collect()
    }

    #[test]
    fn a_seed_and_a_stream_give_one_row_of_numbers() {
        assert_eq!(take(Chance::new(1, "a")), take(Chance::new(1, "a")));
        assert_ne!(take(Chance::new(1, "a")), take(Chance::new(2, "a")));
        assert_ne!(take(Chance::new(1, "a")), take(Chance::new(1, "b")));
    }

    #[test]
    fn numbers_stay_below_their_limit_and_reach_all_of_it() {
        let mut chance = Chance::new(1, "limits");
        let mut seen = [0_u32; 10];
        for _ in 0..1000 {
            seen[chance.place(10)] += 1;
            assert!(chance.low(7) < 7);
            assert!(!chance.in_thousand(0));
            assert!(chance.in_thousand(1000));
        }
        assert!(seen.iter().all(|times| (50..200).contains(times)), "{seen:?}");
    }
}
