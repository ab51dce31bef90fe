//! What a pipeline file says of companies, and of the sources of their rows.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::base::{Amount, Day, Month};
use crate::tables::{DateOrder, Encoding};

/// Where the rows come from: tables need no `files`, and bring their companies with them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inputs {
    Files,
    Tables,
}

#[derive(Clone, Debug, Default)]
pub struct Company {
    pub name: String,
    /// Digits as written, leading zeros kept.
    pub mpn_id: String,
    pub locations: Vec<String>,
    pub country: String,
    pub migrated_on: Option<Day>,
    pub date_order: Option<DateOrder>,
    /// Facts by name, each with the day it was attested.
    pub attested: BTreeMap<String, Day>,
    /// The page of the learning partner directory (L8).
    pub directory_url: Option<String>,
    /// First and last month of the discrepancy pack (L7), where chosen.
    pub discrepancy: Option<(Month, Month)>,
}

/// Where the rows of one kind come from, and what is already known of their dialect.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Files and globs as written.
    pub files: Vec<String>,
    /// The folder that relative names start from.
    pub folder: PathBuf,
    pub max_reject_ratio: Option<Amount>,
    pub date_order: Option<DateOrder>,
    pub decimal: Option<char>,
    pub delimiter: Option<char>,
    pub encoding: Option<Encoding>,
    pub sheet: Option<String>,
    pub warn_after_days: Option<i32>,
    pub error_after_days: Option<i32>,
    pub exported_on: Option<Day>,
    pub max_unpacked_bytes: Option<u64>,
    /// Line of the source's table in the pipeline file.
    pub line: usize,
}
