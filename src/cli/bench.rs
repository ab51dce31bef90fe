//! `attain bench`: how fast the reports come out of this machine, by themselves or beside other programs.

pub mod chance;
pub mod child;
pub mod figures;
pub mod folder;
pub mod given;
pub mod inputs;
pub mod invoices;
pub mod make;
pub mod measure;
pub mod other;
pub mod pair;
pub mod people;
pub mod performance;
pub mod risk_programme;
pub mod scenario;
pub mod setting;
pub mod skills;
pub mod spread;
pub mod transcripts;

use crate::base::Outcome;

use super::args::BenchArguments;
use super::enter::{Surroundings, say};
use folder::Folder;
use measure::Measured;
use scenario::{Measures, Scenario};

/// Every run of the benchmark is over the same data.
const SEED: u64 = 2021;

/// Makes the data of each size, runs over it, prints what that took; or compares with other programs.
///
/// # Errors
/// When the data cannot be written or a run fails.
pub fn bench(of: &BenchArguments, around: &Surroundings) -> Outcome<u8> {
    if !of.against.is_empty() {
        return pair::pair(of, around);
    }
    let mut measured = Vec::new();
    for scenario in scenarios(of) {
        eprintln!("{}: making the data", scenario.title());
        let folder = Folder::make(of.keep.as_deref(), &scenario.folder_name())?;
        make::make(folder.path(), &scenario, SEED)?;
        eprintln!("{}: running", scenario.title());
        measured.push(measure::measure(folder.path(), scenario, around)?);
        folder.end()?;
    }
    let (skills, risk): (Vec<Measured>, Vec<Measured>) =
        measured.into_iter().partition(|run| run.scenario.of == Measures::Skills);
    let tables: Vec<String> = [skills, risk]
        .iter()
        .filter(|measured| !measured.is_empty())
        .map(|measured| figures::table(measured))
        .collect();
    say(&tables.join("\n"))
}

fn scenarios(of: &BenchArguments) -> Vec<Scenario> {
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
