//! One pass over the rows: a batch of a table is made once, for whoever asks for it first, and handed to
//! every format of the data files on its way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::base::{Failure, Outcome, Progress};
use crate::publish::Stage;
use crate::publish::audit::{DataFileAudited, Expected, FileContent};
use crate::report::PublishedTables;
use crate::report::write::format::{Format, FormatPiece, Sink};
use crate::report::write::stretches::{in_order, ranges};
use crate::tables::output::{BATCH_ROWS, Batch, OutputSchema, Rows, Values};

use super::outlet::{BytesSeen, Outlets};

/// The tables that are published, each with the files that it goes into.
pub(crate) struct Pass<'a> {
    tables: Vec<Passing<'a>>,
}

/// A table whose batches are handed to the formats when somebody asks for them.
struct Passing<'a> {
    rows: &'a dyn Rows,
    outlets: Outlets<'a>,
    files: Vec<DataFile>,
    counter: Arc<AtomicU64>,
    /// Whether it is written as it is asked for, and finished only when nobody asks any more.
    is_shown: AtomicBool,
    /// By batch: whether somebody asked for it.
    claimed: Vec<AtomicBool>,
    /// Pieces whose turn has not come.
    waiting: Mutex<BTreeMap<usize, Vec<FormatPiece>>>,
    sinks: Mutex<Sinks>,
    failure: Mutex<Option<Failure>>,
}

/// A file, and by what it is known when it is read back.
struct DataFile {
    format: &'static dyn Format,
    path: String,
    seen: BytesSeen,
}

/// The files of a table, in the order of their formats; gone when they have ended.
#[derive(Default)]
struct Sinks {
    /// The batch whose turn it is.
    next: usize,
    files: Vec<Box<dyn Sink>>,
    rows: Vec<u64>,
}

