//! Whose a transcript row is (A6, A6a): by MCID first, by other identities only where they are
//! unique.
//!
//! In the words of relations: transcripts ⟕ keys of the accounts, key by key, the first that finds one
//! human being. It is plain code all the same. Alone, for rows of which 95 in 100 find one of N/10
//! keys, on two cores, a left join of polars took 0.12 s where the hash table took 0.04 s at 10⁶ rows,
//! and 2.4 s for 0.86 s at 10⁷ with 200 MiB more; with both sides parted by key, so that each hash
//! table stays small, 0.13 s and 1.25 s with 120 MiB more. And whether several persons are one human
//! being (`People::are_one`) is no relation.

use std::ops::Range;

use rayon::prelude::*;

use crate::tables::Facts;
use crate::tables::facts::{McidColumn, TextColumn};
use crate::tables::kinds;

use super::associations::Associations;
use super::people::People;
use super::persons_by_key::PersonsByKey;

/// Nobody.
pub(crate) const NO_PERSON: u32 = u32::MAX;

/// How a row found its person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum FoundBy {
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

impl FoundBy {
    pub const ALL: [Self; 8] = [
        Self::Nobody,
        Self::Mcid,
        Self::UserId,
        Self::WorkEmail,
        Self::LearnerEmail,
        Self::OtherMcid,
        Self::NoMcid,
        Self::Ambiguous,
    ];
}

/// Rows with their persons; a row may have one in each of several companies.
#[derive(Default)]
pub struct Attached {
    /// By person, and in the order of their lines; those of nobody come last.
    rows: Vec<u32>,
    found_by: Vec<FoundBy>,
    /// For each person, and for nobody, where their rows start.
    starts: Vec<u32>,
}

/// The same for a stretch of the rows, as they come.
#[derive(Default)]
struct AttachedRows {
    rows: Vec<u32>,
    persons: Vec<u32>,
    found_by: Vec<FoundBy>,
}

/// The identities of all users, removed ones too.
struct Identities {
    mcids: PersonsByKey<u64>,
    user_ids: PersonsByKey<u32>,
    /// Other e-mails too.
    work_emails: PersonsByKey<u32>,
    /// Work, other and learning e-mails together.
    emails: PersonsByKey<u32>,
}

impl Identities {
    fn of(people: &People) -> Self {
        Self {
            mcids: PersonsByKey::of(people, People::mcids_of),
            user_ids: PersonsByKey::of(people, People::user_ids_of),
            work_emails: PersonsByKey::of(people, People::work_emails_of),
            emails: PersonsByKey::of(people, People::emails_of),
        }
    }
}

struct TranscriptKeys<'a> {
    mcids: McidColumn<'a>,
    /// 0 is no key: no account has an empty one.
    own_ids: TextColumn<'a>,
    work_emails: TextColumn<'a>,
    learner_emails: TextColumn<'a>,
    identities: &'a Identities,
    people: &'a People,
    associations: &'a Associations,
}

impl TranscriptKeys<'_> {
    /// The row's persons, one a company, and how they were found.
    fn attach(&self, row: usize, found: &mut Vec<u32>) -> FoundBy {
        found.clear();
        let mcid = self.mcids.at(row);
        if mcid.is_none() {
            return self.by_other_identity(row, found);
        }
        self.identities.mcids.find(mcid.number(), found);
        if !found.is_empty() {
            return FoundBy::Mcid;
        }
        if !self.associations.of_mcid(mcid.number()).is_empty() {
            return FoundBy::Nobody;
        }
        self.by_email_of_unknown_mcid(row, found)
    }

    /// By each key in turn; one that matches nobody or several passes to the next (A6a).
    fn by_other_identity(&self, row: usize, found: &mut Vec<u32>) -> FoundBy {
        let identities = self.identities;
        let tries = [
            (&identities.user_ids, self.own_ids.at(row), FoundBy::UserId),
            (&identities.work_emails, self.work_emails.at(row), FoundBy::WorkEmail),
            (&identities.emails, self.learner_emails.at(row), FoundBy::LearnerEmail),
        ];
        let mut several = false;
        for (index, key, found_by) in tries {
            found.clear();
            index.find(key, found);
            if self.people.are_one(found) {
                self.add_other_companies(key, found);
                return found_by;
            }
            several |= found.len() > 1;
        }
        found.clear();
        if several { FoundBy::Ambiguous } else { FoundBy::Nobody }
    }

    /// What is a human being's is theirs in each company that has them under the same MCID (A4),
    /// whichever account the row names: under those of all who have the address as a work e-mail, else
    /// of all who answer to the key. One person in a company is enough.
    fn add_other_companies(&self, key: u32, found: &mut Vec<u32>) {
        let people = self.people;
        let has_it = |person: u32| {
            let mut emails = people.accounts_of(person).flat_map(|own| people.own_emails_of(own));
            emails.any(|email| email == key)
        };
        let by_key = found.len();
        let mut named: Vec<u32> = found.iter().copied().filter(|own| has_it(*own)).collect();
        if named.is_empty() {
            named.clone_from(found);
        }
        for account in named.into_iter().flat_map(|own| people.accounts_of(own)) {
            for number in people.mcids_of(account) {
                self.identities.mcids.find(number, found);
            }
        }
        let company = |person: u32| people.persons[person as usize].company;
        let mut kept = by_key;
        for place in by_key..found.len() {
            let own = found[place];
            if found[..kept].iter().all(|known| company(*known) != company(own)) {
                found[kept] = own;
                kept += 1;
            }
        }
        found.truncate(kept);
    }

    /// The union of all that the row's e-mails and user id answer to (A6).
    fn by_email_of_unknown_mcid(&self, row: usize, found: &mut Vec<u32>) -> FoundBy {
        self.identities.emails.find(self.learner_emails.at(row), found);
        self.identities.emails.find(self.work_emails.at(row), found);
        self.identities.user_ids.find(self.own_ids.at(row), found);
        if found.is_empty() {
            return FoundBy::Nobody;
        }
        if !self.people.are_one(found) {
            found.clear();
            return FoundBy::Ambiguous;
        }
        FoundBy::OtherMcid
    }

    /// A person without any MCID has none to merge into.
    fn of_person(&self, found_by: FoundBy, person: u32) -> FoundBy {
        let is_without = |account| self.people.mcids_of(account).next().is_none();
        if found_by == FoundBy::OtherMcid && self.people.accounts_of(person).all(is_without) {
            FoundBy::NoMcid
        } else {
            found_by
        }
    }
}

