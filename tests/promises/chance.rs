//! Numbers that look random and are the same everywhere.

pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        let mut own = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        // Seeds that are alike begin alike.
        for _ in 0..8 {
            own.step();
        }
        own
    }

    fn step(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.step() % limit
    }

    pub(super) fn in_hundred(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    pub(super) fn one_of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[usize::try_from(self.below(list.len() as u64)).expect("a place")]
    }
}
