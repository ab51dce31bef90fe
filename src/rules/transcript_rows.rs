//! The rows of some persons, taken out of the transcripts as a frame. They lie far from each other in
//! the columns: to fetch many cells of one column after another lets the processor fetch several at a
//! time.

use polars::prelude::{Column, DataFrame, PolarsResult};

use crate::base::Day;
use crate::link::FoundBy;
use crate::link::attach::NO_PERSON;
use crate::tables::facts::{DayColumn, McidColumn, SkillKey, TextColumn, WordColumn};
use crate::tables::kinds;
use crate::tables::{Facts, Frame};

use super::basis::Basis;
use super::chosen::ExpirySource;
use super::frames::TranscriptRow;
use super::order::SkillRanks;
use super::ties::{PersonAndMcid, numbered};
use super::verdict::expired::inferred_expiry;

/// The columns that judging reads.
pub(super) struct TranscriptColumns<'a> {
    skills: &'a [u32],
    mcid: McidColumn<'a>,
    source: TextColumn<'a>,
    skill_type: WordColumn<'a>,
    status: WordColumn<'a>,
    completed_on: DayColumn<'a>,
    expires_on: DayColumn<'a>,
}

impl<'a> TranscriptColumns<'a> {
    #[must_use]
    pub(super) fn of(transcripts: &'a Facts) -> Self {
        Self {
            skills: transcripts.skills(),
            mcid: transcripts.mcid(kinds::Transcripts::MCID),
            source: transcripts.text(kinds::Transcripts::SOURCE),
            skill_type: transcripts.words(kinds::Transcripts::SKILL_TYPE),
            status: transcripts.words(kinds::Transcripts::STATUS),
            completed_on: transcripts.days(kinds::Transcripts::COMPLETED_ON),
            expires_on: transcripts.days(kinds::Transcripts::EXPIRES_ON),
        }
    }

    #[must_use]
    pub(super) fn skill(&self, row: u32) -> SkillKey {
        SkillKey(self.skills[row as usize])
    }
}

/// Which rows of the transcripts, and how each found its person.
#[derive(Default)]
pub(super) struct WantedRows {
    rows: Vec<u32>,
    persons: Vec<u32>,
    /// The place of the person in the order of publication among those who are wanted.
    places: Vec<u32>,
    found_by: Vec<FoundBy>,
}

impl WantedRows {
    /// For so many rows.
    #[must_use]
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            rows: Vec::with_capacity(rows),
            persons: Vec::with_capacity(rows),
            places: Vec::with_capacity(rows),
            found_by: Vec::with_capacity(rows),
        }
    }

    /// A row of the next person of the frame, or of the one before.
    pub(super) fn add(&mut self, (row, found_by): (u32, FoundBy), person: u32, place: u32) {
        self.rows.push(row);
        self.persons.push(person);
        self.places.push(place);
        self.found_by.push(found_by);
    }

    #[must_use]
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The rows as a frame, and the pairs of person and MCID that they stand under.
///
/// # Errors
/// When polars does not take the columns.
pub(super) fn taken(
    at: &Basis<'_>,
    columns: &TranscriptColumns<'_>,
    ranks: &SkillRanks,
    wanted: &WantedRows,
) -> PolarsResult<(Frame<TranscriptRow>, Vec<PersonAndMcid>)> {
    let rows = || wanted.rows.iter().map(|row| *row as usize);
    let skills: Vec<SkillKey> = wanted.rows.iter().map(|row| columns.skill(*row)).collect();
    let mcids = rows().map(|row| columns.mcid.at(row).number());
    let tied = wanted.persons.iter().zip(&wanted.found_by).zip(mcids);
    let (ties, pairs) = numbered(tied.map(|((person, found_by), mcid)| (*person, *found_by, mcid)));
    let completed: Vec<Day> =
        rows().map(|row| columns.completed_on.at(row).unwrap_or(Day::ALWAYS)).collect();
    let given: Vec<Option<Day>> = rows().map(|row| columns.expires_on.at(row)).collect();
    let expiry = skills
        .iter()
        .zip(&completed)
        .zip(given)
        .map(|((skill, completed_on), given)| expiry(at, *skill, *completed_on, given));
    let (expires, expiry): (Vec<i32>, Vec<u8>) =
        expiry.map(|(day, source)| (day.0, source as u8)).unzip();
    let unknown = u32::try_from(at.catalogue.skills.len()).unwrap_or(u32::MAX);
    let catalogued = skills.iter().map(|skill| skill.resolved().unwrap_or(unknown));
    let groups = (0_u32..).zip(&wanted.persons).zip(&wanted.places).zip(&skills).map(
        |(((row, person), place), skill)| match *person {
            // Rows of nobody stand for themselves.
            NO_PERSON => u64::from(row),
            _ => u64::from(*place) << 32 | u64::from(ranks.rank(*skill)),
        },
    );
    macro_rules! column {
        ($name:ident, $cells:expr) => {
            Column::new(TranscriptRow::$name.into(), $cells.collect::<Vec<_>>())
        };
    }
    let frame = Frame::new(DataFrame::new_infer_height(vec![
        column!(PLACE, (0_u32..).take(wanted.len())),
        column!(GROUP, groups),
        column!(TRANSCRIPT, wanted.rows.iter().copied()),
        column!(PERSON, wanted.persons.iter().copied()),
        column!(FOUND_BY, wanted.found_by.iter().map(|own| *own as u8)),
        column!(TIE, ties.into_iter()),
        column!(SKILL, skills.iter().map(|skill| skill.0)),
        column!(CATALOGUED, catalogued),
        column!(SOURCE, rows().map(|row| columns.source.at(row))),
        column!(SKILL_TYPE, rows().map(|row| columns.skill_type.at(row))),
        column!(STATUS, rows().map(|row| columns.status.at(row))),
        column!(COMPLETED_ON, completed.into_iter().map(|day| day.0)),
        column!(EXPIRES_ON, expires.into_iter()),
        column!(EXPIRY, expiry.into_iter()),
    ])?)?;
    Ok((frame, pairs))
}

/// The last valid day, as given or inferred.
fn expiry(
    at: &Basis<'_>,
    skill: SkillKey,
    completed_on: Day,
    given: Option<Day>,
) -> (Day, ExpirySource) {
    if let Some(day) = given {
        return (day, ExpirySource::Given);
    }
    let kind = skill.resolved().ok().map(|skill| at.catalogue.skills[skill as usize].kind);
    inferred_expiry(kind, completed_on, at.rules)
        .map_or((Day::FOREVER, ExpirySource::None), |day| (day, ExpirySource::Inferred))
}