impl<'a> Pass<'a> {
    /// Opens the files of each table in each format.
    ///
    /// # Errors
    /// When a file cannot be made.
    pub(crate) fn begin(
        stage: &'a Stage<'a>,
        tables: &[&'a dyn Rows],
        formats: &[&'static dyn Format],
        progress: &Progress,
    ) -> Outcome<Self> {
        let passing = |rows: &&'a dyn Rows| Passing::begin(stage, *rows, formats, progress);
        Ok(Self { tables: tables.iter().map(passing).collect::<Outcome<_>>()? })
    }

    /// The tables, for whoever shows them.
    #[must_use]
    pub(crate) fn tables(&self) -> PublishedTables<'_> {
        PublishedTables(self.tables.iter().map(|table| table as &dyn Rows).collect())
    }

    /// From now on the batches of these tables are written as they are asked for.
    pub(crate) fn show(&self, names: &BTreeSet<&str>) {
        for table in &self.tables {
            table.is_shown.store(names.contains(table.rows.schema().name), Relaxed);
        }
    }

    /// Writes the tables that are not shown, and ends their files. Others may read them meanwhile.
    ///
    /// # Errors
    /// When something could not be written.
    pub(crate) fn write_others(&self) -> Outcome<()> {
        self.end_where(|table| !table.is_shown.load(Relaxed))
    }

    /// Writes what was not asked for of the tables that were shown, and ends their files; answers what
    /// the audit must find. Whoever showed them is done.
    ///
    /// # Errors
    /// When something could not be written.
    pub(crate) fn finish(&self) -> Outcome<Vec<Expected>> {
        self.end_where(|table| table.is_shown.load(Relaxed))?;
        Ok(self.tables.iter().flat_map(Passing::expected).collect())
    }

    fn end_where(&self, is_own: impl Fn(&Passing<'_>) -> bool + Sync) -> Outcome<()> {
        let own = self.tables.par_iter().filter(|table| is_own(table));
        own.map(Passing::finish).collect::<Vec<_>>().into_iter().collect()
    }
}

impl<'a> Passing<'a> {
    fn begin(
        stage: &'a Stage<'a>,
        rows: &'a dyn Rows,
        formats: &[&'static dyn Format],
        progress: &Progress,
    ) -> Outcome<Self> {
        let (outlets, schema) = (Outlets::new(stage), rows.schema());
        let (mut files, mut sinks) = (Vec::new(), Sinks::default());
        for format in formats {
            let path = format!("data/{}.{}", schema.name, format.ending());
            let (out, seen) = outlets.open(&path)?;
            sinks.files.push(outlets.told(format.begin(schema, Box::new(out)))?);
            sinks.rows.push(0);
            files.push(DataFile { format: *format, path, seen });
        }
        let batches = rows.len().div_ceil(BATCH_ROWS);
        Ok(Self {
            rows,
            outlets,
            files,
            counter: progress.counter(),
            is_shown: AtomicBool::new(false),
            claimed: (0..batches).map(|_| AtomicBool::new(false)).collect(),
            waiting: Mutex::default(),
            sinks: Mutex::new(sinks),
            failure: Mutex::default(),
        })
    }

    /// The place of a batch that nobody asked for before.
    fn claim(&self, start: usize, end: usize) -> Option<usize> {
        let place = start / BATCH_ROWS;
        let is_batch =
            start.is_multiple_of(BATCH_ROWS) && end == (start + BATCH_ROWS).min(self.rows.len());
        let is_first = is_batch && !self.claimed.get(place)?.swap(true, Relaxed);
        is_first.then_some(place)
    }

    /// Makes the pieces of a batch; whoever has the files puts down those whose turn it is.
    fn hand_over(&self, place: usize, batch: &Batch<'_>) {
        if held(&self.failure).is_some() {
            return;
        }
        let schema = self.rows.schema();
        let piece = |file: &DataFile| file.format.piece(schema, batch);
        match self.files.iter().map(piece).collect::<Outcome<Vec<_>>>() {
            Ok(pieces) => {
                let rows: u64 = pieces.iter().map(|piece| piece.rows).sum();
                self.counter.fetch_add(rows, Relaxed);
                held(&self.waiting).insert(place, pieces);
            }
            Err(failure) => self.fail(failure),
        }
        let missing = self.sinks.try_lock().ok().and_then(|mut sinks| {
            self.put_down(&mut sinks);
            self.missing(&sinks)
        });
        if let Some(place) = missing {
            self.make(place);
        }
    }

    /// A batch for which too many others wait, and which nobody asked for: none of its rows is shown.
    fn missing(&self, sinks: &Sinks) -> Option<usize> {
        let are_many = held(&self.waiting).len() > 2 * rayon::current_num_threads();
        let start = sinks.next * BATCH_ROWS;
        are_many.then(|| self.claim(start, (start + BATCH_ROWS).min(self.rows.len())))?
    }

    fn make(&self, place: usize) {
        let start = place * BATCH_ROWS;
        let end = (start + BATCH_ROWS).min(self.rows.len());
        self.hand_over(place, &self.rows.coded(start, end));
    }

    fn put_down(&self, Sinks { next, files, rows }: &mut Sinks) {
        loop {
            let Some(pieces) = held(&self.waiting).remove(next) else { return };
            *next += 1;
            for ((sink, rows), piece) in files.iter_mut().zip(&mut *rows).zip(pieces) {
                *rows += piece.rows;
                sink.put(piece).unwrap_or_else(|failure| self.fail(failure));
            }
        }
    }

    fn fail(&self, failure: Failure) {
        held(&self.failure).get_or_insert(failure);
    }

    fn finish(&self) -> Outcome<()> {
        let batches = ranges(self.rows.len(), BATCH_ROWS);
        in_order(
            &batches,
            |range| {
                if let Some(place) = self.claim(range.start, range.end) {
                    self.make(place);
                }
                Ok(())
            },
            |()| Ok(()),
        )?;
        let mut sinks = held(&self.sinks);
        self.put_down(&mut sinks);
        for sink in std::mem::take(&mut sinks.files) {
            sink.end().unwrap_or_else(|failure| self.fail(failure));
        }
        let failure = held(&self.failure).take();
        self.outlets.told(failure.map_or(Ok(()), Err))
    }

    fn expected(&self) -> Vec<Expected> {
        let (schema, rows) = (self.rows.schema(), self.rows.len() as u64);
        let written = held(&self.sinks).rows.clone();
        let of_file = |(file, rows_written): (&DataFile, u64)| Expected {
            path: file.path.clone(),
            written: file.seen.written(),
            content: FileContent::Table(DataFileAudited {
                format: file.format,
                schema,
                rows,
                rows_written,
            }),
        };
        self.files.iter().zip(written).map(of_file).collect()
    }
}

/// Who panicked with it is told elsewhere.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Rows for Passing<'_> {
    fn schema(&self) -> &'static OutputSchema {
        self.rows.schema()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        self.rows.column(place, start, end)
    }

    fn batch(&self, start: usize, end: usize) -> Batch<'_> {
        self.rows.batch(start, end)
    }

    fn coded(&self, start: usize, end: usize) -> Batch<'_> {
        let batch = self.rows.coded(start, end);
        if self.is_shown.load(Relaxed)
            && let Some(place) = self.claim(start, end)
        {
            self.hand_over(place, &batch);
        }
        batch
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{fs, io};

    use super::*;
    use crate::publish::audit::audit;
    use crate::publish::{Lock, LockHolder, Timestamp};
    use crate::report::write::csv::{Csv, write_csv};
    use crate::report::write::format::{Bytes, Out};
    use crate::tables::output::{OutputColumn, OutputType, Value, Whole};

