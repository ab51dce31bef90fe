//! The rows of the transcripts behind those who count.

use std::collections::{BTreeMap, BTreeSet};

use crate::tables::Kind;

use super::cells::RowTexts;
use super::sources::ExplanationBasis;

/// The transcript rows behind those who count, by work e-mail and skill code.
pub(crate) struct CountingRows(BTreeMap<(String, String), String>);

impl CountingRows {
    /// Of the skills of a requirement that count in a company on the as-of date.
    #[must_use]
    pub(crate) fn of(from: &ExplanationBasis<'_>, company: u32, people: &[RowTexts]) -> Self {
        let scene = from.scene;
        let mut rows = BTreeMap::new();
        let Some(facts) = scene.facts(Kind::Transcripts).filter(|_| !people.is_empty()) else {
            return Self(rows);
        };
        let cell = |own: &RowTexts, column| own.of(column).to_owned();
        let asked = people.iter().map(|own| (cell(own, "work_email"), cell(own, "skill_code")));
        let asked: BTreeSet<(String, String)> = asked.collect();
        let counts = from.counting.holdings.iter().filter(|own| {
            own.from <= scene.as_of
                && scene.as_of <= own.through
                && scene.company_of(own.person) == company
        });
        for held in counts {
            let code = scene.catalogue.skills[held.skill as usize].code.clone();
            let key = (scene.shown_email(held.person).to_owned(), code);
            if asked.contains(&key) {
                let row = held.row as usize;
                let file = scene.file_name(facts.file(row));
                rows.entry(key).or_insert_with(|| format!("{file}:{}", facts.line(row)));
            }
        }
        Self(rows)
    }

    #[must_use]
    pub(crate) fn row(&self, email: &str, code: &str) -> Option<String> {
        self.0.get(&(email.to_owned(), code.to_owned())).cloned()
    }
}
