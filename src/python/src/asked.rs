//! What is asked of the kernel beside the tables: the companies that are judged, the reports, what is
//! decided of whole sources.

use std::collections::BTreeMap;

use attain::{Config, Counted, DateOrder, Day, Decided, Decisions, FileDecided, Kind, Report};
use pyo3::prelude::*;
use serde::Deserialize;

use crate::failures::unusable;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgeOptions {
    /// None for all companies.
    pub owned: Option<Vec<String>>,
    /// None for those of the pipeline file.
    reports: Option<Vec<String>>,
    #[serde(default)]
    decided: BTreeMap<String, WholeSource>,
}

/// What is decided of a source.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WholeSource {
    #[serde(default)]
    files: Vec<WholeFile>,
    counted: Option<RowCounts>,
    #[serde(default)]
    filled: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowCounts {
    read: u64,
    rejected: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WholeFile {
    name: String,
    columns: Option<Vec<String>>,
    #[serde(default)]
    date_orders: BTreeMap<String, DateOrderName>,
    decimal: Option<char>,
    fresh_on: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum DateOrderName {
    Dmy,
    Mdy,
    Ymd,
}

impl DateOrderName {
    fn of_dates(self) -> DateOrder {
        match self {
            Self::Dmy => DateOrder::DayFirst,
            Self::Mdy => DateOrder::MonthFirst,
            Self::Ymd => DateOrder::YearFirst,
        }
    }
}

impl JudgeOptions {
    /// The configuration with what is asked of it.
    pub fn config(&self, py: Python<'_>, config: &Config) -> PyResult<Config> {
        let mut decisions = Decisions::new();
        for (name, source) in &self.decided {
            let kind = Kind::from_name(name).ok_or_else(|| {
                unusable(py, "decided", format!("unknown table {name:?}"), "name one that is given")
            })?;
            decisions.insert(kind, source.decided(py)?);
        }
        let config = config.clone().deciding(decisions);
        let Some(names) = &self.reports else { return Ok(config) };
        let report = |name: &String| {
            Report::from_name(name).ok_or_else(|| {
                unusable(py, "reports", format!("unknown report {name:?}"), "use skills, risk, kpi")
            })
        };
        Ok(config.reporting(&names.iter().map(report).collect::<PyResult<Vec<_>>>()?))
    }
}

impl WholeSource {
    fn decided(&self, py: Python<'_>) -> PyResult<Decided> {
        let files = self.files.iter().map(|file| file.decided(py)).collect::<PyResult<_>>()?;
        let counted = self.counted.as_ref();
        let counted = counted.map(|own| Counted { read: own.read, rejected: own.rejected });
        Ok(Decided { files, counted, filled: self.filled.clone() })
    }
}

impl WholeFile {
    fn decided(&self, py: Python<'_>) -> PyResult<FileDecided> {
        let orders = self.date_orders.iter();
        let fresh_on = self.fresh_on.as_ref();
        Ok(FileDecided {
            name: self.name.clone(),
            columns: self.columns.clone(),
            date_orders: orders.map(|(column, order)| (column.clone(), order.of_dates())).collect(),
            decimal: self.decimal,
            fresh_on: fresh_on.map(|text| day(py, text, "fresh_on")).transpose()?,
        })
    }
}

/// A day as ISO 8601 writes it.
pub fn day(py: Python<'_>, text: &str, argument: &str) -> PyResult<Day> {
    Day::from_iso(text).ok_or_else(|| {
        unusable(py, argument, format!("{text:?} is no day"), "write it as 2021-03-01")
    })
}
