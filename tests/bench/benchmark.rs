//! How fast the reports come out of this machine, by themselves or beside other programs.

pub(crate) mod chance;
pub(crate) mod child;
pub(crate) mod figures;
pub(crate) mod folder;
pub(crate) mod given;
pub(crate) mod inputs;
pub(crate) mod invoices;
pub(crate) mod make;
pub(crate) mod manifest;
pub(crate) mod measure;
pub(crate) mod other;
pub(crate) mod pair;
pub(crate) mod people;
pub(crate) mod performance;
pub(crate) mod risk_programme;
pub(crate) mod scenario;
pub(crate) mod setting;
pub(crate) mod skills;
pub(crate) mod spread;
pub(crate) mod transcripts;

use std::path::PathBuf;

use attain::base::{Day, Outcome};
use clap::Parser;

use folder::{Folder, Place};
use measure::Measured;
use other::Other;
use scenario::{Measures, Scenario};

/// Every run of the benchmark is over the same data.
const SEED: u64 = 2021;

/// Time, speed and memory of the reports over invented data, or beside other programs.
#[derive(Parser, Debug)]
#[command(name = "cargo bench --", max_term_width = 100)]
pub(crate) struct Arguments {
    /// How many transcripts, one run for each number; --against takes the first
    #[arg(
        long,
        value_name = "NUMBERS",
        value_delimiter = ',',
        default_value = "100000,1000000,10000000",
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    pub rows: Vec<u64>,
    /// How many companies of 1,000 transcripts each, in one run; 0 leaves it out
    #[arg(long, value_name = "NUMBER", default_value_t = 1000)]
    pub companies: u64,
    /// How many people in the one company of a risk report; 0 leaves it out
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    pub people: u64,
    /// Measure one report only: skills or risk
    #[arg(long, value_name = "REPORT", value_parser = measures)]
    pub only: Option<Measures>,
    /// Make the data here and leave it, with what was published
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Make the data below this folder, and remove it [default: that of the system]
    #[arg(long, value_name = "DIR", conflicts_with = "keep")]
    pub temporary: Option<PathBuf>,
    /// Compare the skills report with this program, in turn (may be given several times): words
    /// and quotes, no shell; {inputs} is the folder of the data, {out} an empty one to write to
    #[arg(
        long,
        value_name = "COMMAND",
        value_parser = Other::from_text,
        conflicts_with_all = ["companies", "people", "only"]
    )]
    pub against: Vec<Other>,
    /// Compare over these users.csv, transcripts.csv and catalog.csv (Code, Competency)
    #[arg(long, value_name = "DIR", requires = "against", conflicts_with = "rows")]
    pub inputs: Option<PathBuf>,
    /// How often each program runs, after once to warm up
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 5,
        requires = "against",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub rounds: u32,
    /// The day that the compared reports are for [default: 2021-03-01]
    #[arg(long, value_name = "DATE", value_parser = day, requires = "against")]
    pub as_of: Option<Day>,
    /// What `cargo bench` adds by itself
    #[arg(long, hide = true)]
    pub bench: bool,
}

impl Arguments {
    fn place(&self) -> Place {
        match (&self.keep, &self.temporary) {
            (Some(folder), _) => Place::Kept(folder.clone()),
            (None, Some(folder)) => Place::Temporary(folder.clone()),
            (None, None) => Place::Temporary(std::env::temp_dir()),
        }
    }
}

fn measures(text: &str) -> Result<Measures, String> {
    let known = [Measures::Skills, Measures::Risk].into_iter().find(|own| own.report() == text);
    known.ok_or_else(|| "one of skills, risk".into())
}

fn day(text: &str) -> Result<Day, String> {
    Day::from_iso(text).ok_or_else(|| "a day such as 2021-03-01".into())
}

/// Makes the data of each size, runs over it, prints what that took; or compares with other programs.
///
/// # Errors
/// When the data cannot be written or a run fails.
pub(crate) fn bench(of: &Arguments) -> Outcome<String> {
    if !of.against.is_empty() {
        return pair::pair(of);
    }
    let mut measured = Vec::new();
    for scenario in scenarios(of) {
        eprintln!("{}: making the data", scenario.title());
        let folder = Folder::make(&of.place(), &scenario.folder_name())?;
        make::make(folder.path(), &scenario, SEED)?;
        eprintln!("{}: running", scenario.title());
        measured.push(measure::measure(folder.path(), scenario)?);
        folder.end()?;
    }
    let (skills, risk): (Vec<Measured>, Vec<Measured>) =
        measured.into_iter().partition(|run| run.scenario.of == Measures::Skills);
    let tables: Vec<String> = [skills, risk]
        .iter()
        .filter(|measured| !measured.is_empty())
        .map(|measured| figures::table(measured))
        .collect();
    Ok(tables.join("\n"))
}

fn scenarios(of: &Arguments) -> Vec<Scenario> {
    let mut all = Vec::new();
    if of.only != Some(Measures::Risk) {
        all.extend(of.rows.iter().map(|rows| Scenario::of_rows(*rows)));
        all.extend((of.companies > 0).then(|| Scenario::of_companies(of.companies)));
    }
    if of.only != Some(Measures::Skills) {
        all.extend((of.people > 0).then(|| Scenario::risk_of_people(of.people)));
        // A tenth of the companies beside all of them shows whether the time grows with their number.
        let companies = [of.companies / 10, of.companies];
        let some = companies.into_iter().filter(|companies| *companies > 0);
        all.extend(some.map(Scenario::risk_of_companies));
    }
    all
}
