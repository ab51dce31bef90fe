//! One run as a line: prepare, read, link and judge, assess, write, audit, publish.

use std::io::Write;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use crate::base::aside::Disk;
use crate::base::{Outcome, Progress, RunStep};
use crate::kernel::MadeTables;
use crate::kernel::gathered::Unjudged;
use crate::kernel::lists::RejectTable;
use crate::kernel::newest::newest;
use crate::kernel::shards::Shards;
use crate::publish::audit::{Expected, audit};
use crate::publish::manifest::{self as manifest_file, OutputMade};
use crate::publish::spill::{self, Spill};
use crate::publish::stage::clear_debris;
use crate::publish::{History, Lock, LockHolder, Stage, forget, latest};
use crate::report::write::book_file::BookFile;
use crate::report::write::formats::FORMATS;
use crate::report::{Labels, PublishedTables};
use crate::rules::Counting;
use crate::skills::Scene;
use crate::tables::FileReport;
use crate::tables::output::Rows;

use super::books;
use super::compare::compare;
use super::exit::exit;
use super::key::{KeyedRun, published_before};
use super::log::{self, RunNamed};
use super::manifest::manifest;
use super::pass::Pass;
use super::prepare::Prepared;
use super::publish::{is_there, publish};
use super::read::read_putting_aside;
use super::refuse::refuse;
use super::request::{Caller, Finished, Request};
use super::results::Results;
use super::shards::Together;
use super::tell::Summary;
use super::watch::Watch;

/// Carries out a run.
///
/// # Errors
/// When an input is refused, another run is at work, or the output cannot be written.
pub fn run(request: &Request, caller: &Caller<'_>) -> Outcome<Finished> {
    let mut name = RunNamed::by_file(&request.pipeline, request.as_of);
    let ended = conduct(request, caller, &mut name);
    caller.progress.begin(RunStep::Nothing, 0, 0);
    match &ended {
        Ok(finished) => log::ended(&name, finished),
        Err(failure) if caller.logs_failure => log::failed(&name, failure),
        Err(_) => {}
    }
    ended
}

/// Keeps the name up with what is known of the run: the pipeline's own, then the run id.
fn conduct(request: &Request, caller: &Caller<'_>, name: &mut RunNamed) -> Outcome<Finished> {
    let started = (caller.now)();
    let (prepared, loaded) = Prepared::of(request)?;
    name.is_pipeline(&loaded.pipeline.name);
    log::begun(name);
    let out = &prepared.out;
    let lock = Lock::take(out, &LockHolder::this_process(caller.command, started), request.wait)?;
    latest::check(out, &latest::of_pipeline(&loaded.pipeline.name))?;
    clear_debris(&lock)?;
    spill::clear(&lock)?;
    // Before the runs are looked at: it changes some of them.
    log::forget_finished(name, &forget::finish(&lock));
    let history = History::of(out)?;
    if let Some(finished) = published_before(request, &prepared.decides(&loaded), &history, &lock)?
    {
        name.is_run(&finished.run_id);
        return Ok(finished);
    }
    let mut watch = Watch::start(caller);
    let shards = request.shards.min(loaded.pipeline.companies.len());
    if shards < request.shards {
        log::fewer_shards(name, shards);
    }
    let disk = if shards > 1 { Some(Arc::new(Spill::begin(&lock)?)) } else { None };
    let aside = disk.clone().map(|disk| disk as Arc<dyn Disk>);
    let put_aside = aside.as_ref().map(|disk| (disk, shards));
    let mut gathered = read_putting_aside(loaded, request.as_of, caller.progress, put_aside)?;
    let unjudged = disk.map(|disk| (disk, gathered.take_rows()));
    let decides = prepared.decides(&gathered.loaded);
    let run = KeyedRun::of(request, &gathered, &decides, &history, (name, started))?;
    log::tell(&gathered, name);
    let rows = |of: fn(&FileReport) -> u64| gathered.reading.files.iter().map(of).sum();
    let (read, used) = (rows(|file| file.read), rows(|file| file.used));
    watch.stage(name, "read", read, used);
    if let Some(over) = gathered.over_limit() {
        return Err(refuse(&lock, &gathered, &over, &run.run_id));
    }
    let work = Work { run: &run, labels: &prepared.labels, lock: &lock, progress: caller.progress };
    if let Some((disk, unjudged)) = unjudged {
        return work.in_shards((disk, unjudged), (shards, used), watch);
    }
    gathered.with_scene(|scene, counting| {
        watch.stage(name, "link and judge", used, scene.judged.rows.len() as u64);
        work.at_once((scene, counting), watch)
    })
}

/// What is left to do of a run that is read.
struct Work<'a> {
    run: &'a KeyedRun<'a>,
    labels: &'a Labels,
    lock: &'a Lock,
    progress: &'a Progress,
}

/// The files of a run as they were written: what the audit must find.
struct FilesWritten {
    expected: Vec<Expected>,
    books: Vec<BookFile>,
}

