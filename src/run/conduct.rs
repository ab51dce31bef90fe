//! One run: lock, look, read, link, judge, assess, write, audit, publish.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::assess::Assessed;
use crate::base::{Day, Failure, Outcome, Progress, Step, shown};
use crate::programme::check::Loaded;
use crate::programme::parameters::Value;
use crate::programme::pipeline::Report;
use crate::publish::audit::audit;
use crate::publish::changes::changes;
use crate::publish::editions::Edition;
use crate::publish::forget;
use crate::publish::history::{Published, Run, RunName};
use crate::publish::manifest::{
    self, InputUsed, Manifest, ParameterUsed, PipelineUsed, ProgramUsed, StageDone, VerdictMade,
};
use crate::publish::stage::{Existing, clear_debris};
use crate::publish::turning::{mend, turns};
use crate::publish::{Compared, History, Holder, Lock, Moment, Stage, key, latest};
use crate::report::books::verdict;
use crate::report::classes::{Counts, Horizon, light};
use crate::report::facts::names_of;
use crate::report::page::Choice;
use crate::report::write::format::FORMATS;
use crate::report::{Labels, Tables};
use crate::skills::Scene;
use crate::skills::table::Skills;
use crate::skills::team::Team;
use crate::tables::output::{Rows, Whole};
use crate::tables::{Facts, Kind};

use super::found::Found;
use super::gather::{Gathered, OverLimit, gather};
use super::inputs::{self, Decides, Input};
use super::lists::RejectTable;
use super::log::RunNamed;
use super::selection::Selection;
use super::tell::{Summary, counts};
use super::urgent::{Told, urgent};
use super::{actions, books, lists, log, write};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    pub pipeline: PathBuf,
    pub as_of: Day,
    pub out: Option<PathBuf>,
    pub only: Vec<Report>,
    /// MPN ids of the companies to report on; none for all.
    pub companies: Vec<String>,
    /// Which companies of several get a page.
    pub pages: Option<Choice>,
    pub dry_run: bool,
    pub force: bool,
    pub wait: Option<Duration>,
    pub fail_on: Vec<FailOn>,
}

/// What makes a published run end with exit code 4.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    Critical,
    Warning,
    Fragile,
    Stale,
    Findings,
    /// An action is urgent.
    Now,
}

/// What only the outermost layer can tell.
pub struct Around<'a> {
    pub now: &'a dyn Fn() -> Moment,
    /// The command, for whoever finds the lock held.
    pub command: &'a str,
    pub progress: &'a Progress,
    /// Whether a failure is a line of the log too, and not only handed up.
    pub logs_failure: bool,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Finished {
    pub exit: u8,
    pub run_id: String,
    /// None for a dry run.
    pub folder: Option<PathBuf>,
    pub nothing_changed: bool,
    /// A dry run of what is published already.
    pub is_there: bool,
    /// What is published lacks a person that `forget` removed.
    pub lacks_forgotten: bool,
    pub summary: Summary,
    pub stages: Vec<StageDone>,
}

/// Carries out a run.
///
/// # Errors
/// When an input is refused, another run is at work, or the output cannot be written.
pub fn run(request: &Request, around: &Around<'_>) -> Outcome<Finished> {
    let mut name = RunNamed::by_file(&request.pipeline, request.as_of);
    let ended = named_run(request, around, &mut name);
    around.progress.begin(Step::Nothing, 0, 0);
    match &ended {
        Ok(finished) => log::ended(&name, finished),
        Err(failure) if around.logs_failure => log::failed(&name, failure),
        Err(_) => {}
    }
    ended
}

