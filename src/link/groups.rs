//! Groups that grow together: of things numbered from 0, each names the first of its group.

/// A forest of groups.
#[derive(Default)]
pub(crate) struct UnionFind(Vec<u32>);

impl UnionFind {
    /// Everything by itself.
    #[must_use]
    pub(super) fn of(count: usize) -> Self {
        Self((0..).take(count).collect())
    }

    /// One thing more, by itself; answers its number.
    pub(crate) fn add(&mut self) -> u32 {
        let place = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.push(place);
        place
    }

    /// The first of the group.
    pub(crate) fn root(&mut self, place: u32) -> u32 {
        let mut at = place;
        while self.0[at as usize] != at {
            self.0[at as usize] = self.0[self.0[at as usize] as usize];
            at = self.0[at as usize];
        }
        at
    }

    pub(crate) fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}
