//! Companies in shards: each shard is judged by itself, with all rows that its companies' people have
//! anywhere, and says what a run over everything says of its companies.
//!
//! A shard is a stretch of the companies in the order of their MPN ids: what most tables say of a shard
//! stands together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::dictionary::Hashed;
use crate::base::{Dictionary, Outcome};
use crate::ingest::frame::Away;
use crate::ingest::read::{Reading, Setting};
use crate::programme::check::Loaded;
use crate::programme::pipeline::{Company, Report};
use crate::tables::kinds::{MPN_ID, Transcripts, Users};
use crate::tables::{Facts, Finding, Kind, Rejects};

use super::found::{Scope, of_whole};
use super::gathered::{Gathered, Unjudged, company_ranks};
use super::halo::{Dealt, Halo, Placed};
use super::made::Made;
use super::selection::Selection;

/// The rows of all shards, and which is whose.
pub(crate) struct Shards {
    unjudged: Unjudged,
    /// By shard the places of its companies, ascending.
    owned: Vec<Vec<u32>>,
    /// By shard the companies whose people are also its own companies'.
    around: Vec<BTreeSet<u32>>,
    /// By kind, and by shard.
    shares: BTreeMap<Kind, Vec<Share>>,
}

/// Rows of a shard, ascending.
#[derive(Clone, Default)]
struct Share {
    rows: Vec<u32>,
    /// Those of them that another shard tells of, where they are nobody's.
    guests: Vec<u32>,
}

/// Rows that are looked at to weigh the companies.
const WEIGHED: usize = 1 << 20;

