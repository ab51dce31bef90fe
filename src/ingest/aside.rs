//! Rows of transcripts on the disk, in parts that are read back one by one: a source of any size is
//! read, and its repeats are found, with as many rows in memory as a part has.

use std::io::{self, SeekFrom, Write};
use std::sync::Arc;

use polars::prelude::{DataFrame, PolarsResult};

use crate::base::aside::{Disk, ReadAndSeek};
use crate::base::dictionary::Hashed;
use crate::base::{Failure, Outcome};
use crate::tables::DateOrder;
use crate::tables::facts::{FILE, LINE, SKILL};
use crate::tables::kinds::{IDENTITIES, Transcripts};
use crate::tables::{Column, ColumnType, Facts, Kind};

use super::columns::{NO_DAY, unpack_pending};
use super::growing::{GrowingColumn, codes, compact};

/// Rows in one file, each with all of its cells.
pub(crate) struct Aside {
    disk: Arc<dyn Disk>,
    name: String,
    kind: Kind,
    pub(crate) parts: usize,
    out: Option<Box<dyn Write + Send + Sync>>,
    at: u64,
    chunks: Vec<AsideChunk>,
    /// By the place of the column: a file has it.
    present: Vec<bool>,
    /// The skills of the rows are known.
    has_skills: bool,
    /// By the place of a file in the ledger, the orders of its dates.
    orders: Vec<(u32, Vec<Option<DateOrder>>)>,
}

/// Rows of a part that were written at once, column after column.
#[derive(Clone)]
struct AsideChunk {
    part: usize,
    at: u64,
    rows: usize,
    present: Vec<bool>,
    /// A date waits for the order of its column.
    is_pending: bool,
}

impl Aside {
    /// # Errors
    /// When the file cannot be made.
    pub(crate) fn new(disk: Arc<dyn Disk>, name: &str, kind: Kind, parts: usize) -> Outcome<Self> {
        let out = Some(disk.create(name)?);
        let present = vec![false; kind.columns().len()];
        let (chunks, orders) = (Vec::new(), Vec::new());
        let name = name.to_owned();
        Ok(Self { disk, name, kind, parts, out, at: 0, chunks, present, has_skills: false, orders })
    }

    /// Rows that are put aside so far.
    pub(crate) fn chunks(&self) -> usize {
        self.chunks.len()
    }

    /// Forgets what was put aside after so many chunks.
    pub(crate) fn forget_after(&mut self, chunks: usize) {
        self.chunks.truncate(chunks);
    }

    /// How many rows there are after so many chunks.
    pub(crate) fn rows_after(&self, chunks: usize) -> u64 {
        self.chunks[chunks..].iter().map(|chunk| chunk.rows as u64).sum()
    }

