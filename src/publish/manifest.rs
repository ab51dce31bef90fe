//! `manifest.json`: what a run was made of, what became of it, and how to check it. No person is in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::files::AtPath;
use super::known::Stamp;
use super::moment::Moment;
use crate::base::{Day, Failure, Outcome};
use crate::programme::Parameters;
use crate::programme::parameters::{Dated, Value};
use crate::programme::pipeline::{DateOrder, Encoding};
use crate::tables::FileReport;
use crate::tables::ledger::{Format, FreshnessFrom, OrderFrom};

pub const NAME: &str = "manifest.json";
/// The version of the layout: it changes when a reader of the old one would go wrong.
pub const VERSION: &str = "attain-manifest/1";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub schema: String,
    pub run_id: String,
    pub run_key: String,
    #[serde(with = "iso_day")]
    pub as_of: Day,
    pub program: ProgramUsed,
    pub pipeline: PipelineUsed,
    pub rules: RulesUsed,
    pub parameters: Vec<ParameterUsed>,
    /// The run that `data/changes` compares with.
    pub previous: Option<String>,
    pub inputs: Vec<InputUsed>,
    pub stages: Vec<StageDone>,
    pub outputs: Vec<OutputMade>,
    /// How many of each code.
    pub findings: BTreeMap<String, u64>,
    pub exit_code: u8,
    pub started: Moment,
    pub finished: Moment,
    pub peak_memory_bytes: Option<u64>,
    /// When persons were removed from the run, and how many rows went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forgotten: Vec<Forgotten>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramUsed {
    pub name: String,
    pub version: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineUsed {
    pub name: String,
    /// As given.
    pub path: String,
    pub sha256: String,
    pub reports: Vec<String>,
    pub language: String,
}

/// Hashes of what decides: if they differ between two runs, the rules did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesUsed {
    pub parameters: String,
    pub programmes: String,
    pub dialects: String,
    pub labels: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParameterUsed {
    pub name: String,
    pub value: Json,
    pub unit: String,
    /// The value holds from here on; empty for one that always did.
    pub from: String,
    pub source: String,
    pub place: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputUsed {
    pub kind: String,
    /// As given.
    pub path: String,
    pub size: u64,
    pub sha256: String,
    pub stamp: Stamp,
    pub format: String,
    pub encoding: Option<String>,
    pub delimiter: Option<char>,
    pub decimal: Option<char>,
    pub sheet: Option<String>,
    pub date_orders: Vec<DateOrderUsed>,
    /// 0 where there is none.
    pub header_line: u32,
    pub rows: RowsFound,
    pub freshness: FreshnessFound,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateOrderUsed {
    pub column: String,
    pub order: String,
    pub from: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsFound {
    pub read: u64,
    pub used: u64,
    pub duplicate: u64,
    pub rejected: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshnessFound {
    /// Empty where nothing tells it.
    pub day: String,
    pub from: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageDone {
    pub name: String,
    pub rows_in: u64,
    pub rows_out: u64,
    pub seconds: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputMade {
    /// Relative to the run folder, with `/`.
    pub path: String,
    pub size: u64,
    /// Data rows; none where a file has no such thing.
    pub rows: Option<u64>,
    pub sha256: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    pub at: Moment,
    pub rows: u64,
}

impl Manifest {
    /// The file's text: the same manifest makes the same bytes.
    ///
    /// # Errors
    /// Never for what this program makes; a number that JSON cannot hold is a fault of it.
    pub fn text(&self) -> Outcome<String> {
        let mut text = serde_json::to_string_pretty(self).map_err(|error| {
            Failure::internal("the manifest cannot be written as JSON").because(error)
        })?;
        text.push('\n');
        Ok(text)
    }

    /// The manifest of a run folder.
    ///
    /// # Errors
    /// When it is missing, was edited beyond reading, or is of a later version.
    pub fn read(folder: &Path) -> Outcome<Self> {
        let path = folder.join(NAME);
        let text = fs::read_to_string(&path).reading(&path)?;
        let broken = |detail: &dyn std::fmt::Display| {
            Failure::input("this is no manifest of a run that this program can read")
                .at(path.display())
                .todo("restore the run folder, or move it away")
                .because(detail)
        };
        let manifest: Self = serde_json::from_str(&text).map_err(|error| broken(&error))?;
        if manifest.schema != VERSION {
            return Err(broken(&format!("its layout is {}, not {VERSION}", manifest.schema)));
        }
        Ok(manifest)
    }

    /// The hashes of the files of these kinds, in the order in which they were read.
    #[must_use]
    pub fn hashes(&self, kinds: &[&str]) -> Vec<&str> {
        self.inputs
            .iter()
            .filter(|input| kinds.contains(&input.kind.as_str()))
            .map(|input| input.sha256.as_str())
            .collect()
    }
}

impl InputUsed {
    /// What the ledger knows of a file, and the marks by which it is known again.
    #[must_use]
    pub fn of(report: &FileReport, stamp: Stamp) -> Self {
        let day = report.freshness.day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            kind: report.kind.name().to_owned(),
            path: report.path.display().to_string(),
            size: report.bytes,
            sha256: report.sha256.clone(),
            stamp,
            format: format_name(report.format).to_owned(),
            encoding: report.encoding.map(|encoding| encoding_name(encoding).to_owned()),
            delimiter: report.delimiter,
            decimal: report.decimal,
            sheet: report.sheet.clone(),
            date_orders: date_orders(report),
            header_line: report.header_line,
            rows: RowsFound {
                read: report.read,
                used: report.used,
                duplicate: report.duplicates,
                rejected: report.rejected,
            },
            freshness: FreshnessFound {
                day,
                from: freshness_name(report.freshness.from).to_owned(),
            },
        }
    }
}

fn date_orders(report: &FileReport) -> Vec<DateOrderUsed> {
    let named = |place: usize| report.kind.columns().get(place).map_or("", |column| column.name);
    let used = report.date_orders.iter().map(|(column, order, from)| DateOrderUsed {
        column: named(*column).to_owned(),
        order: order_name(*order).to_owned(),
        from: order_from_name(*from).to_owned(),
    });
    used.collect()
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Delimited => "delimited",
        Format::Gzip => "gzip",
        Format::Xlsx => "xlsx",
        Format::Json => "json",
    }
}

fn encoding_name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16Le => "utf-16le",
        Encoding::Utf16Be => "utf-16be",
        Encoding::Windows1252 => "windows-1252",
    }
}

fn order_name(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => "dmy",
        DateOrder::MonthFirst => "mdy",
        DateOrder::YearFirst => "ymd",
    }
}

fn order_from_name(from: OrderFrom) -> &'static str {
    match from {
        OrderFrom::Source => "source",
        OrderFrom::Company => "company",
        OrderFrom::Evidence => "evidence",
    }
}

