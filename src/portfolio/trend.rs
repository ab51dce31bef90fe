//! Trend: how the companies stood in the last runs of a pipeline, a line a day.

use crate::base::{Day, Outcome};
use crate::publish::History;
use crate::publish::history::Run;
use crate::report::books::risk_sheets::SEVERITIES;

use super::company::lights;
use super::gather::{LevelsOfRun, levels};
use super::totals::sum;

/// One run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PastRun {
    pub run_id: String,
    pub as_of: Day,
    pub companies: u64,
    /// Companies of each light, in the order of `LIGHTS`.
    pub lights: [u64; 5],
    /// Levels of each severity, in the order of `SEVERITIES`.
    pub levels: [u64; SEVERITIES.len()],
}

/// The last runs, the oldest first, and what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trend {
    pub runs: Vec<PastRun>,
    /// Runs that could not be read, with the reason.
    pub left_out: Vec<(String, String)>,
}

impl PastRun {
    fn of(run: &Run, levels: &LevelsOfRun) -> Self {
        Self {
            run_id: run.manifest.run_id.clone(),
            as_of: run.manifest.as_of,
            companies: levels.companies.len() as u64,
            lights: lights(&levels.companies),
            levels: sum(&levels.totals),
        }
    }
}

impl Trend {
    /// So many runs of the pipeline up to this one, of several for one day the last that was made.
    ///
    /// # Errors
    /// When the folder of the runs cannot be listed.
    pub(crate) fn of(run: &Run, own: &LevelsOfRun, count: usize) -> Outcome<Self> {
        let mut trend = Self::default();
        if count > 1
            && let Some(out) = run.folder.parent()
        {
            trend.earlier(run, &History::of(out)?, count - 1);
        }
        trend.runs.reverse();
        trend.runs.push(PastRun::of(run, own));
        Ok(trend)
    }

    /// The runs before this one, the newest first.
    fn earlier(&mut self, run: &Run, history: &History, count: usize) {
        let manifest = &run.manifest;
        let mut days: Vec<Day> = history.names.iter().map(|name| name.as_of).collect();
        days.dedup();
        for day in days.into_iter().filter(|day| *day < manifest.as_of) {
            if self.runs.len() == count {
                return;
            }
            let names = history.names.iter().filter(|name| name.as_of == day);
            let runs = names.filter_map(|name| history.run(&name.run_id).ok());
            let own = runs.filter(|run| run.manifest.pipeline.name == manifest.pipeline.name);
            let Some(last) = own.max_by_key(|run| run.manifest.finished) else { continue };
            match levels(&last) {
                Ok(levels) => self.runs.push(PastRun::of(&last, &levels)),
                Err(failure) => {
                    let why = failure.what().to_owned();
                    self.left_out.push((last.manifest.run_id, why));
                }
            }
        }
    }
}