    /// Puts some rows to a part.
    ///
    /// # Errors
    /// When the disk says no.
    pub(crate) fn put(&mut self, part: usize, facts: &Facts, rows: &[u32]) -> Outcome<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        ids(facts.files(), rows, &mut bytes);
        ids(facts.lines(), rows, &mut bytes);
        let has_skills = facts.skills().len() == facts.len();
        if has_skills {
            ids(facts.skills(), rows, &mut bytes);
        }
        let mut present = Vec::with_capacity(self.present.len());
        let mut is_pending = false;
        for column in self.kind.columns() {
            let is_there = facts.frame().column(column.name).is_ok();
            present.push(is_there);
            if is_there {
                is_pending |= cells(facts, column, rows, &mut bytes);
            }
        }
        for (all, own) in self.present.iter_mut().zip(&present) {
            *all |= own;
        }
        self.has_skills |= has_skills;
        let rows = rows.len();
        self.chunks.push(AsideChunk { part, at: self.at, rows, present, is_pending });
        self.at += bytes.len() as u64;
        let out = self.out.as_mut().ok_or_else(|| Failure::internal("rows are put aside late"))?;
        out.write_all(&bytes).map_err(|error| self.disk.unwritten(&error))
    }

    /// The orders of a file's dates are known: the rows of the chunks after so many whose date fits no
    /// day, as (line, column), ascending.
    ///
    /// # Errors
    /// When the disk says no.
    pub(crate) fn settle(
        &mut self,
        file: u32,
        orders: &[Option<DateOrder>],
        chunks: usize,
    ) -> Outcome<Vec<(u32, usize)>> {
        self.orders.push((file, orders.to_vec()));
        let mut bad = Vec::new();
        for place in chunks..self.chunks.len() {
            if self.chunks[place].is_pending {
                let mut rows = self.read(|at, _| at == place)?;
                let settled = rows.settle(&self.orders);
                bad.extend(settled.into_iter().map(|(row, column)| (rows.lines[row], column)));
            }
        }
        bad.sort_unstable();
        Ok(bad)
    }

    /// The rows of a part in the order in which they were put there, without those whose dates fit no
    /// day.
    ///
    /// # Errors
    /// When the disk says no.
    pub(crate) fn part(&mut self, part: usize) -> Outcome<Facts> {
        let is_own = |chunk: &AsideChunk| chunk.part == part;
        let mut rows = self.read(|_, chunk| is_own(chunk))?;
        if self.chunks.iter().any(|chunk| is_own(chunk) && chunk.is_pending) {
            let mut bad: Vec<usize> =
                rows.settle(&self.orders).into_iter().map(|(row, _)| row).collect();
            bad.dedup();
            if !bad.is_empty() {
                rows.keep(|row| bad.binary_search(&row).is_err());
            }
        }
        Ok(rows.into_facts(self.kind)?)
    }

    /// No rows, with the columns that there are.
    ///
    /// # Errors
    /// When polars does not take them.
    pub(crate) fn nothing(&self) -> PolarsResult<Facts> {
        RowsBack::of(self.kind, &self.present, self.has_skills).into_facts(self.kind)
    }

    /// The rows of some chunks.
    fn read(&mut self, is_wanted: impl Fn(usize, &AsideChunk) -> bool) -> Outcome<RowsBack> {
        if let Some(out) = &mut self.out {
            out.flush().map_err(|error| self.disk.unwritten(&error))?;
        }
        let mut source = self.disk.open(&self.name)?;
        let mut rows = RowsBack::of(self.kind, &self.present, self.has_skills);
        for (place, chunk) in self.chunks.iter().enumerate() {
            if is_wanted(place, chunk) {
                let read = rows.read(chunk, &mut *source);
                read.map_err(|error| self.disk.unread(error))?;
            }
        }
        Ok(rows)
    }
}

/// The rows of each part: all rows with one MCID are in one, and so are all others of one identity.
pub(crate) fn parted(facts: &Facts, parts: usize) -> Vec<Vec<u32>> {
    let mcids = facts.mcid(Transcripts::MCID);
    let texts = IDENTITIES.map(|name| facts.text(name));
    let mut rows = vec![Vec::new(); parts];
    for (row, place) in (0_u32..).zip(0..facts.len()) {
        let mcid = mcids.at(place);
        let text = || texts.iter().map(|column| column.at(place)).find(|code| *code != 0);
        let key = if mcid.is_none() { u64::from(text().unwrap_or(0)) } else { mcid.number() };
        let spread = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
        rows[usize::try_from(spread).unwrap_or(0) % parts].push(row);
    }
    rows
}

/// The bytes of some of these numbers.
fn ids(all: &[u32], rows: &[u32], bytes: &mut Vec<u8>) {
    bytes.extend(rows.iter().flat_map(|row| all[*row as usize].to_le_bytes()));
}

/// The bytes of some cells of a column; answers whether a date among them waits for its order.
fn cells(facts: &Facts, column: &Column, rows: &[u32], bytes: &mut Vec<u8>) -> bool {
    let rows = rows.iter().map(|row| *row as usize);
    let mut is_pending = false;
    match column.of {
        ColumnType::Mcid => {
            let cells = facts.mcid(column.name);
            bytes.extend(rows.flat_map(|row| cells.at(row).0.to_le_bytes()));
        }
        ColumnType::Date => {
            let cells = facts.days(column.name);
            for row in rows {
                let day = cells.at(row).map_or(NO_DAY, |day| day.0);
                is_pending |= unpack_pending(day).is_some();
                bytes.extend(day.to_le_bytes());
            }
        }
        ColumnType::Word(_) => {
            let cells = facts.words(column.name);
            bytes.extend(rows.map(|row| cells.at(row)));
        }
        _ => {
            let cells = facts.text(column.name);
            bytes.extend(rows.flat_map(|row| cells.at(row).to_le_bytes()));
        }
    }
    is_pending
}

