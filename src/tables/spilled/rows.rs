//! Parts on the disk as one table.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::Dictionary;
use crate::tables::output::{Batch, OutputSchema, Rows, Values};

use super::cells::{SpilledType, different};
use super::part::SpilledPart;

/// Rows of a part that stand together in the table.
#[derive(Clone)]
pub(crate) struct RowRun {
    pub(crate) part: Arc<SpilledPart>,
    /// The first of them in the part.
    pub(crate) from: usize,
    pub(crate) rows: usize,
}

impl RowRun {
    /// All rows of a part.
    #[must_use]
    pub(crate) fn whole(part: Arc<SpilledPart>) -> Self {
        let rows = part.laid.rows;
        Self { part, from: 0, rows }
    }
}

/// A table whose rows lie on the disk.
pub(crate) struct Spilled<'t> {
    schema: &'static OutputSchema,
    cells: Vec<SpilledType>,
    runs: Vec<RowRun>,
    /// Where each run starts in the table, and where the last one ends.
    starts: Vec<usize>,
    texts: &'t Dictionary,
    /// What the disk said first, when it could not be read.
    trouble: Mutex<Option<io::Error>>,
}

impl<'t> Spilled<'t> {
    /// The runs one behind the other.
    #[must_use]
    pub(crate) fn of(
        schema: &'static OutputSchema,
        runs: Vec<RowRun>,
        texts: &'t Dictionary,
    ) -> Self {
        let runs: Vec<RowRun> = runs.into_iter().filter(|run| run.rows > 0).collect();
        let mut starts = vec![0];
        let mut end = 0;
        for run in &runs {
            end += run.rows;
            starts.push(end);
        }
        let nothing =
            || schema.columns.iter().map(|column| SpilledType::of_nothing(column.of)).collect();
        let cells = runs.first().map_or_else(nothing, |run| run.part.laid.cells.clone());
        Self { schema, cells, runs, starts, texts, trouble: Mutex::default() }
    }

    /// What kept rows from being read; they were given as empty ones.
    #[must_use]
    pub(crate) fn trouble(&self) -> Option<io::Error> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn read(&self, place: usize, start: usize, end: usize) -> Vec<u8> {
        let width = self.cells[place].width();
        let mut bytes = Vec::with_capacity(width * (end - start));
        let first = self.starts.partition_point(|own| *own <= start).saturating_sub(1);
        for (run, own) in self.runs.iter().zip(&self.starts).skip(first) {
            if *own >= end {
                break;
            }
            let (from, to) = (start.max(*own) - own, end.min(own + run.rows) - own);
            if from < to
                && let Err(error) =
                    run.part.read(place, (run.from + from, run.from + to), &mut bytes)
            {
                let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
                trouble.get_or_insert(error);
            }
        }
        bytes.resize(width * (end - start), 0);
        bytes
    }
}

