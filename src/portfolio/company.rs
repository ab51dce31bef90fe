//! A company of a run: how its levels stand, by when something is due, what is to be done.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::base::Day;
use crate::report::cell::Tone;
use crate::report::classes::{Counts, light};

/// What is told of a company.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CompanyStanding {
    pub mpn_id: String,
    /// Empty where the run does not tell it.
    pub name: String,
    pub counts: Counts,
    /// Of those that break, how many within the near days.
    pub breaks_soon: u64,
    /// The first day by which something is to be done about a level, or on which one breaks.
    pub soonest: Option<Day>,
    pub actions_now: u64,
    pub actions_soon: u64,
    pub findings: u64,
    /// The newest completion of a skill up to the as-of date.
    pub newest_skill: Option<Day>,
}

impl CompanyStanding {
    /// None where no level is held or lapsed.
    #[must_use]
    pub(crate) fn tone(&self) -> Option<Tone> {
        (!self.counts.is_empty()).then(|| self.counts.tone())
    }

    /// The code of its light; empty without one.
    #[must_use]
    pub(crate) fn light(&self) -> &'static str {
        self.tone().map_or("", light)
    }

    /// What it is called, or its id.
    #[must_use]
    pub(crate) fn shown(&self) -> &str {
        if self.name.is_empty() { &self.mpn_id } else { &self.name }
    }

    /// The worst first, of those the soonest.
    #[must_use]
    pub(crate) fn place(&self) -> (u8, Reverse<u64>, Day, &str) {
        let (urgency, red) = self.counts.place();
        (urgency, red, self.soonest.unwrap_or(Day::FOREVER), &self.mpn_id)
    }
}

/// The companies that were met so far.
#[derive(Default)]
pub(crate) struct CompanyTables {
    pub all: Vec<CompanyStanding>,
    places: HashMap<String, usize>,
    /// The rows of a company stand together in most tables.
    last: usize,
}

impl CompanyTables {
    /// The one of this id, a new one where it was not met before.
    pub(crate) fn of(&mut self, mpn_id: &str) -> &mut CompanyStanding {
        let is_last = self.all.get(self.last).is_some_and(|last| last.mpn_id == mpn_id);
        if !is_last {
            self.last = match self.places.get(mpn_id) {
                Some(place) => *place,
                None => self.add(mpn_id),
            };
        }
        &mut self.all[self.last]
    }

    fn add(&mut self, mpn_id: &str) -> usize {
        let place = self.all.len();
        self.places.insert(mpn_id.to_owned(), place);
        self.all.push(CompanyStanding { mpn_id: mpn_id.to_owned(), ..CompanyStanding::default() });
        place
    }
}

/// How many companies have each light, the worst first; the last have none.
pub(crate) const LIGHTS: [&str; 5] = ["red", "amber", "grey", "green", "none"];

/// How many companies have each of the lights.
#[must_use]
pub(crate) fn lights<'c>(companies: impl IntoIterator<Item = &'c CompanyStanding>) -> [u64; 5] {
    let mut counts = [0; 5];
    for company in companies {
        let place = LIGHTS.iter().position(|own| *own == company.light());
        counts[place.unwrap_or(LIGHTS.len() - 1)] += 1;
    }
    counts
}
