//! Texts that a workbook cannot show as they are: too long for a cell, or with characters that XML
//! cannot hold.

use crate::base::dictionary::Hashed;
use crate::ingest::read::Reading;
use crate::tables::{Cells, Facts, Finding, FindingCode};

/// What a cell of a workbook can hold, in UTF-16 units.
const CELL_UNITS_MAX: usize = 32_767;

/// A finding for each such text, at the first row that has it.
#[must_use]
pub fn findings(reading: &Reading) -> Vec<Finding> {
    let mut odd: Hashed<u32, FindingCode> = Hashed::default();
    for code in (1_u32..).take(reading.dictionary.len().saturating_sub(1)) {
        let text = reading.dictionary.text(code);
        if text.len() > CELL_UNITS_MAX && text.encode_utf16().count() > CELL_UNITS_MAX {
            odd.insert(code, FindingCode::TextCut);
        } else if text.bytes().any(|byte| byte < 0x20) && text.chars().any(is_forbidden) {
            odd.insert(code, FindingCode::TextReplaced);
        }
    }
    if odd.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for facts in reading.facts.values() {
        found.extend(in_facts(facts, &mut odd));
    }
    found
}

/// XML 1.0 has no place for these.
fn is_forbidden(letter: char) -> bool {
    matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn in_facts(facts: &Facts, odd: &mut Hashed<u32, FindingCode>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (column, cells) in facts.kind.columns().iter().zip(&facts.columns) {
        let Cells::Text(codes) = cells else { continue };
        for (row, code) in codes.iter().enumerate() {
            let Some(finding) = odd.remove(code) else { continue };
            let message = match finding {
                FindingCode::TextCut => {
                    format!("{} is cut in the workbooks: it is too long for a cell", column.name)
                }
                _ => format!(
                    "{} has characters that a workbook cannot hold; they are replaced there",
                    column.name
                ),
            };
            found.push(Finding::new(finding, None, message).at(facts.file(row), facts.lines[row]));
        }
    }
    found
}
