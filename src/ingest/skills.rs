//! Which skill of the catalogue each row names: by its code, else by its title, else as written.

use polars::prelude::PolarsResult;
use rayon::prelude::*;

use crate::base::Dictionary;
use crate::base::dictionary::Hashed;
use crate::programme::Catalogue;
use crate::tables::Facts;
use crate::tables::facts::{SKILL, SkillKey};
use crate::tables::kinds::Transcripts;

use super::growing;

/// Rows that are worth a table of their own of what was resolved.
const ROWS: usize = 1 << 16;

/// The rows with their skills, where the kind has any.
///
/// # Errors
/// When polars does not take the column.
pub(crate) fn with_skills(
    facts: Facts,
    catalogue: &Catalogue,
    dictionary: &Dictionary,
) -> PolarsResult<Facts> {
    if !facts.kind.has_skills() {
        return Ok(facts);
    }
    // The report has codes only, under the same name.
    let (codes, titles) =
        (facts.text(Transcripts::SKILL_CODE), facts.text(Transcripts::SKILL_TITLE));
    let skill = |known: &mut Hashed<u32, Option<u32>>, row: usize| {
        let mut resolve = |code: u32| {
            *known.entry(code).or_insert_with(|| catalogue.resolve(dictionary.text(code)))
        };
        let (code, title) = (codes.at(row), titles.at(row));
        let by_code = if code == 0 { None } else { resolve(code) };
        let found = by_code.or_else(|| if title == 0 { None } else { resolve(title) });
        let key = match found {
            Some(skill) => SkillKey::known(skill),
            None => SkillKey::written(if code == 0 { title } else { code }),
        };
        key.0
    };
    let rows = (0..facts.len()).into_par_iter().with_min_len(ROWS);
    let skills = rows.map_init(Hashed::default, skill).collect();
    facts.with(growing::codes(SKILL, skills))
}
