//! Why a skill stops counting: which rule ends a holding, on its last day.

use crate::base::Day;
use crate::link::{People, PersonLinks};
use crate::programme::{Catalogue, InForce};
use crate::rules::Holding;
use crate::rules::verdict::expired::inferred_expiry;
use crate::tables::facts::DayColumn;
use crate::tables::kinds;

use super::question::Question;

/// What is asked about the rows behind holdings.
pub struct Endings<'a> {
    completed_on: DayColumn<'a>,
    expires_on: DayColumn<'a>,
    catalogue: &'a Catalogue,
    rules: &'a InForce,
    people: &'a People,
    links: &'a PersonLinks<'a>,
}

impl<'a> Endings<'a> {
    #[must_use]
    pub fn of(question: &Question<'a>) -> Self {
        Self {
            completed_on: question.transcripts.days(kinds::Transcripts::COMPLETED_ON),
            expires_on: question.transcripts.days(kinds::Transcripts::EXPIRES_ON),
            catalogue: question.catalogue,
            rules: question.rules,
            people: question.people,
            links: question.links,
        }
    }

    /// The last valid day of the row behind a holding; `FOREVER` where there is none.
    #[must_use]
    pub fn expires_on(&self, holding: &Holding) -> Day {
        let row = holding.row as usize;
        let completed_on = self.completed_on.at(row).unwrap_or(Day::ALWAYS);
        let kind = self.catalogue.skills.get(holding.skill as usize).map(|skill| skill.kind);
        let inferred = || inferred_expiry(kind, completed_on, self.rules);
        self.expires_on.at(row).or_else(inferred).unwrap_or(Day::FOREVER)
    }

    /// The last day on the roll.
    #[must_use]
    pub fn roll_through(&self, person: u32) -> Day {
        self.people.persons[person as usize].roll_through
    }

    /// The first day without grace for the company of a person.
    #[must_use]
    pub fn grace_ends_on(&self, person: u32) -> Option<Day> {
        let company = self.people.persons[person as usize].company as usize;
        self.links.graces.get(company).and_then(|grace| grace.ends_on)
    }

    /// The rules that end a holding of a person; the association where no other does.
    #[must_use]
    pub fn rules_of(&self, holding: &Holding, person: u32) -> Vec<&'static str> {
        let after = holding.through.plus_days(1);
        let by_grace = holding.by_grace && self.grace_ends_on(person) == Some(after);
        let mut rules = Vec::new();
        for (id, ends) in [
            ("R2", self.expires_on(holding) == holding.through),
            ("A1", self.roll_through(person) == holding.through),
            ("G1", by_grace),
        ] {
            if ends {
                rules.push(id);
            }
        }
        if rules.is_empty() {
            rules.push("A2");
        }
        rules
    }
}
