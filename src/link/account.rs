//! An account of a company, and all of them.

use crate::base::Day;
use crate::tables::facts::TextColumn;
use crate::tables::{Mcid, YesNo};

/// One account. Texts are codes of the dictionary.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// Its place among the accounts.
    pub place: u32,
    /// Its first row in the facts of users: the one that says whether it is on the roll.
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
    pub says_pc: YesNo,
    pub says_pmc: YesNo,
    /// The row of the transcripts that is evidence of its association in PC (A2e), where its own
    /// column does not say Yes.
    pub evidence: Option<u32>,
    pub partner_university: bool,
    pub file: u32,
    pub line: u32,
}

/// What only some accounts have beside what stands in the account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Key {
    Mcid(u64),
    UserId(u32),
    /// The work e-mail of a further row.
    WorkEmail(u32),
    OtherEmail(u32),
    LearnEmail(u32),
}

/// All accounts, in the order of their first rows.
#[derive(Default)]
pub struct Accounts {
    pub all: Vec<Account>,
    pub further: FurtherKeys,
}

/// Keys and rows beside the first ones, by account.
#[derive(Clone, Default)]
pub struct FurtherKeys {
    pub keys: Vec<(u32, Key)>,
    /// After the first one, in the order in which their cells are looked at.
    pub rows: Vec<(u32, u32)>,
}

impl Account {
    /// On the roll of its company on a day, by what is known on the as-of date (A1).
    #[must_use]
    pub fn is_on_roll(&self, day: Day, as_of: Day) -> bool {
        !self.is_removed && self.created_on <= as_of && self.removed_on > day
    }

    /// Off the roll by its day of creation alone.
    #[must_use]
    pub fn is_to_join(&self, as_of: Day) -> bool {
        !self.is_removed && self.created_on > as_of && self.removed_on > as_of
    }

    /// A Removed row without a date is no association.
    #[must_use]
    pub fn acts_as_association(&self) -> bool {
        !(self.is_removed && self.removed_on == Day::FOREVER)
    }

    /// Evidence counts where the column says nothing.
    #[must_use]
    pub fn is_linked_by_evidence(&self) -> bool {
        self.says_pc == YesNo::Unsaid && self.evidence.is_some()
    }

    /// Since when it is associated in PC, and in PMC, where it is; evidence does not say since when.
    #[must_use]
    pub fn linked_since(&self) -> (Option<Day>, Option<Day>) {
        let by_evidence = self.is_linked_by_evidence().then_some(Day::ALWAYS);
        let dated = |said: YesNo| (said == YesNo::Yes).then_some(self.associated_on);
        (dated(self.says_pc).or(by_evidence), dated(self.says_pmc))
    }
}

impl FurtherKeys {
    #[must_use]
    pub fn keys_of(&self, account: u32) -> impl Iterator<Item = Key> + '_ {
        let start = self.keys.partition_point(|(of, _)| *of < account);
        self.keys[start..].iter().take_while(move |(of, _)| *of == account).map(|(_, key)| *key)
    }

    fn rows_of(&self, account: u32) -> impl Iterator<Item = u32> + '_ {
        let start = self.rows.partition_point(|(of, _)| *of < account);
        self.rows[start..].iter().take_while(move |(of, _)| *of == account).map(|(_, row)| *row)
    }

    /// The first of the account's cells in a column that is filled.
    #[must_use]
    pub fn text(&self, column: TextColumn<'_>, account: &Account) -> u32 {
        let first = column.at(account.row as usize);
        if first != 0 || self.rows.is_empty() {
            return first;
        }
        let others = self.rows_of(account.place).map(|row| column.at(row as usize));
        others.into_iter().find(|code| *code != 0).unwrap_or(0)
    }

    /// The rows of the account, the first one first.
    pub fn all_rows(&self, account: &Account) -> impl Iterator<Item = u32> + '_ {
        std::iter::once(account.row).chain(self.rows_of(account.place))
    }
}