/// Keeps the name up with what is known of the run: the pipeline's own, then the run id.
fn named_run(request: &Request, around: &Around<'_>, name: &mut RunNamed) -> Outcome<Finished> {
    let started = (around.now)();
    let mut loaded = Loaded::read(&request.pipeline)?;
    let selection = Selection::of(&loaded.pipeline, &request.companies)?;
    if let Some(selection) = &selection {
        loaded.pipeline.name = selection.name(&loaded.pipeline.name);
    }
    name.is_pipeline(&loaded.pipeline.name);
    log::begun(name);
    let out = request.out.clone().unwrap_or_else(|| loaded.pipeline.out.clone());
    let reports = if request.only.is_empty() {
        loaded.pipeline.reports.clone()
    } else {
        request.only.clone()
    };
    let lock = Lock::take(&out, &Holder::this_process(around.command, started), request.wait)?;
    latest::check(&out, &latest::of_pipeline(&loaded.pipeline.name))?;
    clear_debris(&lock)?;
    // Before the runs are looked at: it changes some of them.
    log::forget_finished(name, &forget::finish(&lock));
    let history = History::of(&out)?;
    let (labels, label_texts) = labels(&loaded)?;
    let decides = Decides {
        loaded: &loaded,
        as_of: request.as_of,
        reports: &reports,
        selection: selection.as_ref(),
        pages: request.pages,
        labels: &label_texts,
    };
    if let Some(finished) = published_before(request, &decides, &history, &lock)? {
        name.is_run(&finished.run_id);
        return Ok(finished);
    }
    let since = (around.now)();
    let mut watch = Watch { around, run: name.clone(), since, stages: Vec::new() };
    let gathered = gather(loaded, request.as_of, around.progress)?;
    let read: u64 = gathered.reading.files.iter().map(|file| file.read).sum();
    let used: u64 = gathered.reading.files.iter().map(|file| file.used).sum();
    let inputs = inputs::of_reading(&gathered.loaded.pipeline, &gathered.reading)?;
    let decides = Decides {
        loaded: &gathered.loaded,
        as_of: request.as_of,
        reports: &reports,
        selection: selection.as_ref(),
        pages: request.pages,
        labels: &label_texts,
    };
    let base_key = inputs::base_key(&decides, &inputs);
    let compared = Compared::of(&history, decides.wanted(&base_key));
    let run_id = key::run_id(request.as_of, &gathered.loaded.pipeline.name, &compared.run_key);
    name.is_run(&run_id);
    watch.run.is_run(&run_id);
    log::tell(&gathered, name);
    watch.stage("read", read, used);
    if let Some(over) = gathered.over_limit() {
        return Err(refuse(&lock, &gathered, &over, &run_id));
    }
    let course = Course {
        request,
        gathered: &gathered,
        decides: &decides,
        inputs: &inputs,
        history: &history,
        labels: &labels,
        base_key,
        compared,
        run_id,
        name: name.clone(),
        progress: around.progress,
        started,
    };
    gathered.with_scene(|scene| {
        watch.stage("link and judge", used, scene.judged.rows.len() as u64);
        course.finish(scene, &lock, watch)
    })
}

