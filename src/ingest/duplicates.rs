//! Repeats and conflicts: of the rows with one key one is kept, the others are listed.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use polars::prelude::PolarsResult;
use rayon::prelude::*;

use crate::base::Dictionary;
use crate::base::dictionary::{EMPTY, Hashed};
use crate::base::fold::fold;
use crate::tables::kinds::{IDENTITIES, MPN_ID, OPTION, Performance, Transcripts};
use crate::tables::schema::{DATASET_METRICS, KeyPart};
use crate::tables::words::YesNo;
use crate::tables::{ColumnType, Facts, Kind, Reject, RejectCode, RejectDetail};

use super::copies::{drop_rows, set_copies_aside};
use super::defaults::filled;
use super::reading::Reading;
use super::setting::Setting;
use super::skills::with_skills;

/// Fills in defaults, finds the rows that share a key, keeps one of each and lists the others.
///
/// # Errors
/// When polars does not take a column.
pub(crate) fn set_aside(
    facts: Facts,
    setting: &Setting<'_>,
    reading: &mut Reading,
) -> PolarsResult<Facts> {
    let facts = with_skills(facts, setting.catalogue, &reading.dictionary)?;
    let facts = filled(facts, setting.catalogue, &mut reading.dictionary)?;
    let facts = set_copies_aside(facts, reading)?;
    let defaults = defaults(&facts, setting, &mut reading.dictionary);
    // The keys go before the rows do: what they took is there for the columns that are made anew.
    let mut losers = {
        let keys = RowKeys::of(&facts, setting, &mut reading.dictionary);
        losers(&ComparedRows { facts: &facts, defaults }, &keys)
    };
    losers.sort_unstable_by_key(|loser| loser.row);
    if losers.is_empty() {
        return Ok(facts);
    }
    let (files, lines) = (facts.files(), facts.lines());
    for loser in &losers {
        let (row, kept) = (loser.row as usize, loser.kept as usize);
        reading.rejects.push(&Reject {
            kind: facts.kind,
            file: files[row],
            line: lines[row],
            column: None,
            code: loser.code,
            value: "",
            detail: RejectDetail::Winner { file: files[kept], line: lines[kept] },
        });
        let report = &mut reading.files[files[row] as usize];
        report.duplicates += 1;
        report.used -= 1;
    }
    let rows: Vec<u32> = losers.iter().map(|loser| loser.row).collect();
    drop_rows(facts, &rows)
}

/// The parts of each row's key, as columns of numbers.
struct RowKeys {
    parts: Vec<KeyColumn>,
}

enum KeyColumn {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

impl KeyColumn {
    fn at(&self, row: usize) -> u64 {
        match self {
            Self::Narrow(cells) => u64::from(cells[row]),
            Self::Wide(cells) => cells[row],
        }
    }
}

impl RowKeys {
    fn of(facts: &Facts, setting: &Setting<'_>, dictionary: &mut Dictionary) -> Self {
        let part = |part: &KeyPart| match *part {
            KeyPart::Cell(name) => cells(facts, name),
            KeyPart::Folded(name) => KeyColumn::Narrow(folded(facts, name, dictionary)),
            KeyPart::Company => KeyColumn::Narrow(companies(facts, setting, dictionary)),
            KeyPart::MpnId => KeyColumn::Narrow(mpn_ids(facts, setting, dictionary)),
            KeyPart::Skill => KeyColumn::Narrow(facts.skills().to_vec()),
            KeyPart::Identity => KeyColumn::Wide(identities(facts)),
        };
        Self { parts: facts.kind.key().iter().map(part).collect() }
    }

    fn hash(&self, row: usize) -> u64 {
        let mut hasher = FixedState::default().build_hasher();
        for part in &self.parts {
            hasher.write_u64(part.at(row));
        }
        hasher.finish()
    }

