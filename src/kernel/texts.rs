//! Texts that a workbook cannot show as they are: too long for a cell, or with characters that XML
//! cannot hold. They are found in what was read, and in the lists that were made of it.

use std::collections::BTreeMap;

use crate::base::dictionary::Hashed;
use crate::base::{Dictionary, Outcome};
use crate::programme::Catalogue;
use crate::programme::catalogue::Skill;
use crate::report::write::tidy::{UNITS_MAX, UnfitText, is_too_long, unfit};
use crate::tables::output::{Rows, Values};
use crate::tables::{Facts, Finding, FindingCode, Kind};

/// Shows rows part by part.
pub(crate) type TextParts<'a> = dyn FnMut(&mut dyn FnMut(&Facts)) -> Outcome<()> + 'a;

/// A finding for each such text of the inputs, at the first row that has it. Transcripts that are not
/// among the facts are shown by `parts`.
///
/// # Errors
/// When a part cannot be shown.
pub(crate) fn findings(
    facts: &BTreeMap<Kind, Facts>,
    dictionary: &Dictionary,
    parts: &mut TextParts<'_>,
) -> Outcome<Vec<Finding>> {
    let mut odd: Hashed<u32, FindingCode> = Hashed::default();
    for code in (1_u32..).take(dictionary.len().saturating_sub(1)) {
        if let Some(finding) = judged(unfit(dictionary.text(code))) {
            odd.insert(code, finding);
        }
    }
    if odd.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for (kind, facts) in facts {
        let mut first: BTreeMap<u32, Place> = BTreeMap::new();
        look(facts, &odd, &mut first);
        if *kind == Kind::Transcripts {
            parts(&mut |facts| look(facts, &odd, &mut first))?;
        }
        for (code, (column, file, line)) in first {
            let Some(finding) = odd.remove(&code) else { continue };
            let message = format!("{} {}", kind.columns()[column].name, said(finding));
            found.push(Finding::new(finding, None, message).at(file, line));
        }
    }
    Ok(found)
}

/// Column, file and line: by which of them comes first a text is told.
type Place = (usize, u32, u32);

fn look(facts: &Facts, odd: &Hashed<u32, FindingCode>, first: &mut BTreeMap<u32, Place>) {
    for (place, column) in facts.kind.columns().iter().enumerate() {
        let codes = facts.text(column.name);
        for row in (0..facts.len()).filter(|_| !codes.is_absent()) {
            let code = codes.at(row);
            if odd.contains_key(&code) {
                let own = (place, facts.file(row), facts.line(row));
                let known = first.entry(code).or_insert(own);
                *known = own.min(*known);
            }
        }
    }
}

/// A finding for each column with lists whose entries fit alone and are too long together.
#[must_use]
pub(crate) fn of_lists(tables: &[&dyn Rows]) -> Vec<Finding> {
    tables.iter().flat_map(|rows| too_long(*rows)).collect()
}

fn too_long(rows: &dyn Rows) -> Vec<Finding> {
    let schema = rows.schema();
    let batch = rows.batch(0, rows.len());
    let mut found = Vec::new();
    for (column, values) in schema.columns.iter().zip(&batch.columns) {
        // The workbooks put a blank behind each separator.
        let is_cut = |list: &str| {
            list.len() > UNITS_MAX / 2
                && (is_too_long(list) || is_too_long(&list.replace(';', "; ")))
                && !list.split(';').any(is_too_long)
        };
        let count = match values {
            Values::Text(cells) => cells.iter().filter(|list| is_cut(list)).count(),
            Values::Owned(cells) => cells.iter().filter(|list| is_cut(list)).count(),
            _ => 0,
        };
        if count > 0 {
            let message = format!(
                "{} of {} is cut in the workbooks in {count} rows: it is too long for a cell",
                column.name, schema.name
            );
            found.push(Finding::new(FindingCode::TextCut, None, message));
        }
    }
    found
}

fn judged(unfit: UnfitText) -> Option<FindingCode> {
    match unfit {
        UnfitText { too_long: true, .. } => Some(FindingCode::TextCut),
        UnfitText { has_controls: true, .. } => Some(FindingCode::TextReplaced),
        UnfitText { .. } => None,
    }
}

fn said(finding: FindingCode) -> &'static str {
    match finding {
        FindingCode::TextCut => "is cut in the workbooks: it is too long for a cell",
        _ => "has characters that a workbook cannot hold; they are replaced there",
    }
}

/// A finding for each skill of the catalogue whose title is such a text.
#[must_use]
pub(crate) fn of_catalogue(catalogue: &Catalogue) -> Vec<Finding> {
    let titled = |skill: &Skill| {
        let finding = judged(unfit(&skill.title))?;
        let message = format!("the title of the skill {}", said(finding));
        Some(Finding::new(finding, None, message).skill(&skill.code))
    };
    catalogue.skills.iter().filter_map(titled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::output::{Value, Whole};
    use crate::tables::outputs;

    fn requirement(persons: &str) -> Whole {
        let row = outputs::REQUIREMENTS.columns.iter().map(|column| match column.name {
            "persons" => Value::Text(persons.to_owned()),
            _ => match column.of {
                crate::tables::output::OutputType::Text => Value::Text(String::new()),
                crate::tables::output::OutputType::Day => Value::Day(None),
                crate::tables::output::OutputType::Number => Value::Number(None),
                crate::tables::output::OutputType::Amount(_) => Value::amount(None),
                crate::tables::output::OutputType::YesNo => Value::YesNo(None),
            },
        });
        Whole::in_order(&outputs::REQUIREMENTS, vec![row.collect()])
    }

    #[test]
    fn a_list_of_too_many_persons_is_told() {
        let many = vec!["anna.lindholm@fabrikam.example"; 1200].join(";");
        let found = of_lists(&[&requirement(&many)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.starts_with("persons of requirements is cut"));
        let few = vec!["anna.lindholm@fabrikam.example"; 900].join(";");
        assert!(of_lists(&[&requirement(&few)]).is_empty());
    }

    #[test]
    fn every_sign_that_xml_has_not_is_found() {
        assert_eq!(judged(unfit("a\u{FFFE}")), Some(FindingCode::TextReplaced));
        assert_eq!(judged(unfit("a\tb\u{FEFF}")), None);
    }
}