impl Work<'_> {
    /// The kernel, after its linking and judging, and then what it came to.
    fn at_once(
        &self,
        (scene, counting): (&Scene<'_>, Counting),
        mut watch: Watch<'_>,
    ) -> Outcome<Finished> {
        let (run, scope) = (self.run, self.run.decides.scope);
        self.progress.begin(RunStep::Assessing, 0, scene.judged.rows.len() as u64);
        let mut done = |stage, rows_in, rows_out| watch.stage(&run.name, stage, rows_in, rows_out);
        let made = MadeTables::of(run.gathered, (scene, counting), scope, &mut done)?;
        let newest = newest(&scene.reading.facts, scene.as_of);
        self.finish(&Results::of(&made, scope, newest), &|| Ok(()), watch)
    }

    /// The same in so many shards, which are put aside one by one.
    fn in_shards(
        &self,
        (spill, unjudged): (Arc<Spill>, Unjudged),
        (shards, used): (usize, u64),
        mut watch: Watch<'_>,
    ) -> Outcome<Finished> {
        let (run, gathered) = (self.run, self.run.gathered);
        self.progress.begin(RunStep::Assessing, 0, used);
        let disk = Arc::clone(&spill) as Arc<dyn Disk>;
        let shards = Shards::deal(gathered, unjudged, (&disk, shards))?;
        let newest = shards.newest.clone();
        watch.stage(&run.name, "deal to shards", used, used);
        let mut stages = |rows| watch.stage(&run.name, "judge a shard", rows, rows);
        let together = Together::of(run, shards, spill, &mut stages)?;
        let (rejects, tables) = (RejectTable::of(&gathered.reading), together.tables());
        let results = Results::of_disk(&tables, (&together.published, &rejects), newest)?;
        let ensure_read = || tables.values().try_for_each(|table| together.ensure_read(table));
        self.finish(&results, &ensure_read, watch)
    }

    /// Writes what the run came to, audits it and publishes it, where `ensure_read` has nothing against it.
    fn finish(
        &self,
        results: &Results<'_>,
        ensure_read: &dyn Fn() -> Outcome<()>,
        mut watch: Watch<'_>,
    ) -> Outcome<Finished> {
        let name = &self.run.name;
        let mut tables = results.published.clone();
        let changes = compare(self.run, &tables);
        tables.extend(changes.as_ref().map(|changes| changes as &dyn Rows));
        let tables = PublishedTables(tables);
        let rows = tables.0.iter().map(|rows| rows.len() as u64).sum();
        watch.stage(name, "gather tables", rows, rows);
        let stage = Stage::begin(self.lock)?;
        log::tell_credits(&tables, name);
        let written = self.write((results, &tables), &stage, rows)?;
        ensure_read()?;
        watch.stage(name, "write", rows, rows);
        let outputs = self.audit(&stage, &written, rows)?;
        watch.stage(name, "audit", rows, rows);
        self.publish((results, outputs, rows), (stage, ensure_read), watch)
    }

    /// The data files beside the workbooks and pages.
    fn write(
        &self,
        (results, tables): (&Results<'_>, &PublishedTables<'_>),
        stage: &Stage<'_>,
        rows: u64,
    ) -> Outcome<FilesWritten> {
        self.progress.begin(RunStep::Writing, books::work(rows, rows), rows);
        let pass = Pass::begin(stage, &tables.0, &FORMATS, self.progress)?;
        let work = (self.run, self.progress);
        let (expected, books) = books::books(work, (self.labels, results), stage, &pass)?;
        Ok(FilesWritten { expected, books })
    }

    /// Reads back what was written, while the disk takes it.
    fn audit(
        &self,
        stage: &Stage<'_>,
        written: &FilesWritten,
        rows: u64,
    ) -> Outcome<Vec<OutputMade>> {
        self.progress.begin(RunStep::Auditing, 0, rows);
        let linter = |path: &Path| books::faults(path, &written.books);
        let inputs = &self.run.gathered.reading.files;
        let dry = self.run.request.dry_run;
        let (settled, outputs) = beside(
            || if dry { Ok(()) } else { stage.settle() },
            || audit(stage.folder(), inputs, &written.expected, &linter),
        );
        // Where it was not done, publishing does it.
        settled.unwrap_or(Ok(()))?;
        outputs
    }

    fn publish(
        &self,
        (results, outputs, rows): (&Results<'_>, Vec<OutputMade>, u64),
        (stage, ensure_read): (Stage<'_>, &dyn Fn() -> Outcome<()>),
        mut watch: Watch<'_>,
    ) -> Outcome<Finished> {
        let run = self.run;
        let summary = Summary::of_run(run.gathered, results, run.decides.scope)?;
        let exit = exit(run, results);
        let text = manifest(run, (results, outputs), exit, &watch).text()?;
        // The summary and the manifest have read the tables too.
        ensure_read()?;
        let mut file = stage.create(manifest_file::NAME)?;
        file.write_all(text.as_bytes())
            .map_err(|error| stage.failed(manifest_file::NAME, &error))?;
        drop(file);
        self.progress.begin(RunStep::Publishing, 0, rows);
        let is_there = is_there(run)?;
        let folder = publish(run, stage)?;
        if folder.is_some() {
            watch.stage(&run.name, "publish", rows, rows);
        }
        Ok(Finished {
            exit,
            run_id: run.run_id.clone(),
            folder,
            nothing_changed: false,
            is_there,
            lacks_forgotten: false,
            summary,
            stages: watch.stages,
        })
    }
}

/// Does what waits for the disk beside what keeps the cores busy; not at all where no more threads
/// can be had.
fn beside<A: Send, B>(
    waits: impl FnOnce() -> A + Send,
    works: impl FnOnce() -> B,
) -> (Option<A>, B) {
    thread::scope(|scope| {
        let waiting = thread::Builder::new().spawn_scoped(scope, waits).ok();
        let done = works();
        let waited = waiting.map(|waiting| waiting.join().unwrap_or_else(|p| resume_unwind(p)));
        (waited, done)
    })
}
