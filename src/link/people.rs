//! People: the accounts of one company that are one person (A1, A4).

use crate::base::dictionary::Hashed;
use crate::base::{Day, Dictionary};
use crate::ingest::read::Setting;
use crate::tables::{Facts, Mcid};

/// A user row. Texts are codes of the dictionary.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// Row in the facts of users.
    pub row: u32,
    pub company: u32,
    pub person: u32,
    pub work_email: u32,
    /// The account's own, as shown.
    pub mcid: Mcid,
    /// Its own, else the one that an association lends.
    pub matched_mcid: Mcid,
    pub user_id: u32,
    pub learn_email: u32,
    pub is_removed: bool,
    /// `ALWAYS` where unknown.
    pub created_on: Day,
    /// `FOREVER` where not known.
    pub removed_on: Day,
    /// `ALWAYS` where unknown.
    pub associated_on: Day,
    pub flagged_pc: bool,
    pub flagged_pmc: bool,
    pub partner_university: bool,
    pub file: u32,
    pub line: u32,
}

impl Account {
    /// On the roll of its company on a day, by what is known on the as-of date (A1).
    #[must_use]
    pub fn is_on_roll(&self, day: Day, as_of: Day) -> bool {
        !self.is_removed && self.created_on <= as_of && self.removed_on > day
    }

    /// A Removed row without a date is no association.
    #[must_use]
    pub fn acts_as_association(&self) -> bool {
        !(self.is_removed && self.removed_on == Day::FOREVER)
    }
}

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
    pub partner_university: bool,
}

#[derive(Default)]
pub struct People {
    pub accounts: Vec<Account>,
    pub persons: Vec<Person>,
    by_person: Vec<u32>,
    /// By account: the group over all companies.
    humans: Vec<u32>,
    /// The persons of each group that has several.
    several: Hashed<u32, Vec<u32>>,
}

impl People {
    /// Finds the persons among the accounts.
    #[must_use]
    pub fn of(mut accounts: Vec<Account>, as_of: Day) -> Self {
        let (groups, humans) =
            rayon::join(|| tie(&accounts, |account| account.company), || tie(&accounts, |_| 0));
        let mut people = Self { humans, ..Self::default() };
        people.gather(&mut accounts, &groups);
        people.accounts = accounts;
        for place in 0..people.persons.len() {
            people.describe(place, as_of);
        }
        people.find_several();
        people
    }

    fn find_several(&mut self) {
        let mut first: Hashed<u32, u32> = Hashed::default();
        for person in (0..).take(self.persons.len()) {
            let human = self.human(person);
            let one = *first.entry(human).or_insert(person);
            if one != person {
                self.several.entry(human).or_insert_with(|| vec![one]).push(person);
            }
        }
    }

    fn human(&self, person: u32) -> u32 {
        let place = self.persons[person as usize].start as usize;
        self.humans[self.by_person[place] as usize]
    }

    /// The persons that one human being is in several companies, or none where it is one alone.
    #[must_use]
    pub fn of_one_human(&self, person: u32) -> &[u32] {
        self.several.get(&self.human(person)).map_or(&[], Vec::as_slice)
    }

    /// Whether two persons (of two companies) are one human being: by MCID or by work e-mail.
    #[must_use]
    pub fn are_one_human(&self, a: u32, b: u32) -> bool {
        a == b || self.human(a) == self.human(b)
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
        let mut numbers: Vec<u64> = self
            .accounts_of(person)
            .filter(|account| !account.matched_mcid.is_none())
            .map(|account| account.matched_mcid.number())
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
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
        let person = &mut self.persons[place];
        person.shown = shown;
        person.roll_through = roll_through;
        person.partner_university = partner_university;
    }
}

/// The user rows; `lent` gives MCIDs to work e-mails that have none.
#[must_use]
pub fn accounts(
    users: &Facts,
    setting: &Setting<'_>,
    dictionary: &Dictionary,
    lent: &Hashed<u32, Mcid>,
) -> Vec<Account> {
    let (emails, mcids, ids) = (users.text("work_email"), users.mcid("mcid"), users.text("mpn_id"));
    let (user_ids, learn) = (users.text("user_id"), users.text("learn_email"));
    let (created, removed, associated) =
        (users.days("created_on"), users.days("removed_on"), users.days("associated_on"));
    let status = users.words("status");
    let (pc, pmc, university) = (
        users.words("associated_pc"),
        users.words("associated_pmc"),
        users.words("partner_university"),
    );
    let yes = 2;
    (0..users.len())
        .map(|row| {
            let mcid = mcids.at(row);
            let lent = lent.get(&emails.at(row)).copied().unwrap_or_default();
            Account {
                row: u32::try_from(row).unwrap_or(u32::MAX),
                company: setting.company(ids.at(row), dictionary),
                person: 0,
                work_email: emails.at(row),
                mcid,
                matched_mcid: if mcid.is_none() { lent } else { mcid },
                user_id: user_ids.at(row),
                learn_email: learn.at(row),
                is_removed: status.at(row) == 2,
                created_on: created.at(row).unwrap_or(Day::ALWAYS),
                removed_on: removed.at(row).unwrap_or(Day::FOREVER),
                associated_on: associated.at(row).unwrap_or(Day::ALWAYS),
                flagged_pc: pc.at(row) == yes,
                flagged_pmc: pmc.at(row) == yes,
                partner_university: university.at(row) == yes,
                file: users.file(row),
                line: users.lines[row],
            }
        })
        .collect()
}

/// Ties accounts of one realm by MCID and by work e-mail; answers a group for each account.
fn tie(accounts: &[Account], realm: impl Fn(&Account) -> u32) -> Vec<u32> {
    let mut groups: Vec<u32> = (0..).take(accounts.len()).collect();
    let mut by_mcid: Hashed<(u32, u64), u32> = Hashed::default();
    let mut by_email: Hashed<(u32, u32), u32> = Hashed::default();
    for (place, account) in (0_u32..).zip(accounts) {
        let same_email = *by_email.entry((realm(account), account.work_email)).or_insert(place);
        union(&mut groups, place, same_email);
        if !account.matched_mcid.is_none() {
            let key = (realm(account), account.matched_mcid.number());
            let same_mcid = *by_mcid.entry(key).or_insert(place);
            union(&mut groups, place, same_mcid);
        }
    }
    (0..).take(accounts.len()).map(|place| root(&mut groups, place)).collect()
}

fn root(groups: &mut [u32], place: u32) -> u32 {
    let mut at = place;
    while groups[at as usize] != at {
        groups[at as usize] = groups[groups[at as usize] as usize];
        at = groups[at as usize];
    }
    at
}

fn union(groups: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(groups, a), root(groups, b));
    groups[a.max(b) as usize] = a.min(b);
}