impl Rows for Spilled<'_> {
    fn schema(&self) -> &'static OutputSchema {
        self.schema
    }

    fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    fn column(&self, place: usize, start: usize, end: usize) -> Values<'_> {
        self.cells[place].decoded(&self.read(place, start, end), self.texts)
    }

    fn coded(&self, start: usize, end: usize) -> Batch<'_> {
        let column = |place: usize| match self.cells[place] {
            SpilledType::Text => {
                Values::Coded(different(&self.read(place, start, end), self.texts))
            }
            _ => self.column(place, start, end),
        };
        Batch { columns: (0..self.cells.len()).map(column).collect() }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::{PartWriter, merged};
    use super::*;
    use crate::tables::output::{Value, Whole};
    use crate::tables::outputs;

    /// Sources as files have them.
    fn part(table: &Whole, texts: &mut Dictionary) -> Arc<SpilledPart> {
        let mut bytes = Vec::new();
        let mut writer = PartWriter::new(&mut bytes);
        let laid = writer.table(table, texts).unwrap();
        writer.end().unwrap();
        Arc::new(SpilledPart::new(laid, Arc::new(Mutex::new(Box::new(Cursor::new(bytes))))))
    }

    fn contact(company: &str, rank: i64) -> Vec<Value> {
        let cell = |column: &crate::tables::output::OutputColumn| match column.name {
            "mpn_id" => Value::Text(company.to_owned()),
            "rank" => Value::Number(Some(rank)),
            _ => match column.of {
                crate::tables::output::OutputType::Day => Value::Day(None),
                crate::tables::output::OutputType::Number => Value::Number(None),
                _ => Value::Text(String::new()),
            },
        };
        outputs::CONTACTS.columns.iter().map(cell).collect()
    }

    fn same(one: &dyn Rows, other: &dyn Rows) {
        assert_eq!(one.len(), other.len());
        assert_eq!(one.coded(0, one.len()), other.coded(0, other.len()));
        assert_eq!(one.batch(1, one.len()), other.batch(1, other.len()));
    }

    #[test]
    fn parts_that_are_sorted_each_become_one_table_in_its_order() {
        let schema = &outputs::CONTACTS;
        let of = |company: usize| (1..40 + company).map(move |rank| (company, rank));
        let all: Vec<Vec<Value>> = (0..5)
            .flat_map(of)
            .map(|(company, rank)| contact(&format!("0{company}"), i64::try_from(rank).unwrap()))
            .collect();
        let whole = Whole::sorted(schema, all.clone());
        let mut texts = Dictionary::default();
        let parts: Vec<Arc<SpilledPart>> = [0..30, 30..110, 110..110, 110..all.len()]
            .into_iter()
            .map(|rows| part(&Whole::sorted(schema, all[rows].to_vec()), &mut texts))
            .collect();
        let mut bytes = Vec::new();
        let mut writer = PartWriter::new(&mut bytes);
        let given: Vec<(&SpilledPart, usize)> =
            parts.iter().map(|part| (&**part, part.laid.rows)).collect();
        let merged = merged(schema, &given, &texts, &mut writer).unwrap();
        writer.end().unwrap();
        let rows = merged.laid.rows;
        let together =
            SpilledPart::new(merged.laid, Arc::new(Mutex::new(Box::new(Cursor::new(bytes)))));
        let run = RowRun { part: Arc::new(together), from: 0, rows };
        let table = Spilled::of(schema, vec![run], &texts);
        same(&table, &whole);
        for (part, places) in parts.iter().zip(&merged.places) {
            let rows = part.laid.rows;
            let own =
                Spilled::of(schema, vec![RowRun { part: Arc::clone(part), from: 0, rows }], &texts);
            for (row, place) in places.iter().enumerate() {
                let place = *place as usize;
                assert_eq!(own.batch(row, row + 1), table.batch(place, place + 1));
            }
        }
        assert!(table.trouble().is_none());
    }

    #[test]
    fn runs_follow_each_other_and_a_lost_file_is_told() {
        let schema = &outputs::CONTACTS;
        let all: Vec<Vec<Value>> = (1..200).map(|rank| contact("01", rank)).collect();
        let whole = Whole::sorted(schema, all.clone());
        let mut texts = Dictionary::default();
        let [one, other] = [0..150, 100..199]
            .map(|rows| part(&Whole::sorted(schema, all[rows].to_vec()), &mut texts));
        let runs = vec![
            RowRun { part: one, from: 0, rows: 120 },
            RowRun { part: Arc::clone(&other), from: 20, rows: 79 },
        ];
        same(&Spilled::of(schema, runs, &texts), &whole);
        let lost = SpilledPart::new(
            other.laid.clone(),
            Arc::new(Mutex::new(Box::new(Cursor::new(vec![0; 9])))),
        );
        let lost =
            Spilled::of(schema, vec![RowRun { part: Arc::new(lost), from: 0, rows: 99 }], &texts);
        assert_eq!(lost.column(0, 0, 99).len(), 99);
        assert!(lost.trouble().is_some());
    }
}
