//! Rows under judgement, put together from the columns of the transcripts. The rows of a person lie
//! far from each other in the columns: to fetch many cells of one column after another lets the
//! processor fetch several at a time, before anything is asked of them.

use crate::base::Day;
use crate::link::Way;
use crate::tables::facts::{DayColumn, McidColumn, SkillKey, TextColumn, WordColumn};
use crate::tables::{Facts, Mcid};

/// What judging reads of a row.
#[derive(Clone, Copy)]
pub struct RowAtHand {
    pub row: u32,
    pub way: Way,
    pub skill: SkillKey,
    pub mcid: Mcid,
    pub source: u32,
    /// A word of its vocabulary.
    pub skill_type: u8,
    /// A word of its vocabulary.
    pub status: u8,
    pub completed_on: Option<Day>,
    pub expires_on: Option<Day>,
}

/// The columns that judging reads.
pub struct Columns<'a> {
    skills: &'a [u32],
    mcid: McidColumn<'a>,
    source: TextColumn<'a>,
    skill_type: WordColumn<'a>,
    status: WordColumn<'a>,
    pub completed_on: DayColumn<'a>,
    expires_on: DayColumn<'a>,
}

impl<'a> Columns<'a> {
    #[must_use]
    pub fn of(transcripts: &'a Facts) -> Self {
        Self {
            skills: &transcripts.skills,
            mcid: transcripts.mcid("mcid"),
            source: transcripts.text("source"),
            skill_type: transcripts.words("skill_type"),
            status: transcripts.words("status"),
            completed_on: transcripts.days("completed_on"),
            expires_on: transcripts.days("expires_on"),
        }
    }

    /// These rows, in their order.
    pub fn at_hand(&self, rows: impl Iterator<Item = (u32, Way)>) -> Vec<RowAtHand> {
        let empty = |(row, way)| RowAtHand {
            row,
            way,
            skill: SkillKey::written(0),
            mcid: Mcid::NONE,
            source: 0,
            skill_type: 0,
            status: 0,
            completed_on: None,
            expires_on: None,
        };
        let mut at_hand: Vec<RowAtHand> = rows.map(empty).collect();
        macro_rules! fetch {
            ($name:ident from $cell:expr) => {
                for one in &mut at_hand {
                    one.$name = $cell(one.row as usize);
                }
            };
        }
        fetch!(skill from |row: usize| SkillKey(self.skills[row]));
        fetch!(mcid from |row| self.mcid.at(row));
        fetch!(source from |row| self.source.at(row));
        fetch!(skill_type from |row| self.skill_type.at(row));
        fetch!(status from |row| self.status.at(row));
        fetch!(completed_on from |row| self.completed_on.at(row));
        fetch!(expires_on from |row| self.expires_on.at(row));
        at_hand
    }
}
