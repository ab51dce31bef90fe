//! Rows that say of themselves that they are copies, and rows that are set aside after all are read.

use polars::prelude::{BooleanChunked, NewChunkedArray, PolarsResult};

use crate::tables::kinds::Performance;
use crate::tables::words::YesNo;
use crate::tables::{Facts, Kind, Reject, RejectCode, RejectDetail};

use super::reading::Reading;

/// `rows` are in ascending order.
///
/// # Errors
/// When polars cannot drop them.
pub(crate) fn drop_rows(facts: Facts, rows: &[u32]) -> PolarsResult<Facts> {
    let mut kept = vec![true; facts.len()];
    for row in rows {
        kept[*row as usize] = false;
    }
    facts.keep(&BooleanChunked::from_slice("kept".into(), &kept))
}

/// What is attributed to several locations of one company stands in an export once for each of them; all
/// rows but one say that they are copies. They take no part in keys, for any of them could win.
///
/// # Errors
/// When polars cannot drop them.
pub(crate) fn set_copies_aside(facts: Facts, reading: &mut Reading) -> PolarsResult<Facts> {
    if facts.kind != Kind::Performance {
        return Ok(facts);
    }
    let (files, lines) = (facts.files(), facts.lines());
    let words = facts.words(Performance::IS_DUPLICATE);
    let is_copy = |row: &u32| YesNo::at(words.at(*row as usize)) == YesNo::Yes;
    let rows = 0..u32::try_from(facts.len()).unwrap_or(u32::MAX);
    let copies: Vec<u32> = rows.filter(is_copy).collect();
    for row in &copies {
        let (file, line) = (files[*row as usize], lines[*row as usize]);
        reading.rejects.push(&Reject {
            kind: facts.kind,
            file,
            line,
            column: facts.kind.column(Performance::IS_DUPLICATE).and_then(|at| at.try_into().ok()),
            code: RejectCode::DuplicateRow,
            value: YesNo::Yes.word(),
            detail: RejectDetail::Plain,
        });
        let report = &mut reading.files[file as usize];
        report.duplicates += 1;
        report.used -= 1;
    }
    if copies.is_empty() { Ok(facts) } else { drop_rows(facts, &copies) }
}
