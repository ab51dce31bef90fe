//! What reading needs to know beside the files: of all of them, and of one.

use crate::base::Dictionary;
use crate::base::fold::fold;
use crate::programme::pipeline::{Pipeline, Source};
use crate::programme::{Catalogue, Dialect};
use crate::tables::ColumnType;
use crate::tables::DateOrder;
use crate::tables::Kind;
use crate::tables::ledger::OrderFrom;
use crate::tables::schema::DATASET_METRICS;

use super::cell_rules::CellRules;
use super::rows::{KnownCompanies, ReadPlan};

/// What reading needs to know beside the files.
pub struct Setting<'a> {
    pub pipeline: &'a Pipeline,
    pub dialect: &'a Dialect,
    pub catalogue: &'a Catalogue,
    pub companies: KnownCompanies,
    /// Levels of the programmes, folded and as written.
    levels: Vec<(String, String)>,
}

/// What reading one file needs to know.
pub struct FileSetting<'a> {
    pub kind: Kind,
    pub source: &'a Source,
    pub dialect: &'a Dialect,
    pub companies: &'a KnownCompanies,
    pub levels: &'a [(String, String)],
    pub order: Option<DateOrder>,
    /// The path as it is shown in messages.
    pub shown: &'a str,
    pub is_skill: &'a (dyn Fn(&str) -> bool + Sync),
}

impl<'a> FileSetting<'a> {
    #[must_use]
    pub fn plan(&self, by_field: &[Option<usize>], decimal: char) -> ReadPlan<'a> {
        let (dialect, order, levels) = (self.dialect, self.order, self.levels);
        let rules = CellRules { dialect, decimal, order, levels };
        let of_field = |(field, column): (usize, &Option<usize>)| Some((field, (*column)?));
        let is_part =
            |(_, place): &(usize, usize)| self.kind.columns()[*place].of == ColumnType::Parts;
        let (parts, fields): (Vec<_>, Vec<_>) =
            by_field.iter().enumerate().filter_map(of_field).partition(is_part);
        let place = parts.first().map(|(_, place)| *place);
        let has = |name: &str| by_field.contains(&self.kind.column(name));
        ReadPlan {
            kind: self.kind,
            width: by_field.len(),
            fields,
            parts: place.map(|place| (place, parts.into_iter().map(|own| own.0).collect())),
            required: self.kind.required(has).collect(),
            metrics: if self.kind.is_dataset(has) {
                let metrics = DATASET_METRICS.iter().filter(|name| has(name));
                metrics.filter_map(|name| self.kind.column(name)).collect()
            } else {
                Vec::new()
            },
            rules,
            companies: self.companies,
        }
    }

    #[must_use]
    pub fn unpacked_max(&self) -> Option<u64> {
        self.source.max_unpacked_bytes
    }
}

impl<'a> Setting<'a> {
    #[must_use]
    pub fn new(pipeline: &'a Pipeline, dialect: &'a Dialect, catalogue: &'a Catalogue) -> Self {
        let names = catalogue.programmes.iter().flat_map(|programme| &programme.levels);
        let levels = names.map(|level| (fold(level), level.clone())).collect();
        let companies = KnownCompanies::of(&pipeline.companies);
        Self { pipeline, dialect, catalogue, companies, levels }
    }

    /// The company of a row by the code of its MPN id; without one it is the only company.
    #[must_use]
    pub fn company(&self, mpn_id: u32, dictionary: &Dictionary) -> u32 {
        if mpn_id == 0 { 0 } else { self.companies.find(dictionary.text(mpn_id)).unwrap_or(0) }
    }

    /// What reading a file of a source needs.
    pub(super) fn of_file<'s>(
        &'s self,
        kind: Kind,
        source: &'s Source,
        shown: &'s str,
        is_skill: &'s (dyn Fn(&str) -> bool + Sync),
    ) -> FileSetting<'s> {
        FileSetting {
            kind,
            source,
            dialect: self.dialect,
            companies: &self.companies,
            levels: &self.levels,
            order: self.order(source).map(|(order, _)| order),
            shown,
            is_skill,
        }
    }

    /// The source's own order, else the one that all companies agree on.
    pub(super) fn order(&self, source: &Source) -> Option<(DateOrder, OrderFrom)> {
        if let Some(order) = source.date_order {
            return Some((order, OrderFrom::Source));
        }
        let mut orders = self.pipeline.companies.iter().map(|company| company.date_order);
        let first = orders.next().flatten()?;
        orders.all(|order| order == Some(first)).then_some((first, OrderFrom::Company))
    }
}
