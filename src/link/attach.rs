//! Whose a transcript row is (A6, A6a): by MCID first, by other identities only where they are
//! unique.

use rayon::prelude::*;

use crate::base::dictionary::Hashed;
use crate::tables::Facts;
use crate::tables::facts::{McidColumn, TextColumn};

use super::associations::Associations;
use super::people::People;

/// Nobody.
pub const NO_PERSON: u32 = u32::MAX;

/// How a row found its person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Way {
    Nobody,
    Mcid,
    UserId,
    WorkEmail,
    LearnerEmail,
    /// The row's MCID is nobody's, its e-mail is that of a person with another MCID (A6).
    OtherMcid,
    /// The row's MCID is nobody's, its e-mail is that of a person without one (A6).
    NoMcid,
    /// Several persons answer to its e-mail.
    Ambiguous,
}

/// Rows with their persons; a row may have one in each of several companies.
#[derive(Default)]
pub struct Attached {
    pub rows: Vec<u32>,
    pub persons: Vec<u32>,
    pub ways: Vec<Way>,
    /// For each person (in order) where its entries stand in `order`; rows of nobody come last.
    pub starts: Vec<u32>,
    pub order: Vec<u32>,
}

/// One person, several, or nobody behind a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Found {
    Nobody,
    One(u32),
    Several,
}

#[derive(Default)]
struct Index(Hashed<u32, Found>);

impl Index {
    fn add(&mut self, key: u32, person: u32) {
        if key == 0 {
            return;
        }
        let found = self.0.entry(key).or_insert(Found::One(person));
        if *found != Found::One(person) {
            *found = Found::Several;
        }
    }

    fn find(&self, key: u32) -> Found {
        if key == 0 { Found::Nobody } else { self.0.get(&key).copied().unwrap_or(Found::Nobody) }
    }
}

/// The identities of all users, removed ones too.
struct Identities {
    /// MCID number → its first person.
    mcids: Hashed<u64, u32>,
    /// MCID number → its persons in further companies.
    further: Hashed<u64, Vec<u32>>,
    user_ids: Index,
    work_emails: Index,
    /// Work and learning e-mails together.
    emails: Index,
}

impl Identities {
    fn of(people: &People) -> Self {
        let mut identities = Self {
            mcids: Hashed::default(),
            further: Hashed::default(),
            user_ids: Index::default(),
            work_emails: Index::default(),
            emails: Index::default(),
        };
        for account in &people.accounts {
            if !account.matched_mcid.is_none() {
                let number = account.matched_mcid.number();
                let first = *identities.mcids.entry(number).or_insert(account.person);
                if first != account.person {
                    let further = identities.further.entry(number).or_default();
                    if !further.contains(&account.person) {
                        further.push(account.person);
                    }
                }
            }
            identities.user_ids.add(account.user_id, account.person);
            identities.work_emails.add(account.work_email, account.person);
            identities.emails.add(account.work_email, account.person);
            identities.emails.add(account.learn_email, account.person);
        }
        identities
    }
}

struct Keys<'a> {
    mcids: McidColumn<'a>,
    own_ids: TextColumn<'a>,
    work_emails: TextColumn<'a>,
    learner_emails: TextColumn<'a>,
    identities: &'a Identities,
    people: &'a People,
    associations: &'a Associations,
}

