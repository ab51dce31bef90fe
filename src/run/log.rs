//! What the log says: of which run, once a file, once a stage, and no person's data.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::credits::{Excess, LineKey};
use crate::base::{Day, Failure, Outcome, in_days, safe, shown};
use crate::kernel::Gathered;
use crate::kernel::stale::{self, Limit};
use crate::programme::pipeline::Pipeline;
use crate::publish::forgot::Forgot;
use crate::report::view::each;
use crate::report::{PublishedTables, credits};
use crate::sources::walk::LeftOut;
use crate::tables::columns;
use crate::tables::{FileReport, RejectCode};

use super::request::Finished;

/// How a line names its run: by its id, and by pipeline and day before there is one.
#[derive(Clone, Debug)]
pub(crate) struct RunNamed {
    pipeline: String,
    as_of: Day,
    run_id: Option<String>,
}

impl RunNamed {
    /// Before the pipeline file is read, its own name has to do.
    #[must_use]
    pub(crate) fn by_file(pipeline: &Path, as_of: Day) -> Self {
        let stem =
            pipeline.file_stem().map(|stem| safe::line(&stem.to_string_lossy()).into_owned());
        Self { pipeline: stem.unwrap_or_default(), as_of, run_id: None }
    }

    pub(crate) fn is_pipeline(&mut self, name: &str) {
        self.pipeline = safe::line(name).into_owned();
    }

    pub(crate) fn is_run(&mut self, run_id: &str) {
        self.run_id = Some(safe::line(run_id).into_owned());
    }

    fn id(&self) -> Option<&str> {
        self.run_id.as_deref()
    }

    fn pipeline(&self) -> Option<&str> {
        self.run_id.is_none().then_some(&self.pipeline)
    }

    fn as_of(&self) -> Option<String> {
        self.run_id.is_none().then(|| self.as_of.to_string())
    }
}

/// A line about a run at one of the levels of `tracing`.
macro_rules! line {
    ($level:ident, $run:expr, $($rest:tt)+) => {
        tracing::$level!(
            run_id = $run.id(),
            pipeline = $run.pipeline(),
            as_of = $run.as_of(),
            $($rest)+
        )
    };
}

pub(crate) fn begun(run: &RunNamed) {
    line!(info, run, "the run begins");
}

/// A stage is done: so many rows went in, so many came out.
pub(crate) fn stage(run: &RunNamed, stage: &str, rows: [u64; 2], seconds: f64) {
    line!(info, run, stage, rows_in = rows[0], rows_out = rows[1], seconds, "stage done");
}

/// A shard has one company at least.
pub(crate) fn fewer_shards(run: &RunNamed, shards: usize) {
    line!(info, run, shards, "there are fewer companies than shards: each has a shard of its own");
}

pub(crate) fn ended(run: &RunNamed, finished: &Finished) {
    let exit_code = finished.exit;
    if finished.nothing_changed {
        line!(info, run, exit_code, "nothing changed");
    } else if finished.folder.is_some() {
        line!(info, run, exit_code, "published");
    } else {
        line!(info, run, exit_code, "nothing published: this was a dry run");
    }
}

pub(crate) fn failed(run: &RunNamed, failure: &Failure) {
    let text = failure.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    line!(error, run, exit_code = failure.cause.exit_code(), "{}", safe::text(text));
}

/// An earlier run was edited by hand, or its files are broken.
pub(crate) fn changes_not_told(run: &RunNamed, since: &str, failure: &Failure) {
    line!(warn, run, since, "the changes since the run before are not told: {failure}");
}

/// A run from which `forget` took somebody is made again.
pub(crate) fn made_again_after_forget(run: &RunNamed) {
    line!(warn, run, "a person was forgotten in this run; whoever is in the inputs is in it again");
}

