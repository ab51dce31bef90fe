//! The run key: what decides every byte of a run, and the run's name that is made of it.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::base::Day;
use crate::base::digest::hex;
use crate::programme::pipeline::{NO_FILE_NAME, Report};
use crate::tables::Kind;

/// What decides a run. Nothing of where it runs: two machines make the same of the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyParts<'a> {
    pub as_of: Day,
    /// Of the program.
    pub version: &'a str,
    pub pipeline: &'a str,
    pub parameters: &'a str,
    pub citations: &'a str,
    /// Names and texts of the programmes' files, the dialects and the labels.
    pub catalogue: &'a [(String, String)],
    pub dialects: &'a [(String, String)],
    pub labels: &'a [(String, String)],
    pub reports: &'a [Report],
    /// MPN ids, where only some companies of the pipeline are reported.
    pub companies: &'a [String],
    /// Which companies get a page; empty where it is not said.
    pub pages: &'a str,
    /// In the order in which they are read: of two rows with one key the later holds.
    pub inputs: &'a [KeyInput<'a>],
}

/// A file that is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyInput<'a> {
    pub kind: Kind,
    /// Without its folder: the outputs show it.
    pub name: &'a str,
    pub sha256: &'a str,
    /// Only where a limit of age is set and nothing but the file's time stamp tells its age: then
    /// the stamp decides what is stale.
    pub stamped_on: Option<Day>,
}

/// Each part with its length before it, so that no two lists of parts look alike.
struct KeyHasher(Sha256);

impl KeyHasher {
    fn text(&mut self, text: &str) {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn texts(&mut self, texts: &[(String, String)]) {
        self.0.update(texts.len().to_le_bytes());
        for (name, text) in texts {
            self.text(name);
            self.text(text);
        }
    }
}

/// The key of a run that is compared with none, as 64 hexadecimal digits.
#[must_use]
pub(crate) fn run_key(parts: &KeyParts<'_>) -> String {
    let mut all = KeyHasher(Sha256::new());
    all.text("attain-run/1");
    all.text(parts.version);
    all.text(&parts.as_of.to_string());
    all.text(parts.pipeline);
    all.text(parts.parameters);
    all.text(parts.citations);
    all.texts(parts.catalogue);
    all.texts(parts.dialects);
    all.texts(parts.labels);
    all.0.update(parts.reports.len().to_le_bytes());
    for report in parts.reports {
        all.text(report.name());
    }
    for company in parts.companies {
        all.text("company");
        all.text(company);
    }
    if !parts.pages.is_empty() {
        all.text("pages");
        all.text(parts.pages);
    }
    for input in parts.inputs {
        all.text(input.kind.name());
        all.text(input.name);
        all.text(input.sha256);
        all.text(&input.stamped_on.map(|day| day.to_string()).unwrap_or_default());
    }
    hex(&all.0.finalize())
}

/// The key of a run that is compared with another: its own key, the other's, and the names and
/// hashes of the other's tables.
#[must_use]
pub(crate) fn compared_key(base_key: &str, previous_key: &str, tables: &[(&str, &str)]) -> String {
    let mut all = KeyHasher(Sha256::new());
    all.text("attain-compared/1");
    all.text(base_key);
    all.text(previous_key);
    for (name, sha256) in tables {
        all.text(name);
        all.text(sha256);
    }
    hex(&all.0.finalize())
}

/// The hash of named texts, as the manifest shows it.
#[must_use]
pub(crate) fn texts_hash(texts: &[(String, String)]) -> String {
    let mut all = KeyHasher(Sha256::new());
    all.texts(texts);
    hex(&all.0.finalize())
}

/// As-of date, pipeline name and the first six digits of the key: `2021-03-01-nightly-4f2c9a`.
#[must_use]
pub(crate) fn run_id(as_of: Day, pipeline: &str, key: &str) -> String {
    let mut id = as_of.to_string();
    let digits = key.get(..6).unwrap_or(key);
    // Writing to a string cannot fail.
    let _ = write!(id, "-{}-{digits}", folder_name(pipeline));
    id
}

/// A pipeline's name without what a folder's name may not hold on some system.
#[must_use]
pub(crate) fn folder_name(pipeline: &str) -> String {
    pipeline
        .chars()
        .map(
            |letter| {
                if NO_FILE_NAME.contains(&letter) || letter.is_control() { '-' } else { letter }
            },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(change: impl Fn(&mut KeyParts<'_>, &mut Vec<KeyInput<'_>>)) -> String {
        let mut inputs = vec![
            KeyInput { kind: Kind::Users, name: "users.csv", sha256: "aa", stamped_on: None },
            KeyInput { kind: Kind::Invoices, name: "i.csv", sha256: "bb", stamped_on: None },
        ];
        let mut parts = KeyParts {
            as_of: Day::from_iso("2021-03-01").unwrap(),
            version: "0.1.0",
            pipeline: "name = \"nightly\"",
            parameters: "p",
            citations: "c",
            catalogue: &[],
            dialects: &[],
            labels: &[],
            reports: &[Report::Skills],
            companies: &[],
            pages: "",
            inputs: &[],
        };
        change(&mut parts, &mut inputs);
        run_key(&KeyParts { inputs: &inputs, ..parts })
    }

    #[test]
    fn whatever_decides_the_outcome_changes_the_key() {
        let companies: &[String] = vec!["1".to_owned(), "2".to_owned()].leak();
        let keys = [
            key(|parts, _| parts.companies = &companies[..1]),
            key(|parts, _| parts.companies = companies),
            key(|_, _| {}),
            key(|parts, _| parts.as_of = parts.as_of.plus_days(1)),
            key(|parts, _| parts.version = "0.1.1"),
            key(|parts, _| parts.pipeline = "name = \"monthly\""),
            key(|parts, _| (parts.parameters, parts.citations) = ("", "pc")),
            key(|parts, _| parts.reports = &[Report::Skills, Report::Kpi]),
            key(|_, inputs| inputs[0].sha256 = "cc"),
            key(|_, inputs| inputs[0].name = "people.csv"),
            key(|_, inputs| inputs[0].kind = Kind::Associations),
            key(|_, inputs| inputs[0].stamped_on = Some(Day(0))),
            key(|_, inputs| inputs.swap(0, 1)),
            key(|_, inputs| inputs.truncate(1)),
        ];
        let mut distinct = keys.to_vec();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), keys.len());
        assert_eq!(keys[2], key(|_, _| {}), "the same parts, the same key");
    }

    #[test]
    fn a_run_is_named_by_date_pipeline_and_key() {
        let day = Day::from_iso("2021-03-01").unwrap();
        assert_eq!(run_id(day, "nightly", "4f2c9a77"), "2021-03-01-nightly-4f2c9a");
        assert_eq!(run_id(day, "été/1", "4f2c9a77"), "2021-03-01-été-1-4f2c9a");
    }
}
