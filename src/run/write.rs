//! Writes the data files of a run on its stage.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rayon::prelude::*;

use crate::base::{Outcome, Progress};
use crate::publish::Stage;
use crate::publish::audit::{Content, Expected};
use crate::report::write::format::Format;
use crate::tables::output::{Batch, OutputSchema, Rows, Values};

use super::outlet::Outlets;

/// Each table in each format; answers what the audit must find.
///
/// # Errors
/// When a file cannot be written.
pub fn data_files(
    stage: &Stage<'_>,
    tables: &[&dyn Rows],
    formats: &[&'static dyn Format],
    progress: &Progress,
) -> Outcome<Vec<Expected>> {
    let files = tables.iter().flat_map(|rows| formats.iter().map(|format| (*rows, *format)));
    let written: Vec<Outcome<Expected>> = files
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(rows, format)| {
            data_file(stage, &Counted { rows, counter: progress.counter() }, format)
        })
        .collect();
    written.into_iter().collect()
}

fn data_file(stage: &Stage<'_>, rows: &dyn Rows, format: &'static dyn Format) -> Outcome<Expected> {
    let schema = rows.schema();
    let path = format!("data/{}.{}", schema.name, format.ending());
    Outlets::new(stage).write(&path, |out| format.write(rows, out))?;
    Ok(Expected { path, content: Content::Table(format, schema, rows.len() as u64) })
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

    fn batch(&self, start: usize, end: usize) -> Batch<'_> {
        self.count(end - start);
        self.rows.batch(start, end)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{fs, io};

    use super::*;
    use crate::base::Failure;
    use crate::publish::audit::audit;
    use crate::publish::{Holder, Lock, Moment};
    use crate::report::write::csv::write_csv;
    use crate::report::write::format::rows_fault;
    use crate::report::write::parquet::write_parquet;
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

    /// A line of names joined by `|` for each row.
    struct Bars;

    impl Format for Bars {
        fn ending(&self) -> &'static str {
            "bars"
        }

        fn write(&self, rows: &dyn Rows, out: &mut (dyn io::Write + Send)) -> Outcome<()> {
            let batch = rows.batch(0, rows.len());
            for row in 0..rows.len() {
                let cells: Vec<String> =
                    batch.columns.iter().map(|cells| cells.text(row)).collect();
                writeln!(out, "{}", cells.join("|")).map_err(|_| Failure::output("no room"))?;
            }
            Ok(())
        }

        fn faults(
            &self,
            _: &Path,
            bytes: &mut dyn io::Read,
            (_, rows): (&OutputSchema, u64),
        ) -> io::Result<Vec<String>> {
            let mut text = String::new();
            bytes.read_to_string(&mut text)?;
            Ok(rows_fault(text.lines().count() as u64, rows).into_iter().collect())
        }
    }

    #[test]
    fn a_format_is_one_type() {
        let out = tempfile::tempdir().unwrap();
        let since = Moment::from_text("2021-03-01T02:00:05Z").unwrap();
        let lock = Lock::take(out.path(), &Holder::this_process("run", since), None).unwrap();
        let stage = Stage::begin(&lock).unwrap();
        let row = |name: &str| vec![Value::Text(name.into()), Value::Number(Some(7))];
        let table = Whole::in_order(&SCHEMA, vec![row("a"), row("b")]);
        let expected = data_files(&stage, &[&table], &[&Bars], &Progress::default()).unwrap();
        let audited = |expected| audit(stage.folder(), &[], expected, &|_| Ok(Vec::new()));
        let outputs = audited(&expected).unwrap();
        let path = stage.folder().join("data/sample.bars");
        assert_eq!(fs::read_to_string(&path).unwrap(), "a|7\nb|7\n");
        assert_eq!(outputs[0].sha256, crate::base::digest::sha256(b"a|7\nb|7\n"));
        assert_eq!((outputs[0].rows, outputs[0].size), (Some(2), 8));
        fs::write(path, "a|7\n").unwrap();
        let told = audited(&expected).unwrap_err().to_string();
        assert!(told.contains("data/sample.bars: it has 1 rows, the table has 2"), "{told}");
    }
}
