//! The smallest number of people whose leaving breaks every option: exact up to three.
//!
//! A requirement breaks when more people leave than it can spare; a distinct group breaks when any
//! set of its requirements does, taken together (Hall). Who is in the same sets is interchangeable,
//! and who is in fewer sets than three others is never needed, so that few people are left to try.

use std::collections::BTreeMap;

use super::matching;

/// What keeps an option met; it breaks with any of its parts.
#[derive(Clone, Debug)]
pub enum Part {
    /// So many of these people must stay.
    Keep { need: usize, people: Vec<u32> },
    /// Requirements that may not count one person twice.
    Distinct { needs: Vec<usize>, people: Vec<Vec<u32>> },
    /// Each of these people breaks it alone; what several do is not asked.
    Alone { people: Vec<u32> },
}

/// More people than this are not counted exactly.
const EXACT_MAX: usize = 3;
/// A group with more requirements is tried by matching instead of by its sets.
const SETS_MAX: usize = 16;

/// A set of sets, by their places.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
struct Mask(Vec<u64>);

impl Mask {
    fn of(places: impl Iterator<Item = usize>, sets: usize) -> Self {
        let mut words = vec![0_u64; sets.div_ceil(64)];
        for place in places {
            words[place / 64] |= 1 << (place % 64);
        }
        Self(words)
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }
}

enum Constraint {
    /// Breaks when more than `spare` people of any of these sets leave.
    Spare { sets: Mask, spare: usize },
    /// Breaks when the rest cannot fill the needs any more.
    Fill { needs: Vec<usize>, people: Vec<Vec<u32>> },
}

/// Somebody who stands for all with the same memberships.
struct Candidate<'a> {
    person: u32,
    sets: &'a Mask,
}

/// All options with the people who matter for them.
pub struct Problem {
    options: Vec<Vec<Constraint>>,
    /// People by the sets they are in.
    kinds: BTreeMap<Mask, Vec<u32>>,
}

impl Problem {
    #[must_use]
    pub fn of(options: &[Vec<Part>]) -> Self {
        let mut sets: Vec<Vec<u32>> = Vec::new();
        let drafts: Vec<Vec<Draft>> = options
            .iter()
            .map(|parts| parts.iter().flat_map(|part| drafts(part, &mut sets)).collect())
            .collect();
        let finish = |draft: Draft| draft.finish(sets.len());
        let options = drafts.into_iter().map(|own| own.into_iter().map(finish).collect()).collect();
        Self { options, kinds: kinds(&sets) }
    }

    /// Everyone who breaks all options alone, in ascending order.
    #[must_use]
    pub fn alone(&self) -> Vec<u32> {
        let mut alone = Vec::new();
        for (sets, people) in &self.kinds {
            let first = people[..1].iter().map(|person| Candidate { person: *person, sets });
            if self.breaks(&first.collect::<Vec<_>>()) {
                alone.extend(people);
            }
        }
        alone.sort_unstable();
        alone
    }

    /// The smallest number of people, from two on, whose leaving breaks all options; none if it is
    /// more than three. One alone is asked for by `alone`.
    #[must_use]
    pub fn smallest(&self) -> Option<usize> {
        if self.options.iter().any(Vec::is_empty) {
            return None;
        }
        let candidates = self.candidates();
        let pairs = || pairs(&candidates);
        if pairs().any(|pair| self.breaks(&pair)) {
            return Some(2);
        }
        let is_triple = |[a, b]: [Candidate<'_>; 2]| {
            if !self.is_within_one(&[a.again(), b.again()]) {
                return false;
            }
            let after = candidates.iter().filter(|c| (c.sets, c.person) > (b.sets, b.person));
            after.into_iter().any(|c| self.breaks(&[a.again(), b.again(), c.again()]))
        };
        if pairs().any(is_triple) { Some(EXACT_MAX) } else { None }
    }

    fn breaks(&self, leaving: &[Candidate<'_>]) -> bool {
        self.options.iter().all(|option| option.iter().any(|part| part.is_broken(leaving)))
    }

    /// One more person might break all options.
    fn is_within_one(&self, leaving: &[Candidate<'_>]) -> bool {
        let near = |part: &Constraint| match part {
            Constraint::Spare { sets, spare } => hits(sets, leaving) >= *spare,
            Constraint::Fill { .. } => true,
        };
        self.options.iter().all(|option| option.iter().any(near))
    }

    /// Those who are not outdone by three others: whoever they break, one of the three who is not
    /// leaving anyway breaks as well.
    fn candidates(&self) -> Vec<Candidate<'_>> {
        let mut candidates = Vec::new();
        for (sets, people) in &self.kinds {
            let above =
                self.kinds.iter().filter(|(other, _)| *other != sets && sets.is_within(other));
            let outdone: usize = above.map(|(_, people)| people.len()).sum();
            let kept = people.iter().take(EXACT_MAX.saturating_sub(outdone));
            candidates.extend(kept.map(|person| Candidate { person: *person, sets }));
        }
        candidates
    }
}

impl Candidate<'_> {
    fn again(&self) -> Self {
        Self { person: self.person, sets: self.sets }
    }
}