    const SCHEMA: OutputSchema = OutputSchema {
        name: "sample",
        says: "",
        columns: &[
            OutputColumn { name: "name", of: OutputType::Text, sorted: 0, means: "" },
            OutputColumn { name: "count", of: OutputType::Number, sorted: 0, means: "" },
        ],
    };

    fn on_a_stage(see: impl FnOnce(&Stage<'_>)) {
        let out = tempfile::tempdir().unwrap();
        let since = Timestamp::from_text("2021-03-01T02:00:05Z").unwrap();
        let lock = Lock::take(out.path(), &LockHolder::this_process("run", since), None).unwrap();
        see(&Stage::begin(&lock).unwrap());
    }

    fn table(rows: i64) -> Whole {
        let row = |number: i64| {
            vec![Value::Text(format!("n{}", number % 7)), Value::Number(Some(number))]
        };
        Whole::in_order(&SCHEMA, (0..rows).map(row).collect())
    }

    #[test]
    fn a_batch_is_written_once_whoever_asks_for_it_and_when() {
        on_a_stage(|stage| {
            let table = table(150_000);
            let progress = Progress::default();
            let pass = Pass::begin(stage, &[&table], &[&Csv], &progress).unwrap();
            let tables = pass.tables();
            let rows = tables.get("sample").unwrap();
            rows.coded(32_768, 65_536);
            assert_eq!(pass.tables[0].counter.load(Relaxed), 0, "it is read, and not shown");
            pass.show(&BTreeSet::from(["sample"]));
            pass.write_others().unwrap();
            for (start, end) in [(98_304, 131_072), (0, 32_768), (0, 32_768), (5, 9)] {
                assert_eq!(rows.coded(start, end).columns[1].len(), end - start);
            }
            let expected = pass.finish().unwrap();
            let mut whole = Vec::new();
            write_csv(&table, &mut whole).unwrap();
            assert!(fs::read(stage.folder().join("data/sample.csv")).unwrap() == whole);
            assert_eq!(expected[0].written.size, whole.len() as u64);
            assert_eq!(pass.tables[0].counter.load(Relaxed), 150_000);
            audit(stage.folder(), &[], &expected, &|_| Ok(Vec::new())).unwrap();
        });
    }

    /// A line of names joined by `|` for each row; of a broken one it loses the last.
    struct Bars {
        is_broken: bool,
    }

    impl Format for Bars {
        fn ending(&self) -> &'static str {
            if self.is_broken { "broken" } else { "bars" }
        }

        fn begin<'o>(
            &self,
            schema: &'static OutputSchema,
            out: Out<'o>,
        ) -> Outcome<Box<dyn Sink + 'o>> {
            Ok(Box::new(Bytes { schema, ending: self.ending(), out }))
        }

        fn piece(&self, _: &'static OutputSchema, batch: &Batch<'_>) -> Outcome<FormatPiece> {
            let count = batch.columns[0].len() - usize::from(self.is_broken);
            let line = |row: usize| {
                let cells = batch.columns.iter().map(|cells| cells.text(row));
                cells.collect::<Vec<_>>().join("|") + "\n"
            };
            let lines = (0..count).map(line).collect::<String>();
            Ok(FormatPiece { rows: count as u64, content: Box::new(lines.into_bytes()) })
        }

        fn faults(
            &self,
            _: &Path,
            _: &mut dyn io::Read,
            _: (&OutputSchema, u64),
        ) -> io::Result<Vec<String>> {
            Ok(Vec::new())
        }
    }

    #[test]
    fn a_format_is_one_type() {
        on_a_stage(|stage| {
            let (table, progress) = (table(2), Progress::default());
            let formats: [&dyn Format; 2] = [&Bars { is_broken: false }, &Bars { is_broken: true }];
            let pass = Pass::begin(stage, &[&table], &formats, &progress).unwrap();
            pass.write_others().unwrap();
            let expected = pass.finish().unwrap();
            let path = stage.folder().join("data/sample.bars");
            assert_eq!(fs::read_to_string(&path).unwrap(), "n0|0\nn1|1\n");
            let audited = || audit(stage.folder(), &[], &expected, &|_| Ok(Vec::new()));
            let told = audited().unwrap_err().to_string();
            assert!(told.contains("data/sample.broken: it has 1 rows, the table has 2"), "{told}");
            assert!(!told.contains("sample.bars"), "{told}");
            fs::write(path, "n0|0\nn1|2\n").unwrap();
            let told = audited().unwrap_err().to_string();
            assert!(told.contains("data/sample.bars: it is not what was written"), "{told}");
        });
    }
}
