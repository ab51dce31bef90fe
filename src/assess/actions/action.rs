//! An action: what is done, by whom, by when, for which levels.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::case::Case;
use crate::assess::ladder::LevelId;
use crate::base::{Amount, Day};

use super::deed::Deed;
pub(crate) use super::kind::ActionKind;
use super::moving::OtherCompany;

/// N2: how soon.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub enum Urgency {
    Now,
    Soon,
    Later,
    #[default]
    None,
}

/// A level as actions name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LevelName {
    pub competency: String,
    pub level: String,
    pub programme: String,
}

/// One thing to do.
#[derive(Clone, Debug)]
pub struct Action {
    pub urgency: Urgency,
    pub kind: ActionKind,
    pub who: Vec<String>,
    pub what: String,
    pub by_on: Day,
    /// The levels that it serves, whatever it brings them.
    pub served: BTreeSet<String>,
    /// Where it serves one level alone.
    pub level: Option<LevelName>,
    pub restores: BTreeSet<String>,
    pub keeps: BTreeSet<String>,
    /// Where the level that it serves breaks all the same, only later: the day.
    pub breaks_again_on: Option<Day>,
    pub skill: String,
    /// Actions of one kind and one group: any one of them is enough (N5).
    pub group: Option<String>,
    /// The rules, and what names the row of the table that it stands on.
    pub rules: Vec<&'static str>,
    pub stands_on: Option<TableRow>,
    /// The option whose requirement it is, where its level has several.
    pub option: String,
    /// The level that the one it serves asks for, where it is a requirement of that.
    pub through: String,
    /// Of a metric: so many more people, or so much more of its value, are enough.
    pub enough_more: Option<Amount>,
    /// What that is counted in.
    pub unit: String,
    /// Of an input or a fact: what is wrong with it, and where it is written.
    pub fault: Option<Fault>,
    /// Where it comes too late for the window of every level that it serves (W3): the last day on which
    /// it would have helped.
    pub helped_through: Option<Day>,
    /// The levels that it would restore or keep, if it did not.
    pub missed: BTreeSet<String>,
    /// What comes of it, where that may be enough with others or makes something fall.
    pub deed: Option<Deed>,
    /// By which others speak of it.
    pub number: usize,
    /// The numbers of those that restore or keep its level with it, where none of them is enough alone.
    pub enough_with: BTreeSet<usize>,
    /// Where any so many of these and it are enough.
    pub enough_of: Option<usize>,
    /// Of the lower levels among these: how many of these and it are enough, where they are fewer.
    pub enough_fewer: BTreeMap<String, usize>,
    /// The levels that these and it restore or keep.
    pub enough_for: BTreeSet<String>,
    /// Where it only puts off that levels break: which.
    pub puts_off: BTreeSet<String>,
    /// The last day on which it does, where it helps longer.
    pub puts_off_by: Option<Day>,
    /// All levels that it is for.
    pub serves: BTreeSet<LevelId>,
    /// The levels that are not met from the day on which it is done until it shows.
    pub falls: BTreeSet<String>,
    /// The number of the one that is to be done before, so that none is.
    pub after: Option<usize>,
    /// Whose certificates are to be renewed as well, so that it lasts.
    pub renew_too: Vec<Renewal>,
    /// What could be renewed instead, but not yet: any one of these, each of them whole.
    pub renew_instead: Vec<Vec<Renewal>>,
    /// A3: the companies that somebody leaves by it.
    pub leaves: Vec<OtherCompany>,
    /// A3: the other companies that could have them as well, and have not.
    pub elsewhere: Vec<OtherCompany>,
    /// A7: the first day on which it is allowed, where that is not today.
    pub allowed_from: Option<Day>,
    /// The levels for which it comes too late, where it serves others.
    pub too_late_for: BTreeSet<String>,
    /// It is asked for only where others are enough with it, and not without.
    pub is_for_others: bool,
}

/// A certificate that its holder can renew, from one day to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Renewal {
    pub email: String,
    pub code: String,
    pub opens_on: Day,
    pub through: Day,
}

impl Renewal {
    #[must_use]
    pub(super) fn text(&self) -> String {
        format!("{} {} {}..{}", self.email, self.code, self.opens_on, self.through)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub place: String,
}

/// A row of a published table, by the cells that name it, in the order of the table's columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    pub table: &'static str,
    pub key: Vec<String>,
}

impl Urgency {
    pub const ALL: [Self; 4] = [Self::Now, Self::Soon, Self::Later, Self::None];

    #[must_use]
    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|urgency| urgency.name() == name).unwrap_or_default()
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Soon => "soon",
            Self::Later => "later",
            Self::None => "none",
        }
    }
}

impl TableRow {
    #[must_use]
    pub fn of(table: &'static str, key: &[&str]) -> Self {
        Self { table, key: key.iter().map(|cell| (*cell).to_owned()).collect() }
    }
}

impl Action {
    /// Of a kind, on a day, about something; served levels and urgency come with `serving`.
    #[must_use]
    pub(super) fn new(kind: ActionKind, what: &str, by_on: Day) -> Self {
        Self {
            urgency: Urgency::None,
            kind,
            who: Vec::new(),
            what: what.to_owned(),
            by_on,
            served: BTreeSet::new(),
            level: None,
            restores: BTreeSet::new(),
            keeps: BTreeSet::new(),
            breaks_again_on: None,
            skill: String::new(),
            group: None,
            rules: Vec::new(),
            stands_on: None,
            option: String::new(),
            through: String::new(),
            enough_more: None,
            unit: String::new(),
            fault: None,
            helped_through: None,
            missed: BTreeSet::new(),
            deed: None,
            number: 0,
            enough_with: BTreeSet::new(),
            enough_of: None,
            enough_fewer: BTreeMap::new(),
            enough_for: BTreeSet::new(),
            puts_off: BTreeSet::new(),
            puts_off_by: None,
            serves: BTreeSet::new(),
            falls: BTreeSet::new(),
            after: None,
            renew_too: Vec::new(),
            renew_instead: Vec::new(),
            leaves: Vec::new(),
            elsewhere: Vec::new(),
            allowed_from: None,
            too_late_for: BTreeSet::new(),
            is_for_others: false,
        }
    }

    /// Asked for only with others, and those are not there.
    #[must_use]
    pub(super) fn is_idle(&self) -> bool {
        self.is_for_others
            && self.enough_with.is_empty()
            && self.restores.is_empty()
            && self.keeps.is_empty()
    }
}

impl Action {
    /// The levels that it brings nearer, and neither restores nor keeps.
    #[must_use]
    pub(super) fn helps(&self) -> BTreeSet<String> {
        if self.urgency == Urgency::None || self.helped_through.is_some() {
            return BTreeSet::new();
        }
        let known = |title: &&String| {
            [&self.restores, &self.keeps, &self.missed].iter().all(|own| !own.contains(*title))
        };
        self.served.iter().filter(known).cloned().collect()
    }
}

#[must_use]
pub(super) fn named(case: &Case<'_, '_>, level: LevelId) -> LevelName {
    let at = &case.grounds.at;
    let competency = &at.ladder.competencies[level.0];
    LevelName {
        competency: competency.name.to_owned(),
        level: at.ladder.rung(level).name.to_owned(),
        programme: competency.programme.id.clone(),
    }
}
