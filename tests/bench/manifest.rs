//! What a run says of itself, as far as figures are taken from it.

use std::fs;
use std::path::Path;

use attain::base::{Failure, Outcome};
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Manifest {
    pub inputs: Vec<Input>,
    pub outputs: Vec<Output>,
    pub stages: Vec<Stage>,
    pub peak_memory_bytes: Option<u64>,
}

#[derive(Deserialize)]
pub(crate) struct Input {
    pub rows: Rows,
}

#[derive(Deserialize)]
pub(crate) struct Rows {
    pub read: u64,
    pub rejected: u64,
}

#[derive(Deserialize)]
pub(crate) struct Output {
    pub path: String,
    pub rows: Option<u64>,
    pub size: u64,
}

#[derive(Deserialize)]
pub(crate) struct Stage {
    pub name: String,
    pub seconds: f64,
}

impl Manifest {
    /// # Errors
    /// When the run folder has none that can be read.
    pub(crate) fn read(run: &Path) -> Outcome<Self> {
        let path = run.join("manifest.json");
        let unreadable = |error: &dyn std::fmt::Display| {
            Failure::internal("the manifest cannot be read").at(path.display()).because(error)
        };
        let text = fs::read_to_string(&path).map_err(|error| unreadable(&error))?;
        serde_json::from_str(&text).map_err(|error| unreadable(&error))
    }

    #[must_use]
    pub(crate) fn rows_read(&self) -> u64 {
        self.inputs.iter().map(|input| input.rows.read).sum()
    }

    #[must_use]
    pub(crate) fn rows_rejected(&self) -> u64 {
        self.inputs.iter().map(|input| input.rows.rejected).sum()
    }
}
