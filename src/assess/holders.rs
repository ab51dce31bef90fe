//! Who of one company holds which skill, from when to when.

use crate::base::dictionary::Hashed;
use crate::base::{Day, Dictionary};
use crate::link::People;
use crate::programme::catalogue::SkillId;
use crate::rules::Holding;

use super::qualified::QualifiedSpan;

/// The persons of a company who hold anything that a requirement names, by work e-mail.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// Numbers of the persons; a holder is a place in here.
    pub persons: Vec<u32>,
    places: Hashed<u32, u32>,
}

/// Holdings of one company by holder and skill.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    /// By holder, skill and day; `person` is the holder.
    pub holdings: Vec<Holding>,
    pub spans: Spans,
}

/// By skill: spans from the first day that is asked about, by holder; those of one holder are apart.
#[derive(Clone, Debug, Default)]
pub struct Spans(Vec<Vec<QualifiedSpan>>);

impl Roster {
    #[must_use]
    pub fn of(mut persons: Vec<u32>, people: &People, dictionary: &Dictionary) -> Self {
        // Those of one person stand together: most are gone before they are sorted.
        persons.dedup();
        persons.sort_unstable();
        persons.dedup();
        persons.sort_by_key(|person| dictionary.text(people.shown(*person).work_email));
        Self::in_order(persons)
    }

    #[must_use]
    pub fn in_order(persons: Vec<u32>) -> Self {
        let places = persons.iter().copied().zip(0..).collect();
        Self { persons, places }
    }

    #[must_use]
    pub fn holder(&self, person: u32) -> Option<u32> {
        self.places.get(&person).copied()
    }

    #[must_use]
    pub fn person(&self, holder: u32) -> u32 {
        self.persons[holder as usize]
    }
}

impl Holders {
    /// Of holdings of the roster's persons, by their numbers in any order.
    #[must_use]
    pub fn of(holdings: &[Holding], roster: &Roster, as_of: Day) -> Self {
        let place = |holding: &Holding| {
            let person = roster.holder(holding.person)?;
            Some(Holding { person, ..*holding })
        };
        let mut own = Vec::with_capacity(holdings.len());
        own.extend(holdings.iter().filter_map(place));
        own.sort_unstable_by_key(order);
        let spans = Spans::of(&own, as_of);
        Self { holdings: own, spans }
    }

    /// The holdings of a holder, all skills.
    #[must_use]
    pub fn of_holder(&self, holder: u32) -> &[Holding] {
        let start = self.holdings.partition_point(|own| own.person < holder);
        let end = self.holdings.partition_point(|own| own.person <= holder);
        &self.holdings[start..end]
    }
}

/// By holder, skill and day.
pub(crate) fn order(own: &Holding) -> (u32, SkillId, Day, u32) {
    (own.person, own.skill, own.from, own.row)
}

impl Spans {
    /// Of holdings by holder, skill and day.
    #[must_use]
    pub fn of<'h>(holdings: impl IntoIterator<Item = &'h Holding>, first: Day) -> Self {
        let mut spans: Vec<Vec<QualifiedSpan>> = Vec::new();
        for held in holdings {
            let (from, skill) = (held.from.max(first), held.skill as usize);
            if from <= held.through {
                if spans.len() <= skill {
                    spans.resize_with(skill + 1, Vec::new);
                }
                add(&mut spans[skill], held.person, from, held.through);
            }
        }
        Self(spans)
    }

    fn of_skill(&self, skill: SkillId) -> &[QualifiedSpan] {
        self.0.get(skill as usize).map_or(&[], Vec::as_slice)
    }

    /// Those of a skill through a last day.
    pub fn through(&self, skill: SkillId, through: Day) -> impl Iterator<Item = QualifiedSpan> {
        let spans = self.of_skill(skill).iter().filter(move |span| span.from <= through);
        spans.map(move |span| QualifiedSpan { through: span.through.min(through), ..*span })
    }

    /// The last day of the one that holds a day, of a skill of a holder.
    #[must_use]
    pub fn held_through(&self, skill: SkillId, holder: u32, day: Day) -> Option<Day> {
        let spans = self.of_skill(skill);
        let first = spans.partition_point(|span| span.person < holder);
        let mut own = spans[first..].iter().take_while(|span| span.person == holder);
        own.find(|span| span.from <= day && day <= span.through).map(|span| span.through)
    }
}

/// Overlapping and neighbouring spans of one holder become one.
fn add(spans: &mut Vec<QualifiedSpan>, person: u32, from: Day, through: Day) {
    match spans.last_mut() {
        Some(last) if last.person == person && from <= last.through.plus_days(1) => {
            last.through = last.through.max(through);
        }
        _ => spans.push(QualifiedSpan { person, from, through }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(person: u32, skill: SkillId, from: i32, through: i32) -> Holding {
        let (from, through) = (Day(from), Day(through));
        Holding { person, skill, from, through, row: 0, by_grace: false, is_pending: false }
    }

    #[test]
    fn rows_of_one_skill_are_united_from_the_as_of_date_on() {
        let roster = Roster::in_order(vec![7, 3]);
        let all = [
            holding(3, 1, 5, 20),
            holding(7, 1, 1, 10),
            holding(7, 1, 11, 15),
            holding(7, 1, 17, 18),
            holding(9, 1, 1, 99),
        ];
        let holders = Holders::of(&all, &roster, Day(8));
        let span = |person, from, through| QualifiedSpan {
            person,
            from: Day(from),
            through: Day(through),
        };
        let through =
            |skill, day| holders.spans.through(skill, day).collect::<Vec<QualifiedSpan>>();
        assert_eq!(through(1, Day::FOREVER), [span(0, 8, 15), span(0, 17, 18), span(1, 8, 20)]);
        assert_eq!(through(1, Day(12)), [span(0, 8, 12), span(1, 8, 12)]);
        assert!(through(4, Day::FOREVER).is_empty());
        assert_eq!(holders.of_holder(0).len(), 3);
    }
}
