//! The `team` table (S1): a row for each account, with what its person should do next.
//!
//! Plain code: over the judged rows of a million transcripts the tallies take 10 ms. A `group_by` of
//! polars with the same sums takes 16 to 20 on two cores, once its columns are made.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::base::Day;
use crate::base::SortText;
use crate::link::attach::NO_PERSON;
use crate::link::{Account, People};
use crate::programme::InForce;
use crate::rules::Verdict;
use crate::rules::registry::{self, Reasons};
use crate::tables::columns;
use crate::tables::kinds;
use crate::tables::output::{OutputSchema, Rows, Values};
use crate::tables::{Facts, FileReport, Kind, KnownSource, outputs};

use super::Scene;

/// What the rows of a person come to.
#[derive(Clone, Copy, Default)]
pub struct PersonTally {
    pub counting: u32,
    pub pending: u32,
    pub not_counting: u32,
    /// The failing rules of all rows together.
    pub reasons: Reasons,
    pub has_university_skill: bool,
    /// A counting or pending skill expires soon.
    pub renews: bool,
}

/// A relevant skill is to be renewed when it expires within so many days (S1).
const RENEW_DAYS: i32 = 90;

/// The tally of every person.
#[must_use]
pub(crate) fn tallies(scene: &Scene<'_>) -> Vec<PersonTally> {
    let mut tallies = vec![PersonTally::default(); scene.people.persons.len()];
    let Some(transcripts) = scene.facts(Kind::Transcripts) else { return tallies };
    let university = scene.reading.dictionary.find(KnownSource::PartnerUniversity.word());
    let sources = transcripts.text(kinds::Transcripts::SOURCE);
    for chosen in &scene.judged.rows[..scene.judged.nobody_from] {
        if chosen.person == NO_PERSON {
            continue;
        }
        let tally = &mut tallies[chosen.person as usize];
        match chosen.verdict() {
            Verdict::Counts => tally.counting += 1,
            Verdict::Pending => tally.pending += 1,
            Verdict::No => tally.not_counting += 1,
        }
        tally.reasons |= chosen.reasons;
        tally.has_university_skill |= Some(sources.at(chosen.row as usize)) == university;
        let expires_soon = chosen.expires_on != Day::FOREVER
            && chosen.expires_on >= scene.as_of
            && chosen.expires_on <= scene.as_of.plus_days(RENEW_DAYS);
        tally.renews |= chosen.verdict() != Verdict::No && expires_soon;
    }
    tallies
}

/// What tells whether anybody ever signed in with an account.
#[derive(Clone, Copy)]
pub(crate) struct SignIns<'a> {
    pub users: &'a Facts,
    pub people: &'a People,
    pub files: &'a [FileReport],
    pub rules: &'a InForce,
    pub as_of: Day,
}

impl SignIns<'_> {
    /// The account was created long ago and nobody ever signed in with it: its password is dead.
    fn is_expired(&self, account: &Account) -> bool {
        let is_due = account.created_on.is_dated()
            && self.as_of.0 - account.created_on.0 > self.rules.temp_password_days
            && account.is_on_roll(self.as_of, self.as_of);
        let has_column = || self.files[account.file as usize].has_column("last_sign_in_on");
        let signed_in = self.users.days(kinds::Users::LAST_SIGN_IN_ON);
        let never = || self.people.rows_of(account).all(|row| signed_in.at(row as usize).is_none());
        is_due && has_column() && never()
    }

    /// Persons with an account that must be made anew.
    #[must_use]
    pub(crate) fn remade(&self) -> BTreeSet<u32> {
        let accounts = self.people.accounts.iter();
        accounts.filter(|account| self.is_expired(account)).map(|account| account.person).collect()
    }
}

/// Whether the password of an account is dead.
#[must_use]
pub(crate) fn has_expired_password(scene: &Scene<'_>, users: &Facts, account: &Account) -> bool {
    let (people, files) = (scene.people, scene.reading.files.as_slice());
    SignIns { users, people, files, rules: scene.rules, as_of: scene.as_of }.is_expired(account)
}

/// The table, made stretch by stretch from the accounts.
pub(crate) struct Team<'a> {
    scene: &'a Scene<'a>,
    users: &'a Facts,
    tallies: Vec<PersonTally>,
    /// Associated in PC, in PMC, by person.
    associated: Vec<(bool, bool)>,
    order: Vec<u32>,
}

