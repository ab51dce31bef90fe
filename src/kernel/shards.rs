//! Companies in shards: each shard is judged by itself, with all rows that its companies' people have
//! anywhere, and says what a run over everything says of its companies.
//!
//! A shard is a stretch of the companies in the order of their MPN ids: what most tables say of a shard
//! stands together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use crate::base::aside::Disk;
use crate::base::dictionary::Hashed;
use crate::base::{Day, Dictionary, Outcome};
use crate::ingest::aside::Aside;
use crate::ingest::frame::Away;
use crate::ingest::read::Reading;
use crate::programme::pipeline::{Company, Report};
use crate::tables::kinds::{MPN_ID, Transcripts, Users};
use crate::tables::{Facts, Finding, Kind, Rejects};

use super::found::{RunScope, of_whole};
use super::gathered::{Gathered, Unjudged, company_ranks};
use super::halo::{CompanyShards, Halo, RowHome, Ties};
use super::input_faults;
use super::made::MadeTables;
use super::newest::{newest, newest_of};
use super::selection::Selection;
use super::whole_sources::WholeSources;

/// The rows of all shards, and which is whose.
pub(crate) struct Shards {
    facts: BTreeMap<Kind, Facts>,
    dictionary: Dictionary,
    /// The transcripts on the disk, a part for each shard.
    transcripts: Option<Aside>,
    /// By shard the places of its companies, ascending.
    owned: Vec<Vec<u32>>,
    /// By shard the companies whose people are also its own companies'.
    around: Vec<BTreeSet<u32>>,
    /// By kind, and by shard; of all but the transcripts.
    shares: BTreeMap<Kind, Vec<ShardRows>>,
    /// By shard the rows that another shard tells of, where they are nobody's.
    away: Vec<Away>,
    of_whole: Arc<WholeSources>,
    /// The newest day of each kind.
    pub(crate) newest: Vec<(Kind, Day)>,
}

/// Rows of a shard, ascending, and those of them that are told of elsewhere.
#[derive(Clone, Default)]
struct ShardRows {
    rows: Vec<u32>,
    guests: Vec<u32>,
}

/// The name of the file of transcripts.
const DEALT: &str = "dealt";

impl Shards {
    /// Deals companies and rows to so many shards, which are no more than there are companies.
    ///
    /// # Errors
    /// When the disk says no.
    pub(crate) fn deal(
        gathered: &Gathered,
        unjudged: Unjudged,
        (disk, count): (&Arc<dyn Disk>, usize),
    ) -> Outcome<Self> {
        let Unjudged { facts, dictionary, transcripts: mut read } = unjudged;
        let companies = &gathered.loaded.pipeline.companies;
        let company = company_of(companies, &dictionary);
        let mut newest: BTreeMap<Kind, Day> = newest(&facts, gathered.as_of).into_iter().collect();
        let mut ties = Ties::of(&facts, &company);
        let mut weights = CompanyWeights::of(facts.get(&Kind::Users), &company, companies.len());
        let may_take = !facts.contains_key(&Kind::Associations);
        each_part(read.as_mut(), |part| {
            ties.tie_strays(&part, may_take);
            weights.add(&part);
            let day = newest_of(&part, gathered.as_of);
            if let Some(day) = day.max(newest.get(&Kind::Transcripts).copied()) {
                newest.insert(Kind::Transcripts, day);
            }
            Ok(())
        })?;
        if let Some(report) = facts.get(&Kind::PartnerCenterReport) {
            ties.tie_report(report);
        }
        let owned = stretches(companies, &weights.all, count);
        let mut shard_of = vec![0; companies.len()];
        for (shard, places) in (0..).zip(&owned) {
            for place in places {
                shard_of[*place as usize] = shard;
            }
        }
        let count = u16::try_from(owned.len()).unwrap_or(u16::MAX);
        let halo = Halo::of(ties, &CompanyShards { shard_of: &shard_of, count });
        let dealt = |facts: &Facts| shares(facts, &halo, &company, &shard_of);
        let mut away = vec![Away::new(); owned.len()];
        let mut kinds = BTreeMap::new();
        for (kind, facts) in facts.iter().filter(|(kind, _)| **kind != Kind::Transcripts) {
            let own = dealt(facts);
            note_away(facts, &own, &mut away);
            kinds.insert(*kind, own);
        }
        let mut transcripts = None;
        if read.is_some() {
            let mut to = Aside::new(Arc::clone(disk), DEALT, Kind::Transcripts, owned.len())?;
            each_part(read.as_mut(), |part| {
                let own = dealt(&part);
                note_away(&part, &own, &mut away);
                let mut rows = own.iter().enumerate();
                rows.try_for_each(|(shard, share)| to.put(shard, &part, &share.rows))
            })?;
            transcripts = Some(to);
        }
        let newest = newest.into_iter().collect();
        let of_whole = Arc::new(input_faults::of_whole(gathered, &facts, &dictionary));
        let around = halo.around;
        Ok(Self {
            facts,
            dictionary,
            transcripts,
            owned,
            around,
            shares: kinds,
            away,
            of_whole,
            newest,
        })
    }