/// Rows on their way back.
struct RowsBack {
    files: Vec<u32>,
    lines: Vec<u32>,
    skills: Option<Vec<u32>>,
    /// By the place of the column.
    columns: Vec<GrowingColumn>,
}

impl RowsBack {
    fn of(kind: Kind, present: &[bool], has_skills: bool) -> Self {
        let column = |(column, is_there): (&Column, &bool)| {
            if *is_there { GrowingColumn::of(column.of) } else { GrowingColumn::Absent }
        };
        let columns = kind.columns().iter().zip(present).map(column).collect();
        let skills = has_skills.then(Vec::new);
        Self { files: Vec::new(), lines: Vec::new(), skills, columns }
    }

    fn read(&mut self, chunk: &AsideChunk, source: &mut dyn ReadAndSeek) -> io::Result<()> {
        source.seek(SeekFrom::Start(chunk.at))?;
        let mut take = |width: usize| -> io::Result<Vec<u8>> {
            let mut bytes = vec![0; width * chunk.rows];
            source.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        self.files.extend(numbers(&take(4)?));
        self.lines.extend(numbers(&take(4)?));
        if let Some(skills) = &mut self.skills {
            skills.extend(numbers(&take(4)?));
        }
        let rows = self.lines.len();
        for (column, is_there) in self.columns.iter_mut().zip(&chunk.present) {
            if *is_there {
                column.take(&take(column.width())?);
            } else {
                column.extend_empty(rows);
            }
        }
        Ok(())
    }

    /// Turns waiting dates into days; answers those that fit none, as (row, column), row after row.
    fn settle(&mut self, orders: &[(u32, Vec<Option<DateOrder>>)]) -> Vec<(usize, usize)> {
        let orders: Hashed<u32, &[Option<DateOrder>]> =
            orders.iter().map(|(file, own)| (*file, own.as_slice())).collect();
        let mut bad = Vec::new();
        for (place, column) in self.columns.iter_mut().enumerate() {
            let GrowingColumn::Days(days) = column else { continue };
            for (row, cell) in days.iter_mut().enumerate() {
                let Some(numbers) = unpack_pending(*cell) else { continue };
                let order = orders.get(&self.files[row]).and_then(|own| own[place]);
                // Where no cell needs the order, both parts are the same number.
                let day = numbers.under(order.unwrap_or(DateOrder::DayFirst));
                *cell = day.map_or(NO_DAY, |day| day.0);
                if day.is_none() {
                    bad.push((row, place));
                }
            }
        }
        bad.sort_unstable();
        bad
    }

    fn keep(&mut self, is_kept: impl Fn(usize) -> bool) {
        for column in &mut self.columns {
            column.keep(0, &is_kept);
        }
        for ids in [&mut self.files, &mut self.lines].into_iter().chain(&mut self.skills) {
            compact(ids, 0, &is_kept);
        }
    }

    fn into_facts(self, kind: Kind) -> PolarsResult<Facts> {
        let mut columns = vec![codes(FILE, self.files), codes(LINE, self.lines)];
        columns.extend(self.skills.map(|skills| codes(SKILL, skills)));
        for (column, cells) in kind.columns().iter().zip(self.columns) {
            columns.extend(cells.into_column(column.name)?);
        }
        Facts::new(kind, DataFrame::new_infer_height(columns)?)
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|cell| u32::from_le_bytes(cell.try_into().unwrap_or_default()))
}

impl Drop for Aside {
    fn drop(&mut self) {
        self.out = None;
        self.disk.remove(&self.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Day;
    use crate::base::aside::tests::Memory;
    use crate::ingest::columns::pending;
    use crate::tables::Mcid;

    const NAME: &str = "rows";

    fn aside() -> Aside {
        Aside::new(Arc::new(Memory::default()), NAME, Kind::Transcripts, 3).unwrap()
    }

    /// Rows of these lines with their MCIDs and days.
    fn facts(file: u32, rows: &[(u32, u64, i32)], with_emails: bool) -> Facts {
        let mut columns = vec![
            codes(FILE, vec![file; rows.len()]),
            codes(LINE, rows.iter().map(|row| row.0).collect()),
        ];
        let mut put = |name: &str, cells: GrowingColumn| {
            columns.extend(cells.into_column(name).unwrap());
        };
        put(Transcripts::MCID, GrowingColumn::Mcid(rows.iter().map(|row| row.1).collect()));
        if with_emails {
            put(
                Transcripts::LEARNER_EMAIL,
                GrowingColumn::Text(rows.iter().map(|row| row.0 + 100).collect()),
            );
        }
        put(Transcripts::COMPLETED_ON, GrowingColumn::Days(rows.iter().map(|row| row.2).collect()));
        Facts::new(Kind::Transcripts, DataFrame::new_infer_height(columns).unwrap()).unwrap()
    }

    fn put_all(aside: &mut Aside, facts: &Facts) {
        for (part, rows) in parted(facts, aside.parts).iter().enumerate() {
            aside.put(part, facts, rows).unwrap();
        }
    }

    fn lines(aside: &mut Aside) -> Vec<u32> {
        let parts = (0..3).map(|part| aside.part(part).unwrap());
        let mut lines: Vec<u32> = parts.flat_map(|facts| facts.lines().to_vec()).collect();
        lines.sort_unstable();
        lines
    }

    #[test]
    fn rows_come_back_with_their_cells_and_rows_of_one_mcid_together() {
        let mut aside = aside();
        put_all(&mut aside, &facts(0, &[(2, 7, 10), (3, 8, NO_DAY), (4, 7, 12)], false));
        put_all(&mut aside, &facts(1, &[(2, 7, 13), (3, 9, 14)], true));
        let own = (0..3).map(|part| aside.part(part).unwrap());
        let has = |part: &Facts, row: usize| part.mcid(Transcripts::MCID).at(row) == Mcid(7);
        let seven = own.into_iter().find(|part| (0..part.len()).any(|row| has(part, row))).unwrap();
        let rows: Vec<usize> = (0..seven.len()).filter(|row| has(&seven, *row)).collect();
        let origins = rows.iter().map(|row| (seven.file(*row), seven.line(*row)));
        assert!(origins.eq([(0, 2), (0, 4), (1, 2)]));
        let emails = seven.text(Transcripts::LEARNER_EMAIL);
        assert!(rows.iter().map(|row| emails.at(*row)).eq([0, 0, 102]));
        let days = seven.days(Transcripts::COMPLETED_ON);
        assert_eq!(days.at(rows[2]), Some(Day(13)));
        assert_eq!(lines(&mut aside), [2, 2, 3, 3, 4]);
        assert_eq!(aside.nothing().unwrap().frame().columns().len(), 5);
    }

    #[test]
    fn a_file_that_is_read_again_is_there_once() {
        let mut aside = aside();
        put_all(&mut aside, &facts(0, &[(2, 7, 10)], false));
        let before = aside.chunks();
        put_all(&mut aside, &facts(1, &[(5, 7, 10), (6, 8, 10)], false));
        assert_eq!(aside.rows_after(before), 2);
        aside.forget_after(before);
        put_all(&mut aside, &facts(1, &[(7, 7, 10)], false));
        assert_eq!(lines(&mut aside), [2, 7]);
    }

    #[test]
    fn dates_wait_for_the_order_of_their_file() {
        let mut aside = aside();
        let place = Kind::Transcripts.column(Transcripts::COMPLETED_ON).unwrap();
        let (both, late) = (pending(3, 4, 2021), pending(4, 25, 2021));
        put_all(&mut aside, &facts(0, &[(2, 7, both), (3, 7, late)], false));
        let mut orders = vec![None; Kind::Transcripts.columns().len()];
        orders[place] = Some(DateOrder::DayFirst);
        assert_eq!(aside.settle(0, &orders, 0).unwrap(), [(3, place)]);
        let before = aside.chunks();
        put_all(&mut aside, &facts(1, &[(4, 7, both), (5, 7, late)], false));
        orders[place] = Some(DateOrder::MonthFirst);
        assert_eq!(aside.settle(1, &orders, before).unwrap(), []);
        assert_eq!(lines(&mut aside), [2, 4, 5]);
        let parts = (0..3).map(|part| aside.part(part).unwrap());
        let own = parts.into_iter().find(|part| !part.is_empty()).unwrap();
        let days = own.days(Transcripts::COMPLETED_ON);
        let days = (0..3).map(|row| days.at(row).unwrap().to_string());
        assert!(days.eq(["2021-04-03", "2021-03-04", "2021-04-25"]));
    }
}
