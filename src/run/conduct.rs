//! One run: from the pipeline file to the tables.

use std::path::PathBuf;

use crate::base::{Day, Failure, Outcome};
use crate::skills::table::Skills;
use crate::skills::team::{Team, tallies};
use crate::skills::{findings, reconcile};
use crate::tables::output::Rows;
use crate::tables::{Facts, Kind};

use super::gather::gather;
use super::lists;
use super::plain_csv::csv;

pub struct Request {
    pub pipeline: PathBuf,
    pub as_of: Day,
    pub out: Option<PathBuf>,
}

pub struct Finished {
    pub exit: u8,
}

/// Runs.
///
/// # Errors
/// When a stage fails.
pub fn run(request: &Request) -> Outcome<Finished> {
    let gathered = gather(&request.pipeline, request.as_of)?;
    let out = request.out.clone().unwrap_or_else(|| gathered.loaded.pipeline.out.clone());
    let write = |name: &str, rows: &dyn Rows, folder: &std::path::Path| -> Outcome<()> {
        std::fs::create_dir_all(folder).map_err(|e| Failure::output("x").because(e))?;
        std::fs::write(folder.join(format!("{name}.csv")), csv(rows))
            .map_err(|e| Failure::output("x").because(e))
    };
    let rejects = lists::rejects(&gathered.reading.rejects, &gathered.reading);
    if let Some(over) = gathered.over_limit() {
        write("rejects", &rejects, &out.join("refused/x"))?;
        return Err(Failure::input(format!("{} over limit", over.kind.name())));
    }
    gathered.with_scene(|scene| {
        let data = out.join("latest/data");
        let none = Facts::none(Kind::Users);
        let nothing = Facts::none(Kind::Transcripts);
        let users = scene.facts(Kind::Users).unwrap_or(&none);
        let transcripts = scene.facts(Kind::Transcripts).unwrap_or(&nothing);
        let tallies = tallies(scene);
        let skills = Skills::new(scene, transcripts, users);
        write("skills", &skills, &data)?;
        write("team", &Team::new(scene, users, &tallies), &data)?;
        let mut found = findings::findings(scene);
        found.extend(reconcile::reconcile(scene));
        found.extend(gathered.stale_findings.iter().cloned());
        write("findings", &lists::findings(found, scene.pipeline, scene.reading), &data)?;
        write("rejects", &rejects, &data)
    })?;
    Ok(Finished { exit: if gathered.stale.is_empty() { 0 } else { 7 } })
}