/// Rows that are attached at once on one core.
const STRETCH: usize = 1 << 16;

/// Attaches all rows, and orders them by person.
#[must_use]
pub(crate) fn attach(facts: &Facts, people: &People, associations: &Associations) -> Attached {
    let identities = Identities::of(people);
    let keys = TranscriptKeys {
        mcids: facts.mcid(kinds::Transcripts::MCID),
        own_ids: facts.text(kinds::Transcripts::USER_ID),
        work_emails: facts.text(kinds::Transcripts::WORK_EMAIL),
        learner_emails: facts.text(kinds::Transcripts::LEARNER_EMAIL),
        identities: &identities,
        people,
        associations,
    };
    let stretches: Vec<usize> = (0..facts.len()).step_by(STRETCH).collect();
    let parts: Vec<AttachedRows> = stretches
        .into_par_iter()
        .map(|start| {
            let mut part = AttachedRows::default();
            let mut found = Vec::new();
            for row in start..facts.len().min(start + STRETCH) {
                let found_by = keys.attach(row, &mut found);
                if found.is_empty() {
                    part.push(row, NO_PERSON, found_by);
                }
                for person in &found {
                    part.push(row, *person, keys.of_person(found_by, *person));
                }
            }
            part
        })
        .collect();
    Attached::by_person(parts, people.persons.len())
}

impl AttachedRows {
    fn push(&mut self, row: usize, person: u32, found_by: FoundBy) {
        self.rows.push(u32::try_from(row).unwrap_or(u32::MAX));
        self.persons.push(person);
        self.found_by.push(found_by);
    }
}

impl Attached {
    /// Counts, then places: the rows of a person stay in the order of their lines.
    fn by_person(parts: Vec<AttachedRows>, persons: usize) -> Self {
        let bucket = |person: u32| (person as usize).min(persons);
        let mut starts = vec![0_u32; persons + 2];
        for person in parts.iter().flat_map(|part| &part.persons) {
            starts[bucket(*person) + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        let entries = parts.iter().map(|part| part.rows.len()).sum();
        let (mut rows, mut found_by) = (vec![0; entries], vec![FoundBy::Nobody; entries]);
        for part in parts {
            for ((row, person), own) in part.rows.iter().zip(&part.persons).zip(&part.found_by) {
                let at = &mut next[bucket(*person)];
                (rows[*at as usize], found_by[*at as usize]) = (*row, *own);
                *at += 1;
            }
        }
        Self { rows, found_by, starts }
    }

    /// How many there are: one for each person of a row, and for each row of nobody.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Where the rows of a person stand, in the order of their lines.
    #[must_use]
    pub fn of_person(&self, person: u32) -> Range<usize> {
        let place = person as usize;
        self.starts[place] as usize..self.starts[place + 1] as usize
    }

    /// Where the rows of nobody stand.
    #[must_use]
    pub fn of_nobody(&self) -> Range<usize> {
        self.starts[self.starts.len() - 2] as usize..self.rows.len()
    }

    /// These rows, and how each found its person.
    pub fn at(&self, places: Range<usize>) -> impl Iterator<Item = (u32, FoundBy)> + '_ {
        self.rows[places.clone()].iter().copied().zip(self.found_by[places].iter().copied())
    }

    /// Every person's rows, then those of nobody.
    pub fn each(&self) -> impl Iterator<Item = (u32, u32, FoundBy)> + '_ {
        let persons = (0..).take(self.starts.len() - 2);
        let of_persons = persons.flat_map(|person| {
            self.at(self.of_person(person)).map(move |(row, found_by)| (person, row, found_by))
        });
        of_persons
            .chain(self.at(self.of_nobody()).map(|(row, found_by)| (NO_PERSON, row, found_by)))
    }
}
