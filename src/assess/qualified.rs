//! C1: who qualifies for what a requirement asks, and from when to when.

use crate::base::Day;
use crate::programme::catalogue::{SkillGroup, SkillId};

/// A person (by the place among the company's holders) on the days from one to another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct QualifiedSpan {
    pub person: u32,
    pub from: Day,
    pub through: Day,
}

/// Everyone who qualifies on some day.
#[derive(Clone, Debug, Default)]
pub struct Qualified {
    /// By person and day; those of one person are apart.
    spans: Vec<QualifiedSpan>,
    /// From each of these days on so many qualify.
    steps: Vec<(Day, u32)>,
}

/// How many of which skills a person must hold at once.
pub struct Ask<'a> {
    pub at_least: usize,
    pub skills: &'a [SkillId],
}

impl<'a> Ask<'a> {
    #[must_use]
    pub fn any_of(skills: &'a [SkillId]) -> Self {
        Self { at_least: 1, skills }
    }

    #[must_use]
    pub fn group(group: &'a SkillGroup) -> Self {
        let at_least = match group {
            SkillGroup::AnyOf(_) => 1,
            SkillGroup::AllOf(skills) => distinct(skills).len(),
            SkillGroup::AtLeast(number, _) => *number as usize,
        };
        Self { at_least, skills: group.skills() }
    }
}

fn distinct(skills: &[SkillId]) -> Vec<SkillId> {
    let mut skills = skills.to_vec();
    skills.sort_unstable();
    skills.dedup();
    skills
}

impl Qualified {
    /// `held` answers with the spans of a skill, by person and day, those of one person apart, as
    /// far as they count for this requirement.
    #[must_use]
    pub fn of<S: IntoIterator<Item = QualifiedSpan>>(
        ask: &Ask<'_>,
        held: impl Fn(SkillId) -> S,
    ) -> Self {
        let skills = distinct(ask.skills);
        if let ([skill], 1) = (skills.as_slice(), ask.at_least) {
            let spans: Vec<QualifiedSpan> = held(*skill).into_iter().collect();
            return Self { steps: steps(&spans), spans };
        }
        let mut edges: Vec<(u32, Day, i32)> = Vec::new();
        for skill in skills {
            for span in held(skill) {
                edges.push((span.person, span.from, 1));
                edges.push((span.person, span.through.plus_days(1), -1));
            }
        }
        // Those of each skill are in order: a sort that looks for runs only merges them.
        edges.sort();
        let spans = spans(&edges, i32::try_from(ask.at_least).unwrap_or(i32::MAX));
        Self { steps: steps(&spans), spans }
    }

    #[must_use]
    pub fn count(&self, day: Day) -> u32 {
        let later = self.steps.partition_point(|(from, _)| *from <= day);
        if later == 0 { 0 } else { self.steps[later - 1].1 }
    }

    /// In the order of the holders.
    #[must_use]
    pub fn persons(&self, day: Day) -> Vec<u32> {
        let holds = |span: &&QualifiedSpan| span.from <= day && day <= span.through;
        self.spans.iter().filter(holds).map(|span| span.person).collect()
    }

    #[must_use]
    pub fn holds(&self, person: u32, day: Day) -> bool {
        let first = self.spans.partition_point(|span| span.person < person);
        let own = self.spans[first..].iter().take_while(|span| span.person == person);
        own.into_iter().any(|span| span.from <= day && day <= span.through)
    }

    /// The days on which the number or the persons change.
    pub fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.steps.iter().map(|(day, _)| *day)
    }
}

/// Runs over the edges of each person and keeps the days with enough skills at once.
fn spans(edges: &[(u32, Day, i32)], at_least: i32) -> Vec<QualifiedSpan> {
    let mut spans: Vec<QualifiedSpan> = Vec::new();
    for own in edges.chunk_by(|a, b| a.0 == b.0) {
        let (mut held, mut since) = (0, None);
        for of_day in own.chunk_by(|a, b| a.1 == b.1) {
            held += of_day.iter().map(|edge| edge.2).sum::<i32>();
            let day = of_day[0].1;
            match since {
                None if held >= at_least && at_least > 0 => since = Some(day),
                Some(from) if held < at_least => {
                    let through = day.plus_days(-1);
                    spans.push(QualifiedSpan { person: own[0].0, from, through });
                    since = None;
                }
                _ => {}
            }
        }
    }
    spans
}

fn steps(spans: &[QualifiedSpan]) -> Vec<(Day, u32)> {
    let mut edges: Vec<(Day, i32)> = Vec::with_capacity(spans.len() * 2);
    for span in spans {
        edges.push((span.from, 1));
        if span.through != Day::FOREVER {
            edges.push((span.through.plus_days(1), -1));
        }
    }
    edges.sort_unstable();
    let mut count = 0_i32;
    let mut steps = Vec::new();
    for of_day in edges.chunk_by(|a, b| a.0 == b.0) {
        count += of_day.iter().map(|edge| edge.1).sum::<i32>();
        steps.push((of_day[0].0, count.unsigned_abs()));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(person: u32, from: i32, through: i32) -> QualifiedSpan {
        QualifiedSpan { person, from: Day(from), through: Day(through) }
    }

    fn held(skill: SkillId) -> Vec<QualifiedSpan> {
        match skill {
            0 => vec![span(0, 1, 10), span(1, 5, 20)],
            1 => vec![span(0, 11, 15), span(1, 8, 9), span(1, 12, i32::MAX)],
            _ => vec![
                span(1, 9, 13),
                QualifiedSpan { person: 2, from: Day(1), through: Day::FOREVER },
            ],
        }
    }

    fn on(group: &SkillGroup, day: i32) -> (u32, Vec<u32>) {
        let qualified = Qualified::of(&Ask::group(group), held);
        (qualified.count(Day(day)), qualified.persons(Day(day)))
    }

    #[test]
    fn any_of_is_the_union_without_a_gap_between_neighbours() {
        let any = SkillGroup::AnyOf(vec![0, 1]);
        for (day, persons) in
            [(0, vec![]), (1, vec![0]), (5, vec![0, 1]), (11, vec![0, 1]), (16, vec![1])]
        {
            assert_eq!(on(&any, day), (u32::try_from(persons.len()).unwrap(), persons), "{day}");
        }
    }

    #[test]
    fn all_of_is_held_by_one_person_at_once() {
        let all = SkillGroup::AllOf(vec![0, 1, 0]);
        assert_eq!(on(&all, 8), (1, vec![1]));
        assert_eq!(on(&all, 10), (0, vec![]));
        assert_eq!(on(&all, 12), (1, vec![1]));
        assert_eq!(on(&all, 20), (1, vec![1]));
        assert_eq!(on(&all, 21), (0, vec![]));
    }

    #[test]
    fn at_least_counts_skills_not_rows() {
        let two = SkillGroup::AtLeast(2, vec![0, 1, 2]);
        assert_eq!(on(&two, 7).1, Vec::<u32>::new());
        assert_eq!(on(&two, 9).1, [1]);
        assert_eq!(on(&two, 11).1, [1]);
        assert_eq!(on(&SkillGroup::AnyOf(vec![2]), 1_000_000).1, [2]);
    }
}
