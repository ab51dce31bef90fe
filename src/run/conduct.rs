//! One run as a line: prepare, read, link and judge, assess, write, audit, publish.

use std::io::Write;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use crate::base::{Outcome, Progress, Step};
use crate::kernel::Made;
use crate::publish::audit::{Expected, audit};
use crate::publish::manifest::{self as manifest_file, OutputMade};
use crate::publish::stage::clear_debris;
use crate::publish::{History, Holder, Lock, Stage, forget, latest};
use crate::report::write::format::FORMATS;
use crate::report::write::xlsx::BookFile;
use crate::report::{Labels, Tables};
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
use super::read::read;
use super::refuse::refuse;
use super::request::{Caller, Finished, Request};
use super::tell::Summary;
use super::watch::Watch;

/// Carries out a run.
///
/// # Errors
/// When an input is refused, another run is at work, or the output cannot be written.
pub fn run(request: &Request, caller: &Caller<'_>) -> Outcome<Finished> {
    let mut name = RunNamed::by_file(&request.pipeline, request.as_of);
    let ended = conduct(request, caller, &mut name);
    caller.progress.begin(Step::Nothing, 0, 0);
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
    let lock = Lock::take(out, &Holder::this_process(caller.command, started), request.wait)?;
    latest::check(out, &latest::of_pipeline(&loaded.pipeline.name))?;
    clear_debris(&lock)?;
    // Before the runs are looked at: it changes some of them.
    log::forget_finished(name, &forget::finish(&lock));
    let history = History::of(out)?;
    if let Some(finished) = published_before(request, &prepared.decides(&loaded), &history, &lock)?
    {
        name.is_run(&finished.run_id);
        return Ok(finished);
    }
    let mut watch = Watch::start(caller);
    let gathered = read(loaded, request.as_of, caller.progress)?;
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
    gathered.with_scene(|scene| {
        watch.stage(name, "link and judge", used, scene.judged.rows.len() as u64);
        work.finish(scene, watch)
    })
}

/// What is left to do of a run that is read, linked and judged.
struct Work<'a> {
    run: &'a KeyedRun<'a>,
    labels: &'a Labels,
    lock: &'a Lock,
    progress: &'a Progress,
}

/// The files of a run as they were written: what the audit must find.
struct Written {
    expected: Vec<Expected>,
    books: Vec<BookFile>,
}

impl<'a> Work<'a> {
    fn finish(&self, scene: &Scene<'_>, mut watch: Watch<'_>) -> Outcome<Finished> {
        let name = &self.run.name;
        let made = self.assess(scene, &mut watch)?;
        let mut tables = made.published(self.run.decides.scope);
        let changes = compare(self.run, &tables);
        tables.extend(changes.as_ref().map(|changes| changes as &dyn Rows));
        let tables = Tables(tables);
        let rows = tables.0.iter().map(|rows| rows.len() as u64).sum();
        watch.stage(name, "gather tables", rows, rows);
        let stage = Stage::begin(self.lock)?;
        log::tell_credits(&tables, name);
        let written = self.write(scene, (&made, &tables), &stage, rows)?;
        watch.stage(name, "write", rows, rows);
        let outputs = self.audit(&stage, &written, rows)?;
        watch.stage(name, "audit", rows, rows);
        self.publish(scene, (&made, outputs, rows), stage, watch)
    }

    /// The kernel, after its linking and judging.
    fn assess<'s>(&self, scene: &'s Scene<'s>, watch: &mut Watch<'_>) -> Outcome<Made<'s>>
    where
        'a: 's,
    {
        self.progress.begin(Step::Assessing, 0, scene.judged.rows.len() as u64);
        let run = self.run;
        let mut done = |stage, rows_in, rows_out| watch.stage(&run.name, stage, rows_in, rows_out);
        Made::of(run.gathered, scene, run.decides.scope, &mut done)
    }

    /// The data files beside the workbooks and pages.
    fn write(
        &self,
        scene: &Scene<'_>,
        (made, tables): (&Made<'_>, &Tables<'_>),
        stage: &Stage<'_>,
        rows: u64,
    ) -> Outcome<Written> {
        self.progress.begin(Step::Writing, books::work(rows, rows), rows);
        let texts = (self.labels, &made.assessed);
        let pass = Pass::begin(stage, &tables.0, &FORMATS, self.progress)?;
        let work = (self.run, self.progress);
        let (expected, books) = books::books(work, scene, texts, stage, &pass)?;
        Ok(Written { expected, books })
    }

    /// Reads back what was written, while the disk takes it.
    fn audit(&self, stage: &Stage<'_>, written: &Written, rows: u64) -> Outcome<Vec<OutputMade>> {
        self.progress.begin(Step::Auditing, 0, rows);
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
        scene: &Scene<'_>,
        (made, outputs, rows): (&Made<'_>, Vec<OutputMade>, u64),
        stage: Stage<'_>,
        mut watch: Watch<'_>,
    ) -> Outcome<Finished> {
        let run = self.run;
        let summary = Summary::of_run(scene, made, run.decides.scope)?;
        let exit = exit(run, made);
        let text = manifest(run, (made, outputs), exit, &watch).text()?;
        let mut file = stage.create(manifest_file::NAME)?;
        file.write_all(text.as_bytes())
            .map_err(|error| stage.failed(manifest_file::NAME, &error))?;
        drop(file);
        self.progress.begin(Step::Publishing, 0, rows);
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
