//! Which skill of the catalogue each row names: by its code, else by its title, else as written.

use rayon::prelude::*;

use crate::base::Dictionary;
use crate::base::dictionary::Hashed;
use crate::programme::Catalogue;
use crate::tables::facts::SkillKey;
use crate::tables::{Facts, Kind};

/// Rows that are worth a table of their own of what was resolved.
const ROWS: usize = 1 << 16;

/// Fills the table's column of skills, where the kind has any.
pub fn skills_of(facts: &mut Facts, catalogue: &Catalogue, dictionary: &Dictionary) {
    if !matches!(facts.kind, Kind::Transcripts | Kind::PartnerCenterReport) {
        return;
    }
    let (codes, titles) = (facts.text("skill_code"), facts.text("skill_title"));
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
    facts.skills = rows.map_init(Hashed::default, skill).collect();
}
