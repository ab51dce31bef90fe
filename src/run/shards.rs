//! A run in shards: each is judged by itself and its tables are put aside on the disk; what is written
//! is read from there, as one table.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use crate::base::aside::Disk;
use crate::base::{Dictionary, Outcome};
use crate::kernel::shards::Shards;
use crate::kernel::{Gathered, MadeTables, lists, texts};
use crate::publish::spill::Spill;
use crate::tables::Finding;
use crate::tables::output::{OutputSchema, Rows};
use crate::tables::outputs;
use crate::tables::spilled::{
    PartWriter, RowRun, SharedFile, Spilled, SpilledPart, WrittenPart, merged,
};

use super::cited::{Cited, Numbering, WhyCells};
use super::key::KeyedRun;

/// The tables of all shards, on the disk.
pub(crate) struct Together {
    texts: Dictionary,
    tables: BTreeMap<&'static str, ShardedTable>,
    why: WhyCells,
    /// Those that are published, in their order.
    pub(crate) published: Vec<&'static str>,
    spill: Arc<Spill>,
}

/// A table by the stretches of its parts that follow each other.
struct ShardedTable {
    schema: &'static OutputSchema,
    runs: Vec<RowRun>,
    numbering: Numbering,
}

/// The parts of each table, by shard.
type Parts = BTreeMap<&'static str, Vec<Arc<SpilledPart>>>;

/// What puts tables down.
type PartsOut = PartWriter<Box<dyn Write + Send + Sync>>;

/// Companies of a shard that are named when it fails.
const NAMED: usize = 10;

impl Together {
    /// Judges shard by shard, and puts the tables together. `done` is told after each shard.
    ///
    /// # Errors
    /// When a shard cannot be judged, or the disk says no.
    pub(crate) fn of(
        run: &KeyedRun<'_>,
        mut shards: Shards,
        spill: Arc<Spill>,
        done: &mut dyn FnMut(u64),
    ) -> Outcome<Self> {
        let told_once = shards.findings(run.gathered)?;
        let mut together = Self {
            texts: Dictionary::default(),
            tables: BTreeMap::new(),
            why: WhyCells::default(),
            published: Vec::new(),
            spill,
        };
        let mut parts = Parts::new();
        for shard in 0..shards.count() {
            let laid = together.judge(run, &mut shards, shard);
            let laid = laid.map_err(|failure| {
                failure.because(shard_of(&shards.companies(run.gathered, shard)))
            })?;
            let rows = laid.iter().map(|part| part.laid.rows as u64).sum();
            for part in laid {
                parts.entry(part.laid.schema.name).or_default().push(part);
            }
            done(rows);
        }
        // No row that was read is needed any more.
        drop(shards);
        together.assemble(run.gathered, parts, told_once)?;
        Ok(together)
    }

    /// Judges a shard, and puts its tables down.
    fn judge(
        &mut self,
        run: &KeyedRun<'_>,
        shards: &mut Shards,
        shard: usize,
    ) -> Outcome<Vec<Arc<SpilledPart>>> {
        let name = shard.to_string();
        let mut out = PartWriter::new(self.spill.create(&name)?);
        let (spill, texts, published) = (&self.spill, &mut self.texts, &mut self.published);
        let reports = run.decides.scope.reports;
        let laid = shards.judge(run.gathered, (shard, reports), |made, scope| {
            let mut tables = made.published(scope);
            if shard == 0 {
                published.extend(tables.iter().map(|table| table.schema().name));
            }
            for table in always(made) {
                if !tables.iter().any(|own| own.schema().name == table.schema().name) {
                    tables.push(table);
                }
            }
            let put =
                |table: &dyn Rows| out.table(table, texts).map_err(|error| spill.unwritten(&error));
            tables.into_iter().map(put).collect::<Outcome<Vec<WrittenPart>>>()
        })?;
        let source = self.ended(out, &name)?;
        let part = |laid| Arc::new(SpilledPart::new(laid, Arc::clone(&source)));
        Ok(laid.into_iter().map(part).collect())
    }

    /// What was written is read from now on.
    fn ended(&self, out: PartsOut, name: &str) -> Outcome<SharedFile> {
        out.end().map_err(|error| self.spill.unwritten(&error))?;
        Ok(Arc::new(Mutex::new(self.spill.open(name)?)))
    }

