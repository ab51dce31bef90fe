//! A2e: rows of Partner Center's own training export, which lists only who is associated, are evidence
//! of the association in PC where the users say neither Yes nor No.

use rayon::prelude::*;

use crate::base::Dictionary;
use crate::ingest::read::Setting;
use crate::tables::facts::{McidColumn, TextColumn};
use crate::tables::kinds;
use crate::tables::{Facts, Mcid, YesNo};

use super::account::Account;
use super::attach::{Attached, FoundBy};
use super::people::People;

/// What the rows say of an account.
pub(crate) struct AccountEvidence {
    /// The account's place.
    pub account: u32,
    /// The first row that is evidence for it.
    pub row: u32,
    /// The MCID that an account without one takes: that of the first row whose MCID is nobody's.
    pub takes: Mcid,
}

/// The columns that are looked at.
struct EvidenceColumns<'a> {
    mpn_ids: TextColumn<'a>,
    mcids: McidColumn<'a>,
    user_ids: TextColumn<'a>,
    work_emails: TextColumn<'a>,
    learner_emails: TextColumn<'a>,
    setting: &'a Setting<'a>,
    dictionary: &'a Dictionary,
    people: &'a People,
}

/// The accounts of which there is evidence, but those that say Yes themselves.
#[must_use]
pub(crate) fn seen(
    transcripts: &Facts,
    attached: &Attached,
    people: &People,
    setting: &Setting<'_>,
    dictionary: &Dictionary,
) -> Vec<AccountEvidence> {
    let rows = EvidenceColumns {
        mpn_ids: transcripts.text(kinds::Transcripts::MPN_ID),
        mcids: transcripts.mcid(kinds::Transcripts::MCID),
        user_ids: transcripts.text(kinds::Transcripts::USER_ID),
        work_emails: transcripts.text(kinds::Transcripts::WORK_EMAIL),
        learner_emails: transcripts.text(kinds::Transcripts::LEARNER_EMAIL),
        setting,
        dictionary,
        people,
    };
    if rows.mpn_ids.is_absent() {
        return Vec::new();
    }
    let persons = 0..u32::try_from(people.persons.len()).unwrap_or(u32::MAX);
    persons
        .into_par_iter()
        .flat_map_iter(|person| {
            let accounts = people.accounts_of(person).filter(|own| own.says_pc != YesNo::Yes);
            accounts.filter_map(|account| rows.of_account(account, attached)).collect::<Vec<_>>()
        })
        .collect()
}

impl EvidenceColumns<'_> {
    /// Mostly the first row of a person is evidence, and the others are not looked at.
    fn of_account(&self, account: &Account, attached: &Attached) -> Option<AccountEvidence> {
        let is_without = self.people.mcids_of(account).next().is_none();
        let may_take = is_without && account.says_pc == YesNo::Unsaid;
        let mut seen: Option<AccountEvidence> = None;
        for (row, found_by) in attached.at(attached.of_person(account.person)) {
            let place = row as usize;
            let is_strange = matches!(found_by, FoundBy::OtherMcid | FoundBy::NoMcid);
            if (is_strange && !is_without)
                || self.company(place) != Some(account.company)
                || !self.is_found(account, place, found_by)
            {
                continue;
            }
            let one = seen.get_or_insert(AccountEvidence {
                account: account.place,
                row,
                takes: Mcid::NONE,
            });
            if is_strange && may_take {
                one.takes = self.mcids.at(place);
            }
            if !may_take || !one.takes.is_none() {
                break;
            }
        }
        seen
    }

    /// The company in whose export the row stands, where it is one of the pipeline's.
    fn company(&self, row: usize) -> Option<u32> {
        let id = self.mpn_ids.at(row);
        if id == 0 { None } else { self.setting.companies.find(self.dictionary.text(id)) }
    }

    /// Whether the row is about this account of the person. A row that found the person by another
    /// company's account, and nobody's in this one, is about all of them.
    fn is_found(&self, account: &Account, row: usize, found_by: FoundBy) -> bool {
        let is_about = |own: &Account| self.finds(own, row, found_by);
        let of_company =
            || self.people.accounts.iter().filter(|own| own.company == account.company);
        let is_elsewhere = || !of_company().any(is_about);
        let is_strange = matches!(found_by, FoundBy::OtherMcid | FoundBy::NoMcid);
        is_about(account) || (!is_strange && is_elsewhere())
    }

    /// Whether the account has what the row was found by.
    fn finds(&self, account: &Account, row: usize, found_by: FoundBy) -> bool {
        let people = self.people;
        let (user_id, work, learner) =
            (self.user_ids.at(row), self.work_emails.at(row), self.learner_emails.at(row));
        let by_id = || people.user_ids_of(account).any(|own| own == user_id);
        let by_any = |email: u32| people.emails_of(account).any(|own| own == email);
        match found_by {
            FoundBy::Mcid => {
                let number = self.mcids.at(row).number();
                people.mcids_of(account).any(|own| own == number)
            }
            FoundBy::UserId => by_id(),
            FoundBy::WorkEmail => people.work_emails_of(account).any(|own| own == work),
            FoundBy::LearnerEmail => by_any(learner),
            FoundBy::OtherMcid | FoundBy::NoMcid => by_any(learner) || by_any(work),
            FoundBy::Nobody | FoundBy::Ambiguous => false,
        }
    }
}