/// The labels of the pipeline's language, and the texts of those that are not built in.
///
/// # Errors
/// When one is missing, too many, or wrong.
pub fn labels(loaded: &Loaded) -> Outcome<(Labels, Vec<(String, String)>)> {
    let texts = std::cell::RefCell::new(Vec::new());
    let read = |path: &Path| -> Outcome<Option<String>> {
        if !path.exists() {
            return Ok(None);
        }
        let text = crate::programme::document::read_text(path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        texts.borrow_mut().push((name.unwrap_or_default(), text.clone()));
        Ok(Some(text))
    };
    let labels = Labels::beside(loaded.pipeline.folder(), &loaded.pipeline.language, read)?;
    Ok((labels, texts.into_inner()))
}

/// "Nothing changed": the key is published already.
fn published_before(
    request: &Request,
    decides: &Decides<'_>,
    history: &History,
    lock: &Lock,
) -> Outcome<Option<Finished>> {
    let loaded = decides.loaded;
    // Only a run of this day and pipeline can have the key: without one no file is read for it.
    let prefix = key::run_id(request.as_of, &loaded.pipeline.name, "");
    let is_there = history.names.iter().any(|name| name.run_id.starts_with(&prefix));
    if request.force || request.dry_run || !is_there {
        return Ok(None);
    }
    let inputs = inputs::look(&loaded.pipeline, history)?;
    let base_key = inputs::base_key(decides, &inputs);
    let compared = Compared::of(history, decides.wanted(&base_key));
    let run = match compared.standing.filter(Run::is_whole) {
        Some(run) => run,
        None => match history.published(request.as_of, &loaded.pipeline.name, &compared.run_key)? {
            Published::Whole(run) => *run,
            _ => return Ok(None),
        },
    };
    mend(lock, history, &run)?;
    Ok(Some(unchanged(&run)))
}

fn unchanged(run: &Run) -> Finished {
    Finished {
        exit: 0,
        run_id: run.manifest.run_id.clone(),
        folder: Some(run.folder.clone()),
        nothing_changed: true,
        is_there: true,
        lacks_forgotten: !run.manifest.forgotten.is_empty(),
        summary: Summary::default(),
        stages: Vec::new(),
    }
}

/// Keeps all rejects of a refused run, and says where.
fn refuse(lock: &Lock, gathered: &Gathered, over: &OverLimit, run_id: &str) -> Failure {
    let what = format!(
        "{} of {} rows of {} are rejected, more than max_reject_ratio = {} allows; nothing is published",
        over.rejected,
        over.read,
        over.kind.name(),
        over.ratio,
    );
    let keep = || -> Outcome<PathBuf> {
        let stage = Stage::begin(lock)?;
        let rejects = RejectTable::of(&gathered.reading);
        crate::report::write::csv::write_csv(&rejects, &mut stage.create("rejects.csv")?)?;
        stage.refuse(run_id)
    };
    match keep() {
        Ok(folder) => over.examples(&gathered.reading).into_iter().fold(
            Failure::input(what).at(shown(&gathered.loaded.pipeline.path)).todo(format!(
                "{}; all rejects are listed in {}",
                over.todo(&gathered.reading),
                shown(&folder.join("rejects.csv"))
            )),
            Failure::because,
        ),
        Err(failure) => failure.because(what),
    }
}

/// Counts the time between two stages.
struct Watch<'a> {
    around: &'a Around<'a>,
    run: RunNamed,
    since: Moment,
    stages: Vec<StageDone>,
}

impl Watch<'_> {
    fn stage(&mut self, name: &str, rows_in: u64, rows_out: u64) {
        let now = (self.around.now)();
        let seconds = now.seconds_after(self.since);
        log::stage(&self.run, name, [rows_in, rows_out], seconds);
        self.stages.push(StageDone { name: name.to_owned(), rows_in, rows_out, seconds });
        self.since = now;
    }
}

/// A run that has read its inputs.
pub struct Course<'a> {
    request: &'a Request,
    pub gathered: &'a Gathered,
    pub decides: &'a Decides<'a>,
    inputs: &'a [Input],
    history: &'a History,
    labels: &'a Labels,
    base_key: String,
    pub compared: Compared,
    pub run_id: String,
    name: RunNamed,
    pub progress: &'a Progress,
    started: Moment,
}