    pub(crate) fn count(&self) -> usize {
        self.owned.len()
    }

    /// The MPN ids of a shard's companies.
    pub(crate) fn companies<'g>(&self, gathered: &'g Gathered, shard: usize) -> Vec<&'g str> {
        let companies = &gathered.loaded.pipeline.companies;
        self.owned[shard].iter().map(|place| companies[*place as usize].mpn_id.as_str()).collect()
    }

    /// What is told once, and not by every shard.
    ///
    /// # Errors
    /// When the disk says no.
    pub(crate) fn findings(&mut self, gathered: &Gathered) -> Outcome<Vec<Finding>> {
        let Self { facts, dictionary, transcripts, .. } = self;
        of_whole(gathered, (facts, dictionary), &mut |look| {
            each_part(transcripts.as_mut(), |part| {
                look(&part);
                Ok(())
            })
        })
    }

    /// Judges a shard, and shows its tables to the caller.
    ///
    /// # Errors
    /// When a stage or the caller fails.
    pub(crate) fn judge<T>(
        &mut self,
        gathered: &Gathered,
        (shard, reports): (usize, &[Report]),
        show: impl FnOnce(&MadeTables<'_>, RunScope<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let mut loaded = gathered.loaded.clone();
        loaded.pipeline.companies = self.companies_read(&gathered.loaded.pipeline.companies, shard);
        let reading = self.reading(gathered, shard)?;
        let away = Arc::new(std::mem::take(&mut self.away[shard]));
        let owned: Vec<String> =
            self.companies(gathered, shard).into_iter().map(ToOwned::to_owned).collect();
        let selection =
            Selection::of_part(&loaded.pipeline, Some(&owned), Some(Arc::clone(&away)))?;
        let mut part = Gathered::of(loaded, reading, gathered.as_of)?.without(Some(away));
        part.names_countries = gathered.names_countries;
        part.of_whole = Some(Arc::clone(&self.of_whole));
        let scope = RunScope { reports, selection: selection.as_ref(), is_part: true };
        let shown = part.with_scene(|scene, counting| {
            let made = MadeTables::of(&part, (scene, counting), scope, &mut |_, _, _| {})?;
            show(&made, scope)
        });
        self.dictionary = std::mem::take(&mut part.reading.dictionary);
        shown
    }

    /// Those of the shard and those around, in the order of the pipeline file. A run of several
    /// companies stays one of several.
    fn companies_read(&self, all: &[Company], shard: usize) -> Vec<Company> {
        let mut places: BTreeSet<u32> = self.around[shard].clone();
        places.extend(&self.owned[shard]);
        let other = (0_u32..).take(all.len()).find(|place| !places.contains(place));
        if places.len() == 1 {
            places.extend(other);
        }
        places.into_iter().map(|place| all[place as usize].clone()).collect()
    }

    /// The rows of the shard, with what is known of whole files.
    fn reading(&mut self, gathered: &Gathered, shard: usize) -> Outcome<Reading> {
        let own = |(kind, shares): (&Kind, &Vec<ShardRows>)| {
            Ok((*kind, self.facts[kind].at(&shares[shard].rows)?))
        };
        let mut facts: BTreeMap<Kind, Facts> =
            self.shares.iter().map(own).collect::<Outcome<_>>()?;
        if let Some(transcripts) = &mut self.transcripts {
            facts.insert(Kind::Transcripts, in_order(&transcripts.part(shard)?)?);
        }
        Ok(Reading {
            dictionary: std::mem::take(&mut self.dictionary),
            facts,
            files: gathered.reading.files.clone(),
            rejects: Rejects::default(),
            left_out: Vec::new(),
            aside: None,
        })
    }
}

/// Shows the parts one after the other.
fn each_part(aside: Option<&mut Aside>, mut show: impl FnMut(Facts) -> Outcome<()>) -> Outcome<()> {
    let Some(aside) = aside else { return Ok(()) };
    (0..aside.parts).try_for_each(|part| show(aside.part(part)?))
}

/// The rows by their files and lines, as they were read.
fn in_order(facts: &Facts) -> PolarsResult<Facts> {
    let (files, lines) = (facts.files(), facts.lines());
    let mut rows: Vec<u32> = (0..).take(facts.len()).collect();
    rows.par_sort_unstable_by_key(|row| (files[*row as usize], lines[*row as usize]));
    facts.at(&rows)
}

