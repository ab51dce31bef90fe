//! Writes the pipeline and the inputs of a benchmark run, row by row: memory does not grow with them.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::scenario::Scenario;
use super::{inputs, invoices, people, performance, setting, skills, transcripts};
use attain::base::{Failure, Outcome};

pub(crate) const PIPELINE: &str = "pipeline.toml";

type Table = csv::Writer<BufWriter<File>>;

/// Writes everything below the folder.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn make(folder: &Path, scenario: &Scenario, seed: u64) -> Outcome<()> {
    let texts = [
        (PIPELINE, setting::pipeline(scenario)),
        ("parameters.toml", setting::PARAMETERS.to_owned()),
        ("sources.csv", setting::SOURCES.to_owned()),
        ("programme/programme.toml", setting::programme(scenario.of)),
    ];
    for (name, text) in texts {
        write(folder, name, |to| to.write_all(text.as_bytes()))?;
    }
    table(folder, "programme/skills.csv", skills::write)?;
    table(folder, inputs::USERS, |to| people::write(to, scenario, seed))?;
    table(folder, inputs::TRANSCRIPTS, |to| transcripts::write(to, scenario, seed))?;
    table(folder, inputs::INVOICES, |to| invoices::write(to, scenario, seed))?;
    table(folder, inputs::PERFORMANCE, |to| performance::write(to, scenario, seed))?;
    table(folder, inputs::MEMBERSHIPS, |to| setting::write_memberships(to, scenario))
}

/// Writes a CSV file below the folder.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn table(
    folder: &Path,
    name: &str,
    rows: impl FnOnce(&mut Table) -> csv::Result<()>,
) -> Outcome<()> {
    let path = folder.join(name);
    let file = open(&path).map_err(|error| failed(&path, &error))?;
    let mut table = csv::Writer::from_writer(file);
    rows(&mut table).map_err(|error| failed(&path, &error))?;
    table.flush().map_err(|error| failed(&path, &error))
}

/// Writes a file below the folder, with the folders on the way to it.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write(
    folder: &Path,
    name: &str,
    text: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Outcome<()> {
    let path = folder.join(name);
    let done = open(&path).and_then(|mut file| text(&mut file).and_then(|()| file.flush()));
    done.map_err(|error| failed(&path, &error))
}

fn open(path: &Path) -> io::Result<BufWriter<File>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(BufWriter::new(File::create(path)?))
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::output("the file could not be written").at(path.display()).because(error)
}