    /// Puts the parts of each table in their order. Lists that are too long are told when all are
    /// there, and actions cite rows when these have their places.
    fn assemble(
        &mut self,
        gathered: &Gathered,
        mut parts: Parts,
        mut told_once: Vec<Finding>,
    ) -> Outcome<()> {
        let actions = parts.get(outputs::ACTIONS.name).cloned().unwrap_or_default();
        let mut findings = parts.remove(outputs::FINDINGS.name).unwrap_or_default();
        for (name, own) in parts {
            let table = self.sorted(name, &own)?;
            self.tables.insert(name, table);
        }
        let lists =
            [&outputs::CONTACTS, &outputs::LEVELS, &outputs::REQUIREMENTS, &outputs::EVENTS];
        for table in lists.iter().filter_map(|schema| self.table(schema.name)) {
            told_once.extend(texts::of_lists(&[&table]));
            self.ensure_read(&table)?;
        }
        let told = lists::findings(told_once, &gathered.loaded.pipeline, &gathered.reading);
        let (laid, source) = self.put_down("told", |out, texts| out.table(&told, texts))?;
        findings.push(Arc::new(SpilledPart::new(laid, source)));
        let table = self.sorted(outputs::FINDINGS.name, &findings)?;
        self.tables.insert(outputs::FINDINGS.name, table);
        let mut why = WhyCells::default();
        for (shard, part) in actions.into_iter().enumerate() {
            let own = Spilled::of(&outputs::ACTIONS, vec![RowRun::whole(part)], &self.texts);
            let own = Cited::new(own, None);
            why.extend(&own, |table, row| {
                self.tables.get(table).map(|own| own.numbering.row(shard, row))
            });
            self.ensure_read(&own)?;
        }
        self.why = why;
        Ok(())
    }

    /// Puts down what all parts come to.
    fn put_down<T>(
        &mut self,
        name: &str,
        put: impl FnOnce(&mut PartsOut, &mut Dictionary) -> io::Result<T>,
    ) -> Outcome<(T, SharedFile)> {
        let mut out = PartWriter::new(self.spill.create(name)?);
        let done = put(&mut out, &mut self.texts).map_err(|error| self.spill.unwritten(&error))?;
        Ok((done, self.ended(out, name)?))
    }

    /// The rows of the parts in the order of their table. Where it is sorted by company first, only
    /// the rows of nobody, which stand before all others, are mixed.
    fn sorted(&mut self, name: &'static str, parts: &[Arc<SpilledPart>]) -> Outcome<ShardedTable> {
        let schema = parts[0].laid.schema;
        let by_company = schema.by_company().is_some();
        let mixed = |part: &SpilledPart| if by_company { part.laid.lead } else { part.laid.rows };
        let given: Vec<(&SpilledPart, usize)> =
            parts.iter().map(|part| (&**part, mixed(part))).collect();
        let rest = parts.iter().map(|part| RowRun {
            part: Arc::clone(part),
            from: mixed(part),
            rows: part.laid.rows - mixed(part),
        });
        let numbering = Numbering::behind_each_other(&given, |part| part.laid.rows);
        if given.iter().filter(|(_, rows)| *rows > 0).count() < 2 {
            let first = parts.iter().map(|part| RowRun {
                part: Arc::clone(part),
                from: 0,
                rows: mixed(part),
            });
            return Ok(ShardedTable { schema, runs: first.chain(rest).collect(), numbering });
        }
        let (found, source) =
            self.put_down(name, |out, texts| merged(schema, &given, texts, out))?;
        let numbering = if by_company { numbering } else { Numbering::Places(found.places) };
        let first = RowRun::whole(Arc::new(SpilledPart::new(found.laid, source)));
        Ok(ShardedTable { schema, runs: std::iter::once(first).chain(rest).collect(), numbering })
    }

    /// All tables of all shards.
    pub(crate) fn tables(&self) -> BTreeMap<&'static str, Cited<'_>> {
        let names = self.tables.keys();
        names.filter_map(|name| Some((*name, self.table(name)?))).collect()
    }

    /// A table of all shards; none that was not made.
    fn table(&self, name: &str) -> Option<Cited<'_>> {
        let ShardedTable { schema, runs, .. } = self.tables.get(name)?;
        let rows = Spilled::of(schema, runs.clone(), &self.texts);
        Some(Cited::new(rows, (*schema == &outputs::ACTIONS).then_some(&self.why)))
    }

    /// # Errors
    /// When rows of the table could not be read.
    pub(crate) fn ensure_read(&self, table: &Cited<'_>) -> Outcome<()> {
        table.trouble().map_or(Ok(()), |error| Err(self.spill.unread(error)))
    }
}

/// Tables that are looked at or cited though nobody may have asked for them.
fn always<'m>(made: &'m MadeTables<'_>) -> Vec<&'m dyn Rows> {
    let (of_people, assessed) = (&made.of_people, &made.assessed);
    let mut tables: Vec<&dyn Rows> = vec![&*of_people.skills, &*of_people.team];
    tables.extend([&assessed.contacts as &dyn Rows, &assessed.levels, &assessed.requirements]);
    tables.push(&assessed.events);
    tables.extend(made.reconciled.iter().map(|own| &own.support as &dyn Rows));
    tables
}

fn shard_of(companies: &[&str]) -> String {
    let named = companies[..companies.len().min(NAMED)].join(", ");
    match companies.len().saturating_sub(NAMED) {
        0 => format!("in the shard of the companies {named}"),
        more => format!("in the shard of the companies {named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_named_by_its_first_companies() {
        assert_eq!(shard_of(&["0100", "0200"]), "in the shard of the companies 0100, 0200");
        let ids: Vec<String> = (10..25).map(|id| id.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        assert!(shard_of(&ids).ends_with("10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 5 more"));
    }
}
