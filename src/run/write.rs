//! Writes the data files of a run on its stage.

use std::fs::File;
use std::io::{BufWriter, Write};

use rayon::prelude::*;

use crate::base::Outcome;
use crate::publish::Stage;
use crate::publish::audit::{Content, Expected};
use crate::report::write::csv::write_csv;
use crate::report::write::parquet::write_parquet;
use crate::tables::output::Rows;

/// The writers of Parquet and of packages put down a few bytes at a time.
const BUFFER_BYTES: usize = 1 << 18;

/// Each table as CSV and as Parquet; answers what the audit must find.
///
/// # Errors
/// When a file cannot be written.
pub fn data_files(stage: &Stage<'_>, tables: &[&dyn Rows]) -> Outcome<Vec<Expected>> {
    let written: Vec<Outcome<[Expected; 2]>> =
        tables.par_iter().map(|rows| data_file(stage, *rows)).collect();
    let mut expected = Vec::new();
    for pair in written {
        expected.extend(pair?);
    }
    Ok(expected)
}

/// A new file on the stage for many small writes. Whoever writes it flushes it.
///
/// # Errors
/// When it cannot be made.
pub fn buffered(stage: &Stage<'_>, name: &str) -> Outcome<BufWriter<File>> {
    Ok(BufWriter::with_capacity(BUFFER_BYTES, stage.create(name)?))
}

fn data_file(stage: &Stage<'_>, rows: &dyn Rows) -> Outcome<[Expected; 2]> {
    let schema = rows.schema();
    let count = rows.len() as u64;
    let csv = format!("data/{}.csv", schema.name);
    let parquet = format!("data/{}.parquet", schema.name);
    let (one, other) = rayon::join(
        || write_csv(rows, &mut stage.create(&csv)?),
        || {
            let mut out = buffered(stage, &parquet)?;
            write_parquet(rows, &mut out)?;
            out.flush().map_err(|error| stage.failed(&parquet, &error))
        },
    );
    one?;
    other?;
    Ok([
        Expected { path: csv, content: Content::Csv(schema, count) },
        Expected { path: parquet, content: Content::Parquet(schema, count) },
    ])
}