    fn are_same(&self, a: usize, b: usize) -> bool {
        self.parts.iter().all(|part| part.at(a) == part.at(b))
    }
}

/// The cells as they are, as numbers.
fn cells(facts: &Facts, name: &str) -> KeyColumn {
    let rows = 0..facts.len();
    let of = facts.kind.column(name).map(|place| facts.kind.columns()[place].of);
    match of {
        Some(ColumnType::Mcid) => {
            let ids = facts.mcid(name);
            KeyColumn::Wide(rows.map(|row| ids.at(row).0).collect())
        }
        Some(ColumnType::Word(_) | ColumnType::YesNo) => {
            let words = facts.words(name);
            KeyColumn::Narrow(rows.map(|row| u32::from(words.at(row))).collect())
        }
        Some(ColumnType::Date | ColumnType::MonthOrDate) => {
            let days = facts.days(name);
            let cell =
                |row| days.at(row).map_or(0, |day| day.0.cast_unsigned().wrapping_add(1 << 31));
            KeyColumn::Narrow(rows.map(cell).collect())
        }
        _ => {
            let texts = facts.text(name);
            KeyColumn::Narrow(rows.map(|row| texts.at(row)).collect())
        }
    }
}

/// The MPN id as written, or the only company's.
fn mpn_ids(facts: &Facts, setting: &Setting<'_>, dictionary: &mut Dictionary) -> Vec<u32> {
    let default = match setting.pipeline.companies.as_slice() {
        [only] => dictionary.code(&only.mpn_id),
        _ => 0,
    };
    let ids = facts.text(MPN_ID);
    (0..facts.len()).map(|row| if ids.at(row) == 0 { default } else { ids.at(row) }).collect()
}

fn companies(facts: &Facts, setting: &Setting<'_>, dictionary: &Dictionary) -> Vec<u32> {
    let ids = facts.text(MPN_ID);
    let mut known: Hashed<u32, u32> = Hashed::default();
    (0..facts.len())
        .map(|row| match ids.at(row) {
            0 => 0,
            id => *known
                .entry(id)
                .or_insert_with(|| setting.companies.find(dictionary.text(id)).unwrap_or(u32::MAX)),
        })
        .collect()
}

/// Names in keys are folded; an empty option is the standard one.
fn folded(facts: &Facts, name: &str, dictionary: &mut Dictionary) -> Vec<u32> {
    let texts = facts.text(name);
    let is_standard = name == OPTION && has_standard_option(facts.kind);
    let mut known: Hashed<u32, u32> = Hashed::default();
    (0..facts.len())
        .map(|row| {
            let code = texts.at(row);
            if let Some(folded) = known.get(&code) {
                return *folded;
            }
            let text = dictionary.text(code);
            let text = if is_standard && text.is_empty() { fold(STANDARD) } else { fold(text) };
            let folded = dictionary.code(&text);
            known.insert(code, folded);
            folded
        })
        .collect()
}

/// The first identity that is there; what kind it is stands in the top bits.
fn identities(facts: &Facts) -> Vec<u64> {
    let mcids = facts.mcid(Transcripts::MCID);
    let texts = IDENTITIES.map(|name| facts.text(name));
    (0..facts.len())
        .map(|row| {
            let mcid = mcids.at(row);
            if !mcid.is_none() {
                return mcid.0.rotate_left(2);
            }
            let found = (1..).zip(texts).find(|(_, column)| column.at(row) != 0);
            found.map_or(0, |(kind, column)| (u64::from(column.at(row)) << 8) | kind | 0xf0)
        })
        .collect()
}

/// Of a score that Partner Center shows it is not known which track an empty option is.
fn has_standard_option(kind: Kind) -> bool {
    kind != Kind::PartnerCenterScore
}

/// The option of a cell that names none.
const STANDARD: &str = "Standard";

struct Loser {
    row: u32,
    kept: u32,
    code: RejectCode,
}

/// Rows a partition holds: its table stays in the cache.
const PARTITION_ROWS: usize = 1 << 16;

fn losers(compared: &ComparedRows<'_>, keys: &RowKeys) -> Vec<Loser> {
    let rows = compared.facts.len();
    let partitions = (rows / PARTITION_ROWS + 1).next_power_of_two();
    let mask = partitions - 1;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a shorter hash only makes more comparisons"
    )]
    let hashes: Vec<u32> = (0..rows).into_par_iter().map(|row| keys.hash(row) as u32).collect();
    let mut starts = vec![0_usize; partitions + 1];
    for hash in &hashes {
        starts[(*hash as usize & mask) + 1] += 1;
    }
    for place in 0..partitions {
        starts[place + 1] += starts[place];
    }
    let mut next = starts.clone();
    let mut order = vec![0_u32; rows];
    for (row, hash) in (0_u32..).zip(&hashes) {
        let place = &mut next[*hash as usize & mask];
        order[*place] = row;
        *place += 1;
    }
    (0..partitions)
        .into_par_iter()
        .flat_map_iter(|place| {
            losers_among(&order[starts[place]..starts[place + 1]], &hashes, compared, keys)
        })
        .collect()
}

