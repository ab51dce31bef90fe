//! Writes the data files of a run on its stage.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use crate::base::{Outcome, Progress};
use crate::publish::Stage;
use crate::publish::audit::{Content, Expected};
use crate::report::write::csv::write_csv;
use crate::report::write::parquet::write_parquet;
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
    let files = tables.iter().flat_map(|rows| [(*rows, Format::Csv), (*rows, Format::Parquet)]);
    let written: Vec<Outcome<Expected>> = files
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(rows, format)| {
            data_file(stage, &Counted { rows, counter: progress.counter() }, format)
        })
        .collect();
    written.into_iter().collect()
}

#[derive(Clone, Copy)]
enum Format {
    Csv,
    Parquet,
}

fn data_file(stage: &Stage<'_>, rows: &dyn Rows, format: Format) -> Outcome<Expected> {
    let (schema, count) = (rows.schema(), rows.len() as u64);
    let (path, content) = match format {
        Format::Csv => (format!("data/{}.csv", schema.name), Content::Csv(schema, count)),
        Format::Parquet => {
            (format!("data/{}.parquet", schema.name), Content::Parquet(schema, count))
        }
    };
    Outlets::new(stage).write(&path, |out| match format {
        Format::Csv => write_csv(rows, out),
        Format::Parquet => write_parquet(rows, out),
    })?;
    Ok(Expected { path, content })
}

/// A table whose rows are counted as somebody asks for them to be written, once for each file: the
/// first column stands for the row.
struct Counted<'a> {
    rows: &'a dyn Rows,
    counter: Arc<AtomicU64>,
}

impl Counted<'_> {
    fn count(&self, rows: usize) {
        self.counter.fetch_add(rows as u64, Relaxed);
    }
}

impl Rows for Counted<'_> {
    fn schema(&self) -> &'static OutputSchema {
        self.rows.schema()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        if place == 0 {
            self.count(end - start);
        }
        self.rows.column(place, start, end)
    }

    fn frame(&self, start: usize, end: usize) -> Frame<'_> {
        self.count(end - start);
        self.rows.frame(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::output::{OutputColumn, OutputType, Value, Whole};

    const SCHEMA: OutputSchema = OutputSchema {
        name: "sample",
        says: "",
        columns: &[
            OutputColumn { name: "name", of: OutputType::Text, sorted: 0, means: "" },
            OutputColumn { name: "count", of: OutputType::Number, sorted: 0, means: "" },
        ],
    };

    #[test]
    fn each_row_is_counted_once_for_each_file() {
        let row =
            |number: i64| vec![Value::Text(format!("n{number}")), Value::Number(Some(number))];
        let table = Whole::in_order(&SCHEMA, (0..40_000).map(row).collect());
        let counter = Arc::new(AtomicU64::new(0));
        let counted = Counted { rows: &table, counter: Arc::clone(&counter) };
        write_csv(&counted, &mut Vec::new()).unwrap();
        assert_eq!(counter.load(Relaxed), 40_000);
        write_parquet(&counted, &mut Vec::new()).unwrap();
        assert_eq!(counter.load(Relaxed), 80_000);
    }
}
