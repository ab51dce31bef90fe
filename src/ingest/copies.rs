//! Rows that say of themselves that they are copies, and rows that are set aside after all are read.

use crate::tables::{Detail, Facts, Reject, RejectCode};

use super::read::Reading;
use super::table::keep_rows;

/// `rows` are in ascending order.
pub fn drop_rows(facts: &mut Facts, rows: &[u32]) {
    let mut kept = vec![true; facts.len()];
    for row in rows {
        kept[*row as usize] = false;
    }
    for start in &mut facts.starts {
        let lost = rows.partition_point(|row| row < start);
        *start -= u32::try_from(lost).unwrap_or(u32::MAX);
    }
    keep_rows(facts, 0, |row| kept[row]);
}

/// What is attributed to several locations of one company stands in an export once for each of them; all
/// rows but one say that they are copies. They take no part in keys, for any of them could win.
pub fn set_copies_aside(facts: &mut Facts, reading: &mut Reading) {
    const YES: u8 = 2;
    let Some(column) = facts.kind.column("is_duplicate") else { return };
    let words = facts.words("is_duplicate");
    let is_copy = |row: &u32| words.at(*row as usize) == YES;
    let rows = 0..u32::try_from(facts.len()).unwrap_or(u32::MAX);
    let copies: Vec<u32> = rows.filter(is_copy).collect();
    for row in &copies {
        let file = facts.file(*row as usize);
        reading.rejects.push(&Reject {
            kind: facts.kind,
            file,
            line: facts.lines[*row as usize],
            column: u8::try_from(column).ok(),
            code: RejectCode::DuplicateRow,
            value: "Yes",
            detail: Detail::Plain,
        });
        let report = &mut reading.files[file as usize];
        report.duplicates += 1;
        report.used -= 1;
    }
    if !copies.is_empty() {
        drop_rows(facts, &copies);
    }
}
