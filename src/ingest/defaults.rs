//! What an empty cell stands for, where its column says so.

use polars::prelude::PolarsResult;

use crate::base::Dictionary;
use crate::programme::Catalogue;
use crate::tables::kinds::Transcripts;
use crate::tables::{Column, ColumnType, Facts, Kind, Need, Vocabulary};

use super::growing::{codes, words};

/// Fills in the defaults, once the skills of the rows are known.
///
/// # Errors
/// When polars does not take a column.
pub(crate) fn filled(
    mut facts: Facts,
    catalogue: &Catalogue,
    dictionary: &mut Dictionary,
) -> PolarsResult<Facts> {
    for column in facts.kind.columns() {
        let Need::Else(default) = column.need else { continue };
        facts = match column.of {
            ColumnType::Word(_) if is_of_catalogue(facts.kind, column) => {
                with_skill_types(facts, default, catalogue)?
            }
            ColumnType::Word(vocabulary) => with_words(facts, column, vocabulary, default)?,
            _ => with_texts(facts, column, default, dictionary)?,
        };
    }
    Ok(facts)
}

fn is_of_catalogue(kind: Kind, column: &Column) -> bool {
    kind == Kind::Transcripts && column.name == Transcripts::SKILL_TYPE
}

fn place(vocabulary: Vocabulary, word: &str) -> Option<u8> {
    (0..).zip(vocabulary.words()).find(|(_, own)| **own == word).map(|(place, _)| place)
}

fn with_words(
    facts: Facts,
    column: &Column,
    vocabulary: Vocabulary,
    default: &str,
) -> PolarsResult<Facts> {
    let cells = facts.words(column.name);
    if cells.is_absent() {
        return Ok(facts);
    }
    let default = place(vocabulary, default).unwrap_or(0);
    let filled = |row| if cells.at(row) == 0 { default } else { cells.at(row) };
    let filled = words(column.name, vocabulary, (0..facts.len()).map(filled).collect())?;
    facts.with(filled)
}

fn with_texts(
    facts: Facts,
    column: &Column,
    default: &str,
    dictionary: &mut Dictionary,
) -> PolarsResult<Facts> {
    let cells = facts.text(column.name);
    if cells.is_absent() {
        return Ok(facts);
    }
    let default = dictionary.code(default);
    let filled = |row| if cells.at(row) == 0 { default } else { cells.at(row) };
    let filled = codes(column.name, (0..facts.len()).map(filled).collect());
    facts.with(filled)
}

/// A type that is not given is the catalogue's.
fn with_skill_types(facts: Facts, default: &str, catalogue: &Catalogue) -> PolarsResult<Facts> {
    const TYPES: Vocabulary = Vocabulary::SkillType;
    let cells = facts.words(Transcripts::SKILL_TYPE);
    if cells.is_absent() {
        return Ok(facts);
    }
    let default = place(TYPES, default).unwrap_or(0);
    let of_skill = |row| {
        let skill = facts.skill(row).resolved().ok()?;
        place(TYPES, &catalogue.skills[skill as usize].skill_type)
    };
    let filled = |row| match cells.at(row) {
        0 => of_skill(row).filter(|place| *place != 0).unwrap_or(default),
        place => place,
    };
    let filled = words(Transcripts::SKILL_TYPE, TYPES, (0..facts.len()).map(filled).collect())?;
    facts.with(filled)
}