fn losers_among(
    rows: &[u32],
    hashes: &[u32],
    compared: &ComparedRows<'_>,
    keys: &RowKeys,
) -> Vec<Loser> {
    let mut table: HashTable<u32> = HashTable::with_capacity(rows.len());
    let mut groups: Vec<(u32, Vec<u32>)> = Vec::new();
    let mut group_of: Hashed<u32, usize> = Hashed::default();
    let spread = |row: u32| u64::from(hashes[row as usize]).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for &row in rows {
        let entry = table.entry(
            spread(row),
            |&other| keys.are_same(other as usize, row as usize),
            |&other| spread(other),
        );
        match entry {
            hashbrown::hash_table::Entry::Vacant(place) => {
                place.insert(row);
            }
            hashbrown::hash_table::Entry::Occupied(first) => {
                let first = *first.get();
                let group = *group_of.entry(first).or_insert_with(|| {
                    groups.push((first, vec![first]));
                    groups.len() - 1
                });
                groups[group].1.push(row);
            }
        }
    }
    groups.iter().flat_map(|(_, members)| losers_of(members, compared)).collect()
}

/// Rows of a dataset: all that the last file has of a key add up, for a dataset has more columns than are read,
/// and replace what files before it have. Of equal rows one is kept, and of several locations the last, where
/// nothing says whether they tell the same.
fn losers_of_dataset(members: &[u32], compared: &ComparedRows<'_>) -> Vec<Loser> {
    let files = compared.facts.files();
    let Some(&winner) = members.last() else { return Vec::new() };
    let is_of_last = |row: &u32| files[*row as usize] == files[winner as usize];
    let (of_last, before): (Vec<u32>, Vec<u32>) = members.iter().partition(|row| is_of_last(row));
    let mut kept: Hashed<u64, Vec<u32>> = Hashed::default();
    let mut losers: Vec<Loser> = Vec::new();
    for row in of_last.into_iter().chain(before) {
        let alike = kept.entry(compared.hash(row as usize)).or_default();
        let equal = alike.iter().find(|own| compared.are_equal(**own as usize, row as usize));
        let (kept, code) = match equal {
            Some(own) => (*own, RejectCode::DuplicateRow),
            None if is_of_last(&row) && compared.add_up(row as usize, winner as usize) => {
                alike.push(row);
                continue;
            }
            None => (winner, RejectCode::DuplicateKeyConflict),
        };
        losers.push(Loser { row, kept, code });
    }
    losers
}

