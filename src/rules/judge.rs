//! Judges every transcript row, chooses one row for each person and skill, and keeps what counts: in
//! partitions of whole persons, on all cores.

use std::ops::Range;

use polars::prelude::{DataFrame, IdxCa, IntoLazy, PolarsResult, col};
use rayon::prelude::*;

use crate::base::dictionary::Hashed;
use crate::base::{Day, Outcome};
use crate::link::attach::NO_PERSON;
use crate::tables::{Frame, ReadColumns};

use super::ask::ask;
use super::basis::Basis;
use super::best::best;
use super::card::day;
use super::chosen::{self, Chosen, read};
use super::frames::{JudgedRow, RuleAnswers, SkillStanding, TranscriptRow};
use super::holdings::{Holding, holdings};
use super::mended::with_mended;
use super::order::{SkillRanks, persons_in_order};
use super::row::SharedInputs;
use super::skill_standing::of_skills;
use super::ties::{self, PersonAndMcid, now_and_later};
use super::transcript_rows::{TranscriptColumns, WantedRows, taken};

/// The chosen rows in the order in which they are published, but for those of nobody, which come first
/// there; and what counts.
#[derive(Default)]
pub struct Judged {
    pub rows: Vec<Chosen>,
    /// Where the rows of nobody start in `rows`.
    pub nobody_from: usize,
    /// Persons with a row that is linked, relevant and visible, whether it counts or not (S3).
    pub seen: Hashed<u32, ()>,
    pub counting: Counting,
}

/// What the requirements stand on: nobody needs it any more once the levels are assessed.
#[derive(Default)]
pub struct Counting {
    /// What counts for requirements, on the as-of date or later, by person and skill.
    pub holdings: Vec<Holding>,
    /// What would count then if a person's PMC association were one in PC (G2).
    pub would_count: Vec<Holding>,
    /// What would count if a person who is associated nowhere were so in PC.
    pub if_linked: Vec<Holding>,
    /// What would count if the MCIDs of a person were merged (A6).
    pub if_merged: Vec<Holding>,
    /// What would count if a person's account were made anew, and associated in PC (S1).
    pub if_remade: Vec<Holding>,
}

/// Rows of a partition: enough for a plan to pay, few enough to stay small.
const PARTITION_ROWS: usize = 1 << 15;

/// Judges all rows.
///
/// # Errors
/// When polars cannot carry out the plan.
pub fn judge(at: &Basis<'_>) -> Outcome<Judged> {
    let judge = Judge::of(at, SkillRanks::of(at))?;
    let persons = persons_in_order(at);
    let mut judged = Judged::default();
    judged.rows.reserve_exact(at.attached.len());
    judged.absorb_all(&judge.partitions(&persons), |persons| {
        Ok(judge.judged(&judge.of_persons(persons), |rows| best(rows).map(Some))?)
    })?;
    judged.nobody_from = judged.rows.len();
    judged.absorb_all(&judge.partitions_of_nobody(), |places| {
        Ok(judge.judged(&judge.of_nobody(places), |_| Ok(None))?)
    })?;
    judged.counting.settle();
    Ok(judged)
}

/// What counted for these persons from a first day up to the one before the as-of date, as runs of
/// those days would have judged it (K4), retirement aside.
///
/// # Errors
/// When polars cannot carry out the plan.
pub fn counted_before(at: &Basis<'_>, persons: &[u32], first: Day) -> Outcome<Vec<Holding>> {
    let judge = Judge::of(at, SkillRanks::default())?;
    let mut counted = Vec::new();
    for persons in judge.partitions(persons) {
        let wanted = judge.of_named_skills(persons);
        if wanted.is_empty() {
            continue;
        }
        let (rows, pairs) = judge.taken(&wanted)?;
        let rows = judge.shared.before(&rows, &ties::earlier(at, &pairs, first)?)?;
        let mut holdings = holdings(&ask(&rows, at.as_of)?, at.as_of)?;
        counted.append(&mut holdings.are);
    }
    Ok(counted)
}

/// What is the same for all partitions.
pub(super) struct Judge<'a> {
    at: &'a Basis<'a>,
    columns: TranscriptColumns<'a>,
    ranks: SkillRanks,
    /// By skill: a requirement names it.
    named: Vec<u8>,
    shared: SharedInputs<'a>,
}

impl<'a> Judge<'a> {
    pub(super) fn of(at: &'a Basis<'a>, ranks: SkillRanks) -> PolarsResult<Self> {
        let skills = of_skills(at.catalogue, at.rules, at.as_of)?;
        let named = skills.inner().words(SkillStanding::IS_NAMED)?;
        let shared = SharedInputs::of(at.rules, skills, at.dictionary);
        Ok(Self { at, columns: TranscriptColumns::of(at.transcripts), ranks, named, shared })
    }

