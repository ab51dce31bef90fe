//! A group of requirements with the people who fill it, none of them twice; who leaves is replaced if
//! anyone can be found.

use crate::base::dictionary::Hashed;

use super::matching;

/// Requirements, their candidates, and who fills them now.
#[derive(Clone, Debug)]
pub(crate) struct Filled {
    candidates: std::sync::Arc<Vec<Vec<u32>>>,
    /// The requirement that each person fills.
    assigned: Hashed<u32, usize>,
    gone: Vec<u32>,
}

impl Filled {
    /// Fills each requirement as far as it needs; the group holds, so that all are filled.
    #[must_use]
    pub(crate) fn of(needs: &[usize], candidates: &[Vec<u32>]) -> Self {
        let filled = matching::fill(needs, candidates);
        let assigned = filled.iter().enumerate();
        let assigned = assigned.flat_map(|(own, people)| people.iter().map(move |one| (*one, own)));
        Self {
            assigned: assigned.collect(),
            candidates: std::sync::Arc::new(candidates.to_vec()),
            gone: Vec::new(),
        }
    }

    /// All of these people are needed.
    #[must_use]
    pub(crate) fn all_of(people: &[u32]) -> Self {
        Self::of(&[people.len()], &[people.to_vec()])
    }

    /// By requirement.
    #[must_use]
    pub(crate) fn candidates(&self) -> &[Vec<u32>] {
        &self.candidates
    }

    /// How much there is to look at.
    #[must_use]
    pub(crate) fn size(&self) -> u64 {
        self.candidates.iter().map(|own| own.len() as u64).sum()
    }

    /// Who fills a place, in any order.
    pub(crate) fn holding_up(&self) -> impl Iterator<Item = u32> + '_ {
        self.assigned.keys().copied()
    }

    /// Somebody leaves; false if nobody can be found for the place.
    pub(crate) fn lose(&mut self, person: u32) -> bool {
        self.gone.push(person);
        match self.assigned.remove(&person) {
            Some(place) => self.find_one(place, &mut vec![false; self.candidates.len()]),
            None => true,
        }
    }

    /// Finds one more person for a requirement: a free one, else one whose requirement finds another.
    fn find_one(&mut self, place: usize, seen: &mut [bool]) -> bool {
        seen[place] = true;
        let candidates = std::sync::Arc::clone(&self.candidates);
        let own = candidates[place].iter().copied().filter(|one| !self.gone.contains(one));
        let own: Vec<u32> = own.collect();
        if let Some(free) = own.iter().find(|one| !self.assigned.contains_key(*one)) {
            self.assigned.insert(*free, place);
            return true;
        }
        for person in own {
            let Some(holder) = self.assigned.get(&person).copied() else { continue };
            if !seen[holder] && self.find_one(holder, seen) {
                self.assigned.insert(person, place);
                return true;
            }
        }
        false
    }

    /// Those whose place nobody can take, in any order.
    #[must_use]
    pub(crate) fn breakers(&self) -> Vec<u32> {
        let safe = self.replaceable();
        let needed = self.assigned.iter().filter(|(_, place)| !safe[**place]);
        needed.map(|(person, _)| *person).collect()
    }

    /// The requirements that would find another: a free person, or one of a requirement that would.
    fn replaceable(&self) -> Vec<bool> {
        let mut wanted: Hashed<u32, Vec<usize>> = Hashed::default();
        let mut safe = vec![false; self.candidates.len()];
        let mut open = Vec::new();
        for (place, own) in self.candidates.iter().enumerate() {
            for person in own.iter().filter(|one| !self.gone.contains(one)) {
                if self.assigned.contains_key(person) {
                    wanted.entry(*person).or_default().push(place);
                } else if !safe[place] {
                    safe[place] = true;
                    open.push(place);
                }
            }
        }
        let mut filling: Vec<Vec<u32>> = vec![Vec::new(); self.candidates.len()];
        for (person, place) in &self.assigned {
            filling[*place].push(*person);
        }
        while let Some(place) = open.pop() {
            for person in &filling[place] {
                for other in wanted.get(person).map_or(&[][..], Vec::as_slice) {
                    if !safe[*other] {
                        safe[*other] = true;
                        open.push(*other);
                    }
                }
            }
        }
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_taken_by_who_is_free_or_by_moving_others() {
        // Person 3 is free and can only take the place of person 2, who can take that of person 1.
        let chain = Filled::of(&[1, 1], &[vec![1, 2], vec![2, 3]]);
        assert!(chain.breakers().is_empty());
        let mut without = chain.clone();
        assert!(without.lose(1));
        let mut needed = without.breakers();
        needed.sort_unstable();
        assert_eq!(needed, [2, 3]);
        assert!(!without.lose(3));
    }
}