/// A `forget` that was begun and had not ended, and what became of it now. A run does not wait for
/// what may never be: a journal that cannot be read stays, and `status` tells of it.
pub(crate) fn forget_finished(run: &RunNamed, finished: &Outcome<Option<Forgot>>) {
    match finished {
        Ok(None) => {}
        Ok(Some(forgot)) => {
            let left = forgot.left();
            line!(warn, run, left, "a forget that was not finished is finished now");
        }
        Err(failure) => line!(warn, run, "a forget could not be finished: {failure}"),
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
enum LogLine {
    Warning(String),
    Info(String),
}

/// Warns of guesses, of sources that are too old and of what is odd in the programmes; tells the
/// columns that are not used.
pub(crate) fn tell(gathered: &Gathered, run: &RunNamed) {
    let files = gathered.reading.files.iter().flat_map(of_file);
    let odd = gathered.loaded.warnings().into_iter();
    let covered = gathered.loaded.catalogue.none_in_force(gathered.as_of);
    let odd = odd.chain(covered).map(LogLine::Warning);
    let left_out = gathered.reading.left_out.iter().map(|(_, left)| of_left_out(left));
    let files = left_out.chain(files);
    for line in odd.chain(files).chain(of_quotes(gathered)).chain(of_sources(gathered)) {
        match line {
            LogLine::Warning(text) => line!(warn, run, "{}", safe::line(&text)),
            LogLine::Info(text) => line!(info, run, "{}", safe::line(&text)),
        }
    }
}

/// Warns of credit notes that take back more than was invoiced, each with its line.
pub(crate) fn tell_credits(tables: &PublishedTables<'_>, run: &RunNamed) {
    let mut excesses: BTreeMap<LineKey, Excess> =
        credits::excesses(tables).into_iter().map(|own| (own.line.clone(), own)).collect();
    if excesses.is_empty() {
        return;
    }
    each(tables.get("invoices"), |row| {
        if !row.is(columns::DOCUMENT_TYPE, "Credit note") {
            return;
        }
        if let Some(own) = excesses.remove(&credits::line_key(&row)) {
            line!(
                warn,
                run,
                "{}:{}: the credit note on {} takes back a KPI of {}, more than the {} invoiced",
                safe::line(&row.text(columns::FILE)),
                row.number(columns::LINE).unwrap_or_default(),
                safe::line(&own.line[1]),
                own.credited,
                own.invoiced,
            );
        }
    });
}

fn of_left_out(left: &LeftOut) -> LogLine {
    let told = format!("{}: left out, {}", shown(&left.path), left.why.text());
    if left.why.is_of_no_matter() { LogLine::Info(told) } else { LogLine::Warning(told) }
}

fn of_file(file: &FileReport) -> Vec<LogLine> {
    let mut lines = Vec::new();
    if file.encoding_is_a_guess {
        let text = "not UTF-8, taken as Windows-1252; if that is right, write \
                    encoding = \"windows-1252\" in the source";
        lines.push(LogLine::Warning(format!("{}: {text}", shown(&file.path))));
    }
    if let (Some(sheet), false) = (&file.sheet, file.sheets_passed_over.is_empty()) {
        lines.push(LogLine::Warning(format!(
            "{}: the sheet {sheet:?} is read, the first one with a header; if that is right, write \
             sheet = {sheet:?} in the source",
            shown(&file.path)
        )));
    }
    for (name, meant) in &file.misspelt_columns {
        let told = format!("the header {name:?} is not known and not used; did you mean {meant}?");
        lines.push(LogLine::Warning(format!("{}: {told}", shown(&file.path))));
    }
    if !file.unknown_columns.is_empty() {
        let names = file.unknown_columns.join(", ");
        lines.push(LogLine::Info(format!("{}: columns not used: {names}", shown(&file.path))));
    }
    lines
}

/// One sign too many can cost half a file, and is one rejected row.
fn of_quotes(gathered: &Gathered) -> impl Iterator<Item = LogLine> {
    let reading = &gathered.reading;
    let quotes = reading.rejects.iter().filter(|reject| reject.code == RejectCode::UnclosedQuote);
    quotes.filter_map(|reject| {
        let path = shown(&reading.files.get(reject.file as usize)?.path);
        let name = |file: u32| reading.files[file as usize].name.as_str();
        let message = reject.message(name);
        Some(LogLine::Warning(format!("{path}:{}: {message}", reject.line)))
    })
}

fn of_sources(gathered: &Gathered) -> Vec<LogLine> {
    let pipeline: &Pipeline = &gathered.loaded.pipeline;
    let aged = pipeline.sources.iter().filter_map(|(kind, source)| {
        let day = stale::newest(&gathered.reading, *kind)?;
        let limit = stale::limit_passed(source, day, gathered.as_of)?;
        let age = gathered.as_of.0 - day.0;
        let name = kind.name();
        let follows = match limit {
            Limit::Error => stale::consequence(*kind).unwrap_or("nothing becomes Unknown"),
            Limit::Warn => "still believed",
        };
        Some(LogLine::Warning(format!(
            "{name} is {} old, beyond its {}: {follows} (of {day})",
            in_days(age),
            limit.key()
        )))
    });
    aged.collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::programme::pipeline::Encoding;
    use crate::tables::Kind;
    use crate::tables::ledger::{FileFormat, Freshness, FreshnessFrom};

    fn file(is_a_guess: bool, unknown: &[&str]) -> FileReport {
        FileReport {
            kind: Kind::Users,
            path: PathBuf::from("pipelines/../users.csv"),
            name: "users.csv".into(),
            bytes: 1,
            sha256: String::new(),
            format: FileFormat::Delimited,
            encoding: Some(Encoding::Windows1252),
            encoding_is_a_guess: is_a_guess,
            delimiter: Some(','),
            decimal: None,
            sheet: None,
            sheets_passed_over: Vec::new(),
            header_line: 1,
            columns: Vec::new(),
            unknown_columns: unknown.iter().map(|name| (*name).to_owned()).collect(),
            misspelt_columns: Vec::new(),
            date_orders: Vec::new(),
            read: 0,
            used: 0,
            duplicates: 0,
            rejected: 0,
            unknown_yes_no: 0,
            swallowed: Vec::new(),
            freshness: Freshness { day: None, from: FreshnessFrom::Unknown },
        }
    }

    #[test]
    fn a_guess_is_a_warning_and_unused_columns_are_one_line() {
        let lines = of_file(&file(true, &["Phone", "Fax"]));
        let [LogLine::Warning(guess), LogLine::Info(unused)] = lines.as_slice() else {
            panic!("{lines:?}")
        };
        assert!(guess.starts_with("users.csv: not UTF-8, taken as Windows-1252"), "{guess}");
        assert_eq!(unused, "users.csv: columns not used: Phone, Fax");
        assert_eq!(of_file(&file(false, &[])), []);
    }
}