impl Shards {
    /// Deals companies and rows to so many shards, which are no more than there are companies.
    #[must_use]
    pub(crate) fn deal(gathered: &Gathered, unjudged: Unjudged, count: usize) -> Self {
        let Loaded { pipeline, dialect, catalogue, .. } = &gathered.loaded;
        let setting = Setting::new(pipeline, dialect, catalogue);
        let company = company_of(&setting, &unjudged);
        let owned = stretches(&pipeline.companies, &weights(&unjudged, &company, &setting), count);
        let mut shard_of = vec![0; pipeline.companies.len()];
        for (shard, places) in (0..).zip(&owned) {
            for place in places {
                shard_of[*place as usize] = shard;
            }
        }
        let dealt = Dealt {
            company: &company,
            shard_of: &shard_of,
            count: u16::try_from(owned.len()).unwrap_or(u16::MAX),
        };
        let halo = Halo::of(&unjudged.facts, &dealt);
        let shares =
            unjudged.facts.iter().map(|(kind, facts)| (*kind, shares(facts, &halo, &dealt)));
        let shares = shares.collect();
        Self { owned, around: halo.around, shares, unjudged }
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
    pub(crate) fn findings(&self, gathered: &Gathered) -> Vec<Finding> {
        of_whole(gathered, &self.unjudged.facts, &self.unjudged.dictionary)
    }

    /// Judges a shard, and shows its tables to the caller.
    ///
    /// # Errors
    /// When a stage or the caller fails.
    pub(crate) fn judge<T>(
        &mut self,
        gathered: &Gathered,
        (shard, reports): (usize, &[Report]),
        show: impl FnOnce(&Made<'_>, Scope<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let mut loaded = gathered.loaded.clone();
        loaded.pipeline.companies = self.companies_read(&gathered.loaded.pipeline.companies, shard);
        let reading = self.reading(gathered, shard)?;
        let away = Arc::new(self.away(shard));
        let owned: Vec<String> =
            self.companies(gathered, shard).into_iter().map(ToOwned::to_owned).collect();
        let selection =
            Selection::of_part(&loaded.pipeline, Some(&owned), Some(Arc::clone(&away)))?;
        let mut part = Gathered::of(loaded, reading, gathered.as_of)?.without(Some(away));
        part.names_countries = gathered.names_countries;
        let scope = Scope { reports, selection: selection.as_ref(), is_part: true };
        let shown = part.with_scene(|scene| {
            let made = Made::of(&part, scene, scope, &mut |_, _, _| {})?;
            show(&made, scope)
        });
        self.unjudged.dictionary = std::mem::take(&mut part.reading.dictionary);
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
        let own = |(kind, shares): (&Kind, &Vec<Share>)| {
            Ok((*kind, self.unjudged.facts[kind].at(&shares[shard].rows)?))
        };
        let facts = self.shares.iter().map(own).collect::<Outcome<_>>()?;
        Ok(Reading {
            dictionary: std::mem::take(&mut self.unjudged.dictionary),
            facts,
            files: gathered.reading.files.clone(),
            rejects: Rejects::default(),
            left_out: Vec::new(),
        })
    }

    fn away(&self, shard: usize) -> Away {
        let mut away = Away::new();
        for (kind, shares) in &self.shares {
            let facts = &self.unjudged.facts[kind];
            let place = |row: &u32| (facts.file(*row as usize), facts.line(*row as usize));
            away.extend(shares[shard].guests.iter().map(place));
        }
        away
    }
}

/// The company of an MPN id, by its code.
fn company_of(
    setting: &Setting<'_>,
    unjudged: &Unjudged,
) -> impl Fn(u32) -> Option<u32> + Sync + use<> {
    let mut known: Hashed<u32, u32> = Hashed::default();
    let dictionary: &Dictionary = &unjudged.dictionary;
    for (place, company) in (0..).zip(&setting.pipeline.companies) {
        for id in std::iter::once(&company.mpn_id).chain(&company.locations) {
            if let Some(code) = dictionary.find(id) {
                known.insert(code, place);
            }
        }
    }
    move |code| known.get(&code).copied()
}

/// About how many transcripts the people of each company have.
fn weights(
    unjudged: &Unjudged,
    company: &impl Fn(u32) -> Option<u32>,
    setting: &Setting<'_>,
) -> Vec<u64> {
    let mut weights = vec![1; setting.pipeline.companies.len()];
    let Some(users) = unjudged.facts.get(&Kind::Users) else { return weights };
    let (mcids, ids) = (users.mcid(Users::MCID), users.text(MPN_ID));
    let mut of_mcid: Hashed<u64, u32> = Hashed::default();
    for row in 0..users.len() {
        if let Some(company) = company(ids.at(row)) {
            of_mcid.insert(mcids.at(row).number(), company);
            weights[company as usize] += 1;
        }
    }
    let Some(transcripts) = unjudged.facts.get(&Kind::Transcripts) else { return weights };
    let mcids = transcripts.mcid(Transcripts::MCID);
    let step = transcripts.len() / WEIGHED + 1;
    for row in (0..transcripts.len()).step_by(step) {
        if let Some(company) = of_mcid.get(&mcids.at(row).number()) {
            weights[*company as usize] += step as u64;
        }
    }
    weights
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

fn shares(facts: &Facts, halo: &Halo, dealt: &Dealt<'_>) -> Vec<Share> {
    let ids = facts.text(MPN_ID);
    let by_key = halo.placing(facts);
    let by_company = |row: usize| {
        let company = (dealt.company)(ids.at(row));
        let home = company.map_or(0, |company| dealt.shard_of[company as usize]);
        Placed { home, guests: &[] }
    };
    let place = |row: usize| match facts.kind {
        Kind::Users | Kind::Associations | Kind::PartnerCenterReport | Kind::Transcripts => {
            by_key(row)
        }
        _ => by_company(row),
    };
    let mut shares = vec![Share::default(); usize::from(dealt.count)];
    for start in (0..facts.len()).step_by(PLACED) {
        let rows = start..facts.len().min(start + PLACED);
        let placed: Vec<Placed<'_>> = rows.clone().into_par_iter().map(place).collect();
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