/// The company of an MPN id, by its code.
fn company_of(
    companies: &[Company],
    dictionary: &Dictionary,
) -> impl Fn(u32) -> Option<u32> + Sync + use<> {
    let mut known: Hashed<u32, u32> = Hashed::default();
    for (place, company) in (0..).zip(companies) {
        for id in std::iter::once(&company.mpn_id).chain(&company.locations) {
            if let Some(code) = dictionary.find(id) {
                known.insert(code, place);
            }
        }
    }
    move |code| known.get(&code).copied()
}

/// How many users each company has, and how many transcripts by their MCIDs.
struct CompanyWeights {
    of_mcid: Hashed<u64, u32>,
    all: Vec<u64>,
}

impl CompanyWeights {
    fn of(users: Option<&Facts>, company: &impl Fn(u32) -> Option<u32>, companies: usize) -> Self {
        let mut weights = Self { of_mcid: Hashed::default(), all: vec![1; companies] };
        let Some(users) = users else { return weights };
        let (mcids, ids) = (users.mcid(Users::MCID), users.text(MPN_ID));
        for row in 0..users.len() {
            let Some(company) = company(ids.at(row)) else { continue };
            weights.all[company as usize] += 1;
            if !mcids.at(row).is_none() {
                weights.of_mcid.insert(mcids.at(row).number(), company);
            }
        }
        weights
    }

    fn add(&mut self, transcripts: &Facts) {
        let mcids = transcripts.mcid(Transcripts::MCID);
        for row in 0..transcripts.len() {
            if let Some(company) = self.of_mcid.get(&mcids.at(row).number()) {
                self.all[*company as usize] += 1;
            }
        }
    }
}

/// Stretches of the companies in the order of their MPN ids, about as heavy each; none is empty.
fn stretches(companies: &[Company], weights: &[u64], count: usize) -> Vec<Vec<u32>> {
    let ids: Vec<&str> = companies.iter().map(|company| company.mpn_id.as_str()).collect();
    let ranks = company_ranks(&ids);
    let mut order: Vec<u32> = (0..).take(companies.len()).collect();
    order.sort_by_key(|place| ranks[*place as usize]);
    let total: u64 = weights.iter().sum();
    let mut shards = vec![Vec::new()];
    let mut before = 0;
    for (place, company) in order.iter().enumerate() {
        let (made, left) = (shards.len() as u64, order.len() - place);
        let is_full = before * count as u64 >= made * total;
        let is_needed = count - shards.len() >= left;
        let is_begun = shards.last().is_some_and(|own: &Vec<u32>| !own.is_empty());
        if is_begun && shards.len() < count && (is_full || is_needed) {
            shards.push(Vec::new());
        }
        before += weights[*company as usize];
        if let Some(own) = shards.last_mut() {
            own.push(*company);
        }
    }
    for own in &mut shards {
        own.sort_unstable();
    }
    shards
}

/// Rows whose shards are found at once on all cores.
const PLACED: usize = 1 << 18;

fn shares(
    facts: &Facts,
    halo: &Halo,
    company: &(impl Fn(u32) -> Option<u32> + Sync),
    shard_of: &[u16],
) -> Vec<ShardRows> {
    let ids = facts.text(MPN_ID);
    let by_key = halo.placing(facts);
    let by_company = |row: usize| {
        let home = company(ids.at(row)).map_or(0, |company| shard_of[company as usize]);
        RowHome { home, guests: &[] }
    };
    let place = |row: usize| match facts.kind {
        Kind::Users | Kind::Associations | Kind::PartnerCenterReport | Kind::Transcripts => {
            by_key(row)
        }
        Kind::Invoices | Kind::Performance | Kind::Memberships | Kind::PartnerCenterScore => {
            by_company(row)
        }
    };
    let mut shares = vec![ShardRows::default(); halo.around.len()];
    for start in (0..facts.len()).step_by(PLACED) {
        let rows = start..facts.len().min(start + PLACED);
        let placed: Vec<RowHome<'_>> = rows.clone().into_par_iter().map(place).collect();
        for (row, placed) in rows.zip(placed) {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            shares[usize::from(placed.home)].rows.push(row);
            for guest in placed.guests {
                let share = &mut shares[usize::from(*guest)];
                share.rows.push(row);
                share.guests.push(row);
            }
        }
    }
    shares
}

fn note_away(facts: &Facts, shares: &[ShardRows], away: &mut [Away]) {
    let (files, lines) = (facts.files(), facts.lines());
    for (share, away) in shares.iter().zip(away) {
        away.extend(share.guests.iter().map(|row| (files[*row as usize], lines[*row as usize])));
    }
}
