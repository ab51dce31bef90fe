//! `manifest.json`: what a run was made of, what became of it, and how to check it. No person is in it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::files::AtPath;
use super::stamp::FileStamp;
use super::timestamp::Timestamp;
use crate::base::{Day, Failure, Outcome};

pub(crate) const NAME: &str = "manifest.json";
/// The version of the layout: it changes when a reader of the old one would go wrong.
pub(crate) const VERSION: &str = "attain-manifest/1";
/// A million inputs have a shorter one.
const BYTES_MAX: u64 = 1 << 30;

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
    /// Things to do, by urgency.
    #[serde(default)]
    pub actions: BTreeMap<String, u64>,
    /// How the held levels of each company stand, by MPN id.
    #[serde(default)]
    pub verdicts: BTreeMap<String, VerdictMade>,
    /// The names of the companies that the run tells of, by MPN id; empty for one without a name.
    #[serde(default)]
    pub companies: BTreeMap<String, String>,
    pub exit_code: u8,
    pub started: Timestamp,
    pub finished: Timestamp,
    pub peak_memory_bytes: Option<u64>,
    /// When persons were removed from the run, and how many rows went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forgotten: Vec<Forgotten>,
    /// What the run key would be without a run to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_key: Option<String>,
}

/// The one verdict on a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictMade {
    /// `red`, `amber`, `grey` or `green`.
    pub light: String,
    /// How many levels are in each class.
    pub levels: BTreeMap<String, u64>,
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
    pub stamp: FileStamp,
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
    pub at: Timestamp,
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
        let text = match read_file(&path) {
            Err(error)
                if error.kind() != io::ErrorKind::PermissionDenied
                    && (!folder.is_dir() || error.kind() == io::ErrorKind::NotFound) =>
            {
                return Err(Failure::input("this is no run: there is no manifest.json in it")
                    .at(folder.display())
                    .todo(
                        "name a folder below the output folder, for example out/nightly/latest",
                    ));
            }
            text => text.reading(&path)?,
        };
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

/// Never a pipe or a device, which may have no end.
fn read_file(path: &Path) -> io::Result<String> {
    let about = fs::metadata(path)?;
    if !about.is_file() || about.len() > BYTES_MAX {
        return Err(io::Error::other("it is no file, or larger than any manifest"));
    }
    fs::read_to_string(path)
}

/// The most memory that this process ever had, where the system says so.
#[must_use]
pub(crate) fn peak_memory_bytes() -> Option<u64> {
    peak_memory_bytes_of("self")
}

/// The same of the process with this id, as long as it has not ended.
#[must_use]
pub(crate) fn peak_memory_bytes_of(process: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Days as ISO text.
mod iso_day {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::base::Day;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
    pub(super) fn serialize<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = String::deserialize(deserializer)?;
        Day::from_iso(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is no date")))
    }
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
pub(crate) mod tests;
