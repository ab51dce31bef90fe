//! Who counts for a requirement, and the rows of the transcripts that say so.

use serde::Serialize;

use crate::programme::catalogue::SkillId;
use crate::skills::Scene;
use crate::tables::columns;

use super::cells::RowTexts;
use super::evidence::CountingRows;

#[derive(Serialize, Debug)]
pub struct HolderExplained {
    pub work_email: String,
    pub skill_code: String,
    /// The row of the transcript.
    pub from: Option<String>,
    pub counts_through: Option<String>,
}

/// Who counts, by the published rows, and the transcript rows behind them.
pub(super) type HolderRows<'a> = (&'a [RowTexts], &'a CountingRows);

pub(super) fn holders((people, evidence): HolderRows<'_>, metric: &str) -> Vec<HolderExplained> {
    let own = people.iter().filter(|row| row.of(columns::METRIC) == metric);
    let holder = |row: &RowTexts| HolderExplained {
        work_email: row.of(columns::WORK_EMAIL).to_owned(),
        skill_code: row.of(columns::SKILL_CODE).to_owned(),
        from: evidence.row(row.of(columns::WORK_EMAIL), row.of(columns::SKILL_CODE)),
        counts_through: row.filled(columns::COUNTS_THROUGH),
    };
    own.map(holder).collect()
}

pub(super) fn codes(scene: &Scene<'_>, skills: &[SkillId]) -> String {
    let codes = skills.iter().map(|id| scene.catalogue.skills[*id as usize].code.as_str());
    codes.collect::<Vec<_>>().join(", ")
}