impl Keys<'_> {
    /// The row's person where it has one at most; `many` takes the persons of several companies.
    fn attach(&self, row: usize, many: &mut Vec<u32>) -> (u32, Way) {
        many.clear();
        let mcid = self.mcids.at(row);
        if mcid.is_none() {
            return self.by_other_identity(row);
        }
        if let Some(person) = self.identities.mcids.get(&mcid.number()) {
            if let Some(further) = self.identities.further.get(&mcid.number()) {
                many.extend_from_slice(further);
            }
            return (*person, Way::Mcid);
        }
        if !self.associations.of_mcid(mcid.number()).is_empty() {
            return (NO_PERSON, Way::Nobody);
        }
        self.by_email_of_unknown_mcid(row)
    }

    fn by_other_identity(&self, row: usize) -> (u32, Way) {
        let tries = [
            (self.identities.user_ids.find(self.own_ids.at(row)), Way::UserId),
            (self.identities.work_emails.find(self.work_emails.at(row)), Way::WorkEmail),
            (self.identities.emails.find(self.learner_emails.at(row)), Way::LearnerEmail),
        ];
        for (found, way) in tries {
            if let Found::One(person) = found {
                return (person, way);
            }
        }
        if tries.iter().any(|(found, _)| *found == Found::Several) {
            (NO_PERSON, Way::Ambiguous)
        } else {
            (NO_PERSON, Way::Nobody)
        }
    }

    /// The union of all that the row's e-mails and user id answer to (A6).
    fn by_email_of_unknown_mcid(&self, row: usize) -> (u32, Way) {
        let found = [
            self.identities.emails.find(self.learner_emails.at(row)),
            self.identities.emails.find(self.work_emails.at(row)),
            self.identities.user_ids.find(self.own_ids.at(row)),
        ];
        let mut one = None;
        for found in found {
            match found {
                Found::Nobody => {}
                Found::One(person) if one.is_none_or(|known| known == person) => one = Some(person),
                _ => return (NO_PERSON, Way::Ambiguous),
            }
        }
        let Some(person) = one else { return (NO_PERSON, Way::Nobody) };
        let has_mcid =
            self.people.accounts_of(person).any(|account| !account.matched_mcid.is_none());
        (person, if has_mcid { Way::OtherMcid } else { Way::NoMcid })
    }
}

/// Rows that are attached at once on one core.
const STRETCH: usize = 1 << 16;

/// Attaches all rows, and orders them by person.
#[must_use]
pub fn attach(facts: &Facts, people: &People, associations: &Associations) -> Attached {
    let identities = Identities::of(people);
    let keys = Keys {
        mcids: facts.mcid("mcid"),
        own_ids: facts.text("user_id"),
        work_emails: facts.text("work_email"),
        learner_emails: facts.text("learner_email"),
        identities: &identities,
        people,
        associations,
    };
    let stretches: Vec<usize> = (0..facts.len()).step_by(STRETCH).collect();
    let parts: Vec<Attached> = stretches
        .into_par_iter()
        .map(|start| {
            let mut part = Attached::default();
            let mut many = Vec::new();
            for row in start..facts.len().min(start + STRETCH) {
                let (person, way) = keys.attach(row, &mut many);
                part.push(row, person, way);
                for person in &many {
                    part.push(row, *person, way);
                }
            }
            part
        })
        .collect();
    let mut attached = Attached::default();
    for mut part in parts {
        attached.rows.append(&mut part.rows);
        attached.persons.append(&mut part.persons);
        attached.ways.append(&mut part.ways);
    }
    attached.sort_by_person(people.persons.len());
    attached
}

impl Attached {
    fn push(&mut self, row: usize, person: u32, way: Way) {
        self.rows.push(u32::try_from(row).unwrap_or(u32::MAX));
        self.persons.push(person);
        self.ways.push(way);
    }

    /// Counts, then places: the rows of a person stay in the order of their lines.
    fn sort_by_person(&mut self, persons: usize) {
        let bucket = |person: u32| (person as usize).min(persons);
        let mut starts = vec![0_u32; persons + 2];
        for person in &self.persons {
            starts[bucket(*person) + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        self.order = vec![0; self.rows.len()];
        for (entry, person) in (0_u32..).zip(&self.persons) {
            let at = &mut next[bucket(*person)];
            self.order[*at as usize] = entry;
            *at += 1;
        }
        self.starts = starts;
    }

    /// The entries of a person, in the order of their lines.
    #[must_use]
    pub fn of_person(&self, person: u32) -> &[u32] {
        let place = person as usize;
        &self.order[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// The entries of nobody.
    #[must_use]
    pub fn of_nobody(&self) -> &[u32] {
        let place = self.starts.len() - 2;
        &self.order[self.starts[place] as usize..]
    }
}
