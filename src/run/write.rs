//! Writes the data files of a run on its stage.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use crate::base::{Outcome, Progress};
use crate::publish::Stage;
use crate::publish::audit::{Content, Expected};
use crate::report::write::twins::write_twins;
use crate::tables::output::{Frame, OutputSchema, Rows, Values};

use super::outlet::Outlets;

/// Each table as CSV and as Parquet; answers what the audit must find.
///
/// # Errors
/// When a file cannot be written.
pub fn data_files(
    stage: &Stage<'_>,
    tables: &[&dyn Rows],
    progress: &Progress,
) -> Outcome<Vec<Expected>> {
    let written: Vec<Outcome<[Expected; 2]>> = tables
        .par_iter()
        .map(|rows| data_file(stage, &Counted { rows: *rows, counter: progress.counter() }))
        .collect();
    let mut expected = Vec::new();
    for pair in written {
        expected.extend(pair?);
    }
    Ok(expected)
}

fn data_file(stage: &Stage<'_>, rows: &dyn Rows) -> Outcome<[Expected; 2]> {
    let schema = rows.schema();
    let count = rows.len() as u64;
    let csv = format!("data/{}.csv", schema.name);
    let parquet = format!("data/{}.parquet", schema.name);
    let outlets = Outlets::new(stage);
    outlets
        .write(&csv, |plain| outlets.write(&parquet, |typed| write_twins(rows, plain, typed)))?;
    Ok([
        Expected { path: csv, content: Content::Csv(schema, count) },
        Expected { path: parquet, content: Content::Parquet(schema, count) },
    ])
}

/// A table whose rows are counted as somebody asks for them to be written.
struct Counted<'a> {
    rows: &'a dyn Rows,
    counter: Arc<AtomicU64>,
}

impl Rows for Counted<'_> {
    fn schema(&self) -> &'static OutputSchema {
        self.rows.schema()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        self.rows.column(place, start, end)
    }

    fn frame(&self, start: usize, end: usize) -> Frame<'_> {
        // Once for each of the two files that it goes into.
        self.counter.fetch_add(2 * (end - start) as u64, Relaxed);
        self.rows.frame(start, end)
    }
}