fn freshness_name(from: FreshnessFrom) -> &'static str {
    match from {
        FreshnessFrom::ExportedOn => "exported_on",
        FreshnessFrom::FileName => "file_name",
        FreshnessFrom::FileTime => "file_time",
        FreshnessFrom::Unknown => "unknown",
    }
}

/// Every parameter with the value in force on a day: the last one that began, before the first
/// one the first; of ranges of dates all, because they are looked up for other days.
#[must_use]
pub fn parameters_used(parameters: &Parameters, as_of: Day) -> Vec<ParameterUsed> {
    let mut used = Vec::new();
    for parameter in parameters.all.values() {
        let ranges =
            parameter.values.iter().any(|dated| matches!(dated.value, Value::Range { .. }));
        let begun = parameter.values.partition_point(|dated| dated.from <= as_of);
        let held = begun.saturating_sub(1);
        let chosen = if ranges { 0..parameter.values.len() } else { held..held + 1 };
        for dated in parameter.values.get(chosen).unwrap_or_default() {
            used.push(ParameterUsed {
                name: parameter.name.clone(),
                value: value_used(dated),
                unit: parameter.unit.clone(),
                from: dated.from.to_string(),
                source: dated.source.clone(),
                place: dated.place.clone(),
            });
        }
    }
    used
}

fn value_used(dated: &Dated) -> Json {
    match &dated.value {
        Value::Number { number, month_end: false } => Json::from(*number),
        Value::Number { number, month_end: true } => {
            serde_json::json!({ "value": number, "month_end": true })
        }
        Value::Numbers(numbers) => Json::from(numbers.clone()),
        Value::Names(names) => Json::from(names.clone()),
        Value::Range { until, except } => {
            serde_json::json!({ "until": until.to_string(), "except": except })
        }
    }
}

/// The most memory that this process ever had, where the system says so.
#[must_use]
pub fn peak_memory_bytes() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Days as ISO text.
mod iso_day {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::base::Day;

    pub fn serialize<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = String::deserialize(deserializer)?;
        Day::from_iso(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is no date")))
    }
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
pub(crate) mod tests;