fn pairs<'a>(candidates: &'a [Candidate<'a>]) -> impl Iterator<Item = [Candidate<'a>; 2]> + 'a {
    candidates.iter().enumerate().flat_map(move |(place, a)| {
        candidates[place + 1..].iter().map(move |b| [a.again(), b.again()])
    })
}

fn hits(sets: &Mask, leaving: &[Candidate<'_>]) -> usize {
    leaving.iter().filter(|person| person.sets.meets(sets)).count()
}

impl Constraint {
    fn is_broken(&self, leaving: &[Candidate<'_>]) -> bool {
        match self {
            Self::Spare { sets, spare } => hits(sets, leaving) > *spare,
            Self::Fill { needs, people } => {
                let stays = |person: &u32| leaving.iter().all(|own| own.person != *person);
                let rest: Vec<Vec<u32>> =
                    people.iter().map(|own| own.iter().copied().filter(stays).collect()).collect();
                let filled = matching::fill(needs, &rest);
                filled.iter().zip(needs).any(|(own, need)| own.len() < *need)
            }
        }
    }
}

/// A constraint before the number of sets is known.
enum Draft {
    Spare { sets: Vec<usize>, spare: usize },
    Fill { needs: Vec<usize>, people: Vec<Vec<u32>> },
}

impl Draft {
    fn finish(self, count: usize) -> Constraint {
        match self {
            Self::Spare { sets, spare } => {
                Constraint::Spare { sets: Mask::of(sets.into_iter(), count), spare }
            }
            Self::Fill { needs, people } => Constraint::Fill { needs, people },
        }
    }
}

/// The constraints of a part that three people can break, with the sets they need.
fn drafts(part: &Part, sets: &mut Vec<Vec<u32>>) -> Vec<Draft> {
    let mut add = |people: &[u32]| {
        sets.push(people.to_vec());
        sets.len() - 1
    };
    match part {
        Part::Alone { people } => vec![Draft::Spare { sets: vec![add(people)], spare: 0 }],
        Part::Keep { need, people } => match people.len().checked_sub(*need) {
            Some(spare) if spare < EXACT_MAX && *need > 0 => {
                vec![Draft::Spare { sets: vec![add(people)], spare }]
            }
            _ => Vec::new(),
        },
        Part::Distinct { needs, people } => {
            let places: usize = needs.iter().sum();
            // With so many to choose from, no three can leave it short.
            let tight: Vec<usize> =
                (0..needs.len()).filter(|own| people[*own].len() < places + EXACT_MAX).collect();
            let needs: Vec<usize> = tight.iter().map(|own| needs[*own]).collect();
            let people: Vec<Vec<u32>> = tight.iter().map(|own| people[*own].clone()).collect();
            let first: Vec<usize> = people.iter().map(|own| add(own)).collect();
            if needs.len() > SETS_MAX {
                return vec![Draft::Fill { needs, people }];
            }
            tight_unions(&needs, &people)
                .into_iter()
                .map(|(own, spare)| Draft::Spare {
                    sets: own.into_iter().map(|place| first[place]).collect(),
                    spare,
                })
                .collect()
        }
    }
}

/// Hall: the sets of requirements that together can spare fewer people than three, and how many.
fn tight_unions(needs: &[usize], people: &[Vec<u32>]) -> Vec<(Vec<usize>, usize)> {
    let mut member: BTreeMap<u32, usize> = BTreeMap::new();
    for (place, own) in people.iter().enumerate() {
        for person in own {
            *member.entry(*person).or_default() |= 1 << place;
        }
    }
    let all = (1_usize << needs.len()) - 1;
    // How many people are in none but these sets: counts by exact membership, then summed up.
    let mut within = vec![0_usize; all + 1];
    for sets in member.values() {
        within[*sets] += 1;
    }
    for place in 0..needs.len() {
        for sets in 0..=all {
            if sets & (1 << place) != 0 {
                within[sets] += within[sets & !(1 << place)];
            }
        }
    }
    let mut unions = Vec::new();
    for sets in 1..=all {
        let own: Vec<usize> = (0..needs.len()).filter(|place| sets & (1 << place) != 0).collect();
        let need: usize = own.iter().map(|place| needs[*place]).sum();
        let spare = (member.len() - within[all & !sets]).saturating_sub(need);
        if spare < EXACT_MAX && need > 0 {
            unions.push((own, spare));
        }
    }
    unions
}

/// People by the sets they are in.
fn kinds(sets: &[Vec<u32>]) -> BTreeMap<Mask, Vec<u32>> {
    let mut member: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, people) in sets.iter().enumerate() {
        for person in people {
            member.entry(*person).or_default().push(place);
        }
    }
    let mut kinds: BTreeMap<Mask, Vec<u32>> = BTreeMap::new();
    for (person, places) in member {
        kinds.entry(Mask::of(places.into_iter(), sets.len())).or_default().push(person);
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keep(need: usize, people: &[u32]) -> Part {
        Part::Keep { need, people: people.to_vec() }
    }

    fn factor(options: &[Vec<Part>]) -> (Vec<u32>, Option<usize>) {
        let problem = Problem::of(options);
        (problem.alone(), problem.smallest())
    }

    #[test]
    fn margins_decide_and_several_options_must_all_break() {
        assert_eq!(factor(&[vec![keep(2, &[1, 2])]]).0, [1, 2]);
        assert_eq!(factor(&[vec![keep(2, &[1, 2, 3])]]), (vec![], Some(2)));
        assert_eq!(factor(&[vec![keep(1, &[1, 2, 3])]]), (vec![], Some(3)));
        assert_eq!(factor(&[vec![keep(1, &[1, 2, 3, 4])]]), (vec![], None));
        // One person in both options, and one who is in one only.
        let both = [vec![keep(1, &[1])], vec![keep(2, &[1, 2])]];
        assert_eq!(factor(&both).0, [1]);
        let apart = [vec![keep(1, &[1])], vec![keep(1, &[2])]];
        assert_eq!(factor(&apart), (vec![], Some(2)));
    }

    #[test]
    fn a_distinct_group_breaks_together() {
        let group = |people: Vec<Vec<u32>>| Part::Distinct { needs: vec![1, 1], people };
        assert_eq!(factor(&[vec![group(vec![vec![1, 2], vec![1, 2]])]]).0, [1, 2]);
        assert_eq!(factor(&[vec![group(vec![vec![1, 2, 3], vec![1, 2, 3]])]]), (vec![], Some(2)));
        assert_eq!(factor(&[vec![group(vec![vec![1, 2, 3], vec![3]])]]).0, [3]);
    }

    fn is_met(parts: &[Part], leaving: u32) -> bool {
        let stays = |person: &u32| leaving & (1 << person) == 0;
        parts.iter().all(|part| match part {
            Part::Keep { need, people } => people.iter().filter(|p| stays(p)).count() >= *need,
            Part::Distinct { needs, people } => {
                let rest: Vec<Vec<u32>> =
                    people.iter().map(|own| own.iter().copied().filter(stays).collect()).collect();
                matching::fill(needs, &rest).iter().zip(needs).all(|(a, b)| a.len() >= *b)
            }
            Part::Alone { people } => people.iter().all(stays),
        })
    }

    fn parts() -> impl Strategy<Value = Vec<Part>> {
        let people = || prop::collection::btree_set(0_u32..9, 0..7);
        let set = move || people().prop_map(|set| set.into_iter().collect::<Vec<u32>>());
        let keep = (0_usize..4, set()).prop_map(|(need, people)| Part::Keep { need, people });
        let distinct = prop::collection::vec((0_usize..3, set()), 1..4).prop_map(|own| {
            let (needs, people) = own.into_iter().unzip();
            Part::Distinct { needs, people }
        });
        prop::collection::vec(prop_oneof![keep, distinct], 1..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn as_small_as_by_trying_everyone(all in prop::collection::vec(parts(), 1..9)) {
            let options: Vec<Vec<Part>> =
                all.into_iter().filter(|parts| is_met(parts, 0)).take(3).collect();
            if options.is_empty() {
                return Ok(());
            }
            let breaks = |leaving: u32| options.iter().all(|parts| !is_met(parts, leaving));
            let smallest = (0_u32..1 << 9).filter(|l| breaks(*l)).map(u32::count_ones).min();
            let alone: Vec<u32> = (0..9).filter(|person| breaks(1 << person)).collect();
            let (found, more) = factor(&options);
            prop_assert_eq!(&found, &alone);
            if alone.is_empty() {
                let expected = smallest.filter(|size| *size <= 3).map(|size| size as usize);
                prop_assert_eq!(more, expected);
            }
        }

        #[test]
        fn large_groups_are_tried_by_matching(
            own in prop::collection::vec(prop::collection::btree_set(0_u32..26, 1..5), 17..19)
        ) {
            let people: Vec<Vec<u32>> = own.iter().map(|s| s.iter().copied().collect()).collect();
            let filled = matching::fill(&vec![1; people.len()], &people);
            let needs = filled.iter().map(Vec::len);
            let options = [vec![Part::Distinct { needs: needs.collect(), people }]];
            let expected: Vec<u32> =
                (0..26).filter(|person| !is_met(&options[0], 1 << person)).collect();
            prop_assert_eq!(factor(&options).0, expected);
        }
    }
}
