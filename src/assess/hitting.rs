//! The smallest number of people whose leaving breaks every option: exact up to three.
//!
//! An option that still holds has people who hold it up: as many of each requirement as it needs. To
//! break it one of these must leave, so that only they are tried. Whose leaving alone breaks what is
//! left is found at once, without trying: in a distinct group those whose place nobody who is free
//! can take, not even when others move. So pairs are found by trying one person, and threes by two.

use std::collections::BTreeMap;

use super::filled::Filled;

/// What keeps an option met; it breaks with any of its parts.
#[derive(Clone, Debug)]
pub(crate) enum Prop {
    /// So many of these people must stay.
    Keep { need: usize, people: Vec<u32> },
    /// Requirements that may not count one person twice.
    Distinct { needs: Vec<usize>, people: Vec<Vec<u32>> },
    /// Each of these people breaks it alone; what several do is not asked.
    Alone { people: Vec<u32> },
}

/// More people than this are not counted exactly.
const EXACT_MAX: usize = 3;
/// So much is tried; what is not settled by then is told as a bound. About two seconds of work.
const EFFORT_MAX: u64 = 400_000_000;

/// How few people break all options, from two on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Smallest {
    Exactly(usize),
    /// No fewer; whether so many do was not found out.
    AtLeast(usize),
}

/// All options with the people who matter for them.
pub(crate) struct BreakSearch {
    options: Vec<Vec<Filled>>,
    /// People who are in the same parts for the same requirements are interchangeable: of each sort
    /// no more than three are ever tried.
    sorts: BTreeMap<u32, u32>,
}

impl BreakSearch {
    #[must_use]
    pub(crate) fn of(options: &[Vec<Prop>]) -> Self {
        let filled = |parts: &Vec<Prop>| parts.iter().filter_map(filled).collect();
        let options: Vec<Vec<Filled>> = options.iter().map(filled).collect();
        let sorts = sorts(&options);
        Self { options, sorts }
    }