impl<'a> Team<'a> {
    #[must_use]
    pub(crate) fn new(scene: &'a Scene<'a>, users: &'a Facts, tallies: Vec<PersonTally>) -> Self {
        let people = scene.people;
        let associated = (0..people.persons.len())
            .into_par_iter()
            .map(|person| {
                let now = scene.links.now(u32::try_from(person).unwrap_or(u32::MAX), None);
                (now.pc, now.pmc)
            })
            .collect();
        let mut team = Self { scene, users, tallies, associated, order: Vec::new() };
        let mut order: Vec<(u32, SortText<'_>, u32)> = (0..)
            .zip(&people.accounts)
            .map(|(place, account)| {
                let rank = scene.company_ranks[account.company as usize];
                let email = scene.text(account.work_email);
                (rank, SortText::of(email), place)
            })
            .collect();
        order.par_sort_unstable_by(|a, b| {
            (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| team.compare(a.2, b.2))
        });
        team.order = order.into_iter().map(|(_, _, place)| place).collect();
        team
    }

    fn account(&self, place: u32) -> &Account {
        &self.scene.people.accounts[place as usize]
    }

    /// Accounts of one company and e-mail, by the other columns from left to right.
    fn compare(&self, a: u32, b: u32) -> std::cmp::Ordering {
        let (x, y) = (self.account(a), self.account(b));
        let text = |account: &Account, name: &str| self.text(account, name);
        text(x, "first_name")
            .cmp(text(y, "first_name"))
            .then_with(|| text(x, "last_name").cmp(text(y, "last_name")))
            .then_with(|| self.is_active(x).cmp(&self.is_active(y)))
            .then_with(|| x.partner_university.cmp(&y.partner_university))
            .then_with(|| x.mcid.to_string().cmp(&y.mcid.to_string()))
            .then_with(|| self.next_step(x).cmp(self.next_step(y)))
            .then_with(|| a.cmp(&b))
    }

    fn text(&self, account: &Account, column: &str) -> &str {
        self.scene.text(self.scene.people.text(self.users.text(column), account))
    }

    fn is_active(&self, account: &Account) -> bool {
        account.is_on_roll(self.scene.as_of, self.scene.as_of)
    }

    fn next_step(&self, account: &Account) -> &'static str {
        let tally = &self.tallies[account.person as usize];
        if !self.is_active(account) {
            "none"
        } else if has_expired_password(self.scene, self.users, account) {
            "delete_and_add_again"
        } else if tally.reasons & registry::bit("mcid_mismatch") != 0 {
            "merge_mcid"
        } else if !self.associated[account.person as usize].0 {
            "associate_account"
        } else if tally.has_university_skill && !account.partner_university {
            "connect_partner_university"
        } else if tally.renews {
            "renew"
        } else if tally.pending > 0 {
            "wait"
        } else {
            "none"
        }
    }
}

impl Rows for Team<'_> {
    fn schema(&self) -> &'static OutputSchema {
        &outputs::TEAM
    }

    fn len(&self) -> usize {
        self.order.len()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        let accounts = || self.order[start..end].iter().map(|place| self.account(*place));
        let name = outputs::TEAM.columns[place].name;
        let cell = || {
            let column = self.users.text(name);
            let text = |account: &Account| self.scene.text(self.scene.people.text(column, account));
            Values::Text(accounts().map(text).collect())
        };
        let yes = |of: &dyn Fn(&Account) -> bool| {
            Values::YesNo(accounts().map(|account| Some(of(account))).collect())
        };
        let number = |of: fn(&PersonTally) -> u32| {
            let of = |account: &Account| of(&self.tallies[account.person as usize]);
            Values::Numbers(accounts().map(|account| Some(i64::from(of(account)))).collect())
        };
        let associated = |account: &Account| self.associated[account.person as usize];
        match name {
            columns::MPN_ID => {
                let mpn_id = |account: &Account| self.scene.mpn_id(account.company);
                Values::Text(accounts().map(mpn_id).collect())
            }
            columns::ACTIVE => yes(&|account| self.is_active(account)),
            columns::PARTNER_UNIVERSITY => yes(&|account| account.partner_university),
            columns::ASSOCIATED_PC => yes(&|account| associated(account).0),
            columns::ASSOCIATED_PMC => yes(&|account| associated(account).1),
            columns::MCID => Values::Mcids(accounts().map(|account| account.mcid).collect()),
            columns::COUNTING => number(|tally| tally.counting),
            columns::PENDING => number(|tally| tally.pending),
            columns::NOT_COUNTING => number(|tally| tally.not_counting),
            columns::REASON => {
                let reason = |account: &Account| {
                    let reasons = self.tallies[account.person as usize].reasons;
                    registry::codes(reasons).next().unwrap_or_default()
                };
                Values::Text(accounts().map(reason).collect())
            }
            columns::NEXT_STEP => {
                Values::Text(accounts().map(|account| self.next_step(account)).collect())
            }
            columns::REMOVED_ON => {
                Values::Days(accounts().map(|account| account.removed_on).collect())
            }
            _ => cell(),
        }
    }
}
