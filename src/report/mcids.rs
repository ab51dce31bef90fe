//! How certification ids are shown: as the accounts write them, with their leading zeros, whatever a
//! transcript writes.

use std::borrow::Cow;

use crate::base::dictionary::Hashed;
use crate::tables::columns;

use super::tables::PublishedTables;
use super::view::each;

/// The length of each account's id, by its number.
#[derive(Clone, Debug, Default)]
pub struct Mcids(Hashed<u64, usize>);

impl Mcids {
    #[must_use]
    pub fn of(tables: &PublishedTables<'_>) -> Self {
        let mut known = Self::default();
        each(tables.get("team"), |row| {
            let id = row.text(columns::MCID);
            if let Ok(number) = id.parse::<u64>() {
                let length = known.0.entry(number).or_insert(0);
                *length = (*length).max(id.len());
            }
        });
        known
    }

    /// The id as its account writes it; of nobody's account as it is.
    #[must_use]
    pub fn shown<'a>(&self, id: Cow<'a, str>) -> Cow<'a, str> {
        let number = id.parse::<u64>().ok();
        let known = number.and_then(|number| Some((number, *self.0.get(&number)?)));
        match known {
            Some((number, length)) if length != id.len() => {
                Cow::Owned(format!("{number:0length$}"))
            }
            _ => id,
        }
    }
}