    /// Everyone who breaks all options alone, in ascending order.
    #[must_use]
    pub(crate) fn alone(&self) -> Vec<u32> {
        breakers(&self.options.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    /// The smallest number of people, from two on, whose leaving breaks all options. One alone is
    /// asked for by `alone`.
    #[must_use]
    pub(crate) fn smallest(&self) -> Smallest {
        if self.options.iter().any(Vec::is_empty) {
            return Smallest::AtLeast(EXACT_MAX + 1);
        }
        let mut effort = 0_u64;
        let whole: Vec<Vec<Filled>> = self.options.clone();
        for number in 2..=EXACT_MAX {
            match self.breaks_with(&whole, number, &mut effort) {
                Some(true) => return Smallest::Exactly(number),
                Some(false) => {}
                None => return Smallest::AtLeast(number),
            }
        }
        Smallest::AtLeast(EXACT_MAX + 1)
    }

    /// Whether so many people break the options that still hold; none if it took too long.
    fn breaks_with(
        &self,
        options: &[Vec<Filled>],
        number: usize,
        effort: &mut u64,
    ) -> Option<bool> {
        if options.is_empty() {
            return Some(true);
        }
        *effort += options.iter().flatten().map(Filled::size).sum::<u64>();
        if *effort > EFFORT_MAX {
            return None;
        }
        if number == 1 {
            let all: Vec<&[Filled]> = options.iter().map(Vec::as_slice).collect();
            return Some(!breakers(&all).is_empty());
        }
        // Somebody who holds up the first option must leave.
        for person in self.of_each_sort(options[0].iter().flat_map(Filled::holding_up)) {
            let left = |option: &Vec<Filled>| {
                let mut option = option.clone();
                option.iter_mut().all(|part| part.lose(person)).then_some(option)
            };
            let rest: Vec<Vec<Filled>> = options.iter().filter_map(left).collect();
            if self.breaks_with(&rest, number - 1, effort)? {
                return Some(true);
            }
        }
        Some(false)
    }

    /// One person of each sort: who is alike breaks alike.
    fn of_each_sort(&self, people: impl Iterator<Item = u32>) -> Vec<u32> {
        let sort = |person: &u32| self.sorts.get(person).copied().unwrap_or(u32::MAX);
        let mut people: Vec<u32> = people.collect();
        people.sort_unstable_by_key(|person| (sort(person), *person));
        people.dedup_by_key(|person| sort(person));
        people
    }
}

/// A part as a filled group; none where no three people can leave it short.
fn filled(part: &Prop) -> Option<Filled> {
    match part {
        Prop::Alone { people } => Some(Filled::all_of(people)),
        Prop::Keep { need, people } => {
            let is_tight = *need > 0 && people.len() < need + EXACT_MAX;
            is_tight.then(|| Filled::of(&[*need], std::slice::from_ref(people)))
        }
        Prop::Distinct { needs, people } => {
            let places: usize = needs.iter().sum();
            // With so many to choose from, no three can leave it short.
            let is_tight = |own: &usize| needs[*own] > 0 && people[*own].len() < places + EXACT_MAX;
            let tight: Vec<usize> = (0..needs.len()).filter(is_tight).collect();
            let needs: Vec<usize> = tight.iter().map(|own| needs[*own]).collect();
            let people: Vec<Vec<u32>> = tight.iter().map(|own| people[*own].clone()).collect();
            (!needs.is_empty()).then(|| Filled::of(&needs, &people))
        }
    }
}

/// Everyone whose leaving alone breaks each of these options, in ascending order.
fn breakers(options: &[&[Filled]]) -> Vec<u32> {
    let of_option = |option: &&[Filled]| {
        let mut breakers: Vec<u32> = option.iter().flat_map(Filled::breakers).collect();
        breakers.sort_unstable();
        breakers.dedup();
        breakers
    };
    let mut all = options.iter().map(of_option);
    let Some(mut common) = all.next() else { return Vec::new() };
    for breakers in all {
        common.retain(|person| breakers.binary_search(person).is_ok());
    }
    common
}

/// Numbers those alike, who are listed for the same requirements in all parts.
fn sorts(options: &[Vec<Filled>]) -> BTreeMap<u32, u32> {
    let mut listed: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut place = 0;
    for part in options.iter().flatten() {
        for people in part.candidates() {
            for person in people {
                listed.entry(*person).or_default().push(place);
            }
            place += 1;
        }
    }
    let mut numbers: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    let mut sorts = BTreeMap::new();
    for (person, places) in listed {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        sorts.insert(person, *numbers.entry(places).or_insert(next));
    }
    sorts
}

#[cfg(test)]
mod tests {
    use super::super::matching;
    use super::*;
    use proptest::prelude::*;

    fn keep(need: usize, people: &[u32]) -> Prop {
        Prop::Keep { need, people: people.to_vec() }
    }

    fn factor(options: &[Vec<Prop>]) -> (Vec<u32>, Option<usize>) {
        let problem = BreakSearch::of(options);
        let smallest = match problem.smallest() {
            Smallest::Exactly(number) => Some(number),
            Smallest::AtLeast(number) => {
                assert!(number > EXACT_MAX, "small problems are settled");
                None
            }
        };
        (problem.alone(), smallest)
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
        let group = |people: Vec<Vec<u32>>| Prop::Distinct { needs: vec![1, 1], people };
        assert_eq!(factor(&[vec![group(vec![vec![1, 2], vec![1, 2]])]]).0, [1, 2]);
        assert_eq!(factor(&[vec![group(vec![vec![1, 2, 3], vec![1, 2, 3]])]]), (vec![], Some(2)));
        assert_eq!(factor(&[vec![group(vec![vec![1, 2, 3], vec![3]])]]).0, [3]);
    }

    /// Forty requirements and two hundred people, in which trying all threes would take a minute.
    #[test]
    fn large_groups_are_settled_in_little_time() {
        let people = |spare: usize| -> Vec<Vec<u32>> {
            let some = |own: u32| (0..u32::try_from(4 + spare).unwrap()).map(move |k| own * 5 + k);
            (0..40).map(|own| some(own).map(|person| (person * 7) % 200).collect()).collect()
        };
        let group = |people| [vec![Prop::Distinct { needs: vec![1; 40], people }]];
        assert_eq!(factor(&group(people(0))), (vec![], None));
        let mut tight = people(0);
        tight[17] = vec![1, 2, 3];
        tight[18] = vec![1, 2, 3];
        assert_eq!(factor(&group(tight.clone())), (vec![], Some(2)));
        tight[18] = vec![1, 2, 3, 4];
        assert_eq!(factor(&group(tight)), (vec![], Some(3)));
    }

    fn is_met(parts: &[Prop], leaving: u32) -> bool {
        let stays = |person: &u32| leaving & (1 << person) == 0;
        parts.iter().all(|part| match part {
            Prop::Keep { need, people } => people.iter().filter(|p| stays(p)).count() >= *need,
            Prop::Distinct { needs, people } => {
                let rest: Vec<Vec<u32>> =
                    people.iter().map(|own| own.iter().copied().filter(stays).collect()).collect();
                matching::fill(needs, &rest).iter().zip(needs).all(|(a, b)| a.len() >= *b)
            }
            Prop::Alone { people } => people.iter().all(stays),
        })
    }

    fn parts() -> impl Strategy<Value = Vec<Prop>> {
        let people = || prop::collection::btree_set(0_u32..9, 0..7);
        let set = move || people().prop_map(|set| set.into_iter().collect::<Vec<u32>>());
        let keep = (0_usize..4, set()).prop_map(|(need, people)| Prop::Keep { need, people });
        let distinct = prop::collection::vec((0_usize..3, set()), 1..4).prop_map(|own| {
            let (needs, people) = own.into_iter().unzip();
            Prop::Distinct { needs, people }
        });
        prop::collection::vec(prop_oneof![keep, distinct], 1..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn as_small_as_by_trying_everyone(all in prop::collection::vec(parts(), 1..9)) {
            let options: Vec<Vec<Prop>> =
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
            let options = [vec![Prop::Distinct { needs: needs.collect(), people }]];
            let expected: Vec<u32> =
                (0..26).filter(|person| !is_met(&options[0], 1 << person)).collect();
            prop_assert_eq!(factor(&options).0, expected);
        }
    }
}
