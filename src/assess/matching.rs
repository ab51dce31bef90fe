//! C2: no person counts twice in a distinct group; whoever can be re-assigned is.

use crate::base::dictionary::Hashed;

/// The persons assigned to each requirement, in the order of assignment turned to that of the
/// candidates. A maximum matching, and of these the one that favours earlier requirements: each is
/// filled as far as its need, re-assigning earlier people whenever that lets a later one be filled.
/// An augmenting path never takes a person from a requirement without giving it another.
#[must_use]
pub fn fill(needs: &[usize], candidates: &[Vec<u32>]) -> Vec<Vec<u32>> {
    let places: usize = needs.iter().sum();
    // Who has so many candidates always finds a free one among the first of them.
    let candidates: Vec<&[u32]> =
        candidates.iter().map(|own| &own[..own.len().min(places)]).collect();
    let mut assigned: Hashed<u32, usize> = Hashed::default();
    for (requirement, need) in needs.iter().enumerate() {
        for _ in 0..*need {
            let mut seen = vec![false; needs.len()];
            if !augment(requirement, &candidates, &mut assigned, &mut seen) {
                break;
            }
        }
    }
    let is_own = |person: &u32, requirement| assigned.get(person) == Some(&requirement);
    candidates
        .iter()
        .enumerate()
        .map(|(requirement, own)| {
            own.iter().copied().filter(|person| is_own(person, requirement)).collect()
        })
        .collect()
}

/// Finds one more person for a requirement: a free one, else one whose requirement finds another.
fn augment(
    requirement: usize,
    candidates: &[&[u32]],
    assigned: &mut Hashed<u32, usize>,
    seen: &mut [bool],
) -> bool {
    seen[requirement] = true;
    let own = candidates[requirement];
    if let Some(free) = own.iter().find(|person| !assigned.contains_key(*person)) {
        assigned.insert(*free, requirement);
        return true;
    }
    for person in own {
        let Some(holder) = assigned.get(person).copied() else { continue };
        if !seen[holder] && augment(holder, candidates, assigned, seen) {
            assigned.insert(*person, requirement);
            return true;
        }
    }
    false
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
            prop_assert_eq!(have, best_by_trying(&needs, &candidates, 6));
            let mut all: Vec<u32> = filled.iter().flatten().copied().collect();
            all.sort_unstable();
            let count = all.len();
            all.dedup();
            prop_assert_eq!(count, all.len(), "nobody counts twice");
        }
    }
}