impl Course<'_> {
    fn finish(&self, scene: &Scene<'_>, lock: &Lock, mut watch: Watch<'_>) -> Outcome<Finished> {
        let progress = self.progress;
        let nobody = Facts::none(Kind::Users);
        let nothing = Facts::none(Kind::Transcripts);
        let users = scene.facts(Kind::Users).unwrap_or(&nobody);
        let transcripts = scene.facts(Kind::Transcripts).unwrap_or(&nothing);
        let judged = scene.judged.rows.len() as u64;
        progress.begin(Step::Assessing, 0, judged);
        let found = Found::of(self.gathered, scene, self.decides)?;
        let Found { mut assessed, tallies, findings, reconciled } = found;
        watch.stage("assess", judged, assessed.rows());
        let (all_skills, all_team) =
            (Skills::new(scene, transcripts, users), Team::new(scene, users, &tallies));
        let selection = self.decides.selection;
        let own = |table| selection.map(|selection| selection.of_table(table));
        let (own_skills, own_team) = (own(&all_skills as &dyn Rows), own(&all_team));
        let skills: &dyn Rows = own_skills.as_ref().map_or(&all_skills, |own| own);
        let team: &dyn Rows = own_team.as_ref().map_or(&all_team, |own| own);
        watch.stage("skills and team", judged, (skills.len() + team.len()) as u64);
        let findings = lists::findings(findings, scene.pipeline, scene.reading);
        let rejects = RejectTable::of(scene.reading);
        let support = reconciled.as_ref().map(|reconciled| &reconciled.support);
        let actions = self.actions(&mut assessed, team, support);
        let mut tables: Vec<&dyn Rows> = vec![&findings, &rejects, &actions];
        let reports = self.decides.reports;
        if reports.contains(&Report::Skills) {
            tables.extend([skills, team]);
            if let Some(reconciled) = &reconciled {
                tables.extend([&reconciled.table as &dyn Rows, &reconciled.support]);
            }
        }
        if reports.contains(&Report::Skills) || reports.contains(&Report::Risk) {
            tables.push(&assessed.contacts);
        }
        tables.extend(assessed_tables(&assessed, reports));
        let changes = self.changes(&tables);
        tables.extend(changes.as_ref().map(|changes| changes as &dyn Rows));
        let tables = Tables(tables);
        let rows = tables.0.iter().map(|rows| rows.len() as u64).sum();
        watch.stage("gather tables", rows, rows);
        let stage = Stage::begin(lock)?;
        log::tell_credits(&tables, &watch.run);
        progress.begin(Step::Writing, books::work(rows, rows), rows);
        let (data, books) = rayon::join(
            || write::data_files(&stage, &tables.0, &FORMATS, progress),
            || books::books(self, scene, (self.labels, &assessed.levels), &stage, &tables),
        );
        let (mut expected, (more, written)) = (data?, books?);
        expected.extend(more);
        watch.stage("write", rows, rows);
        progress.begin(Step::Auditing, 0, rows);
        let linter = |path: &Path| books::faults(path, &written);
        let dry = self.request.dry_run;
        let (settled, outputs) = beside(
            || if dry { Ok(()) } else { stage.settle() },
            || audit(stage.folder(), &scene.reading.files, &expected, &linter),
        );
        // Where it was not done, publishing does it.
        settled.unwrap_or(Ok(()))?;
        let outputs = outputs?;
        watch.stage("audit", rows, rows);
        let english = Labels::built_in("en")?;
        let summary = self.summary(scene, skills, &findings, (&assessed, &actions), &english);
        let exit = self.exit(&findings, &assessed.levels, &actions);
        let by_code: BTreeMap<String, u64> = summary.findings.iter().cloned().collect();
        let manifest = Manifest {
            outputs,
            findings: by_code,
            actions: counts(&actions, "urgency").into_iter().collect(),
            verdicts: verdicts(&assessed.levels, Horizon::of(scene.as_of, scene.rules)),
            exit_code: exit,
            stages: watch.stages.clone(),
            finished: (watch.around.now)().to_millis(),
            ..self.manifest()
        };
        let text = manifest.text()?;
        let mut file = stage.create(manifest::NAME)?;
        std::io::Write::write_all(&mut file, text.as_bytes())
            .map_err(|error| stage.failed(manifest::NAME, &error))?;
        drop(file);
        progress.begin(Step::Publishing, 0, rows);
        let is_there = self.is_there()?;
        let folder = self.publish(stage)?;
        if folder.is_some() {
            watch.stage("publish", rows, rows);
        }
        Ok(Finished {
            exit,
            run_id: self.run_id.clone(),
            folder,
            nothing_changed: false,
            is_there,
            lacks_forgotten: false,
            summary,
            stages: watch.stages,
        })
    }

    /// The one list of what to do.
    fn actions(&self, assessed: &mut Assessed, team: &dyn Rows, support: Option<&Whole>) -> Whole {
        let of_levels = std::mem::take(&mut assessed.actions);
        let mut tables: Vec<&dyn Rows> = vec![team, &assessed.contacts, &assessed.levels];
        tables.extend([&assessed.requirements as &dyn Rows, &assessed.events]);
        tables.extend(support.map(|support| support as &dyn Rows));
        actions::actions(of_levels, self.gathered, &tables)
    }

    fn summary(
        &self,
        scene: &Scene<'_>,
        skills: &dyn Rows,
        findings: &Whole,
        (assessed, actions): (&Assessed, &Whole),
        english: &Labels,
    ) -> Summary {
        let mut summary = Summary::of_reading(scene.reading);
        for (verdict, count) in counts(skills, "verdict") {
            match verdict.as_str() {
                "counts" => summary.counting = count,
                "pending" => summary.pending = count,
                _ => summary.not_counting = count,
            }
        }
        summary.findings = counts(findings, "code");
        summary.levels = Counts::of(&assessed.levels, Horizon::of(scene.as_of, scene.rules));
        let asks = |report: Report| self.decides.reports.contains(&report);
        summary.tells_risk = asks(Report::Risk);
        summary.tells_skills = asks(Report::Skills) || asks(Report::Risk);
        if !summary.levels.is_empty() {
            let tone = summary.levels.tone();
            let words = verdict::in_words(&summary.levels, english);
            summary.verdict = format!("{}. {words}", verdict::word(tone, english));
        }
        let names = names_of(&scene.pipeline.companies);
        let is_one = names.len() < 2 && scene.pipeline.companies.len() < 2;
        let told = Told {
            actions,
            levels: &assessed.levels,
            as_of: scene.as_of,
            rules: scene.rules,
            labels: english,
            name: &|id| (!is_one).then(|| names.get(id).copied().unwrap_or(id).to_owned()),
        };
        summary.urgent = urgent(&told);
        summary
    }

    /// A dry run of what is published already.
    fn is_there(&self) -> Outcome<bool> {
        if !self.request.dry_run || self.request.force {
            return Ok(false);
        }
        let name = &self.gathered.loaded.pipeline.name;
        let before = self.history.published(self.request.as_of, name, &self.compared.run_key)?;
        Ok(matches!(before, Published::Whole(_)))
    }

    fn publish(&self, stage: Stage<'_>) -> Outcome<Option<PathBuf>> {
        if self.request.dry_run {
            return Ok(None);
        }
        let name = &self.gathered.loaded.pipeline.name;
        let existing =
            match self.history.published(self.request.as_of, name, &self.compared.run_key)? {
                Published::No => Existing::Refuse,
                Published::Whole(run) => {
                    if !run.manifest.forgotten.is_empty() {
                        log::made_again_after_forget(&self.name);
                    }
                    Existing::Replace
                }
                Published::Damaged(_) => Existing::Replace,
            };
        let turns = RunName::read(&self.run_id).map(|name| turns(self.history, &name));
        stage.publish(&self.run_id, existing, &turns.unwrap_or_default()).map(Some)
    }

    /// Compared with the run before, where there is one.
    fn changes(&self, tables: &[&dyn Rows]) -> Option<Whole> {
        let previous = self.compared.with.as_ref()?;
        let before = Edition::stored(&previous.folder).ok()?;
        let hashes = self.inputs.iter().map(|input| (input.kind.name(), input.sha256.as_str()));
        let rules = inputs::rules_used(self.decides);
        let after = Edition::of_this_run(self.request.as_of, rules, hashes, tables.iter().copied());
        match changes(&before, &after) {
            Ok(changes) => Some(changes),
            // An earlier run that was edited by hand must not stop this one.
            Err(failure) => {
                log::changes_not_told(&self.name, &previous.manifest.run_id, &failure);
                None
            }
        }
    }

    fn exit(&self, findings: &Whole, levels: &Whole, actions: &Whole) -> u8 {
        let risks = counts(levels, "severity");
        let is_at = |names: &[&str]| risks.iter().any(|(risk, _)| names.contains(&risk.as_str()));
        let severities = counts(findings, "severity");
        let has_findings = severities.iter().any(|(severity, _)| severity != "info");
        let is_stale = !self.gathered.stale_findings.is_empty();
        let holds = self.request.fail_on.iter().any(|on| match on {
            FailOn::Stale => is_stale,
            FailOn::Findings => has_findings,
            FailOn::Now => counts(actions, "urgency").iter().any(|(urgency, _)| urgency == "now"),
            // What is worse holds too.
            FailOn::Critical => is_at(&["critical"]),
            FailOn::Warning => is_at(&["critical", "warning"]),
            FailOn::Fragile => is_at(&["critical", "warning", "fragile"]),
        });
        if holds {
            4
        } else if self.gathered.stale.is_empty() {
            0
        } else {
            7
        }
    }

    fn manifest(&self) -> Manifest {
        let loaded = &self.gathered.loaded;
        let pipeline = &loaded.pipeline;
        let inputs = self
            .gathered
            .reading
            .files
            .iter()
            .zip(self.inputs)
            .map(|(file, input)| InputUsed::of(file, input.stamp))
            .collect();
        Manifest {
            schema: manifest::VERSION.to_owned(),
            run_id: self.run_id.clone(),
            run_key: self.compared.run_key.clone(),
            as_of: self.request.as_of,
            program: ProgramUsed {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            pipeline: PipelineUsed {
                name: pipeline.name.clone(),
                path: shown(&pipeline.path),
                sha256: key::texts_hash(&[("pipeline".to_owned(), pipeline.text.clone())]),
                reports: self
                    .decides
                    .reports
                    .iter()
                    .map(|r| key::report_name(*r).to_owned())
                    .collect(),
                language: pipeline.language.clone(),
            },
            rules: inputs::rules_used(self.decides),
            parameters: parameters_used(loaded, self.request.as_of),
            previous: self.compared.with.as_ref().map(|run| run.manifest.run_id.clone()),
            inputs,
            stages: Vec::new(),
            outputs: Vec::new(),
            findings: BTreeMap::new(),
            actions: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            exit_code: 0,
            started: self.started.to_millis(),
            finished: self.started.to_millis(),
            peak_memory_bytes: manifest::peak_memory_bytes(),
            forgotten: Vec::new(),
            base_key: Some(self.base_key.clone()),
        }
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

fn parameters_used(loaded: &Loaded, as_of: Day) -> Vec<ParameterUsed> {
    let used = loaded.parameters.all.values().flat_map(|parameter| {
        loaded.parameters.in_use(&parameter.name, as_of).into_iter().map(|dated| ParameterUsed {
            name: parameter.name.clone(),
            value: value_as_json(&dated.value),
            unit: parameter.unit.clone(),
            from: dated.from.to_string(),
            source: dated.source.clone(),
            place: dated.place.clone(),
        })
    });
    used.collect()
}

fn value_as_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Number { number, month_end: false } => (*number).into(),
        Value::Number { number, month_end: true } => {
            serde_json::json!({ "number": number, "month_end": true })
        }
        Value::Numbers(numbers) => numbers.clone().into(),
        Value::Names(names) => names.clone().into(),
        Value::Range { until, except, announced_on } => {
            let mut range = serde_json::json!({ "until": until.to_string(), "except": except });
            if announced_on.is_dated() {
                range["announced_on"] = announced_on.to_string().into();
            }
            range
        }
    }
}