/// The last row of a key wins; of the rows equal to it the first is the one kept.
fn losers_of(members: &[u32], compared: &ComparedRows<'_>) -> Vec<Loser> {
    if members.iter().any(|row| compared.metrics(*row as usize) != 0) {
        // Datasets that measure something else do not replace each other.
        let mut sets: BTreeMap<u8, Vec<u32>> = BTreeMap::new();
        for row in members {
            sets.entry(compared.metrics(*row as usize)).or_default().push(*row);
        }
        return sets.values().flat_map(|own| losers_of_dataset(own, compared)).collect();
    }
    let winner = members[members.len() - 1];
    let equal: Vec<bool> =
        members.iter().map(|&row| compared.are_equal(row as usize, winner as usize)).collect();
    let kept =
        members.iter().zip(&equal).find(|(_, equal)| **equal).map_or(winner, |(row, _)| *row);
    members
        .iter()
        .zip(equal)
        .filter(|(row, _)| **row != kept)
        .map(|(&row, equal)| {
            let code =
                if equal { RejectCode::DuplicateRow } else { RejectCode::DuplicateKeyConflict };
            Loser { row, kept, code }
        })
        .collect()
}

/// Rows are compared with their defaults filled in.
struct ComparedRows<'a> {
    facts: &'a Facts,
    /// By the place of the column what an empty text stands for; 0 where it stands for nothing.
    defaults: Vec<u32>,
}

/// An empty option is the standard one, and an empty MPN id is the only company's: that of another
/// location is another content.
fn defaults(facts: &Facts, setting: &Setting<'_>, dictionary: &mut Dictionary) -> Vec<u32> {
    let of_company = match (facts.kind, setting.pipeline.companies.as_slice()) {
        // What a transcript does not say of its company is not known.
        (Kind::Transcripts, _) => 0,
        (_, [only]) => dictionary.code(&only.mpn_id),
        _ => 0,
    };
    let standard = dictionary.code(STANDARD);
    let default = |name| match name {
        MPN_ID => of_company,
        OPTION if has_standard_option(facts.kind) => standard,
        _ => 0,
    };
    facts.kind.columns().iter().map(|column| default(column.name)).collect()
}

impl ComparedRows<'_> {
    /// Which of the metrics of datasets a row fills, one bit each; none of other sources.
    fn metrics(&self, row: usize) -> u8 {
        if self.facts.kind != Kind::Performance {
            return 0;
        }
        let filled = |name: &str| u8::from(self.facts.amounts(name).at(row).is_some());
        DATASET_METRICS.iter().fold(0, |bits, name| bits << 1 | filled(name))
    }

    /// Whether two rows of a dataset with one key are two things: of one location, or it is said that they are
    /// no copies.
    fn add_up(&self, a: usize, b: usize) -> bool {
        let (locations, copies) =
            (self.facts.text(MPN_ID), self.facts.words(Performance::IS_DUPLICATE));
        let is_said = |row: usize| YesNo::at(copies.at(row)) != YesNo::Unsaid;
        locations.is_absent() || locations.at(a) == locations.at(b) || (is_said(a) && is_said(b))
    }

    /// Of what mostly tells rows of a dataset apart.
    fn hash(&self, row: usize) -> u64 {
        let mut hasher = FixedState::default().build_hasher();
        hasher.write_u32(self.facts.text(Performance::ITEM).at(row));
        for name in DATASET_METRICS {
            let amount = self.facts.amounts(name).at(row).unwrap_or_default();
            hasher.write_i128(amount.0);
        }
        hasher.finish()
    }

    fn are_equal(&self, a: usize, b: usize) -> bool {
        let frame = self.facts.frame();
        self.facts.kind.columns().iter().zip(&self.defaults).all(|(column, default)| {
            if *default != EMPTY {
                let texts = self.facts.text(column.name);
                let filled = |row| if texts.at(row) == EMPTY { *default } else { texts.at(row) };
                return texts.is_absent() || filled(a) == filled(b);
            }
            let Ok(cells) = frame.column(column.name) else { return true };
            cells.get(a).ok() == cells.get(b).ok()
        })
    }
}
