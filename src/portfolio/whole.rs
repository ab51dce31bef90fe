//! The portfolio of a run: every company the worst first, totals, and the trend over the last runs.

use std::path::{Path, PathBuf};

use crate::base::{Day, Outcome};
use crate::publish::history::Run;
use crate::publish::manifest::{Manifest, VerdictMade};
use crate::report::classes::{Counts, light};

use super::company::{CompanyStanding, lights};
use super::gather::{gather, newest_inputs};
use super::stored::find;
use super::totals::Total;
use super::trend::Trend;

/// How all companies of a run stand.
pub(crate) struct Portfolio {
    pub folder: PathBuf,
    pub run_id: String,
    pub pipeline: String,
    pub language: String,
    pub as_of: Day,
    /// Kinds of inputs with the day of the newest.
    pub inputs: Vec<(String, Day)>,
    /// The worst first.
    pub companies: Vec<CompanyStanding>,
    /// Of all companies together.
    pub counts: Counts,
    /// Companies of each light, in the order of `LIGHTS`.
    pub lights: [u64; 5],
    pub findings_of_nobody: u64,
    pub totals: Vec<Total>,
    pub trend: Trend,
    /// Companies of which the manifest of the run says something else: another version judged it.
    pub different: u64,
}

impl Portfolio {
    /// Reads a run and so many of its pipeline in all; `path` is what somebody calls it.
    ///
    /// # Errors
    /// When there is no such run, its tables cannot be read, or it has none of levels.
    pub(crate) fn of(path: &Path, runs: usize) -> Outcome<Self> {
        let run = find(path)?;
        let mut gathered = gather(&run)?;
        let trend = Trend::of(&run, &gathered.levels, runs)?;
        let companies = &mut gathered.levels.companies;
        companies.sort_unstable_by(|a, b| a.place().cmp(&b.place()));
        let mut counts = Counts::default();
        for company in companies.iter() {
            counts.add_all(&company.counts);
        }
        let Run { folder, manifest } = run;
        Ok(Self {
            different: different(&manifest, companies),
            inputs: newest_inputs(&manifest),
            lights: lights(companies.iter()),
            companies: gathered.levels.companies,
            findings_of_nobody: gathered.findings_of_nobody,
            totals: gathered.levels.totals,
            folder,
            run_id: manifest.run_id,
            pipeline: manifest.pipeline.name,
            language: manifest.pipeline.language,
            as_of: manifest.as_of,
            counts,
            trend,
        })
    }
}

/// How many companies stand otherwise in the manifest; none where it tells of no company.
fn different(manifest: &Manifest, companies: &[CompanyStanding]) -> u64 {
    let is_other = |company: &&CompanyStanding| {
        let known = manifest.verdicts.get(&company.mpn_id);
        known.map_or(!company.counts.is_empty(), |known| *known != verdict(&company.counts))
    };
    if manifest.verdicts.is_empty() { 0 } else { companies.iter().filter(is_other).count() as u64 }
}

/// A verdict as manifests have it.
fn verdict(counts: &Counts) -> VerdictMade {
    let levels = counts.present().map(|(class, count)| (class.name().to_owned(), count));
    VerdictMade { light: light(counts.tone()).to_owned(), levels: levels.collect() }
}