/// How the held levels of each company stand.
fn verdicts(levels: &Whole, horizon: Horizon) -> BTreeMap<String, VerdictMade> {
    let made = |(company, counts): (String, Counts)| {
        let levels = counts.present().map(|(class, count)| (class.name().to_owned(), count));
        let light = light(counts.tone()).to_owned();
        (company, VerdictMade { light, levels: levels.collect() })
    };
    Counts::by_company(levels, horizon).into_iter().map(made).collect()
}

/// The tables of levels and of KPIs that the reports ask for.
fn assessed_tables<'a>(assessed: &'a Assessed, reports: &[Report]) -> Vec<&'a dyn Rows> {
    let mut tables: Vec<&dyn Rows> = Vec::new();
    if reports.contains(&Report::Risk) {
        tables.extend([&assessed.levels as &dyn Rows, &assessed.requirements, &assessed.events]);
        tables.extend([&assessed.requirement_persons as &dyn Rows, &assessed.score_metrics]);
        tables.push(&assessed.score_changes);
        tables.extend(assessed.score_reconciliation.iter().map(|table| table as &dyn Rows));
    }
    if reports.contains(&Report::Kpi) {
        tables.extend([&assessed.kpi_months as &dyn Rows, &assessed.kpi_window]);
        tables.extend([&assessed.kpi_options as &dyn Rows, &assessed.invoices]);
    }
    tables
}
