//! People: the accounts of one company that are one person (A1, A4).

use crate::base::Day;
use crate::base::dictionary::Hashed;
use crate::tables::facts::TextColumn;

use super::account::{Account, Accounts, FurtherKeys, Key};
use super::groups::UnionFind;

/// One human being in one company.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub company: u32,
    /// Where the person's accounts stand in `People::by_person`.
    start: u32,
    end: u32,
    /// The account that is shown.
    pub shown: u32,
    /// Last day on the roll; `ALWAYS` for who is not on it on the as-of date.
    pub roll_through: Day,
    /// Off the roll, and an account is so by its day of creation alone.
    pub is_to_join: bool,
    pub partner_university: bool,
}

#[derive(Default)]
pub struct People {
    pub accounts: Vec<Account>,
    further: FurtherKeys,
    pub persons: Vec<Person>,
    by_person: Vec<u32>,
}

impl People {
    /// Finds the persons among the accounts.
    #[must_use]
    pub fn of(mut accounts: Accounts, as_of: Day) -> Self {
        let groups = tie(&accounts);
        let mut people = Self { further: accounts.further, ..Self::default() };
        people.gather(&mut accounts.all, &groups);
        people.accounts = accounts.all;
        for place in 0..people.persons.len() {
            people.describe(place, as_of);
        }
        people
    }