    fn partitions<'p>(&self, persons: &'p [u32]) -> Vec<&'p [u32]> {
        let mut partitions = Vec::new();
        let (mut start, mut rows) = (0, 0);
        for (place, person) in persons.iter().enumerate() {
            rows += self.at.attached.of_person(*person).len();
            if rows >= PARTITION_ROWS {
                partitions.push(&persons[start..=place]);
                (start, rows) = (place + 1, 0);
            }
        }
        partitions.push(&persons[start..]);
        partitions
    }

    fn partitions_of_nobody(&self) -> Vec<Range<usize>> {
        let all = self.at.attached.of_nobody();
        let starts = all.clone().step_by(PARTITION_ROWS);
        starts.map(|start| start..all.end.min(start + PARTITION_ROWS)).collect()
    }

    pub(super) fn of_persons(&self, persons: &[u32]) -> WantedRows {
        let rows = persons.iter().map(|person| self.at.attached.of_person(*person).len()).sum();
        let mut wanted = WantedRows::with_capacity(rows);
        for (place, person) in (0..).zip(persons) {
            for row in self.at.attached.at(self.at.attached.of_person(*person)) {
                wanted.add(row, *person, place);
            }
        }
        wanted
    }

    fn of_named_skills(&self, persons: &[u32]) -> WantedRows {
        let is_named = |row: u32| {
            self.columns.skill(row).resolved().is_ok_and(|skill| self.named[skill as usize] != 0)
        };
        let mut wanted = WantedRows::default();
        for (place, person) in (0..).zip(persons) {
            let own = self.at.attached.at(self.at.attached.of_person(*person));
            for row in own.filter(|(row, _)| is_named(*row)) {
                wanted.add(row, *person, place);
            }
        }
        wanted
    }

    fn of_nobody(&self, places: &Range<usize>) -> WantedRows {
        let mut wanted = WantedRows::with_capacity(places.len());
        for row in self.at.attached.at(places.clone()) {
            wanted.add(row, NO_PERSON, 0);
        }
        wanted
    }

    fn taken(
        &self,
        wanted: &WantedRows,
    ) -> PolarsResult<(Frame<TranscriptRow>, Vec<PersonAndMcid>)> {
        taken(self.at, &self.columns, &self.ranks, wanted)
    }

    /// The rows before the rules.
    pub(super) fn rows(&self, wanted: &WantedRows) -> PolarsResult<Frame<JudgedRow>> {
        let (rows, pairs) = self.taken(wanted)?;
        let (ties, later) = now_and_later(self.at, &pairs)?;
        let rows = self.shared.now_and_later(&rows, &ties, &later)?;
        with_mended(&self.shared, &rows, (&ties, &later), self.at.remade)
    }

    fn judged(
        &self,
        wanted: &WantedRows,
        choose: impl Fn(&DataFrame) -> PolarsResult<Option<IdxCa>>,
    ) -> PolarsResult<Judged> {
        if wanted.is_empty() {
            return Ok(Judged::default());
        }
        let answered = ask(&self.rows(wanted)?, self.at.as_of)?;
        let found = holdings(&answered, self.at.as_of)?;
        // Those of now stand first, and in their places.
        let now = answered.slice(0, wanted.len());
        let seen = self.seen(&now)?.into_iter().map(|person| (person, ())).collect();
        let shown = now.select(chosen::COLUMNS)?;
        let rows = match choose(&now)? {
            Some(places) => read(&shown.take(&places)?)?,
            None => read(&shown)?,
        };
        Ok(Judged {
            rows,
            nobody_from: 0,
            seen,
            counting: Counting {
                holdings: found.are,
                would_count: found.if_associated,
                if_linked: found.if_linked,
                if_merged: found.if_merged,
                if_remade: found.if_remade,
            },
        })
    }

    fn seen(&self, now: &DataFrame) -> PolarsResult<Vec<u32>> {
        let is_linked = col(RuleAnswers::VISIBLE_ON).neq(day(Day::ALWAYS));
        let is_visible = col(RuleAnswers::VISIBLE_ON).lt_eq(day(self.at.as_of));
        now.clone()
            .lazy()
            .filter(col(JudgedRow::IS_RELEVANT).and(is_linked).and(is_visible))
            .select([col(JudgedRow::PERSON).unique()])
            .collect()?
            .ids(JudgedRow::PERSON)
    }
}

impl Counting {
    fn all(&mut self) -> [&mut Vec<Holding>; 5] {
        let Self { holdings, would_count, if_linked, if_merged, if_remade } = self;
        [holdings, would_count, if_linked, if_merged, if_remade]
    }

    /// By person, skill and day, without room for more.
    fn settle(&mut self) {
        for own in self.all() {
            own.par_sort_unstable_by_key(|held| (held.person, held.skill, held.from, held.row));
            own.shrink_to_fit();
        }
    }
}

impl Judged {
    /// Drops rows of nobody that are told of elsewhere.
    pub(crate) fn keep_nobodys(&mut self, is_here: impl Fn(usize) -> bool) {
        let mut place = 0;
        let first = self.nobody_from;
        self.rows.retain(|chosen| {
            place += 1;
            place <= first || is_here(chosen.row as usize)
        });
    }

    /// Judges partitions on all cores, and takes what comes of them in their order, while the next
    /// ones are judged.
    fn absorb_all<P: Sync>(
        &mut self,
        partitions: &[P],
        judge: impl Fn(&P) -> Outcome<Self> + Sync,
    ) -> Outcome<()> {
        let mut judged: Vec<Outcome<Self>> = Vec::new();
        for group in partitions.chunks(rayon::current_num_threads().max(1)) {
            let ready = std::mem::take(&mut judged);
            let (absorbed, next) =
                rayon::join(|| self.absorb(ready), || group.par_iter().map(&judge).collect());
            absorbed?;
            judged = next;
        }
        self.absorb(judged)
    }

    fn absorb(&mut self, parts: Vec<Outcome<Self>>) -> Outcome<()> {
        for part in parts {
            let mut part = part?;
            self.rows.append(&mut part.rows);
            self.seen.extend(part.seen);
            for (own, more) in self.counting.all().into_iter().zip(part.counting.all()) {
                own.append(more);
            }
        }
        Ok(())
    }
}
