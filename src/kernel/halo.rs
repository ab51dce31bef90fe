//! Which shards need a row: those of the companies that its person's accounts touch.
//!
//! Linking looks up by MCID, user id and e-mail alone, and assessing goes by company. So a shard that
//! has its companies, and whole clusters of keys around their people, comes to the verdicts that a run
//! over everything comes to. A transcript that finds somebody by its MCID belongs to that one's
//! cluster. Another ties those that it may find by its other keys, but never by a key that no account
//! has: one junk id would tie half of all companies together.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::base::dictionary::Hashed;
use crate::link::UnionFind;
use crate::tables::facts::{McidColumn, SetColumn, TextColumn};
use crate::tables::kinds::{MPN_ID, Transcripts, Users};
use crate::tables::{Facts, Kind};

/// Keys of rows in clusters, and the companies of each cluster.
pub(crate) struct Halo {
    places: Hashed<u64, u32>,
    /// Of each key the cluster.
    clusters: Vec<u32>,
    /// Of each cluster that any company has, its shards; the first is its home.
    shards: Hashed<u32, Vec<u16>>,
    /// Companies that a shard reads and does not judge.
    pub(crate) around: Vec<BTreeSet<u32>>,
}

/// Where a row is told of, if it is nobody's, and which other shards read it.
#[derive(Clone, Copy)]
pub(crate) struct RowHome<'a> {
    pub(crate) home: u16,
    pub(crate) guests: &'a [u16],
}

/// The companies by their shards.
pub(crate) struct CompanyShards<'a> {
    /// By company.
    pub(crate) shard_of: &'a [u16],
    pub(crate) count: u16,
}

/// What rows of a kind are found by.
struct KeyColumns<'a> {
    mcid: McidColumn<'a>,
    user_id: TextColumn<'a>,
    emails: [TextColumn<'a>; 3],
    others: SetColumn<'a>,
}

impl<'a> KeyColumns<'a> {
    fn of(facts: &'a Facts) -> Self {
        Self {
            mcid: facts.mcid(Users::MCID),
            user_id: facts.text(Users::USER_ID),
            emails: [Users::WORK_EMAIL, Users::LEARN_EMAIL, Transcripts::LEARNER_EMAIL]
                .map(|name| facts.text(name)),
            others: facts.sets(Users::OTHER_EMAILS),
        }
    }

    /// The key of the row's MCID, 0 where it has none.
    fn mcid(&self, row: usize) -> u64 {
        let mcid = self.mcid.at(row);
        if mcid.is_none() { 0 } else { mcid.number() << 2 | 1 }
    }

    /// The row's other keys.
    fn others(&self, row: usize) -> impl Iterator<Item = u64> + use<'a> {
        let user_id = Some(self.user_id.at(row)).filter(|code| *code != 0);
        let emails = self.emails.map(|column| column.at(row)).into_iter();
        let emails = emails.chain(self.others.at(row).iter().copied());
        let emails = emails.filter(|code| *code != 0).map(|code| u64::from(code) << 2 | 3);
        user_id.map(|code| u64::from(code) << 2 | 2).into_iter().chain(emails)
    }

    fn all(&self, row: usize) -> impl Iterator<Item = u64> + use<'a> {
        Some(self.mcid(row)).filter(|key| *key != 0).into_iter().chain(self.others(row))
    }
}

/// Keys that hang together.
#[derive(Default)]
pub(crate) struct Ties {
    places: Hashed<u64, u32>,
    groups: UnionFind,
    /// Keys of rows that name a company, each with that.
    companies: Vec<(u32, u32)>,
}

impl Ties {
    fn place(&mut self, key: u64) -> u32 {
        let groups = &mut self.groups;
        *self.places.entry(key).or_insert_with(|| groups.add())
    }

    /// The keys of somebody.
    fn tie(&mut self, keys: impl Iterator<Item = u64>) {
        let mut first = None;
        for key in keys {
            let place = self.place(key);
            self.groups.unite(*first.get_or_insert(place), place);
        }
    }

    /// Of these keys those that somebody has.
    fn tie_known(&mut self, keys: impl Iterator<Item = u64>) {
        let known: Vec<u64> = keys.filter(|key| self.places.contains_key(key)).collect();
        self.tie(known.into_iter());
    }