    #[must_use]
    pub fn accounts_of(&self, person: u32) -> impl Iterator<Item = &Account> + '_ {
        let person = &self.persons[person as usize];
        self.by_person[person.start as usize..person.end as usize]
            .iter()
            .map(|account| &self.accounts[*account as usize])
    }

    #[must_use]
    pub fn shown(&self, person: u32) -> &Account {
        &self.accounts[self.persons[person as usize].shown as usize]
    }

    /// The numbers of the person's MCIDs, each once.
    #[must_use]
    pub fn mcids(&self, person: u32) -> Vec<u64> {
        let mut numbers: Vec<u64> =
            self.accounts_of(person).flat_map(|account| self.mcids_of(account)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The numbers of the account's MCIDs.
    pub fn mcids_of(&self, account: &Account) -> impl Iterator<Item = u64> + '_ {
        let own = (!account.matched_mcid.is_none()).then(|| account.matched_mcid.number());
        let further = self.further.keys_of(account.place).filter_map(|key| match key {
            Key::Mcid(number) => Some(number),
            _ => None,
        });
        own.into_iter().chain(further)
    }

    /// What the account is found by beside what stands in it.
    pub fn keys_of(&self, account: &Account) -> impl Iterator<Item = Key> + '_ {
        self.further.keys_of(account.place)
    }

    /// The account's user ids.
    pub fn user_ids_of(&self, account: &Account) -> impl Iterator<Item = u32> + '_ {
        let further = self.keys_of(account).filter_map(|key| match key {
            Key::UserId(id) => Some(id),
            _ => None,
        });
        Some(account.user_id).filter(|id| *id != 0).into_iter().chain(further)
    }

    /// The account's work e-mails and other e-mails, which are compared alike.
    pub fn work_emails_of(&self, account: &Account) -> impl Iterator<Item = u32> + '_ {
        let further = self.keys_of(account).filter_map(|key| match key {
            Key::WorkEmail(email) | Key::OtherEmail(email) => Some(email),
            _ => None,
        });
        std::iter::once(account.work_email).chain(further)
    }

    /// The work e-mails of the account's rows.
    pub fn own_emails_of(&self, account: &Account) -> impl Iterator<Item = u32> + '_ {
        let further = self.keys_of(account).filter_map(|key| match key {
            Key::WorkEmail(email) => Some(email),
            _ => None,
        });
        std::iter::once(account.work_email).chain(further)
    }

    /// All of the account's addresses, the private ones too.
    pub fn emails_of(&self, account: &Account) -> impl Iterator<Item = u32> + '_ {
        let further = self.keys_of(account).filter_map(|key| match key {
            Key::LearnEmail(email) => Some(email),
            _ => None,
        });
        let learn = Some(account.learn_email).filter(|email| *email != 0);
        self.work_emails_of(account).chain(learn).chain(further)
    }

    /// Whether one of the person's accounts has the address.
    #[must_use]
    pub fn has_email(&self, person: u32, email: u32) -> bool {
        self.accounts_of(person).any(|account| self.emails_of(account).any(|own| own == email))
    }

    /// The account's cell in a column of the users: of several rows the first that is filled.
    #[must_use]
    pub fn text(&self, column: TextColumn<'_>, account: &Account) -> u32 {
        self.further.text(column, account)
    }

    /// The account's rows among the users.
    pub fn rows_of(&self, account: &Account) -> impl Iterator<Item = u32> + '_ {
        self.further.all_rows(account)
    }

    /// Whether the persons are one human being in several companies: tied among themselves by an
    /// MCID, or by the work e-mail that one has of the other (A6a). Nobody is not one.
    #[must_use]
    pub fn are_one(&self, persons: &[u32]) -> bool {
        if persons.len() < 2 {
            return !persons.is_empty();
        }
        let mut companies: Hashed<u32, ()> = Hashed::default();
        let company = |person: &u32| self.persons[*person as usize].company;
        let are_apart = persons.iter().all(|own| companies.insert(company(own), ()).is_none());
        are_apart && self.are_tied(persons)
    }

    fn are_tied(&self, persons: &[u32]) -> bool {
        let mut groups = UnionFind::of(persons.len());
        let mut by_mcid: Hashed<u64, u32> = Hashed::default();
        let mut by_email: Hashed<u32, u32> = Hashed::default();
        for (place, person) in (0_u32..).zip(persons) {
            for account in self.accounts_of(*person) {
                for number in self.mcids_of(account) {
                    groups.unite(place, *by_mcid.entry(number).or_insert(place));
                }
                for email in self.own_emails_of(account) {
                    groups.unite(place, *by_email.entry(email).or_insert(place));
                }
            }
        }
        for (place, person) in (0_u32..).zip(persons) {
            for email in self.accounts_of(*person).flat_map(|own| self.work_emails_of(own)) {
                groups.unite(place, *by_email.get(&email).unwrap_or(&place));
            }
        }
        (0..).take(persons.len()).all(|place| groups.root(place) == 0)
    }

    /// The last day on which an account that is on the roll on the as-of date, and has access to Partner
    /// University, still is on it; none where there is no such account.
    #[must_use]
    pub fn university_through(&self, person: u32, as_of: Day) -> Option<Day> {
        let accounts = self.accounts_of(person);
        let own = accounts.filter(|own| own.partner_university && own.is_on_roll(as_of, as_of));
        own.map(|own| own.removed_on.plus_days(-1)).max()
    }

    /// Back to the accounts, before they are tied anew.
    #[must_use]
    pub fn into_accounts(self) -> Accounts {
        Accounts { all: self.accounts, further: self.further }
    }

    /// Numbers the persons in the order of their first account.
    fn gather(&mut self, accounts: &mut [Account], groups: &[u32]) {
        let mut person_of: Hashed<u32, u32> = Hashed::default();
        for (place, account) in accounts.iter_mut().enumerate() {
            let next = u32::try_from(person_of.len()).unwrap_or(u32::MAX);
            account.person = *person_of.entry(groups[place]).or_insert(next);
        }
        let mut starts = vec![0_u32; person_of.len() + 1];
        for account in accounts.iter() {
            starts[account.person as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        let mut next = starts.clone();
        self.by_person = vec![0; accounts.len()];
        for (place, account) in (0_u32..).zip(accounts.iter()) {
            let at = &mut next[account.person as usize];
            self.by_person[*at as usize] = place;
            *at += 1;
        }
        self.persons = starts
            .windows(2)
            .map(|bounds| Person {
                company: accounts[self.by_person[bounds[0] as usize] as usize].company,
                start: bounds[0],
                end: bounds[1],
                shown: 0,
                roll_through: Day::ALWAYS,
                is_to_join: false,
                partner_university: false,
            })
            .collect();
    }

    /// The shown account: on the roll first, then the latest association, then the first line.
    fn describe(&mut self, place: usize, as_of: Day) {
        let Person { start, end, .. } = self.persons[place];
        let own = &self.by_person[start as usize..end as usize];
        let account = |place: u32| &self.accounts[place as usize];
        let rank = |place: u32| {
            let account = account(place);
            (account.is_on_roll(as_of, as_of), account.associated_on, std::cmp::Reverse(place))
        };
        let shown = own.iter().copied().max_by_key(|place| rank(*place)).unwrap_or_default();
        let on_roll = || own.iter().map(|p| account(*p)).filter(|a| a.is_on_roll(as_of, as_of));
        let roll_through =
            on_roll().map(|account| account.removed_on.plus_days(-1)).max().unwrap_or(Day::ALWAYS);
        let partner_university = on_roll().any(|account| account.partner_university);
        let is_to_join =
            on_roll().next().is_none() && own.iter().any(|place| account(*place).is_to_join(as_of));
        let person = &mut self.persons[place];
        person.shown = shown;
        person.roll_through = roll_through;
        person.is_to_join = is_to_join;
        person.partner_university = partner_university;
    }
}

/// Ties accounts of one company by MCID and by work e-mail; answers a group for each account.
fn tie(accounts: &Accounts) -> Vec<u32> {
    let mut groups = UnionFind::of(accounts.all.len());
    let mut by_mcid: Hashed<(u32, u64), u32> = Hashed::default();
    let mut by_email: Hashed<(u32, u32), u32> = Hashed::default();
    for account in &accounts.all {
        let (place, company) = (account.place, account.company);
        groups.unite(place, *by_email.entry((company, account.work_email)).or_insert(place));
        if !account.matched_mcid.is_none() {
            let number = account.matched_mcid.number();
            groups.unite(place, *by_mcid.entry((company, number)).or_insert(place));
        }
    }
    for (place, key) in &accounts.further.keys {
        let company = accounts.all[*place as usize].company;
        let same = match key {
            Key::Mcid(number) => *by_mcid.entry((company, *number)).or_insert(*place),
            Key::WorkEmail(email) => *by_email.entry((company, *email)).or_insert(*place),
            _ => *place,
        };
        groups.unite(*place, same);
    }
    (0..).take(accounts.all.len()).map(|place| groups.root(place)).collect()
}
