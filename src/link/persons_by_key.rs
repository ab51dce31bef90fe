//! Who answers to a certification id or an e-mail, of all accounts.

use std::hash::Hash;

use crate::base::dictionary::Hashed;

use super::account::Account;
use super::people::People;

/// The persons behind each key: mostly one, so the others stand apart.
pub(crate) struct PersonsByKey<K> {
    first: Hashed<K, u32>,
    further: Hashed<K, Vec<u32>>,
}

impl<K: Copy + Eq + Hash> PersonsByKey<K> {
    /// By the keys that each account has.
    pub(crate) fn of<'p, I: Iterator<Item = K>>(
        people: &'p People,
        keys: impl Fn(&'p People, &'p Account) -> I,
    ) -> Self {
        let mut all = Self { first: Hashed::default(), further: Hashed::default() };
        for account in &people.accounts {
            keys(people, account).for_each(|key| all.add(key, account.person));
        }
        all
    }

    fn add(&mut self, key: K, person: u32) {
        let first = *self.first.entry(key).or_insert(person);
        if first != person {
            let further = self.further.entry(key).or_default();
            if !further.contains(&person) {
                further.push(person);
            }
        }
    }

    /// Puts the persons behind the key to those found already, each once.
    pub(crate) fn find(&self, key: K, found: &mut Vec<u32>) {
        let Some(first) = self.first.get(&key) else { return };
        let further = self.further.get(&key).map_or(&[][..], Vec::as_slice);
        for person in std::iter::once(first).chain(further) {
            if !found.contains(person) {
                found.push(*person);
            }
        }
    }
}
