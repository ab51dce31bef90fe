//! A4: user rows of one company, one of which has the other's work e-mail among its other e-mails, are
//! one account.

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::tables::facts::WordColumn;
use crate::tables::kinds;
use crate::tables::{Facts, YesNo};

use super::account::{Account, Accounts, FurtherKeys, Key};
use super::groups::UnionFind;

/// Makes one account of the rows of each chain of addresses.
#[must_use]
pub(super) fn fold(of_rows: Vec<Account>, users: &Facts) -> Accounts {
    let others = users.sets(kinds::Users::OTHER_EMAILS);
    if others.is_absent() {
        return Accounts { all: of_rows, further: FurtherKeys::default() };
    }
    let mut chains: Hashed<u32, Vec<u32>> = Hashed::default();
    let mut groups = chained(&of_rows, users);
    for row in (0..).take(of_rows.len()) {
        chains.entry(groups.root(row)).or_default().push(row);
    }
    let mut chains: Vec<Vec<u32>> = chains.into_values().collect();
    for chain in &mut chains {
        // Those with an MCID first, then by file and line.
        chain.sort_by_key(|row| (of_rows[*row as usize].mcid.is_none(), *row));
    }
    chains.sort_unstable_by_key(|chain| chain[0]);
    let university = users.words(kinds::Users::PARTNER_UNIVERSITY);
    let mut accounts = Accounts::default();
    for (place, chain) in (0..).zip(&chains) {
        let rows: Vec<&Account> = chain.iter().map(|row| &of_rows[*row as usize]).collect();
        let Some((first, further)) = rows.split_first() else { continue };
        let account = Account { place, ..merged(first, further, university) };
        let emails = chain.iter().flat_map(|row| others.at(*row as usize));
        let keys = keys(&account, further, emails.copied());
        accounts.further.keys.extend(keys.into_iter().map(|key| (place, key)));
        accounts.further.rows.extend(chain[1..].iter().map(|row| (place, *row)));
        accounts.all.push(account);
    }
    accounts
}

/// What the account is found by beside what stands in it, each once.
fn keys(account: &Account, further: &[&Account], others: impl Iterator<Item = u32>) -> Vec<Key> {
    let mut keys: Vec<Key> = further.iter().flat_map(|row| keys_of(row)).collect();
    // The address of one of its rows is not another one.
    let work = |email: u32| further.iter().any(|row| row.work_email == email);
    keys.extend(others.filter(|email| !work(*email)).map(Key::OtherEmail));
    keys.retain(|key| !is_own(account, *key));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Rows that one names by their address; its own address says nothing.
fn chained(of_rows: &[Account], users: &Facts) -> UnionFind {
    let others = users.sets(kinds::Users::OTHER_EMAILS);
    let mut naming: Hashed<(u32, u32), Vec<u32>> = Hashed::default();
    for (row, own) in (0_u32..).zip(of_rows) {
        for email in others.at(row as usize).iter().filter(|email| **email != own.work_email) {
            naming.entry((own.company, *email)).or_default().push(row);
        }
    }
    let mut groups = UnionFind::of(of_rows.len());
    for (row, own) in (0_u32..).zip(of_rows) {
        for namer in naming.get(&(own.company, own.work_email)).into_iter().flatten() {
            groups.unite(row, *namer);
        }
    }
    groups
}

/// The first row, with the first of the others' cells where its own are empty.
fn merged(first: &Account, others: &[&Account], university: WordColumn<'_>) -> Account {
    let mut account = *first;
    let says = |row: &Account| YesNo::at(university.at(row.row as usize));
    let access = others.iter().fold(says(first), |said, own| said.or(says(own)));
    account.partner_university = access == YesNo::Yes;
    for own in others {
        if account.matched_mcid.is_none() {
            account.matched_mcid = own.matched_mcid;
        }
        if account.user_id == 0 {
            account.user_id = own.user_id;
        }
        if account.learn_email == 0 {
            account.learn_email = own.learn_email;
        }
        if account.associated_on == Day::ALWAYS {
            account.associated_on = own.associated_on;
        }
        account.says_pc = account.says_pc.or(own.says_pc);
        account.says_pmc = account.says_pmc.or(own.says_pmc);
    }
    account
}

/// What a further row is found by.
fn keys_of(row: &Account) -> impl Iterator<Item = Key> {
    let mcid = (!row.matched_mcid.is_none()).then(|| Key::Mcid(row.matched_mcid.number()));
    let user_id = (row.user_id != 0).then_some(Key::UserId(row.user_id));
    let learn = (row.learn_email != 0).then_some(Key::LearnEmail(row.learn_email));
    [mcid, user_id, learn, Some(Key::WorkEmail(row.work_email))].into_iter().flatten()
}

/// Whether the account has the key in itself.
fn is_own(account: &Account, key: Key) -> bool {
    match key {
        Key::Mcid(number) => {
            !account.matched_mcid.is_none() && account.matched_mcid.number() == number
        }
        Key::UserId(id) => account.user_id == id,
        Key::WorkEmail(email) | Key::OtherEmail(email) => account.work_email == email,
        Key::LearnEmail(email) => account.learn_email == email,
    }
}