    /// Ties the keys of users and associations. `company` is that of an MPN id, by its code.
    #[must_use]
    pub(crate) fn of(facts: &BTreeMap<Kind, Facts>, company: &impl Fn(u32) -> Option<u32>) -> Self {
        let mut ties = Self::default();
        for facts in [Kind::Users, Kind::Associations].iter().filter_map(|kind| facts.get(kind)) {
            let (columns, ids) = (KeyColumns::of(facts), facts.text(MPN_ID));
            for row in 0..facts.len() {
                ties.tie(columns.all(row));
                let company = company(ids.at(row));
                if let Some((key, company)) = columns.all(row).next().zip(company) {
                    let place = ties.place(key);
                    ties.companies.push((place, company));
                }
            }
        }
        ties
    }

    /// Ties what rows of Partner Center's report name of somebody; when all strays are tied, for their
    /// MCIDs are somebody's then.
    pub(crate) fn tie_report(&mut self, report: &Facts) {
        let columns = KeyColumns::of(report);
        (0..report.len()).for_each(|row| self.tie_known(columns.all(row)));
    }

    /// Ties what transcripts that find nobody by their MCID may find; all rows of an MCID are given at
    /// once. Where there is no source of associations, an account without an MCID may take that of a
    /// row in which it is found (A2e), and is found by it from then on.
    pub(crate) fn tie_strays(&mut self, transcripts: &Facts, may_take: bool) {
        let columns = KeyColumns::of(transcripts);
        let ids = transcripts.text(MPN_ID);
        let is_stray = |row: &usize| !self.places.contains_key(&columns.mcid(*row));
        let strays: Vec<usize> = (0..transcripts.len()).into_par_iter().filter(is_stray).collect();
        let is_found = |row: usize| columns.others(row).any(|key| self.places.contains_key(&key));
        let may_be_taken =
            |row: &&usize| columns.mcid(**row) != 0 && ids.at(**row) != 0 && is_found(**row);
        let taken: BTreeSet<u64> = if may_take {
            strays.iter().filter(may_be_taken).map(|row| columns.mcid(*row)).collect()
        } else {
            BTreeSet::new()
        };
        for row in strays {
            let mcid = Some(columns.mcid(row)).filter(|key| taken.contains(key));
            let known = columns.others(row).filter(|key| self.places.contains_key(key));
            let keys: Vec<u64> = mcid.into_iter().chain(known).collect();
            self.tie(keys.into_iter());
        }
    }
}

impl Halo {
    /// What hangs together, once the shard of each company is known.
    #[must_use]
    pub(crate) fn of(mut ties: Ties, dealt: &CompanyShards<'_>) -> Self {
        let keys = u32::try_from(ties.places.len()).unwrap_or(u32::MAX);
        let clusters: Vec<u32> = (0..keys).map(|place| ties.groups.root(place)).collect();
        let mut companies = std::mem::take(&mut ties.companies);
        for (place, _) in &mut companies {
            *place = clusters[*place as usize];
        }
        companies.sort_unstable();
        companies.dedup();
        let mut shards: Hashed<u32, Vec<u16>> = Hashed::default();
        let mut around = vec![BTreeSet::new(); usize::from(dealt.count)];
        for cluster in companies.chunk_by(|a, b| a.0 == b.0) {
            let shard = |(_, company): &(u32, u32)| dealt.shard_of[*company as usize];
            let own: BTreeSet<u16> = cluster.iter().map(shard).collect();
            for shard in own.iter().filter(|_| own.len() > 1) {
                let others = cluster.iter().filter(|of| dealt.shard_of[of.1 as usize] != *shard);
                around[usize::from(*shard)].extend(others.map(|(_, company)| *company));
            }
            shards.insert(cluster[0].0, own.into_iter().collect());
        }
        Self { places: ties.places, clusters, shards, around }
    }

    /// The shards of a row of users, associations, transcripts or Partner Center's report: by the
    /// first of its keys that somebody has. What is nobody's goes by its number.
    pub(crate) fn placing<'h>(&'h self, facts: &'h Facts) -> impl Fn(usize) -> RowHome<'h> + Sync {
        let columns = KeyColumns::of(facts);
        let count = self.around.len();
        let alone = move |number: usize| RowHome {
            home: u16::try_from(number % count).unwrap_or_default(),
            guests: &[],
        };
        move |row| {
            let known = columns.all(row).find_map(|key| self.places.get(&key));
            let Some(place) = known else { return alone(row) };
            let cluster = self.clusters[*place as usize];
            match self.shards.get(&cluster).map(Vec::as_slice) {
                Some([home, guests @ ..]) => RowHome { home: *home, guests },
                _ => alone(cluster as usize),
            }
        }
    }
}
