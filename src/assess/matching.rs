//! C2: no person counts twice in a distinct group; whoever can be re-assigned is.

/// The persons assigned to each requirement, in the order of its candidates. A maximum matching,
/// and of these the one that favours earlier requirements: each is filled as far as its need,
/// re-assigning earlier people whenever that lets a later one be filled.
#[must_use]
pub(crate) fn fill(needs: &[usize], candidates: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let places: usize = needs.iter().sum();
    // Who has so many candidates always finds a free one among the first of them.
    let mut filling = Filling {
        candidates: candidates.iter().map(|own| &own[..own.len().min(places)]).collect(),
        assigned: Vec::with_capacity(places),
        tried: vec![0; needs.len()],
    };
    let mut seen = vec![false; needs.len()];
    for (requirement, need) in needs.iter().enumerate() {
        for _ in 0..*need {
            seen.fill(false);
            if !filling.augment(requirement, &mut seen) {
                break;
            }
        }
    }
    filling.by_requirement()
}

/// Whether all needs can be filled, as far as the numbers of candidates alone can tell: from the
/// fewest candidates to the most, each requirement has enough beside what those before it take.
#[must_use]
pub(crate) fn is_surely_filled(needs: &[usize], counts: &[usize]) -> bool {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|place| counts[*place]);
    let mut taken = 0;
    order.into_iter().all(|place| {
        taken += needs[place];
        counts[place] >= taken
    })
}

struct Filling<'a> {
    candidates: Vec<&'a [u32]>,
    /// In the order of the persons.
    assigned: Vec<(u32, usize)>,
    /// So many candidates of each requirement are known not to be free: nobody becomes free again.
    tried: Vec<usize>,
}

impl Filling<'_> {
    /// Finds one more person for a requirement: a free one, else one whose requirement finds
    /// another. No requirement loses a person without getting one.
    fn augment(&mut self, requirement: usize, seen: &mut [bool]) -> bool {
        seen[requirement] = true;
        let own = self.candidates[requirement];
        while let Some(person) = own.get(self.tried[requirement]) {
            self.tried[requirement] += 1;
            if let Err(place) = self.place(*person) {
                self.assigned.insert(place, (*person, requirement));
                return true;
            }
        }
        for person in own {
            let Ok(place) = self.place(*person) else { continue };
            let holder = self.assigned[place].1;
            if !seen[holder] && self.augment(holder, seen) {
                // Somebody may have come before.
                let place = self.place(*person).unwrap_or(place);
                self.assigned[place].1 = requirement;
                return true;
            }
        }
        false
    }

    /// Where somebody is who is assigned, or would be.
    fn place(&self, person: u32) -> Result<usize, usize> {
        self.assigned.binary_search_by_key(&person, |(own, _)| *own)
    }

    fn by_requirement(&self) -> Vec<Vec<u32>> {
        let is_own = |person: &u32, requirement| {
            self.place(*person).is_ok_and(|place| self.assigned[place].1 == requirement)
        };
        let own = |(place, candidates): (usize, &&[u32])| {
            candidates.iter().copied().filter(|person| is_own(person, place)).collect()
        };
        self.candidates.iter().enumerate().map(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn greedy_would_fail_and_this_does_not() {
        // The first requirement takes person 1, whom the second cannot do without.
        let filled = fill(&[1, 1], &[vec![1, 2], vec![1]]);
        assert_eq!(filled, [vec![2], vec![1]]);
        // A chain of re-assignments over three requirements.
        let filled = fill(&[1, 1, 1], &[vec![1, 2], vec![2, 3], vec![1]]);
        assert_eq!(filled, [vec![2], vec![3], vec![1]]);
    }

    #[test]
    fn earlier_requirements_are_favoured() {
        assert_eq!(fill(&[2, 1], &[vec![1, 2], vec![1, 2]]), [vec![1, 2], vec![]]);
        assert_eq!(fill(&[1, 2], &[vec![1], vec![1]]), [vec![1], vec![]]);
        assert_eq!(fill(&[0, 1], &[vec![1], vec![1]]), [vec![], vec![1]]);
    }

    /// All reachable numbers of persons by requirement, by trying every assignment.
    fn best_by_trying(needs: &[usize], candidates: &[Vec<u32>], people: u32) -> Vec<usize> {
        fn go(
            person: u32,
            people: u32,
            needs: &[usize],
            candidates: &[Vec<u32>],
            have: &mut Vec<usize>,
        ) -> Vec<usize> {
            let rank = |have: &Vec<usize>| (have.iter().sum::<usize>(), have.clone());
            if person == people {
                return have.clone();
            }
            let mut best = go(person + 1, people, needs, candidates, have);
            for requirement in 0..needs.len() {
                let may = have[requirement] < needs[requirement];
                if may && candidates[requirement].contains(&person) {
                    have[requirement] += 1;
                    let found = go(person + 1, people, needs, candidates, have);
                    have[requirement] -= 1;
                    if rank(&found) > rank(&best) {
                        best = found;
                    }
                }
            }
            best
        }
        go(0, people, needs, candidates, &mut vec![0; needs.len()])
    }

    proptest! {
        #[test]
        fn as_good_as_trying_everything(
            groups in prop::collection::vec((0_usize..4, prop::collection::btree_set(0_u32..6, 0..6)), 1..5)
        ) {
            let needs: Vec<usize> = groups.iter().map(|(need, _)| *need).collect();
            let candidates: Vec<Vec<u32>> =
                groups.iter().map(|(_, own)| own.iter().copied().collect()).collect();
            let filled = fill(&needs, &candidates);
            let have: Vec<usize> = filled.iter().map(Vec::len).collect();
            let counts: Vec<usize> = candidates.iter().map(Vec::len).collect();
            prop_assert!(!is_surely_filled(&needs, &counts) || have == needs);
            prop_assert_eq!(have, best_by_trying(&needs, &candidates, 6));
            let mut all: Vec<u32> = filled.iter().flatten().copied().collect();
            all.sort_unstable();
            let count = all.len();
            all.dedup();
            prop_assert_eq!(count, all.len(), "nobody counts twice");
        }
    }
}
