//! Links what was read: accounts into persons, their associations, and whose each transcript is.

use crate::base::{Day, Dictionary};
use crate::ingest::read::Setting;
use crate::tables::{Facts, YesNo};

use super::account::Account;
use super::accounts::accounts;
use super::associations::Associations;
use super::attach::{Attached, attach};
use super::evidence::seen;
use super::mcids_by_email::McidsByEmail;
use super::people::People;

/// What is linked, and how it is read.
pub(crate) struct LinkInputs<'a> {
    pub users: &'a Facts,
    pub transcripts: &'a Facts,
    /// The source of associations, where the pipeline has one.
    pub associations: Option<&'a Facts>,
    pub setting: &'a Setting<'a>,
    pub dictionary: &'a Dictionary,
    pub as_of: Day,
}

/// Who is who, by what is known on the as-of date.
pub(crate) struct Linked {
    pub people: People,
    pub associations: Associations,
    pub attached: Attached,
    /// By company: nothing says who is associated (A2u).
    pub associations_unknown: Vec<bool>,
}

/// Links everything.
#[must_use]
pub(crate) fn link(given: &LinkInputs<'_>) -> Linked {
    match given.associations {
        Some(rows) => with_source(given, rows),
        None => with_columns(given),
    }
}

/// The source of associations replaces the columns of the users.
fn with_source(given: &LinkInputs<'_>, rows: &Facts) -> Linked {
    let associations = Associations::from_facts(rows, given.setting, given.dictionary);
    let by_email = McidsByEmail::of(rows, given.as_of);
    let mut accounts = accounts(given.users, given.setting, given.dictionary, &by_email);
    for account in &mut accounts.all {
        let number = account.matched_mcid.number();
        account.associated_on = associations.latest_start(number, account.company, given.as_of);
    }
    let people = People::of(accounts, given.as_of);
    let attached = attach(given.transcripts, &people, &associations);
    let associations_unknown = vec![false; given.setting.pipeline.companies.len()];
    Linked { people, associations, attached, associations_unknown }
}

/// The columns of the users tell, and where they say nothing, Partner Center's training export.
fn with_columns(given: &LinkInputs<'_>) -> Linked {
    let accounts = accounts(given.users, given.setting, given.dictionary, &McidsByEmail::default());
    let nobodys = Associations::default();
    let mut people = People::of(accounts, given.as_of);
    let mut attached = attach(given.transcripts, &people, &nobodys);
    let seen = seen(given.transcripts, &attached, &people, given.setting, given.dictionary);
    let takes = seen.iter().any(|seen| !seen.takes.is_none());
    for seen in seen {
        let account = &mut people.accounts[seen.account as usize];
        account.evidence = Some(seen.row);
        if !seen.takes.is_none() {
            (account.mcid, account.matched_mcid) = (seen.takes, seen.takes);
        }
    }
    if takes {
        // Who has an MCID now may be one person with others, and their rows are found by it.
        people = People::of(people.into_accounts(), given.as_of);
        attached = attach(given.transcripts, &people, &nobodys);
    }
    let associations_unknown = unknown(given, &people.accounts);
    let associations = Associations::from_accounts(&people.accounts, given.transcripts);
    Linked { people, associations, attached, associations_unknown }
}

/// A2u: the companies of which no user says Yes or No, and of which there is no evidence.
fn unknown(given: &LinkInputs<'_>, accounts: &[Account]) -> Vec<bool> {
    let mut unknown = vec![true; given.setting.pipeline.companies.len()];
    for account in accounts {
        let says = account.says_pc.or(account.says_pmc) != YesNo::Unsaid;
        unknown[account.company as usize] &= !says && account.evidence.is_none();
    }
    unknown
}
